"""What was paid for: answers in another form, tasks that have images before their end, and who says what is billed."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from imageclients import errors
from support.mode import Mode
from support.pictures import JPEG, PNG
from support.spec import TASK_SPEC, client_module, sync_spec
from support.world import World

BASE = "https://api.fox-images.net"
LINK = "https://cdn.fox-images.net/1.png"
OTHER = "https://cdn.fox-images.net/2.png"
TABLE = """\
envelope: {failure: /error, code: /error/code, message: /error/message}
errors:
  - {status: 400, code: bad_size, class: badRequest}
  - {status: 400, code: nsfw, class: contentRejected}
  - {status: 402, code: no_money, class: paymentRequired}
  - {status: 500, code: lamp, class: server}
  - {status: 422, class: badRequest}
"""
AT_ONCE = client_module(sync_spec(top=TABLE))
FREE = client_module(sync_spec(top=TABLE + "billing: {outcomes: {contentRejected: free}}\n"))
COUNTED = TASK_SPEC.replace(
    "properties: {prompt: {type: string}}",
    "properties: {prompt: {type: string}, n: {type: integer, role: count, minimum: 1, maximum: 4}}",
).replace(
    'responses: {"200": {properties: {id: {type: string}}}}\n',
    'responses: {"200": {properties: {id: {}, status: {type: string}, images: {type: array, '
    "items: {type: object, properties: {url: {type: string}}}}}}}\n"
    '    results: {images: [{items: "/images/*", url: /url}]}\n',
)
TASKED = client_module(TABLE + COUNTED)
FREE_TASK = client_module(TABLE + "billing: {failures: free, outcomes: {cancelled: charged}}\n" + COUNTED)
SEVERAL = client_module(
    COUNTED.replace("      id: /id\n", "      id: /tasks/*/id\n", 1).replace(
        "properties: {id: {}, status",
        "properties: {tasks: {type: array, items: {type: object, properties: {id: {type: string}}}}, status",
        1,
    )
)
ACCEPTED: Any = (200, {"id": "t"})
DONE: Any = (200, {"id": "t", "status": "done", "images": [{"url": LINK}, {"url": OTHER}]})


class Stage(World):
    """Answers with the steps one after the other, the last of them for ever; each takes so many seconds."""

    def __init__(self, *steps: Any, seconds: float = 1.0) -> None:
        super().__init__(chance=0.5)
        self.steps: list[Any] = list(steps)
        self.seconds = seconds
        self.lines: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.now += self.seconds
        self.lines.append(f"{request.method} {request.url.path}")
        step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        if isinstance(step, Exception):
            raise step
        status, body, *headers = step
        content: dict[str, Any] = {"content": body} if isinstance(body, bytes) else {"json": body}
        return httpx.Response(status, **content, headers=headers[0] if headers else {})

    def client(self, mode: Mode, module: Any, **options: Any) -> Any:
        return mode.client(
            module, BASE, **{"http_client": mode.http(self), "system": self, "max_retries": 0, **options}
        )


def error_of(mode: Mode, stage: Stage, module: Any, **arguments: Any) -> Any:
    with pytest.raises(errors.ImageClientError) as caught:
        mode.go(stage.client(mode, module).generate_image(prompt="fox", **arguments))
    return caught.value


def urls(images: Any) -> list[str]:
    return [image.url for image in images]


LINKED = b'{"data": [{"url": "%s"}]}' % LINK.encode()
STREAM = "text/event-stream"
FORMS: dict[str, tuple[bytes, str]] = {
    "an image": (PNG, "image/png"),
    "an image that says it is JSON": (JPEG, "application/json"),
    "an event": (b"data: " + LINKED + b"\n\n", STREAM),
    "an event without its content type": (b"data: " + LINKED + b"\n\n", "application/json"),
    "an event over several lines": (b"event: x\r\ndata: " + LINKED.replace(b" ", b"\r\ndata: ") + b"\r\n", STREAM),
    "an event among pings": (b": ping\n\ndata: " + LINKED + b"\n\ndata: [DONE]\n\n", STREAM),
    "an event after progress": (b'data: {"progress": 5}\n\ndata: ' + LINKED + b"\n\n", STREAM),
}


@pytest.mark.parametrize("form", FORMS)
def test_N05_answer_that_is_the_image_or_one_event_is_taken(mode: Mode, form: str) -> None:
    """A paid answer is the image itself, or one server-sent event with the JSON -> the result has it; told as drift."""
    body, kind = FORMS[form]
    stage = Stage((200, body, {"content-type": kind}))
    result = mode.go(stage.client(mode, AT_ONCE).generate_image(prompt="fox"))
    assert [one.kind for one in result.drift] == ["content-type"]
    if body.startswith(b"\x89") or body.startswith(b"\xff"):
        assert mode.go(result.images[0].read()) == body
        assert result.images[0].media_type == ("image/png" if body == PNG else "image/jpeg")
    else:
        assert urls(result.images) == [LINK]
    assert stage.lines == ["POST /images"]


def test_N05_answer_that_nobody_understands_is_kept_whole(mode: Mode) -> None:
    """A paid answer is something else -> a DecodeError that may be billed and has the whole body as `content`."""
    for body in (
        b"\x00\x01" * 15_000,
        b'data: {"a": 1}\n\ndata: {"b": 2}\n\n',
        b'{"data": [{"url": "https' + b"x" * 9000,
    ):
        error = error_of(mode, Stage((200, body, {"content-type": "application/octet-stream"})), AT_ONCE)
        assert isinstance(error, errors.DecodeError)
        assert error.content == body
        assert error.may_be_billed
    large = b"[" + b"1," * (9 << 20)
    error = error_of(mode, Stage((200, large)), AT_ONCE)
    assert error.content == large[: 16 << 20]


def test_N05_image_in_the_place_of_an_answer_may_be_larger_than_json(mode: Mode) -> None:
    """A paid answer is an image of 20 MB -> the result has it; 20 MB of something else are a DecodeError."""
    large = PNG[:-12] + bytes(20 << 20) + PNG[-12:]
    stage = Stage((200, large, {"content-type": "image/png"}))
    result = mode.go(stage.client(mode, AT_ONCE).generate_image(prompt="fox"))
    assert mode.go(result.images[0].read()) == large
    error = error_of(mode, Stage((200, bytes(20 << 20), {"content-type": "image/png"})), AT_ONCE)
    assert "larger than" in str(error)


def test_N05_poll_that_is_the_image_itself_is_the_result(mode: Mode) -> None:
    """A poll is answered with the image -> the result has it, and says that it differs from the spec."""
    stage = Stage(ACCEPTED, (200, {"status": "waiting"}), (200, PNG, {"content-type": "image/png"}))
    result = mode.go(stage.client(mode, TASKED).generate_image(prompt="fox"))
    assert mode.go(result.images[0].read()) == PNG
    assert (result.task_id, [one.kind for one in result.drift]) == ("t", ["content-type"])


@pytest.mark.parametrize("status", ["waiting", None, "a new word"])
def test_N06_submit_that_still_runs_is_polled_to_its_end(mode: Mode, status: str | None) -> None:
    """A submit answers with a task that isn't done and one of two images -> polled until both are there."""
    early: dict[str, Any] = {"id": "t", "images": [{"url": LINK}]} | ({"status": status} if status else {})
    stage = Stage((200, early), (200, {"id": "t", "status": "waiting", "images": [{"url": LINK}]}), DONE)
    result = mode.go(stage.client(mode, TASKED).generate_image(prompt="fox", n=2))
    assert urls(result.images) == [LINK, OTHER]
    assert stage.lines == ["POST /images", "GET /tasks/t", "GET /tasks/t"]


