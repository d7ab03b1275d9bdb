"""What a result keeps of its answer, and how its images are fetched."""

from __future__ import annotations

import pickle
from typing import Any

import httpx
import pytest

from imageclients import errors, ppio
from support.mode import Mode
from support.pictures import PNG
from support.scene import AT_ONCE, BASE, LINK, Scene


def test_a_result_keeps_its_headers_and_its_answer(mode: Mode) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        body = {"task": {"task_id": "t", "status": "TASK_STATUS_QUEUED"}}
        return httpx.Response(200, json=body, headers={"X-Trace": "1"})

    client = mode.client(ppio, "https://api.ppio.com", http_client=mode.http(handle))
    result = mode.go(client.get_task_result(task_id="t"))
    assert result.headers["x-trace"] == "1"
    assert result.answer is result.answer


def test_an_image_is_fetched_with_limits_and_in_an_encoding_that_is_counted(mode: Mode) -> None:
    scene = Scene((200, {"data": [{"url": LINK}]}), (200, PNG, {"content-type": "image/png"}))
    (image,) = mode.go(scene.client(mode, AT_ONCE).generate_image(prompt="fox")).images
    assert mode.go(image.read()) == PNG
    fetched = scene.requests[1]
    assert fetched.headers["accept-encoding"] == "gzip"
    assert fetched.extensions["timeout"]["pool"] == pytest.approx(0.9 * 120)
    assert scene.looked_up == ["cdn.fox-images.net"]


def test_no_encoding_is_asked_for_that_isnt_counted(mode: Mode) -> None:
    scene = Scene((200, {"data": [{"url": LINK}]}))
    extra = {"Accept-Encoding": "br, zstd", "Accept": "application/vnd.fox+json"}
    mode.go(scene.client(mode, AT_ONCE).generate_image(prompt="fox", extra_headers=extra))
    assert scene.requests[0].headers["accept-encoding"] == "gzip"
    assert scene.requests[0].headers["accept"] == "application/vnd.fox+json"


def test_a_link_to_the_provider_itself_isnt_looked_up(mode: Mode) -> None:
    scene = Scene((200, {"data": [{"url": f"{BASE}/1.png"}]}), (200, PNG, {"content-type": "image/png"}))
    (image,) = mode.go(scene.client(mode, AT_ONCE).generate_image(prompt="fox")).images
    assert mode.go(image.read()) == PNG
    assert scene.looked_up == []


def test_an_image_isnt_waited_for_longer_than_two_minutes(mode: Mode) -> None:
    busy: Any = (503, b"", {"retry-after": "50"})
    scene = Scene((200, {"data": [{"url": LINK}]}), *[busy] * 9)
    (image,) = mode.go(scene.client(mode, AT_ONCE).generate_image(prompt="fox")).images
    with pytest.raises(errors.DownloadError) as caught:
        mode.go(image.read())
    # Asked at 0, 51 and 102 seconds: another pause would end after the 120th.
    assert len(scene.requests) == 4
    assert caught.value.elapsed == pytest.approx(103)


def test_a_result_does_not_keep_the_text_of_its_answer(mode: Mode) -> None:
    scene = Scene((200, {"data": [{"url": LINK}]}, {"x-request-id": "r-1"}))
    result = mode.go(scene.client(mode, AT_ONCE).generate_image(prompt="fox"))
    assert result.request_id == "r-1"
    assert result.raw == {"data": [{"url": LINK}]}
    assert b'"data"' not in pickle.dumps(result), "an image of ten megabytes would be held twice"
