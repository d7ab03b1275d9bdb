"""Ctrl-C, wherever it comes: it ends the call at once, and nobody loses what was submitted."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from itertools import count
from typing import Any

import httpx
import pytest

from clientsmith.mock.server import Mock
from faults.at_entries import Entered
from faults.in_step import TASKED, Caller, InStep, paths
from faults.refused_calls import OwnProvider
from faults.server_calls import BOTH, CALLERS, busy
from support.mode import Mode
from support.spec import STEPS

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


PLACES = ("connect", "send", "sent", "receive", "received", "pause", "event", "progress")
"""Where a call waits, or calls others."""


class Interrupt:
    """Ctrl-C in this thread when it comes to a place for the so-manieth time."""

    def __init__(self, place: str, at: int) -> None:
        self.place, self.left, self._thread = place, at, threading.get_ident()

    def __call__(self, place: str) -> None:
        if place == self.place and threading.get_ident() == self._thread:
            self.left -= 1
            if self.left == 0:
                raise KeyboardInterrupt


class Paused(InStep):
    """In step with the mock; a pause may be interrupted."""

    def __init__(self, mock: Mock, interrupt: Interrupt) -> None:
        super().__init__(mock)
        self.interrupt = interrupt

    def sleep(self, seconds: float) -> None:
        self.interrupt("pause")
        super().sleep(seconds)


def interruptible(patch: pytest.MonkeyPatch, interrupt: Interrupt) -> None:
    """Let connecting, sending and receiving be interrupted, before they are done; the latter after it as well."""

    def around(real: Callable[..., Any], before: str, after: str) -> Callable[..., Any]:
        def call(*arguments: Any, **more: Any) -> Any:
            interrupt(before)
            done = real(*arguments, **more)
            interrupt(after)
            return done

        return call

    patch.setattr(socket.socket, "send", around(socket.socket.send, "send", "sent"), raising=False)
    patch.setattr(socket.socket, "recv", around(socket.socket.recv, "receive", "received"), raising=False)
    # A connection that Python made and couldn't hand out any more is closed by nobody but the garbage collection.
    patch.setattr(socket, "create_connection", around(socket.create_connection, "connect", ""))


@BOTH
def test_C01_ctrl_c_wherever_a_call_waits_loses_neither_task_nor_connection(
    stepped: Mock, monkeypatch: pytest.MonkeyPatch, caller: Caller
) -> None:
    """Ctrl-C comes in network, pause or callback -> KeyboardInterrupt with the way back; no connection is lost."""
    mode = Mode("sync")

    def call(interrupt: Interrupt) -> BaseException | None:
        """How the call ended, and that its client works on."""
        stepped.reset()
        # Done at the second poll.
        monkeypatch.setattr(stepped.world, "task_seconds", 1.0)
        events: list[str] = []

        def progress(task: Any) -> None:
            interrupt("progress")

        def note(event: Any) -> None:
            interrupt("event")
            events.append(event.kind)

        with httpx.Client(limits=httpx.Limits(max_connections=1)) as http, monkeypatch.context() as patch:
            options = {"http_client": http, "on_event": note, "system": Paused(stepped, interrupt)}
            client = caller.client(mode, stepped, **options)
            watched = {"on_progress": progress} if caller is PPIO else {}
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

    times = {place: next(at - 1 for at in count(1) if call(Interrupt(place, at)) is None) for place in PLACES}
    mode.close()
    # A task is made, and asked for twice.
    least = (1, 4, 4, 3, 3, 1, 5, 2) if caller is PPIO else (1, 2, 2, 1, 1, 0, 1, 0)
    assert all(times[place] >= often for place, often in zip(PLACES, least, strict=True)), times


@pytest.mark.parametrize("name", CALLERS)
def test_C01_ctrl_c_while_an_answer_is_read_doesnt_lose_what_was_paid_for(name: str) -> None:
    """Ctrl-C comes in any function of the client -> once a submit is out, it has the id, or says: may be billed."""
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
    entered = Entered(0, interrupt)
    while entered.left == 0:
        submitted.clear()
        entered = Entered(entered.at + 1, interrupt)
        try:
            with entered:
                client.generate_image(**caller.arguments)
        except KeyboardInterrupt as error:
            notes = " ".join(getattr(error, "__notes__", []))
            if submitted and BILLED not in notes and "client.resume_generate_image('t1')" not in notes:
                lost.append(entered.where)
    mode.close()
    assert entered.at > 50
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


def test_C01_task_can_be_cancelled_after_ctrl_c(mode: Mode, own_provider: OwnProvider) -> None:
    """Ctrl-C ends a wait, and no image is wanted any more -> the id on the exception is enough to cancel the task."""

    class Stopped(InStep):
        def sleep(self, seconds: float) -> None:
            raise KeyboardInterrupt

    caller, mock = own_provider(STEPS, prompt="a fox")
    client = caller.client(mode, mock, system=Stopped(mock))
    try:
        mode.go(client.generate_image(**caller.arguments))
    except KeyboardInterrupt as error:
        mode.go(client.resume_generate_image(getattr(error, "task_id", None)).cancel())
    assert paths(mock) == ["generate_image", "get_task", "cancel_task"]
    assert [job.ends for job in mock.world.jobs.values()] == ["cancelled"]


def test_C04_cancelled_wait_leaves_the_task_to_whoever_takes_it_up(mode: Mode, own_provider: OwnProvider) -> None:
    """A wait is cancelled, for a job that is billed -> the job goes on, and its id is on the exception.

    Why not otherwise: a wait ends for reasons that have nothing to do with the job, such as a restart or somebody who
    leaves a page; the image is paid for, and cancelling it unasked would throw it away. Where the API can cancel,
    `client.resume_...(error.task_id).cancel()` is one call.
    """

    class Stopped(InStep):
        def sleep(self, seconds: float) -> None:
            raise asyncio.CancelledError

    caller, mock = own_provider(STEPS, prompt="a fox")
    client = caller.client(mode, mock, system=Stopped(mock))
    with pytest.raises(asyncio.CancelledError) as caught:
        mode.go(client.generate_image(**caller.arguments))
    assert paths(mock) == ["generate_image", "get_task"]
    mock.advance(60)
    task_id = getattr(caught.value, "task_id", "")
    result = mode.go(caller.client(mode, mock).resume_generate_image(task_id).wait())
    assert len(result.images) == 1
    assert mock.submits == 1
