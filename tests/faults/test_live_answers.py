"""A live run against servers with one fault each, in sight of whoever reads the answers: each is a difference."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import time
from typing import Any

import pytest

from support.live import SYNC, TASK, Live, picture, png
from support.server import Action, reply

EXAMPLE = """\
        examples:
          - {id: full, body: {id: r1, images: [{url: "https://a.fox-images.net/1.png", ttl: 3600}]}}
"""
ENVELOPE = """\
envelope:
  success: {argument: /code, expected: [0]}
  code: /error/code
  type: /error/type
  message: /error/message
  errorBody:
    properties:
      code: {type: integer}
      error:
        type: object
        required: [message]
        properties: {code: {type: string}, type: {type: string}, message: {type: string}}
    examples: [{id: bad, status: 400, body: {error: {code: bad_prompt, type: prompt, message: No}}}]
"""
ROW = "  - {status: 503,"
FIELDS = """\
          code: {type: integer}
          created: {type: integer}
"""
WHOLE = (
    SYNC.replace("envelope: {code: /error/code, message: /error/message}\n", ENVELOPE)
    .replace('      "200":\n', f'      "200":\n{EXAMPLE}')
    .replace("          id: {type: string}\n", f"          id: {{type: string}}\n{FIELDS}")
    .replace(ROW, f"  - {{status: 422, type: odd, class: badRequest, source: page}}\n{ROW}")
    .replace("{seconds: 3600, source", "{seconds: 3600, since: /created, source")
    .replace("              required: [url]\n", "")
)
FORMATS = WHOLE.replace(
    "        size: {type: string,",
    "        output_format: {type: string, enum: [png, jpeg], default: png}\n"
    "        response: {type: string, enum: [url, b64], default: url, role: responseFormat}\n"
    "        size: {type: string,",
)


def body(live: Live, query: str = "", **more: Any) -> dict[str, Any]:
    """An honest answer, with this query on its link."""
    image = {"url": f"{live.server.url}/0.png{query}", "ttl": 3600}
    return {"id": "r1", "code": 0, "created": int(time()), "images": [image], **more}


def date(seconds: float = 0) -> str:
    """The time of a signature, so many seconds from now."""
    return datetime.fromtimestamp(time() + seconds, UTC).strftime("%Y%m%dT%H%M%SZ")


def image(live: Live, **more: Any) -> dict[str, Any]:
    """An honest answer whose image says something else."""
    return body(live, images=[{**body(live)["images"][0], **more}])


ANSWERS: dict[str, tuple[Callable[[Live], Any], str]] = {
    "documented field": (
        lambda live: {name: value for name, value in body(live).items() if name != "id"},
        "200 /id  missing  string -> nothing",
    ),
    "documented field of an image": (
        lambda live: body(live, images=[{"url": f"{live.server.url}/0.png"}]),
        "200 /images/*/ttl  missing  integer -> nothing",
    ),
    "success value": (lambda live: body(live, code=7), "200 /code  success-value  0 -> 7"),
    "created in milliseconds": (
        lambda live: body(live, created=1_900_000_000_000),
        "200 /created  time  Unix seconds -> 1900000000000",
    ),
    "created in a day": (
        lambda live: body(live, created=int(time()) + 86_400),
        "200 /created  time  a time that is over",
    ),
    "no time to live": (lambda live: image(live, ttl=0), "200 /images/*/ttl  time  seconds to live -> 0"),
    "life in milliseconds": (lambda live: image(live, ttl=3_600_000), "links  link-life  3600 s -> 3600000 s"),
}
SIGNED: dict[str, Callable[[], str]] = {
    "AWS": lambda: f"?X-Amz-Date={date()}&X-Amz-Expires=900&X-Amz-Signature=a",
    "Google": lambda: f"?X-Goog-Date={date()}&X-Goog-Expires=900&X-Goog-Signature=a",
    "OSS": lambda: f"?OSSAccessKeyId=a&Expires={int(time()) + 900}&Signature=a",
    "OSS 4": lambda: f"?x-oss-date={date()}&x-oss-expires=900&x-oss-signature=a",
    "Azure": lambda: f"?se={datetime.fromtimestamp(time() + 900, UTC):%Y-%m-%dT%H:%M:%SZ}&sig=a",
    "COS": lambda: f"?q-sign-time={int(time())};{int(time()) + 900}&q-signature=a",
}


def check(live: Live, answer: Any, said: str, *after: Action) -> None:
    """The answer is a difference in these words, and the one difference."""
    action: Action = reply(200, answer) if isinstance(answer, dict) else answer
    told = live(script=(action, *(after or (picture(),))))
    facts = [line for line in told.out.splitlines() if " -> " in line]
    assert [said in line for line in facts] == [True], told.out
    assert told.code == 1
    again = live("--replay", "recording")
    assert [line for line in again.out.splitlines() if " -> " in line] == facts


def test_N26_honest_answer_differs_in_nothing(run: Callable[[str], Live]) -> None:
    """An answer has all that is documented, and its link is signed for as long as the page says -> no difference."""
    live = run(WHOLE)
    query = f"?X-Amz-Date={date()}&X-Amz-Expires=3600&X-Amz-Signature=a"
    told = live(script=(reply(200, body(live, query)), picture()))
    assert told.code == 0, told.out
    assert "no differences from the spec" in told.out


@pytest.mark.parametrize(("answer", "said"), ANSWERS.values(), ids=ANSWERS)
def test_N26_fault_of_an_answer_is_a_difference(
    run: Callable[[str], Live], answer: Callable[[Live], Any], said: str
) -> None:
    """A field stops coming, another value tells success, a time can't be -> a difference at its place."""
    live = run(WHOLE)
    check(live, answer(live), said)


