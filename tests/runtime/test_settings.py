"""Settings of a client: limits, twins, and what can't be one."""

from __future__ import annotations

import asyncio
import math
from typing import Any

import httpx
import pytest

from imageclients import errors, ppio
from imageclients._runtime import config, loops, options
from imageclients.ppio.operations import PROVIDER
from support.scene import refused
from support.server import Server, reply


@pytest.mark.parametrize(
    ("value", "limit"), [(1, 1.0), (0.5, 0.5), (999_999_999.5, 999_999_999.5), (1e9, math.inf), (math.inf, math.inf)]
)
def test_a_time_limit_beyond_30_years_is_none(value: float, limit: float) -> None:
    assert config.seconds(PROVIDER, "timeout", value) == limit


def test_what_is_no_setting_is_refused_with_its_provider() -> None:
    for wrong in (0, -1, math.nan, True, "5"):
        text = f"timeout must be a positive number of seconds, is {wrong!r}"
        assert refused(config.seconds, "timeout", wrong) == text
    for wrong in (-1, 21, True, 1.5, "1"):
        assert refused(config.retries, wrong) == f"max_retries must be a whole number from 0 to 20, is {wrong!r}"
    assert refused(config.validation, "lax") == "validation must be strict, warn or off, is 'lax'"
    assert [config.retries(PROVIDER, number) for number in (0, 20, 2)] == [0, 20, 2]


def test_the_real_world_has_chance_sleep_and_names(monkeypatch: pytest.MonkeyPatch) -> None:
    system = options.System()
    slept: list[float] = []
    assert 0 <= system.random() < 1
    monkeypatch.setattr("time.sleep", slept.append)
    system.sleep(3.5)
    assert slept == [3.5]

    async def pause(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr("anyio.sleep", pause)
    asyncio.run(system.sleep_async(4.5))
    assert slept == [3.5, 4.5]

    def found(host: str, port: None, type: int) -> list[tuple[Any, ...]]:
        return [(2, type, 6, "", ("192.0.2.1", 0)), (10, type, 6, "", ("2001:db8::1", 0, 0, 0))]

    monkeypatch.setattr("socket.getaddrinfo", found)
    assert system.resolve("a.example.com") == ["192.0.2.1", "2001:db8::1"]
    assert asyncio.run(system.resolve_async("a.example.com")) == ["192.0.2.1", "2001:db8::1"]


def test_the_running_loop_is_the_one_that_runs() -> None:
    async def look() -> bool:
        return loops.running_loop() is asyncio.get_running_loop()

    assert asyncio.run(look())


def test_a_client_needs_nothing_but_its_environment(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    monkeypatch.setenv("PPIO_API_KEY", "sk-5678")
    with ppio.Client() as client:
        assert client.options.timeout is None
        assert client.options.validation == "strict"
        assert client.options.max_retries == 4
        assert client.options.on_event is None
        assert "https://api.ppio.com" in repr(client)
    server.add(reply(200, {"task": {"task_id": "t", "status": "TASK_STATUS_QUEUED"}}))
    with ppio.Client(base_url=server.url) as client:
        assert client.get_task_result(task_id="t").raw["task"]["task_id"] == "t"
    assert server.seen[0].headers["authorization"] == "Bearer sk-5678"


def test_other_settings_make_a_twin_and_leave_the_rest() -> None:
    with ppio.Client("sk-1234", timeout=5, max_retries=1, validation="warn") as client:
        old = client.options
        assert client.with_options().options == old
        assert client.with_options(timeout=7).options == old._replace(timeout=7.0)
        assert client.with_options(max_retries=0).options == old._replace(max_retries=0)
        assert client.with_options(validation="off").options == old._replace(validation="off")
        with pytest.raises(errors.ConfigurationError, match=r"^ppio: timeout must be a positive number"):
            client.with_options(timeout=-1)


def test_the_wrong_kind_of_http_client_is_refused() -> None:
    wrong: Any = httpx.Client()
    with wrong, pytest.raises(errors.ConfigurationError) as caught:
        ppio.AsyncClient("sk-1234", http_client=wrong)
    assert str(caught.value) == "ppio: http_client must be an httpx.AsyncClient or httpx.AsyncBaseTransport"
    other: Any = httpx.AsyncClient()
    with pytest.raises(
        errors.ConfigurationError, match=r"^ppio: http_client must be an httpx\.Client or httpx\.BaseTransport$"
    ):
        ppio.Client("sk-1234", http_client=other)
