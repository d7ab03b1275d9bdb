# Made by `clientsmith generate` from templates/imageclients/_runtime/media.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Encodes and checks one image that is an argument: a link, bytes, a path or an open file."""

from __future__ import annotations

import io
import os
import re
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple, cast

from .formats import SUFFIXES, SVG, sniff, sniff_base64
from .image_headers import size_of_base64
from .messages import show
from .size_limits import Limits, Size

# A file is an IO[bytes] to type checkers; pydantic, which reads annotations of arguments, has no schema for that.
if TYPE_CHECKING:
    OpenFile = IO[bytes]
else:
    OpenFile = Any

MAX_BYTES = 256 * 1024 * 1024
"""Most bytes that are read of a file, which may be endless."""


class Media(NamedTuple):
    """The images that a field, or a field inside an object, takes: in which forms, of which types, how large."""

    kinds: tuple[str, ...]
    types: tuple[str, ...] = ()
    max_bytes: int | None = None
    size: Limits | None = None

    @property
    def takes_files(self) -> bool:
        """Whether files are sent as they are, in the request or in an upload before it."""
        return "file" in self.kinds or "upload" in self.kinds


class MediaProblem(ValueError):
    """An image that the field doesn't take; `path` leads to it inside the field's value."""

    def __init__(self, message: str, suggestion: str, path: str = "") -> None:
        super().__init__(message)
        self.message, self.suggestion, self.path = message, suggestion, path


def encode(media: Media, value: Any) -> Any:
    """The value that is sent: bytes, paths and open files are read and encoded, anything else stays unchanged.

    Raises:
        MediaProblem: the field doesn't take such an image, or the file can't be read.
    """
    is_file = not isinstance(value, type) and callable(getattr(value, "read", None))
    if not is_file and not isinstance(value, bytes | bytearray | memoryview | os.PathLike):
        return value
    if media.kinds == ("url",):
        raise MediaProblem("takes links only, not files or bytes", "upload the image and give its https link")
    if is_file:
        return _encoded(media, read_open(value), "an open file is read from where it stands: seek(0) goes back")
    if isinstance(value, os.PathLike):
        return _encoded(media, read_path(cast("os.PathLike[str]", value)))
    return _encoded(media, bytes(cast("bytes", value)))


def read_path(path: os.PathLike[str]) -> bytes:
    """The bytes of a file.

    Raises:
        MediaProblem: it can't be read.
    """
    try:
        with Path(path).open("rb") as file:
            return bytes(_bounded(file.read))
    except OSError as error:
        raise MediaProblem(f"{show(os.fspath(path))} can't be read: {error.strerror}", "") from error


def read_open(file: Any) -> bytes:
    """The rest of a file that the user opened.

    Raises:
        MediaProblem: it can't be read, or isn't one of bytes.
    """
    if isinstance(file, io.TextIOBase):
        raise MediaProblem("is a file that was opened as text", 'open it with mode "rb"')
    try:
        data = _bounded(file.read)
    except (OSError, ValueError, TypeError) as error:
        if isinstance(error, MediaProblem):
            raise
        raise MediaProblem(f"can't be read: {error}", "give a file that is open for reading, or bytes") from error
    if isinstance(data, bytes | bytearray | memoryview):
        return bytes(cast("bytes", data))
    getattr(data, "close", int)()  # a coroutine is never awaited
    hint = 'open it with mode "rb"' if isinstance(data, str) else "give bytes, or a file whose read() returns them"
    raise MediaProblem(f"is a file that gives {type(data).__name__} instead of bytes", hint)


def _bounded(read: Callable[[int], Any]) -> Any:
    data = read(MAX_BYTES + 1)
    while isinstance(data, bytes) and 0 < len(data) <= MAX_BYTES and (more := read(MAX_BYTES + 1 - len(data))):
        data += more  # pipes give what they have
    if isinstance(data, bytes) and len(data) > MAX_BYTES:
        raise MediaProblem(f"has more than {MAX_BYTES} bytes", "make the image smaller")
    return data


