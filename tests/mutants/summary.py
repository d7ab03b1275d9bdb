"""What a run found, as a table and as a list of survivors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Result(NamedTuple):
    """A mutant and what became of it.

    Attributes:
        kind: spec or code.
        where: file and line.
        by: the check that killed it.
        covered: how many cases could see it.
    """

    id: str
    kind: str
    where: str
    before: str
    after: str
    killed: bool
    by: str
    covered: int


@dataclass
class Apart:
    """Changes of specs that are no mutants, by why: how many; and how many mutants the lint would have refused."""

    documentation: int = 0
    silent: int = 0
    types: int = 0
    invalid: int = 0
    alike: int = 0
    linted: int = 0


def table(results: Sequence[Result], reasons: Mapping[str, str], seconds: Mapping[str, float]) -> str:
    """Kinds of mutants with their numbers and scores."""
    lines = [
        f"{'kind':10} {'mutants':>8} {'killed':>8} {'explained':>10} {'unexplained':>12} {'killed %':>9} {'seconds':>8}"
    ]
    for kind in sorted({result.kind for result in results}):
        group = [result for result in results if result.kind == kind]
        alive = [result for result in group if not result.killed]
        known = sum(result.id in reasons for result in alive)
        killed = len(group) - len(alive)
        lines.append(
            f"{kind:10} {len(group):8} {killed:8} {known:10} {len(alive) - known:12}"
            f" {share(killed, len(group)):>9} {seconds.get(kind, 0.0):8.0f}"
        )
    return "\n".join(lines)


def beside(apart: Apart) -> str:
    """What isn't in the table."""
    return (
        f"changes of specs that are no mutants: {apart.documentation} only change documentation, {apart.types} only"
        f" types, {apart.silent} can't show by the\nlanguage's own words, {apart.alike} do what another does,"
        f" {apart.invalid} can't be built; the lint would have refused {apart.linted} of the mutants"
    )


def share(part: int, whole: int) -> str:
    """A part in per cent, never rounded up to all of it."""
    return f"{int(1000 * part / whole) / 10:.1f}" if whole else "-"


def shown(result: Result) -> str:
    """A survivor with its place and its change."""
    ran = f"run by {result.covered}" if result.covered else "no case runs it"
    return f"{result.where}\n  {result.id}\n  - {result.before}\n  + {result.after}\n  {ran}"
