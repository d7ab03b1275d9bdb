# Made by `clientsmith generate` from templates/imageclients/_runtime/image_headers.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Width and height of an image by its header: PNG, JPEG, WebP, GIF and BMP."""

from __future__ import annotations

from binascii import a2b_base64
from struct import error, unpack_from

from .formats import sniff
from .size_limits import Size

MOST_BYTES = 256 * 1024
"""Bytes in which the sides are looked for: some JPEGs have much before them."""
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})


def size_of_base64(text: str) -> Size | None:
    """The sides of an image in base64 without white space; None where the header doesn't say them."""
    start = text[: MOST_BYTES // 3 * 4]
    try:
        return size_of(a2b_base64(start + "=" * (-len(start) % 4), strict_mode=True))
    except ValueError:
        return None


def size_of(data: bytes) -> Size | None:
    """The sides of an image by its first bytes; None where they don't say them, or are cut short."""
    kind = sniff(data)
    try:
        if kind == "image/jpeg":
            size = _of_jpeg(data)
        elif kind == "image/png":
            size = Size(*unpack_from(">II", data, 16)) if data[12:16] == b"IHDR" else None
        elif kind == "image/gif":
            size = Size(*unpack_from("<HH", data, 6))
        elif kind == "image/bmp":
            size = _of_bmp(data)
        else:
            size = _of_webp(data) if kind == "image/webp" else None
    except (error, IndexError):
        return None
    return size if size is not None and min(size) > 0 else None


def _of_bmp(data: bytes) -> Size:
    if data[14] == 12:
        return Size(*unpack_from("<HH", data, 18))
    width, height = unpack_from("<ii", data, 18)
    return Size(abs(width), abs(height))  # rows that stand from top to bottom have a height below zero


def _of_webp(data: bytes) -> Size | None:
    kind = data[12:16]
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = unpack_from("<HH", data, 26)
        return Size(width & 0x3FFF, height & 0x3FFF)
    if kind == b"VP8L" and data[20] == 0x2F:
        (bits,) = unpack_from("<I", data, 21)
        return Size((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8X" and len(data) >= 30:
        return Size(int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1)
    return None


def _of_jpeg(data: bytes) -> Size | None:
    at = 2
    while data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
        elif marker in _ALONE:
            at += 2
        elif marker in _FRAMES:
            height, width = unpack_from(">HH", data, at + 5)
            return Size(width, height)
        elif marker in (0x00, 0xD9, 0xDA):  # the image itself begins, or there is none
            return None
        else:
            at += 2 + unpack_from(">H", data, at + 2)[0]
    return None
