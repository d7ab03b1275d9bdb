"""Work in child processes: every job starts from the same state, and what it breaks stays in there."""

from __future__ import annotations

import os
import pickle
import resource
import selectors
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")
R = TypeVar("R")
MEMORY = 4 * 1024**3
"""Bytes of address space that a child may have: a mutant that gathers without end is stopped."""


class Died(NamedTuple):
    """A child ended without a result: `signal` is what ended it, 0 if it was what it raised."""

    signal: int
    raised: str = ""


def allow(seconds: float) -> None:
    """Let this process go on for so many CPU seconds, and some more if it waits; a new call begins anew.

    Nothing handles these signals, so that no mutant can swallow them.
    """
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, 10 + 4 * seconds)


def each(jobs: Sequence[T], work: Callable[[T], R], told: Callable[[int], None] = lambda _: None) -> list[R | Died]:
    """What `work` returns of each job, in their order; each runs in a child of its own, one per core at a time.

    `told` is called with the number of jobs done so far.
    """
    at_once = len(os.sched_getaffinity(0))
    results: list[R | Died] = [Died(0)] * len(jobs)
    waiting = iter(enumerate(jobs))
    done = 0
    with selectors.DefaultSelector() as selector:
        running = 0
        while True:
            while running < at_once and (found := next(waiting, None)) is not None:
                index, job = found
                pid, stream = _start(work, job)
                selector.register(stream, selectors.EVENT_READ, (index, pid, bytearray()))
                running += 1
            if not running:
                return results
            for key, _ in selector.select():
                index, pid, received = key.data
                chunk = os.read(key.fd, 1 << 20)
                received += chunk
                if chunk:
                    continue
                selector.unregister(key.fd)
                os.close(key.fd)
                _, status = os.waitpid(pid, 0)
                running -= 1
                done += 1
                results[index] = _result(bytes(received), status)
                told(done)


def _result(received: bytes, status: int) -> Any:
    if os.WIFSIGNALED(status):
        return Died(os.WTERMSIG(status))
    return pickle.loads(received) if received else Died(0)  # noqa: S301 - our own child sent it


def _start(work: Callable[[T], Any], job: T) -> tuple[int, int]:
    """Begin a job; the process, and where its result comes from."""
    reader, writer = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    with warnings.catch_warnings():
        # From 3.12 on Python warns where there are threads; ours hold nothing that a child needs.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        os.close(writer)
        return pid, reader
    code = 1
    try:
        os.close(reader)
        silent = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silent, stream)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            content = pickle.dumps(work(job))
        except BaseException:
            content = pickle.dumps(Died(0, traceback.format_exc()))
        while content:
            content = content[os.write(writer, content) :]
        code = 0
    finally:
        # Whatever was raised: a child never goes on with what is its parent's.
        os._exit(code)
