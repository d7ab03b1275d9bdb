# Made by `clientsmith generate` from templates/imageclients/_runtime/formats.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""What bytes really are: the type of an image, whether it is whole, and what is odd about its end."""

from __future__ import annotations

import re
from binascii import a2b_base64
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

SVG, ICON = "image/svg+xml", "image/vnd.microsoft.icon"
SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/webp": (".webp",),
    "image/gif": (".gif",),
    "image/avif": (".avif", ".avifs"),
    "image/heic": (".heic", ".heif", ".hif"),
    "image/heif": (".heif", ".heic", ".hif"),
    "image/tiff": (".tiff", ".tif"),
    "image/bmp": (".bmp", ".dib"),
    "image/jp2": (".jp2", ".jpf", ".jpx", ".j2k"),
    "image/j2c": (".j2c", ".j2k", ".jpc"),
    "image/jxl": (".jxl",),
    ICON: (".ico",),
    SVG: (".svg",),
}
"""The suffixes of each type, the usual one first. All but SVG are known by their bytes."""
_NAMES = {
    **{suffix[1:]: kind for kind, suffixes in [*SUFFIXES.items()][::-1] for suffix in suffixes},
    **{kind[6:]: kind for kind in SUFFIXES},
    "pjpeg": "image/jpeg",
    "icon": ICON,
}
_BRANDS = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"), "image/heic"),
    **dict.fromkeys((b"mif1", b"mif2", b"msf1", b"miaf"), "image/heif"),
}
_SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
    b"II+\0\x08\0\0\0": "image/tiff",
    b"MM\0+\0\x08\0\0": "image/tiff",
    b"\0\0\0\x0cjP  \r\n\x87\n": "image/jp2",
    b"\xff\x4f\xff\x51": "image/j2c",
    b"\0\0\0\x0cJXL \r\n\x87\n": "image/jxl",
    b"\xff\x0a": "image/jxl",
}
_FEW = 32
"""Fewer bytes are no image, in formats that don't say how long they are."""
_STEPS = 300_000
"""Most parts of an image that are looked at; those of an honest GIF of 64 MiB are fewer."""
_KNOWN_BOXES = {b"ftyp", b"meta", b"mdat", b"moov", b"free", b"jp2h", b"jp2c", b"jxlc", b"jxlp", b"jbrd", b"Exif"}
_SUBTYPE = re.compile(r"image/[a-z0-9.+-]+")
_PAGE = re.compile(rb"<!doctype html|<(html|head|body|script|title|meta)\b")
_BASE64 = re.compile(r"[A-Za-z0-9+/]*")
_PLAIN_MAP = re.compile(rb"P[1-7]\s")
_BINARY = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


def media_type(name: Any) -> str | None:
    """A media type for what an answer says, such as `jpeg`; None for what isn't known."""
    if not isinstance(name, str):
        return None
    lowered = name.strip().lower()
    return lowered if lowered.startswith("image/") else _NAMES.get(lowered.removeprefix("."))


def declared_type(content_type: str) -> str:
    """The media type that a header names, under its usual name."""
    declared = content_type.partition(";")[0].strip().lower()
    return media_type(declared.removeprefix("image/").removeprefix("x-")) or declared


def sniff(data: bytes) -> str | None:
    """The media type that the first bytes show, or None."""
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        size = min(max(16, int.from_bytes(data[:4], "big")), 256)
        brands = [data[8:12], *(data[at : at + 4] for at in range(16, size, 4))]
        kinds = [_BRANDS[brand] for brand in brands if brand in _BRANDS]
        # Images of these kinds may call themselves by the general brand first.
        return next((kind for kind in kinds if kind != "image/heif"), kinds[0] if kinds else None)
    if data[:2] == b"BM" and data[6:10] == bytes(4) and _little(data[14:18]) in (12, 16, 40, 52, 56, 64, 108, 124):
        return "image/bmp"
    if data[:4] == b"\0\0\1\0" and 0 < _little(data[4:6]) < 256 and data[9:10] == b"\0":
        return ICON
    return None


