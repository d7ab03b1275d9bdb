"""What every request passes first: who may use the mock's own addresses, and how long a body may be."""

from __future__ import annotations

import ipaddress
import logging
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OWN = "/_mock/"
_DROPPED = 8
"""How often the longest body is read and dropped before a connection is given up."""
FAILED = "The mock itself failed; its log says why"
LOG = logging.getLogger("clientsmith.mock")


class Gate:
    """Lets requests through to an application.

    Args:
        app: the application.
        host: the address that the mock is bound to.
        most: bytes that the body of a request may have.
        images: paths that begin so may be shown by other pages.
        cors: origins that may read what is below `images`.
    """

    def __init__(self, app: ASGIApp, *, host: str, most: int, images: str, cors: tuple[str, ...] = ()) -> None:
        self._app, self._host, self._most, self._images, self._cors = app, host, most, images, cors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request: 403 for a stranger; 500, and a traceback in the log, for an exception."""
        headers = Headers(scope=scope)
        why = self._stranger(scope["path"], headers) if scope["path"].startswith(OWN) else ""
        if why:
            answer = PlainTextResponse(f"{why}: these addresses are for this machine and the mock's own page\n", 403)
            await answer(scope, receive, send)
            return
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, _Bounded(receive, headers, self._most), sending)
        except ClientDisconnect:
            pass  # nobody waits for the answer
        except Exception:
            LOG.exception("the mock failed at %s %s", scope["method"], ascii(scope["path"]))
            if not begun:
                await PlainTextResponse(f"{FAILED}\n", 500)(scope, receive, send)

    def _stranger(self, path: str, headers: Headers) -> str:
        """Why a request isn't from this machine's own programs or the mock's page; empty for one that is."""
        host = headers.get("host", "")
        if not self._is_here(host):
            return f"the host {ascii(host)[:100]} isn't this machine"
        origin = headers.get("origin")
        site = headers.get("sec-fetch-site", "none")
        if path.startswith(self._images):
            # An image of a page comes without an origin.
            allowed = origin is None or origin == f"http://{host}" or origin in self._cors or "*" in self._cors
            return "" if allowed else f"the origin {ascii(origin)[:100]} isn't the mock"
        if origin is None and "referer" in headers:
            origin = "/".join(headers["referer"].split("/", 3)[:3])
        if origin not in (None, f"http://{host}"):
            return f"the origin {ascii(origin)[:100]} isn't the mock"
        return "" if site in ("none", "same-origin") else f"a page of another origin ({ascii(site)[:100]}) asks"

    def _is_here(self, host: str) -> bool:
        """Whether a Host header names this machine as such: a name that anybody could give it doesn't."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
            return name in ("localhost", self._host) or ipaddress.ip_address(name).is_loopback
        except ValueError:
            return False


class _Bounded:
    """Receives a request whose body is no longer than it may be.

    A longer one is read on and dropped for a while: a client that sends first and reads then would get no answer else.

    Raises:
        HTTPException: 413.
    """

    def __init__(self, receive: Receive, headers: Headers, most: int) -> None:
        self._receive, self._most, self._size = receive, most, 0
        length = headers.get("content-length", "")
        # A client that waits for leave to send isn't given it.
        self._refused = "expect" in headers and length.isdecimal() and int(length[:20]) > most

    async def __call__(self) -> Message:
        if self._refused:
            self._refuse()
        message = await self._receive()
        self._size += len(message.get("body", b""))
        if self._size > self._most:
            while message.get("more_body") and self._size <= _DROPPED * self._most:
                message = await self._receive()
                self._size += len(message.get("body", b""))
            self._refuse()
        return message

    def _refuse(self) -> None:
        text = f"The body has more than {self._most:,} bytes\n"
        raise HTTPException(413, text, {"connection": "close"})
