"""A server on loopback that answers every request alike and at once; it ends when its standard input does."""

from __future__ import annotations

import asyncio
import re
import sys
from typing import cast

from bench.work import ANSWER, HEADERS

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_HEAD = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
_REPLY = f"HTTP/1.1 200 OK\r\n{_HEAD}content-length: {len(ANSWER)}\r\n\r\n".encode() + ANSWER


class Answering(asyncio.Protocol):
    """A connection, which lives as long as the client wants it to."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Nothing came yet."""
        self.transport = cast("asyncio.Transport", transport)
        self.came = b""

    def data_received(self, data: bytes) -> None:
        """Answer as many requests as are whole by now."""
        self.came += data
        while (end := self.came.find(b"\r\n\r\n")) >= 0:
            found = _LENGTH.search(self.came, 0, end + 2)
            end += 4 + (int(found.group(1)) if found else 0)
            if len(self.came) < end:
                return
            self.came = self.came[end:]
            self.transport.write(_REPLY)


async def main() -> None:
    """Say the address, and serve until nobody holds the other end of standard input."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Answering, "127.0.0.1", 0, backlog=1024)
    port: int = server.sockets[0].getsockname()[1]
    print(f"http://127.0.0.1:{port}", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
