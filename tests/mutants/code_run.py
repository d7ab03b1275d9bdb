"""Code mutants, tried: by the contract tests, and those that live on by the runtime's own tests."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import CodeType

from mutants.checks import Baseline, Check, Trial, baseline, judged, tried
from mutants.chosen import Chooser
from mutants.forked import Died, each
from mutants.installed import install
from mutants.source import CodeMutant, Module, module_name
from mutants.summary import Result
from mutants.traced import Lines, coverage

Told = Callable[[str], None]
_CHUNKS = 16


class Unclean(RuntimeError):
    """The unmutated clients fail checks; args[0] says which."""


def measured(checks: Sequence[Check], told: Told) -> Baseline:
    """What the unmutated clients do.

    Raises:
        Unclean: they fail so that nothing can be said of any check.
    """
    told(f"running {len(checks)} cases on the clients as they are")
    parts = _chunks(len(checks))
    found = each(parts, lambda part: baseline([checks[index] for index in part]))
    seconds = [0.0] * len(checks)
    failures: list[tuple[str, str]] = []
    for part, result in zip(parts, found, strict=True):
        if isinstance(result, Died):
            raise Unclean(f"the cases ended the process: {result}")
        failures += result.failures
        for index, value in zip(part, result.seconds, strict=True):
            seconds[index] = value
    return Baseline(seconds, failures)


def lines_of(checks: Sequence[Check], files: Mapping[str, str], names: Sequence[str], told: Told) -> list[Lines]:
    """The lines that each check runs."""
    told("noting which case runs which line")
    parts = _chunks(len(checks))
    prepare = partial(import_all, names)
    found = each(parts, lambda part: coverage([checks[index] for index in part], files, prepare))
    covered: list[Lines] = [{} for _ in checks]
    for part, result in zip(parts, found, strict=True):
        if isinstance(result, Died):
            raise Unclean(f"noting the lines ended the process: {result}")
        for index, lines in zip(part, result, strict=True):
            covered[index] = lines
    return covered


def _chunks(count: int) -> list[range]:
    return [range(start, count, _CHUNKS) for start in range(min(_CHUNKS, count))]


def import_all(names: Sequence[str]) -> None:
    """Import modules of the clients, unmutated."""
    for name in names:
        importlib.import_module(name)


def install_mutant(modules: Mapping[str, Module], mutant: CodeMutant) -> None:
    """Let this process import the mutated module."""
    module = modules[mutant.file]
    code: dict[str, CodeType] = {module_name(mutant.file): module.compiled(mutant)}
    install(code, dict.fromkeys(code, module.path))


def tried_code(
    mutants: Sequence[CodeMutant],
    modules: Mapping[str, Module],
    chooser: Chooser,
    progress: Callable[[int], None],
) -> Iterator[Result]:
    """What the contract tests say of each mutant."""

    def work(mutant: CodeMutant) -> tuple[Trial, int, list[str]]:
        order = chooser.chosen(mutant)
        names = [check.id for check, _ in order[:3]]
        if not order:
            return Trial("not covered"), 0, names
        return tried(order, partial(install_mutant, modules, mutant)), len(order), names

    for mutant, found in zip(mutants, each(mutants, work, progress), strict=True):
        trial, count, names = (judged(found), 0, []) if isinstance(found, Died) else found
        yield _result(mutant, modules[mutant.file].path, trial, count, names)


def untried(
    mutants: Sequence[CodeMutant],
    modules: Mapping[str, Module],
    chooser: Chooser,
    progress: Callable[[int], None],
) -> Iterator[Result]:
    """The mutants as if the contract tests let them live, which an earlier run has found."""
    for mutant in mutants:
        order = chooser.chosen(mutant)
        names = [check.id for check, _ in order[:3]]
        yield _result(mutant, modules[mutant.file].path, Trial("survived"), len(order), names)


def _result(mutant: CodeMutant, path: Path, trial: Trial, count: int, names: list[str]) -> Result:
    return Result(
        id=mutant.id,
        kind="runtime" if mutant.file.startswith("_runtime/") or mutant.file == "errors.py" else "client",
        where=f"generated/imageclients/{mutant.file}:{mutant.line}",
        before=mutant.before,
        after=mutant.after,
        fate="vectors" if trial.killed else "survived",
        by=trial.by,
        said=trial.said,
        covered=count,
        examples=names,
        timed_out=trial.outcome == "timed out",
    )


def second_tier(
    alive: Sequence[tuple[CodeMutant, Result]],
    modules: Mapping[str, Module],
    files: Mapping[str, str],
    names: Sequence[str],
    told: Told,
    progress: Callable[[int], None],
) -> None:
    """Let the runtime's own tests try the mutants that live; what they kill is noted in the results.

    Raises:
        Unclean: they fail without a mutant.
    """
    # Imported here once, for all children.
    from mutants import runtime_tests, swapped

    for name in ("hypothesis", "datamodel_code_generator", "clientsmith.render", "httpx2"):
        importlib.import_module(name)
    told("noting which of the runtime's own tests runs which line")
    [recorded] = each([0], lambda _: runtime_tests.recorded(files, partial(import_all, names)))
    if isinstance(recorded, Died) or recorded.code:
        raise Unclean(f"{runtime_tests.FOLDER} fails without any mutant: {recorded[:2]}")
    checks = runtime_tests.tests_as_checks(recorded)
    seconds = [recorded.seconds[check.id] for check in checks]
    chooser = Chooser(checks, seconds, [recorded.lines[check.id] for check in checks], modules)
    told(f"trying {len(alive)} mutants that live with the runtime's own tests")
    tests = [[check.id for check, _ in chooser.chosen(mutant)] for mutant, _ in alive]
    jobs = [
        runtime_tests.Job(names, partial(swapped.swap, modules[mutant.file], mutant))
        for (mutant, _), names in zip(alive, tests, strict=True)
    ]
    [quick] = each([0], lambda _: runtime_tests.tried_in_place(jobs, recorded, partial(import_all, names)))
    if isinstance(quick, Died) or len(quick) != len(jobs):
        raise Unclean(f"{runtime_tests.FOLDER} can't be imported: {quick}")
    left: list[tuple[CodeMutant, Result, list[str]]] = []
    for (mutant, result), names_of, found in zip(alive, tests, quick, strict=True):
        trial = judged(found)
        if trial.killed:
            result.fate, result.by = "runtime tests", trial.by
        elif names_of:
            left.append((mutant, result, names_of))

    def work(job: tuple[CodeMutant, Result, list[str]]) -> Trial:
        mutant, _, chosen = job
        return runtime_tests.tried_by_tests(chosen, recorded.made, partial(install_mutant, modules, mutant))

    told(f"trying {len(left)} of them from the beginning")
    for (_, result, _), found in zip(left, each(left, work, progress, waiters=1), strict=True):
        trial = judged(found)
        if trial.killed:
            result.fate, result.by = "runtime tests", trial.by
