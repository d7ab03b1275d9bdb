"""A server on loopback that passes connections on to another one, after an opening of its own, and counts the bytes."""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import threading
from collections.abc import Callable
from typing import Self
from urllib.parse import urlsplit

Opening = Callable[[socket.socket], socket.socket]
"""What comes before anything is passed on; an OSError, such as that of a handshake, ends the connection."""
_AT_ONCE = 65_536


class Relay:
    """Passes each connection on to an address; a context manager.

    Attributes:
        passed: bytes that went back to the client.
    """

    def __init__(self, address: str, opening: Opening = lambda connection: connection) -> None:
        parts = urlsplit(address)
        self._to = parts.hostname or "", parts.port or 443
        self._opening = opening
        self.passed = 0
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._connections: list[socket.socket] = [self._listener]
        self._threads = [threading.Thread(target=self._accept)]

    @property
    def at(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for connection in self._connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while not self._over.is_set():
            with contextlib.suppress(OSError):
                connection, _ = self._listener.accept()
                self._connections.append(connection)
                self._threads.append(threading.Thread(target=self._serve, args=(connection,)))
                self._threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError), self._opening(connection) as near:
            self._connections.append(near)
            with socket.create_connection(self._to) as far:
                self._connections.append(far)
                self._pass(near, far)

    def _pass(self, near: socket.socket, far: socket.socket) -> None:
        while not self._over.is_set():
            # What TLS has unpacked already makes no socket readable.
            pending = isinstance(near, ssl.SSLSocket) and near.pending()
            for one in [near] if pending else select.select([near, far], [], [])[0]:
                if not (data := one.recv(_AT_ONCE)):
                    return
                (far if one is near else near).sendall(data)
                self.passed += len(data) if one is far else 0


def speaking(context: ssl.SSLContext) -> Opening:
    """Begins with TLS."""
    return lambda connection: context.wrap_socket(connection, server_side=True)


def tunnel(answer: str, password: str = "") -> Opening:
    """Begins with the CONNECT of a proxy: taken with this in Proxy-Authorization, else refused with this answer."""

    def opening(connection: socket.socket) -> socket.socket:
        head = b""
        while not head.endswith(b"\r\n\r\n") and (byte := connection.recv(1)):
            head += byte
        told = dict(line.lower().split(": ", 1) for line in head.decode("latin-1").splitlines() if ": " in line)
        if head.startswith(b"CONNECT ") and password and told.get("proxy-authorization") == password.lower():
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            return connection
        connection.sendall(f"HTTP/1.1 {answer}\r\ncontent-length: 0\r\n\r\n".encode())
        raise ConnectionRefusedError

    return opening
