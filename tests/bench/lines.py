"""Group size: how much code a user has to trust and keep."""

from __future__ import annotations

import ast
from pathlib import Path

from bench.children import ROOT
from bench.measure import Group, Plan

PACKAGE = ROOT / "generated" / "imageclients"


def measure(_: Plan) -> Group:
    """Lines are counted, so nothing can be noisy."""
    runtime = [path.read_text("utf-8") for path in (PACKAGE / "_runtime").glob("*.py")]
    code, whole = sum(map(_code_lines, runtime)), sum(len(text.splitlines()) for text in runtime)
    providers = {folder.name: _lines(folder) for folder in PACKAGE.iterdir() if (folder / "client.py").is_file()}
    largest = max(providers, key=lambda name: providers[name])
    remarks = [
        f"runtime: {code} lines of code in {whole} lines with docstrings, comments and blank lines",
        f"largest provider: {largest}, {providers[largest]} lines of all kinds without its models",
    ]
    return Group("size", [], [], remarks)


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
