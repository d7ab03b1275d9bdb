# Made by `clientsmith generate` from templates/imageclients/_runtime/transport.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The only file that knows httpx: making its clients, and telling its exceptions apart.

Exceptions are told by the names of their classes, so that a client of httpx2 is as good as one of httpx.
"""

from __future__ import annotations

import logging
import math
import os
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from .config import without_query

if TYPE_CHECKING:
    import httpcore
    import httpx

T = TypeVar("T")
CONNECT_TIMEOUT = 10.0
CONNECTIONS = 100
"""Most connections that a client has at once."""
POOLS = 25
"""Most pools among which an asynchronous client spreads them."""
_KEPT: Mapping[str, Any] = {"max_keepalive_connections": 20, "keepalive_expiry": 5.0}
NO_LIMIT = nullcontext()
"""For what is limited by itself."""

_PERMANENT = {"InvalidURL", "UnsupportedProtocol"}
_NOT_SENT = {"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", *_PERMANENT}
_CORE = {"TimeoutException", "NetworkError", "ProtocolError", "ProxyError", "UnsupportedProtocol"}
_TRANSPORT = {
    *_CORE,
    "TransportError",
    "InvalidURL",
    "StreamError",
    "DecodingError",
    "TooManyRedirects",
    "RequestError",
}


class Failure(NamedTuple):
    """An attempt that got no whole answer.

    Attributes:
        sent: whether any of the request may have reached the server.
        timeout: whether time ran out.
        permanent: whether trying again can't help.
        message: what happened, without host, query or key.
    """

    sent: bool
    timeout: bool
    permanent: bool
    message: str
    cause: BaseException | None


def failure_of(error: BaseException, seconds: float) -> Failure | None:
    """What an exception of a request that may take so many seconds means; None for one of another origin."""
    if isinstance(error, TimeoutError):
        return deadline_passed(seconds)
    names = {kind.__name__ for kind in type(error).__mro__}
    if isinstance(error, UnicodeError):
        return Failure(False, False, True, "the address isn't one", error)
    if not names & _TRANSPORT and not isinstance(error, zlib.error):
        return None
    root = _root(error)
    reason = f"the proxy refuses: {error}" if "ProxyError" in names else type(error).__name__
    if isinstance(root, ssl.SSLCertVerificationError):
        reason = f"the certificate isn't accepted ({root.verify_message})"
    elif isinstance(root, socket.gaierror):
        reason = "the host's name isn't known"
    elif "PoolTimeout" in names:
        reason = "all connections of the pool are in use"
    elif "RemoteProtocolError" in names or isinstance(error, zlib.error):
        reason = "the answer broke off, or isn't what HTTP and its content encoding say"
    elif "TimeoutException" in names:
        reason = f"no {'connection' if names & _NOT_SENT else 'whole answer'} within its time"
    elif isinstance(root, OSError) and root.errno and root.strerror:
        # asyncio puts words of its own into strerror, TLS its number into errno.
        reason = (root.strerror if isinstance(root, ssl.SSLError) else os.strerror(root.errno)).lower()
    return Failure(
        sent=not names & _NOT_SENT,
        timeout="TimeoutException" in names,
        permanent=bool(names & _PERMANENT)
        or isinstance(root, ssl.SSLCertVerificationError)
        or (isinstance(root, socket.gaierror) and root.errno != socket.EAI_AGAIN),
        message=reason,
        # This one quotes what the server sent, which may have the key.
        cause=None if "RemoteProtocolError" in names else error,
    )


def deadline_passed(seconds: float) -> Failure:
    """The request took longer than it may in total, though bytes may still have come."""
    return Failure(True, True, False, f"no whole answer within {seconds:g} s", None)


def _root(error: BaseException) -> BaseException:
    """The first cause; the frames on the way there are dropped, because some hold the headers with the key."""
    error.__traceback__ = None
    # httpx, httpcore and their continuations hide causes; behind others' errors may be one that the user handles.
    hidden = error.__context__ if type(error).__module__.startswith("http") else None
    cause = error.__cause__ or hidden
    return error if cause is None else _root(cause)


@lru_cache(maxsize=1)
def tls_context() -> ssl.SSLContext:
    """One TLS context for all clients of the process, made when first needed: making one takes 15 ms."""
    import httpx  # noqa: PLC0415 - a client that isn't used yet doesn't pay for it

    return httpx.create_ssl_context()


def new_client(base_url: str) -> Any:
    """What a synchronous client sends with by default: httpx's own pool of connections, or httpx itself for proxies.

    What goes to this machine in the clear never takes the way of a proxy.
    """
    import httpcore  # noqa: PLC0415 - the same

    if base_url.startswith("https:") and _proxies():
        import httpx  # noqa: PLC0415 - the same

        return httpx.Client(verify=tls_context(), follow_redirects=False)
    return httpcore.ConnectionPool(tls_context(), max_connections=CONNECTIONS, **_KEPT)


def new_async_client(base_url: str) -> Any:
    """What an asynchronous client sends with by default."""
    if base_url.startswith("https:") and _proxies():
        import httpx  # noqa: PLC0415 - the same

        return httpx.AsyncClient(verify=tls_context(), follow_redirects=False)
    return Spread()


class Spread:
    """Several small pools of connections, because the work of one grows with the square of what goes on in it."""

    def __init__(self) -> None:
        self.pools: list[Any] = []
        self.busy: list[int] = []
        self._context = tls_context()

    async def handle_async_request(self, request: Any) -> Any:
        """The answer, with its body still to come."""
        import httpcore  # noqa: PLC0415 - the same

        index = min(range(len(self.busy)), key=self.busy.__getitem__, default=0)
        if not self.busy or (self.busy[index] and len(self.busy) < POOLS):
            index = len(self.busy)
            self.pools.append(
                httpcore.AsyncConnectionPool(self._context, max_connections=CONNECTIONS // POOLS, **_KEPT)
            )
            self.busy.append(0)
        self.busy[index] += 1
        try:
            response = await self.pools[index].handle_async_request(request)
        except BaseException:
            self.busy[index] -= 1
            raise
        response.stream = _Body(response.stream, self.busy, index)
        return response

    async def aclose(self) -> None:
        """Close all connections."""
        for pool in self.pools:
            await pool.aclose()


class _Body:
    """The body of an answer; its pool is busy until it is closed."""

    def __init__(self, stream: Any, busy: list[int], index: int) -> None:
        self._stream, self._busy, self._index = stream, busy, index

    def __aiter__(self) -> Any:
        return self._stream.__aiter__()

    async def aclose(self) -> None:
        self._busy[self._index] -= 1
        await self._stream.aclose()


def _proxies() -> bool:
    """Whether the environment names any proxy."""
    from urllib.request import getproxies  # noqa: PLC0415 - httpx has imported it by now

    return bool(getproxies().keys() - {"no"})


def can_send(given: object, awaits: bool) -> bool:
    """Whether it is a client, or a transport, of httpx or httpx2, of the kind that a client needs."""
    if hasattr(given, "build_request"):
        return hasattr(given, "aclose") == awaits
    return hasattr(given, "handle_async_request" if awaits else "handle_request")


@lru_cache(maxsize=1)
def usual_headers() -> dict[str, str]:
    """The headers that every request has unless it says otherwise."""
    import httpx  # noqa: PLC0415 - the same

    return {"accept": "*/*", "user-agent": f"python-httpx/{httpx.__version__}"}


@lru_cache(maxsize=256)
def _address(url: str) -> tuple[httpx.URL, httpcore.URL, bytes]:
    import httpcore  # noqa: PLC0415 - the same
    import httpx  # noqa: PLC0415 - the same

    parsed = httpx.URL(url)
    scheme, host, path = parsed.raw_scheme, parsed.raw_host, parsed.raw_path
    return parsed, httpcore.URL(scheme=scheme, host=host, port=parsed.port, target=path), parsed.netloc


def message(
    method: str, url: str, headers: Mapping[str, str], body: bytes | None, extensions: Any, *, own: bool
) -> httpx.Request | httpcore.Request:
    """A request for a pool of our own, or for a transport of the user's, with the headers that a client would add."""
    parsed, address, host = _address(url)
    fields = [(b"host", host)]
    if body is not None or method != "GET":
        fields.append((b"content-length", b"%d" % len(body or b"")))
    fields += [(name.encode(), value.encode()) for name, value in headers.items()]
    if own:
        import httpcore  # noqa: PLC0415 - the same

        request = httpcore.Request(method, address, content=body, extensions=extensions)
        request.headers = fields  # these are bytes by now, and needn't be looked at
        return request
    import httpx  # noqa: PLC0415 - the same

    return httpx.Request(method, parsed, headers=fields, stream=httpx.ByteStream(body or b""), extensions=extensions)


