"""Clocks that step, and computers that sleep: waits end by the clock that does neither, connections are made anew."""

from __future__ import annotations

import select
from typing import Any

import pytest

from clientsmith.mock.server import Mock
from faults.in_step import AT_ONCE, TASKED, InStep
from faults.server_calls import connections_of
from imageclients import errors
from support.mode import Mode

PPIO, MODELVERSE = TASKED["ppio"], AT_ONCE["modelverse"]
YEAR = 365 * 86400.0


class Stepping(InStep):
    """In step with the mock, but the clock on the wall is set anew with each pause."""

    def __init__(self, mock: Mock, step: float) -> None:
        super().__init__(mock)
        self.step, self.off = step, 0.0

    def time(self) -> float:
        return super().time() + self.off

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        self.off += self.step


@pytest.mark.parametrize("step", [3600.0, -3600.0, YEAR, -10 * YEAR], ids=["hour on", "hour back", "year", "decade"])
def test_C12_clock_that_is_set_anew_changes_no_wait(mode: Mode, stepped: Mock, step: float) -> None:
    """The clock is set on or back during a wait, by hours or years -> it ends with the task, or at its limit."""
    world = Stepping(stepped, step)
    result = mode.go(PPIO.client(mode, stepped, system=world).generate_image(**PPIO.arguments))
    assert len(result.images) == 1
    assert 9 <= world.now < 15, "as long as the task takes"
    assert result.elapsed == pytest.approx(world.now)
    stuck = Stepping(stepped, step)
    stepped.fault("task-stuck", PPIO.submits)
    with pytest.raises(errors.TaskTimeoutError):
        mode.go(PPIO.client(mode, stepped, system=stuck).generate_image(**PPIO.arguments, wait_timeout=60))
    assert 58 <= stuck.now <= 60


@pytest.mark.parametrize("step", [3600.0, -3600.0])
def test_C12_clock_that_is_set_anew_changes_no_retry(mode: Mode, stepped: Mock, step: float) -> None:
    """The clock is set anew while a busy provider is waited for -> as many attempts as ever, with the same pauses."""
    world = Stepping(stepped, step)
    stepped.fault("retry-after-seconds", MODELVERSE.submits, times=3)
    result = mode.go(MODELVERSE.client(mode, stepped, system=world).generate_image(**MODELVERSE.arguments))
    assert len(result.images) == 1
    assert world.pauses == [2.0, 2.0, 2.0]
    assert (len(stepped.requests), stepped.submits) == (4, 1)


def test_C12_computer_that_slept_over_the_end_of_a_wait_keeps_the_way_back(mode: Mode, stepped: Mock) -> None:
    """A laptop sleeps for hours during a wait -> TaskTimeoutError with the id, by which the images are fetched."""

    class Asleep(InStep):
        def sleep(self, seconds: float) -> None:
            super().sleep(seconds + 1800)

    stepped.fault("status-unknown", PPIO.polls, times=2)
    with pytest.raises(errors.TaskTimeoutError) as caught:
        mode.go(PPIO.client(mode, stepped, system=Asleep(stepped)).generate_image(**PPIO.arguments))
    assert caught.value.task_id == stepped.requests[0].task
    task = PPIO.client(mode, stepped).resume_generate_image(caught.value.task_id)
    assert len(mode.go(task.wait()).images) == 1
    assert stepped.submits == 1


def test_C12_connection_that_ended_while_the_computer_slept_is_replaced(mode: Mode, stepped: Mock) -> None:
    """The server has closed the connection since -> the next request, a submit too, goes out once over a new one."""
    events: list[Any] = []
    client = PPIO.client(mode, stepped, on_event=events.append)
    stepped.fault("close-after-answer", "ppio/*", times=None)
    for number in range(3):
        task = mode.go(client.begin_generate_image(**PPIO.arguments))
        ends_arrive(client)
        stepped.advance(60)
        assert len(mode.go(task.wait()).images) == 1
        ends_arrive(client)
        assert (stepped.submits, len(stepped.requests)) == (number + 1, 2 * number + 2)
    assert [event for event in events if event.kind in ("failure", "retry")] == []


def ends_arrive(client: Any) -> None:
    """Wait until the end of every connection that the client keeps has arrived here."""
    for one in connections_of(client):
        stream = one._connection._network_stream
        assert select.select([stream.get_extra_info("socket")], [], [], 60)[0]
