"""Files that are arguments and go into the body as they are: looked at before the call, read while it is sent."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from ..errors import ConfigurationError
from .formats import SUFFIXES
from .media import Fault, Media, MediaProblem, read_open, read_path, type_of
from .messages import show

_CHUNK = 256 * 1024
_START = 512
"""Bytes that show a file's type."""


class File(str):
    """A file to be sent, whose text is its name: where a JSON value is expected it counts as a text.

    Attributes:
        media_type: by its first bytes.
        size: in bytes.
        source: its bytes, its path, or the open file and where it began.
    """

    media_type: str
    size: int
    source: bytes | Path | tuple[Any, int]

    def chunks(self) -> Iterator[bytes]:
        """The bytes, from the beginning.

        Raises:
            ConfigurationError: the file is gone, closed, or of another length by now.
        """
        if isinstance(self.source, bytes):
            yield self.source
            return
        try:
            if isinstance(self.source, Path):
                with self.source.open("rb") as file:
                    yield from self._read(file)
            else:
                file, start = self.source
                file.seek(start)
                yield from self._read(file)
        except (OSError, ValueError, TypeError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ConfigurationError(f"{show(str(self))} can't be read any more: {reason}") from error

    def _read(self, file: Any) -> Iterator[bytes]:
        left = self.size
        while left:
            data = file.read(min(left, _CHUNK))
            if not data:
                raise ValueError("it has become shorter")
            left -= len(data)
            yield data

    @property
    def is_there(self) -> bool:
        """Whether it can be read again, from the beginning."""
        if isinstance(self.source, Path):
            return self.source.is_file()
        return isinstance(self.source, bytes) or not getattr(self.source[0], "closed", False)


def file_of(media: Media, value: Any) -> Any:
    """The file for bytes, a path or an open file; any other value stays as it is.

    Raises:
        MediaProblem: it can't be read, is empty, or of no known type.
    """
    if isinstance(value, os.PathLike):
        path = Path(cast("os.PathLike[str]", value))
        return _made(media, path.name, *_of_path(path))
    if isinstance(value, bytes | bytearray | memoryview):
        data = bytes(cast("bytes", value))
        return _made(media, "", data, len(data), data[:_START])
    if not isinstance(value, type) and callable(getattr(value, "read", None)):
        name = getattr(value, "name", "")
        name = Path(name).name if isinstance(name, str) else ""
        return _made(media, name, *_of_open(value), hint="an open file is read from where it stands")
    return value


def _of_path(path: Path) -> tuple[bytes | Path, int, bytes]:
    """What a file is read from later, its size and its beginning."""
    try:
        facts = path.stat()
        if stat.S_ISREG(facts.st_mode):
            with path.open("rb") as file:
                return path.absolute(), facts.st_size, file.read(_START)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise MediaProblem(f"{show(str(path))} can't be read: {reason}", "") from error
    data = read_path(path)  # a pipe gives what it has only once
    return data, len(data), data[:_START]


def _of_open(file: Any) -> tuple[bytes | tuple[Any, int], int, bytes]:
    seekable = getattr(file, "seekable", None)
    try:
        if not isinstance(file, io.TextIOBase) and callable(seekable) and seekable() is True:
            start = file.tell()
            size = file.seek(0, os.SEEK_END) - start
            file.seek(start)
            begin = file.read(_START)
            file.seek(start)
            if isinstance(begin, bytes):
                return (file, start), max(0, size), begin
    except (OSError, ValueError, TypeError) as error:
        raise MediaProblem(f"can't be read: {error}", "give a file that is open for reading, or bytes") from error
    data = read_open(file)
    return data, len(data), data[:_START]


def _made(
    media: Media, name: str, source: bytes | Path | tuple[Any, int], size: int, begin: bytes, hint: str = ""
) -> File:
    if not size:
        raise MediaProblem("is an empty file", hint)
    kind = type_of(media, begin)
    if kind is None:
        raise MediaProblem("isn't an image of a known format, such as PNG or JPEG", hint)
    file = File(name or f"file{SUFFIXES.get(kind, ('',))[0]}")
    file.media_type, file.size, file.source = kind, size, source
    return file


def file_fault(media: Media, file: Any) -> Fault | None:
    """What is wrong with a value that must be a file; None if nothing is."""
    if not isinstance(file, File):
        return Fault("takes bytes, a path or an open file", "give a pathlib.Path for a file", True)
    if media.types and file.media_type not in media.types:
        return Fault(f"is {show(file.media_type)}", f"legal are {', '.join(media.types)}", False)
    if media.max_bytes is not None and file.size > media.max_bytes:
        return Fault(f"has {file.size} of at most {media.max_bytes} bytes", "make the file smaller", False)
    return None