@pytest.mark.parametrize("query", SIGNED.values(), ids=SIGNED)
def test_N26_signature_that_ends_earlier_than_documented_is_a_difference(
    run: Callable[[str], Live], query: Callable[[], str]
) -> None:
    """A link is signed for a quarter of the documented hour -> a difference, though the answer says an hour."""
    live = run(WHOLE)
    check(live, body(live, query()), "links  link-life  3600 s -> ")


def test_N26_signature_that_is_over_is_a_difference(run: Callable[[str], Live]) -> None:
    """A link was signed for a time that is over -> a difference."""
    live = run(WHOLE)
    query = f"?X-Amz-Date={date(-8000)}&X-Amz-Expires=3600&X-Amz-Signature=a"
    check(live, body(live, query), "links  link-life  a link that lives -> one that ended ")


IMAGES: dict[str, tuple[Callable[[Live], Any], Action, str]] = {
    "format": (body, picture(), "image  image-format  image/jpeg -> image/png"),
    "base64": (
        lambda live: body(live, images=[{"b64": b64encode(png()).decode(), "ttl": 3600}]),
        picture(),
        "image  image-form  a link -> base64",
    ),
    "content type": (
        body,
        reply(200, png(), content_type="text/html"),
        "image content-type  content-type  image/png -> text/html",
    ),
}


@pytest.mark.parametrize(("answer", "after", "said"), IMAGES.values(), ids=IMAGES)
def test_N26_image_of_another_kind_than_asked_for_is_a_difference(
    run: Callable[[str], Live], answer: Callable[[Live], Any], after: Action, said: str
) -> None:
    """Another format or form comes than was asked for, or an image under another type -> a difference."""
    live = run(FORMATS.replace("default: png}", "default: jpeg}") if "image-format" in said else FORMATS)
    check(live, answer(live), said, after)


def test_N26_equal_images_are_a_difference(run: Callable[[str], Live]) -> None:
    """The same image comes twice where two were asked for -> a difference."""
    live = run(WHOLE)
    told = live(
        "--case", "example-two", script=(reply(200, body(live, images=body(live)["images"] * 2)), picture(), picture())
    )
    assert "images  equal-images  2 different images -> 1 different" in told.out


@pytest.mark.parametrize("content_type", ["text/html", "text/plain; charset=utf-8", ""])
def test_N26_answer_under_another_content_type_is_a_difference(run: Callable[[str], Live], content_type: str) -> None:
    """JSON comes under another content type, or under none -> a difference."""
    live = run(WHOLE)
    text = json.dumps(body(live)).encode()
    answer = reply(200, text, content_type=content_type) if content_type else reply(200, text)
    check(
        live,
        answer,
        f"200 content-type  content-type  application/json -> {content_type.partition(';')[0] or 'nothing'}",
    )


@pytest.mark.parametrize("charset", ["utf-16", "gbk"])
def test_N26_answer_in_another_character_set_is_read(run: Callable[[str], Live], charset: str) -> None:
    """An answer is written in UTF-16 or GBK, and says so -> it is read, and its new field is a difference."""
    live = run(WHOLE)
    text = json.dumps(body(live, neu="日本"), ensure_ascii=False).encode(charset)
    check(live, reply(200, text, content_type=f"application/json; charset={charset}"), "200 /neu  unknown-field  ")


ERRORS: dict[str, tuple[int, dict[str, Any], str]] = {
    "field that stops coming": (
        400,
        {"code": "bad_prompt", "message": "No"},
        "400 /error/type  missing  string -> nothing",
    ),
    "new field": (
        401,
        {"code": "bad_key", "message": "No", "more": 1},
        "401 /error/more  unknown-field  no such field -> 1",
    ),
    "another type": (401, {"code": "bad_key", "message": 7}, "401 /error/message  type  string -> 7"),
    "unknown code beside a type": (
        422,
        {"code": "unheard", "type": "odd", "message": "No"},
        "error  unknown-error  a row of the error table -> 422 unheard of type odd",
    ),
}


