"""Stage live: the one place that counts what may bill."""

from __future__ import annotations

import threading


class BudgetUsedUp(Exception):
    """One more request that may bill was about to be sent; it wasn't."""


class Budget:
    """At most so many requests; a request that failed counts, because it may bill too."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.used = 0
        self._lock = threading.Lock()

    @property
    def left(self) -> int:
        """How many may still be sent."""
        return self.limit - self.used

    def take(self) -> None:
        """Count a request before it is sent.

        Raises:
            BudgetUsedUp: it would be one too many.
        """
        with self._lock:
            if self.used >= self.limit:
                raise BudgetUsedUp(f"the budget of {self.limit} is used up: nothing was sent")
            self.used += 1

    def give_back(self, number: int) -> None:
        """Take back what can't have billed: requests with a wrong key that were turned away unread."""
        with self._lock:
            self.used -= number
