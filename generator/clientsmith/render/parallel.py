"""Work in forked processes on all cores."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

Task = TypeVar("Task")
Made = TypeVar("Made")

_work: tuple[Callable[[Any], Any], Sequence[Any]]
"""What the forked processes do: they have it by being forked, without a copy."""


def spread(do: Callable[[Task], Made], tasks: Sequence[Task], cores: int | None = None) -> Iterator[Made]:
    """Yield the result of each task, in order.

    A process that is killed costs time only: what it didn't make is made here, and so is everything where there is one
    core or no fork, or where other threads run, whose locks a fork would keep.
    """
    global _work  # noqa: PLW0603 - see above
    cores = _cores() if cores is None else cores
    made = 0
    if cores > 1 and len(tasks) > 1:
        _work = (do, tasks)
        try:
            with ProcessPoolExecutor(min(cores, len(tasks)), get_context("fork"), _end_quietly) as pool:
                for result in pool.map(_do, range(len(tasks))):
                    made += 1
                    yield result
        except BrokenProcessPool:
            pass
    for task in tasks[made:]:
        yield do(task)


def _do(number: int) -> Any:
    do, tasks = _work
    return do(tasks[number])


def _end_quietly() -> None:
    """Let Ctrl-C, which reaches all processes, end this one without a traceback."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _cores() -> int:
    if not hasattr(os, "fork") or _threads() > 1:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _threads() -> int:
    tasks = Path("/proc/self/task")
    # Those that weren't started by Python count too.
    return len(list(tasks.iterdir())) if tasks.is_dir() else threading.active_count()
