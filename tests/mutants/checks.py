"""A check is one thing that the unmutated clients pass; a mutant that fails one is killed."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Sequence
from time import process_time
from typing import Literal, NamedTuple

from mutants.forked import Died, allow

CPU_SECONDS = 2.0
"""What a check may take besides twenty times what it took of the unmutated clients."""


class Check(NamedTuple):
    """One check.

    Attributes:
        group: the provider whose modules it goes through.
        kind: what it is about; checks of different kinds are tried first.
        run: what is wrong; empty where nothing is.
        twin: a check that goes before this one and says the same, unless it goes another way through the code.
    """

    id: str
    group: str
    kind: str
    run: Callable[[], str]
    twin: str = ""


Outcome = Literal["killed", "timed out", "survived", "not covered", "invalid"]


class Trial(NamedTuple):
    """What became of a mutant: the check that killed it, and what that check said."""

    outcome: Outcome
    by: str = ""
    said: str = ""

    @property
    def killed(self) -> bool:
        """Whether a check noticed it."""
        return self.outcome in ("killed", "timed out")


def tried(checks: Iterable[tuple[Check, float]], prepare: Callable[[], None]) -> Trial:
    """Run checks, each with its usual seconds, until one fails; only to be called in a child."""
    allow(30)
    try:
        prepare()
    except Exception as error:
        return Trial("killed", "(import)", repr(error))
    for check, seconds in checks:
        allow(CPU_SECONDS + 20 * seconds)
        if said := failure(check):
            return Trial("killed", check.id, said[:2000])
    return Trial("survived")


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
    return Trial("timed out", "(time or memory)", f"signal {found.signal}")


class Baseline(NamedTuple):
    """What the unmutated clients do: CPU seconds of each check, and the failures."""

    seconds: list[float]
    failures: list[tuple[str, str]]


def baseline(checks: Sequence[Check]) -> Baseline:
    """Run all checks once; only to be called in a child."""
    seconds: list[float] = []
    failures: list[tuple[str, str]] = []
    for check in checks:
        allow(60)
        begun = process_time()
        if said := failure(check):
            failures.append((check.id, said))
        seconds.append(process_time() - begun)
    return Baseline(seconds, failures)
