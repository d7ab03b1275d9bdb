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
from mutants.source import CodeMutant, Module, code_files, module_name
from mutants.summary import Result

MOST = 800
"""Cases that try a mutant in a function, chosen at random among those that run it."""
Function = tuple[str, str]
"""File and qualified name."""


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


def runs_of(checks: Sequence[Check], modules: Mapping[str, Module], functions: Sequence[Function]) -> list[int]:
    """Which of the functions each check runs, as bits in their order; checks run after everything is imported."""
    files = {str(module.path): file for file, module in modules.items()}
    bits = {function: 1 << index for index, function in enumerate(functions)}
    parts = chunks(len(checks))
    runs = [0] * len(checks)

    def work(part: range) -> list[int]:
        import_all([module_name(file) for file in modules])
        return [_traced(checks[index], files, bits) for index in part]

    for part, result in zip(parts, each(parts, work), strict=True):
        if isinstance(result, Died):
            raise Unclean(f"noting the functions ended the process: {result}")
        for index, ran in zip(part, result, strict=True):
            runs[index] = ran
    return runs


def _traced(check: Check, files: Mapping[str, str], bits: Mapping[Function, int]) -> int:
    ran = 0

    def called(frame: FrameType, *_: object) -> None:
        nonlocal ran
        if (file := files.get(frame.f_code.co_filename)) is not None:
            ran |= bits.get((file, frame.f_code.co_qualname.replace(".<locals>", "")), 0)

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
    return ran


def chosen(bit: int, checks: Sequence[Check], runs: Sequence[int]) -> list[int]:
    """The checks that run a function, in an order without a pattern; for bit 0, which is what import runs, all.

    Those of the asynchronous client only where no synchronous one runs it.
    """
    order = [index for index in range(len(checks)) if not bit or runs[index] & bit]
    order = [index for index in order if checks[index].mode != "async"] or order
    random.Random(0).shuffle(order)  # noqa: S311 - no secret
    return order[:MOST] if bit else order


def tried_code(
    mutants: Sequence[CodeMutant],
    modules: Mapping[str, Module],
    checks: Sequence[Check],
    seconds: Sequence[float],
    progress: Callable[[int], None],
) -> list[Result]:
    """What the contract tests say of each mutant."""
    functions = sorted({(mutant.file, mutant.place.name) for mutant in mutants if not mutant.place.at_import})
    bits = {function: 1 << index for index, function in enumerate(functions)}
    runs = runs_of(checks, modules, functions)

    def work(mutant: CodeMutant) -> tuple[Trial, int]:
        bit = 0 if mutant.place.at_import else bits[mutant.file, mutant.place.name]
        order = chosen(bit, checks, runs)
        return tried([(checks[i], seconds[i]) for i in order], partial(install_mutant, modules, mutant)), len(order)

    results: list[Result] = []
    for mutant, outcome in zip(mutants, each(mutants, work, progress), strict=True):
        trial, count = (judged(outcome), 0) if isinstance(outcome, Died) else outcome
        where = f"generated/imageclients/{mutant.file}:{mutant.line}"
        results.append(Result(mutant.id, "code", where, mutant.before, mutant.after, trial.killed, trial.by, count))
    return results