def sniff_base64(text: str) -> str | None:
    """The media type that the beginning of a text shows, where it is an image in base64 of either alphabet."""
    start = "".join(text[:64].split()).rstrip("=").replace("-", "+").replace("_", "/")
    return sniff(a2b_base64(start + "A" * (-len(start) % 4))) if _BASE64.fullmatch(start) else None


def is_page(start: bytes) -> bool:
    """Whether a page of HTML begins so, in any usual encoding."""
    return _PAGE.search(start[:2000].replace(b"\0", b"").lower()) is not None


_OTHER_FILES = re.compile(rb"\x1f\x8b|%PDF|PK\x03\x04|.{4}ftyp(?:isom|iso[2-9]|mp4|avc|M4V|qt  |3gp|dash)", re.DOTALL)
"""How files begin that are no images, whatever a header calls them: archives, documents, videos."""


def fits_declared(data: bytes, declared: str) -> bool:
    """Whether bytes may be of the type of image that a header names; types that bytes show aren't taken on trust."""
    start = data[:1000]
    if declared == SVG:
        before, tag, _ = start.replace(b"\0", b"").lower().partition(b"<svg")
        return bool(tag) and not is_page(before) and data[-100:].rstrip(b" \t\r\n\0").endswith(b">")
    if declared in SUFFIXES or not _SUBTYPE.fullmatch(declared) or is_page(start) or _OTHER_FILES.match(start):
        return False
    is_binary = len(data) >= _FEW and _BINARY.search(start) is not None
    return is_binary or (_PLAIN_MAP.match(data) is not None and len(data) > 8)


class Extent(NamedTuple):
    """Whether an image is all there, as far as its format tells cheaply, and what is odd about its end."""

    complete: bool
    oddity: str = ""


def extent(data: bytes, kind: str) -> Extent:
    """How far an image reaches."""
    end = _ENDS[kind](data) if kind in _ENDS else len(data)
    if end is None:
        return Extent(True, "has no end marker")
    if end > len(data):
        return Extent(False)
    behind = len(data) - end
    return Extent(True, f"has {behind} bytes behind its end" if behind else "")


def _little(data: bytes) -> int:
    return int.from_bytes(data, "little")


def _after(data: bytes, mark: bytes) -> int:
    """The place after the last such mark, or one that the data doesn't have."""
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
    # Where its parts lead nowhere that GIF knows, how the file ends is what counts.
    lost = len(data) < 13 or at < len(data)
    return len(data) if lost and data.rstrip(b"\0").endswith(b";") else len(data) + 1


def _end_of_webp(data: bytes) -> int:
    size = _little(data[4:8]) + 8
    # Writers disagree on whether the byte that makes a length even counts.
    return size + 1 if size % 2 and len(data) == size + 1 else size


def _end_of_bmp(data: bytes) -> int:
    size, pixels = _little(data[2:6]), _little(data[10:14])
    return size if size > pixels else max(len(data), pixels + 1)


def _end_of_icon(data: bytes) -> int:
    entries = [data[at : at + 16] for at in range(6, 6 + 16 * _little(data[4:6]), 16)]
    return max(6 + 16 * len(entries), *(_little(entry[8:12]) + _little(entry[12:16]) for entry in entries))


def _end_of_tiff(data: bytes) -> int:
    """The end of the first directory, which most writers put last; how long the picture is stands in its entries."""
    order: Literal["little", "big"] = "little" if data[:1] == b"I" else "big"
    big = data[2:4] in (b"+\0", b"\0+")
    wide, count, entry = (8, 8, 20) if big else (4, 2, 12)
    at = int.from_bytes(data[8:16] if big else data[4:8], order)
    entries = int.from_bytes(data[at : at + count], order)
    return max(len(data), max(at, 1) + count + entries * entry + wide) if entries else len(data) + 1


def _boxes(data: bytes) -> Iterator[tuple[bytes, int]]:
    """The name and the end of each box at the top; of the last one, perhaps beyond the end of the data."""
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
    """The end of the last box, if there is one of those that have the picture; `idat` is inside of `meta`."""

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
        return max(len(data), _FEW)
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
