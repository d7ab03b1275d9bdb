"""Ctrl-C, wherever it comes: it ends the call at once, and nobody loses what was submitted."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from clientsmith.mock.server import Mock
from faults.in_step import STEPS, TASKED, InStep, paths
from faults.refused_calls import OwnProvider
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
