"""The mock by sockets alone: broken requests, tasks from their beginning to long after their end, and images."""

from __future__ import annotations

import json
import struct
from itertools import groupby
from typing import Any

import pytest

from clientsmith.language.model import Provider
from clientsmith.mock.server import Mock
from faults.in_step import TASK_SECONDS
from faults.on_the_wire import Answer, Line, at, placed, provider_in, verdict

CALLS: dict[str, dict[str, Any]] = {
    "aimanyi": {"prompt": "a fox"},
    "apimart": {"model": "qwen-image-2.0", "prompt": "a fox"},
    "bizyair": {"prompt": "a fox", "image_size": "64x48"},
    "modelverse": {"prompt": "a fox"},
    "ppio": {"prompt": "a fox"},
}
WORDS = {
    "apimart": ("submitted", ["pending", "processing", "completed"]),
    "ppio": (None, ["TASK_STATUS_QUEUED", "TASK_STATUS_PROCESSING", "TASK_STATUS_SUCCEED"]),
}
"""What the pages call the states of a task: in the answer to the submit, and from then on."""
BROKEN = {
    "half": b'{"prompt": "a fo',
    "empty": b"",
    "no UTF-8": b'{"prompt": "\xff\xfe"}',
    "NaN": b'{"prompt": "a fox", "seed": NaN}',
    "a list": b"[]",
    "a text": b'"a fox"',
    "null": b"null",
    "too deep": b'{"a":' * 100_000,
    "deep, but whole": b'{"a":' * 500 + b"1" + b"}" * 500,
    "a huge number": b'{"n": ' + b"9" * 10_000 + b"}",
    "two values": b'{"prompt": "a fox"} {}',
}


def called(mock: Mock, line: Line, name: str, operation: str, **arguments: Any) -> Answer:
    """The answer to a call."""
    provider = provider_in(mock, name)
    base = mock.url(name).removeprefix(mock.address)
    return line.ask(*placed(provider, provider.operation(operation), base, arguments))


@pytest.mark.parametrize("name", CALLS)
def test_M02_broken_body_is_refused_as_documented(stepped: Mock, line: Line, name: str) -> None:
    """The body is no JSON, no object, or more than a reader can take -> the documented error at once, and no charge."""
    provider = provider_in(stepped, name)
    base = stepped.url(name).removeprefix(stepped.address)
    operation = provider.operation("generate_image")
    for about, body in BROKEN.items():
        request = placed(provider, operation, base, CALLS[name])._replace(body=body)
        answer = line.ask(*request)
        assert verdict(provider, answer) == "refused", about
        assert answer.headers["content-type"].startswith("application/json")
    wrong = placed(provider, operation, base, CALLS[name])
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        answer = line.ask(*wrong._replace(headers={**wrong.headers, "content-type": kind}))
        assert verdict(provider, answer) == "refused", kind
    assert (stepped.submits, stepped.world.jobs) == (0, {})


@pytest.mark.parametrize("name", WORDS)
def test_M03_each_submit_makes_a_task_of_its_own(stepped: Mock, line: Line, name: str) -> None:
    """The same call is submitted twice -> two task ids, and each is found under its own."""
    pointers = {"apimart": "/data/0/task_id", "ppio": "/task_id"}
    ids = [at(called(stepped, line, name, "generate_image", **CALLS[name]).json, pointers[name]) for _ in range(2)]
    assert len(set(ids)) == 2
    assert [one.task for one in stepped.requests] == ids
    for one in ids:
        told = polled(stepped, line, name, one)
        assert at(told, {"apimart": "/data/id", "ppio": "/task/task_id"}[name]) == one


def polled(mock: Mock, line: Line, name: str, task_id: str) -> Any:
    """What a poll says of a task."""
    poll = {"apimart": "get_task", "ppio": "get_task_result"}[name]
    answer = called(mock, line, name, poll, task_id=task_id)
    assert answer.status == 200
    return answer.json


@pytest.mark.parametrize("name", WORDS)
def test_M04_task_goes_through_the_documented_words_and_stays_at_its_end(stepped: Mock, line: Line, name: str) -> None:
    """A task is polled every second, and again a week later -> the page's words in their order, the last for good."""
    submitted, words = WORDS[name]
    began = called(stepped, line, name, "generate_image", **CALLS[name]).json
    assert at(began, "/data/0/status") == submitted
    task, seen, links = stepped.requests[0].task, list[str](), list[Any]()
    place, images = {"apimart": ("/data/status", "/data/result/images"), "ppio": ("/task/status", "/images")}[name]
    for seconds in (*[1] * (int(TASK_SECONDS) + 3), 7 * 86_400):
        told = polled(stepped, line, name, task)
        seen.append(at(told, place))
        links.append(at(told, images))
        stepped.advance(seconds)
    assert [word for word, _ in groupby(seen)] == words
    done = [one for one, word in zip(links, seen, strict=True) if word == words[-1]]
    assert len(done) > 3
    assert done[0]
    assert all(one == done[0] for one in done), "the images of a task that is done are always the same"
    assert not any(one for one, word in zip(links, seen, strict=True) if word != words[-1])


def test_M05_images_are_as_many_and_as_large_as_asked_for(stepped: Mock, line: Line) -> None:
    """Four images of 3:2 in the tier 2K are asked for -> four different images of 2048 x 1360 pixels."""
    more = {"n": 4, "size": "3:2", "resolution": "2K"}
    called(stepped, line, "apimart", "generate_image", **CALLS["apimart"], **more)
    stepped.advance(60)
    told = polled(stepped, line, "apimart", stepped.requests[0].task)
    links = [at(one, "/url")[0] for one in told["data"]["result"]["images"]]
    answers = [line.ask("GET", link.removeprefix(stepped.address)) for link in links]
    heads = [struct.unpack(">8s4x4sII", one.content[:24]) for one in answers]
    assert heads == [(b"\x89PNG\r\n\x1a\n", b"IHDR", 2048, 1360)] * 4
    assert all(one.content.endswith(b"IEND\xaeB`\x82") for one in answers)
    assert len({one.content for one in answers}) == 4


@pytest.mark.parametrize("name", WORDS)
def test_M06_task_that_was_never_given_is_not_found(stepped: Mock, line: Line, name: str) -> None:
    """A task is asked for that the mock never gave, or another provider's -> 404 in the documented shape."""
    other = {"apimart": "ppio", "ppio": "apimart"}[name]
    called(stepped, line, other, "generate_image", **CALLS[other])
    poll = {"apimart": "get_task", "ppio": "get_task_result"}[name]
    for task in ("679c6531-a8d1-400c-8071-d58ccf074ae5", stepped.requests[0].task):
        answer = called(stepped, line, name, poll, task_id=task)
        assert answer.status == 404
        shape = {"apimart": "/error/message", "ppio": "/message"}[name]
        assert isinstance(at(answer.json, shape), str)
        assert at(answer.json, "/reason") == (None if name == "apimart" else "TASK_NOT_FOUND")


def test_M06_poll_without_a_task_is_refused(stepped: Mock, line: Line) -> None:
    """A task is asked for without an id -> an error in the documented shape, and no task is made up."""
    provider: Provider = provider_in(stepped, "ppio")
    answer = called(stepped, line, "ppio", "get_task_result")
    assert (verdict(provider, answer), answer.status) == ("refused", 400)
    assert json.loads(answer.content)["reason"] == "INVALID_REQUEST_BODY"