def test_N06_submit_that_says_it_is_done_needs_no_poll(mode: Mode) -> None:
    """A submit answers with a task that is done -> its images are the result; one that failed raises at once."""
    stage = Stage(DONE)
    assert urls(mode.go(stage.client(mode, TASKED).generate_image(prompt="fox")).images) == [LINK, OTHER]
    assert stage.lines == ["POST /images"]
    failed = Stage((200, {"id": "t", "status": "failed", "images": [{"url": LINK}]}))
    error = error_of(mode, failed, TASKED)
    assert isinstance(error, errors.TaskFailedError)
    assert (urls(error.images), error.task_id, len(failed.lines)) == ([LINK], "t", 1)


@pytest.mark.parametrize(("number", "polls"), [(2, 2), (None, 3)])
def test_N06_images_under_a_status_never_seen_end_the_wait_when_they_stay(
    mode: Mode, number: int | None, polls: int
) -> None:
    """Polls have all images under an unknown status -> a result with drift, once they came in several answers."""
    one = (200, {"id": "t", "status": "finishing", "images": [{"url": f"{LINK}?sig=1"}]})
    both = (200, {"id": "t", "status": "ready", "images": [{"url": f"{LINK}?sig=2"}, {"url": OTHER}]})
    stage = Stage(ACCEPTED, one, both)
    result = mode.go(stage.client(mode, TASKED).generate_image(prompt="fox", **({"n": number} if number else {})))
    assert len(result.images) == 2
    assert "unknown-status" in [drift.kind for drift in result.drift]
    assert stage.lines.count("GET /tasks/t") == 1 + polls


