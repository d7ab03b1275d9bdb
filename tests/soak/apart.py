"""A mock in a process of its own, so that its memory and its connections aren't counted as the clients'."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

from clientsmith.mock.server import Mock
from clientsmith.mock.world import Exchange


class MockApart:
    """A running mock; a context manager."""

    def __init__(self, **options: Any) -> None:
        context = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(target=_serve, args=(there, options), daemon=True)
        self._process.start()
        self.urls: dict[str, str] = self._here.recv()

    def ask(self, method: str, *arguments: Any, **named: Any) -> None:
        """Call a method of the mock."""
        self._here.send((method, arguments, named))
        self._here.recv()

    def requests(self) -> list[Exchange]:
        """What was asked and answered."""
        self._here.send(("requests", (), {}))
        found: list[Exchange] = self._here.recv()
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._here.send(None)
        self._process.join(10)
        self._here.close()


def _serve(there: Connection, options: dict[str, Any]) -> None:
    with Mock(**options) as mock:
        there.send({provider.name: mock.url(provider.name) for provider in mock.providers})
        while (asked := there.recv()) is not None:
            method, arguments, named = asked
            found = mock.requests if method == "requests" else getattr(mock, method)(*arguments, **named)
            there.send(found)
