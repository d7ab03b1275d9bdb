"""Requests and responses of httpx: made, read, and limited in time."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import nullcontext
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .bodies import Body
from .loops import in_thread

if TYPE_CHECKING:
    from .multipart import Multipart

CONNECT_TIMEOUT = 10.0
NO_LIMIT = nullcontext()
"""No deadline: the transport enforces its own."""


def can_send(given: object, awaits: bool) -> bool:
    """Whether an object is a client or a transport of httpx or httpx2, of the synchronous or asynchronous kind."""
    if hasattr(given, "build_request"):
        return hasattr(given, "aclose") == awaits
    return hasattr(given, "handle_async_request" if awaits else "handle_request")


@lru_cache(maxsize=1)
def usual_headers() -> tuple[tuple[bytes, bytes], ...]:
    """The default headers of a request."""
    import httpx  # noqa: PLC0415 - a client that isn't used yet doesn't pay for it

    return ((b"accept", b"*/*"), (b"user-agent", f"python-httpx/{httpx.__version__}".encode()))


@lru_cache(maxsize=256)
def _address(library: Any, url: str) -> tuple[Any, bytes]:
    """httpx's object for an address, and the value of the header Host."""
    parsed = library.URL(url)
    return parsed, parsed.netloc


@lru_cache(maxsize=64)
def _library(kinds: tuple[type[Any], ...]) -> Any:
    """The module httpx or httpx2 to which a client or transport belongs, given by its class and all its bases."""
    import httpx  # noqa: PLC0415 - a client that isn't used yet doesn't pay for it

    roots = (base.__module__.partition(".")[0] for base in kinds)
    return next((sys.modules[root] for root in roots if root in ("httpx", "httpx2")), httpx)


@lru_cache(maxsize=64)
def no_auth(kinds: tuple[type[Any], ...]) -> Any:
    """An authentication that keeps a client from sending a password: its own, or one in an address."""
    return _library(kinds).Auth()


def message(
    http: Any,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: Body | None,
    extensions: Mapping[str, Any],
    *,
    usual: Iterable[tuple[bytes, bytes]] = (),
) -> Any:
    """A request for a client or transport of httpx; `usual` are the default headers."""
    library = _library(type(http).__mro__)
    parsed, host = _address(library, url)
    fields = [(b"host", host)]
    if body is not None or method != "GET":
        fields.append((b"content-length", b"%d" % len(body or b"")))
    own = _fields(headers)
    names = {name for name, _ in own}
    fields += [field for field in usual if field[0].lower() not in names]
    whole = isinstance(body, bytes | None)
    stream = library.ByteStream(body or b"") if whole else _stream_kind(library)(body)
    request = library.Request(method, parsed, headers=[*fields, *own], stream=stream, extensions=extensions)
    if whole:
        request.read()  # hooks of httpx may look at its content
    return request


def message_of_client(
    http: Any, method: str, url: str, headers: Mapping[str, str], body: Body | None, extensions: Mapping[str, Any]
) -> Any:
    """A request with the headers, parameters and cookies of the user's client."""
    unchanged = getattr(http.build_request, "__func__", None) is _library(type(http).__mro__).Client.build_request
    if not unchanged or http.params or http.cookies or "host" in http.headers:
        content: Any = body
        if not isinstance(body, bytes | None):
            headers = {**headers, "content-length": str(len(body))}
            content = _chunks_async(body) if hasattr(http, "aclose") else body.chunks()
        return http.build_request(method, url, content=content, headers=_fields(headers), extensions=extensions)
    # The same as its build_request would make here, in a fraction of the time.
    return message(http, method, url, headers, body, extensions, usual=http.headers.raw)


class _Stream:
    """A body that is read while it is sent, as often as it is sent."""

    def __init__(self, body: Multipart) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        return self._body.chunks()

    def __aiter__(self) -> AsyncIterator[bytes]:
        return _chunks_async(self._body)


@lru_cache(maxsize=2)
def _stream_kind(library: Any) -> Any:
    """The class of such a body, of httpx or httpx2."""
    return type("Stream", (_Stream, library.SyncByteStream, library.AsyncByteStream), {})


async def _chunks_async(body: Multipart) -> AsyncIterator[bytes]:
    """The bytes of a body, read from files without blocking the event loop."""
    chunks = body.chunks()
    if not body.is_read_from_files:
        for chunk in chunks:
            yield chunk
        return

    def following() -> bytes | None:
        return next(chunks, None)

    while True:
        read: bytes | None = await in_thread(following)
        if read is None:
            return
        yield read


def _fields(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


def head_of(response: Any) -> tuple[int, dict[str, str]]:
    """The status and the headers of a response, with names in lower case and repeated headers joined."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in response.headers.raw:
        name, value = _text(raw_name).lower(), _text(raw_value)
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return response.status_code, headers


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def refuse_awaitable(value: Any) -> None:
    """Close the coroutine of a callback, which a synchronous client can't await.

    Raises:
        TypeError: always.
    """
    getattr(value, "close", int)()
    raise TypeError("this function is asynchronous: only an AsyncClient can await it")


class _Remaining:
    """The time that a request has left, computed anew for every read, so that dripping bytes don't stretch it.

    httpx takes one number for all reads, and passes it to `socket.settimeout` before each. That takes whole seconds
    from anything that has `__index__`: while no byte comes, the last wait may be a second too long. The sockets of
    gevent and eventlet use `__float__`.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def __float__(self) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def __index__(self) -> int:
        return math.ceil(float(self))


def timeouts(seconds: float, *, shrinking: bool) -> dict[str, Any]:
    """The limits of each phase of a request that may take so many seconds in total, as httpx's request extension."""
    if math.isinf(seconds):
        return {"connect": CONNECT_TIMEOUT, "read": None, "write": None, "pool": None}
    left = _Remaining(seconds) if shrinking else seconds
    # A little less than the total, so that a request that was never sent ends as such.
    return {"connect": min(CONNECT_TIMEOUT, 0.9 * seconds), "read": left, "write": left, "pool": 0.9 * seconds}
