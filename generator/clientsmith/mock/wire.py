"""Stage mock: the connection itself, for faults that no HTTP server would make of its own accord."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator

_AT_ONCE = 65_536
_PATIENCE = 60.0


class Wire:
    """The connection of a request, over the server's head."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    @property
    def closed(self) -> bool:
        """Whether the other side has gone."""
        return self._transport.is_closing()

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        if not self.closed:
            self._transport.write(data)

    async def pour(self, data: AsyncIterator[bytes]) -> None:
        """Send much, without keeping more than a little of it in memory."""
        async for piece in data:
            while not self.closed and self._transport.get_write_buffer_size() > _AT_ONCE:
                await asyncio.sleep(0.001)
            if self.closed:
                return
            self.send(piece)

    async def drip(self, data: bytes, seconds: float) -> None:
        """Send one byte after the other."""
        for at in range(len(data)):
            if self.closed:
                return
            self.send(data[at : at + 1])
            await asyncio.sleep(seconds)

    async def hang(self, seconds: float = _PATIENCE) -> None:
        """Do nothing until the other side goes, or loses patience for so long."""
        ending = asyncio.get_running_loop().time() + seconds
        while not self.closed and asyncio.get_running_loop().time() < ending:
            await asyncio.sleep(0.02)

    def close(self) -> None:
        """Close the connection in the usual way."""
        self._transport.close()

    def reset(self) -> None:
        """Break the connection off, so that the other side sees a reset."""
        connection: socket.socket | None = self._transport.get_extra_info("socket")
        if connection is not None:
            # An end without lingering is a reset.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()
