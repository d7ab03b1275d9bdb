"""Requests and answers as httpx has them, and its exceptions told apart.

Exceptions are told by the names of their classes, so that a client of httpx2 is as good as one of httpx.
"""

from __future__ import annotations

import logging
import math
import os
import socket
import ssl
import sys
import time
import zlib
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, NamedTuple

from .config import without_query
from .masking import Mask, printable

CONNECT_TIMEOUT = 10.0
NO_LIMIT = nullcontext()
"""For what is limited by itself."""

_PERMANENT = {"InvalidURL", "UnsupportedProtocol"}
_NOT_SENT = {"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", *_PERMANENT}
_CORE = {"TimeoutException", "NetworkError", "ProtocolError", "ProxyError", "UnsupportedProtocol"}
_READS_ADDRESSES = {"httpx", "httpx2", "idna", "ipaddress", "urllib"}
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
        content: what had come of the body.
    """

    sent: bool
    timeout: bool
    permanent: bool
    message: str
    cause: BaseException | None
    content: bytes = b""


def failure_of(error: BaseException, seconds: float, message: Any = None) -> Failure | None:
    """What an exception of a request that may take so many seconds means; None for one of another origin.

    Once there is the `message`, httpx fails on an address only where it reads that of a redirect, before it hands out
    the answer; and what fails for another request comes from a hook of the user's, which may run after ours was sent.
    """
    made = message is not None
    if isinstance(error, TimeoutError):
        return deadline_passed(seconds)
    names = {kind.__name__ for kind in type(error).__mro__}
    if made and (isinstance(error, ValueError) or "InvalidURL" in names) and _raised_in(error) in _READS_ADDRESSES:
        names = {"RemoteProtocolError", "ProtocolError"}
    elif isinstance(error, UnicodeError) and not (made and isinstance(error, UnicodeDecodeError)):
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
        sent=not names & _NOT_SENT or (made and not _is_about(error, message)),
        timeout="TimeoutException" in names,
        permanent=bool(names & _PERMANENT)
        or isinstance(root, ssl.SSLCertVerificationError)
        or (isinstance(root, socket.gaierror) and root.errno != socket.EAI_AGAIN),
        message=reason,
        # This one quotes what the server sent, which may have the key.
        cause=None if "RemoteProtocolError" in names else error,
    )


def _is_about(error: BaseException, message: Any) -> bool:
    """Whether an error is that of this request; a transport alone names none."""
    try:
        return getattr(error, "request", message) is message
    except RuntimeError:
        return True


def deadline_passed(seconds: float) -> Failure:
    """The request took longer than it may in total, though bytes may still have come."""
    return Failure(True, True, False, f"no whole answer within {seconds:g} s", None)


def _raised_in(error: BaseException) -> str:
    """The name of the package whose code raised it; empty where that isn't known any more."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else str(trace.tb_frame.f_globals.get("__name__", "")).partition(".")[0]


def _root(error: BaseException) -> BaseException:
    """The first cause; the frames on the way there are dropped, because some hold the headers with the key."""
    error.__traceback__ = None
    # httpx, httpcore and their continuations hide causes; behind others' errors may be one that the user handles.
    hidden = error.__context__ if type(error).__module__.startswith("http") else None
    cause = error.__cause__ or hidden
    return error if cause is None else _root(cause)


def can_send(given: object, awaits: bool) -> bool:
    """Whether it is a client, or a transport, of httpx or httpx2, of the kind that a client needs."""
    if hasattr(given, "build_request"):
        return hasattr(given, "aclose") == awaits
    return hasattr(given, "handle_async_request" if awaits else "handle_request")


@lru_cache(maxsize=1)
def usual_headers() -> tuple[tuple[bytes, bytes], ...]:
    """The headers that every request has unless it says otherwise."""
    import httpx  # noqa: PLC0415 - a client that isn't used yet doesn't pay for it

    return ((b"accept", b"*/*"), (b"user-agent", f"python-httpx/{httpx.__version__}".encode()))


@lru_cache(maxsize=256)
def _address(library: Any, url: str) -> tuple[Any, bytes]:
    """The address as httpx has it, and the header Host."""
    parsed = library.URL(url)
    return parsed, parsed.netloc


