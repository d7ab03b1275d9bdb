"""Code mutants, tried by the contract tests that run the mutated function."""

from __future__ import annotations

import importlib
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import FrameType

from mutants.checks import Check, Trial, Unclean, chunks, failure, judged, tried
from mutants.forked import Died, allow, each
from mutants.installed import install
from mutants.places import Place
from mutants.source import CodeMutant, Module, code_files, module_name
from mutants.summary import Result

MOST = 800
"""Cases that try a mutant in a function, chosen at random among those that run it."""
Functions = frozenset[tuple[str, str]]
"""File and qualified name of each function that a case runs."""


def import_all(names: Sequence[str]) -> None:
    """Import modules of the clients, unmutated."""
    for name in names:
        importlib.import_module(name)


def mutants_of(package: Path) -> tuple[dict[str, Module], list[CodeMutant]]:
    """All modules that are mutated, and their mutants."""
    modules = {file: Module(file, package / file) for file in code_files(package)}
    return modules, [mutant for module in modules.values() for mutant in module.mutants()]


def install_mutant(modules: Mapping[str, Module], mutant: CodeMutant) -> None:
    """Let this process import the mutated module."""
    module, name = modules[mutant.file], module_name(mutant.file)
    install({name: module.compiled(mutant)}, {name: module.path})


def functions_of(checks: Sequence[Check], modules: Mapping[str, Module]) -> list[Functions]:
    """The functions that each check runs after everything is imported."""
    files = {str(module.path): file for file, module in modules.items()}
    parts = chunks(len(checks))
    covered = [Functions() for _ in checks]

    def work(part: range) -> list[Functions]:
        import_all([module_name(file) for file in modules])
        return [_traced(checks[index], files) for index in part]

    for part, result in zip(parts, each(parts, work), strict=True):
        if isinstance(result, Died):
            raise Unclean(f"noting the functions ended the process: {result}")
        for index, functions in zip(part, result, strict=True):
            covered[index] = functions
    return covered


def _traced(check: Check, files: Mapping[str, str]) -> Functions:
    functions: set[tuple[str, str]] = set()

    def called(frame: FrameType, *_: object) -> None:
        if (file := files.get(frame.f_code.co_filename)) is not None:
            functions.add((file, frame.f_code.co_qualname.replace(".<locals>", "")))

    allow(120)
    # What an earlier check left in a cache would hide functions from this one.
    for name, module in list(sys.modules.items()):
        if name.startswith("imageclients"):
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
    sys.settrace(called)
    try:
        failure(check)
    finally:
        sys.settrace(None)
    return frozenset(functions)


def chosen(file: str, place: Place, checks: Sequence[Check], covered: Sequence[Functions]) -> list[int]:
    """The checks that run the mutated function, in an order without a pattern; all of them for what runs at import.

    Those of the asynchronous client only where no synchronous one runs it.
    """
    runs = [i for i in range(len(checks)) if place.at_import or (file, place.name) in covered[i]]
    runs = [index for index in runs if checks[index].mode != "async"] or runs
    random.Random(0).shuffle(runs)  # noqa: S311 - no secret
    return runs if place.at_import else runs[:MOST]


def tried_code(
    mutants: Sequence[CodeMutant],
    modules: Mapping[str, Module],
    checks: Sequence[Check],
    seconds: Sequence[float],
    progress: Callable[[int], None],
) -> list[Result]:
    """What the contract tests say of each mutant."""
    covered = functions_of(checks, modules)

    def work(mutant: CodeMutant) -> tuple[Trial, int]:
        order = chosen(mutant.file, mutant.place, checks, covered)
        return tried([(checks[i], seconds[i]) for i in order], partial(install_mutant, modules, mutant)), len(order)

    results: list[Result] = []
    for mutant, found in zip(mutants, each(mutants, work, progress), strict=True):
        trial, count = (judged(found), 0) if isinstance(found, Died) else found
        where = f"generated/imageclients/{mutant.file}:{mutant.line}"
        results.append(Result(mutant.id, "code", where, mutant.before, mutant.after, trial.killed, trial.by, count))
    return results
