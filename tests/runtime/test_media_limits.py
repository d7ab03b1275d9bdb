"""Limits of images count alike, whether they are given as bytes or as text."""

from __future__ import annotations

import warnings
from base64 import b64encode
from typing import Any

import pytest

from imageclients import ArgumentWarning, errors
from support.pictures import GIF, PNG, WEBP
from support.server import Server, images, reply
from support.spec import client_module, sync_spec

FIELD = (
    "prompt: {type: string}, image: {type: string, media: {kinds: [KIND], types: [image/png], maxBytes: 20}EVIDENCE}"
)
KINDS = ("dataUri", "base64")


def limited(kind: str, evidence: str = "") -> Any:
    return client_module(sync_spec(FIELD.replace("KIND", kind).replace("EVIDENCE", evidence)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("image", [PNG, GIF, WEBP])
def test_bytes_are_judged_as_texts_are(server: Server, kind: str, image: bytes) -> None:
    """Limits that are inferred warn, and validation says how limits are judged, whatever form an image has."""
    weak = limited(kind, ", evidence: {media: {level: inferred}}")
    for module, validation in ((weak, "strict"), (limited(kind), "warn"), (limited(kind), "off")):
        server.add(reply(200, images(server)))
        with (
            warnings.catch_warnings(record=True) as caught,
            module.Client("sk-1234", base_url=server.url, validation=validation) as client,
        ):
            warnings.simplefilter("always")
            client.generate_image(prompt="fox", image=image)
        assert server.seen[-1].json["image"].endswith(b64encode(image).decode())
        assert [one.category for one in caught] == ([] if validation == "off" else [ArgumentWarning])
    with (
        limited(kind).Client("sk-1234", base_url="http://127.0.0.1:9") as client,
        pytest.raises(errors.InvalidRequestError) as caught_error,
    ):
        client.generate_image(prompt="fox", image=image)
    assert ("of at most 20 bytes" if image is PNG else "legal are image/png") in str(caught_error.value)


def test_base64_is_known_by_its_beginning_whatever_its_length(server: Server) -> None:
    text = b64encode(GIF).decode()
    for image, fine in (
        (text, False),
        (f" {text[:3]}\n{text[3:]} ", False),
        (b64encode(PNG[:20]).decode(), True),
        (" " * 20, True),
        (" " * 20 + "A", True),
        (" " * 20 + "AAAAA", True),
    ):
        server.add(reply(200, images(server)))
        with (
            limited("base64").Client("sk-1234", base_url=server.url, validation="warn") as client,
            warnings.catch_warnings(record=True) as caught,
        ):
            warnings.simplefilter("always")
            client.generate_image(prompt="fox", image=image)
        assert any("legal are image/png" in str(one.message) for one in caught) is not fine, image
