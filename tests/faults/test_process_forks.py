"""A client in a process that forks, or that signals are sent to: nobody hangs, and nobody gets another's answer."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from clientsmith.mock.server import Mock
from faults.at_entries import Entered
from imageclients.modelverse import Client
from support.mode import KEY
from support.server import Server, images, reply

ROOT = Path(__file__).parents[2]
BOTH = pytest.mark.parametrize("kind", ["sync", "async"])
START = """\
import asyncio, json, os, signal, sys, threading
from imageclients.modelverse import AsyncClient, Client

url, kind = sys.argv[1:3]
client = {"sync": Client, "async": AsyncClient}[kind]("sk-0123456789", base_url=url, timeout=30)

def ask(prompt):
    call = client.generate_image(prompt=prompt)
    return (asyncio.run(call) if kind == "async" else call).images[0].url

def leave(told):
    print(json.dumps(told), flush=True)
    os._exit(0)
"""
FORKS = """\
told = {"before": ask("before")}
child = os.fork()
name = "child" if child == 0 else "parent"
# Each goes on with what the other one has as well, at the same time.
told |= {f"{name} {number}": ask(f"{name} {number}") for number in range(5)}
if child:
    assert os.waitpid(child, 0)[1] == 0
leave(told)
"""
FORKS_MEANWHILE = """\
sent = threading.Event()
told = {}
thread = threading.Thread(target=lambda: told.update(slow=ask("slow")))
thread.start()
print("waiting", flush=True)
sys.stdin.readline()
child = os.fork()
if child == 0:
    leave({"child": ask("child")})
assert os.waitpid(child, 0)[1] == 0
print("child is done", flush=True)
thread.join()
leave(told)
"""
SIGNALLED = """\
told = {"signals": 0}

def handle(number, frame):
    told["signals"] += 1
    told["nested"] = ask("nested") if kind == "sync" else ""

signal.signal(signal.SIGUSR1, handle)
print(os.getpid(), flush=True)
told["slow"] = ask("slow")
leave(told)
"""


def run(code: str, *arguments: str) -> subprocess.Popen[str]:
    """A process that has the clients and nothing of the tests."""
    path = f"import sys; sys.path.insert(0, {str(ROOT / 'generated')!r})\n"
    return subprocess.Popen(
        [sys.executable, "-X", "dev", "-c", path + START + code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> list[Any]:
    """What a process told before it ended well, without a word of an error."""
    out, err = process.communicate(timeout=60)
    assert "Traceback" not in err, err
    assert process.returncode == 0, err
    return [json.loads(line) for line in out.splitlines() if line.startswith("{")]


@BOTH
def test_C06_parent_and_child_of_a_fork_get_their_own_answers(stepped: Mock, kind: str) -> None:
    """A client is used, the process forks, and both go on with it at once -> each gets its own answers."""
    with run(FORKS, stepped.url("modelverse"), kind) as process:
        told = ended(process)
    assert len(told) == 2
    came: dict[str, str] = told[0] | told[1]
    assert len(came) == 11
    made = {one.arguments["prompt"]: stepped.address + one.images[0] for one in stepped.requests}
    assert came == made
    assert stepped.submits == 11


def test_C11_fork_during_a_request_hangs_nobody(stepped: Mock, server: Server) -> None:
    """The process forks while a thread waits for an answer -> the child makes calls, the parent gets the answer."""
    held = Held(server)
    server.add(held.act, reply(200, {"data": [{"url": "https://example.com/child.png"}]}))
    with run(FORKS_MEANWHILE, server.url, "sync") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        assert held.came.wait(60)
        process.stdin.write("now\n")
        process.stdin.flush()
        line = process.stdout.readline()
        assert json.loads(line) == {"child": "https://example.com/child.png"}
        assert process.stdout.readline() == "child is done\n"
        held.go.set()
        assert ended(process) == [{"slow": images(server)["data"][0]["url"]}]
    assert len(server.seen) == 2


@BOTH
def test_C11_signal_during_a_request_hangs_nobody(server: Server, kind: str) -> None:
    """A signal comes while a client waits for an answer, and its handler calls the client -> both get answers."""
    slow, nested = Held(server), Held(server)
    nested.go.set()
    server.add(slow.act, nested.act)
    with run(SIGNALLED, server.url, kind) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        assert slow.came.wait(60)
        os.kill(pid, signal.SIGUSR1)
        # A loop of asyncio can't be entered again from a handler.
        assert kind == "async" or nested.came.wait(60)
        slow.go.set()
        (told,) = ended(process)
    assert (told["slow"], told["signals"]) == (images(server)["data"][0]["url"], 1)
    assert told["nested"] == (images(server)["data"][0]["url"] if kind == "sync" else "")
    assert len(server.seen) == (2 if kind == "sync" else 1)


def test_C11_handler_that_calls_the_client_hangs_nobody_wherever_it_comes() -> None:
    """The handler of a signal calls the client that is at work, in any of its functions -> both calls end."""

    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"data": [{"url": "https://example.com/1.png"}]})

    ended: list[int] = []

    def work() -> None:
        for at in count(1):
            with httpx.Client(transport=httpx.MockTransport(handle)) as http, Client(KEY, http_client=http) as client:

                def call(client: Client = client) -> None:
                    ended.append(len(client.generate_image(prompt="a fox").images))

                entered = Entered(at, call)
                with entered:
                    call()
            if entered.left > 0:
                return

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(60)
    assert not thread.is_alive(), f"call {len(ended) // 2 + 1} hangs"
    assert len(ended) > 100
    assert set(ended) == {1}


class Held:
    """An answer that is held back until it may go."""

    def __init__(self, server: Server) -> None:
        self.came, self.go = threading.Event(), threading.Event()
        self._answer = reply(200, images(server))

    def act(self, server: Server, connection: socket.socket) -> bool:
        """Say that the request has come, wait, and answer."""
        self.came.set()
        self.go.wait(60)
        return self._answer(server, connection)
