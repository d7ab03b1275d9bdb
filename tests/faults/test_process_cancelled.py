"""Calls that are cancelled, wherever they wait: the cancellation comes through, and everything is given back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterator
from itertools import count
from typing import Any

import httpx
import pytest

from clientsmith.mock.server import Mock
from faults.in_step import TASKED, InStep
from support.mode import Mode

PPIO = TASKED["ppio"]


class Pausing(InStep):
    """In step with the mock; a pause lets the event loop go on once."""

    async def sleep_async(self, seconds: float) -> None:
        await asyncio.sleep(0)
        self.sleep(seconds)


class Awaits:
    """Cancels a task when it waits for the so-manieth time; tasks that it starts wait for it."""

    def __init__(self, at: int) -> None:
        self.left = at
        self.task: asyncio.Task[Any] | None = None

    async def run(self, steps: Coroutine[Any, Any, Any]) -> asyncio.CancelledError | None:
        """How the cancellation came through; None where the task waits less often."""
        loop = asyncio.get_running_loop()
        loop.set_task_factory(self._made)
        self.task = asyncio.create_task(steps)
        try:
            await self.task
        except asyncio.CancelledError as error:
            return error
        finally:
            loop.set_task_factory(None)
        assert self.left > 0, "the cancellation was swallowed"
        return None

    def _made(self, loop: asyncio.AbstractEventLoop, steps: Any, **more: Any) -> asyncio.Task[Any]:
        return asyncio.Task(self._counted(steps), loop=loop, **more)

    async def _counted(self, steps: Any) -> Any:
        return await _Counted(steps, self._next)

    def _next(self) -> None:
        self.left -= 1
        if self.left == 0 and self.task is not None:
            self.task.cancel()


class _Counted:
    """A coroutine; each time when it waits, something is called first."""

    def __init__(self, steps: Any, waits: Callable[[], None]) -> None:
        self.steps, self.waits = steps, waits

    def __await__(self) -> Generator[Any, Any, Any]:
        error: BaseException | None = None
        while True:
            try:
                pending = self.steps.send(None) if error is None else self.steps.throw(error)
            except StopIteration as stop:
                return stop.value
            self.waits()
            error = None
            try:
                yield pending
            except BaseException as raised:
                error = raised


async def at_each(start: Callable[[], Coroutine[Any, Any, Any]], check: Callable[[Any], Awaitable[None]]) -> int:
    """Cancel a call at its first await, another at its second, and so on; tells how many awaits a call has."""
    for at in count(1):
        error = await Awaits(at).run(start())
        if error is None:
            return at - 1
        assert asyncio.all_tasks() == {asyncio.current_task()}, f"a task is left after await {at}"
        await check(error)
    return 0


@pytest.fixture
def mode() -> Iterator[Mode]:
    """The asynchronous client alone."""
    made = Mode("async")
    yield made
    made.close()


def single(mode: Mode) -> httpx.AsyncClient:
    """An httpx client with one connection, which can't be lost without notice."""
    made = httpx.AsyncClient(limits=httpx.Limits(max_connections=1))
    mode.closing(made)
    return made


def test_C02_cancellation_in_the_moment_of_a_timeout_isnt_taken_for_it(mode: Mode, stepped: Mock) -> None:
    """A task is cancelled in the moment in which its request runs out of time -> CancelledError, not a timeout."""
    outer: list[asyncio.Task[Any]] = []

    class Late(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            try:
                await asyncio.Event().wait()
            finally:
                outer[0].cancel()
            raise AssertionError

    async def main() -> None:
        async with httpx.AsyncClient(transport=Late()) as http:
            client = PPIO.client(mode, stepped, http_client=http, timeout=0.01)
            outer.append(asyncio.create_task(client.generate_image(**PPIO.arguments)))
            await asyncio.wait(outer)
        assert outer[0].cancelled()
        assert outer[0].cancelling() == 1

    mode.go(main())
