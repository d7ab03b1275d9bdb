"""The descriptions of kinds and words, which stand below their declarations."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise


@cache
def texts(module: str) -> Mapping[str, str]:
    """The texts below the classes of a module, and below their attributes as `Class.attribute`.

    From the source, because Python keeps no text of an attribute, and with -OO none of a class.
    """
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    attributes = {name: text for node in classes for name, text in _attributes(node)}
    return {**{node.name: ast.get_docstring(node) or "" for node in classes}, **attributes}


def _attributes(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for statement, below in pairwise(node.body):
        if isinstance(statement, ast.Assign | ast.AnnAssign) and isinstance(below, ast.Expr):
            target = statement.target if isinstance(statement, ast.AnnAssign) else statement.targets[0]
            if isinstance(target, ast.Name) and isinstance(below.value, ast.Constant):
                yield f"{node.name}.{target.id}", " ".join(str(below.value.value).split())
