"""Answers that are bytes, and what stands in an answer beside its images, as a user of a client sees them."""

import pickle
from pathlib import Path
from typing import Any

import httpx
import pytest

from imageclients import ItemFailure, errors
from support.mode import KEY, Mode
from support.pictures import PNG, WEBP
from support.server import Server, reply
from support.spec import client_module, sync_spec

BYTES = client_module(
    sync_spec(
        responses='{"200": {headers: {seed: {type: integer}, X-Left: {type: number}}, content: {"image/*": {type: '
        'string, format: binary}, "application/json": {properties: {image: {type: string}}}}}}',
        results='{images: [{body: true}, {items: /image, base64: ""}]}',
        parameters="[{name: Accept, in: header, type: string, enum: [image/*, application/json]}]",
    )
)
ITEMS = client_module(
    "errors: [{code: nsfw, class: contentRejected}]\n"
    + sync_spec(
        "prompt: {type: string}, n: {type: integer, role: count}",
        responses='{"200": {properties: {data: {type: array, items: {type: object, properties: {url: {type: string}, '
        "say: {type: string}, error: {type: object, properties: {code: {type: string}, message: {type: string}}}}}}}}}",
        results='{images: [{items: "/data/*", url: /url, error: {code: /error/code, message: /error/message}}], texts: '
        '"/data/*/say", countMeans: atMost}',
    )
)
KEYED = client_module(
    sync_spec(results='{images: [{items: "/data/*", url: /url}], security: provider, hosts: ["*.fox-files.net"]}')
)


def copied(result: Any) -> Any:
    return pickle.loads(pickle.dumps(result))  # noqa: S301 - made just now


def test_an_answer_that_is_the_image_is_read_and_saved(mode: Mode, server: Server, tmp_path: Path) -> None:
    server.add(reply(200, WEBP, content_type="image/webp", seed="7", x_left="soon"))
    result = mode.go(mode.client(BYTES, server).generate_image(prompt="fox"))
    (image,) = result.images
    assert (mode.go(image.read()), image.media_type, image.url, result.raw) == (WEBP, "image/webp", None, None)
    assert mode.go(image.save(tmp_path / "fox")).name == "fox.webp"
    assert server.seen[0].headers["accept"] == "image/*, application/json"
    assert result.header_values == {"seed": 7, "X-Left": "soon"}
    assert [(one.path, one.kind) for one in result.drift] == [("header X-Left", "type")]
    assert copied(result).images[0].media_type == "image/webp"


def test_an_argument_chooses_what_comes(mode: Mode, server: Server) -> None:
    server.add(reply(200, {"image": "iVBORw0KGgo="}))
    result = mode.go(mode.client(BYTES, server).generate_image(prompt="fox", accept="application/json"))
    assert (result.images[0].base64, result.drift) == ("iVBORw0KGgo=", ())
    assert server.seen[0].headers["accept"] == "application/json"


def test_a_wrong_type_is_drift_and_loses_no_image(mode: Mode, server: Server) -> None:
    server.add(reply(200, PNG, content_type="application/json"), reply(200, PNG, content_type="image/jpeg"))
    for _ in range(2):
        result = mode.go(mode.client(BYTES, server).generate_image(prompt="fox"))
        assert mode.go(result.images[0].read()) == PNG
        assert [one.kind for one in result.drift] == ["content-type"]


def test_an_error_is_read_as_one_whatever_it_comes_as(mode: Mode, server: Server) -> None:
    server.add(reply(400, PNG, content_type="image/png"))
    with pytest.raises(errors.BadRequestError) as caught:
        mode.go(mode.client(BYTES, server).generate_image(prompt="fox"))
    assert caught.value.content == PNG


def test_images_that_failed_stand_beside_those_that_came(mode: Mode, server: Server) -> None:
    failed = {"error": {"code": "nsfw", "message": f"no {KEY}"}, "say": "sorry"}
    server.add(reply(200, {"data": [failed, {"url": f"{server.url}/1.png"}]}), reply(200, {"data": [failed, failed]}))
    client = mode.client(ITEMS, server)
    result = mode.go(client.generate_image(prompt="fox", n=4))
    assert len(result.images) == 1
    assert [(one.index, one.code) for one in result.failures] == [(0, "nsfw")]
    assert (result.texts, result.partial, result.requested) == (["sorry"], False, 4)
    assert copied(result).failures == (ItemFailure(0, "nsfw", "no ***"),)
    with pytest.raises(errors.ContentRejectedError, match="no image came: no ") as caught:
        mode.go(client.generate_image(prompt="fox"))
    assert (caught.value.code, caught.value.may_be_billed) == ("nsfw", True)
    assert caught.value.failures == (ItemFailure(0, "nsfw", "no ***"), ItemFailure(1, "nsfw", "no ***"))


def test_the_key_goes_along_to_listed_hosts_and_no_further(mode: Mode) -> None:
    seen: list[tuple[str, bool]] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append((str(request.url), "authorization" in request.headers))
        if request.method == "POST":
            return httpx.Response(200, json={"data": [{"url": "https://a.fox-files.net/1.png"}]})
        if request.url.host == "a.fox-files.net":
            return httpx.Response(302, headers={"location": "https://store.example.com/1.png?sign=1"})
        return httpx.Response(200, content=PNG)

    client = mode.client(KEYED, None, http_client=mode.http(handler))
    (image,) = mode.go(client.generate_image(prompt="fox")).images
    assert mode.go(image.read()) == PNG
    assert seen[1:] == [("https://a.fox-files.net/1.png", True), ("https://store.example.com/1.png?sign=1", False)]