def head_of(response: Any) -> tuple[int, dict[str, str]]:
    """The status and the headers of an answer, with names in lower case; what came several times is joined."""
    found: dict[str, str] = {}
    for raw_name, raw_value in getattr(response.headers, "raw", response.headers):
        name, value = _text(raw_name).lower(), _text(raw_value)
        found[name] = f"{found[name]}, {value}" if name in found else value
    return getattr(response, "status", None) or response.status_code, found


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def refuse_awaitable(value: Any) -> None:
    """What a synchronous client does with the coroutine of a callback.

    Raises:
        TypeError: always.
    """
    getattr(value, "close", int)()
    raise TypeError("on_progress is asynchronous: only an AsyncClient can await it")


def running_loop() -> object:
    """The event loop that runs now."""
    import asyncio  # noqa: PLC0415 - synchronous clients don't pay for it

    return asyncio.get_running_loop()


def time_limit(seconds: float) -> AbstractContextManager[object]:
    """A block that ends with TimeoutError after so many seconds, whatever it awaits."""
    import anyio  # noqa: PLC0415 - the same

    return anyio.fail_after(seconds)


_POOLED = {"Spread", "AsyncClient", "AsyncHTTPTransport"}


@lru_cache(maxsize=64)
def is_pooled(kinds: tuple[type, ...]) -> bool:
    """Whether what sends, given by its class and all its bases, is made of a pool of httpcore."""
    return any(base.__name__ in _POOLED for base in kinds)