@lru_cache(maxsize=64)
def _library(kinds: tuple[type[Any], ...]) -> Any:
    """The httpx, or httpx2, that a client or transport is made of, given by its class and all its bases."""
    import httpx  # noqa: PLC0415 - a client that isn't used yet doesn't pay for it

    roots = (base.__module__.partition(".")[0] for base in kinds)
    return next((sys.modules[root] for root in roots if root in ("httpx", "httpx2")), httpx)


@lru_cache(maxsize=64)
def no_auth(kinds: tuple[type[Any], ...]) -> Any:
    """What makes a client send no password of its own, nor one that stands in an address."""
    return _library(kinds).Auth()


def message(
    http: Any,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes | None,
    extensions: Mapping[str, Any],
    *,
    usual: Iterable[tuple[bytes, bytes]] = (),
) -> Any:
    """A request for a client or transport of httpx; `usual` are headers that it has unless `headers` say otherwise."""
    library = _library(type(http).__mro__)
    parsed, host = _address(library, url)
    fields = [(b"host", host)]
    if body is not None or method != "GET":
        fields.append((b"content-length", b"%d" % len(body or b"")))
    own = _fields(headers)
    names = {name for name, _ in own}
    fields += [field for field in usual if field[0].lower() not in names]
    stream = library.ByteStream(body or b"")
    request = library.Request(method, parsed, headers=[*fields, *own], stream=stream, extensions=extensions)
    request.read()  # whoever hooks httpx may look at its content
    return request


def message_of_client(
    http: Any, method: str, url: str, headers: Mapping[str, str], body: bytes | None, extensions: Mapping[str, Any]
) -> Any:
    """A request with the headers, parameters and cookies of a client of the user's."""
    as_ever = getattr(http.build_request, "__func__", None) is _library(type(http).__mro__).Client.build_request
    if not as_ever or http.params or http.cookies or "host" in http.headers:
        return http.build_request(method, url, content=body, headers=_fields(headers), extensions=extensions)
    # What its build_request makes in this case, in a fraction of the time.
    return message(http, method, url, headers, body, extensions, usual=http.headers.raw)


def _fields(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


def head_of(response: Any) -> tuple[int, dict[str, str]]:
    """The status and the headers of an answer, with names in lower case; what came several times is joined."""
    found: dict[str, str] = {}
    for raw_name, raw_value in response.headers.raw:
        name, value = _text(raw_name).lower(), _text(raw_value)
        found[name] = f"{found[name]}, {value}" if name in found else value
    return response.status_code, found


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


class _Remaining:
    """What is left of a request's time, looked at anew by every read, so that dripping bytes don't stretch it.

    httpx takes one number for all reads, which comes to `socket.settimeout` before each. That one takes whole seconds
    from anything that has `__index__`: with nothing at all coming, the last wait may be a second too long. Those of
    gevent and eventlet take what `__float__` gives.
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


hides_query: ContextVar[bool] = ContextVar("hides_query", default=False)
"""Whether what httpx logs now is about a link whose query may be a signature."""


hidden_key: ContextVar[Mask | None] = ContextVar("hidden_key", default=None)
"""The key that what is logged now may have."""


def _hide_query(record: logging.LogRecord) -> bool:
    if hides_query.get() and isinstance(record.args, tuple):
        record.args = tuple(without_query(str(arg)) if type(arg).__name__ == "URL" else arg for arg in record.args)
    return _hide_key(record)


def _hide_key(record: logging.LogRecord) -> bool:
    """Take the key out of a record; one without it stays as it is, with its arguments."""
    if (key := hidden_key.get()) is not None:
        try:
            text = record.getMessage()
        except Exception:  # what can't be formatted can't be looked at
            text = f"{record.msg!r} {record.args!r}"
        shown = printable(key.hide(text))
        if shown != text:
            record.msg, record.args = shown, None
    return True


def _hide_all(record: logging.LogRecord) -> bool:
    return not hides_query.get() and _hide_key(record)


# A filter sees what its own logger is given, not what those below it are.
for _name in ("httpx", "httpx2"):
    logging.getLogger(_name).addFilter(_hide_query)
for _name in ("httpcore", "httpcore2"):
    for _part in ("connection", "http11", "http2", "proxy", "socks"):
        logging.getLogger(f"{_name}.{_part}").addFilter(_hide_all)
for _name in ("hpack.hpack", "hpack.table", "hpack.huffman", "h2.config", "h2.connection", "h2.stream"):
    logging.getLogger(_name).addFilter(_hide_all)
