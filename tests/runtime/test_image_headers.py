"""Sides of images by their headers: of what programs write, and of anything else nothing is known."""

from __future__ import annotations

import io
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from clientsmith.oracle import pictures
from imageclients import errors
from imageclients._runtime.image_headers import MOST_BYTES, size_of, size_of_base64
from support.server import Server, images, reply
from support.spec import client_module, sync_spec

SAVED: dict[str, dict[str, Any]] = {
    "png": {"format": "PNG"},
    "jpeg": {"format": "JPEG"},
    "progressive jpeg": {"format": "JPEG", "progressive": True},
    "jpeg of a camera": {"format": "JPEG", "exif": b"Exif\0\0" + bytes(60_000), "icc_profile": bytes(150_000)},
    "lossy webp": {"format": "WEBP", "quality": 50},
    "lossless webp": {"format": "WEBP", "lossless": True},
    "webp with metadata": {"format": "WEBP", "exif": b"Exif\0\0" + bytes(100)},
    "gif": {"format": "GIF"},
    "bmp": {"format": "BMP"},
}


def saved(width: int, height: int, **options: Any) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, **options)
    return file.getvalue()


@pytest.mark.parametrize("name", SAVED)
@pytest.mark.parametrize("sides", [(1, 1), (300, 7), (7, 300), (1025, 513)])
def test_sides_are_those_that_a_program_wrote(name: str, sides: tuple[int, int]) -> None:
    data = saved(*sides, **SAVED[name])
    assert size_of(data) == sides
    assert size_of_base64(b64encode(data).decode().rstrip("=")) == sides


@pytest.mark.parametrize("kind", pictures.KINDS)
def test_sides_of_the_samples_of_contract_tests_are_known(kind: str) -> None:
    text = pictures.picture(kind, 640, 480)
    assert text is not None
    assert (size_of_base64(text.rstrip("=")), pictures.sides(text)) == ((640, 480), (640, 480))


OS2 = b"BM" + bytes(12) + b"\x0c\0\0\0\x05\0\x07\0\x01\0\x18\0"
FAR = b"\xff\xd8" + (b"\xff\xe1\xff\xff" + bytes(65_533)) * 5 + b"\xff\xc0\0\x0b\x08\0\x05\0\x07\x01\x01\x11\0\xff\xd9"


def test_old_bitmaps_and_fill_bytes_are_read() -> None:
    assert size_of(OS2) == (5, 7)
    assert size_of(b"\xff\xd8\xff\xff\xff\xc0\0\x0b\x08\0\x05\0\x07\x01\x01\x11\0") == (7, 5)


def test_sides_far_inside_of_a_file_are_not_looked_for() -> None:
    assert len(FAR) > MOST_BYTES
    assert size_of(FAR) == (7, 5)
    assert size_of_base64(b64encode(FAR).decode()) is None


HEADS = [saved(300, 200, **options)[:80] for options in SAVED.values()]


@given(
    st.sampled_from(HEADS), st.lists(st.tuples(st.integers(0, 79), st.integers(0, 255)), max_size=4), st.integers(0, 80)
)
@example(b"\xff\xd8\xff\xff", [], 80)
@example(b"\xff\xd8\xff\xc0\0\x0b\x08\0\x05\0", [], 80)
def test_damaged_headers_crash_nothing_and_mean_the_same_to_the_oracle(
    head: bytes, changes: list[tuple[int, int]], length: int
) -> None:
    data = bytearray(head)
    for at, value in changes:
        data[at % len(data)] = value
    text = b64encode(bytes(data[:length])).decode()
    found = size_of_base64(text.rstrip("="))
    # The client looks at more of a header than the oracle before it takes it for one.
    assert found is None or found == pictures.sides(text)


MASKED = client_module(
    sync_spec(
        "prompt: {type: string}, images: {type: array, items: {type: string, media: {kinds: [url, dataUri], "
        'side: {minimum: 14, maximum: 6000}, ratio: {minimum: "2:5", maximum: "5:2"}}}}, '
        "mask: {type: string, media: {kinds: [dataUri, base64], sameSizeAs: images}}"
    )
)


def refusal(**arguments: Any) -> str:
    with (
        MASKED.Client("sk-1234", base_url="http://127.0.0.1:9") as client,
        pytest.raises(errors.InvalidRequestError) as caught,
    ):
        client.generate_image(prompt="fox", **arguments)
    return str(caught.value)


def test_a_refusal_names_field_sides_and_limit(tmp_path: Path) -> None:
    small, wide = tmp_path / "small.png", tmp_path / "wide.jpg"
    small.write_bytes(saved(20, 13, format="PNG"))
    wide.write_bytes(saved(600, 200, format="JPEG"))
    text = refusal(images=[small, wide])
    assert "images[0]: is 20x13: height 13 is below the minimum 14; the nearest is 22x14" in text
    assert "images[1]: is 600x200: wider than 5:2" in text


@pytest.mark.parametrize("mask", [saved(40, 31, format="PNG"), b64encode(saved(40, 31, format="WEBP")).decode()])
def test_a_mask_has_the_sides_of_the_first_image(mask: Any) -> None:
    first, second = (saved(40, height, format="PNG") for height in (30, 31))
    assert "mask: is 40x31, and images is 40x30; give it the sides of images" in refusal(
        images=[first, second], mask=mask
    )


def test_what_is_a_link_or_has_no_readable_header_is_sent(server: Server) -> None:
    tiff = saved(9000, 3, format="TIFF")
    mask = saved(5, 5, format="PNG")
    for arguments in (
        {"images": ["https://example.com/a.png", tiff], "mask": mask},
        {"images": [tiff], "mask": mask},
        {"images": [saved(14, 14, format="GIF")], "mask": saved(14, 14, format="BMP")},
    ):
        server.add(reply(200, images(server)))
        with MASKED.Client("sk-1234", base_url=server.url) as client:
            client.generate_image(prompt="fox", **arguments)
    assert len(server.seen) == 3
