"""The world of a case: only waiting takes time, chance is fixed, and hosts have the addresses that the case gives."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from .cases import Suite

_PUBLIC = "93.184.216.34"
_BEGUN = 5_000.0


class Interrupted(KeyboardInterrupt):
    """Somebody stopped the program."""


async def cancel() -> None:
    """Cancel the running task, as asyncio does when the program is stopped."""
    task = asyncio.current_task()
    if task is not None:
        task.cancel()
    await asyncio.sleep(0)


class Clock:
    """Time, chance and host names for a client.

    Attributes:
        now: seconds since the case began.
        pauses: every pause of the client in seconds.
        blocking: what an asynchronous client did that holds up its event loop.
    """

    def __init__(self, suite: Suite, given: Mapping[str, Any], *, is_async: bool) -> None:
        self.now = 0.0
        self.pauses: list[float] = []
        self.blocking: list[str] = []
        self._suite = suite
        self._chance: float = given.get("random", suite.chance)
        self._hosts: Mapping[str, Sequence[str]] = given.get("hosts", {})
        self._is_frozen: bool = given.get("frozenClock", False)
        self._interrupted_pause: int = given.get("interruptedPause", 0)
        self._loop_thread = threading.get_ident() if is_async else None

    def monotonic(self) -> float:
        """Seconds of a clock that began long before the case."""
        return _BEGUN + self.now

    def time(self) -> float:
        """Unix seconds."""
        return self._suite.unix_time + self.now

    def random(self) -> float:
        """The same number each time."""
        return self._chance

    @property
    def is_async(self) -> bool:
        """Whether the client runs in an event loop."""
        return self._loop_thread is not None

    def note_blocking(self, action: str) -> None:
        """Remember an action that takes time, if it runs in the thread of an event loop."""
        if threading.get_ident() == self._loop_thread:
            self.blocking.append(action)

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.note_blocking("a pause")
        if self._is_interrupted(seconds):
            raise Interrupted

    async def sleep_async(self, seconds: float) -> None:
        """The same for the asynchronous client."""
        if self._is_interrupted(seconds):
            await cancel()

    def resolve(self, host: str) -> list[str]:
        """The addresses of a host; a public one unless the case says otherwise."""
        self.note_blocking("the lookup of a host")
        return self._addresses(host)

    async def resolve_async(self, host: str) -> list[str]:
        """The same for the asynchronous client."""
        return self._addresses(host)

    def _is_interrupted(self, seconds: float) -> bool:
        self.pauses.append(seconds)
        self.now += 0 if self._is_frozen else seconds
        return len(self.pauses) == self._interrupted_pause

    def _addresses(self, host: str) -> list[str]:
        return list(self._hosts.get(host, (_PUBLIC,)))
