"""Where the names of modules are used: what a constant does shows where it is read, not where it is made."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Mapping

from mutants.places import Place, last_name
from mutants.source import Module
from mutants.traced import mask

Uses = Mapping[str, Mapping[str, int]]
"""Name to the lines of functions that use it, by file; a name that import uses is left out."""


def uses(modules: Mapping[str, Module]) -> Uses:
    """The uses of all names of these modules."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    at_import: set[str] = set()
    for file, module in modules.items():
        inside = set[int]()
        for function in ast.walk(module.tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                for statement in function.body:
                    for node in ast.walk(statement):
                        inside.add(id(node))
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Name | ast.Attribute) or isinstance(node.ctx, ast.Store):
                continue
            name = last_name(node)
            if id(node) in inside:
                lines = mask(node.lineno, node.end_lineno or node.lineno)
                found[name][file] = found[name].get(file, 0) | lines
            else:
                at_import.add(name)
    return {name: lines for name, lines in found.items() if name not in at_import}


def made(place: Place) -> str:
    """The name of the module's constant that a place is part of; empty for anything else."""
    top = place.top
    if place.name or not isinstance(top, ast.Assign | ast.AnnAssign):
        return ""
    targets = top.targets if isinstance(top, ast.Assign) else [top.target]
    return targets[0].id if len(targets) == 1 and isinstance(targets[0], ast.Name) else ""
