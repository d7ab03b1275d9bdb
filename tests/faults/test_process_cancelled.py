"""Calls that are cancelled, wherever they wait: the cancellation comes through, and everything is given back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Generator
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from clientsmith.mock.server import Mock
from faults.in_step import TASKED, Caller, InStep
from faults.server_calls import BOTH, busy
from support.fixtures import async_mode as mode
from support.mode import Mode
from support.pictures import PNG
from support.server import Server, reply

__all__ = ["mode"]
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


def single(mode: Mode) -> httpx.AsyncClient:
    """An httpx client with one connection, which can't be lost without notice."""
    made = httpx.AsyncClient(limits=httpx.Limits(max_connections=1))
    mode.closing(made)
    return made


@BOTH
@pytest.mark.parametrize("warm", [False, True], ids=["first request", "connection kept from before"])
def test_C02_call_that_is_cancelled_at_any_await_gives_everything_back(
    mode: Mode, stepped: Mock, monkeypatch: pytest.MonkeyPatch, caller: Caller, warm: bool
) -> None:
    """A call is cancelled at any await -> CancelledError with the way back; no task or connection is left in use."""
    # Done at the second poll.
    monkeypatch.setattr(stepped.world, "task_seconds", 1.0)
    events: list[str] = []
    http, client = single(mode), caller.client(mode, stepped)

    def note(event: Any) -> None:
        events.append(event.kind)

    async def renew() -> None:
        nonlocal http, client
        if not warm:
            await http.aclose()
            http = single(mode)
        client = caller.client(mode, stepped, http_client=http, on_event=note, system=Pausing(stepped))
        if warm:
            await short(client)
        events.clear()

    async def check(error: Any) -> None:
        assert busy(client) == []
        if caller is PPIO and "response" in events:
            assert (await client.resume_generate_image(error.task_id).refresh()).status
            assert f"client.resume_generate_image({error.task_id!r})" in error.__notes__[-1]
        else:
            assert error.__notes__ == ["the request may have been taken and billed"]
            await short(client)
        await renew()

    async def short(client: Any) -> None:
        """A request, and its answer."""
        call = client.begin_generate_image if caller is PPIO else client.generate_image
        await call(**caller.arguments)

    async def main() -> int:
        await renew()
        return await at_each(lambda: client.generate_image(**caller.arguments), check)

    assert mode.go(main()) >= (3 if warm else 6)


@pytest.mark.parametrize("way", ["read", "save"])
def test_C02_image_that_is_cancelled_at_any_await_is_whole_or_not_there(
    mode: Mode, server: Server, tmp_path: Path, way: str
) -> None:
    """Saving an image is cancelled at any await -> CancelledError; the file is whole or not there, nothing is left."""
    files: list[Path] = []
    client = mode.client(PPIO.module, server, http_client=single(mode))
    link = {"image_url": f"{server.url}/fox.png"}
    server.add(reply(200, {"images": [link], "task": {"task_id": "1", "status": "TASK_STATUS_SUCCEED"}}))
    image = mode.go(client.get_task_result(task_id="1")).images[0]

    def start() -> Coroutine[Any, Any, Any]:
        server.script[:] = [reply(200, PNG, content_type="image/png")] * 9
        files.append(tmp_path / f"{len(files)}.png")
        image._data = None
        call: Coroutine[Any, Any, Any] = image.read() if way == "read" else image.save(files[-1])
        return call

    async def check(error: BaseException) -> None:
        assert busy(client) == []
        image._data = None
        assert await image.read() == PNG

    async def main() -> int:
        awaits = await at_each(start, check)
        await asyncio.get_running_loop().shutdown_default_executor()
        return awaits

    assert mode.go(main()) >= 3
    there = set(tmp_path.iterdir())
    assert there <= set(files)
    assert (files[-1] in there) == (way == "save")
    assert {path.read_bytes() for path in there} <= {PNG}


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
