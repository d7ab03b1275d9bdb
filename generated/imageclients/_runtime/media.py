# Made by `clientsmith generate` from templates/imageclients/_runtime/media.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Images as arguments, and what bytes really are."""

from __future__ import annotations

import os
import re
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any, NamedTuple, cast

from .describe import Field
from .schema import show

SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/gif": ".gif"}
_NAMES = {"jpg": "image/jpeg", "pjpeg": "image/jpeg"} | {kind[6:]: kind for kind in SUFFIXES}


class MediaProblem(ValueError):
    """An image that the field doesn't take; args are the message and a suggestion."""


def encode(field: Field, value: Any) -> Any:
    """The value as it goes on the wire: bytes and paths are read and encoded, anything else stays as it is.

    Raises:
        MediaProblem: the field doesn't take such an image, or the file can't be read.
    """
    if isinstance(value, bytes | bytearray | memoryview | os.PathLike):
        if "dataUri" not in field.media and "base64" not in field.media:
            raise MediaProblem("takes links only, not files or bytes", "upload the image and give its https link")
        source = cast("bytes | bytearray | memoryview | os.PathLike[str]", value)
        data = _read(source) if isinstance(source, os.PathLike) else bytes(source)
        return _encoded(field, data)
    return value


def _read(path: os.PathLike[str]) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise MediaProblem(f"{show(os.fspath(path))} can't be read: {error.strerror}", "") from error


def _encoded(field: Field, data: bytes) -> str:
    if not data:
        raise MediaProblem("is an empty file", "")
    kind = sniff(data)
    if kind is None:
        raise MediaProblem("isn't a PNG, JPEG, WebP or GIF image", "")
    text = b64encode(data).decode("ascii")
    return f"data:{kind};base64,{text}" if "dataUri" in field.media else text


class Fault(NamedTuple):
    """What is wrong with a text that stands for an image; `certain` where it is in no form of an image at all."""

    message: str
    suggestion: str
    certain: bool


def fault(field: Field, value: Any) -> Fault | None:
    """What is wrong with the form of a text that stands for an image; None where nothing is."""
    if not isinstance(value, str):
        return None
    form, found = next(((form, found) for form, one in _FORMS.items() if (found := one.fullmatch(value))), (None, None))
    if form is None or found is None:
        hint = "give a public https link" if field.media == ("url",) else "give a pathlib.Path for a file"
        return Fault("is neither a link nor another form of an image", hint, True)
    if form not in field.media:
        hint = "give a public https link" if "url" in field.media else "give the image itself"
        return Fault(f"takes no {_WORDS[form]}", hint, False)
    if form == "url":
        return None
    text = "".join(found["text"].split()).rstrip("=")
    # Base64 alone doesn't say what it is, but its beginning shows it: sixteen characters are twelve bytes.
    kind = found["kind"].lower() if form == "dataUri" else sniff(b64decode(text[:16].ljust(16, "A")))
    if field.media_types and kind is not None and kind not in field.media_types:
        return Fault(f"is {show(kind)}", f"legal are {', '.join(field.media_types)}", False)
    size = len(text) * 3 // 4
    if field.media_bytes is not None and size > field.media_bytes:
        return Fault(f"has {size} of at most {field.media_bytes} bytes", "make the image smaller", False)
    return None


_FORMS = {
    "dataUri": re.compile(r"data:(?P<kind>image/[a-z0-9.+-]+);base64,(?P<text>[a-z0-9+/= \t\r\n]+)", re.IGNORECASE),
    "url": re.compile(r"https?://[^\x00-\x20/?#][^\x00-\x20]*", re.IGNORECASE),
    "base64": re.compile(r"(?P<text>[A-Za-z0-9+/ \t\r\n]{16,}={0,2}[ \t\r\n]*)"),
}
_WORDS = {"dataUri": "data URI", "url": "link", "base64": "base64"}


def sniff(data: bytes) -> str | None:
    """The media type that the first bytes show, or None."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    return None


def is_complete(data: bytes, kind: str) -> bool:
    """Whether an image has its end, as far as its format tells."""
    if kind == "image/png":
        return data.rfind(b"IEND\xaeB`\x82") >= 0
    if kind == "image/jpeg":
        return b"\xff\xd9" in data[-65536:]
    if kind == "image/gif":
        return data.rstrip(b"\0").endswith(b";")
    if kind == "image/webp":
        return len(data) >= int.from_bytes(data[4:8], "little") + 8
    return True


def media_type(name: Any) -> str | None:
    """A media type for what an answer says, such as `jpeg`; None for what isn't known."""
    if not isinstance(name, str):
        return None
    lowered = name.strip().lower()
    return lowered if lowered.startswith("image/") else _NAMES.get(lowered.removeprefix("."))
