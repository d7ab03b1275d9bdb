"""Edges of images as arguments: forms, lengths, and limits that are only inferred."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

from imageclients import ArgumentWarning, errors
from imageclients._runtime import formats, image_ends, media_fields
from support.pictures import WEBP
from support.server import Server, images, reply
from support.spec import client_module, sync_spec

ANY = client_module(sync_spec("prompt: {type: string}, image: {type: string, media: {kinds: [url, dataUri, base64]}}"))


SMALL = client_module(
    sync_spec("prompt: {type: string}, image: {type: string, media: {kinds: [url, dataUri, base64], maxBytes: 5}}")
)


LIMITED = client_module(
    sync_spec("prompt: {type: string}, image: {type: string, media: {kinds: [dataUri, base64], maxBytes: 20}}")
)


GUESSED = client_module(
    sync_spec(
        "prompt: {type: string}, image: {type: string, media: {kinds: [dataUri], types: [image/png], maxBytes: 20}, "
        "evidence: {media: {level: inferred}}}"
    )
)


def problem(module: Any, image: Any) -> str:
    with (
        module.Client("sk-1234", base_url="http://127.0.0.1:9") as client,
        pytest.raises(errors.InvalidRequestError) as caught,
    ):
        client.generate_image(prompt="fox", image=image)
    (found,) = caught.value.problems
    return str(found)


def _field(module: Any) -> Any:
    operations = __import__(f"{module.__name__}.operations", fromlist=["GENERATE_IMAGE"])
    return next(field for field in operations.GENERATE_IMAGE.fields if field.name == "image")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"RIFF\x04\0\0\0WAVEfmt ", id="a sound in the same container"),
        pytest.param(b"XXXX\x04\0\0\0WEBPVP8 ", id="the word in another container"),
        pytest.param(b"\x89PNG\n\x1a\n", id="a PNG whose line ends were converted"),
        pytest.param(b"GIF88a;", id="a version that doesn't exist"),
    ],
)
def test_what_only_looks_like_an_image_is_none(data: bytes) -> None:
    assert formats.sniff(data) is None
    assert problem(ANY, data) == "image: isn't an image of a known format, such as PNG or JPEG [media, page]"


@pytest.mark.parametrize("missing", [1, 1 << 8, 1 << 16, 1 << 24])
def test_a_webp_has_all_the_bytes_that_it_speaks_of(missing: int) -> None:
    length = len(WEBP) - 8
    assert image_ends.extent(WEBP[:4] + length.to_bytes(4, "little") + WEBP[8:], "image/webp").complete
    longer = (length + missing).to_bytes(4, "little")
    assert not image_ends.extent(WEBP[:4] + longer + WEBP[8:], "image/webp").complete


@pytest.mark.parametrize("end", ["X", "XX", "="])
def test_every_character_of_base64_counts(end: str) -> None:
    # 28 characters are 21 bytes; of 28 with one = at the end they are 20.
    text = "iVBORw0KGgo".ljust(28 - len(end), "A") + end
    if end == "=":
        assert [*media_fields.image_faults(media_fields.described(_field(LIMITED)), text)] == []
    else:
        assert problem(LIMITED, text) == "image: has 21 of at most 20 bytes; make the image smaller [media, page]"


def test_a_link_may_be_longer_than_the_image(server: Server) -> None:
    server.add(reply(200, images(server)))
    with SMALL.Client("sk-1234", base_url=server.url) as client:
        client.generate_image(prompt="fox", image="https://a.example.com/1.png")
    assert server.seen[0].json["image"] == "https://a.example.com/1.png"
    assert "has 6 of at most 5 bytes" in problem(SMALL, "data:image/png;base64,AAAAAAAA")


@pytest.mark.parametrize(
    ("image", "told"),
    [
        ("data:image/png;base64," + "A" * 28, "has 21 of at most 20 bytes"),
        ("data:image/gif;base64,AAAA", "is 'image/gif'; legal are image/png"),
        ("A" * 28, "takes no base64"),
    ],
)
def test_limits_of_an_image_that_are_only_inferred_warn(server: Server, image: str, told: str) -> None:
    server.add(reply(200, images(server)))
    with (
        warnings.catch_warnings(record=True) as caught,
        GUESSED.Client("sk-1234", base_url=server.url) as client,
    ):
        warnings.simplefilter("always")
        client.generate_image(prompt="fox", image=image)
    (found,) = caught
    assert found.category is ArgumentWarning
    assert told in str(found.message)
    assert server.seen[0].json["image"] == image
    assert "is neither a link" in problem(GUESSED, "fox!"), "what is no image at all is refused whatever the evidence"
