"""A check is one thing that the unmutated clients pass; a mutant that fails one is killed."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Sequence
from time import process_time
from typing import NamedTuple

from mutants.forked import Died, allow, each

_CHUNKS = 16
CPU_SECONDS = 2.0
"""What a check may take besides twenty times what it took of the unmutated clients."""


class Unclean(RuntimeError):
    """The unmutated clients fail checks; args[0] says which."""


class Check(NamedTuple):
    """One check.

    Attributes:
        group: the provider whose modules it goes through.
        mode: which client it drives, sync or async.
        run: what is wrong; empty where nothing is.
    """

    id: str
    group: str
    mode: str
    run: Callable[[], str]


class Trial(NamedTuple):
    """What became of a mutant, and the check that killed it."""

    killed: bool
    by: str = ""


def tried(checks: Iterable[tuple[Check, float]], prepare: Callable[[], None]) -> Trial:
    """Run checks, each with its usual seconds, until one fails; only to be called in a child."""
    allow(30)
    try:
        prepare()
    except Exception as error:
        return Trial(True, f"(import) {error!r}")
    for check, seconds in checks:
        allow(CPU_SECONDS + 20 * seconds)
        if failure(check):
            return Trial(True, check.id)
    return Trial(False)


def failure(check: Check) -> str:
    """What a check says; what it raises is a failure too."""
    try:
        return check.run()
    except BaseException:
        return traceback.format_exc() or "raised"


def judged(found: Trial | Died) -> Trial:
    """What a child found; one that was ended had no end of its own.

    Raises:
        RuntimeError: it raised something, which is a fault of ours and not of the mutant.
    """
    if not isinstance(found, Died):
        return found
    if not found.signal:
        raise RuntimeError(f"a trial came to no end:\n{found.raised}")
    return Trial(True, f"(time or memory) signal {found.signal}")


class Baseline(NamedTuple):
    """What the unmutated clients do: CPU seconds of each check, and the failures."""

    seconds: list[float]
    failures: list[tuple[str, str]]


def baseline(checks: Sequence[Check]) -> Baseline:
    """Run all checks once, in children.

    Raises:
        Unclean: they fail so that nothing can be said of any check.
    """
    parts = chunks(len(checks))
    seconds = [0.0] * len(checks)
    failures: list[tuple[str, str]] = []

    def work(part: range) -> list[tuple[float, str]]:
        return [_timed(checks[index]) for index in part]

    for part, result in zip(parts, each(parts, work), strict=True):
        if isinstance(result, Died):
            raise Unclean(f"the cases ended the process: {result}")
        for index, (spent, said) in zip(part, result, strict=True):
            seconds[index] = spent
            failures += [(checks[index].id, said)] if said else []
    return Baseline(seconds, failures)


def _timed(check: Check) -> tuple[float, str]:
    allow(60)
    begun = process_time()
    said = failure(check)
    return process_time() - begun, said


def chunks(count: int) -> list[range]:
    """The numbers up to a count, in parts for children."""
    return [range(start, count, _CHUNKS) for start in range(min(_CHUNKS, count))]
