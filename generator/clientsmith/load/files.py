"""Reading files: bounded, plain files only, and lists of the files of a folder."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

MOST_BYTES = 1 << 30
"""The largest file that is read: contract tests of a thousand operations take hundreds of megabytes."""
MAX_BYTES = 16 * 1024 * 1024
"""Largest spec that is read."""


def spec_files(folder: Path) -> list[Path]:
    """The specs of a folder, in order of name; what is hidden is an editor's or a file system's.

    A folder, a pipe or a broken link of such a name is listed too, so that reading it reports what is wrong with it.
    """
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == ".yaml" and not path.name.startswith("."))
    except OSError:
        return []


def unix_lines(content: bytes) -> bytes:
    """The content with the line ends that we write: a checkout may have turned them around."""
    return content.replace(b"\r\n", b"\n") if b"\r" in content else content


def read(path: Path, most: int = MOST_BYTES) -> bytes:
    """A plain file's content.

    Raises:
        OSError: it can't be read, isn't a plain file, or is larger than that.
    """
    # A pipe would be waited for and a device never ends, so nothing is read before it is clear what it is.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        size = _plain_size(descriptor, path)
        # Without a buffer: of hundreds of files, each is read once and whole.
        file = os.fdopen(descriptor, "rb", buffering=0)
    except BaseException:
        os.close(descriptor)
        raise
    with file:
        # The files of /proc and the like have no size before they are read.
        content = file.read(most + 1) if size <= most else None
        if content is None or len(content) > most:
            raise OSError(errno.EFBIG, f"it is larger than {most >> 20} MiB", os.fspath(path))
        return content


def _plain_size(descriptor: int, path: Path) -> int:
    """The size of an open file, before it is read.

    Raises:
        OSError: it isn't a plain file.
    """
    status = os.fstat(descriptor)
    if stat.S_ISDIR(status.st_mode):
        raise OSError(errno.EISDIR, "it is a folder", os.fspath(path))
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "it is a pipe or a device, not a plain file", os.fspath(path))
    return status.st_size


def read_spec(path: Path) -> bytes:
    """The content of a spec.

    Raises:
        OSError: it can't be read, isn't a plain file, or is larger than `MAX_BYTES`.
    """
    return read(path, MAX_BYTES)


def files_below(root: Path, inside: str = "") -> Iterator[tuple[str, bool]]:
    """The files below a folder, by their path with slashes, and whether each is a plain file; caches of Python aside.

    A link isn't followed and isn't plain.

    Raises:
        OSError: a folder can't be read.
    """
    with os.scandir(root / inside) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    yield from files_below(root, f"{inside}{entry.name}/")
            elif not entry.name.endswith(".pyc"):
                yield f"{inside}{entry.name}", entry.is_file(follow_symlinks=False)
