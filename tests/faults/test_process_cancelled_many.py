"""Calls that are cancelled at any moment, many at once: no connection is lost to them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from typing import Any

import anyio
import httpx
import pytest

from faults.in_step import AT_ONCE
from faults.server_calls import busy
from imageclients import System
from support.server import Server, images, reply

MODELVERSE = AT_ONCE["modelverse"]
CANCELLED = 150


async def by_asyncio(call: Callable[[], Coroutine[Any, Any, None]], turns: int) -> None:
    """Cancel a task once, after so many turns of the event loop, and again while it ends."""
    task = asyncio.ensure_future(call())
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])


async def by_anyio(call: Callable[[], Coroutine[Any, Any, None]], turns: int) -> None:
    """Cancel a scope after so many turns of the event loop; anyio cancels what is in it until it has ended."""
    async with anyio.create_task_group() as group:
        group.start_soon(call)
        for _ in range(turns):
            await anyio.sleep(0)
        group.cancel_scope.cancel()


@pytest.mark.parametrize("cancelled", [by_asyncio, by_anyio], ids=["asyncio", "anyio"])
@pytest.mark.parametrize("given", [False, True], ids=["own", "http_client with two connections"])
def test_C02_150_cancellations_at_any_moment_lose_no_connection(
    server: Server, cancelled: Callable[..., Any], given: bool
) -> None:
    """150 calls are cancelled at any moment, three at a time on two connections -> all are free and work afterwards."""
    server.add(*[reply(200, images(server))] * (CANCELLED + 3))
    chance = random.Random(1)  # noqa: S311 - moments, not secrets

    async def main() -> None:
        http = httpx.AsyncClient(limits=httpx.Limits(max_connections=2)) if given else None
        client = MODELVERSE.module.AsyncClient("k" * 9, base_url=server.url, http_client=http, system=System())

        async def call() -> None:
            await client.generate_image(**MODELVERSE.arguments)

        for _ in range(CANCELLED // 3):
            await asyncio.gather(*(cancelled(call, chance.randrange(60)) for _ in range(3)))
        assert busy(client) == []
        results = await asyncio.gather(*(client.generate_image(**MODELVERSE.arguments) for _ in range(3)))
        assert [len(result.images) for result in results] == [1, 1, 1]
        assert busy(client) == []
        await client.close()
        if http is not None:
            await http.aclose()

    asyncio.run(main())
