"""Effects that a flow yields and the shell runs: sending a request, a pause, an awaitable, looking up a host."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any, NamedTuple, TypeAlias, TypeVar

from .bodies import Body

T = TypeVar("T")


class SendRequest(NamedTuple):
    """Send a request; its result is an HttpResponse or a Failure.

    Attributes:
        seconds: most that it may take in total.
        max_bytes: most that is read of the body, but for a chunk more.
        keyed: whether the provider's key goes along.
        is_link: whether it is the link of an image, whose query is a secret.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: Body | None
    seconds: float
    max_bytes: int
    keyed: bool
    is_link: bool = False


class Sleep(NamedTuple):
    """Pause."""

    seconds: float


class Await(NamedTuple):
    """Await what a callback returned."""

    value: Any


class Resolve(NamedTuple):
    """Look up a host; the result is a list of its addresses."""

    host: str


class HttpResponse(NamedTuple):
    """An answer with its body as bytes; names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes


Effect: TypeAlias = SendRequest | Sleep | Await | Resolve
Flow: TypeAlias = Generator[Effect, Any, T]
