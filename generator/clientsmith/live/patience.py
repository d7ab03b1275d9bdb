"""Limits the retries of a client, as a run has to end."""

from __future__ import annotations

from typing import Any

from clientsmith.live.clock import Clock

POLLS = 5
"""Most attempts of one poll; so many failures in a row are a fact about the provider."""
DOWNLOADS = 3
"""Most attempts to fetch one image."""
_LEAP = 1e9
"""Seconds, more than any time limit of a client has."""


class Patience:
    """The system of a client: clock and pauses of the run, with a time limit that is over after so many tries.

    It is over at the moment at which the client decides on another try, so that what it raises has the last fault.
    """

    def __init__(self, clock: Clock, until: float) -> None:
        """`until` is when the run ends, in seconds of the clock."""
        self._clock, self._until = clock, until
        self._is_over, self._final_polls = False, 0
        self._downloads: int | None = None
        """Tries of an image so far; None where none is fetched."""

    def begin_image(self) -> None:
        """An image is about to be fetched."""
        self._is_over, self._downloads = False, 0

    def event(self, event: Any) -> None:
        """Take what the client tells its hook: an answer to a poll, or none, and then whether the poll succeeded."""
        if event.kind in ("response", "failure"):
            self._is_over = event.detail["attempt"] >= POLLS
        elif event.kind == "poll":
            self._is_over = self._final_polls >= POLLS

    def poll(self, *, looks_final: bool) -> None:
        """Count the answers in a row that have images under a status that nobody knows: the task won't change."""
        self._final_polls = self._final_polls + 1 if looks_final else 0

    def random(self) -> float:
        """A number for jitter, which a download takes when a try has failed in passing."""
        if self._downloads is not None:
            self._downloads += 1
            self._is_over = self._downloads >= DOWNLOADS
        return self._clock.random()

    def monotonic(self) -> float:
        """Seconds since the run began, or a time that is after every limit."""
        return self._clock.monotonic() + (_LEAP if self._is_over else 0.0)

    def time(self) -> float:
        """Unix seconds."""
        return self._clock.time()

    def sleep(self, seconds: float) -> None:
        """Wait, until the run ends at the latest: an image may ask for a later try than that."""
        self._clock.sleep(max(0.0, min(seconds, self._until - self._clock.monotonic())))

    def resolve(self, host: str) -> list[str]:
        """The addresses of a host."""
        return self._clock.resolve(host)
