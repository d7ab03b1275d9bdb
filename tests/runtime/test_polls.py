"""Polls of a task: repeated within the wait, by the task's own parameter, and cancelled."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from imageclients import errors
from imageclients._runtime import prepared
from support.mode import Mode
from support.scene import ACCEPTED, DONE, TASKED, Scene
from support.spec import TASK_SPEC, client_module

CANCELLED = client_module(
    TASK_SPEC.replace(
        "parameter: id, echo: /id}", "parameter: id, echo: /id}\n      cancel: {operation: stop, parameter: id}"
    ).replace("parameters: [{name: id", "parameters: [{name: fast, in: query, type: boolean}, {name: id")
    + """\
  stop:
    method: POST
    path: /tasks/{id}/stop
    parameters: [{name: id, in: path, type: string}]
    responses: {"200": {properties: {}}}
"""
)


QUICK = client_module(
    TASK_SPEC.replace("      status: /status\n", "      status: /status\n      delay: 0.5\n      maxDelay: 0.5\n")
)


WAITING: Any = (200, {"id": "t", "status": "waiting"})


@pytest.mark.parametrize("error", [httpx.ReadTimeout("late"), httpx.ConnectError("refused"), httpx.ReadError("reset")])
def test_a_poll_by_hand_that_fails_is_its_own_error(mode: Mode, error: httpx.TransportError) -> None:
    task = mode.go(Scene(ACCEPTED, error).client(mode, max_retries=0).begin_generate_image(prompt="fox"))
    with pytest.raises(errors.ImageClientError) as caught:
        mode.go(task.refresh())
    timeout = isinstance(error, httpx.ReadTimeout)
    assert type(caught.value) is (errors.RequestTimeoutError if timeout else errors.ConnectionFailedError)
    assert (caught.value.task_id, caught.value.may_be_billed) == ("t", True)


def test_the_last_poll_may_take_what_is_left_of_the_wait_and_isnt_sent_again_after_it(mode: Mode) -> None:
    busy: Any = (503, {}, {"retry-after": "2"})
    scene = Scene(ACCEPTED, WAITING, WAITING, busy, busy, busy)
    with pytest.raises(errors.TaskTimeoutError) as caught:
        mode.go(scene.client(mode).generate_image(prompt="fox", wait_timeout=9))
    assert isinstance(caught.value.__cause__, errors.ServerError)
    assert len(scene.requests) == 4
    limits = [request.extensions["timeout"]["pool"] for request in scene.requests]
    assert limits == pytest.approx([0.9 * 60, 0.9 * 9, 0.9 * 6, 0.9 * 3])


def test_a_poll_soon_after_a_404_comes_after_the_usual_pause(mode: Mode) -> None:
    scene = Scene(ACCEPTED, (404, {}), DONE)
    mode.go(scene.client(mode, QUICK).generate_image(prompt="fox"))
    assert scene.pauses == [0.5]


def test_a_task_is_asked_for_and_cancelled_by_its_own_parameter(mode: Mode) -> None:
    scene = Scene(ACCEPTED, WAITING, (401, {}))
    task = mode.go(scene.client(mode, CANCELLED).begin_generate_image(prompt="fox"))
    mode.go(task.refresh())
    with pytest.raises(errors.AuthenticationError) as caught:
        mode.go(task.cancel())
    assert [request.url.raw_path for request in scene.requests] == [b"/images", b"/tasks/t", b"/tasks/t/stop"]
    assert caught.value.task_id == "t"


def test_cancelling_leaves_nothing_behind(mode: Mode) -> None:
    scene = Scene(ACCEPTED, *[(200, {})] * 9)
    task = mode.go(scene.client(mode, CANCELLED).begin_generate_image(prompt="fox"))
    mode.go(task.cancel())
    ready = vars(prepared)["_prepared"]
    before = len(ready)
    for _ in range(8):
        mode.go(task.cancel())
    assert len(ready) == before
    assert [request.method for request in scene.requests] == ["POST"] * 10


def test_an_id_that_cant_be_one_is_refused_for_its_operation(mode: Mode) -> None:
    with pytest.raises(errors.InvalidRequestError) as caught:
        Scene().client(mode).resume_generate_image(" ")
    assert caught.value.operation == "generate_image"
    assert caught.value.provider == TASKED.__name__.rpartition(".")[2]
