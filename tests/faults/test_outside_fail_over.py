"""Falling over to another provider, by the recipe of docs/clients.md: never paid twice."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clientsmith.mock.server import Mock
from faults.in_step import TASKED, InStep, paths
from imageclients import errors
from support.mode import KEY

PAGE = Path(__file__).parents[2] / "docs/clients.md"
FIRST, SECOND = TASKED["ppio"], TASKED["apimart"]
NOT_BILLED = ("no-balance", "retry-after-day", "retry-after-seconds", "bad-key", "status-503", "not-found")
BILLED = (
    *("reset", "close", "short-body", "reset-in-body", "broken-json", "html-page", "empty-body", "empty-object"),
    *("status-500", "gateway-page", "task-stuck", "task-fails", "task-without-images", "other-task", "redirect-found"),
)


def recipe() -> Callable[[list[Callable[[], Any]]], Any]:
    """The function that the page shows."""
    section = PAGE.read_text("utf-8").partition("## Falling over to another provider")[2]
    code = section.partition("```python\n")[2].partition("\n```")[0].partition("\nresult = ")[0]
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 - the page's own code is what is tested
    made: Callable[[list[Callable[[], Any]]], Any] = names["first_that_works"]
    return made


def follow(mock: Mock, address: str = "") -> Any:
    """The recipe with a call of each of two providers; a wait lasts half a minute at most."""
    one: Any = FIRST.module.Client(KEY, base_url=address or mock.url(FIRST.name), system=InStep(mock))
    two: Any = SECOND.module.Client(KEY, base_url=mock.url(SECOND.name), system=InStep(mock))
    with one, two:
        return recipe()(
            [
                lambda: one.generate_image(**FIRST.arguments, wait_timeout=30),
                lambda: two.generate_image(**SECOND.arguments, wait_timeout=30),
            ]
        )


@pytest.mark.parametrize("fault", NOT_BILLED)
def test_N09_next_provider_is_called_where_the_first_was_not_billed(stepped: Mock, fault: str) -> None:
    """The first of two providers has no balance, no time or no such key -> the second makes the image, paid once."""
    stepped.fault(fault, FIRST.submits, times=None)
    result = follow(stepped)
    assert len(result.images) == 1
    assert stepped.submits == 1
    assert result.task_id == stepped.requests[-1].task


def test_N09_next_provider_is_called_where_the_first_cannot_be_reached(stepped: Mock) -> None:
    """The first of two providers can't be connected to -> the second makes the image, paid once."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
    result = follow(stepped, address)
    assert len(result.images) == 1
    assert stepped.submits == 1


@pytest.mark.parametrize("fault", BILLED)
def test_N09_no_other_provider_is_called_where_the_first_may_be_billed(stepped: Mock, fault: str) -> None:
    """The first of two providers is stuck, breaks off or answers garbage -> its error; the second isn't called."""
    poll = fault == "other-task"
    stepped.fault(fault, FIRST.polls if poll else FIRST.submits, times=None)
    with pytest.raises(errors.ImageClientError) as caught:
        follow(stepped)
    assert caught.value.may_be_billed
    assert stepped.submits <= 1
    assert set(paths(stepped)) <= {"generate_image", FIRST.poll}
