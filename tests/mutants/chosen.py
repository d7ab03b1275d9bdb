"""The checks that can see a mutant, those first that are likely to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import zip_longest

from mutants.checks import Check
from mutants.places import Place
from mutants.source import CodeMutant, Module
from mutants.traced import Lines, mask
from mutants.uses import made, uses

MOST = 800
"""Checks of a mutant in a function: what lives through so many on every way through it lives through the rest."""


class Chooser:
    """Knows which check runs which lines, in which seconds, and where constants are used."""

    def __init__(
        self, checks: Sequence[Check], seconds: Sequence[float], covered: Sequence[Lines], modules: Mapping[str, Module]
    ) -> None:
        self._checks, self._seconds, self._covered = checks, seconds, covered
        self._uses = uses(modules)
        self._twins = {check.id: index for index, check in enumerate(checks)}

    def chosen(self, mutant: CodeMutant) -> list[tuple[Check, float]]:
        """The checks that run the mutated line, each with its usual seconds.

        One of every kind of way through the function goes first, rare ways before common ones and cheap checks before
        dear ones: checks that go the same way say the same.
        """
        groups: dict[tuple[str, int], list[int]] = defaultdict(list)
        function = mutant.place.function
        around = mask(function.lineno, function.end_lineno or function.lineno) if function is not None else -1
        for index, check in enumerate(self._checks):
            if self._runs(index, mutant) and not self._is_echo(index, mutant, around):
                groups[check.kind, self._covered[index].get(mutant.file, 0) & around].append(index)
        ranked = [sorted(group, key=lambda index: (self._seconds[index], index)) for group in groups.values()]
        ranked.sort(key=lambda group: (len(group), self._seconds[group[0]], group[0]))
        order = [index for tier in zip_longest(*ranked) for index in tier if index is not None]
        return [
            (self._checks[index], self._seconds[index]) for index in (order if mutant.place.at_import else order[:MOST])
        ]

    def _runs(self, index: int, mutant: CodeMutant) -> bool:
        """Whether a check runs the place; for a constant, whether it runs a use; for other code of import, always."""
        place: Place = mutant.place
        covered = self._covered[index]
        if not place.at_import:
            return bool(covered.get(mutant.file, 0) & mask(*place.lines))
        folder = mutant.file.partition("/")[0]
        if folder not in ("_runtime", "errors.py", self._checks[index].group):
            return False
        lines = self._uses.get(made(place))
        return lines is None or any(covered.get(file, 0) & bits for file, bits in lines.items())

    def _is_echo(self, index: int, mutant: CodeMutant, around: int) -> bool:
        """Whether the twin with the other client goes the very same way through the mutated function, or the file."""
        twin = self._twins.get(self._checks[index].twin)
        if twin is None or not self._runs(twin, mutant):
            return False
        ways = (self._covered[each].get(mutant.file, 0) & around for each in (index, twin))
        return next(ways) == next(ways)
