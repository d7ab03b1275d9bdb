"""The httpx clients that a client makes for itself: which transports send, and whether they are closed in the end."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import httpx

from .provider import Script


class Pool:
    """The transports of httpx that a client has sent with, and those of them that it hasn't closed."""

    def __init__(self) -> None:
        self.used: list[object] = []
        self.open: list[object] = []

    def note_use(self, transport: object) -> None:
        """Remember a transport that sends."""
        if transport not in self.used:
            self.used.append(transport)
            self.open.append(transport)

    def note_close(self, transport: object) -> None:
        """Forget a transport that is closed."""
        if transport in self.open:
            self.open.remove(transport)


@contextmanager
def own_connections(script: Script, pool: Pool) -> Generator[None]:
    """Let the script answer whatever goes out by a transport of httpx."""

    def send(transport: Any, request: httpx.Request) -> httpx.Response:
        pool.note_use(transport)
        return script.handle_request(request)

    async def send_async(transport: Any, request: httpx.Request) -> httpx.Response:
        pool.note_use(transport)
        return await script.handle_async_request(request)

    def close(transport: Any) -> None:
        pool.note_close(transport)

    async def aclose(transport: Any) -> None:
        pool.note_close(transport)

    with (
        patch.object(httpx.HTTPTransport, "handle_request", send),
        patch.object(httpx.HTTPTransport, "close", close),
        patch.object(httpx.AsyncHTTPTransport, "handle_async_request", send_async),
        patch.object(httpx.AsyncHTTPTransport, "aclose", aclose),
    ):
        yield
