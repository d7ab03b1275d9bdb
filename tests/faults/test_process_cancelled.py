"""Calls that are cancelled, wherever they wait: the cancellation comes through, and everything is given back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from clientsmith.mock.server import Mock
from faults.in_step import TASKED, Caller, InStep
from faults.server_calls import BOTH, busy
from imageclients import System
from support.mode import Mode
from support.pictures import PNG
from support.server import Server, reply

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
        loop.set_task_factory(lambda loop, steps, **more: asyncio.Task(self._counted(steps), loop=loop, **more))
        self.task = asyncio.create_task(steps)
        try:
            await self.task
        except asyncio.CancelledError as error:
            return error
        finally:
            loop.set_task_factory(None)
        assert self.left > 0, "the cancellation was swallowed"
        return None

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


@BOTH
@pytest.mark.parametrize("warm", [False, True], ids=["first request", "connection kept from before"])
def test_C02_call_that_is_cancelled_at_any_await_gives_everything_back(
    mode: Mode, stepped: Mock, caller: Caller, warm: bool
) -> None:
    """A task of asyncio is cancelled at any await of a call -> CancelledError; its connection can be used again, no
    task is left, and the exception has the id of what was submitted, or says that it may be billed."""
    events: list[str] = []
    http, client = single(mode), caller.client(mode, stepped)

    async def renew() -> None:
        nonlocal http, client
        if not warm:
            await http.aclose()
            http = single(mode)
        told: dict[str, Any] = {"on_event": lambda one: events.append(one.kind), "system": Pausing(stepped)}
        client = caller.client(mode, stepped, http_client=http, **told)
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
    """Reading or saving an image is cancelled at any await -> CancelledError; its connection can be used again, and
    the file is whole or not there."""
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
    """A task is cancelled in the very moment in which its request runs out of time -> CancelledError, not a timeout."""
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


@pytest.mark.parametrize("around", ["timeout", "wait_for"])
@pytest.mark.parametrize("where", ["submit", "poll", "pause", "image"])
def test_C03_timeout_around_a_call_ends_it_on_time(mode: Mode, stepped: Mock, around: str, where: str) -> None:
    """asyncio.timeout or wait_for is around a call -> TimeoutError in time, whatever it waits for; the id is known."""
    # Sixty seconds for a request, and pauses of two or more, are much longer than what is around them.
    client = PPIO.client(mode, stepped, system=System())

    async def ended(call: Coroutine[Any, Any, Any]) -> BaseException | None:
        """The call is ended once it hangs; what ended it inside."""
        with pytest.raises(TimeoutError) as caught:
            if around == "wait_for":
                await asyncio.wait_for(call, 0.2)
            async with asyncio.timeout(None) as limit:
                hanging = asyncio.create_task(_once_struck(stepped, limit))
                try:
                    await call
                finally:
                    hanging.cancel()
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


async def _once_struck(mock: Mock, limit: asyncio.Timeout) -> None:
    """End what is limited when the fault has struck."""
    while mock.faults.rules[-1].times:
        await asyncio.sleep(0.01)
    limit.reschedule(asyncio.get_running_loop().time())
