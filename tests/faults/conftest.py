"""What the tests of faults share: either client, one mock of all providers, and a server that follows a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clientsmith.testing import TASK_SECONDS, Mock, clientsmith_mock
from faults.in_step import TASK_SECONDS as TASK_SECONDS_IN_STEP
from faults.in_step import TASKED, Caller, mock_of_steps
from faults.on_the_wire import Line
from faults.refused_calls import OwnProvider
from support.fixtures import mode, server
from support.live import Live
from support.server import Server

__all__ = ["clientsmith_mock", "mode", "server"]


@pytest.fixture(scope="session")
def clientsmith_mock_server() -> Iterator[Mock]:
    """The mock that `clientsmith_mock` empties before each test."""
    with Mock(task_seconds=TASK_SECONDS) as mock:
        yield mock


@pytest.fixture(scope="session")
def stepped_server() -> Iterator[Mock]:
    """The mock that `stepped` empties before each test."""
    with Mock(stepped=True, task_seconds=TASK_SECONDS_IN_STEP) as mock:
        yield mock


@pytest.fixture
def stepped(stepped_server: Mock) -> Mock:
    """A mock of all providers whose time stands still but for `advance`, without anything of the tests before."""
    stepped_server.reset()
    return stepped_server


@pytest.fixture
def line(stepped: Mock) -> Iterator[Line]:
    """A connection to that mock."""
    with Line(stepped.address) as made:
        yield made


@pytest.fixture(scope="session")
def own_provider() -> Iterator[OwnProvider]:
    """Makes a provider from a spec of a few lines, with a mock of it alone, whose time stands still."""
    with OwnProvider() as made:
        yield made


@pytest.fixture(params=sorted(TASKED))
def caller(request: pytest.FixtureRequest) -> Caller:
    """Each test runs with each provider that answers with a task."""
    return TASKED[request.param]


@pytest.fixture(scope="module")
def own_server() -> Iterator[Mock]:
    """A mock of a provider that tells progress, reasons and codes, and that can cancel."""
    with mock_of_steps() as mock:
        yield mock


@pytest.fixture
def own(own_server: Mock) -> Mock:
    """That mock, without anything of the tests before."""
    own_server.reset()
    return own_server


@pytest.fixture
def run(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], Live]:
    """Makes a provider for `clientsmith live` from a spec."""

    def made(spec: str) -> Live:
        return Live(spec, server, tmp_path, monkeypatch, capsys)

    return made
