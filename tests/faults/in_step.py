"""A client and a mock on one clock that goes on only when somebody waits: ten minutes of polling take milliseconds."""

from __future__ import annotations

import socket
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from clientsmith.mock.server import Mock
from imageclients import aimanyi, apimart, bizyair, modelverse, ppio
from support.mode import Mode
from support.spec import STEPS, client_module, provider_of
from support.world import World

TASK_SECONDS = 9.0
"""How long the tasks of these mocks take."""
REASON = "The picture could not be finished"
"""Why the mock's tasks fail."""


class InStep(World):
    """The world of a client; where it waits, the mock's time goes on as well."""

    def __init__(self, mock: Mock, *, chance: float = 0.0) -> None:
        super().__init__(chance=chance)
        self.mock = mock

    def time(self) -> float:
        return self.mock.world.clock.now()

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        self.mock.advance(seconds)


class Caller(NamedTuple):
    """A provider whose calls make tasks or images, and what a call needs."""

    name: str
    module: Any
    poll: str
    arguments: dict[str, Any]

    @property
    def polls(self) -> str:
        """Where faults strike its polls."""
        return f"{self.name}/{self.poll}"

    @property
    def submits(self) -> str:
        """Where faults strike its submits."""
        return f"{self.name}/generate_image"

    def client(self, mode: Mode, mock: Mock, **options: Any) -> Any:
        """A client of it, in step with the mock unless told otherwise."""
        return mode.client(self.module, mock.url(self.name), **{"system": InStep(mock), **options})

    def run(self, mode: Mode, mock: Mock, **options: Any) -> Any:
        """A whole call: submit, polls, result; options of the client are those that a call doesn't know."""
        own = {name: options.pop(name) for name in ("wait_timeout", "on_progress", "n", "size") if name in options}
        return mode.go(self.client(mode, mock, **options).generate_image(**self.arguments, **own))

    def begin(self, mode: Mode, mock: Mock, **options: Any) -> Any:
        """A submit and nothing more."""
        return mode.go(self.client(mode, mock, **options).begin_generate_image(**self.arguments))


TASKED = {
    "apimart": Caller("apimart", apimart, "get_task", {"model": "qwen-image-2.0", "prompt": "a fox in the snow"}),
    "ppio": Caller("ppio", ppio, "get_task_result", {"prompt": "a fox in the snow"}),
}
"""The providers that answer with a task."""
AT_ONCE = {
    "aimanyi": Caller("aimanyi", aimanyi, "", {"prompt": "a fox in the snow"}),
    "bizyair": Caller("bizyair", bizyair, "", {"prompt": "a fox in the snow", "image_size": "512x512"}),
    "modelverse": Caller("modelverse", modelverse, "", {"prompt": "a fox in the snow"}),
}
"""The providers that answer with images."""


@cache
def steps() -> Caller:
    """The provider of STEPS."""
    name = provider_of(STEPS).name
    return Caller(name, client_module(STEPS), "get_task", {"prompt": "a fox in the snow"})


@contextmanager
def mock_of_steps() -> Generator[Mock]:
    """A stepped mock of that provider alone."""
    module: Any = steps().module
    folder = Path(module.__path__[0]).parents[1]
    with Mock(steps().name, specs=folder, stepped=True, task_seconds=TASK_SECONDS) as mock:
        yield mock


def paths(mock: Mock) -> list[str]:
    """Operation by operation, what was asked."""
    return [one.operation for one in mock.requests]


@contextmanager
def no_names(patch: pytest.MonkeyPatch) -> Generator[list[str]]:
    """The names of hosts that were looked up meanwhile; none but this machine's is answered."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def look(host: Any, *rest: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else str(host)
        if name not in ("127.0.0.1", "localhost"):
            asked.append(name)
            raise socket.gaierror(socket.EAI_NONAME, "no names in tests")
        return real(host, *rest, **more)

    with patch.context() as patched:
        patched.setattr(socket, "getaddrinfo", look)
        yield asked
