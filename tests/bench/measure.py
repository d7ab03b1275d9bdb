"""Medians of interleaved rounds, ratios within a round, and whether the machine was too noisy to tell.

Nothing here needs more than the standard library: scripts that run in the peers' environment use it too.
"""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

NOISY = 0.25
"""A measurement whose middle half spreads wider than this part of its median says nothing sure."""

Samples = list[float]
Clock = Callable[[], float]


def interleaved(cases: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, Samples]:
    """Every case once in every round, so that what slows the machine down for a while slows down all of them.

    A case returns what it measured. One round more is run before, and not counted: caches and pools fill up in it.
    """
    samples: dict[str, Samples] = {name: [] for name in cases}
    for number in range(rounds + 1):
        for name, case in random.sample(list(cases.items()), len(cases)):
            measured = case()
            if number:
                samples[name].append(measured)
    return samples


def batch(call: Callable[[], object], times: int) -> Callable[[], float]:
    """A case that makes so many calls, and measures the seconds that one takes."""

    def measured() -> float:
        begun = time.perf_counter()
        for _ in range(times):
            call()
        return (time.perf_counter() - begun) / times

    return measured


def settle() -> None:
    """What is loaded by now costs no later garbage collection, so that nobody pays for the others' modules."""
    gc.collect()
    gc.freeze()


def median(samples: Sequence[float]) -> float:
    """The middle one; not a number where nothing was measured."""
    return statistics.median(samples) if samples else float("nan")


def spread(samples: Sequence[float]) -> float:
    """Width of the middle half, in parts of the median."""
    if len(samples) < 2 or not (middle := abs(median(samples))):
        return 0.0
    low, _, high = statistics.quantiles(samples, n=4, method="inclusive")
    return (high - low) / middle


def ratios(of: Sequence[float], over: Sequence[float], less: Sequence[float] = ()) -> Samples:
    """One ratio a round; `less` is taken from both sides before, as the start of Python is from an import."""
    without = less or [0.0] * len(of)
    return [(one - off) / (other - off) for one, other, off in zip(of, over, without, strict=True) if other - off > 0]


@dataclass
class Row:
    """Something that was measured, in seconds; `also` is shown at the end of its line."""

    name: str
    samples: Samples
    also: str = ""


@dataclass
class Table:
    """Rows with their ratios to one of them.

    Attributes:
        unit: in what the medians are shown, such as ms.
        base: the row that is 1.00.
        less: the row that is taken from all before the ratio.
    """

    title: str
    unit: str
    rows: list[Row]
    base: str
    less: str = ""

    def samples(self, name: str) -> Samples:
        """What was measured under a name; nothing where it was left out."""
        return {row.name: row.samples for row in self.rows}.get(name, [])

    def ratio(self, name: str, over: str = "") -> Samples:
        """The ratio of a row to the base, or to another row, in each round; of the medians if it had other rounds."""
        of, base, less = self.samples(name), self.samples(over or self.base), self.samples(self.less)
        if not of or not base:
            return []
        if len(of) != len(base):
            return ratios([median(of)], [median(base)], [median(less)] if less else [])
        return ratios(of, base, less)


@dataclass
class Goal:
    """What must hold.

    Attributes:
        number: that of the goal in the list of goals; 0 for those of size.
        samples: what it is, once per round; nothing where it couldn't be measured.
        limit: the most that it may be.
        aim: what it should be.
        certain: whether it was counted, so that no noise is possible.
    """

    number: int
    text: str
    samples: Samples
    limit: float
    aim: float | None = None
    certain: bool = False

    @property
    def value(self) -> float:
        """The median."""
        return median(self.samples)

    @property
    def verdict(self) -> str:
        """In a word or four."""
        if not self.samples:
            return "not measured"
        if not self.certain and spread(self.samples) > NOISY:
            return "too noisy to tell"
        if self.value > self.limit:
            return "MISSED"
        return "met" if self.aim is None or self.value > self.aim else "met, and the aim"


@dataclass
class Group:
    """What one part of the benchmark found."""

    name: str
    tables: list[Table] = field(default_factory=list[Table])
    goals: list[Goal] = field(default_factory=list[Goal])
    remarks: list[str] = field(default_factory=list[str])


def left_out(missing: Mapping[str, str]) -> list[str]:
    """Remarks on what couldn't be measured here."""
    return [f"left out: {name}: {why}" for name, why in missing.items()]


@dataclass(frozen=True)
class Plan:
    """How thorough to be."""

    quick: bool = False

    def rounds(self, usual: int, quick: int) -> int:
        """So many, or fewer."""
        return quick if self.quick else usual
