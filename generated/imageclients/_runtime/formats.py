# Made by `clientsmith generate` from templates/imageclients/_runtime/formats.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Finds the type of an image by its bytes or by a name."""

from __future__ import annotations

import re
from binascii import a2b_base64
from collections.abc import Mapping
from typing import Any

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
FEW = 32
"""Fewer bytes are no image, in formats that don't say how long they are."""
_SUBTYPE = re.compile(r"image/[a-z0-9.+-]+")
_PAGE = re.compile(rb"<!doctype html|<(html|head|body|script|title|meta)\b")
_BASE64 = re.compile(r"[A-Za-z0-9+/]*")
_PLAIN_MAP = re.compile(rb"P[1-7]\s")
_BINARY = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


def media_type(name: Any) -> str | None:
    """The media type for a name in an answer, such as `jpeg`; None for an unknown name."""
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
    if data[:2] == b"BM" and data[6:10] == bytes(4) and little(data[14:18]) in (12, 16, 40, 52, 56, 64, 108, 124):
        return "image/bmp"
    if data[:4] == b"\0\0\1\0" and 0 < little(data[4:6]) < 256 and data[9:10] == b"\0":
        return ICON
    return None


def sniff_base64(text: str) -> str | None:
    """The media type that the beginning of a text shows, where it is an image in base64 of either alphabet."""
    start = "".join(text[:64].split()).rstrip("=").replace("-", "+").replace("_", "/")
    return sniff(a2b_base64(start + "A" * (-len(start) % 4))) if _BASE64.fullmatch(start) else None


def is_page(start: bytes) -> bool:
    """Whether bytes are the beginning of a page of HTML, in any usual encoding."""
    return _PAGE.search(start[:2000].replace(b"\0", b"").lower()) is not None


_OTHER_FILES = re.compile(rb"\x1f\x8b|%PDF|PK\x03\x04|.{4}ftyp(?:isom|iso[2-9]|mp4|avc|M4V|qt  |3gp|dash)", re.DOTALL)
"""The first bytes of archives, documents and videos, which are no images whatever the header says."""


def fits_declared(data: bytes, declared: str) -> bool:
    """Whether bytes may be of the type that a header names, for types that can't be recognised by their bytes."""
    start = data[:1000]
    if declared == SVG:
        before, tag, _ = start.replace(b"\0", b"").lower().partition(b"<svg")
        return bool(tag) and not is_page(before) and data[-100:].rstrip(b" \t\r\n\0").endswith(b">")
    if declared in SUFFIXES or not _SUBTYPE.fullmatch(declared) or is_page(start) or _OTHER_FILES.match(start):
        return False
    is_binary = len(data) >= FEW and _BINARY.search(start) is not None
    return is_binary or (_PLAIN_MAP.match(data) is not None and len(data) > 8)


def little(data: bytes) -> int:
    """A number whose bytes stand in little-endian order."""
    return int.from_bytes(data, "little")
