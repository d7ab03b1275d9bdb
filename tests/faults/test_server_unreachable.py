"""Nothing reaches the provider: said with host and port, and tried again, for nothing was sent."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest

from clientsmith.mock.server import HOST, Mock
from faults.in_step import AT_ONCE, Caller, no_names
from faults.server_calls import BOTH, ask, busy, fails, posts
from imageclients import errors
from imageclients._runtime import transport
from support.mode import Mode
from support.world import World

CALLER = AT_ONCE["modelverse"]


def hurry(monkeypatch: pytest.MonkeyPatch, phase: str) -> None:
    """Shorten the limit of a phase of requests, which is below that of the whole, so that no test waits for it."""
    real = transport.timeouts

    def timeouts(seconds: float, *, shrinking: bool) -> dict[str, Any]:
        limits = real(seconds, shrinking=shrinking)
        assert 0 < limits[phase] < seconds
        return {**limits, phase: 0.05}

    monkeypatch.setattr(transport, "timeouts", timeouts)


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A port that is taken and doesn't listen: connections to it are refused, and nobody else gets it meanwhile."""
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        yield taken


@BOTH
def test_V01_refused_connection_is_tried_again_and_told(mode: Mode, caller: Caller, silent: socket.socket) -> None:
    """Nobody listens -> ConnectionFailedError with host and port, after as many tries as a client may make."""
    port, world = silent.getsockname()[1], World()
    client = mode.client(caller.module, f"http://{HOST}:{port}", system=world)
    error = fails(mode, caller, client, errors.ConnectionFailedError)
    assert f"{HOST}:{port}: connection refused" in str(error)
    assert world.pauses == [0.5, 1.0, 2.0, 4.0]
    assert "billed" not in str(error)


def test_V01_submit_succeeds_once_the_server_is_there(mode: Mode, silent: socket.socket) -> None:
    """Nobody listens at first, and then the provider does -> the submit goes out once and succeeds."""

    class Meanwhile(World):
        """Where the client waits, the provider comes up."""

        def sleep(self, seconds: float) -> None:
            super().sleep(seconds)
            if len(self.pauses) == 2:
                silent.close()
                mocks.append(Mock(CALLER.name, port=port).start())

    port, mocks = silent.getsockname()[1], list[Mock]()
    client = mode.client(CALLER.module, f"http://{HOST}:{port}/v1", system=Meanwhile())
    try:
        assert len(ask(mode, CALLER, client).images) == 1
        assert posts(mocks[0]) == 1
    finally:
        for mock in mocks:
            mock.close()


def test_V01_connection_that_isnt_made_ends_at_its_limit(mode: Mode, monkeypatch: pytest.MonkeyPatch) -> None:
    """No connection is made -> ConnectionFailedError at a limit of its own, with host and port; nothing was sent."""
    hurry(monkeypatch, "connect")
    with socket.create_server((HOST, 0), backlog=0) as full, closing(socket.socket()) as first:
        # The queue has room for one; who comes then is left without an answer.
        first.connect(full.getsockname())
        client = mode.client(CALLER.module, f"http://{HOST}:{full.getsockname()[1]}", max_retries=1)
        error = fails(mode, CALLER, client, errors.ConnectionFailedError)
        assert f"{HOST}:{full.getsockname()[1]}: no connection within its time" in str(error)
        assert client.options.system.pauses == [0.5]


def test_V02_unknown_name_is_told_at_once(mode: Mode, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name of the host isn't known -> ConnectionFailedError that says the name, without another try."""
    world = World()
    client = mode.client(CALLER.module, "https://api.fox-images.invalid/v1", system=world)
    with no_names(monkeypatch) as asked:
        error = fails(mode, CALLER, client, errors.ConnectionFailedError)
    assert "api.fox-images.invalid: the host's name isn't known" in str(error)
    assert (asked, world.pauses) == (["api.fox-images.invalid"], [])


def test_V02_resolver_that_fails_in_passing_is_asked_again(mode: Mode, monkeypatch: pytest.MonkeyPatch) -> None:
    """The resolver can't answer just now -> asked a few times more, for seconds at most, then ConnectionFailedError."""
    asked: list[str] = []

    def busy_resolver(host: str | bytes, *_: object, **__: object) -> None:
        asked.append(host.decode() if isinstance(host, bytes) else host)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    world = World()
    client = mode.client(CALLER.module, "https://api.fox-images.invalid/v1", system=world)
    with monkeypatch.context() as patched:
        patched.setattr(socket, "getaddrinfo", busy_resolver)
        error = fails(mode, CALLER, client, errors.ConnectionFailedError)
    assert "api.fox-images.invalid: the host's name isn't known" in str(error)
    assert asked == ["api.fox-images.invalid"] * 5
    assert sum(world.pauses) < 10


def full_pool(mode: Mode, mock: Mock) -> tuple[Any, Any]:
    """An httpx client with room for one connection, and the answer that has it in use until it is closed."""
    http = mode.http_client(limits=httpx.Limits(max_connections=1), trust_env=False)
    return http, mode.go(http.send(http.build_request("GET", f"{mock.address}/_mock/faults"), stream=True))


def test_V60_full_pool_is_waited_for_and_told(mode: Mode, stepped: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one connection of a pool stays in use -> ConnectionFailedError at a limit that says so; nothing was sent."""
    hurry(monkeypatch, "pool")
    http, held = full_pool(mode, stepped)
    client = CALLER.client(mode, stepped, http_client=http, max_retries=1)
    with pytest.raises(errors.ConnectionFailedError, match="all connections of the pool are in use") as caught:
        ask(mode, CALLER, client)
    assert type(caught.value) is errors.ConnectionFailedError
    assert "billed" not in str(caught.value)
    assert len(client.options.system.pauses) == 1
    assert posts(stepped) == 0
    mode.go(held.aclose() if mode.is_async else held.close())
    assert busy(client) == [], "whoever waited in vain waits no more"


def test_V60_submit_goes_out_once_the_pool_has_room(mode: Mode, stepped: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one connection of a pool is in use at first -> the submit waits, and goes out once when it is free."""
    hurry(monkeypatch, "pool")
    http, held = full_pool(mode, stepped)

    class Meanwhile(World):
        """Where the client waits, the connection is given back."""

        def sleep(self, seconds: float) -> None:
            super().sleep(seconds)
            held.close()

        async def sleep_async(self, seconds: float) -> None:
            self.pauses.append(seconds)
            await held.aclose()

    client = CALLER.client(mode, stepped, http_client=http, system=Meanwhile())
    assert len(ask(mode, CALLER, client).images) == 1
    assert client.options.system.pauses == [0.5]
    assert posts(stepped) == 1
