"""Everything that a client tells on its way: each event in full, each log line, each wait."""

from __future__ import annotations

import logging
from typing import Any

import httpx
import pytest

from imageclients import errors
from support.mode import Mode
from support.spec import TASK_SPEC, client_module
from support.world import World

TASKED = client_module(TASK_SPEC)
NAME = TASKED.__name__.rpartition(".")[2]


class Slow(World):
    """A virtual clock on which every answer takes a second."""

    def script(self, steps: list[Any]) -> Any:
        """A handler that gives these answers, or raises them."""
        left = iter(steps)

        def handle(request: httpx.Request) -> httpx.Response:
            self.now += 1
            step = next(left)
            if isinstance(step, Exception):
                raise step
            status, body, *headers = step
            return httpx.Response(status, json=body, headers=headers[0] if headers else {})

        return handle


def told(mode: Mode, steps: list[Any], **options: Any) -> tuple[list[Any], Slow, Any]:
    """The events of a call that is answered so, the world, and what it came to."""
    world = Slow()
    events: list[Any] = []

    def keep(event: Any) -> None:
        detail = {name: round(value, 3) if isinstance(value, float) else value for name, value in event.detail.items()}
        assert event.provider == NAME
        events.append((event.kind, event.operation, detail))

    client = mode.client(
        TASKED, "https://api.fox-images.net", http_client=mode.http(world.script(steps)), system=world, on_event=keep
    )
    try:
        result = mode.go(client.generate_image(prompt="fox", **options))
    except errors.ImageClientError as error:
        result = error
    return events, world, result


def test_each_event_of_a_call_has_all_its_details(mode: Mode) -> None:
    done = {"id": "t", "status": "done", "images": [{"url": "https://cdn.fox-images.net/1.png"}]}
    events, _, result = told(
        mode,
        [
            (503, {}, {"retry-after": "2"}),
            httpx.ConnectError("refused"),
            (200, {"id": "t"}),
            (404, {}),
            (200, {"id": "t", "status": "new"}),
            (200, {"id": "t", "status": "new"}),
            httpx.ReadError("reset"),
            (200, {"id": "t", "status": "waiting", "extra": 1}),
            (200, done),
        ],
    )
    assert result.task_id == "t"
    submit, poll = "generate_image", "get_task"
    kinds = [(kind, operation) for kind, operation, _ in events]
    assert kinds == [
        ("response", submit), ("retry", submit), ("failure", submit), ("retry", submit), ("response", submit),
        ("response", poll), ("response", poll), ("unknown-status", poll), ("poll", poll),
        ("response", poll), ("poll", poll), ("failure", poll), ("retry", poll),
        ("response", poll), ("drift", poll), ("poll", poll), ("response", poll), ("poll", poll),
    ]  # fmt: skip
    details = [detail for _, _, detail in events]
    assert details[0] == {"status": 503, "seconds": 1.0, "attempt": 1}
    assert details[1] == {"attempt": 1, "delay": 2.0}
    assert details[2] == {"attempt": 2, "reason": "ConnectError"}
    assert details[3] == {"attempt": 2, "delay": details[3]["delay"]}
    assert details[4] == {"status": 200, "seconds": 1.0, "attempt": 3}
    assert details[5] == {"status": 404, "seconds": 1.0, "attempt": 1}
    assert details[7] == {"task_id": "t", "task_status": "new"}
    assert details[8] == {"task_id": "t", "task_status": "new", "progress": None}
    assert details[11] == {"attempt": 1, "reason": "ReadError"}
    assert details[14]["drift"][0].path == "/extra"
    assert details[17] == {"task_id": "t", "task_status": "done", "progress": None}


def test_a_status_that_is_new_is_logged_once(mode: Mode, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "imageclients")
    new = (200, {"id": "t", "status": "new"})
    newer = (200, {"id": "t", "status": "newer"})
    failed = (200, {"id": "t", "status": "failed"})
    _, _, error = told(mode, [(200, {"id": "t"}), new, new, newer, newer, failed])
    assert isinstance(error, errors.TaskFailedError)
    assert [message for message in caplog.messages if "unknown status" in message] == [
        f"{NAME}: task t has the unknown status 'new'",
        f"{NAME}: task t has the unknown status 'newer'",
    ]


@pytest.mark.parametrize("status", [None, "waiting"])
def test_a_wait_that_ends_says_what_is_known(mode: Mode, status: str | None) -> None:
    steps: list[Any] = [(200, {"id": "t"})]
    steps += [httpx.ReadTimeout("late")] * 40 if status is None else [(200, {"id": "t", "status": status})] * 40
    _, _, error = told(mode, steps, wait_timeout=20 if status else 0.5)
    assert isinstance(error, errors.TaskTimeoutError)
    known = "its status is waiting" if status else "its status isn't known"
    assert known in str(error)
    assert error.task_id == "t"


@pytest.mark.parametrize(
    "step",
    [
        (200, {"id": "other", "status": "done"}),
        (200, {"id": "t"}),
        (200, {"id": "t", "status": "done", "images": []}),
        (401, {}),
        (200, {"id": "t", "more": "x" * (17 << 20)}),
        httpx.ReadError("reset"),
    ],
)
def test_a_poll_by_hand_carries_the_task_as_well(mode: Mode, step: Any) -> None:
    world = Slow()
    handler = mode.http(world.script([(200, {"id": "t"}), *[step] * 9]))
    client = mode.client(TASKED, "https://api.fox-images.net", http_client=handler, system=world)
    task = mode.go(client.begin_generate_image(prompt="fox"))

    def follow() -> None:
        mode.go(task.refresh())
        mode.go(task.wait())

    with pytest.raises(errors.ImageClientError) as caught:
        follow()
    assert caught.value.task_id == "t"
