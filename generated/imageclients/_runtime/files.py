# Made by `clientsmith generate` from templates/imageclients/_runtime/files.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Saves an image: whole or not at all, and over another file only where that is asked for."""

from __future__ import annotations

import contextlib
import os
import stat
import warnings
from pathlib import Path

from ..errors import DownloadError
from .callers import ArgumentWarning, levels_to_caller
from .formats import SUFFIXES
from .loops import in_thread


def target(path: str | os.PathLike[str], media_type: str | None, *, overwrite: bool) -> Path:
    """The path to save to; a path without a suffix gets that of the image's type, if the type is known.

    Raises:
        DownloadError: its folder isn't there, it is a folder or a device itself, or there is a file already.
    """
    try:
        goal = Path(path)
        if not goal.parent.is_dir():
            raise DownloadError(f"the folder {str(goal.parent)!a} doesn't exist")
        if goal.is_dir():
            raise DownloadError(f"{str(goal)!a} is a folder")
        _replaced_mode(goal)
        suffixes = SUFFIXES.get(media_type or "", ())
        if suffixes and not goal.suffix.strip("."):
            goal = goal.with_name(goal.name.rstrip(".") + suffixes[0])
            if goal.is_dir():
                raise DownloadError(f"{str(goal)!a} is a folder")
        if not overwrite and os.path.lexists(goal):
            raise DownloadError(f"{str(goal)!a} exists already; overwrite=True replaces it")
        _replaced_mode(goal)
    except (OSError, ValueError, TypeError) as error:
        raise DownloadError(f"{path!a:.200} is no path to save to: {error}") from error
    return goal


def warn_of_suffix(goal: Path, media_type: str | None) -> None:
    """Warn if the suffix of a file isn't one of the image's type."""
    suffixes = SUFFIXES.get(media_type or "", ())
    if suffixes and goal.suffix.lower() not in suffixes:
        text = f"{goal.name!a:.200} is {media_type}, whose suffix is {suffixes[0]}; saved under this name all the same"
        warnings.warn(text, ArgumentWarning, stacklevel=levels_to_caller())


def store(goal: Path, data: bytes, *, overwrite: bool) -> Path:
    """Write the bytes to a .part file beside the target, and rename it in one step.

    Raises:
        DownloadError: the file can't be written; what was there before is untouched.
    """
    part = goal.with_name(f".{goal.name[:20]}.{os.urandom(4).hex()}.part")
    try:
        mode = _replaced_mode(goal) if overwrite else None
        # O_EXCL: the name is new, and a link that someone put there isn't followed.
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY
        with os.fdopen(os.open(part, flags, 0o666 if mode is None else 0o600), "wb") as file:
            file.write(data)
        if mode is not None:
            part.chmod(mode)
        _move(part, goal, overwrite=overwrite)
    except (OSError, ValueError) as error:
        raise DownloadError(f"{str(goal)!a} can't be written: {getattr(error, 'strerror', None) or error}") from error
    finally:
        with contextlib.suppress(OSError, ValueError):
            part.unlink(missing_ok=True)
    return goal


def _replaced_mode(goal: Path) -> int | None:
    """The permissions of the file that is replaced; None where there is none, or a link.

    Raises:
        DownloadError: it is a device, a pipe or a socket, also behind a link.
    """
    with contextlib.suppress(OSError):
        mode = goal.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise DownloadError(f"{str(goal)!a} is a device, a pipe or a socket, which isn't replaced")
        return None if goal.is_symlink() else stat.S_IMODE(mode) & 0o777
    return None


def _move(part: Path, goal: Path, *, overwrite: bool) -> None:
    if not overwrite:
        try:
            # A hard link fails if the goal was created meanwhile; a rename would replace it.
            return goal.hardlink_to(part)
        except FileExistsError:
            raise
        except OSError:
            pass  # a file system without hard links
    part.replace(goal)
    return None


async def store_async(goal: Path, data: bytes, *, overwrite: bool) -> Path:
    """Store the bytes without blocking the event loop."""
    return await in_thread(store, goal, data, overwrite=overwrite)
