"""Streams of events, as the mock gives them to a client and to other programs."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from PIL import Image

from clientsmith.mock.server import Mock
from imageclients import errors
from support.spec import client_module, sync_spec

PARTS = sync_spec(
    "prompt: {type: string, role: prompt}, size: {type: string}, n: {type: integer, role: count, maximum: 4}",
    size="{fields: [{field: size, forms: [WxH]}], limits: [{side: {minimum: 16, maximum: 256}}]}",
    stream="{set: {stream: true}, discriminator: /type, events: {draft: {state: partial, base64: /b64, index: /at}, "
    "made: {state: image, url: /url, index: /at}, done: {state: end}}}",
)
FORM = sync_spec(
    requestBody="{mediaType: multipart/form-data, additionalProperties: false, properties: {prompt: {type: string}}}",
    stream="{set: {stream: true, kind: sse}, events: {done: {state: end, base64: /b64}}}",
)


def mocked(spec: str) -> Iterator[tuple[Mock, Any]]:
    module = client_module(spec)
    folder = Path(module.__path__[0])
    with (
        Mock(folder.name, specs=folder.parents[1]) as mock,
        module.Client("sk-1", base_url=mock.url(folder.name), timeout=2) as client,
    ):
        yield mock, client


@pytest.fixture
def parts() -> Iterator[tuple[Mock, Any]]:
    """A mock with previews and images one by one, and its client."""
    yield from mocked(PARTS)


def sides(image: Any) -> tuple[int, int]:
    return Image.open(io.BytesIO(image.read())).size


def test_previews_are_smaller_than_the_images_that_follow(parts: tuple[Mock, Any]) -> None:
    mock, client = parts
    stream = client.stream_generate_image(prompt="a fox", size="64x32", n=2)
    events = [(one.kind, one.index, one.image and sides(one.image)) for one in stream]
    drawn = [("partial", 0, (16, 8)), ("image", 0, (64, 32)), ("partial", 1, (16, 8)), ("image", 1, (64, 32))]
    assert events == [*drawn, ("end", None, None)]
    assert [sides(image) for image in stream.result.images] == [(64, 32), (64, 32)]
    assert (stream.result.drift, stream.result.partial, mock.submits) == ((), False, 1)


def test_the_same_call_without_a_stream_is_answered_at_once(parts: tuple[Mock, Any]) -> None:
    _, client = parts
    result = client.generate_image(prompt="a fox", size="64x32")
    assert [sides(image) for image in result.images] == [(64, 32)]
    assert "data" in result.raw


def test_a_form_may_ask_for_a_stream_and_for_nothing_else_that_is_unknown() -> None:
    for mock, client in mocked(FORM):
        stream = client.stream_generate_image(prompt="a fox")
        assert [one.kind for one in stream] == ["end"]
        assert stream.result.images[0].read()[:4] == b"\x89PNG"
        with httpx.Client(trust_env=False, headers={"authorization": "Bearer sk-1"}) as http:
            files = cast("Any", {"prompt": (None, "a"), "stream": (None, "true")})
            assert http.post(f"{mock.url()}/images", files=files).status_code == 400


@pytest.mark.parametrize(
    ("fault", "kind"),
    [("reset-in-body", errors.SubmissionUnknownError), ("stall", errors.SubmissionTimeoutError)],
)
def test_a_stream_can_be_cut_in_the_middle(parts: tuple[Mock, Any], fault: str, kind: type[Exception]) -> None:
    mock, client = parts
    mock.fault(fault)
    seen: list[str] = []
    with pytest.raises(kind) as caught:
        seen.extend(one.kind for one in client.stream_generate_image(prompt="a fox", size="64x32", n=2))
    error = cast("errors.SubmissionUnknownError", caught.value)
    assert (error.may_be_billed, mock.submits) == (True, 1)
    assert error.images
