"""A server on loopback that does what a script says, byte by byte if need be."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self


@dataclass
class Seen:
    """A request as it came; names of headers are in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, as JSON."""
        return json.loads(self.body)


Action = Callable[["Server", socket.socket], bool]
"""Does what the script wants with a request that was read; says whether the connection lives on."""


def reply(status: int = 200, body: Any = b"", *, length: int | None = None, **headers: str) -> Action:
    """An answer: bytes as they are, anything else as JSON; underscores in names of headers are hyphens."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {"content-type": "application/json"} if not isinstance(body, bytes) else {}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    sent["content-length"] = str(len(raw) if length is None else length)
    head = f"HTTP/1.1 {status} X\r\n" + "".join(f"{name}: {value}\r\n" for name, value in sent.items()) + "\r\n"

    def act(_: Server, connection: socket.socket) -> bool:
        connection.sendall(head.encode("latin-1") + raw)
        return length is None

    return act


def raw(content: bytes) -> Action:
    """These bytes and then the end."""

    def act(_: Server, connection: socket.socket) -> bool:
        connection.sendall(content)
        return False

    return act


def reset(_: Server, connection: socket.socket) -> bool:
    """No answer but a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return False


def hang_up(_: Server, __: socket.socket) -> bool:
    """No answer; the connection ends in order."""
    return False


def silence(server: Server, _: socket.socket) -> bool:
    """No answer for as long as the server lives."""
    server.over.wait()
    return False


def drip(content: bytes, start: bytes = b"", pause: float = 0.02) -> Action:
    """The start at once, then a byte every so many seconds, over and over for as long as the server lives."""

    def act(server: Server, connection: socket.socket) -> bool:
        connection.sendall(start)
        while True:
            for byte in content:
                if server.over.wait(pause):
                    return False
                connection.sendall(bytes([byte]))

    return act


class Server:
    """Does one action of the script per request, in order; what comes after the last is answered with 599."""

    def __init__(self, *script: Action) -> None:
        self.script = list(script)
        self.seen: list[Seen] = []
        self.over = threading.Event()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._connections: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        """The base address."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def add(self, *actions: Action) -> Self:
        """Append to the script."""
        self.script.extend(actions)
        return self

    def close(self) -> None:
        """End all connections, and wait for the threads."""
        self.over.set()
        for connection in [self._listener, *self._connections]:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while not self.over.is_set():
            with contextlib.suppress(OSError):
                connection, _ = self._listener.accept()
                self._connections.append(connection)
                self._threads.append(threading.Thread(target=self._serve, args=(connection,), daemon=True))
                self._threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            while (request := _read(connection)) is not None:
                with self._lock:
                    self.seen.append(request)
                    action = self.script.pop(0) if self.script else reply(599, {"error": "the script is over"})
                if not action(self, connection):
                    return


def _read(connection: socket.socket) -> Seen | None:
    """A request; None where the connection ended."""
    with connection.makefile("rb") as stream:
        lines: list[str] = []
        while (line := stream.readline()).strip():
            lines.append(line.decode("latin-1").strip())
        if not lines:
            return None
        method, target, _ = lines[0].split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        return Seen(method, target, headers, stream.read(int(headers.get("content-length", 0))))


def images(server: Server, count: int = 1) -> dict[str, Any]:
    """A body with links to that server, as the specs of the tests have them."""
    return {"data": [{"url": f"{server.url}/{number}.png"} for number in range(count)]}
