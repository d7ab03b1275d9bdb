"""Green threads, other event loops and another HTTP stack under httpx: the clients work on all of them.

Run by `make interop`, in an environment that has them all: see httpx.txt.
"""

from __future__ import annotations

import asyncio
import gc
import gzip
import json
import random
import socket
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from clientsmith.mock.server import Mock
from imageclients import errors, modelverse, ppio
from support.pictures import PNG
from support.server import Action, Server, drip, images, reply
from support.world import World

trio: Any = import_module("trio")
uvloop: Any = import_module("uvloop")
curl: Any = import_module("httpx_curl_cffi")
KEY = "sk-secret-0123456789"
AT_ONCE = 8
GREEN = {
    "gevent": """\
from gevent import monkey
monkey.patch_all()
import gevent
def at_once(call):
    jobs = [gevent.spawn(call) for _ in range(count)]
    gevent.joinall(jobs)
    return [job.get() for job in jobs]
""",
    # trio can't be imported on eventlet's sockets, by nobody, and httpx looks whether it is there.
    "eventlet": """\
import sys
sys.modules["trio"] = None
import eventlet
eventlet.monkey_patch()
def at_once(call):
    return list(eventlet.GreenPool().imap(lambda _: call(), range(count)))
""",
}
CALLS = """\
import sys
url, count = sys.argv[1], int(sys.argv[2])
from imageclients import errors
from imageclients.modelverse import Client
with Client("sk-secret-0123456789", base_url=url) as client:
    print(len(at_once(lambda: client.generate_image(prompt="a fox").images[0].read())))
    try:
        client.with_options(timeout=0.5).generate_image(prompt="a fox")
    except errors.SubmissionTimeoutError as error:
        print(error.elapsed is None or error.elapsed >= 0.5)
"""


@pytest.fixture
def server() -> Iterator[Server]:
    """The provider, on loopback."""
    made = Server()
    yield made
    made.close()


def once_all_are_there(action: Action, number: int) -> Action:
    """Answer when so many requests have come: nobody who comes one after the other gets an answer."""
    together = threading.Barrier(number)

    def act(server: Server, connection: socket.socket) -> bool:
        together.wait(30)
        return action(server, connection)

    return act


@pytest.mark.parametrize("library", GREEN)
@pytest.mark.parametrize("slow", ["head", "body"])
def test_N16_green_threads_call_at_the_same_time_and_end_at_the_limit(server: Server, library: str, slow: str) -> None:
    """gevent or eventlet has replaced sockets -> calls go on side by side, and one whose answer drips for ever ends."""
    submit = once_all_are_there(reply(200, images(server)), AT_ONCE)
    server.add(*[submit] * AT_ONCE, *[reply(200, PNG)] * AT_ONCE)
    server.add(drip(b"x-a: b\r\n", b"HTTP/1.1 200 OK\r\n" + (b"\r\n" if slow == "body" else b"")))
    code = GREEN[library].replace("count", str(AT_ONCE)) + CALLS
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, server.url, str(AT_ONCE)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(AT_ONCE), "True"]


def answers(server: Server) -> list[Action]:
    """Submit, two polls and a download."""
    task = {"task_id": "t-1"}
    running = {"task": {**task, "status": "TASK_STATUS_PROCESSING"}}
    done = {"task": {**task, "status": "TASK_STATUS_SUCCEED"}, "images": [{"image_url": f"{server.url}/1.png"}]}
    return [reply(200, task), reply(200, running), reply(200, done), reply(200, PNG)]


