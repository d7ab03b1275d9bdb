"""How long a task is waited for, how often it is asked for, and what is left when the wait ends before the task."""

from __future__ import annotations

from typing import Any

import pytest

from clientsmith.mock.server import Mock
from faults.in_step import TASK_SECONDS, Caller, InStep, paths, steps
from imageclients import errors
from support.mode import Mode


def test_P05_task_that_is_stuck_ends_the_wait_and_can_be_taken_up(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """The task stays at work for ever -> TaskTimeoutError after ten minutes; with its id it is waited for again."""
    stepped.fault("task-stuck", caller.submits)
    system = InStep(stepped)
    with pytest.raises(errors.TaskTimeoutError, match="can be resumed by its id") as caught:
        caller.run(mode, stepped, system=system)
    task = stepped.requests[0].task
    assert caught.value.task_id == task
    assert f"task id {task}" in str(caught.value)
    assert 550 < system.now <= 600
    assert caught.value.elapsed == pytest.approx(system.now)
    assert stepped.submits == 1
    stepped.world.jobs[task].ends = "success"
    again = caller.client(mode, stepped).resume_generate_image(caught.value.task_id)
    assert len(mode.go(again.wait()).images) == 1
    assert stepped.submits == 1


@pytest.mark.parametrize(("fault", "seconds"), [("ask-again-later", 7.0), ("ask-again-much-later", 60.0)])
def test_P16_poll_that_says_when_to_ask_again_is_heeded_up_to_a_minute(
    mode: Mode, stepped: Mock, caller: Caller, fault: str, seconds: float
) -> None:
    """A poll asks with Retry-After to come back in 7 or 700 s -> the next one comes after 7 s, or after a minute."""
    stepped.fault(fault, caller.polls)
    system = InStep(stepped)
    assert len(caller.run(mode, stepped, system=system).images) == 1
    assert system.pauses[0] == seconds


def test_P16_progress_and_time_to_go_reach_the_callback(mode: Mode, own: Mock) -> None:
    """Every poll tells percent and seconds to go -> the callback sees both, and the pauses stay those of the page.

    Why not otherwise: the time to go is the provider's guess at the end and no word on when to ask; a wait that slept
    until then would come late for every task that is faster, and hang on every guess that is wrong.
    """
    seen: list[tuple[Any, ...]] = []
    system = InStep(own)

    def note(task: Any) -> None:
        seen.append((task.status, task.progress, task.eta, task.done))

    steps().run(mode, own, system=system, on_progress=note)
    assert system.pauses == [2.0, 3.0, 4.5]
    assert seen == [
        ("queued", 0, 9, False),
        ("queued", 22, 7, False),
        ("drawing", 55, 4, False),
        ("done", 100, 0, True),
    ]


def test_P21_wait_that_ends_first_says_that_the_task_may_bill(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """The wait ends before a task that nobody can cancel -> the error says that it may still finish and be billed."""
    with pytest.raises(errors.TaskTimeoutError, match="it may still finish and be billed") as caught:
        caller.run(mode, stepped, wait_timeout=TASK_SECONDS - 2)
    task = stepped.requests[0].task
    assert caught.value.task_id == task
    assert not hasattr(caller.client(mode, stepped).resume_generate_image(task), "cancel")
    stepped.advance(TASK_SECONDS)
    assert len(mode.go(caller.client(mode, stepped).resume_generate_image(task).wait()).images) == 1
    assert stepped.submits == 1


def test_P21_task_is_cancelled_when_the_user_asks_for_it(mode: Mode, own: Mock) -> None:
    """The wait ends while the task is at work, and the page has a way to cancel -> it goes on until the user cancels.

    Why not otherwise: the end of a wait is no order to stop the task, which may be all but done and paid for; a way to
    ask for that is `cancel()` of the handle, also with nothing but the id of the error.
    """
    client = steps().client(mode, own)
    with pytest.raises(errors.TaskTimeoutError, match="it may still finish and be billed") as caught:
        mode.go(client.generate_image(**steps().arguments, wait_timeout=5))
    assert "cancel_task" not in paths(own)
    task = client.resume_generate_image(caught.value.task_id)
    mode.go(task.cancel())
    assert own.world.jobs[task.id].ends == "cancelled"
    with pytest.raises(errors.TaskCancelledError, match=task.id):
        mode.go(task.wait())
    assert paths(own)[-2:] == ["cancel_task", "get_task"]
    assert paths(own).count("generate_image") == 1


@pytest.mark.parametrize("fault", ["reset", "status-503"])
def test_P21_cancel_that_fails_is_sent_again(mode: Mode, own: Mock, fault: str) -> None:
    """The connection of a cancel breaks, or it is answered 503 -> it is sent again, since twice does no harm."""
    task = steps().begin(mode, own)
    own.fault(fault, f"{steps().name}/cancel_task")
    mode.go(task.cancel())
    assert paths(own) == ["generate_image", "cancel_task", "cancel_task"]
    assert own.world.jobs[task.id].ends == "cancelled"


def test_P22_callback_that_fails_reaches_the_user_with_the_id(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """The user's on_progress raises -> its own error comes out, with the task's id and how to take it up again."""

    def broken(task: Any) -> None:
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine") as caught:
        caller.run(mode, stepped, on_progress=broken)
    task = stepped.requests[0].task
    assert getattr(caught.value, "task_id", None) == task
    assert caught.value.__notes__ == [f"task {task} goes on; client.resume_generate_image('{task}') takes it up again"]
    assert paths(stepped) == ["generate_image", caller.poll]
    stepped.advance(60)
    assert len(mode.go(caller.client(mode, stepped).resume_generate_image(task).wait()).images) == 1


def test_P22_callback_that_fails_at_the_end_loses_no_image(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """on_progress raises after the last poll -> its error comes out, and the handle has the images."""

    def broken(task: Any) -> None:
        if task.done:
            raise ZeroDivisionError

    task = caller.begin(mode, stepped)
    with pytest.raises(ZeroDivisionError):
        mode.go(task.wait(on_progress=broken))
    asked = len(stepped.requests)
    assert len(mode.go(task.wait()).images) == 1
    assert len(stepped.requests) == asked