def test_N06_images_that_came_before_the_end_are_on_the_error(mode: Mode) -> None:
    """A task with one image fails, is cancelled, or never ends -> the error has the image, and may be billed."""
    some = {"id": "t", "images": [{"url": LINK}]}
    for last, kind in (
        ("failed", errors.TaskFailedError),
        ("stopped", errors.TaskCancelledError),
        ("waiting", errors.TaskTimeoutError),
    ):
        for module in (TASKED, FREE_TASK):
            stage = Stage(ACCEPTED, (200, some | {"status": "waiting"}), (200, some | {"status": last}))
            error = error_of(mode, stage, module, wait_timeout=30)
            assert type(error) is kind
            assert (urls(error.images), error.may_be_billed, error.task_id) == ([LINK], True, "t")
    refused = error_of(mode, Stage(ACCEPTED, (200, some | {"status": "waiting"}), (401, {})), TASKED)
    assert urls(refused.images) == [LINK]


def test_N07_several_task_ids_are_all_kept(mode: Mode) -> None:
    """A submit names three tasks -> the first is waited for; the others are on the handle, the result and errors."""
    begun: Any = (200, {"tasks": [{"id": "t"}, {"id": "u"}, {"id": "t"}, {"id": "v"}]})
    events: list[Any] = []
    client = Stage(begun, DONE).client(mode, SEVERAL, on_event=events.append)
    result = mode.go(client.generate_image(prompt="fox"))
    assert (result.task_id, result.other_task_ids) == ("t", ("u", "v"))
    assert [one.kind for event in events for one in event.detail.get("drift", ())].count("more-tasks") == 1
    task = mode.go(Stage(begun).client(mode, SEVERAL).begin_generate_image(prompt="fox"))
    assert (task.id, task.other_ids) == ("t", ("u", "v"))
    error = error_of(mode, Stage(begun, (401, {})), SEVERAL)
    assert (error.task_id, error.other_task_ids) == ("t", ("u", "v"))


def test_N07_list_in_the_place_of_the_task_id_is_several_ids(mode: Mode) -> None:
    """A submit answers `{"id": ["t", "u"]}` -> the first is waited for, and the others aren't lost."""
    result = mode.go(Stage((200, {"id": ["t", "u"]}), DONE).client(mode, TASKED).generate_image(prompt="fox"))
    assert (result.task_id, result.other_task_ids) == ("t", ("u",))


def test_N07_long_stream_of_events_is_no_answer(mode: Mode) -> None:
    """An event stream has more than 1,000 events -> DecodeError with all of it; they aren't all read as JSON."""
    stream = b"data: {}\n\n" * 1000 + b"data: " + LINKED + b"\n\n"
    error = error_of(mode, Stage((200, stream, {"content-type": STREAM})), AT_ONCE)
    assert (type(error), error.content) == (errors.DecodeError, stream)


