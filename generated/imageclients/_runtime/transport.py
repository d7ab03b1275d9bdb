"""The only file that knows httpx: making its clients, and telling its exceptions apart.

Exceptions are told by the names of their classes, so that a client of httpx2 is as good as one of httpx.
"""

from __future__ import annotations

import math
import socket
import ssl
from contextlib import AbstractAsyncContextManager
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import httpx

CONNECT_TIMEOUT = 10.0

_NOT_SENT = {"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol", "InvalidURL"}
_TRANSPORT = {"TransportError", "InvalidURL", "StreamError", "DecodingError", "TooManyRedirects", "RequestError"}


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
    if not names & _TRANSPORT:
        return None
    root = _root(error)
    reason = type(error).__name__
    if isinstance(root, ssl.SSLCertVerificationError):
        reason = f"the certificate isn't accepted ({root.verify_message})"
    elif isinstance(root, socket.gaierror):
        reason = "the host's name isn't known"
    elif "PoolTimeout" in names:
        reason = "all connections of the pool are in use"
    elif isinstance(root, OSError) and root.strerror:
        reason = root.strerror.lower()
    return Failure(
        sent=not names & _NOT_SENT,
        timeout="TimeoutException" in names,
        permanent=isinstance(root, ssl.SSLCertVerificationError | socket.gaierror) or "InvalidURL" in names,
        message=reason,
        cause=error,
    )


def deadline_passed(seconds: float) -> Failure:
    """The request took longer than it may in total, though bytes may still have come."""
    return Failure(True, True, False, f"no whole answer within {seconds:g} s", None)


def _root(error: BaseException) -> BaseException:
    seen = 0
    while (cause := error.__cause__ or error.__context__) is not None and seen < 10:
        error, seen = cause, seen + 1
    return error


@lru_cache(maxsize=1)
def tls_context() -> ssl.SSLContext:
    """One TLS context for all clients of the process, made when first needed: making one takes 15 ms."""
    import httpx  # noqa: PLC0415 - a client that isn't used yet doesn't pay for it

    return httpx.create_ssl_context()


def new_client() -> httpx.Client:
    """The default synchronous client."""
    import httpx  # noqa: PLC0415 - the same

    return httpx.Client(verify=tls_context(), follow_redirects=False)


def new_async_client() -> httpx.AsyncClient:
    """The default asynchronous client."""
    import httpx  # noqa: PLC0415 - the same

    return httpx.AsyncClient(verify=tls_context(), follow_redirects=False)


def time_limit(seconds: float) -> AbstractAsyncContextManager[object]:
    """An asynchronous block that ends with TimeoutError after so many seconds, whatever it is waiting for."""
    import asyncio  # noqa: PLC0415 - synchronous clients don't pay for it

    return asyncio.timeout(finite(seconds))


def finite(seconds: float) -> float | None:
    """None for no limit."""
    return None if math.isinf(seconds) else seconds


def timeouts(remaining: float) -> dict[str, float | None]:
    """The limits of each phase of a request that may take so many seconds in total, as httpx's request extension."""
    total = finite(remaining)
    connect = CONNECT_TIMEOUT if total is None else min(CONNECT_TIMEOUT, total)
    return {"connect": connect, "read": total, "write": total, "pool": total}