def _encoded(media: Media, data: bytes, hint: str = "") -> str:
    if not data:
        raise MediaProblem("is an empty file", hint)
    kind = type_of(media, data)
    if kind is None:
        raise MediaProblem("isn't an image of a known format, such as PNG or JPEG", hint)
    text = b64encode(data).decode("ascii")
    return f"data:{kind};base64,{text}" if "dataUri" in media.kinds else text


def type_of(media: Media, begin: bytes) -> str | None:
    """The type of a file by its beginning; else the first legal one that isn't known by its bytes."""
    return sniff(begin) or next((kind for kind in media.types if kind == SVG or kind not in SUFFIXES), None)


class Fault(NamedTuple):
    """What is wrong with a text that must be an image; `certain` if the text is in no form of an image at all."""

    message: str
    suggestion: str
    certain: bool


def fault_of(media: Media, value: Any) -> Fault | None:
    """What is wrong with a text that must be an image; None if nothing is."""
    if not isinstance(value, str):
        return None
    matches = ((form, pattern.fullmatch(value)) for form, pattern in _FORMS.items())
    form, match = next(((form, match) for form, match in matches if match is not None), ("", None))
    # What a data URI has may be of any type that is listed, else of an image.
    declared = match["kind"].lower() if match is not None and form == "dataUri" else ""
    if match is None or (declared and not declared.startswith("image/") and declared not in media.types):
        hint = "give a public https link" if media.kinds == ("url",) else "give a pathlib.Path for a file"
        return Fault("is neither a link nor another form of an image", hint, True)
    if form not in media.kinds:
        hint = "give a public https link" if "url" in media.kinds else "give the image itself"
        return Fault(f"takes no {_WORDS[form]}", hint, False)
    if form == "url":
        return None
    text = "".join(match["text"].split()).rstrip("=")
    kind = declared or sniff_base64(text)
    if media.types and kind is not None and kind not in media.types:
        return Fault(f"is {show(kind)}", f"legal are {', '.join(media.types)}", False)
    size = len(text) * 3 // 4
    if media.max_bytes is not None and size > media.max_bytes:
        return Fault(f"has {size} of at most {media.max_bytes} bytes", "make the image smaller", False)
    return _size_fault(media.size, size_of_base64(text)) if media.size is not None else None


def _size_fault(limits: Limits, size: Size | None) -> Fault | None:
    """The first limit that the sides of an image break; what has no readable header breaks none."""
    broken = next(limits.broken_by(*size, str(size)), None) if size is not None else None
    if size is None or broken is None:
        return None
    near = limits.nearest(size)
    hint = f"the nearest is {near}" if near is not None else ""
    reason = broken[1].removeprefix(f"{size}: ").removeprefix(f"{size} is ")
    return Fault(f"is {size}: {reason}", hint, False)


def size_of_text(value: Any) -> Size | None:
    """The sides of an image that is given itself, not as a link; None where its header doesn't say them."""
    for form in ("dataUri", "base64"):
        if isinstance(value, str) and (match := _FORMS[form].fullmatch(value)) is not None:
            return size_of_base64("".join(match["text"].split()).rstrip("="))
    return None


_FORMS = {
    "dataUri": re.compile(r"data:(?P<kind>[a-z]+/[a-z0-9.+-]+);base64,(?P<text>[a-z0-9+/= \t\r\n]+)", re.IGNORECASE),
    "url": re.compile(r"https?://[^\x00-\x20/?#][^\x00-\x20]*", re.IGNORECASE),
    "base64": re.compile(r"(?P<text>[A-Za-z0-9+/ \t\r\n]{16,}={0,2}[ \t\r\n]*)"),
}
_WORDS = {"dataUri": "data URI", "url": "link", "base64": "base64"}
