"""The types of images: known by their bytes, with their ends where they may stand."""

from __future__ import annotations

import struct

import pytest

from imageclients import errors
from imageclients._runtime import download, formats, image_ends

PNG = b"\x89PNG\r\n\x1a\n....IEND\xaeB`\x82"


WEBP = b"RIFF" + struct.pack("<I", 4) + b"WEBP"


GIF = b"GIF89a\1\0\1\0\x80\0\0" + bytes(6) + b"!\xf9\4\0\0;\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"


PREVIEW = b"\xff\xd8\xff\xe1\0\x0a\xff\xd8 fox \xff\xd9"


SCAN = b"\xff\xda\0\2 a very small picture"


@pytest.mark.parametrize(
    ("data", "told", "kind"),
    [
        (PNG, "", "image/png"),
        (b"GIF87a;", "", "image/gif"),
        (b"GIF89a;\0\0", "", "image/gif"),
        (WEBP, "", "image/webp"),
        (b"\xff\xd8\xff\xff\xd9" + b"a" * 60_000, "", "image/jpeg"),
        (b"....", "image/avif", None),
        (b"\1" * 32, "IMAGE/X-AVIF; q=1", None),
        (b"\1" * 32, "IMAGE/X-Fox; q=1", "image/x-fox"),
        (b"\1" * 31, "image/x-fox", None),
        (b"a" * 32, "image/x-fox", None),
        (b"\1" * 32, "image/*", None),
        (b"....", "image/svg+xml", None),
        (b"<?xml version='1.0'?>\n<svg><title>a</title></svg>\n", "image/svg+xml", "image/svg+xml"),
        (b"<?xml version='1.0'?>\n<svg><title>a</ti", "image/svg+xml", None),
        (b"<html><svg></svg></html>", "image/svg+xml", None),
        (b"\1" * 490 + b"<html>", "image/x-fox", None),
        (b"\1" * 490 + "<html>".encode("utf-16"), "image/x-fox", None),
        (b"P6 1 1 255 abc", "image/x-portable-pixmap", "image/x-portable-pixmap"),
        (b"....", "image/png", None),
        (b"....", "image/x-png", None),
        (b"....", "jpg", None),
        (b"....", "text/html", None),
        (b"RIFF....WAVE", "", None),
        (b"XXXX....WEBP", "", None),
        (b"", "image/png", None),
        (PNG[:-1], "", None),
        (WEBP[:-1], "", None),
        (WEBP[:4] + struct.pack("<I", 5) + b"WEBP", "", None),
        (b"\xff\xd8\xff\xff\xd9" + b"a" * 70_000, "", "image/jpeg"),
        (b"\xff\xd8\xff" + b"a" * 16, "", None),
        (b"\xff\xd8\xff" + b"a" * 17, "", "image/jpeg"),
        (b"GIF89a..", "", None),
    ],
)
def test_what_bytes_are_is_seen_by_the_bytes(data: bytes, told: str, kind: str | None) -> None:
    if kind is None:
        with pytest.raises(errors.NotAnImageError):
            download.image_type(data, told, "a")
    else:
        assert download.image_type(data, told, "a") == kind


@pytest.mark.parametrize(
    ("data", "kind", "extent"),
    [
        (PNG, "png", (True, "")),
        (PNG + b"\0", "png", (True, "has 1 bytes behind its end")),
        (PREVIEW[:6] + b"\xff\xd8\xff\xd9\0\0\0\0" + SCAN + b"\xff\xd9", "jpeg", (True, "")),
        (PREVIEW[:6] + b"\xff\xd8\xff\xd9\0\0\0\0" + SCAN, "jpeg", (True, "has no end marker")),
        (
            PREVIEW[:6] + b"\xff\xd8\xff\xd9\0\0\0\0" + SCAN + b"\xff\xd9fox",
            "jpeg",
            (True, "has 3 bytes behind its end"),
        ),
        (GIF, "gif", (True, "")),
        (GIF + b"fox;", "gif", (True, "has 4 bytes behind its end")),
        (GIF[:-1], "gif", (False, "")),
        (GIF[:25], "gif", (False, "")),
        (b"GIF89a;\0", "gif", (True, "")),
        (b"GIF89a;X", "gif", (False, "")),
        (WEBP + b"\0", "webp", (True, "has 1 bytes behind its end")),
        (b"RIFF" + struct.pack("<I", 5) + b"WEBPX\0", "webp", (True, "")),
        (b"", "x-fox", (True, "")),
    ],
)
def test_the_end_of_an_image_is_looked_for_where_it_may_stand(data: bytes, kind: str, extent: tuple[bool, str]) -> None:
    assert image_ends.extent(data, f"image/{kind}") == extent


def test_names_of_formats_are_understood() -> None:
    told = {name: formats.media_type(name) for name in ("png", ".JPG", "image/webp", "Image/X", "gif", "tiff", "pjpeg")}
    assert told == {
        "png": "image/png",
        ".JPG": "image/jpeg",
        "image/webp": "image/webp",
        "Image/X": "image/x",
        "gif": "image/gif",
        "tiff": "image/tiff",
        "pjpeg": "image/jpeg",
    }
    for kind, suffixes in formats.SUFFIXES.items():
        assert formats.media_type(suffixes[0]) == kind


@pytest.mark.parametrize(
    ("told", "kind"), [("image/jpg", "image/jpeg"), ("image/pjpeg", "image/jpeg"), ("image/x-png", "image/png")]
)
def test_what_is_no_image_is_said_to_be_told_as_one_under_the_usual_name(told: str, kind: str) -> None:
    with pytest.raises(errors.NotAnImageError, match=f"isn't an image but {kind}"):
        download.image_type(b"garbage", told, "a")