GARBLED: dict[str, tuple[Any, type[errors.ImageClientError]]] = {
    "html": ((200, b"<html>busy</html>", {"content-type": "text/html"}), errors.DecodeError),
    "empty": ((200, b""), errors.DecodeError),
    "half": ((200, b'{"id": "t", "sta'), errors.DecodeError),
    "null": ((200, b"null"), errors.DecodeError),
    "list": ((200, b"[]"), errors.DecodeError),
    "no status": ((200, {"id": "t"}), errors.DecodeError),
    "status of null": ((200, {"id": "t", "status": None}), errors.DecodeError),
    "status in an object": ((200, {"id": "t", "status": {"name": "done"}}), errors.DecodeError),
    "status in a list": ((200, {"id": "t", "status": ["done"]}), errors.DecodeError),
    "gibberish": ((200, b"\xff\xfe\x00"), errors.DecodeError),
    "deep": ((200, b"[" * 1000 + b"]" * 1000), errors.DecodeError),
    "server error": ((500, {}), errors.ServerError),
    "bad request": ((400, {}), errors.BadRequestError),
    "teapot": ((418, {}), errors.BadRequestError),
    "rate limit": ((429, {}), errors.RateLimitError),
    "silence": (httpx.ReadTimeout("late"), errors.RequestTimeoutError),
    "reset": (httpx.ReadError("reset"), errors.ConnectionFailedError),
    "half of an answer": (httpx.RemoteProtocolError("peer closed connection"), errors.ConnectionFailedError),
    "no connection": (httpx.ConnectError("refused"), errors.ConnectionFailedError),
}


@pytest.mark.parametrize("fault", GARBLED)
def test_N08_poll_that_cannot_be_read_is_sent_again_until_the_deadline(mode: Mode, fault: str) -> None:
    """A poll is html, empty, half, null, a list or without status -> asked again; at the deadline a timeout with it."""
    step, cause = GARBLED[fault]
    again = Stage(ACCEPTED, step, step, DONE, seconds=0)
    assert len(mode.go(again.client(mode, TASKED).generate_image(prompt="fox")).images) == 2
    stage = Stage(ACCEPTED, step, seconds=0)
    error = error_of(mode, stage, TASKED, wait_timeout=40)
    assert (type(error), type(error.__cause__)) == (errors.TaskTimeoutError, cause)
    assert (error.task_id, error.may_be_billed) == ("t", True)
    assert error.elapsed == pytest.approx(40)
    assert len(stage.lines) > 6, "more often than max_retries says"
    assert stage.lines.count("POST /images") == 1


def test_N08_poll_by_hand_is_sent_again_as_often_as_max_retries_says(mode: Mode) -> None:
    """`refresh()` and the operation of a poll meet a body that isn't JSON -> asked again, max_retries times."""
    for fault in ("html", "null", "no status"):
        stage = Stage(ACCEPTED, GARBLED[fault][0])
        task = mode.go(stage.client(mode, TASKED, max_retries=2).begin_generate_image(prompt="fox"))
        with pytest.raises(errors.DecodeError) as caught:
            mode.go(task.refresh())
        assert caught.value.task_id == "t"
        assert stage.lines.count("GET /tasks/t") == 3


LOST: Any = httpx.ReadError("reset")
BILLED: dict[str, tuple[Any, Any, bool]] = {
    "no connection": (AT_ONCE, [httpx.ConnectError("refused")], False),
    "no connection in time": (AT_ONCE, [httpx.ConnectTimeout("late")], False),
    "reset": (AT_ONCE, [LOST], True),
    "silence": (AT_ONCE, [httpx.ReadTimeout("late")], True),
    "half an answer": (AT_ONCE, [httpx.RemoteProtocolError("cut")], True),
    **{f"turned away with {status}": (AT_ONCE, [(status, {})], False) for status in (401, 402, 404, 405, 429, 503)},
    **{f"{status} without a row": (AT_ONCE, [(status, {})], True) for status in (400, 403, 408, 409, 413, 451, 499)},
    **{f"{status}": (AT_ONCE, [(status, {})], True) for status in (307, 500, 501, 502, 504, 599)},
    "4xx with a row": (AT_ONCE, [(422, {})], False),
    "4xx with a code of a row": (AT_ONCE, [(400, {"error": {"code": "bad_size"}})], False),
    "4xx with a code of no row": (AT_ONCE, [(400, {"error": {"code": "new"}})], True),
    "5xx with a code of a row": (AT_ONCE, [(500, {"error": {"code": "lamp"}})], True),
    "content": (AT_ONCE, [(400, {"error": {"code": "nsfw"}})], True),
    "content, free": (FREE, [(400, {"error": {"code": "nsfw"}})], False),
    "no money inside 200": (AT_ONCE, [(200, {"error": {"code": "no_money"}})], False),
    "an error inside 200": (AT_ONCE, [(200, {"error": {"code": "new"}})], True),
    "a fault inside 200": (AT_ONCE, [(200, {"error": {"code": "lamp"}})], True),
    "garbled": (AT_ONCE, [(200, b"<html>")], True),
    "no image": (AT_ONCE, [(200, {"data": []})], True),
    "no task": (TASKED, [(200, {})], True),
    "failed": (TASKED, [ACCEPTED, (200, {"status": "failed"})], True),
    "failed, free": (FREE_TASK, [ACCEPTED, (200, {"status": "failed"})], False),
    "cancelled, not free": (FREE_TASK, [ACCEPTED, (200, {"status": "stopped"})], True),
    "poll refused": (FREE_TASK, [ACCEPTED, (401, {})], True),
    "poll of no task": (FREE_TASK, [ACCEPTED, (404, {})], True),
    "stuck": (FREE_TASK, [ACCEPTED, (200, {"status": "waiting"})], True),
    "no image at the end": (FREE_TASK, [ACCEPTED, (200, {"status": "done"})], True),
    "another task": (FREE_TASK, [ACCEPTED, (200, {"id": "u", "status": "done"})], True),
}


