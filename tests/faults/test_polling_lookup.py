"""Polls that don't find the task, or can't tell how it is."""

from __future__ import annotations

from typing import Any

import pytest

from clientsmith.mock.server import Mock
from faults.in_step import Caller, InStep, paths
from imageclients import errors
from support.mode import Mode


def test_P01_task_that_nobody_knows_is_given_up_after_a_grace(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """Every poll is answered 404 -> TaskNotFoundError with the task's id, once ten seconds have passed."""
    stepped.fault("task-vanishes", caller.submits)
    system = InStep(stepped)
    with pytest.raises(errors.TaskNotFoundError) as caught:
        caller.run(mode, stepped, system=system)
    error = caught.value
    assert isinstance(error, errors.NotFoundError)
    assert (error.task_id, error.status_code) == (stepped.requests[1].task, 404)
    assert str(error.task_id) in str(error)
    assert 10 < system.now < 16
    assert stepped.submits == 1
    assert 3 < len(stepped.requests) < 9


def test_P02_task_that_is_not_there_yet_is_asked_for_again(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """The first poll is answered 404, the next ones find the task -> the images come."""
    stepped.fault("not-found", caller.polls)
    result = caller.run(mode, stepped)
    assert [one.status for one in stepped.requests[:3]] == [200, 404, 200]
    assert (result.task_id, len(result.images), stepped.submits) == (stepped.requests[0].task, 1, 1)


def test_P06_status_that_nobody_has_seen_goes_on_with_one_warning(
    mode: Mode, stepped: Mock, caller: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    """Three polls tell a status that no page knows -> one warning, one event, and the images come in the end."""
    events: list[Any] = []
    stepped.fault("status-unknown", caller.polls, times=3)
    result = caller.run(mode, stepped, on_event=events.append)
    warnings = [one.getMessage() for one in caplog.records if one.levelname == "WARNING"]
    assert len(result.images) == 1
    assert [text for text in warnings if "status_that_is_new" in text] == warnings
    assert len(warnings) == [event.kind for event in events].count("unknown-status") == 1
    assert str(result.task_id) in warnings[0]
    assert paths(stepped).count(caller.poll) >= 4


def test_P06_unknown_status_at_the_end_of_the_wait_is_in_the_error(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """The unknown status stays -> TaskTimeoutError at the wait's limit, whose text has that status."""
    stepped.fault("status-unknown", caller.polls, times=None)
    system = InStep(stepped)
    with pytest.raises(errors.TaskTimeoutError, match="its status is status_that_is_new") as caught:
        caller.run(mode, stepped, system=system, wait_timeout=30)
    assert (caught.value.task_id, stepped.submits) == (stepped.requests[0].task, 1)
    assert 20 < system.now <= 30


def test_P07_poll_without_a_status_is_sent_again_until_the_wait_ends(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """Polls have no status -> asked again; at the end a TaskTimeoutError whose cause names the place of the status."""
    stepped.fault("status-missing", caller.polls, times=2)
    assert len(caller.run(mode, stepped).images) == 1
    stepped.reset()
    stepped.fault("status-missing", caller.polls, times=None)
    with pytest.raises(errors.TaskTimeoutError) as caught:
        caller.run(mode, stepped, wait_timeout=30)
    place = {"apimart": "/data/status", "ppio": "/task/status"}[caller.name]
    cause: Any = caught.value.__cause__
    assert f"no status at {place}" in str(cause)
    assert (caught.value.task_id, cause.status_code) == (stepped.requests[0].task, 200)
    assert isinstance(cause.body, dict)
    assert set(paths(stepped)[1:]) == {caller.poll}


def test_P15_answer_about_another_task_gives_no_image(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """A poll is answered with the id of someone else's task -> DecodeError, and none of its images."""
    task = caller.begin(mode, stepped)
    stepped.advance(60)
    stepped.fault("other-task", caller.polls)
    with pytest.raises(errors.DecodeError, match="about another task") as caught:
        mode.go(task.wait())
    assert (caught.value.task_id, task.done) == (task.id, False)
    assert "task-of-someone-else" in str(caught.value.body)
    assert len(mode.go(task.wait()).images) == 1, "the task itself is as it was"
