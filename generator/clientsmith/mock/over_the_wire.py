"""An answer that is no HTTP, sent past the server."""

from __future__ import annotations

import asyncio

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from clientsmith.mock.connection_faults import ConnectionFault
from clientsmith.mock.wire import Wire

TRANSPORT = "clientsmith.transport"
"""Under this name the server tells its applications the connection of a request."""


class OverTheWire(Response):
    """A response that a connection fault sends, or doesn't send, by itself."""

    def __init__(self, fault: ConnectionFault, body: bytes, kind: str) -> None:
        super().__init__(body)
        self._fault, self._kind = fault, kind

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the fault, and wait until the connection is gone, so that the server doesn't answer too."""
        transport: asyncio.Transport = scope["state"][TRANSPORT]
        await self._fault(Wire(transport), bytes(self.body), self._kind)
        while (await receive())["type"] != "http.disconnect":
            pass
