"""What of a module can be mutated: every node but types, documentation and what only people read.

Left out, because no call of a client can tell: annotations, type aliases, `if TYPE_CHECKING`, base classes, decorators,
imports, `__all__`, docstrings, `__repr__` and `__dir__`; and the wording of messages, which no contract speaks of: a
string with a space inside, or an f-string that has one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple, cast

from mutants.operators import PROSE

_SKIPPED_FIELDS = frozenset({"annotation", "returns", "decorator_list", "bases", "target", "targets", "type", "ctx"})
_FOR_PEOPLE = frozenset({"__repr__", "__dir__"})
_TYPING = frozenset({"TypeVar", "ParamSpec", "NewType"})


class Place(NamedTuple):
    """A node, and how it hangs in its module.

    Attributes:
        parent: the node around it; it stands under `field`, and in a list there at `position`.
        statement: the smallest statement around it, or the handler of an exception.
        top: the statement of the module that it is part of.
        name: the qualified name of the function or class around it.
        at_import: whether it runs when the module is imported.
    """

    node: ast.AST
    parent: ast.AST
    field: str
    position: int | None
    statement: ast.stmt | ast.excepthandler
    top: ast.stmt
    name: str = ""
    at_import: bool = True


def places(tree: ast.Module) -> Iterator[Place]:
    """Every place of a module that can be mutated, in the order of its text."""
    for index, statement in enumerate(tree.body):
        yield from _walk(Place(statement, tree, "body", index, statement, statement))


def _walk(place: Place) -> Iterator[Place]:
    node = place.node
    if _is_for_people(node) or _is_typing(node):
        return
    if isinstance(node, ast.stmt | ast.excepthandler):
        place = place._replace(statement=node)
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield place
    else:
        place = place._replace(name=f"{place.name}.{node.name}".lstrip("."))
    for field, value in ast.iter_fields(node):
        if field in _SKIPPED_FIELDS:
            continue
        function = field == "body" and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        inner = place._replace(parent=node, field=field, at_import=place.at_import and not function)
        if isinstance(value, ast.AST):
            yield from _walk(inner._replace(node=value, position=None))
        elif isinstance(value, list):
            for index, item in enumerate(cast("list[object]", value)):
                if isinstance(item, ast.AST) and not _is_type_argument(node, field, index):
                    yield from _walk(inner._replace(node=item, position=index))


def _is_type_argument(node: ast.AST, field: str, index: int) -> bool:
    called = last_name(node.func) if isinstance(node, ast.Call) else ""
    return field == "args" and (called, index) in (("cast", 0), ("isinstance", 1))


def _is_for_people(node: ast.AST) -> bool:
    if isinstance(node, ast.FunctionDef):
        return node.name in _FOR_PEOPLE
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return isinstance(node.value.value, str)
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.Constant) and " " in str(part.value) for part in node.values)
    return isinstance(node, ast.keyword) and node.arg in PROSE


def _is_typing(node: ast.AST) -> bool:
    """Whether a statement is for the type checker."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return True
    if isinstance(node, ast.If):
        return last_name(node.test) == "TYPE_CHECKING"
    if isinstance(node, ast.AnnAssign):
        return node.value is None or last_name(node.annotation) == "TypeAlias"
    if not isinstance(node, ast.Assign):
        return False
    if any(last_name(target) in ("__all__", "__doc__", "__slots__") for target in node.targets):
        return True
    if isinstance(node.value, ast.Call):
        return last_name(node.value.func) in _TYPING
    # An alias such as Pointers = tuple[str, ...].
    return isinstance(node.value, ast.Subscript) and (
        last_name(node.value.value)[:1].isupper() or last_name(node.value.value) in ("tuple", "dict", "list", "type")
    )


def last_name(node: ast.AST) -> str:
    """The last name of a dotted name."""
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""
