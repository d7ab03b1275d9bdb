"""Options of the test suite."""

import pytest
from hypothesis import HealthCheck, settings

# No verdict may depend on the speed of the machine, and the same commit has the same verdict every time.
settings.register_profile(
    "ours", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
# For `make fuzz`: far more, and others each time.
settings.register_profile("fuzz", deadline=None, max_examples=20_000, suppress_health_check=list(HealthCheck))
settings.load_profile("ours")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `pytest --update` rewrite the files that hold expected output."""
    parser.addoption("--update", action="store_true", help="rewrite expected output instead of comparing")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether expected output is rewritten."""
    return bool(request.config.getoption("--update"))