@pytest.mark.parametrize("case", BILLED)
def test_N09_error_says_whether_the_call_may_be_billed(mode: Mode, case: str) -> None:
    """Any error -> `may_be_billed` is False only where nothing can have been charged; what may be isn't sent again."""
    module, steps, billed = BILLED[case]
    stage = Stage(*steps)
    error = error_of(mode, stage, module)
    assert error.may_be_billed is billed
    assert stage.lines.count("POST /images") == 1
    patient = Stage(*steps)
    with pytest.raises(errors.ImageClientError) as caught:
        mode.go(patient.client(mode, module, max_retries=2).generate_image(prompt="fox"))
    assert caught.value.may_be_billed is billed
    assert not billed or patient.lines.count("POST /images") == 1


def test_N09_what_may_have_been_billed_once_stays_so(mode: Mode) -> None:
    """A submit with an idempotency key is lost, sent again and refused -> it may be billed."""
    module = client_module(
        sync_spec(parameters="[{name: Idempotency-Key, in: header, type: string, role: idempotencyKey}]")
    )
    client = Stage(LOST, (401, {})).client(mode, module, max_retries=2)
    with pytest.raises(errors.AuthenticationError) as caught:
        mode.go(client.generate_image(prompt="fox", idempotency_key="k-1"))
    assert caught.value.may_be_billed


def test_N09_nothing_that_was_not_sent_is_billed_and_a_download_is(mode: Mode) -> None:
    """Refused arguments and a closed client -> not billed; a download that fails -> billed; so is resuming a task."""
    client = Stage((200, {"data": [{"url": LINK}]}), (404, b"")).client(mode, AT_ONCE)
    with pytest.raises(errors.InvalidRequestError) as refused:
        mode.go(client.generate_image(prompt=7))
    assert not refused.value.may_be_billed
    (image,) = mode.go(client.generate_image(prompt="fox")).images
    with pytest.raises(errors.DownloadError) as lost:
        mode.go(image.read())
    assert lost.value.may_be_billed
    task = Stage((401, {})).client(mode, FREE_TASK).resume_generate_image("t")
    for ask in (task.refresh, task.wait):
        with pytest.raises(errors.AuthenticationError) as denied:
            mode.go(ask())
        assert denied.value.may_be_billed


def test_N09_error_answer_that_names_a_task_leaves_its_id(mode: Mode) -> None:
    """A submit is answered with 504 and a task, or with 500 and an image -> both are on the error."""
    error = error_of(mode, Stage((504, {"id": "t"})), TASKED)
    assert (error.task_id, error.may_be_billed) == ("t", True)
    error = error_of(mode, Stage((500, {"data": [{"url": LINK}]})), AT_ONCE)
    assert urls(error.images) == [LINK]