@pytest.mark.parametrize(("status", "error", "said"), ERRORS.values(), ids=ERRORS)
def test_N26_error_is_held_against_its_description_and_the_table(
    run: Callable[[str], Live], status: int, error: dict[str, Any], said: str
) -> None:
    """An error has other fields than errorBody, or a code that the table lacks beside a type -> a difference."""
    told = run(WHOLE)(script=(reply(status, {"error": error}),))
    facts = [line for line in told.out.splitlines() if " -> " in line and "  outcome  " not in line]
    assert [said in line for line in facts] == [True], told.out


BEGUN = reply(200, {"id": "t1"})


def test_N26_documented_error_of_a_poll_is_held_against_errors(run: Callable[[str], Live]) -> None:
    """A task fails in the words of a documented error -> the answer isn't held against the description of a success."""
    row = "        - {expected: failed, state: failure}\n"
    spec = TASK.replace(row, f"{row}        - {{matcher: error, expected: bad_prompt, state: failure}}\n")
    answer = reply(400, {"error": {"code": "bad_prompt", "message": "No"}})
    told = run(spec)(script=(BEGUN, answer))
    assert [line for line in told.out.splitlines() if " -> " in line] == [
        "  generate_image required-only  outcome  1 image -> TaskContentRejectedError 400 bad_prompt  (1 time)"
    ]


def test_N26_success_value_is_no_code_of_a_failed_task(run: Callable[[str], Live]) -> None:
    """A task fails under HTTP 200 and code 0 -> the outcome has no code, for that one tells success."""
    spec = TASK.replace(
        "envelope: {code: /error/code,", "envelope: {success: {argument: /code, expected: [0]}, code: /code,"
    )
    told = run(spec)(
        script=(reply(200, {"id": "t1", "code": 0}), reply(200, {"id": "t1", "status": "failed", "code": 0}))
    )
    assert "outcome  1 image -> TaskFailedError 200  (1 time)" in told.out
    assert "TaskFailedError: the task failed" in told.out


def test_N26_polls_that_are_all_turned_away_say_so(run: Callable[[str], Live]) -> None:
    """Every poll is answered 429 -> the report says that, and not that the status isn't known."""
    told = run(TASK)(script=(BEGUN, *[reply(429, {"error": {"message": "Slow down"}})] * 9))
    assert "every poll failed, and its last poll failed with RateLimitError: Slow down" in told.out
    assert "isn't known" not in told.out


def test_N26_images_under_an_unknown_status_end_the_wait(run: Callable[[str], Live]) -> None:
    """A task has images under a status that isn't documented, each time under new links -> five polls, images kept."""
    live = run(TASK)
    polls = [
        reply(200, {"id": "t1", "status": "finished", "images": [{"url": f"{live.server.url}/{at}.png"}]})
        for at in range(9)
    ]
    told = live("--json", "report.json", script=(BEGUN, *polls[:5], picture()))
    assert "task status  unknown-status  " in told.out
    assert [line for line in live.asked if "/tasks/" in line] == ["GET /tasks/t1"] * 5
    report = json.loads(Path("report.json").read_text("utf-8"))
    assert [one["mediaType"] for one in report["calls"][0]["images"]] == ["image/png"]


def test_N26_documented_status_of_a_poll_is_no_difference(run: Callable[[str], Live]) -> None:
    """The status map has 202 for a task that isn't done -> an answer with it differs in nothing."""
    row = "        - {expected: waiting, state: retry}\n"
    live = run(TASK.replace(row, f"{row}        - {{matcher: status, expected: 202, state: retry}}\n"))
    done = reply(200, {"id": "t1", "status": "done", "images": [{"url": f"{live.server.url}/0.png"}]})
    told = live(script=(BEGUN, reply(202, {"id": "t1"}), done, picture()))
    assert told.code == 0, told.out


@pytest.mark.parametrize(("first", "second"), [("r1", None), (None, "r1"), ("r1", "r1")])
def test_N26_field_that_stops_coming_is_a_difference_where_the_page_has_no_example(
    run: Callable[[str], Live], first: str | None, second: str | None
) -> None:
    """A documented field came in an earlier answer of the run, and then doesn't -> a difference at its place."""
    live = run(SYNC)
    images = [{"url": f"{live.server.url}/{at}.png"} for at in range(3)]
    early = {"images": images[:1], **({"id": first} if first else {})}
    late = {"images": images[1:], **({"id": second} if second else {})}
    script = (reply(200, early), picture(), reply(200, late), picture(text=b"1"), picture(text=b"2"))
    told = live("--max-submits", "2", "--case", "required-only", "--case", "example-two", script=script)
    stopped = "  generate_image 200 /id  missing  string -> nothing"
    assert [line.startswith(stopped) for line in told.out.splitlines() if " -> " in line] == [True] * (not second), (
        told.out
    )
