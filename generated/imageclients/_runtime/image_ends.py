# Made by `clientsmith generate` from templates/imageclients/_runtime/image_ends.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Finds the end of an image in each format: whether the image is complete, and oddities of its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal, NamedTuple

from .formats import FEW, ICON, little

_STEPS = 300_000
"""Most parts of an image that are read; a real GIF of 64 MiB has fewer."""
_KNOWN_BOXES = {b"ftyp", b"meta", b"mdat", b"moov", b"free", b"jp2h", b"jp2c", b"jxlc", b"jxlp", b"jbrd", b"Exif"}


class Extent(NamedTuple):
    """Whether an image is complete, as far as its format shows that quickly, and oddities of its end."""

    complete: bool
    oddity: str = ""


def extent(data: bytes, kind: str) -> Extent:
    """The extent of an image of this type."""
    end = _ENDS[kind](data) if kind in _ENDS else len(data)
    if end is None:
        return Extent(True, "has no end marker")
    if end > len(data):
        return Extent(False)
    behind = len(data) - end
    return Extent(True, f"has {behind} bytes behind its end" if behind else "")


def _after(data: bytes, mark: bytes) -> int:
    """The place after the last of these marks; without one, a place beyond the end of the data."""
    at = data.rfind(mark)
    return at + len(mark) if at >= 0 else len(data) + 1


def _end_of_png(data: bytes) -> int:
    return _after(data, b"IEND\xaeB`\x82")


def _end_of_jpeg(data: bytes) -> int | None:
    # The segments before the picture are passed over: a preview inside them has an end of its own.
    at = 2
    for _ in range(_STEPS):
        if data[at : at + 1] != b"\xff" or data[at + 1 : at + 2] == b"\xda" or data[at + 2 : at + 4] < b"\0\2":
            break
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    end = data.rfind(b"\xff\xd9", at if at < len(data) else 2)
    if end >= 0:
        return end + 2
    return None if len(data) >= 20 else len(data) + 1


def _end_of_gif(data: bytes) -> int:
    def after_table(at: int, flags: int) -> int:
        return at + (3 << (flags & 7) + 1 if flags & 0x80 else 0)

    at, in_blocks = after_table(13, data[10] if len(data) > 10 else 0), False
    for _ in range(_STEPS):
        if len(data) < 13 or at >= len(data):
            break
        if in_blocks:
            in_blocks = data[at] > 0
            at += data[at] + 1
        elif data[at] == 0x3B:
            return at + 1
        elif data[at] == 0x21:
            at, in_blocks = at + 2, True
        elif data[at] == 0x2C and at + 9 < len(data):
            at, in_blocks = after_table(at + 10, data[at + 9]) + 1, True
        else:
            at = 0
            break
    # If the parts aren't those of a GIF, only the end of the file counts.
    lost = len(data) < 13 or at < len(data)
    return len(data) if lost and data.rstrip(b"\0").endswith(b";") else len(data) + 1


def _end_of_webp(data: bytes) -> int:
    size = little(data[4:8]) + 8
    # Writers disagree on whether the byte that makes a length even counts.
    return size + 1 if size % 2 and len(data) == size + 1 else size


def _end_of_bmp(data: bytes) -> int:
    size, pixels = little(data[2:6]), little(data[10:14])
    return size if size > pixels else max(len(data), pixels + 1)


def _end_of_icon(data: bytes) -> int:
    entries = [data[at : at + 16] for at in range(6, 6 + 16 * little(data[4:6]), 16)]
    return max(6 + 16 * len(entries), *(little(entry[8:12]) + little(entry[12:16]) for entry in entries))


def _end_of_tiff(data: bytes) -> int:
    """The end of the first directory, which most programs write last; where the picture ends isn't looked up."""
    order: Literal["little", "big"] = "little" if data[:1] == b"I" else "big"
    big = data[2:4] in (b"+\0", b"\0+")
    wide, count, entry = (8, 8, 20) if big else (4, 2, 12)
    at = int.from_bytes(data[8:16] if big else data[4:8], order)
    entries = int.from_bytes(data[at : at + count], order)
    return max(len(data), max(at, 1) + count + entries * entry + wide) if entries else len(data) + 1


def _boxes(data: bytes) -> Iterator[tuple[bytes, int]]:
    """The name and the end of each box at the top level; the last may end beyond the data."""
    at = 0
    for _ in range(_STEPS):
        size, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        elif size == 0:
            size = len(data) - at
        at += size
        # What is behind the image is no box: it has no size that makes sense, or one that leads out of the file.
        if size < 8 or len(name) < 4 or (at > len(data) and name not in _KNOWN_BOXES):
            return
        yield name, at


def _end_of_boxes(*needed: bytes) -> Callable[[bytes], int]:
    """The end of the last box, if one of the boxes can hold the picture; `idat` is inside `meta`."""

    def end(data: bytes) -> int:
        names: set[bytes] = set()
        last = 0
        for name, reached in _boxes(data):
            names.add(name)
            last = reached
        whole = not names.isdisjoint(needed) or (b"meta" in names and b"idat" in data[:100_000])
        return last if whole else len(data) + 1

    return end


def _end_of_jxl(data: bytes) -> int:
    if data.startswith(b"\xff\x0a"):
        return max(len(data), FEW)
    return _end_of_boxes(b"jxlc", b"jxlp")(data)


_END_OF_IMAGE_FILE = _end_of_boxes(b"mdat")
_ENDS: Mapping[str, Callable[[bytes], int | None]] = {
    "image/png": _end_of_png,
    "image/jpeg": _end_of_jpeg,
    "image/gif": _end_of_gif,
    "image/webp": _end_of_webp,
    "image/bmp": _end_of_bmp,
    "image/tiff": _end_of_tiff,
    "image/avif": _END_OF_IMAGE_FILE,
    "image/heic": _END_OF_IMAGE_FILE,
    "image/heif": _END_OF_IMAGE_FILE,
    "image/jp2": _end_of_boxes(b"jp2c"),
    "image/j2c": lambda data: _after(data, b"\xff\xd9"),
    "image/jxl": _end_of_jxl,
    ICON: _end_of_icon,
}
