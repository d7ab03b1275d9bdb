# Made by `clientsmith generate` from templates/imageclients/_runtime/multipart.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""A body of parts (multipart/form-data), whose files are read while it is sent."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ..errors import ConfigurationError
from .describe import Encoding
from .given_files import File
from .jsontypes import is_array, is_object

MULTIPART = "multipart/form-data"
_JSON = "application/json"
# As browsers escape them; a name can't end its header.
_ESCAPED = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A", "\0": "%00"})


class Part(NamedTuple):
    """A part: its headers, without the empty line behind them, and its content."""

    head: bytes
    content: bytes | File


def parts_of(wire: str, value: Any, encoding: Encoding | None) -> Iterator[Part]:
    """The parts of a field: one for each element of a list, and none for null."""
    name, kind = (encoding.name or wire, encoding.content_type) if encoding is not None else (wire, "")
    for item in value if is_array(value) and kind != _JSON else (value,):
        yield from _part(name, kind, item)


def _part(name: str, kind: str, value: Any) -> Iterator[Part]:
    if isinstance(value, File):
        filename = f'; filename="{str(value).translate(_ESCAPED)}"'
        yield Part(_head(name, kind or value.media_type, filename), value)
    elif isinstance(value, str) and kind != _JSON:
        yield Part(_head(name, kind), value.encode())
    elif value is not None:
        nested = is_object(value) or is_array(value)
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        yield Part(_head(name, kind or (_JSON if nested else "")), text.encode())


def _head(name: str, media_type: str, filename: str = "") -> bytes:
    lines = [f'Content-Disposition: form-data; name="{name.translate(_ESCAPED)}"{filename}']
    lines += [f"Content-Type: {media_type}"] if media_type else []
    return "\r\n".join(lines).encode("utf-8", "replace")


def boundary(random: Callable[[], float]) -> str:
    """A line that no part has, but by a chance of one in 2^104."""
    return "".join(f"{int(random() * 2**52):013x}" for _ in range(2))


class Multipart:
    """The body: the same bytes every time that it is read."""

    def __init__(self, parts: list[Part], boundary: str) -> None:
        self.boundary = boundary
        self._parts = parts
        self._line = f"--{boundary}\r\n".encode()
        self._end = f"--{boundary}--\r\n".encode()
        around = sum(len(part.head) + len(self._line) + 6 for part in parts)
        self._length = around + sum(_size(part.content) for part in parts) + len(self._end)

    def __len__(self) -> int:
        return self._length

    @property
    def media_type(self) -> str:
        """The content type of the body."""
        return f"{MULTIPART}; boundary={self.boundary}"

    @property
    def is_there(self) -> bool:
        """Whether it can be sent again."""
        return all(part.content.is_there for part in self._parts if isinstance(part.content, File))

    @property
    def is_read_from_files(self) -> bool:
        """Whether anything is read while it is sent."""
        files = (part.content for part in self._parts if isinstance(part.content, File))
        return any(not isinstance(file.source, bytes) for file in files)

    def chunks(self) -> Iterator[bytes]:
        """The bytes of the body.

        Raises:
            ConfigurationError: a file can't be read any more.
        """
        for part in self._parts:
            yield self._line
            yield from _chunks(part)
        yield self._end

    def sha256(self) -> str:
        """The hash of the parts: of each its headers, an empty line and its content. Empty if a file is gone."""
        digest = hashlib.sha256()
        with contextlib.suppress(ConfigurationError):
            for part in self._parts:
                for chunk in _chunks(part):
                    digest.update(chunk)
            return digest.hexdigest()
        return ""


def _size(content: bytes | File) -> int:
    return content.size if isinstance(content, File) else len(content)


def _chunks(part: Part) -> Iterator[bytes]:
    yield part.head + b"\r\n\r\n"
    yield from part.content.chunks() if isinstance(part.content, File) else (part.content,)
    yield b"\r\n"
