"""For the tests of those who use the clients: a pytest plugin with the mock as a fixture.

In a conftest.py:

    pytest_plugins = ["clientsmith.testing"]

and in a test:

    def test_it_survives_a_busy_provider(clientsmith_mock):
        clientsmith_mock.fault("status-503", "NAME/generate_image")
        with Client(api_key="any", base_url=clientsmith_mock.url("NAME")) as client:
            result = client.generate_image(prompt="a fox in the snow")
        assert clientsmith_mock.submits == 1
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clientsmith import paths
from clientsmith.mock.server import Mock
from clientsmith.mock.world import Exchange

__all__ = ["Exchange", "Mock", "clientsmith_mock", "clientsmith_mock_server"]
TASK_SECONDS = 0.1
"""How long tasks take: long enough to be seen at work, short enough for a test."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a project name its own specs."""
    parser.addini("clientsmith_specs", "folder of the specs that the mock follows", default="")


@pytest.fixture(scope="session")
def clientsmith_mock_server(request: pytest.FixtureRequest) -> Iterator[Mock]:
    """One mock of all providers for the whole run."""
    told = str(request.config.getini("clientsmith_specs"))
    folder = Path(request.config.rootpath, told) if told else paths.SPECS
    with Mock(specs=folder, task_seconds=TASK_SECONDS) as mock:
        yield mock


@pytest.fixture
def clientsmith_mock(clientsmith_mock_server: Mock) -> Mock:
    """That mock, without anything of the tests before."""
    clientsmith_mock_server.reset()
    return clientsmith_mock_server
