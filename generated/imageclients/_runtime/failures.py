# Made by `clientsmith generate` from templates/imageclients/_runtime/failures.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Failures: attempts that got no whole answer, by the exception of httpx that ended them.

Exceptions are told apart by the names of their classes, so that a client of httpx2 is as good as one of httpx.
"""

from __future__ import annotations

import os
import socket
import ssl
import zlib
from typing import Any, NamedTuple

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
        content: the part of the body that was received.
    """

    sent: bool
    timeout: bool
    permanent: bool
    message: str
    cause: BaseException | None
    content: bytes = b""


def failure_of(error: BaseException, seconds: float, message: Any = None) -> Failure | None:
    """The failure for an exception of a request; None if the exception isn't from the HTTP stack.

    Args:
        error: the exception.
        seconds: how long the request may take.
        message: the request, once it is made. From then on httpx fails on an address only if that of a redirect is
            wrong; and an exception about another request comes from a hook of the user's, which may run after ours was
            sent.
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
        # These exceptions quote the server or a proxy, which may repeat the key.
        cause=None if names & {"RemoteProtocolError", "ProxyError"} else error,
    )


def _is_about(error: BaseException, message: Any) -> bool:
    """Whether an exception is about this request or, as from a bare transport, about none."""
    try:
        return getattr(error, "request", message) is message
    except RuntimeError:
        return True


def deadline_passed(seconds: float) -> Failure:
    """The failure of a request that took longer than it may in total."""
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
    # httpx and httpcore hide causes in the context; the context of other exceptions may be the user's own.
    hidden = error.__context__ if type(error).__module__.startswith("http") else None
    cause = error.__cause__ or hidden
    return error if cause is None else _root(cause)
