"""What is sent again and after how long: as the provider says where that makes sense, and never for ever."""

from __future__ import annotations

import math
import time
from typing import Any

import pytest

from clientsmith.mock.server import Mock
from faults.in_step import AT_ONCE, TASKED, Caller, InStep, paths
from faults.server_calls import BOTH, ask, fails, posts
from imageclients import System, errors
from support.mode import Mode

DAY = 86_400.0


@BOTH
def test_V20_submit_that_met_500_isnt_sent_again(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """500 comes once, with a code of the page -> SubmissionServerError, one POST, though the next would succeed."""
    stepped.fault("status-500", caller.submits)
    error = fails(mode, caller, caller.client(mode, stepped), errors.SubmissionServerError)
    assert (error.status_code, error.may_be_billed) == (500, True)
    assert posts(stepped) == 1


@pytest.mark.parametrize("fault", ["status-500", "status-502"])
@pytest.mark.parametrize("caller", [TASKED["apimart"], AT_ONCE["bizyair"]], ids=["apimart", "bizyair"])
def test_V20_submit_that_met_an_unknown_500_may_have_been_billed(
    mode: Mode, stepped: Mock, caller: Caller, fault: str
) -> None:
    """500 or 502 comes once, with nothing that the page has -> SubmissionServerError after one POST."""
    stepped.fault(fault, caller.submits)
    error = fails(mode, caller, caller.client(mode, stepped), errors.SubmissionServerError)
    assert "may have been taken and billed" in str(error)
    assert len(error.body_sha256) == 64
    assert posts(stepped) == 1


@BOTH
def test_V21_submit_that_met_503_is_sent_again(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """503 comes twice -> the submit goes out again after growing pauses and succeeds; one image is billed."""
    stepped.fault("status-503", caller.submits, times=2)
    system = InStep(stepped, chance=1.0)
    assert len(ask(mode, caller, caller.client(mode, stepped, system=system)).images) == 1
    assert system.pauses[:2] == [0.5, 1.0]
    assert [one.status for one in stepped.requests[:3]] == [503, 503, 200]
    assert (posts(stepped), stepped.submits) == (3, 1)


@BOTH
@pytest.mark.parametrize(("status", "pauses"), [(500, []), (503, [0.5, 1.0, 2.0, 4.0])], ids=["500", "503"])
def test_V22_server_that_is_broken_for_ever_is_given_up(
    mode: Mode, stepped: Mock, caller: Caller, status: int, pauses: list[float]
) -> None:
    """500 or 503 comes for ever -> ServerError after one try or, where that is safe, after five with growing pauses."""
    stepped.fault(f"status-{status}", caller.submits, times=None)
    system = InStep(stepped, chance=1.0)
    kind = errors.SubmissionServerError if status == 500 else errors.ServerError
    error = fails(mode, caller, caller.client(mode, stepped, system=system), kind)
    assert (error.status_code, error.may_be_billed) == (status, status == 500)
    assert system.pauses == pauses
    assert posts(stepped) == len(pauses) + 1


@pytest.mark.parametrize("fault", ["status-500", "status-502", "gateway-page"])
def test_V22_poll_that_fails_for_ever_ends_with_its_wait(mode: Mode, stepped: Mock, fault: str) -> None:
    """Every poll is answered 500 or 502 -> TaskTimeoutError at the end of the wait, with cause and id; one submit."""
    caller = TASKED["ppio"]
    stepped.fault(fault, caller.polls, times=None)
    error = fails(mode, caller, caller.client(mode, stepped), errors.TaskTimeoutError, wait_timeout=60)
    assert isinstance(error.__cause__, errors.ServerError)
    assert error.task_id == stepped.requests[0].task
    assert set(paths(stepped)[1:]) == {caller.poll}
    assert len(paths(stepped)) > 6, "more often than max_retries says"


def again(mode: Mode, mock: Mock, caller: Caller, fault: str, **options: Any) -> list[float]:
    """The pauses of a client whose submit is turned away with 429 once; then it succeeds."""
    mock.fault(fault, caller.submits)
    client = caller.client(mode, mock, **options)
    assert len(ask(mode, caller, client).images) == 1
    assert [one.status for one in mock.requests[:2]] == [429, 200]
    assert (posts(mock), mock.submits) == (2, 1)
    pauses: list[float] = client.options.system.pauses
    # Pauses between polls come after the one before the second submit.
    return pauses[:1]


@BOTH
def test_V24_seconds_that_are_asked_for_are_waited(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """429 asks for 2 seconds -> they are waited, and the submit succeeds."""
    assert again(mode, stepped, caller, "retry-after-seconds") == [2.0]
    assert stepped.requests[1].at - stepped.requests[0].at == pytest.approx(2.0)


@BOTH
def test_V25_date_that_is_asked_for_is_waited_for(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """429 asks for a time of the clock -> it is waited for, and the submit succeeds."""
    due = math.floor(stepped.world.clock.now() + 3)
    (pause,) = again(mode, stepped, caller, "retry-after-date")
    assert pause == pytest.approx(due - stepped.requests[0].at)
    assert stepped.requests[1].at >= due - 1e-3


def again_by_our_own(mode: Mode, mock: Mock, caller: Caller, fault: str) -> None:
    """Retry-After makes no sense: the pauses are our own, grow, and end."""
    system = InStep(mock, chance=1.0)
    assert again(mode, mock, caller, fault, system=system) == [0.5]
    mock.reset()
    mock.fault(fault, caller.submits, times=None)
    client = caller.client(mode, mock, system=InStep(mock, chance=1.0))
    error = fails(mode, caller, client, errors.RateLimitError)
    assert error.retry_after is None
    assert client.options.system.pauses == [0.5, 1.0, 2.0, 4.0]
    assert posts(mock) == 5


@BOTH
def test_V26_word_is_no_time_to_wait(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """429 asks to come back "soon" -> our own growing pauses, and RateLimitError should it go on."""
    again_by_our_own(mode, stepped, caller, "retry-after-word")


@BOTH
def test_V27_negative_seconds_are_no_time_to_wait(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """429 asks for -5 seconds -> our own growing pauses, no hot loop, and RateLimitError should it go on."""
    again_by_our_own(mode, stepped, caller, "retry-after-negative")


@BOTH
def test_V28_nan_is_no_time_to_wait(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """429 asks for nan seconds -> our own growing pauses, and RateLimitError should it go on."""
    again_by_our_own(mode, stepped, caller, "retry-after-nan")


@BOTH
def test_V29_day_that_is_asked_for_is_the_users_to_wait(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """429 asks for a day -> RateLimitError at once with that number; nobody sleeps, nobody hammers."""
    stepped.fault("retry-after-day", caller.submits)
    system = InStep(stepped, chance=1.0)
    error = fails(mode, caller, caller.client(mode, stepped, system=system), errors.RateLimitError)
    assert error.retry_after == DAY
    assert "retry after 86400.0 s" in str(error)
    assert (system.pauses, posts(stepped)) == ([], 1)


class Moved(InStep):
    """A world whose wall clock jumps by days, forth or back, whenever somebody waits."""

    def __init__(self, mock: Mock, days: float) -> None:
        super().__init__(mock)
        self.days = days

    def time(self) -> float:
        return super().time() + self.days * DAY * len(self.pauses)

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        assert len(self.pauses) < 100, "the wait has an end"


@pytest.mark.parametrize("days", [-1.0, 1.0])
def test_V61_wall_clock_that_jumps_moves_no_deadline(mode: Mode, stepped: Mock, days: float) -> None:
    """The wall clock jumps by a day at each pause -> a wait of 30 s ends after 30 s, with TaskTimeoutError."""
    caller = TASKED["ppio"]
    stepped.fault("task-stuck", caller.submits)
    system = Moved(stepped, days)
    client = caller.client(mode, stepped, system=system)
    error = fails(mode, caller, client, errors.TaskTimeoutError, wait_timeout=30)
    assert sum(system.pauses) == pytest.approx(30.0)
    assert error.elapsed == pytest.approx(30.0)
    assert error.task_id == stepped.requests[0].task


@pytest.mark.parametrize("days", [-1.0, 1.0])
def test_V61_wall_clock_that_jumps_ends_no_wait(mode: Mode, stepped: Mock, days: float) -> None:
    """The wall clock jumps by a day at each pause -> the task that gets done is waited for, and its link isn't dead."""
    caller = TASKED["ppio"]
    result = ask(mode, caller, caller.client(mode, stepped, system=Moved(stepped, days)))
    assert len(mode.go(result.images[0].read())) > 0
    assert posts(stepped) == 1


def test_V61_deadlines_are_taken_from_a_clock_that_nobody_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wall clock of the machine is set back and forth -> the clock of deadlines goes on as before."""
    before = System().monotonic()
    for moved in (0.0, 4e9):
        monkeypatch.setattr(time, "time", lambda moved=moved: moved)
        assert System().time() == moved
        assert 0 <= System().monotonic() - before < 3_600
