# Made by `clientsmith generate` from templates/conformance/disk.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The disk while an image is saved: who writes, whether there is room, and who else writes the same file."""

from __future__ import annotations

import builtins
import errno
import io
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from .clock import Clock

_open: Callable[..., Any] = io.open


@contextmanager
def watched_disk(clock: Clock, *, is_full: bool, meanwhile: Callable[[], object] | None) -> Generator[None]:
    """Watch files that are opened for writing.

    Args:
        clock: learns of files that are written in the thread of an event loop.
        is_full: whether a write fails after its first half.
        meanwhile: called once, when the first file is opened.
    """
    events = [meanwhile] if meanwhile is not None else []

    def opened(file: Any, mode: str = "r", *more: Any, **options: Any) -> Any:
        stream = _open(file, mode, *more, **options)
        if not set(mode) & set("wax+"):
            return stream
        clock.note_blocking("a write to a file")
        while events:
            events.pop()()
        return _FullDisk(stream) if is_full else stream

    before = io.open, builtins.open
    io.open = builtins.open = opened
    try:
        yield
    finally:
        io.open, builtins.open = before


class _FullDisk:
    """A file on a disk that has no room for all of it."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __enter__(self) -> _FullDisk:
        return self

    def __exit__(self, *raised: object) -> None:
        self._stream.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, data: bytes) -> int:
        """Write half of the data.

        Raises:
            OSError: always.
        """
        self._stream.write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")
