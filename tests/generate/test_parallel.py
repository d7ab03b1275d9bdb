"""Work on all cores: the results in order, whatever happens to the processes that make them."""

from __future__ import annotations

import os
import signal
from typing import NoReturn

import pytest

from clientsmith.render.parallel import spread

PARENT = os.getpid()


def square(number: int) -> tuple[int, bool]:
    """The square, and whether another process made it."""
    return number * number, os.getpid() != PARENT


def dies(number: int) -> int:
    """The number; the process that works on the third one is killed, but for this one."""
    if number == 3 and os.getpid() != PARENT:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def fails(number: int) -> NoReturn:
    raise ValueError(str(number))


def test_results_come_in_order_from_other_processes() -> None:
    assert list(spread(square, range(20), cores=2)) == [(number * number, True) for number in range(20)]


@pytest.mark.parametrize("cores", [1, None])
def test_one_task_or_one_core_needs_no_process(cores: int | None) -> None:
    assert list(spread(square, [3], cores=cores)) == [(9, False)]


def test_a_killed_process_costs_no_result() -> None:
    assert list(spread(dies, range(10), cores=2)) == list(range(10))


def test_an_error_is_raised_as_it_is() -> None:
    with pytest.raises(ValueError, match="0"):
        list(spread(fails, range(5), cores=2))
