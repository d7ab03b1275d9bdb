"""Small images with sides of our choice, and the sides that the header of an image says."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from zlib import crc32

LONGEST = 256 * 1024
"""Bytes of an image in which its sides are looked for."""


def picture(kind: str, width: int, height: int) -> str | None:
    """Return the base64 of an image of a type with these sides, which shows nothing; None for any other type."""
    make = _MAKERS.get(kind)
    return b64encode(make(width, height)).decode() if make is not None else None


def _png(width: int, height: int) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4, "big") + name + content + crc32(name + content).to_bytes(4, "big")

    sides = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", sides + bytes([8, 0, 0, 0, 0])) + chunk(b"IEND", b"")


def _jpeg(width: int, height: int) -> bytes:
    # A comment before it, as cameras write much there, with bytes in it that look like the marker of a frame.
    comment = b"\xff\xfe\x00\x0d\xff\xc0\x00\x11\x08\x00\x01\x00\x01\x01\x01"
    sides = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return b"\xff\xd8" + comment + b"\xff\xc2\x00\x0b\x08" + sides + b"\x01\x01\x11\x00\xff\xd9"


def _webp(width: int, height: int) -> bytes:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    content = b"WEBPVP8X\n\0\0\0\0\0\0\0" + sides
    return b"RIFF" + len(content).to_bytes(4, "little") + content


def _gif(width: int, height: int) -> bytes:
    return b"GIF89a" + width.to_bytes(2, "little") + height.to_bytes(2, "little") + b"\0\0\0;"


def _bmp(width: int, height: int) -> bytes:
    # A height below zero: the rows stand from top to bottom.
    sides = width.to_bytes(4, "little") + (-height).to_bytes(4, "little", signed=True)
    head = b"BM" + (54).to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little")
    return head + (40).to_bytes(4, "little") + sides + bytes([1, 0, 24, 0]) + bytes(24)


_MAKERS: Mapping[str, Callable[[int, int], bytes]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/webp": _webp,
    "image/gif": _gif,
    "image/bmp": _bmp,
}
KINDS = tuple(_MAKERS)
"""The types whose headers are read."""
LARGEST = 65_535
"""Most pixels of a side that all of them can say."""

_HEADERS = (
    (re.compile(rb"\x89PNG\r\n\x1a\n....IHDR(....)(....)", re.DOTALL), "big"),
    (re.compile(rb"GIF8[79]a(..)(..)", re.DOTALL), "little"),
    (re.compile(rb"BM.{12}\x0c\0\0\0(..)(..)", re.DOTALL), "little"),
    (re.compile(rb"RIFF....WEBPVP8 .{7}\x9d\x01\x2a(..)(..)", re.DOTALL), "vp8"),
    (re.compile(rb"RIFF....WEBPVP8L.{4}\x2f(....)()", re.DOTALL), "vp8l"),
    (re.compile(rb"RIFF....WEBPVP8X.{8}(...)(...)", re.DOTALL), "vp8x"),
    (re.compile(rb"BM.{12}[^\x0c]...(....)(....)", re.DOTALL), "signed"),
)
# Everything up to the first frame: segments with a length, which can't be skipped without reading it.
_MARKER = re.compile(rb"\xff+([^\xff\0])", re.DOTALL)


def sides(text: str) -> tuple[int, int] | None:
    """Return width and height of an image in base64 without a prefix; None where its header doesn't say them."""
    start = "".join(text.split()).rstrip("=")[: LONGEST // 3 * 4]
    try:
        data = b64decode(start + "=" * (-len(start) % 4), validate=True)
    except ValueError:
        return None
    found = _of_jpeg(data) if data[:2] == b"\xff\xd8" else _of_header(data)
    return found if found is not None and min(found) > 0 else None


def _of_header(data: bytes) -> tuple[int, int] | None:
    for pattern, order in _HEADERS:
        if (match := pattern.match(data)) is not None:
            if order == "big":
                return int.from_bytes(match[1], "big"), int.from_bytes(match[2], "big")
            width, height = int.from_bytes(match[1], "little"), int.from_bytes(match[2], "little")
            if order == "signed":
                # What is below zero counts without its sign.
                width, height = (min(number, 2**32 - number) for number in (width, height))
            if order == "vp8":
                return width % 2**14, height % 2**14
            if order == "vp8l":
                return width % 2**14 + 1, width // 2**14 % 2**14 + 1
            return (width + 1, height + 1) if order == "vp8x" else (width, height)
    return None


def _of_jpeg(data: bytes) -> tuple[int, int] | None:
    place = 2
    while (match := _MARKER.match(data, place)) is not None:
        marker, place = match[1][0], match.end()
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:
            continue
        segment = data[place : place + 7]
        if marker in (0xD9, 0xDA) or len(segment) < 2:
            return None
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            if len(segment) < 7:
                return None
            return int.from_bytes(segment[5:7], "big"), int.from_bytes(segment[3:5], "big")
        place += int.from_bytes(segment[:2], "big")
    return None
