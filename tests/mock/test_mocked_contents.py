"""Requests in parts and answers in bytes, as the mock takes and gives them to other programs."""

from __future__ import annotations

import io
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from clientsmith.mock.server import Mock
from support.pictures import JPEG, PNG
from support.spec import client_module, sync_spec

PAINT = sync_spec(
    requestBody="{mediaType: multipart/form-data, required: [prompt, image], encoding: {image: {name: 'image[]'}}, "
    "additionalProperties: false, properties: {prompt: {type: string, role: prompt}, size: {type: string}, image: "
    "{type: array, minItems: 1, maxItems: 2, items: {type: string, media: {kinds: [file], types: [image/png], "
    "maxBytes: 500}}}, n: {type: integer, maximum: 4}, format: {type: string, enum: [jpeg, png, webp], role: "
    "outputFormat}}}",
    size="{fields: [{field: size, forms: [WxH]}], limits: [{side: {minimum: 16, maximum: 256}}]}",
    responses='{"200": {headers: {seed: {type: integer, minimum: 5}}, content: {"image/*": {type: string, format: '
    'binary}, "application/json": {properties: {image: {type: string}}}}}}',
    results='{images: [{body: true}, {items: /image, base64: ""}]}',
)
KEYED = sync_spec(results='{images: [{items: "/data/*", url: /url}], security: provider}')
KEY = {"authorization": "Bearer sk-1"}


def mocked(spec: str) -> Iterator[tuple[Mock, httpx.Client]]:
    folder = Path(client_module(spec).__path__[0])
    with (
        Mock(folder.name, specs=folder.parents[1]) as mock,
        httpx.Client(trust_env=False, base_url=mock.url(folder.name), headers=KEY) as http,
    ):
        yield mock, http


@pytest.fixture
def paint() -> Iterator[tuple[Mock, httpx.Client]]:
    """A mock that takes parts and gives bytes, and who asks it."""
    yield from mocked(PAINT)


def post(http: httpx.Client, files: list[Any], accept: str = "*/*", **data: Any) -> httpx.Response:
    parts = [("image[]", ('fox "é".png', content, "image/png")) for content in files]
    return http.post("/images", data={"prompt": "a fox", **data}, files=parts, headers={"accept": accept})


@pytest.mark.parametrize(
    ("accept", "asked", "kind"),
    [
        ("*/*", {"format": "webp"}, "image/webp"),
        ("image/*, application/json", {}, "image/png"),
        ("image/jpeg", {}, "image/jpeg"),
        ("image/*", {"format": "jpeg"}, "image/jpeg"),
    ],
)
def test_bytes_come_in_the_format_and_pixels_asked_for(
    paint: tuple[Mock, httpx.Client], accept: str, asked: dict[str, str], kind: str
) -> None:
    answer = post(paint[1], [PNG, PNG], accept, size="64x48", n=1, **asked)
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert int(answer.headers["seed"]) >= 5
    picture = Image.open(io.BytesIO(answer.content))
    assert (picture.size, Image.MIME[str(picture.format)]) == ((64, 48), kind)
    assert paint[0].submits == 1


def test_json_comes_where_it_is_asked_for(paint: tuple[Mock, httpx.Client]) -> None:
    answer = post(paint[1], [PNG], "application/json")
    assert b64decode(answer.json()["image"]).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("files", "data"),
    [
        ([], {}),
        ([PNG] * 3, {}),
        ([JPEG], {}),
        ([PNG + bytes(500)], {}),
        ([PNG], {"n": "9"}),
        ([PNG], {"n": "many"}),
        ([PNG], {"size": "8x8"}),
        ([PNG], {"image[]": "a text"}),
        ([PNG], {"more": "1"}),
    ],
)
def test_what_breaks_the_spec_is_refused_unbilled(
    paint: tuple[Mock, httpx.Client], files: list[bytes], data: dict[str, str]
) -> None:
    assert post(paint[1], files, **data).status_code == 400
    assert paint[0].submits == 0


def test_a_body_that_is_no_parts_is_refused(paint: tuple[Mock, httpx.Client]) -> None:
    kind = {"content-type": "multipart/form-data; boundary=fox"}
    assert paint[1].post("/images", content=b"--fox\r\n\r\n", headers=kind).status_code == 400
    assert paint[1].post("/images", json={"prompt": "a fox"}).status_code == 400


def test_links_that_need_the_key_are_refused_without_it() -> None:
    for _, http in mocked(KEYED):
        link = http.post("/images", json={"prompt": "a fox"}).json()["data"][0]["url"]
        assert http.get(link).status_code == 200
        assert http.get(link, headers={"authorization": ""}).status_code == 401
