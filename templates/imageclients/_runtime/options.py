"""Settings of a client, and its access to clock, sleep, chance and name resolution."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, NamedTuple, TypedDict

from . import loops
from .requests import Validation

DEFAULT_RETRIES = 4
EventKind = Literal["response", "failure", "retry", "poll", "unknown-status", "drift", "upload"]


class System:
    """Clock, sleep, chance and name resolution; subclass it to test code that waits.

    Times are in seconds: `monotonic` for every deadline, `time` in Unix seconds for dates of the provider.
    """

    def monotonic(self) -> float:
        """A clock that never goes back."""
        return time.monotonic()

    def time(self) -> float:
        """Unix seconds."""
        return time.time()

    def random(self) -> float:
        """A number from 0 up to 1, for jitter."""
        return random.random()  # noqa: S311 - jitter, not a secret

    def sleep(self, seconds: float) -> None:
        """Wait, in a synchronous client."""
        time.sleep(seconds)

    async def sleep_async(self, seconds: float) -> None:
        """Wait, in an asynchronous client."""
        await loops.sleep(seconds)

    def resolve(self, host: str) -> list[str]:
        """The addresses of a host; none where it isn't known."""
        try:
            return [str(info[4][0]) for info in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]
        except (OSError, ValueError):
            return []

    async def resolve_async(self, host: str) -> list[str]:
        """Look up a host without blocking the event loop."""
        return await loops.in_thread(self.resolve, host)


class Event(NamedTuple):
    """Something that happened in a client, for logs and metrics; it never holds a key or a prompt.

    Attributes:
        kind: response (an HTTP answer came), failure (none came), retry (a request is sent again), poll (a task was
            asked for), unknown-status (a status that isn't in the map), drift (an answer differs from the spec), upload
            (a file was uploaded for a field that takes links).
        detail: status, seconds, bytes, attempt, delay, task_id, task_status or drift, as the kind has them.
    """

    kind: EventKind
    provider: str
    operation: str
    detail: Mapping[str, Any] = {}


class ClientOptions(TypedDict, total=False):
    """What every client takes beside its key; see its constructor."""

    base_url: str | None
    server: str | None
    http_client: Any
    timeout: float | None
    max_retries: int
    validation: Validation
    on_event: Callable[[Event], object] | None
    system: System | None
    allow_insecure: bool
    image_hosts: Iterable[str] | None


class Options(NamedTuple):
    """Settings of a client.

    Attributes:
        timeout: the total of one request in seconds, None for the operation's own.
        image_hosts: hosts whose links are followed over plain http and to private addresses too.
    """

    timeout: float | None
    max_retries: int
    validation: Validation
    on_event: Callable[[Event], object] | None
    system: System
    image_hosts: tuple[str, ...] = ()