async def apart(steps: Coroutine[Any, Any, T]) -> T:
    """Await in a task of its own, which is ended in anyio's way when this one is cancelled.

    httpcore shields its pool from anyio's cancellation only: asyncio's own, at the wrong moment, loses it a connection.
    """
    import asyncio  # noqa: PLC0415 - the same

    import anyio  # noqa: PLC0415 - the same

    scope = anyio.CancelScope()
    ended: list[BaseException] = []

    async def run() -> T:
        with scope:
            try:
                return await steps
            except (KeyboardInterrupt, SystemExit) as error:
                ended.append(error)  # asyncio lets them past whoever awaits the task
        raise asyncio.CancelledError

    task = asyncio.ensure_future(run())
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError as error:
        scope.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise (ended or [error])[0] from None


class _Remaining:
    """What is left of a request's time, looked at anew by every read, so that dripping bytes don't stretch it.

    httpx takes one number for all reads. httpcore hands it to `socket.settimeout` before each, which takes whole
    seconds from anything that has `__index__`: with nothing at all coming, the last wait may be a second too long.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def __index__(self) -> int:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return math.ceil(left)


def timeouts(seconds: float, *, shrinking: bool) -> dict[str, Any]:
    """The limits of each phase of a request that may take so many seconds in total, as httpx's request extension."""
    if math.isinf(seconds):
        return {"connect": CONNECT_TIMEOUT, "read": None, "write": None, "pool": None}
    left = _Remaining(seconds) if shrinking else seconds
    # A little less than the total, so that a request that was never sent ends as such.
    return {"connect": min(CONNECT_TIMEOUT, 0.9 * seconds), "read": left, "write": left, "pool": 0.9 * seconds}


def inflater(encoding: str) -> Callable[[bytes, int], bytes]:
    """Undoes the content encoding of a chunk, making at most so many bytes of it."""
    if encoding.lower() in ("gzip", "x-gzip", "deflate"):
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress
    return lambda chunk, most: chunk[:most]


hides_query: ContextVar[bool] = ContextVar("hides_query", default=False)
"""Whether what httpx logs now is about a link whose query may be a signature."""


def _hide_query(record: logging.LogRecord) -> bool:
    if hides_query.get() and isinstance(record.args, tuple):
        record.args = tuple(without_query(str(arg)) if type(arg).__name__ == "URL" else arg for arg in record.args)
    return True


def _hide_all(record: logging.LogRecord) -> bool:
    return not hides_query.get()


for _name in ("httpx", "httpx2"):
    logging.getLogger(_name).addFilter(_hide_query)
for _name in ("httpcore", "httpcore2"):
    for _part in ("connection", "http11", "http2", "proxy", "socks"):
        logging.getLogger(f"{_name}.{_part}").addFilter(_hide_all)
