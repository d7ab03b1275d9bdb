"""What hooks httpx, and what replaces sockets under it, as others do it: they themselves are in tests/interop."""

from __future__ import annotations

import socket
from typing import Any

import httpx
import pytest

from imageclients import errors, modelverse
from support.mode import Mode
from support.pictures import PNG
from support.server import Server, drip, images, reply


def test_N15_every_request_goes_through_the_clients_and_transports_of_httpx(
    mode: Mode, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others hook httpx's clients and transports, as mocks and tracers do -> they see every request whole."""
    seen: list[tuple[str, str, bytes]] = []
    transport: Any = httpx.AsyncHTTPTransport if mode.is_async else httpx.HTTPTransport
    client_kind: Any = httpx.AsyncClient if mode.is_async else httpx.Client
    handle, send = "handle_async_request" if mode.is_async else "handle_request", "send"

    def hook(kind: Any, name: str) -> None:
        real = getattr(kind, name)

        def hooked(self: Any, request: httpx.Request, **options: Any) -> Any:
            seen.append((name, request.method, request.content))
            return real(self, request, **options)

        monkeypatch.setattr(kind, name, hooked)

    hook(transport, handle)
    hook(client_kind, send)
    server.add(reply(200, images(server)), reply(200, PNG))
    result = mode.go(mode.client(modelverse, server).generate_image(prompt="a fox"))
    assert mode.go(result.images[0].read()) == PNG
    assert [(name, method) for name, method, _ in seen] == [
        (send, "POST"),
        (handle, "POST"),
        (send, "GET"),
        (handle, "GET"),
    ]
    assert all(b"a fox" in content for _, method, content in seen if method == "POST")


def test_N16_limit_holds_where_sockets_want_fractions_of_seconds(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sockets take only what has __float__, as those of gevent and eventlet -> a head that drips ends at the limit."""
    real = socket.socket.settimeout

    def settimeout(self: socket.socket, seconds: Any) -> None:
        real(self, None if seconds is None else seconds.__float__())

    monkeypatch.setattr(socket.socket, "settimeout", settimeout)
    server.add(drip(b"x-a: b\r\n", b"HTTP/1.1 200 OK\r\n"))
    client = modelverse.Client("k" * 20, base_url=server.url, timeout=0.2)
    with client, pytest.raises(errors.SubmissionTimeoutError):
        client.generate_image(prompt="a fox")
    assert len(server.seen) == 1
