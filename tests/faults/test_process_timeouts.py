"""A limit of the user's own around a call: it ends the call, and what was submitted can be found again."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from clientsmith.mock.server import Mock
from faults.in_step import TASKED
from faults.server_calls import busy
from imageclients import System
from support.fixtures import async_mode as mode
from support.mode import Mode

__all__ = ["mode"]
PPIO = TASKED["ppio"]


@pytest.mark.parametrize("around", ["timeout", "wait_for"])
@pytest.mark.parametrize("where", ["submit", "poll", "pause", "image"])
def test_C03_timeout_around_a_call_ends_it_on_time(mode: Mode, stepped: Mock, around: str, where: str) -> None:
    """asyncio.timeout or wait_for is around a call -> TimeoutError in time, whatever it waits for; the id is known."""
    # Sixty seconds for a request, and pauses of two or more, are much longer than what is around them.
    client = PPIO.client(mode, stepped, system=System())

    async def ended(call: Coroutine[Any, Any, Any]) -> BaseException | None:
        """The call is ended once it hangs; what ended it inside."""
        with pytest.raises(TimeoutError) as caught:
            await (asyncio.wait_for(call, 0.2) if around == "wait_for" else _limited(call, stepped))
        assert type(caught.value) is TimeoutError
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert busy(client) == []
        assert isinstance(caught.value.__cause__, asyncio.CancelledError)
        return caught.value.__cause__

    async def main() -> None:
        if where == "submit":
            stepped.fault("silence", PPIO.submits)
            cause = await ended(client.generate_image(**PPIO.arguments))
            assert getattr(cause, "__notes__", None) == ["the request may have been taken and billed"]
            return
        task = await client.begin_generate_image(**PPIO.arguments)
        if where == "image":
            stepped.advance(60)
            result = await task.wait()
            stepped.fault("silence", "ppio/image")
            await ended(result.images[0].read())
            return
        stepped.fault("silence" if where == "poll" else "status-unknown", PPIO.polls)
        cause = await ended(task.wait())
        assert getattr(cause, "task_id", None) == task.id == stepped.requests[0].task

    mode.go(main())
    assert stepped.submits <= 1


async def _limited(call: Coroutine[Any, Any, Any], mock: Mock) -> None:
    """End the call when the fault has struck."""
    async with asyncio.timeout(None) as limit:
        watching = asyncio.create_task(_once_struck(mock, limit))
        try:
            await call
        finally:
            watching.cancel()


async def _once_struck(mock: Mock, limit: asyncio.Timeout) -> None:
    """End what is limited when the fault has struck."""
    while mock.faults.rules[-1].times:
        await asyncio.sleep(0.01)
    limit.reschedule(asyncio.get_running_loop().time())
