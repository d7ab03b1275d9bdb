"""Images as arguments: samples of every kind, recognising texts that are images, and encoding bytes."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from math import isqrt
from typing import Any

from clientsmith.diagnostics import shown
from clientsmith.language.pixels import pixel_limits
from clientsmith.load.json_values import Json, sequence
from clientsmith.oracle import pictures
from clientsmith.oracle.pixels import outside, pair

LINK = "https://example.com/in.png"
FILE = "file;base64,"
"""What stands before a file in base64, where a call is JSON."""


def _little(number: int) -> bytes:
    return number.to_bytes(4, "little")


_PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="  # one pixel
_JPEG = b64encode(b"\xff\xd8\xff\xe0 a very small picture of a fox \xff\xd9").decode()
_CHUNKS = b"WEBPVP8 a very small picture"
_WEBP = b64encode(b"RIFF" + len(_CHUNKS).to_bytes(4, "little") + _CHUNKS).decode()
_GIF = b64encode(b"GIF89a a very small picture ;").decode()


def _box(name: bytes, content: bytes) -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + name + content


def _boxed(brands: bytes, name: bytes, first: bytes = b"") -> str:
    boxes = _box(b"ftyp", brands[:4] + bytes(4) + brands) + _box(b"meta", bytes(4))
    return b64encode(first + boxes + _box(name, b"a very small picture")).decode()


_SIGNED = b"\0\0\0\x0c%b\r\n\x87\n"
_BMP = b64encode(b"BM" + _little(58) + _little(0) + _little(54) + _little(40) + bytes(36) + b"fox!").decode()
_TIFF = b64encode(b"II*\0" + _little(28) + b"a very small picture" + b"\1\0" + bytes(16)).decode()
_ICON = b64encode(
    bytes([0, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 32, 0]) + _little(20) + _little(22) + b"a very small picture"
)
FILES = {
    "image/png": _PNG,
    "image/jpeg": _JPEG,
    "image/webp": _WEBP,
    "image/gif": _GIF,
    "image/avif": _boxed(b"avifmif1", b"mdat"),
    "image/heic": _boxed(b"mif1heic", b"mdat"),
    "image/tiff": _TIFF,
    "image/bmp": _BMP,
    "image/jp2": _boxed(b"jp2 ", b"jp2c", _SIGNED % b"jP  "),
    "image/jxl": _boxed(b"jxl ", b"jxlc", _SIGNED % b"JXL "),
    "image/vnd.microsoft.icon": _ICON.decode(),
}
"""A small image of each type, in base64."""
_OTHER = b64encode(b"a very small picture of a kind of its own").decode()
"""Stands for an image of any other type."""
SUFFIXES = {
    **{kind: f".{kind.partition('/')[2]}" for kind in FILES},
    "image/jpeg": ".jpg",
    "image/vnd.microsoft.icon": ".ico",
    "image/svg+xml": ".svg",
}
"""The suffix of a file of each type."""
_BY_BYTES = {*FILES, "image/heif", "image/j2c"}
"""Types that the first bytes of a file show."""


def samples(image: Json) -> list[Any]:
    """Return a sample for each kind of image that a field with this `media` takes, the usual one first."""
    kind, encoded = usual(sequence(image.get("types")))
    if (size := legal_size(image)) is not None:
        kind = kind if kind in pictures.KINDS else next(iter(sized_types(image)), kind)
        encoded = pictures.picture(kind, *size) or encoded
    made = {"url": LINK, "dataUri": f"data:{kind};base64,{encoded}", "base64": encoded, "file": FILE + encoded}
    return [made[kind] for kind in sequence(image["kinds"]) if kind in made]


def is_sized(image: Json) -> bool:
    """Whether the sides of the images are limited."""
    return not {"side", "pixels", "ratio"}.isdisjoint(image)


def sized_types(image: Json) -> list[str]:
    """Return the types that the field takes and whose headers are read."""
    types = sequence(image.get("types"))
    return [kind for kind in pictures.KINDS if not types or kind in types]


def legal_size(image: Json) -> tuple[int, int] | None:
    """Return sides that the limits allow; None where there are no limits, or none were found."""
    limit = pixel_limits(image)
    step = limit.width.multiple or 1
    numbers = {limit.width.minimum or 1, limit.width.maximum or 1, isqrt(limit.pixels.minimum or 1), 512, 1024, 1}
    numbers |= {isqrt(limit.pixels.maximum)} if limit.pixels.maximum else set[int]()
    whole = sorted({number + more for number in numbers for more in (-number % step, step - number % step)})
    boxes = [(number, number) for number in whole]
    for ratio in (limit.ratio_minimum, limit.ratio_maximum):
        left, right = pair(ratio) if ratio is not None else (1, 1)
        boxes += [(-(-number * left // right), number) for number in whole]
        boxes += [(number, -(-number * right // left)) for number in whole]
    legal = (box for box in boxes if max(box) <= pictures.LARGEST and not any(outside(limit, *box)))
    return next(legal, None) if is_sized(image) else None


def usual(types: Sequence[str]) -> tuple[str, str]:
    """Return one of the allowed media types, with a small image in base64; without a list any type is allowed."""
    kind = next((kind for kind in FILES if not types or kind in types), None) or types[0]
    return kind, FILES.get(kind, _OTHER)


_FORMS = {
    "url": re.compile(r"https?://[^\x00-\x20/?#][^\x00-\x20]*"),
    "dataUri": re.compile(r"data:[a-z]+/[a-z0-9.+-]+;base64,[a-z0-9+/= \t\r\n]+"),
    "base64": re.compile(r"[a-z0-9+/ \t\r\n]{16,}={0,2}[ \t\r\n]*"),
}


def form_of(text: str, types: Sequence[str] = ()) -> str:
    """Return the kind of image that a text is; empty if none. A data URI of a legal type needn't be of an image."""
    form = next((form for form, pattern in _FORMS.items() if pattern.fullmatch(text.lower())), "")
    other = form == "dataUri" and not text[5:].lower().startswith("image/")
    return "" if other and type_of(text, form) not in types else form


