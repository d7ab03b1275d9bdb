# Made by `clientsmith generate` from templates/imageclients/_runtime/timer.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Measures how long a call has taken and how much time it has left, even if the clock stands still."""

from __future__ import annotations

import math

from .effects import Flow, Sleep
from .options import System


class Timer:
    """Counts the seconds of a call, from the creation of the timer.

    The limit holds even if the clock stands still or is slow: then the seconds of the pauses count.
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
        """Wait, and count the seconds, also for the call that this one is part of."""
        before = self._system.monotonic()
        yield Sleep(seconds)
        missing = max(0.0, seconds - (self._system.monotonic() - before))
        timer: Timer | None = self
        while timer is not None:
            timer._behind += missing
            timer = timer._within
