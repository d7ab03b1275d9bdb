"""What users of httpx and logging are used to: what is logged at which level, and whose User-Agent is sent."""

from __future__ import annotations

import logging
from typing import Any

import httpx
import pytest

from imageclients import errors
from support.mode import KEY, Mode
from support.server import Server, images, reply
from support.spec import TASK_SPEC, client_module, sync_spec

AT_ONCE = client_module(sync_spec())
TASKED = client_module(TASK_SPEC)
PROMPT = "a fox that nobody may read of"


def name_of(module: Any) -> str:
    return str(module.__name__.rpartition(".")[2]) + ".generate_image"


def lines(caplog: pytest.LogCaptureFixture, level: int) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.name == "imageclients" and one.levelno == level]


def test_a_retry_is_logged_at_info_with_its_reason_and_pause(
    mode: Mode, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    server.add(reply(429, retry_after="3"), reply(503), reply(200, images(server)))
    mode.go(mode.client(AT_ONCE, server).generate_image(prompt=PROMPT))
    assert lines(caplog, logging.INFO) == [
        f"{name_of(AT_ONCE)}: attempt 1 failed (status 429); the next is in 3.0 s",
        f"{name_of(AT_ONCE)}: attempt 2 failed (status 503); the next is in 1.0 s",
    ]
    assert KEY not in caplog.text
    assert PROMPT not in caplog.text


def test_a_wait_is_logged_at_info_with_the_task_and_its_status(
    mode: Mode, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    waiting = reply(200, {"id": "t1", "status": "waiting"})
    done = reply(200, {"id": "t1", "status": "done", "images": images(server)["data"]})
    server.add(reply(200, {"id": "t1"}), waiting, done)
    mode.go(mode.client(TASKED, server).generate_image(prompt=PROMPT))
    assert lines(caplog, logging.INFO) == [f"{name_of(TASKED)}: task 't1' is 'waiting'; the next poll is in 2.4 s"]


def test_a_download_that_is_tried_again_is_logged_without_the_query_of_its_link(
    mode: Mode, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    server.add(reply(200, {"data": [{"url": f"{server.url}/1.png?signature=abc"}]}), reply(503), reply(404))
    result = mode.go(mode.client(AT_ONCE, server).generate_image(prompt=PROMPT))
    with pytest.raises(errors.DownloadError):
        mode.go(result.images[0].read())
    (line,) = lines(caplog, logging.INFO)
    assert line.endswith("the next attempt is in 0.5 s")
    assert "abc" not in caplog.text


def test_drift_is_a_warning_once_per_kind_client_and_operation(
    mode: Mode, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    odd = {"data": [{"url": server.url, "b64": None, "seed": 1}], "new": PROMPT, KEY: f"{KEY}", "a\nb": 1}
    client = mode.client(AT_ONCE, server)
    for sender in (client, client, client.with_options(timeout=9)):
        server.add(reply(200, odd))
        mode.go(sender.generate_image(prompt=PROMPT))
    text = (
        "the answer differs from the spec at '/data/0/seed' (unknown-field); logged once per kind, result.drift has all"
    )
    assert lines(caplog, logging.WARNING) == [f"{name_of(AT_ONCE)}: {text}"]
    server.add(reply(200, {"data": [{"url": server.url, "b64": 5}]}))
    mode.go(client.generate_image(prompt=PROMPT))
    assert len(lines(caplog, logging.WARNING)) == 2, "another kind"
    server.add(reply(200, odd))
    mode.go(mode.client(AT_ONCE, server).generate_image(prompt=PROMPT))
    assert len(lines(caplog, logging.WARNING)) == 3, "another client"


def test_the_place_of_drift_shows_neither_the_key_nor_control_characters(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    server.add(reply(200, {**images(server), f"{KEY}\x1b[31m\n" + "x" * 5000: 1}))
    with AT_ONCE.Client(KEY, base_url=server.url) as client:
        client.generate_image(prompt=PROMPT)
    (line,) = lines(caplog, logging.WARNING)
    assert KEY not in line
    assert line.isprintable()
    assert len(line) < 250


def agents(mode: Mode, http: Any, **given: Any) -> list[str]:
    """The User-Agents of a submit and of a download."""
    seen: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["user-agent"])
        if request.method == "GET":
            return httpx.Response(404)
        return httpx.Response(200, json={"data": [{"url": "http://127.0.0.1:9/1.png"}]})

    client = mode.client(AT_ONCE, "http://127.0.0.1:9", http_client=http(httpx.MockTransport(handle)))
    result = mode.go(client.generate_image(prompt="fox", **given))
    with pytest.raises(errors.LinkExpiredError):
        mode.go(result.images[0].read())
    return seen


def test_the_user_agent_of_the_users_client_is_kept(mode: Mode) -> None:
    def own(transport: Any) -> Any:
        return mode.http_client(transport=transport, headers={"User-Agent": "shop/1.0"})

    assert agents(mode, own) == ["shop/1.0", "shop/1.0"]
    assert agents(mode, own, extra_headers={"User-Agent": "call/2"}) == ["call/2", "shop/1.0"]


def test_a_client_that_doesnt_say_who_it_is_sends_the_usual_user_agent(mode: Mode) -> None:
    def plain(transport: Any) -> Any:
        return mode.http_client(transport=transport)

    def bare(transport: Any) -> Any:
        return transport

    usual = f"python-httpx/{httpx.__version__}"
    for http in (plain, bare):
        assert agents(mode, http) == [usual, usual]
