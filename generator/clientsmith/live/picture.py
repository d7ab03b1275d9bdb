"""Reads width and height of an image from its first bytes."""

from __future__ import annotations

import struct

Box = tuple[int, int]
KINDS = ("image/png", "image/jpeg", "image/webp", "image/gif")
"""Media types whose sizes are known here."""
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG markers that begin a frame and tell its size."""


def box(data: bytes) -> Box | None:
    """Return width and height of a PNG, JPEG, WebP or GIF; None if unknown."""
    try:
        found = _found(data)
    except (IndexError, struct.error):
        return None
    return found if found is not None and min(found) > 0 else None


def _found(data: bytes) -> Box | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
        width, height = struct.unpack_from(">II", data, 16)
        return width, height
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp(data)
    if data[:4] == b"GIF8":
        width, height = struct.unpack_from("<HH", data, 6)
        return width, height
    return None


def _jpeg(data: bytes) -> Box | None:
    """The size is in the first frame; what stands before tells its own length."""
    at = 2
    while data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1  # filling
            continue
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        if marker in (0xD9, 0xDA):
            return None
        alone = marker == 0x01 or 0xD0 <= marker <= 0xD8
        at += 2 if alone else 2 + struct.unpack_from(">H", data, at + 2)[0]
    return None


def _webp(data: bytes) -> Box | None:
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L" and data[20] == 0x2F:
        (bits,) = struct.unpack_from("<I", data, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None
