"""Effects that a flow yields and the shell runs: sending a request, a pause, an awaitable, looking up a host."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias, TypeVar

from .bodies import Body
from .credentials import Hidden
from .encodings import Chain, Inflater

T = TypeVar("T")


class SendRequest(NamedTuple):
    """Send a request; its result is an HttpResponse, an Opened or a Failure.

    Attributes:
        seconds: how long it may take in total.
        max_bytes: how much of the body is read; at most one chunk more is.
        key: the key that goes along; None for a link, which gets none.
        signed: whether the query of the address may be a signature.
        is_link: whether it is the link of an image.
        streams: whether an event stream is to be opened: the result is then an Opened.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: Body | None
    seconds: float
    max_bytes: int
    key: Hidden | None
    signed: bool = False
    is_link: bool = False
    streams: bool = False


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


@dataclass
class Opened:
    """An answer whose body is read piece by piece, until `deadline` by the clock of the client's System.

    Attributes:
        http: the httpx client that it came through; `release` frees that for other requests.
        response: httpx's own.
        message: the request.
        chunks: the iterator over the body.
        inflate: decodes the pieces; None if they aren't encoded.
        left: how many decoded bytes are read yet; one more than an answer may have.
        seconds: how long the whole of it may take.
    """

    status: int
    headers: Mapping[str, str]
    http: Any
    response: Any
    message: Any
    chunks: Any
    inflate: Inflater | Chain | None
    left: int
    seconds: float
    deadline: float
    release: Callable[[], object] = int


class ReadChunk(NamedTuple):
    """Read on: the result is bytes, None at the end, or a Failure. After both of these the answer is closed."""

    opened: Opened


class CloseAnswer(NamedTuple):
    """Close an answer that isn't read any further."""

    opened: Opened


Effect: TypeAlias = SendRequest | ReadChunk | CloseAnswer | Sleep | Await | Resolve
Flow: TypeAlias = Generator[Effect, Any, T]
