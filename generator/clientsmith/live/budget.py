"""Counts the requests that may bill."""

from __future__ import annotations

import threading


class BudgetUsedUp(Exception):
    """A billable request beyond the budget; it wasn't sent."""


class Budget:
    """The most billable requests; a failed request counts too, because it may be billed."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.used = 0
        self._lock = threading.Lock()

    @property
    def left(self) -> int:
        """The number of requests left."""
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
