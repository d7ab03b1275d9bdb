"""The time of a run, real or recorded, as a client asks its system for it."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Mapping


class Clock:
    """Real time, counted from the beginning of the run."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self.unix_time = time.time()

    def monotonic(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self._start

    def time(self) -> float:
        """Unix seconds."""
        return self.unix_time + self.monotonic()

    def random(self) -> float:
        """A number from 0 up to 1, for jitter."""
        return random.random()  # noqa: S311 - jitter, not a secret

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def begin(self, call: str) -> None:
        """A request of a call is about to be sent; real time needs no help."""

    def resolve(self, host: str) -> list[str]:
        """The addresses of a host; none where it isn't known."""
        try:
            return [str(info[4][0]) for info in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]
        except (OSError, ValueError):
            return []


class RecordedClock(Clock):
    """The time of a recording: it moves on with the exchanges that were recorded, and nobody waits."""

    def __init__(self, unix_time: float, moments: Mapping[str, list[float]]) -> None:
        """`moments` has for each call when its requests were sent, in seconds of the run."""
        super().__init__()
        self.unix_time = unix_time
        self._moments = moments
        self._now, self._call = 0.0, ""

    def monotonic(self) -> float:
        """Seconds since the run began, when it was recorded."""
        return self._now

    def random(self) -> float:
        """The longest pause: what came after the last exchange of a call was too late for another one."""
        return 1.0

    def sleep(self, seconds: float) -> None:
        """Nothing, as the next exchange says how late it is; after the last of a call time goes on with its pauses."""
        if not self._moments.get(self._call):
            self._now += seconds

    def begin(self, call: str) -> None:
        """It is as late as it was when this request was recorded."""
        self._call = call
        if moments := self._moments.get(call):
            self.reach(moments.pop(0))

    def reach(self, moment: float) -> None:
        """It is as late as this now."""
        self._now = max(self._now, moment)

    def resolve(self, host: str) -> list[str]:
        """Nothing: no host is asked."""
        return []
