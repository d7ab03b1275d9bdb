"""Fixtures of the tests of the generated clients, for the conftest of a folder to import."""

from collections.abc import Iterator

import pytest

from support.mode import Mode
from support.server import Server

__all__ = ["async_mode", "mode", "server"]


@pytest.fixture(params=["sync", "async"])
def mode(request: pytest.FixtureRequest) -> Iterator[Mode]:
    """Each test runs with either client."""
    made = Mode(request.param)
    yield made
    made.close()


@pytest.fixture
def async_mode() -> Iterator[Mode]:
    """The asynchronous client alone."""
    made = Mode("async")
    yield made
    made.close()


@pytest.fixture
def server() -> Iterator[Server]:
    """A scripted server on loopback."""
    made = Server()
    yield made
    made.close()
