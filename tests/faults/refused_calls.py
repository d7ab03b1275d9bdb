"""Calls that are refused before anything is sent: as a whole and as a submit alone, with either client."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import pytest

from clientsmith.mock.server import Mock
from faults.in_step import AT_ONCE, TASK_SECONDS, TASKED, Caller
from imageclients import bizyair, errors
from support.mode import Mode
from support.spec import client_module

ALL = AT_ONCE | TASKED
"""All providers, by name."""
EDIT = Caller("bizyair", bizyair, "", {"prompt": "make it winter"})
"""A call that takes an image; it lacks the image."""
EVERY = pytest.mark.parametrize("caller", ALL.values(), ids=ALL)
"""For a test of every provider."""


def problems(
    mode: Mode, mock: Mock, caller: Caller, given: Mapping[str, Any], operation: str = "generate_image"
) -> tuple[errors.Problem, ...]:
    """What is wrong with a call; an argument that is `...` is left out, although a call needs it.

    All forms of the call are refused alike, and no request was made.
    """
    client = caller.client(mode, mock)
    arguments = {name: value for name, value in {**caller.arguments, **given}.items() if value is not ...}
    told: dict[str, errors.InvalidRequestError] = {}
    for name in (operation, f"begin_{operation}"):
        if hasattr(client, name):
            with pytest.raises(errors.InvalidRequestError) as caught:
                mode.go(getattr(client, name)(**arguments))
            told[str(caught.value)] = caught.value
    (error,) = told.values()
    assert str(error).startswith(f"{caller.name}.{operation}: nothing was sent:\n")
    assert all(str(one) in str(error) for one in error.problems)
    assert isinstance(error, ValueError)
    assert mock.requests == []
    return error.problems


def problem(
    mode: Mode, mock: Mock, caller: Caller, given: Mapping[str, Any], operation: str = "generate_image"
) -> errors.Problem:
    """The only thing that is wrong with a call; its text begins with the argument, and ends with rule and source."""
    (found,) = problems(mode, mock, caller, given, operation)
    assert str(found).startswith(f"{found.field}: {found.message}")
    assert not found.source or str(found).endswith(f" [{found.rule}, {found.source}]")
    return found


def sent(mode: Mode, mock: Mock, caller: Caller, **given: Any) -> dict[str, Any]:
    """The arguments of a call as they came to the provider, which took and billed it."""
    mode.go(caller.client(mode, mock).generate_image(**{**caller.arguments, **given}))
    asked = mock.requests[0]
    assert (asked.billed, asked.problems, mock.submits) == (True, [], 1)
    return dict(asked.arguments)


def proposed(field: str, suggestion: str) -> dict[str, str]:
    """The arguments that a suggestion names as the nearest legal ones."""
    match = re.fullmatch(r"the nearest is (.+)", suggestion)
    assert match is not None, suggestion
    words = [part.rpartition(" ") for part in match[1].split(" with ")]
    return {name or field: value for name, _, value in words}


class OwnProvider:
    """Providers of a few lines, each with a mock of it alone; a context manager."""

    def __init__(self) -> None:
        self._mocks: dict[str, Mock] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for mock in self._mocks.values():
            mock.close()

    def __call__(self, spec: str, **arguments: Any) -> tuple[Caller, Mock]:
        """The provider of a spec, which is called with these arguments, and its mock, without anything from before."""
        module = client_module(spec)
        name = str(module.__name__).rpartition(".")[2]
        if name not in self._mocks:
            folder = Path(module.__path__[0]).parents[1]
            self._mocks[name] = Mock(name, specs=folder, stepped=True, task_seconds=TASK_SECONDS).start()
        self._mocks[name].reset()
        return Caller(name, module, "get_task", arguments), self._mocks[name]
