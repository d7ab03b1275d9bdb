"""The log: which logger, what a line has, and what is hidden in those of httpx."""

from __future__ import annotations

import logging

import httpx
import pytest

from imageclients import ppio
from imageclients._runtime import config
from support.mode import Mode
from support.pictures import PNG
from support.scene import AT_ONCE, LINK, Scene


def test_the_logger_is_the_packages() -> None:
    assert config.log.name == "imageclients"


def test_polls_are_logged_with_their_query_and_links_without(mode: Mode, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    def handle(asked: httpx.Request) -> httpx.Response:
        if asked.url.path == "/1.png":
            return httpx.Response(200, content=PNG)
        image = {"image_url": "https://api.ppio.com/1.png?signature=abc"}
        return httpx.Response(
            200, json={"task": {"task_id": "t-1", "status": "TASK_STATUS_SUCCEED"}, "images": [image]}
        )

    client = mode.client(ppio, "https://api.ppio.com", http_client=mode.http(handle))
    result = mode.go(client.get_task_result(task_id="t-1"))
    mode.go(result.images[0].read())
    told = [message for message in caplog.messages if message.startswith("HTTP Request")]
    assert len(told) == 2
    assert "task_id=t-1" in told[0]
    assert "signature" not in "".join(told)


def test_log_filters_stand_at_every_logger_that_knows_links() -> None:
    for name in ("httpx", "httpx2"):
        assert [getattr(one, "__name__", "") for one in logging.getLogger(name).filters] == ["_hide_query"]
    for name in ("httpcore", "httpcore2"):
        for part in ("connection", "http11", "http2", "proxy", "socks"):
            found = [getattr(one, "__name__", "") for one in logging.getLogger(f"{name}.{part}").filters]
            assert "_hide_all" in found, part


def test_the_log_has_each_event_and_no_value_of_an_answer(mode: Mode, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "imageclients")
    scene = Scene((200, {"data": [{"url": LINK}], "new": "secret"}))
    mode.go(scene.client(mode, AT_ONCE).generate_image(prompt="fox"))
    name = AT_ONCE.__name__.rpartition(".")[2]
    assert [(record.levelname, record.getMessage()) for record in caplog.records if record.name == "imageclients"] == [
        ("DEBUG", f"{name}.generate_image response {{'status': 200, 'seconds': 1.0, 'attempt': 1}}"),
        ("DEBUG", f"{name}.generate_image drift {{'task_id': None}}"),
        (
            "WARNING",
            f"{name}.generate_image: the answer differs from the spec at '/new' (unknown-field); "
            "logged once per kind, result.drift has all",
        ),
    ]


def test_other_httpx_clients_log_as_ever(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "httpx")
    with httpx.Client(transport=httpx.MockTransport(Scene((200, {})))) as other:
        other.get("https://example.com/?mine=1")
    assert "https://example.com/?mine=1" in caplog.text
