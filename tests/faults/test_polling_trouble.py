"""Polls that fail on their way: asked again, and never a second submit."""

from __future__ import annotations

import pytest

from clientsmith.mock.server import Mock
from faults.in_step import Caller, InStep, no_names, paths
from imageclients import errors
from support.mode import KEY, Mode
from support.server import Server, reply


def survives(mode: Mode, mock: Mock, caller: Caller, fault: str) -> list[int]:
    """Run a call whose first two polls meet a fault; the statuses of what was asked."""
    mock.fault(fault, caller.polls, times=2)
    result = caller.run(mode, mock)
    assert (len(result.images), result.task_id) == (1, mock.requests[0].task)
    assert paths(mock)[:4] == ["generate_image", *[caller.poll] * 3]
    assert mock.submits == 1
    return [one.status for one in mock.requests]


@pytest.mark.parametrize(("fault", "status"), [("status-500", 500), ("status-502", 502), ("gateway-page", 502)])
def test_P03_poll_that_meets_a_server_error_is_sent_again(
    mode: Mode, stepped: Mock, caller: Caller, fault: str, status: int
) -> None:
    """Two polls are answered 500 or 502 -> they are sent again, no second submit, and the images come."""
    assert survives(mode, stepped, caller, fault)[:4] == [200, status, status, 200]


@pytest.mark.parametrize("fault", ["reset", "close", "reset-in-body", "short-body", "open-chunks"])
def test_P04_poll_whose_connection_breaks_is_sent_again(mode: Mode, stepped: Mock, caller: Caller, fault: str) -> None:
    """The connection of two polls breaks -> they are sent again, no second submit, and the images come."""
    statuses = survives(mode, stepped, caller, fault)
    assert statuses[:4] == [200, 0, 0, 200]


@pytest.mark.parametrize(
    ("fault", "waits"),
    [("retry-after-seconds", 2.0), ("retry-after-date", 3.0), ("retry-after-word", 0.0), ("retry-after-negative", 0.0)],
)
def test_P17_poll_that_is_turned_away_with_429_waits_as_it_is_told(
    mode: Mode, stepped: Mock, caller: Caller, fault: str, waits: float
) -> None:
    """A poll is answered 429 -> the next comes after Retry-After, without one after our own pause; no second submit."""
    stepped.fault(fault, caller.polls)
    system = InStep(stepped)
    result = caller.run(mode, stepped, system=system)
    assert (len(result.images), stepped.submits) == (1, 1)
    assert [one.status for one in stepped.requests[:3]] == [200, 429, 200]
    # A date has whole seconds: up to one is lost by that.
    assert waits - 1 < system.pauses[0] <= max(waits, 0.5)
    assert system.pauses[0] >= waits or fault == "retry-after-date"


def test_P17_polls_that_are_turned_away_for_ever_end_at_the_waits_limit(
    mode: Mode, stepped: Mock, caller: Caller
) -> None:
    """Every poll is answered 429 -> the wait ends at its limit with the task's id, and no second submit was sent."""
    stepped.fault("retry-after-seconds", caller.polls, times=None)
    system = InStep(stepped)
    # Which of the two limits is met first, the wait's or the time that the provider asks for, is the schedule's to say.
    with pytest.raises((errors.RateLimitError, errors.TaskTimeoutError)) as caught:
        caller.run(mode, stepped, system=system, wait_timeout=30)
    assert (caught.value.task_id, stepped.submits) == (stepped.requests[0].task, 1)
    assert 20 < system.now <= 30
    assert len(stepped.requests) <= 1 + 30 / 2, "no poll comes before its time"


def test_P17_poll_that_may_come_only_after_the_wait_ends_it_at_once(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """A poll is answered 429 with a Retry-After of a day -> RateLimitError at once, with the task's id."""
    stepped.fault("retry-after-day", caller.polls)
    system = InStep(stepped)
    with pytest.raises(errors.RateLimitError) as caught:
        caller.run(mode, stepped, system=system)
    assert (caught.value.task_id, caught.value.retry_after) == (stepped.requests[0].task, 86_400)
    assert (system.pauses, len(stepped.requests)) == ([], 2)


def test_P18_key_that_is_revoked_during_the_wait_ends_it_with_the_id(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """The key is taken no longer after two polls -> AuthenticationError at once, with the task's id."""
    stepped.fault("bad-key", caller.polls, skip=2, times=None)
    with pytest.raises(errors.AuthenticationError) as caught:
        caller.run(mode, stepped)
    task = stepped.requests[0].task
    assert caught.value.task_id == task
    assert f"task id {task}" in str(caught.value)
    assert paths(stepped) == ["generate_image", *[caller.poll] * 3]
    stepped.faults.clear()
    client = caller.client(mode, stepped, api_key="sk-a-new-key")
    assert len(mode.go(client.resume_generate_image(task).wait()).images) == 1, "a new key takes it up again"


@pytest.mark.parametrize("fault", ["redirect-elsewhere", "redirect-found"])
def test_P11_poll_that_is_sent_to_another_host_is_not_followed(
    mode: Mode, stepped: Mock, caller: Caller, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A poll is redirected to another host -> an error that names the host, nothing is sent there, the id is kept."""
    stepped.fault(fault, caller.polls)
    with no_names(monkeypatch) as asked, pytest.raises(errors.APIStatusError) as caught:
        caller.run(mode, stepped)
    assert asked == []
    assert "redirects to 'https://elsewhere.example.com/v1', which isn't followed" in str(caught.value)
    assert caught.value.task_id == stepped.requests[0].task
    assert paths(stepped) == ["generate_image", caller.poll]


def test_P11_address_to_poll_that_an_answer_names_is_ignored(
    mode: Mode, server: Server, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The submit is answered with links to poll at on another host -> polls go where the page says, with the key."""
    link = "https://elsewhere.example.com/tasks/t1"
    links = {"status_url": link, "response_url": link, "urls": {"get": link}, "poll": link}
    began = {"code": 200, "data": [{"task_id": "t1", **links}], "task_id": "t1", **links}
    server.add(reply(200, began, location=link, operation_location=link), reply(401, {}))
    client = mode.client(caller.module, server)
    with no_names(monkeypatch) as asked, pytest.raises(errors.AuthenticationError):
        mode.go(client.generate_image(**caller.arguments))
    assert asked == []
    targets = {"apimart": "/v1/tasks/t1", "ppio": "/v3/async/task-result?task_id=t1"}
    assert server.seen[1].target == targets[caller.name]
    assert server.seen[1].headers["authorization"] == f"Bearer {KEY}"
