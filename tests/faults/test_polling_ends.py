"""How tasks end, and that they stay ended."""

from __future__ import annotations

from itertools import permutations, product
from typing import Any

import httpx
import pytest

from clientsmith.mock.server import Mock
from clientsmith.mock.tasks import CODE
from faults.in_step import REASON, Caller, paths, steps
from imageclients import errors
from support.mode import Mode


def test_P08_task_that_fails_says_why(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """The task fails with a reason -> TaskFailedError with that reason and the task's id; no second submit."""
    stepped.fault("task-fails", caller.submits)
    with pytest.raises(errors.TaskFailedError, match=f"the task failed: {REASON}") as caught:
        caller.run(mode, stepped)
    assert caught.value.task_id == stepped.requests[0].task
    assert f"task id {caught.value.task_id}" in str(caught.value)
    assert stepped.submits == 1


def test_P08_code_of_a_failed_task_is_kept(mode: Mode, own: Mock) -> None:
    """The page describes a code of failed tasks, and the answer has one -> TaskFailedError with reason, code and id."""
    own.fault("task-fails")
    with pytest.raises(errors.TaskFailedError, match=REASON) as caught:
        steps().run(mode, own)
    assert (caught.value.code, caught.value.task_id) == (CODE, own.requests[0].task)
    assert f"code {CODE}" in str(caught.value)


def empty(mode: Mode, mock: Mock, caller: Caller) -> Any:
    """What stands in place of the images of a task that has succeeded without one."""
    place = {"apimart": "/data/result/images", "ppio": "/images"}[caller.name]
    with pytest.raises(errors.EmptyResultError, match=f"no image at {place}") as caught:
        caller.run(mode, mock)
    assert isinstance(caught.value, errors.DecodeError)
    assert (caught.value.task_id, caught.value.status_code) == (mock.requests[0].task, 200)
    assert mock.submits == 1
    found: Any = caught.value.body
    for step in place.strip("/").split("/"):
        found = found[step]
    return found


def test_P09_success_without_an_image_is_an_empty_result(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """The task succeeds with an empty list of images -> EmptyResultError with the task's id and the body."""
    stepped.fault("task-without-images", caller.submits)
    assert empty(mode, stepped, caller) == []


def test_P10_success_with_null_is_an_empty_result(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """The task succeeds with null in place of the images -> EmptyResultError with the task's id and the body."""
    stepped.fault("null-result", caller.polls, times=None)
    assert empty(mode, stepped, caller) is None


def test_P13_success_stays_whatever_the_provider_says_later(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """The task is done, and then the provider says that it is at work -> the first end counts, and isn't asked about.

    Why not otherwise: a task that has ended isn't asked for again, so there is nothing that could be noted; who
    takes it up anew by its id sees what the provider says then.
    """
    task = caller.begin(mode, stepped)
    stepped.advance(60)
    first = mode.go(task.wait())
    status, asked = task.status, len(stepped.requests)
    stepped.world.jobs[task.id].made = stepped.world.clock.now()
    mode.go(task.refresh())
    again = mode.go(task.wait())
    assert (task.status, task.done, len(stepped.requests)) == (status, True, asked)
    assert [one.url for one in again.images] == [one.url for one in first.images]
    anew = caller.client(mode, stepped).resume_generate_image(task.id)
    assert not mode.go(anew.refresh()).done
    assert anew.status != status


def test_P14_tasks_with_one_id_are_two_handles_that_nothing_mixes_up(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """Two submits are answered with one id -> two handles with that id, each with what the provider has under it.

    Why not otherwise: only the provider could tell which of its tasks an id means. Both handles show the same id, and
    their images the same links, so that the fault is plain to see; a client that kept every id ever given to it, so as
    to say so itself, would grow without end.
    """
    stepped.fault("task-with-the-same-id", caller.submits, skip=1)
    client = caller.client(mode, stepped)
    one, two = (mode.go(client.begin_generate_image(**caller.arguments)) for _ in range(2))
    assert one is not two
    assert one.id == two.id
    stepped.advance(60)
    results = [mode.go(task.wait()) for task in (one, two)]
    assert [result.task_id for result in results] == [one.id, one.id]
    assert results[0].images[0].url == results[1].images[0].url
    assert stepped.submits == 2
    assert paths(stepped) == ["generate_image"] * 2 + [caller.poll] * 2, "each handle has asked for itself"


IMAGES = {
    "apimart": {"result": {"images": [{"url": ["https://cdn.example.com/1.png"]}]}},
    "ppio": {"images": [{"image_url": "https://cdn.example.com/1.png"}]},
}
STATES = {
    "apimart": dict.fromkeys(["submitted", "pending", "processing"], "retry")
    | {"completed": "success", "failed": "failure", "cancelled": "cancelled"},
    "ppio": dict.fromkeys(["TASK_STATUS_QUEUED", "TASK_STATUS_PROCESSING"], "retry")
    | {"TASK_STATUS_SUCCEED": "success", "TASK_STATUS_FAILED": "failure"},
}
"""Every documented status of a task, and what it means, as read from the page."""
ENDS = {"success": None, "failure": errors.TaskFailedError, "cancelled": errors.TaskCancelledError}


def body(name: str, status: str) -> dict[str, Any]:
    """An answer about a task; of one that is done with its image."""
    images: Any = IMAGES[name] if STATES[name][status] == "success" else {}
    if name == "ppio":
        return {"task": {"task_id": "t1", "status": status}, **images}
    return {"code": 200, "data": {"id": "t1", "status": status, **images}}


def test_P12_every_status_in_every_order_ends_at_the_first_that_is_an_end(mode: Mode, caller: Caller) -> None:
    """All documented statuses come in every order, and each pair twice over -> the first that is an end decides."""
    statuses = STATES[caller.name]
    orders = [*permutations(statuses), *product(statuses, repeat=2)]
    script: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=body(caller.name, script.pop(0)))

    client = mode.client(caller.module, http_client=mode.http(handle))
    for order in orders:
        script[:] = order
        task = client.resume_generate_image("t1")
        for _ in order:
            mode.go(task.refresh())
        end = next((at for at, status in enumerate(order) if statuses[status] != "retry"), None)
        seen = order[: len(order) if end is None else end + 1]
        assert (task.status, task.done) == (seen[-1], end is not None), order
        assert len(script) == len(order) - len(seen), "what has ended isn't asked for again"
        if end is None:
            continue
        kind = ENDS[statuses[order[end]]]
        if kind is None:
            assert len(mode.go(task.wait()).images) == 1
        else:
            with pytest.raises(kind):
                mode.go(task.wait())
        assert len(script) == len(order) - len(seen)


def test_P13_answer_that_comes_late_does_not_undo_the_end(mode: Mode, caller: Caller) -> None:
    """Of two polls under way the later finds the task done first -> the late answer of the other changes nothing."""
    first, *_, last = [status for status, state in STATES[caller.name].items() if state in ("retry", "success")]
    asked: list[httpx.Request] = []

    def told(request: httpx.Request) -> httpx.Response:
        # The first request to come is the last to be answered.
        return httpx.Response(200, json=body(caller.name, first if request is asked[0] else last))

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if len(asked) == 1:
            task.refresh()
        return told(request)

    async def handle_async(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if len(asked) == 1:
            await task.refresh()
        return told(request)

    http = mode.http(handle_async if mode.is_async else handle)
    task: Any = mode.client(caller.module, http_client=http).resume_generate_image("t1")
    mode.go(task.refresh())
    assert (task.status, task.done, len(asked)) == (last, True, 2)
    assert len(mode.go(task.wait()).images) == 1
    assert len(asked) == 2
