"""Spec mutants, tried by the contract tests on the client that is made from the changed spec."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

from clientsmith.load import Document
from mutants.checks import Baseline, Check, Trial, judged, tried
from mutants.facts import Edit
from mutants.forked import Died, each
from mutants.installed import install
from mutants.rendered import MODULES, Renderer, changed, refused
from mutants.silent import silent
from mutants.summary import Apart, Result

_MISSING = compile("raise ModuleNotFoundError(__name__)", "<missing>", "exec")


class SpecMutant(NamedTuple):
    """A change of a spec that a client could show."""

    provider: str
    document: Document
    edit: Edit

    @property
    def id(self) -> str:
        """Spec, pointer, operator, and for a change what is there now."""
        edit = self.edit
        now = "" if edit.drops else f": {_short(edit.before)} -> {_short(edit.after)}"
        return f"specs/{self.provider}.yaml: {edit.pointer}: {edit.operator}{now}"


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else f"{text[:60]}..."


def spec_mutants(
    provider: str, document: Document, edits: Iterable[Edit], renderer: Renderer, apart: Apart
) -> list[SpecMutant]:
    """The changes that make another client, no two the same; the others are counted apart."""
    original = renderer.rendered(document)
    if original is None:
        raise ValueError(f"{provider}: the spec can't be built as it is")
    seen, unheard = {original.mark}, silent(document.data)
    found: list[SpecMutant] = []
    for edit in edits:
        if edit.path in unheard:
            apart.silent += 1
            continue
        made = renderer.rendered(changed(document, edit.applied(document.data)))
        if made is None:
            apart.invalid += 1
        elif made.mark == original.mark:
            apart.documentation += made.types == original.types
            apart.types += made.types != original.types
        elif made.mark in seen:
            apart.alike += 1
        else:
            seen.add(made.mark)
            found.append(SpecMutant(provider, document, edit))
    return found


def tried_specs(
    mutants: Sequence[SpecMutant],
    renderer: Renderer,
    checks: Sequence[Check],
    usual: Baseline,
    package: Path,
    apart: Apart,
    progress: Callable[[int], None],
) -> list[Result]:
    """What the contract tests say of each mutant; the runtime is imported and shared."""

    def work(mutant: SpecMutant) -> tuple[Trial, bool, int]:
        order = _ordered(mutant, checks, usual.seconds)
        document = changed(mutant.document, mutant.edit.applied(mutant.document.data))
        made = renderer.rendered(document)
        assert made is not None
        # A module that the changed spec doesn't make isn't there, though its file is.
        code: dict[str, CodeType] = {
            f"imageclients.{mutant.provider}.{name}": made.code.get(name, _MISSING) for name in MODULES
        }
        files = {name: package / mutant.provider / f"{name.rpartition('.')[2]}.py" for name in code}
        linted = refused(document)
        return tried(order, partial(install, code, files)), linted, len(order)

    results: list[Result] = []
    for mutant, found in zip(mutants, each(mutants, work, progress), strict=True):
        trial, linted, count = (judged(found), False, 0) if isinstance(found, Died) else found
        apart.linted += linted
        edit = mutant.edit
        results.append(
            Result(
                id=mutant.id,
                kind="spec",
                where=f"specs/{mutant.provider}.yaml:{_line(mutant)}",
                before=_short(edit.before),
                after="(nothing)" if edit.drops else _short(edit.after),
                killed=trial.killed,
                by=trial.by,
                covered=count,
            )
        )
    return results


def _line(mutant: SpecMutant) -> int:
    return mutant.document.place(mutant.edit.path).line


def _ordered(mutant: SpecMutant, checks: Sequence[Check], seconds: Sequence[float]) -> list[tuple[Check, float]]:
    """The cases of the provider, those of the changed operation first; both clients share what a spec says."""
    path = mutant.edit.path
    operation = str(path[1]) if len(path) > 1 and path[0] == "operations" else ""
    word = next((str(step) for step in reversed(path) if isinstance(step, str)), "")

    def rank(index: int) -> tuple[bool, bool, int]:
        check = checks[index]
        return operation not in check.id, word not in check.id, index

    own = [index for index, check in enumerate(checks) if check.group == mutant.provider and check.mode != "async"]
    return [(checks[index], seconds[index]) for index in sorted(own, key=rank)]