@pytest.mark.parametrize("frozen", [False, True])
def test_N10_wait_takes_as_long_as_it_may_also_where_the_clock_stands(mode: Mode, frozen: bool) -> None:
    """`wait_timeout=5` on a task without end, with a clock that goes on or stands still -> it ends at 5 seconds."""

    class Clock(Stage):
        def monotonic(self) -> float:
            return 0.0 if frozen else super().monotonic()

    answers: tuple[Any, ...] = ((200, {"status": "waiting"}), (500, {}), (200, b""))
    for answer in answers:
        stage = Clock(ACCEPTED, answer, seconds=0)
        error = error_of(mode, stage, TASKED, wait_timeout=5)
        assert isinstance(error, errors.TaskTimeoutError)
        assert sum(stage.pauses) == pytest.approx(5)
        assert error.elapsed == pytest.approx(5)


def test_N10_error_says_how_long_the_call_took(mode: Mode) -> None:
    """A call fails after eleven seconds, however it fails -> `elapsed` has them."""
    waiting: Any = (200, {"status": "waiting"})
    at_once: list[Any] = [
        (200, b""),
        (400, {}),
        httpx.ConnectError("refused"),
        (200, {"data": []}),
        (200, b"[" * 20_000_000),
    ]
    for answer in at_once:
        assert error_of(mode, Stage(answer, seconds=11), AT_ONCE).elapsed == pytest.approx(11)
    ends: list[Any] = [
        (401, {}),
        (200, {"status": "failed"}),
        (200, {"status": "done"}),
        (200, {"id": "u", "status": "done"}),
    ]
    for last in ends:
        stage = Stage(ACCEPTED, waiting, last, seconds=3)
        assert error_of(mode, stage, TASKED).elapsed == pytest.approx(9 + sum(stage.pauses))


def test_N04_odd_task_id_after_a_paid_submit_is_never_called_unsent(mode: Mode) -> None:
    """A paid submit answers with a task id that no address can hold -> a DecodeError that may be billed and has it."""
    for name in ("\ud800", "t\ud800", "..", "%2e%2e", "a\x00b"):
        body = json.dumps({"id": name}).encode()
        error = error_of(mode, Stage((200, body), DONE), TASKED)
        assert isinstance(error, errors.DecodeError)
        assert error.may_be_billed
        assert error.task_id == name
        assert "nothing was sent" not in str(error)


def test_base64_of_an_answer_is_whole_on_the_error_of_another_fault(mode: Mode) -> None:
    body = {"error": {"code": "lamp"}, "data": [{"b64": b64encode(PNG).decode()}]}
    error = error_of(mode, Stage((500, body)), AT_ONCE)
    assert mode.go(error.images[0].read()) == PNG


def test_N09_what_a_hook_of_the_users_raises_is_not_taken_for_an_unsent_request(mode: Mode) -> None:
    """A response hook's own request can't connect -> one POST, which may be billed."""
    stage = Stage((200, {"data": [{"url": LINK}]}))
    http = mode.http(stage)
    elsewhere = httpx.Request("GET", "https://other.example.com")

    def fail(_: httpx.Response) -> None:
        raise httpx.ConnectError("refused", request=elsewhere)

    async def fail_async(response: httpx.Response) -> None:
        fail(response)

    http.event_hooks = {"response": [fail_async if mode.is_async else fail]}
    client = mode.client(AT_ONCE, BASE, http_client=http, system=stage)
    with pytest.raises(errors.SubmissionUnknownError) as caught:
        mode.go(client.generate_image(prompt="fox"))
    assert caught.value.may_be_billed
    assert stage.lines == ["POST /images"]


def test_N09_client_that_cannot_send_has_billed_nothing(mode: Mode) -> None:
    """A submit on a closed client -> ConfigurationError, not billed; an image of a paid call -> may be billed."""
    client = Stage((200, {"data": [{"url": LINK}]})).client(mode, AT_ONCE)
    (image,) = mode.go(client.generate_image(prompt="fox")).images
    mode.go(client.aclose() if hasattr(client, "aclose") else client.close())
    with pytest.raises(errors.ConfigurationError) as unsent:
        mode.go(client.generate_image(prompt="fox"))
    assert not unsent.value.may_be_billed
    with pytest.raises(errors.ConfigurationError) as lost:
        mode.go(image.read())
    assert lost.value.may_be_billed


