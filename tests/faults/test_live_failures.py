"""A live run in which documented calls fail: each failure is a difference, with the line that has the call."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.live import SYNC, TASK, Live, picture, png
from support.server import Action, hang_up, reply, reset

BEGUN = reply(200, {"id": "t1"})


def error(status: int, code: str = "") -> Action:
    """The answer with an error."""
    return reply(status, {"error": {"code": code, "message": "It can't be done"}})


def task(**body: Any) -> Action:
    """What a poll says."""
    return reply(200, {"id": "t1", **body})


AT_ONCE: dict[str, tuple[tuple[Action, ...], str]] = {
    "connection reset": ((reset,), "outcome  1 image -> SubmissionUnknownError"),
    "connection closed": ((hang_up,), "outcome  1 image -> SubmissionUnknownError"),
    "documented error": ((error(400, "bad_prompt"),), "outcome  1 image -> ContentRejectedError 400 bad_prompt"),
    "documented status": ((error(503),), "outcome  1 image -> ServerError 503"),
    "undocumented 4xx": ((error(418, "teapot"),), "outcome  1 image -> BadRequestError 418 teapot"),
    "undocumented 5xx": ((error(599),), "outcome  1 image -> SubmissionServerError 599"),
    "too many requests": ((error(429),), "outcome  1 image -> RateLimitError 429"),
    "no account": ((error(402),), "outcome  1 image -> PaymentRequiredError 402"),
    "redirect": ((reply(302, b"", location="/other"),), "outcome  1 image -> APIStatusError 302"),
    "no JSON": ((reply(200, b"<html>"),), "outcome  1 image -> DecodeError 200"),
    "null": ((reply(200, b"null"),), "outcome  1 image -> DecodeError 200"),
    "no images": ((reply(200, {"images": []}),), "outcome  1 image -> EmptyResultError 200"),
    "images of another type": ((reply(200, {"images": "soon"}),), "outcome  1 image -> DecodeError 200"),
}
TASKED: dict[str, tuple[tuple[Action, ...], str]] = {
    "no task id": ((reply(200, {}),), "outcome  1 image -> DecodeError 200"),
    "failed": ((BEGUN, task(status="failed")), "outcome  1 image -> TaskFailedError 200"),
    "cancelled": ((BEGUN, task(status="stopped")), "outcome  1 image -> TaskCancelledError 200"),
    "timed out": ((BEGUN, task(status="waiting")), "outcome  1 image -> TaskTimeoutError 200"),
    "unknown status": ((BEGUN, task(status="moderated")), "outcome  1 image -> TaskTimeoutError 200"),
    "refused poll": ((BEGUN, error(401, "bad_key")), "outcome  1 image -> AuthenticationError 401 bad_key"),
    "done without images": ((BEGUN, task(status="done", images=[])), "outcome  1 image -> EmptyResultError 200"),
}
POLLS: dict[str, tuple[Action, str]] = {
    "error": (error(599), "outcome  1 image -> TaskTimeoutError 599 after ServerError"),
    "reset": (reset, "outcome  1 image -> TaskTimeoutError after ConnectionFailedError"),
    "no JSON": (reply(200, b"<html>"), "outcome  1 image -> TaskTimeoutError 200 after DecodeError"),
    "another form": (
        reply(200, {"id": "t1", "state": 7}),
        "outcome  1 image -> TaskTimeoutError 200 after DecodeError",
    ),
}
DOWNLOADS: dict[str, tuple[Action, str]] = {
    "gone": (reply(404), "image  an image -> LinkExpiredError"),
    "a page": (reply(200, b"<html>no</html>", content_type="image/png"), "image  an image -> NotAnImageError"),
    "nothing": (reply(200, b"", content_type="image/png"), "image  an image -> NotAnImageError"),
    "half an image": (reply(200, png()[:-20], content_type="image/png"), "image  an image -> NotAnImageError"),
    "an error": (reply(502), "image  an image -> DownloadError"),
    "a reset": (reset, "image  an image -> DownloadError"),
}


def check(told: Any, live: Live, said: str, case: str) -> None:
    """The report has this difference, under the line of the spec that has the call, and is in plain words."""
    assert told.code == 1
    assert "no differences" not in told.out
    assert f"failed   generate_image {case}" in told.out
    lines = told.out.splitlines()
    at = next((index for index, line in enumerate(lines) if line.startswith(f"  generate_image {case}  {said}")), None)
    assert at is not None, told.out
    place = re.fullmatch(rf"    \S*{live.name}\.yaml:(\d+)  (\S+)  \[\S+\]", lines[at + 1])
    assert place is not None, lines[at + 1]
    source = (live.specs / f"{live.name}.yaml").read_text("utf-8").splitlines()[int(place[1]) - 1]
    assert ("id: two," in source) if case == "example-two" else ("generate_image:" in source)
    facts = [line for line in lines if " -> " in line]
    assert len(facts) == len(set(facts)), "each fact once"
    assert re.search(r"[{\[]'|function-|Error\(|\bNone\b|<class", told.out) is None, told.out
    report = json.loads(Path("report.json").read_text("utf-8"))
    assert report["exitCode"] == told.code
    (found,) = (one for one in report["drift"] if one["where"] == f"generate_image {case}")
    assert f"{found['kind']}  {found['expected']} -> {', '.join(found['came'])}".startswith(said)
    assert [one["verdict"] for one in report["calls"]] == ["failed"]


@pytest.mark.parametrize(("script", "said"), AT_ONCE.values(), ids=AT_ONCE)
def test_N26_documented_call_that_fails_is_a_difference(
    run: Callable[[str], Live], script: tuple[Action, ...], said: str
) -> None:
    """A documented call isn't answered, or with an error, or with nothing that helps -> a difference with its line."""
    live = run(SYNC)
    check(live("--json", "report.json", script=script), live, said, "required-only")


