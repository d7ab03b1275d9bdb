"""One client for many: threads, event loops, a loop that runs already, and a client that was closed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest

from clientsmith.mock.server import Mock
from faults.in_step import AT_ONCE, TASKED, Caller, InStep
from faults.server_calls import BOTH, busy
from imageclients import errors
from support.mode import KEY, Mode
from support.server import Server, images, reply
from support.world import World

PPIO, MODELVERSE = TASKED["ppio"], AT_ONCE["modelverse"]
THREADS = 32


def told(mock: Mock) -> dict[str, list[str]]:
    """Prompt by prompt, the images that the provider made for it."""
    found: dict[str, list[str]] = {}
    for one in mock.requests:
        job = mock.world.jobs.get(one.task)
        prompt = job.arguments["prompt"] if job is not None else one.arguments.get("prompt", "")
        found.setdefault(prompt, []).extend(mock.address + path for path in one.images)
    return found


@BOTH
def test_C05_threads_share_a_client_without_mixing_their_answers(stepped: Mock, caller: Caller) -> None:
    """32 threads call one client at once -> each gets the images of its own prompt, and every task is made once."""
    together = threading.Barrier(THREADS)
    # Time goes on for everybody when it goes on for one.
    world = InStep(stepped)

    with caller.module.Client(KEY, base_url=stepped.url(caller.name), system=world) as client:

        def ask(number: int) -> tuple[str, str | None]:
            together.wait()
            result = client.generate_image(**{**caller.arguments, "prompt": f"fox {number}"})
            return f"fox {number}", result.images[0].url

        with ThreadPoolExecutor(THREADS) as pool:
            came = dict(pool.map(ask, range(THREADS)))
        assert busy(client) == []
    made = told(stepped)
    assert {prompt: set(made[prompt]) for prompt in came} == {prompt: {url} for prompt, url in came.items()}
    assert (len(came), stepped.submits) == (THREADS, THREADS)


def test_C05_tasks_of_one_loop_share_a_client_without_mixing_their_answers(stepped: Mock) -> None:
    """32 tasks of one event loop call one client at once -> each gets the images of its own prompt."""

    async def main() -> dict[str, str | None]:
        system = InStep(stepped)
        async with PPIO.module.AsyncClient(KEY, base_url=stepped.url("ppio"), system=system) as client:

            async def ask(number: int) -> tuple[str, str | None]:
                result = await client.generate_image(prompt=f"fox {number}")
                return f"fox {number}", result.images[0].url

            came = dict(await asyncio.gather(*map(ask, range(THREADS))))
            assert busy(client) == []
            return came

    came = asyncio.run(main())
    made = told(stepped)
    assert {prompt: set(made[prompt]) for prompt in came} == {prompt: {url} for prompt, url in came.items()}
    assert stepped.submits == THREADS


def test_C07_call_of_a_closed_client_says_so(mode: Mode, stepped: Mock) -> None:
    """A client, its tasks or images are used after close() -> ConfigurationError that says so; nothing is sent."""
    client = PPIO.client(mode, stepped)
    task = mode.go(client.begin_generate_image(**PPIO.arguments))
    stepped.advance(60)
    image = mode.go(task.wait()).images[0]
    waiting = mode.go(client.begin_generate_image(**PPIO.arguments))
    twin = client.with_options(timeout=5)
    before = len(stepped.requests)
    mode.go(client.close())
    mode.go(client.close())
    for call, task_id in (
        (lambda: client.generate_image(**PPIO.arguments), None),
        (lambda: twin.begin_generate_image(**PPIO.arguments), None),
        # What was submitted can be taken up by another client.
        (waiting.wait, waiting.id),
        (waiting.refresh, waiting.id),
        (image.read, image.task_id),
    ):
        with pytest.raises(errors.ConfigurationError, match="the client is closed") as caught:
            mode.go(call())
        assert getattr(caught.value, "__notes__", []) == []
        assert caught.value.task_id == task_id
    assert len(stepped.requests) == before


@pytest.fixture
def loops() -> Iterator[list[asyncio.AbstractEventLoop]]:
    """Two event loops."""
    made = [asyncio.new_event_loop(), asyncio.new_event_loop()]
    yield made
    for loop in made:
        loop.close()


def test_C08_client_works_in_one_event_loop_after_another(server: Server) -> None:
    """An asynchronous client is used in one asyncio.run after another -> it works in each, with new connections."""
    server.add(*[reply(200, images(server), connection="close")] * 3)
    shared = MODELVERSE.module.AsyncClient(KEY, base_url=server.url)

    async def once() -> int:
        return len((await shared.generate_image(prompt="a fox")).images)

    assert [asyncio.run(once()) for _ in range(3)] == [1, 1, 1]
    asyncio.run(shared.close())
    with pytest.raises(errors.ConfigurationError, match="the client is closed"):
        asyncio.run(once())


def test_C08_event_loops_that_take_turns_keep_their_connections(
    server: Server, loops: list[asyncio.AbstractEventLoop]
) -> None:
    """Two event loops use a client in turn -> it works in both; each keeps one connection, and can close it."""
    server.add(*[reply(200, images(server))] * 6)
    shared = MODELVERSE.module.AsyncClient(KEY, base_url=server.url, system=World())
    for turn in range(6):
        found = loops[turn % 2].run_until_complete(shared.generate_image(prompt="a fox"))
        assert len(found.images) == 1
    open_ones: Any = server
    assert len(open_ones._connections) == 2
    for loop in loops:
        loop.run_until_complete(shared.close())


def test_C08_event_loops_of_several_threads_share_a_client(stepped: Mock) -> None:
    """Threads, each with an event loop, share an asynchronous client -> all get their answers; nobody hangs."""
    shared = MODELVERSE.module.AsyncClient(KEY, base_url=stepped.url("modelverse"))
    together = threading.Barrier(4)

    def work(thread: int) -> list[tuple[str, str | None]]:
        async def main() -> list[tuple[str, str | None]]:
            came: list[tuple[str, str | None]] = []
            for number in range(4):
                prompt = f"fox {thread} {number}"
                came.append((prompt, (await shared.generate_image(prompt=prompt)).images[0].url))
            together.wait()
            await shared.close()
            return came

        return asyncio.run(main())

    with ThreadPoolExecutor(4) as pool:
        came = [one for some in pool.map(work, range(4)) for one in some]
    made = told(stepped)
    assert [made[prompt] for prompt, _ in came] == [[url] for _, url in came]
    assert stepped.submits == 16


@BOTH
def test_C09_synchronous_client_works_inside_a_running_loop(stepped: Mock, caller: Caller) -> None:
    """The synchronous client is called inside a running event loop -> it works, and runs no loop of its own."""

    async def main() -> int:
        loop = asyncio.get_running_loop()
        with closing(Mode("sync")) as mode:
            result = mode.go(caller.client(mode, stepped).generate_image(**caller.arguments))
            result.images[0].read()
        assert asyncio.get_running_loop() is loop
        assert asyncio.all_tasks() == {asyncio.current_task()}
        return len(result.images)

    assert asyncio.run(main()) == 1
    assert stepped.submits == 1
