# Made by `clientsmith generate` from templates/imageclients/_runtime/files.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Saving an image: whole or not at all, and never over a file without leave."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from ..errors import DownloadError


def target(path: str | os.PathLike[str], *, overwrite: bool) -> Path:
    """The path to save to, checked before anything is fetched.

    Raises:
        DownloadError: its folder isn't there, it is a folder itself, or there is a file already.
    """
    try:
        goal = Path(path)
        if not goal.parent.is_dir():
            raise DownloadError(f"the folder {str(goal.parent)!a} doesn't exist")
        if goal.is_dir():
            raise DownloadError(f"{str(goal)!a} is a folder")
        if not overwrite and os.path.lexists(goal):
            raise DownloadError(f"{str(goal)!a} exists already; overwrite=True replaces it")
    except (OSError, ValueError, TypeError) as error:
        raise DownloadError(f"{path!a:.200} is no path to save to: {error}") from error
    return goal


def store(goal: Path, data: bytes, *, overwrite: bool) -> Path:
    """Write the bytes to a .part file beside the goal and move it there in one step.

    Raises:
        DownloadError: the file can't be written; what was there before is untouched.
    """
    part = goal.with_name(f".{goal.name[:20]}.{os.urandom(4).hex()}.part")
    try:
        # O_EXCL: the name is new, and a link that someone put there isn't followed.
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666), "wb") as file:
            file.write(data)
        _move(part, goal, overwrite=overwrite)
    except (OSError, ValueError) as error:
        raise DownloadError(f"{str(goal)!a} can't be written: {getattr(error, 'strerror', None) or error}") from error
    finally:
        with contextlib.suppress(OSError, ValueError):
            part.unlink(missing_ok=True)
    return goal


def _move(part: Path, goal: Path, *, overwrite: bool) -> None:
    if not overwrite:
        try:
            # A hard link fails where the goal came into being meanwhile; a rename would replace it.
            return goal.hardlink_to(part)
        except FileExistsError:
            raise
        except OSError:
            pass  # a file system without hard links
    part.replace(goal)
    return None


async def store_async(goal: Path, data: bytes, *, overwrite: bool) -> Path:
    """The same without blocking the event loop."""
    import asyncio  # noqa: PLC0415 - synchronous clients don't pay for it

    return await asyncio.to_thread(store, goal, data, overwrite=overwrite)