def test_N26_example_that_fails_is_named_by_its_own_line(run: Callable[[str], Live]) -> None:
    """A documented example fails -> the difference has the line of that example, and not just of its operation."""
    live = run(SYNC)
    told = live("--case", "example-two", "--json", "report.json", script=(error(400, "bad_prompt"),))
    check(told, live, "outcome  2 images -> ContentRejectedError 400 bad_prompt", "example-two")


@pytest.mark.parametrize(("script", "said"), TASKED.values(), ids=TASKED)
def test_N26_task_that_fails_is_a_difference(run: Callable[[str], Live], script: tuple[Action, ...], said: str) -> None:
    """The task of a documented call fails, is cancelled, doesn't end or has no images -> a difference with its line."""
    row = "        - {expected: failed, state: failure}\n"
    live = run(TASK.replace(row, f"{row}        - {{expected: stopped, state: cancelled}}\n"))
    check(live("--timeout", "1", "--json", "report.json", script=script), live, said, "required-only")


@pytest.mark.parametrize(("answer", "said"), POLLS.values(), ids=POLLS)
def test_N26_polls_that_all_fail_end_a_wait_long_before_the_run(
    run: Callable[[str], Live], answer: Action, said: str
) -> None:
    """Each poll of a documented call fails in passing -> five tries, and a difference that names the last fault."""
    live = run(TASK)
    told = live("--json", "report.json", script=(BEGUN, *[answer] * 9))
    check(told, live, said, "required-only")
    assert "its last poll failed with " in told.out
    assert len(live.asked) == 6
    again = live("--replay", "recording")
    assert (again.code, again.out.splitlines()[-1]) == (told.code, told.out.splitlines()[-1])


def test_N26_image_that_asks_for_a_try_after_the_run_ends_with_it(run: Callable[[str], Live]) -> None:
    """An image is to be asked for in a minute, and the run has a second -> it ends then, and says that it was over."""
    live = run(SYNC)
    script = (live.images(), reply(503, b"", retry_after="60"))
    check(live("--timeout", "1", "--json", "report.json", script=script), live, "image  an image -> ", "required-only")
    assert len(live.asked) == 2
    report = json.loads(Path("report.json").read_text("utf-8"))
    assert "the time of the run is over" in report["calls"][0]["images"][0]["fault"]


@pytest.mark.parametrize(("answer", "said"), DOWNLOADS.values(), ids=DOWNLOADS)
def test_N26_image_that_can_not_be_had_is_a_difference(run: Callable[[str], Live], answer: Action, said: str) -> None:
    """The link of a documented call has no image behind it -> a difference with the line of the call."""
    live = run(SYNC)
    script = (live.images(), *[answer] * 9)
    check(live("--json", "report.json", script=script), live, said, "required-only")
    assert len(live.asked) == (2 if "Expired" in said else 4), "an image is fetched three times at most"


def test_N26_call_that_the_client_refuses_is_a_difference(
    run: Callable[[str], Live], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client refuses a documented call, and nothing is sent -> a difference with its line."""
    live = run(SYNC)
    module = __import__(f"imageclients.{live.name}.operations", fromlist=["PROVIDER"])
    operation = module.PROVIDER.operations["generate_image"]
    fields = tuple(one._replace(schema={**one.schema, "maxLength": 1}) for one in operation.fields)
    refusing = operation._replace(fields=fields)
    monkeypatch.setitem(module.PROVIDER.operations, "generate_image", refusing)
    monkeypatch.setattr(module, "GENERATE_IMAGE", refusing)
    told = live("--json", "report.json")
    check(told, live, "outcome  1 image -> InvalidRequestError, nothing was sent", "required-only")
    assert live.asked == []


def test_N26_other_images_than_asked_for_are_a_difference(run: Callable[[str], Live]) -> None:
    """Fewer images come than a documented call asks for, and of other pixels -> differences, with lines of the spec."""
    live = run(SYNC)
    told = live("--case", "example-two", script=(live.images(number=1), picture(60, 48)))
    assert told.code == 1
    assert "images  image-count  2 -> 1  (1 time)" in told.out
    assert "image  image-size  64x48 -> 60x48  (1 time)" in told.out
    assert len(re.findall(rf"{live.name}\.yaml:\d+", told.out)) == 2


TURNED_AWAY = [error(429), error(503), error(429, "bad_prompt")]
NO_ANSWER = [*TURNED_AWAY, error(500), reset, hang_up]


@pytest.mark.parametrize("answer", NO_ANSWER, ids=["429", "503", "429 with a code", "500", "reset", "closed"])
def test_N26_wrong_key_that_is_not_looked_at_is_no_difference_of_the_key(
    run: Callable[[str], Live], answer: Action
) -> None:
    """The call with a wrong key is turned away, or fails -> no verdict on the key; 429 and 503 aren't counted.

    Why not otherwise: 429 says that the request wasn't looked at, so nobody knows what the provider says of a key.
    """
    live = run(SYNC)
    told = live("--errors", "--max-submits", "2", "--json", "report.json", script=(answer, live.images(), picture()))
    assert told.code == 1
    assert "wrong key  error" not in told.out
    assert "no answer to a wrong key" in told.out
    assert "ok       generate_image required-only" in told.out
    assert f"{1 if answer in TURNED_AWAY else 2} of at most 2 submits used" in told.out
    assert json.loads(Path("report.json").read_text("utf-8"))["submits"]["used"] == (1 if answer in TURNED_AWAY else 2)
    assert live.submits() == 2
    again = live("--replay", "recording")
    assert (again.code, again.out.splitlines()[-1]) == (told.code, told.out.splitlines()[-1])
