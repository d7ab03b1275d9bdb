"""How long a call has taken and how much time it has left: by the clock, and by its pauses where the clock stands."""

from __future__ import annotations

import math

from .effects import Flow, Sleep
from .options import System


class Timer:
    """Counts the seconds of a call from when it is made.

    A clock that stands still, or is slower than the pauses, doesn't stretch the limit: the pauses count then.
    """

    def __init__(self, system: System, limit: float = math.inf, within: Timer | None = None) -> None:
        self.limit = limit
        self._system = system
        self._started = system.monotonic()
        self._behind = 0.0
        self._within = within

    def elapsed(self) -> float:
        """Seconds since the start."""
        return self._system.monotonic() - self._started + self._behind

    def left(self) -> float:
        """Seconds until the limit; negative where it is passed."""
        return self.limit - self.elapsed()

    def pause(self, seconds: float) -> Flow[None]:
        """Wait, and count it, also for the call that this one is a part of."""
        before = self._system.monotonic()
        yield Sleep(seconds)
        missing = max(0.0, seconds - (self._system.monotonic() - before))
        timer: Timer | None = self
        while timer is not None:
            timer._behind += missing
            timer = timer._within
