"""A mutant in the place of code that is imported already: what holds on to a function gets the mutant with it."""

from __future__ import annotations

import functools
import gc
import sys
from collections import Counter
from types import CodeType, FunctionType

from mutants.source import CodeMutant, Module

Key = tuple[str, int, int]
"""Qualified name, first line, and the number among those that share both."""


def swap(module: Module, mutant: CodeMutant) -> bool:
    """Give the functions of this process the mutant's code; False where that isn't all that the mutant changes."""
    before, after = _codes(module.compiled()), _codes(module.compiled(mutant))
    if before.keys() != after.keys():
        return False
    changed = {key for key in before if before[key] != after[key]}
    if all(name == "<module>" for name, _, _ in changed):
        return False
    # A default is a value of the function, and no code.
    keys = {(code.co_qualname, code.co_firstlineno): key for key, code in before.items()}
    if len(keys) < len(before) or mutant.place.role == "default":
        return False
    found = False
    for function in gc.get_objects():
        if type(function) is FunctionType and function.__code__.co_filename.endswith(f"/imageclients/{module.file}"):
            key = keys.get((function.__code__.co_qualname, function.__code__.co_firstlineno))
            if key in changed:
                try:
                    function.__code__ = after[key]
                except ValueError:
                    return False  # it has other variables of the functions around it
                found = True
        elif isinstance(function, functools._lru_cache_wrapper):  # pyright: ignore[reportPrivateUsage, reportUnknownMemberType] - it has no public name
            function.cache_clear()
    # What was worked out by the code as it was. Not imported by name: who imports it can't try another one.
    if (ready := sys.modules.get("imageclients._runtime.prepared")) is not None:
        ready.__dict__["_prepared"].clear()
    return found


def _codes(whole: CodeType) -> dict[Key, CodeType]:
    """All code inside a module's, the module's own too."""
    found: dict[Key, CodeType] = {}
    counted: Counter[tuple[str, int]] = Counter()
    left = [whole]
    while left:
        code = left.pop()
        name = (code.co_qualname, code.co_firstlineno)
        found[*name, counted[name]] = code
        counted[name] += 1
        left += [const for const in code.co_consts if isinstance(const, CodeType)]
    return found
