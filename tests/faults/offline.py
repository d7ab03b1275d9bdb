"""A pytest plugin: nothing but this machine can be reached, and a test that tries all the same fails.

PYTHONPATH=tests python -m pytest -p faults.offline
"""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Generator
from typing import Any

import pytest

TRIED: list[str] = []
"""What was tried, the oldest first."""


class OutsideError(RuntimeError):
    """A test wanted to reach another machine. No OSError, which clients would take for a fault of the network."""


def is_here(host: Any) -> bool:
    """Whether a host is this machine; no host at all is."""
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        # A name with NUL is refused before anybody is asked for it.
        return name == "localhost" or "\0" in name


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        # Anything but a tuple is the path of a socket of this machine.
        host = address[0] if isinstance(address, tuple) else ""  # pyright: ignore[reportUnknownVariableType] - of any family
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    if not is_here(host):
        TRIED.append(f"{event} {host!a}")
        raise OutsideError(f"no test may reach {host!a}")


def pytest_configure(config: pytest.Config) -> None:
    """Shut the door; it can't be opened again in this process."""
    sys.addaudithook(_guard)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Forget what the tests before have tried."""
    TRIED.clear()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test that tried, whatever it made of it."""
    result = yield
    if TRIED:
        pytest.fail(f"tried to reach another machine: {', '.join(TRIED)}", pytrace=False)
    return result