def test_N09_failure_that_is_free_is_not_while_other_tasks_go_on(mode: Mode) -> None:
    """One of two tasks of a submit fails where failures are free -> the other may be billed all the same."""
    spec = (
        TABLE
        + "billing: {failures: free}\n"
        + COUNTED.replace("      id: /id\n", "      id: /tasks/0/id\n", 1).replace(
            "properties: {id: {}, status",
            "properties: {tasks: {type: array, items: {type: object, properties: {id: {type: string}}}}, status",
            1,
        )
    )
    stage = Stage((200, {"tasks": [{"id": "t"}, {"id": "u"}]}), (200, {"status": "failed"}))
    error = error_of(mode, stage, client_module(spec))
    assert isinstance(error, errors.TaskFailedError)
    assert (error.may_be_billed, error.task_id, error.other_task_ids) == (True, "t", ("u",))


class Broken(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that breaks off, or whose connection can't be closed."""

    def __init__(self, body: bytes, *, at: str) -> None:
        self.body, self.at = body, at

    def __iter__(self) -> Any:
        yield self.body
        if self.at == "end":
            raise httpx.ReadError("reset")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self:
            yield part

    def close(self) -> None:
        if self.at == "close":
            raise httpx.CloseError("it can't be closed")

    async def aclose(self) -> None:
        self.close()


def test_N05_what_came_before_an_answer_broke_off_is_kept(mode: Mode) -> None:
    """A paid answer breaks off -> the error has what came of it, with the task's id if that came whole."""
    half, whole = b'{"id": "t-123", "status": "wait', b'{"id": "t-123"}'
    for body, task in ((half, None), (whole, "t-123")):
        http = mode.http(lambda _, body=body: httpx.Response(200, stream=Broken(body, at="end")))  # pyright: ignore[reportUnknownLambdaType] - httpx's handler
        client = mode.client(TASKED, BASE, http_client=http, max_retries=0)
        with pytest.raises(errors.SubmissionUnknownError) as caught:
            mode.go(client.generate_image(prompt="fox"))
        assert (caught.value.content, caught.value.task_id) == (body, task)


def test_N05_connection_that_cannot_be_closed_costs_no_answer(mode: Mode) -> None:
    """The connection fails to close after a whole answer -> the result."""
    body = json.dumps({"data": [{"url": LINK}]}).encode()
    http = mode.http(lambda _: httpx.Response(200, stream=Broken(body, at="close")))  # pyright: ignore[reportUnknownLambdaType] - httpx's handler
    client = mode.client(AT_ONCE, BASE, http_client=http)
    assert urls(mode.go(client.generate_image(prompt="fox")).images) == [LINK]


def test_N08_poll_that_is_too_large_once_is_sent_again(mode: Mode) -> None:
    """A poll is 17 MB once -> asked again; the images come."""
    stage = Stage(ACCEPTED, (200, b"[" + b"1," * (9 << 20)), DONE)
    assert len(mode.go(stage.client(mode, TASKED).generate_image(prompt="fox")).images) == 2


def test_N10_waits_at_once_do_not_add_up(mode: Mode) -> None:
    """One handle is waited for three times, one after the other -> `elapsed` is what the clock says."""
    stage = Stage(ACCEPTED, (200, {"status": "waiting"}), seconds=0)
    task = mode.go(stage.client(mode, TASKED).begin_generate_image(prompt="fox"))
    for number in (1, 2, 3):
        with pytest.raises(errors.TaskTimeoutError) as caught:
            mode.go(task.wait(timeout=20))
        assert caught.value.elapsed == pytest.approx(20 * number)
        assert stage.now == pytest.approx(20 * number)


def test_N13_error_of_saving_says_what_it_is_about(mode: Mode, tmp_path: Path) -> None:
    """An image is saved where a file is already, or over a device -> the error has task, operation and time."""
    stage = Stage((200, {"data": [{"url": LINK}]}), (200, PNG, {"content-type": "image/png"}))
    (image,) = mode.go(stage.client(mode, AT_ONCE).generate_image(prompt="fox")).images
    (tmp_path / "fox.png").write_bytes(b"mine")
    with pytest.raises(errors.DownloadError, match="exists already") as caught:
        mode.go(image.save(tmp_path / "fox.png"))
    assert (caught.value.operation, caught.value.may_be_billed) == ("generate_image", True)
    assert caught.value.elapsed is not None
    with pytest.raises(errors.DownloadError):
        mode.go(image.save("/dev/null", overwrite=True))
