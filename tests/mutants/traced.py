"""Which lines of the clients a check runs, so that a mutant is tried by the checks that can see it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from types import FrameType, ModuleType
from typing import Any

from mutants.checks import Check, failure
from mutants.forked import allow

Lines = dict[str, int]
"""File name to the lines that ran, as bits."""


@contextmanager
def traced(files: Mapping[str, str], lines: Lines) -> Generator[None]:
    """Note the lines of these files (path to name) that run in this block, in all its threads."""

    def local(frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            name = files[frame.f_code.co_filename]
            lines[name] = lines.get(name, 0) | 1 << frame.f_lineno
        return local

    def begin(frame: FrameType, _: str, __: Any) -> Any:
        return local if frame.f_code.co_filename in files else None

    threading.settrace(begin)
    sys.settrace(begin)
    try:
        yield
    finally:
        sys.settrace(None)
        threading.settrace(None)  # pyright: ignore[reportArgumentType] - documented to end it


def coverage(checks: Sequence[Check], files: Mapping[str, str], prepare: Callable[[], None]) -> list[Lines]:
    """The lines that each check runs after everything is imported; only to be called in a child."""
    prepare()
    found: list[Lines] = []
    for check in checks:
        allow(120)
        forget()
        lines: Lines = {}
        with traced(files, lines):
            failure(check)
        found.append(lines)
    return found


def forget() -> None:
    """Empty the caches of the clients: what an earlier check left there would hide lines from a later one."""
    for name, module in list(sys.modules.items()):
        if name.startswith("imageclients"):
            for cached in _caches(module):
                cached.cache_clear()


@cache
def _caches(module: ModuleType) -> list[Any]:
    return [value for value in vars(module).values() if hasattr(value, "cache_clear")]


def mask(first: int, last: int) -> int:
    """The bits of a range of lines."""
    return (1 << (last + 1)) - (1 << first)
