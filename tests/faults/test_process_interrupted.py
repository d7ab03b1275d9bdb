"""Ctrl-C, wherever it comes: it ends the call at once, and nobody loses what was submitted."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import httpx
import pytest

from clientsmith.mock.server import Mock
from faults.at_entries import Entered
from faults.in_step import TASKED, Caller, InStep, mock_of_steps, paths, steps
from faults.server_calls import BOTH, CALLERS, busy
from support.mode import Mode

PPIO = TASKED["ppio"]
BILLED = "the request may have been taken and billed"
WAITS = {
    "sync": """\
import sys
from imageclients.ppio import Client

def asked(task):
    print(task.id, flush=True)

Client("sk-0123456789", base_url=sys.argv[1]).generate_image(prompt="a fox", on_progress=asked)
""",
    "async": """\
import asyncio, sys
from imageclients.ppio import AsyncClient

def asked(task):
    print(task.id, flush=True)

asyncio.run(AsyncClient("sk-0123456789", base_url=sys.argv[1]).generate_image(prompt="a fox", on_progress=asked))
""",
}


class Interrupt:
    """Ctrl-C at the so-manieth place where this thread could be interrupted."""

    def __init__(self, at: int) -> None:
        self.left, self.thread = at, threading.get_ident()

    def __call__(self, *_: object) -> None:
        if threading.get_ident() == self.thread:
            self.left -= 1
            if self.left == 0:
                raise KeyboardInterrupt


class Paused(InStep):
    """In step with the mock; a pause may be interrupted."""

    def __init__(self, mock: Mock, interrupt: Interrupt) -> None:
        super().__init__(mock)
        self.interrupt = interrupt

    def sleep(self, seconds: float) -> None:
        self.interrupt()
        super().sleep(seconds)


def interruptible(patch: pytest.MonkeyPatch, interrupt: Interrupt) -> None:
    """Let connecting, sending and receiving be interrupted, before they are done; the latter after it as well."""

    def both(real: Callable[..., Any], after: Callable[[], None]) -> Callable[..., Any]:
        def call(*arguments: Any, **more: Any) -> Any:
            interrupt()
            done = real(*arguments, **more)
            after()
            return done

        return call

    for name in ("recv", "send"):
        patch.setattr(socket.socket, name, both(getattr(socket.socket, name), interrupt), raising=False)
    # A connection that Python made and couldn't hand out any more is closed by nobody but the garbage collection.
    patch.setattr(socket, "create_connection", both(socket.create_connection, lambda: None))


@BOTH
def test_C01_ctrl_c_wherever_a_call_waits_loses_neither_task_nor_connection(
    stepped: Mock, monkeypatch: pytest.MonkeyPatch, caller: Caller
) -> None:
    """Ctrl-C comes in a connect, send or receive, a pause or a callback of a call -> KeyboardInterrupt; it has the id of
    what was submitted, or says that it may be billed, and the connection can be used again."""
    mode = Mode("sync")

    def call(interrupt: Interrupt) -> BaseException | None:
        """How the call ended, and that its client works on."""
        stepped.reset()
        events: list[str] = []

        def note(event: Any) -> None:
            interrupt()
            events.append(event.kind)

        with httpx.Client(limits=httpx.Limits(max_connections=1)) as http, monkeypatch.context() as patch:
            options = {"http_client": http, "on_event": note, "system": Paused(stepped, interrupt)}
            client = caller.client(mode, stepped, **options)
            watched = {"on_progress": interrupt} if caller is PPIO else {}
            interruptible(patch, interrupt)
            try:
                client.generate_image(**caller.arguments, **watched)
            except KeyboardInterrupt as error:
                check(client, error, "response" in events)
                return error
        return None

    def check(client: Any, error: Any, answered: bool) -> None:
        assert busy(client) == []
        if caller is PPIO and answered:
            assert error.task_id == stepped.requests[0].task
            assert f"client.resume_generate_image({error.task_id!r})" in " ".join(error.__notes__)
            assert client.resume_generate_image(error.task_id).refresh().status
        else:
            assert error.__notes__ == [BILLED]
            begin = client.begin_generate_image if caller is PPIO else client.generate_image
            assert begin(**caller.arguments)

    points = next(at - 1 for at in count(1) if call(Interrupt(at)) is None)
    mode.close()
    # Connect, two around each of sending head and body and of receiving, and what is told of the answer.
    assert points >= (16 if caller is PPIO else 8)


@pytest.mark.parametrize("name", CALLERS)
def test_C01_ctrl_c_while_an_answer_is_read_doesnt_lose_what_was_paid_for(name: str) -> None:
    """Ctrl-C comes while the client itself is at work on what came, in any function -> KeyboardInterrupt; once a submit
    is out it has the id of the task, or says that it may be billed."""
    caller, mode = CALLERS[name], Mode("sync")
    submitted: list[str] = []

    def interrupt() -> None:
        raise KeyboardInterrupt

    def handle(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            submitted.append(request.method)
            return httpx.Response(200, json={"task_id": "t1", "data": [{"url": "https://example.com/1.png"}]})
        task = {"task_id": "t1", "status": "TASK_STATUS_SUCCEED"}
        return httpx.Response(200, json={"task": task, "images": [{"image_url": "https://example.com/1.png"}]})

    client = mode.client(caller.module, http_client=mode.http(handle))
    lost: list[str] = []
    for at in count(1):
        submitted.clear()
        entered = Entered(at, interrupt)
        try:
            with entered:
                client.generate_image(**caller.arguments)
        except KeyboardInterrupt as error:
            notes = " ".join(getattr(error, "__notes__", []))
            if submitted and BILLED not in notes and "client.resume_generate_image('t1')" not in notes:
                lost.append(entered.where)
        if entered.left > 0:
            break
    mode.close()
    assert entered.at > 100
    assert lost == []


@pytest.mark.parametrize("kind", WAITS)
def test_C01_ctrl_c_during_a_wait_prints_the_way_back(stepped: Mock, kind: str) -> None:
    """A program gets Ctrl-C while it waits for a task -> it ends by it at once, and prints how to take the task up."""
    stepped.fault("task-stuck", PPIO.submits)
    command = [sys.executable, "-c", WAITS[kind], stepped.url("ppio")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        task_id = process.stdout.readline().strip()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT
    assert task_id == stepped.requests[0].task
    assert f"task {task_id} goes on; client.resume_generate_image({task_id!r}) takes it up again" in said
    assert "KeyboardInterrupt" in said
    assert paths(stepped) == ["generate_image", "get_task_result"]


@pytest.fixture
def cancellable() -> Iterator[Mock]:
    """A provider whose tasks can be cancelled."""
    with mock_of_steps() as mock:
        yield mock


def test_C01_task_can_be_cancelled_after_ctrl_c(mode: Mode, cancellable: Mock) -> None:
    """Ctrl-C ends a wait, and the user wants no image any more -> the id on the exception is enough to cancel the task."""

    class Stopped(InStep):
        def sleep(self, seconds: float) -> None:
            raise KeyboardInterrupt

    caller = steps()
    client = caller.client(mode, cancellable, system=Stopped(cancellable))
    try:
        mode.go(client.generate_image(**caller.arguments))
    except KeyboardInterrupt as error:
        mode.go(client.resume_generate_image(getattr(error, "task_id", None)).cancel())
    assert paths(cancellable) == ["generate_image", "get_task", "cancel_task"]
    assert [job.ends for job in cancellable.world.jobs.values()] == ["cancelled"]


def test_C04_cancelled_wait_leaves_the_task_to_whoever_takes_it_up(mode: Mode, cancellable: Mock) -> None:
    """A wait is cancelled, for a job that is billed -> the job goes on, and its id is on the exception.

    Why not otherwise: a wait ends for reasons that have nothing to do with the job, such as a restart or somebody who
    leaves a page; the image is paid for, and cancelling it unasked would throw it away. Where the API can cancel,
    `client.resume_...(error.task_id).cancel()` is one call.
    """
    class Stopped(InStep):
        def sleep(self, seconds: float) -> None:
            raise asyncio.CancelledError

    caller = steps()
    client = caller.client(mode, cancellable, system=Stopped(cancellable))
    with pytest.raises(asyncio.CancelledError) as caught:
        mode.go(client.generate_image(**caller.arguments))
    assert paths(cancellable) == ["generate_image", "get_task"]
    cancellable.advance(60)
    task_id = getattr(caught.value, "task_id", "")
    result = mode.go(caller.client(mode, cancellable).resume_generate_image(task_id).wait())
    assert len(result.images) == 1
    assert cancellable.submits == 1
