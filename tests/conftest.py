"""Options of the test suite."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `pytest --update` rewrite the files that hold expected output."""
    parser.addoption("--update", action="store_true", help="rewrite expected output instead of comparing")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether expected output is rewritten."""
    return bool(request.config.getoption("--update"))
