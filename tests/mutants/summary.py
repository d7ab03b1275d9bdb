"""What a run found, as a table, as a list of survivors, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

Fate = Literal["vectors", "runtime tests", "survived"]


@dataclass
class Result:
    """A mutant and what became of it.

    Attributes:
        kind: spec, runtime or client.
        where: file and line, or spec and pointer.
        fate: what killed it, if anything did.
        by: the check that killed it.
        covered: how many cases ran it, and some of their names.
    """

    id: str
    kind: str
    where: str
    before: str
    after: str
    fate: Fate
    by: str = ""
    said: str = ""
    covered: int = 0
    examples: list[str] = field(default_factory=list[str])
    timed_out: bool = False


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
        f"{'kind':10} {'mutants':>8} {'vectors':>8} {'tests':>6} {'explained':>10} {'unexplained':>12}"
        f" {'vectors %':>10} {'all %':>7} {'seconds':>8}"
    ]
    kinds = sorted({result.kind for result in results}, key=("spec", "runtime", "client").index)
    groups: list[tuple[str, list[Result], float]] = [
        (kind, [result for result in results if result.kind == kind], seconds.get(kind, 0.0)) for kind in kinds
    ]
    code = [result for result in results if result.kind != "spec"]
    if {"runtime", "client"} <= set(kinds):
        groups.append(("code", code, seconds.get("runtime", 0.0) + seconds.get("client", 0.0)))
    for kind, group, spent in groups:
        vectors = sum(result.fate == "vectors" for result in group)
        tests = sum(result.fate == "runtime tests" for result in group)
        alive = [result for result in group if result.fate == "survived"]
        known = sum(result.id in reasons for result in alive)
        lines.append(
            f"{kind:10} {len(group):8} {vectors:8} {tests:6} {known:10} {len(alive) - known:12}"
            f" {share(vectors, len(group)):>10} {share(vectors + tests, len(group)):>7} {spent:8.0f}"
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
    """A survivor with its place, its change and what ran it."""
    ran = f"run by {result.covered}: {', '.join(result.examples)}" if result.covered else "no case runs it"
    return f"{result.where}\n  {result.id}\n  - {result.before}\n  + {result.after}\n  {ran}"


def write(path: Path, results: Iterable[Result], apart: Apart, seconds: Mapping[str, float]) -> None:
    """The whole as JSON; all but `seconds` is the same each time."""
    data = {"results": [asdict(result) for result in results], "apart": asdict(apart), "seconds": dict(seconds)}
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def alive(path: Path) -> set[str]:
    """Ids of the mutants that lived in the run that wrote a file."""
    return {result["id"] for result in json.loads(path.read_text("utf-8"))["results"] if result["fate"] == "survived"}