class Brief(World):
    """A world whose pauses and names are those of the event loop, but short."""

    async def sleep_async(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds
        await super(World, self).sleep_async(0.001)

    async def resolve_async(self, host: str) -> list[str]:
        return await super(World, self).resolve_async(host)


def run_trio(main: Callable[[], Awaitable[Any]]) -> Any:
    return trio.run(main)


def run_uvloop(main: Callable[[], Any]) -> Any:
    return uvloop.run(main())


LOOPS = pytest.mark.parametrize("run", [run_trio, run_uvloop], ids=["trio", "uvloop"])


@LOOPS
def test_N16_whole_call_works_on_another_event_loop(run: Callable[..., Any], server: Server, tmp_path: Path) -> None:
    """trio or uvloop runs the client, one run after another -> submit, polls, download and file, and all is closed."""
    client = ppio.AsyncClient(KEY, base_url=server.url, system=Brief())

    async def main() -> bytes:
        server.add(*answers(server))
        gc.collect()  # what is left of the run before
        result = await client.generate_image(prompt="a fox")
        path = await result.images[0].save(tmp_path / "fox.png", overwrite=True)
        assert await client.options.system.resolve_async("fox.dev") == ["93.184.216.34"]
        assert len(client.connection.made) == 1
        return path.read_bytes()

    async def last() -> None:
        await main()
        await client.close()

    assert run(main) == PNG
    assert run(main) == PNG
    run(last)
    assert client.connection.made == {}
    assert len(server.seen) == 12


@LOOPS
def test_N16_limit_of_a_request_holds_on_another_event_loop(run: Callable[..., Any], server: Server) -> None:
    """The answer drips for ever -> SubmissionTimeoutError, under trio and uvloop too."""
    server.add(drip(b"x-a: b\r\n", b"HTTP/1.1 200 OK\r\n"))

    async def main() -> None:
        async with ppio.AsyncClient(KEY, base_url=server.url, timeout=0.3) as client:
            await client.generate_image(prompt="a fox")

    with pytest.raises(errors.SubmissionTimeoutError):
        run(main)


@LOOPS
def test_N16_cancellations_lose_no_connection_on_another_event_loop(run: Callable[..., Any], server: Server) -> None:
    """Six calls are cancelled in the same moment, 300 times, with two connections -> the next call has its answer."""
    chance = random.Random(1)  # noqa: S311 - moments, not secrets
    server.add(*[reply(200, images(server))] * 2000)

    async def main() -> int:
        async with httpx.AsyncClient(limits=httpx.Limits(max_connections=2)) as http:
            client = modelverse.AsyncClient(KEY, base_url=server.url, http_client=http)
            for _ in range(300):
                with anyio.move_on_after(chance.random() * 0.01):
                    async with anyio.create_task_group() as group:
                        for _ in range(6):
                            group.start_soon(lambda: client.generate_image(prompt="a fox"))
            return len((await client.with_options(timeout=30).generate_image(prompt="a fox")).images)

    assert run(main) == 1


def test_N16_mock_runs_where_uvloop_is_installed() -> None:
    """uvloop is installed by chance, and even set for all loops -> the mock answers, faults included."""
    set_policy: Any = getattr(asyncio, "set_event_loop_policy")  # noqa: B009 - on its way out of Python
    set_policy(uvloop.EventLoopPolicy())
    try:
        with Mock("modelverse", stepped=True) as mock:
            mock.fault("reset", "modelverse/generate_image")
            with modelverse.Client(KEY, base_url=mock.url(), system=World(), max_retries=0) as client:
                with pytest.raises(errors.SubmissionUnknownError):
                    client.generate_image(prompt="a fox")
                assert len(client.generate_image(prompt="a fox").images) == 1
    finally:
        set_policy(None)


@pytest.mark.parametrize("timeout", [None, 5.0])
@pytest.mark.parametrize("wrapped", [False, True], ids=["transport", "client"])
@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_N16_curl_sends_for_httpx(server: Server, is_async: bool, wrapped: bool, timeout: float | None) -> None:
    """httpx-curl-cffi is the transport, which unpacks bodies itself -> the call works, and sees what went wrong."""
    packed = gzip.compress(json.dumps(images(server)).encode())
    server.add(reply(200, packed, content_encoding="gzip"), reply(200, PNG), reply(400, {"error": "no"}))

    def sync() -> bytes:
        given: Any = httpx.Client(transport=curl.CurlTransport()) if wrapped else curl.CurlTransport()
        with given, modelverse.Client(KEY, base_url=server.url, http_client=given, timeout=timeout) as client:
            data = client.generate_image(prompt="a fox").images[0].read()
            with pytest.raises(errors.BadRequestError):
                client.generate_image(prompt="a fox")
            return data

    async def main() -> bytes:
        given: Any = httpx.AsyncClient(transport=curl.AsyncCurlTransport()) if wrapped else curl.AsyncCurlTransport()
        async with (
            given,
            modelverse.AsyncClient(KEY, base_url=server.url, http_client=given, timeout=timeout) as client,
        ):
            data = await (await client.generate_image(prompt="a fox")).images[0].read()
            with pytest.raises(errors.BadRequestError):
                await client.generate_image(prompt="a fox")
            return data

    assert (asyncio.run(main()) if is_async else sync()) == PNG
    assert [seen.method for seen in server.seen] == ["POST", "GET", "POST"]
