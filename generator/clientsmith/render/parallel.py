"""Work in forked processes on all cores; a process that is killed costs time and no result.

A child leaves what it has made in a file without a name. What is missing in the end, for whatever reason, the caller
makes itself: there an error is raised as if nobody had helped.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Generic, TypeVar

Task = TypeVar("Task")
Made = TypeVar("Made")

_WIDTH = 2
"""Bytes of a task's number; the numbers of all tasks have to fit into a pipe of 8 KiB."""
_MOST_TASKS = 4000


def cores() -> int:
    """The cores that may be used for children; 1 where no process can be forked."""
    # A fork has the locks of all threads but only one of the threads.
    if not hasattr(os, "fork") or _threads() > 1:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _threads() -> int:
    tasks = Path("/proc/self/task")
    # Those that weren't started by Python count too.
    return len(list(tasks.iterdir())) if tasks.is_dir() else threading.active_count()


class Child:
    """A forked process that does a piece of work and leaves what it makes."""

    def __init__(self, work: Callable[[], Iterator[Any]]) -> None:
        self._made: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `made` or `end`
        # Ctrl-C reaches the whole group, and the parent speaks for all: none may come between fork and `try`.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        self._pid = os.fork()
        if self._pid == 0:
            code = 1
            try:
                signal.signal(signal.SIGINT, signal.SIG_DFL)
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
                for result in work():
                    pickle.dump(result, self._made)
                    self._made.flush()
                code = 0
            finally:
                # Whatever happened: nothing of the parent's ends here, and no traceback is shown.
                os._exit(code)
        try:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        except BaseException:
            self.end()
            raise

    def made(self) -> list[Any]:
        """Wait for the process, and return its results; without the one that it was working on if it broke off."""
        self._wait()
        results: list[Any] = []
        with self._made:
            self._made.seek(0)
            while True:
                try:
                    results.append(pickle.load(self._made))  # noqa: S301 - our own child wrote it
                except (EOFError, pickle.UnpicklingError):
                    return results

    def end(self) -> None:
        """Kill the process if it still runs."""
        if self._pid:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
            self._wait()
        self._made.close()

    def _wait(self) -> None:
        if self._pid:
            with suppress(ChildProcessError):  # who ignores the ends of children, can't wait for them
                os.waitpid(self._pid, 0)
            self._pid = 0


def spread(do: Callable[[Task], Made], tasks: Sequence[Task]) -> list[Made]:
    """The result of each task, in order; computed by as many processes as there are cores, this one included."""
    helpers = min(cores(), len(tasks)) - 1
    if helpers < 1 or len(tasks) > _MOST_TASKS:
        return [do(task) for task in tasks]
    made: dict[int, Made] = {}
    children: list[Child] = []
    taking, giving = os.pipe()
    # What the collector of garbage looks at in a child would be copied; what is there already is no garbage.
    gc.freeze()
    try:
        os.write(giving, b"".join(number.to_bytes(_WIDTH, "big") for number in range(len(tasks))))
        os.close(giving)
        giving = -1

        def share() -> Iterator[tuple[int, Made]]:
            while number := os.read(taking, _WIDTH):
                task = int.from_bytes(number, "big")
                yield task, do(tasks[task])

        for _ in range(helpers):
            children.append(Child(share))  # one by one: those that were started are known
        made.update(share())
        for child in children:
            made.update(child.made())
    finally:
        gc.unfreeze()
        for child in children:
            child.end()
        os.close(taking)
        if giving >= 0:
            os.close(giving)
    return [made[number] if number in made else do(task) for number, task in enumerate(tasks)]


class Ahead(Generic[Task, Made]):
    """A process that imports and prepares before its tasks are known."""

    def __init__(self, prepare: Callable[[], object], do: Callable[[Task], Made]) -> None:
        self._tasks: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `end`
        waiting, self._go = os.pipe()

        def work() -> Iterator[Made]:
            # Or else this process would wait for a word that only it can still give.
            os.close(self._go)
            prepare()
            if os.read(waiting, 1):
                self._tasks.seek(0)
                for task in pickle.load(self._tasks):  # noqa: S301 - our own parent wrote it
                    yield do(task)

        try:
            self._child = Child(work)
        finally:
            os.close(waiting)

    def give(self, tasks: Sequence[Task]) -> None:
        """Hand over the tasks; once."""
        pickle.dump(list(tasks), self._tasks)
        self._tasks.flush()
        os.write(self._go, b"!")

    def made(self) -> list[Made]:
        """The results of the tasks in order; only of the first ones if the process broke off."""
        return self._child.made()

    def end(self) -> None:
        """Kill the process if it still runs."""
        self._child.end()
        self._tasks.close()
        os.close(self._go)
