"""An answer that is no HTTP, sent past the server."""

from __future__ import annotations

import asyncio

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from clientsmith.mock.acts import Act
from clientsmith.mock.wire import Wire

TRANSPORT = "clientsmith.transport"
"""Under this name the server tells its applications the connection of a request."""


class OverTheWire(Response):
    """Lets a fault do with the connection what it wants."""

    def __init__(self, act: Act, body: bytes, kind: str) -> None:
        super().__init__(body)
        self._act, self._kind = act, kind

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Do it, and wait until the connection is gone, so that the server doesn't answer too."""
        transport: asyncio.Transport = scope["state"][TRANSPORT]
        await self._act(Wire(transport), bytes(self.body), self._kind)
        while (await receive())["type"] != "http.disconnect":
            pass
