"""Answers to a submit: with images, with a task, with neither, and what stops a call after it."""

from __future__ import annotations

from typing import Any

import pytest

from imageclients import errors
from imageclients._runtime import task_flow
from support.mode import Mode
from support.scene import ACCEPTED, DONE, LINK, TASKED, Scene, failed
from support.spec import TASK_SPEC, client_module

EITHER = client_module(
    TASK_SPEC.replace(
        "    task:\n", '    results: {images: [{items: "/images/*", url: /url}]}\n    task:\n', 1
    ).replace(
        "{id: {type: string}}}}",
        "{id: {type: string}, images: {type: array, items: {type: object, properties: {url: {type: string}}}}}}}",
        1,
    )
)


STRICT = client_module(TASK_SPEC.replace('{"200": {properties: {id', '{"200": {required: [id], properties: {id'))


UNUSABLE: list[tuple[Any, str]] = [
    ((200, b"<html>", {"content-type": "text/html"}), ": HTML came instead of JSON"),
    ((200, {"id": {}}), ": /id must be string, is object (status 200, after 1.0 s)"),
    ((200, {"ok": True}), ": /id is missing (status 200, after 1.0 s)"),
]


class Stopped(BaseException):
    """Stands for a Ctrl-C at the worst moment."""


@pytest.mark.parametrize(("answer", "reason"), UNUSABLE, ids=["no JSON", "another type", "nothing"])
def test_a_submit_without_an_id_says_what_came_instead(mode: Mode, answer: Any, reason: str) -> None:
    error = failed(mode, Scene(answer), STRICT)
    assert isinstance(error, errors.DecodeError)
    told = "the submit may be billed, but its answer has no task id at /id"
    assert f"{told}{reason}" in str(error)
    assert f"{told} (status 200, after 1.0 s)" in str(failed(mode, Scene((200, {"ok": True}))))


def test_images_at_once_know_their_task_and_their_time(mode: Mode) -> None:
    done: Any = (200, {"id": "t", "status": "done", "images": [{"url": LINK}]})
    client = Scene(done, (200, {"images": [{"url": LINK}]})).client(mode, EITHER)
    first = mode.go(client.generate_image(prompt="fox"))
    second = mode.go(client.generate_image(prompt="fox"))
    assert (first.task_id, first.elapsed) == ("t", 1.0)
    assert (second.task_id, second.elapsed) == (None, 1.0)


def test_a_submit_that_names_a_task_is_polled_although_it_has_an_image(mode: Mode) -> None:
    for early in ({"id": "t", "images": [{"url": LINK}]}, {"id": "t", "status": "waiting", "images": [{"url": LINK}]}):
        scene = Scene((200, early), DONE)
        assert mode.go(scene.client(mode, EITHER).generate_image(prompt="fox")).task_id == "t"
        assert len(scene.requests) == 2


@pytest.mark.parametrize("where", ["task", "result"])
def test_whatever_stops_a_call_after_its_submit_leaves_the_way_back(
    mode: Mode, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise Stopped

    client = Scene(ACCEPTED, DONE).client(mode, TASKED)
    monkeypatch.setattr(client, where, stop)
    with pytest.raises(Stopped) as caught:
        mode.go(client.generate_image(prompt="fox"))
    assert getattr(caught.value, "task_id", None) == "t"
    assert caught.value.__notes__ == ["task t goes on; client.resume_generate_image('t') takes it up again"]


def test_whatever_stops_a_wait_leaves_the_way_back(mode: Mode, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Scene(ACCEPTED, DONE).client(mode, TASKED)
    task = mode.go(client.begin_generate_image(prompt="fox"))

    def stop(*_: object) -> None:
        raise Stopped

    monkeypatch.setattr(client, "result", stop)
    with pytest.raises(Stopped) as caught:
        mode.go(task.wait())
    assert caught.value.__notes__ == ["task t goes on; client.resume_generate_image('t') takes it up again"]


def test_whatever_stops_a_call_between_its_submit_and_its_wait_leaves_the_way_back(
    mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise Stopped

    client = Scene(ACCEPTED, DONE).client(mode, TASKED)
    monkeypatch.setattr(task_flow, "wait", stop)
    with pytest.raises(Stopped) as caught:
        mode.go(client.generate_image(prompt="fox"))
    assert caught.value.__notes__ == ["task t goes on; client.resume_generate_image('t') takes it up again"]