def is_known_by_bytes(kind: str) -> bool:
    """Whether the first bytes of a file show that it is of this type."""
    return kind in _BY_BYTES


def type_of_file(image: Json, encoded: str) -> str:
    """Return the type of a file in base64: by its bytes, else the first legal one that they don't show; or nothing."""
    other = (kind for kind in sequence(image.get("types")) if not is_known_by_bytes(kind))
    return type_of(encoded.removeprefix(FILE), "base64") or next(other, "")


_SIGNATURES = {
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
    "image/gif": re.compile(rb"GIF8[79]a"),
    "image/avif": re.compile(rb"....ftypavif", re.DOTALL),
    "image/heic": re.compile(rb"....ftyp(heic|mif1....mif1heic)", re.DOTALL),
    "image/tiff": re.compile(rb"II\*\0|MM\0\*"),
    "image/bmp": re.compile(rb"BM....\0\0\0\0....\x28\0\0\0", re.DOTALL),
    "image/jp2": re.compile(rb"\0\0\0\x0cjP  \r\n\x87\n"),
    "image/jxl": re.compile(rb"\0\0\0\x0cJXL \r\n\x87\n"),
    "image/vnd.microsoft.icon": re.compile(rb"\0\0\x01\0[^\0]\0..\0", re.DOTALL),
}


def type_of(text: str, form: str) -> str:
    """Return the media type of a data URI, or of base64 by its first bytes; empty if unknown."""
    if form == "dataUri":
        return text[5:].partition(";")[0].lower()
    start = "".join(text.split())[:64] if form == "base64" else ""
    try:
        data = b64decode(start[: len(start) // 4 * 4])
    except ValueError:
        return ""
    return next((kind for kind, signature in _SIGNATURES.items() if signature.match(data)), "")


def bytes_of(text: str, form: str) -> int:
    """Return the number of image bytes in a text."""
    encoded = text.partition(",")[2] if form == "dataUri" else text.removeprefix(FILE) if form == "base64" else ""
    return len("".join(encoded.split()).rstrip("=")) * 3 // 4


_IN_WORDS = {
    "url": "an http(s) link",
    "dataUri": "a data URI",
    "base64": "base64",
    "file": "a file",
    "upload": "a file",
}
_PLACEHOLDERS = {
    "url": re.compile(r"https?://[^/\s]"),
    "dataUri": re.compile(r"data:[^,]*,"),
    "base64": re.compile(r"[A-Za-z0-9+/\s]+={0,2}\s*\Z"),
    "file": re.compile(r"\S"),
}


def fault(image: Json, text: str) -> str:
    """Return why `media` doesn't allow a text; empty if it does."""
    types, most = sequence(image.get("types")), image.get("maxBytes")
    is_file = "file" in image["kinds"] or ("upload" in image["kinds"] and text.startswith(FILE))
    form = "base64" if is_file else form_of(text, types)
    if not is_file and form not in image["kinds"]:
        return f"must be {_kinds(image)}, found {shown(text)}"
    kind = type_of_file(image, text) if is_file else type_of(text, form)
    if is_file and (not kind or not text.startswith(FILE)):
        return f"must be {_kinds(image)} of a known type"
    if types and kind not in ("", *types):
        return f"must be of the type {' or '.join(types)}, found {kind}"
    if most is not None and bytes_of(text, form) > most:
        return f"must have at most {most} bytes, found {bytes_of(text, form)}"
    sides = sides_of(text) if is_sized(image) else None
    broken = next(outside(pixel_limits(image), *sides), None) if sides is not None else None
    return f"{broken[1]}: it is {sides[0]} x {sides[1]}" if broken is not None and sides is not None else ""


def sides_of(text: Any) -> tuple[int, int] | None:
    """Return the sides of an image that is given itself; None for a link, or where its header doesn't say them."""
    form = form_of(text) if isinstance(text, str) else ""
    if form not in ("dataUri", "base64"):
        return None
    return pictures.sides(text.partition(",")[2] if form == "dataUri" else text)


def placeholder_fault(image: Json, text: str) -> str:
    """Return why a text from a document, which may be cut short, doesn't look like an image; empty if it does."""
    if any(_PLACEHOLDERS[kind].match(text) for kind in image["kinds"] if kind in _PLACEHOLDERS):
        return ""
    return f"must be {_kinds(image)}, found {shown(text)}"


def _kinds(image: Json) -> str:
    return " or ".join(_IN_WORDS[kind] for kind in image["kinds"])


def encoded_as(image: Json, encoded: str) -> str | None:
    """Return what a client sends for image bytes, given here in base64; None where the field takes no bytes."""
    kind = type_of_file(image, encoded) if encoded else ""
    if not kind:
        return None
    if {"file", "upload"} & {*image["kinds"]}:
        return FILE + encoded
    if "dataUri" in image["kinds"]:
        return f"data:{kind};base64,{encoded}"
    return encoded if "base64" in image["kinds"] else None
