"""A provider's modules from changed spec data: built and rendered in memory, without models and without a formatter."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

from clientsmith import lint, pipeline, schema
from clientsmith.load import Document
from clientsmith.render import unformatted
from mutants.source import fingerprint

MODULES = ("client", "operations", "sizes", "fields")
_RUNNING = ("client", "operations", "sizes")


class Rendered(NamedTuple):
    """Modules of a provider.

    Attributes:
        code: name of a module to its code.
        mark: what all of it comes to at run time.
        types: the same with what only a type checker sees.
    """

    code: Mapping[str, CodeType]
    mark: Any
    types: Any


class Renderer:
    """Renders providers from a copy of the templates, which has no models: those that are committed serve."""

    def __init__(self, templates: Path, folder: Path) -> None:
        self._templates = folder
        shutil.copytree(templates / "_parts", folder / "_parts")
        target = folder / "imageclients" / "PROVIDER"
        target.mkdir(parents=True)
        for name in MODULES:
            shutil.copy(templates / "imageclients" / "PROVIDER" / f"{name}.py.j2", target)

    def rendered(self, document: Document) -> Rendered | None:
        """The modules, or None where the spec can't be built: it is no spec then."""
        try:
            providers = pipeline.build([document])
            files = unformatted(providers, self._templates)
            trees = {Path(name).stem: ast.parse(content) for name, content in files.items()}
            code = {name: compile(tree, f"<{name}>", "exec", dont_inherit=True) for name, tree in trees.items()}
        except Exception:
            return None
        # Marks without types take the types out of the tree, so those with types go first.
        typed = {name: _compiled(tree) for name, tree in trees.items()}
        mark = {name: _compiled(_Untyped().visit(trees[name])) for name in _RUNNING if name in trees}
        return Rendered(code, tuple(mark.items()), tuple(typed.items()))


def refused(document: Document) -> bool:
    """Whether the stages before build would have refused the spec."""
    return bool(schema.check(document, pipeline.language()) or lint.check(document))


def changed(document: Document, data: Any) -> Document:
    """The document with other data."""
    return replace(document, data=data)


class _Untyped(ast.NodeTransformer):
    """Takes out annotations."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.copy_location(ast.Name("Any", ast.Load()), node)
        return node


def _compiled(tree: ast.Module) -> Any:
    """What a module does, without docstrings and comments."""
    return fingerprint(compile(tree, "", "exec", dont_inherit=True, optimize=2))
