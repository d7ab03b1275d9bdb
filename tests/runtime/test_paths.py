"""Ids that would be another path once a client, a proxy or a server has normalised it."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from imageclients import errors
from support.mode import Mode
from support.spec import TASK_SPEC, client_module, sync_spec

BASE = "http://127.0.0.1:9"
TASKED = client_module(TASK_SPEC)
IN_THE_MIDDLE = client_module(
    sync_spec(path="'/{team}{part}/v1/{id}.json'", parameters="".join(
        f"\n      - {{name: {name}, in: path, type: string}}" for name in ("team", "part", "id")
    ))
)  # fmt: skip
FOLDED = [
    *(".", "..", "%2e%2e", "%2E.", "%252e%252e", "a/../b", "../a", "a/..", "a/./b", "./a", "a\\..\\b", "..\\", "..;x"),
    *("a%2f..%2Fb", " ..", "../../keys?x=1", "..%00/..", "/..", "//..//"),
]
ODD = ["a\nb", "a\r\nX: y", "\x00", "a\x7f", "a\tb", "a\u0085", "task\n"]
SAFE = [
    *(
        "a/b",
        "a//b",
        "/a",
        "a/",
        "?a=1",
        "a#b",
        "a\\b",
        "%",
        "%41",
        "a%2Fb",
        "...",
        "..a",
        "a..b",
        ".a",
        "a.",
        "日本",
        "a b",
    ),
    *("a;b", "a:b@c", "{id}", "~", "-._~", "a+b=="),
]


def seen_by_the_server(mode: Mode, task_id: str) -> str:
    """The path of a poll for a task as it is sent."""
    paths: list[bytes] = []

    def handle(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.raw_path)
        return httpx.Response(200, json={"id": task_id, "status": "waiting"})

    task = mode.client(TASKED, BASE, http_client=mode.http(handle)).resume_generate_image(task_id)
    mode.go(task.refresh())
    (path,) = paths
    return path.decode()


@pytest.mark.parametrize("task_id", [*FOLDED, *ODD])
def test_an_id_that_servers_would_fold_is_refused(mode: Mode, task_id: str) -> None:
    client = mode.client(TASKED, BASE, max_retries=0)
    with pytest.raises(errors.InvalidRequestError) as caught:
        client.resume_generate_image(task_id)
    (problem,) = caught.value.problems
    assert (problem.field, problem.rule) == ("task_id", "path")
    assert problem.message.isprintable()
    for validation in ("strict", "warn", "off"):
        with pytest.raises(errors.InvalidRequestError):
            mode.go(mode.client(TASKED, BASE, validation=validation).get_task(id=task_id))


@pytest.mark.parametrize("task_id", SAFE)
def test_any_other_id_is_one_step_of_the_path(mode: Mode, task_id: str) -> None:
    path = seen_by_the_server(mode, task_id)
    assert path.startswith("/tasks/")
    assert path.count("/") == 2
    assert not set("?#\\ ") & set(path)
    assert unquote(path.removeprefix("/tasks/")) == task_id
    # What httpx makes of it, and of a link that is relative to it, is the same path.
    assert str(httpx.URL(BASE).join(path)) == BASE + path
    assert httpx.URL(BASE + path).raw_path.decode() == path


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"team": ".", "part": ".", "id": "a"}, ["team", "part", "id"]),
        ({"team": "", "part": "..", "id": "a"}, ["team", "part", "id"]),
        ({"team": "a", "part": "b/../..", "id": "x"}, ["part"]),
        ({"team": "a", "part": "b", "id": "../.."}, ["id"]),
    ],
)
def test_steps_that_several_arguments_make_are_refused_too(mode: Mode, given: dict[str, str], fields: Any) -> None:
    client = mode.client(IN_THE_MIDDLE, BASE)
    with pytest.raises(errors.InvalidRequestError) as caught:
        mode.go(client.generate_image(prompt="fox", **given))
    assert [one.field for one in caught.value.problems] == fields


def test_a_dot_that_makes_no_step_of_its_own_is_sent(mode: Mode) -> None:
    paths: list[bytes] = []

    def handle(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.raw_path)
        return httpx.Response(200, json={"data": [{"url": "https://cdn.fox-images.net/1.png"}]})

    client = mode.client(IN_THE_MIDDLE, BASE, http_client=mode.http(handle))
    mode.go(client.generate_image(prompt="fox", team="{part}", part=".", id="."))
    assert paths == [b"/%7Bpart%7D./v1/..json"]
