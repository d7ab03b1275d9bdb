"""Group size: how much code a user has to trust and keep."""

from __future__ import annotations

import ast
from pathlib import Path

from bench.children import ROOT
from bench.measure import Goal, Group, Plan

PACKAGE = ROOT / "generated" / "imageclients"
MODULE, OPERATION = 180, 400
"""Most lines of a module, and for each operation of a provider."""


def measure(_: Plan) -> Group:
    """Lines are counted, so nothing can be noisy."""
    runtime = {path.name: path.read_text("utf-8") for path in (PACKAGE / "_runtime").glob("*.py")}
    modules = {name: _code_lines(text) for name, text in runtime.items()}
    longest = max(modules, key=lambda name: modules[name])
    folders = [folder for folder in PACKAGE.iterdir() if (folder / "client.py").is_file()]
    each = {folder.name: _lines(folder) / _operations(folder) for folder in folders}
    largest = max(each, key=lambda name: each[name])
    goals = [
        Goal(0, "longest module of the runtime, lines of code", [float(modules[longest])], MODULE),
        Goal(0, "a provider's modules but for its models, all lines, for each operation", [each[largest]], OPERATION),
    ]
    whole = sum(len(text.splitlines()) for text in runtime.values())
    remarks = [
        f"runtime: {sum(modules.values())} lines of code in {len(modules)} modules, {whole} lines with docstrings, "
        "comments and blank lines",
        f"longest module: {longest}; most lines for an operation: {largest}",
    ]
    return Group("size", [], goals, remarks)


def _operations(folder: Path) -> int:
    return (folder / "operations.py").read_text("utf-8").count("= Operation(")


def _lines(folder: Path) -> int:
    files = (path for path in folder.glob("*.py") if path.name != "models.py")
    return sum(len(path.read_text("utf-8").splitlines()) for path in files)


def _code_lines(source: str) -> int:
    """Lines of code: without blank lines, comments and docstrings."""
    prose: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            prose.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    numbered = enumerate(source.splitlines(), start=1)
    return sum(
        1 for number, line in numbered if line.strip() and not line.lstrip().startswith("#") and number not in prose
    )
