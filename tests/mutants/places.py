"""What of a module can be mutated: every node but types, documentation and what only people read.

Left out, because no call of a client can tell: annotations, type aliases, type variables, `if TYPE_CHECKING`, base
classes, decorators, imports, `__all__`, docstrings, `__repr__` and `__dir__`; and the wording of messages, which no
contract speaks of: a string with a space inside, or an f-string that has one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias, cast

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
_FOR_PEOPLE = frozenset({"__repr__", "__dir__"})
_TYPING = frozenset({"TypeVar", "ParamSpec", "NewType", "TypeVarTuple"})
PROSE = frozenset({("Provider", "sources"), ("Provider", "title")})
"""Called name and keyword of what is for people in the generated modules."""


class Place(NamedTuple):
    """A node, and how it hangs in its module.

    Attributes:
        parent: the node around it; it stands under `field`, and in a list there at `position`.
        statement: the smallest statement around it, or the handler of an exception.
        top: the statement of the module that it is part of.
        name: the qualified name of the function or class around it.
        function: the innermost function around it; None for what runs at import.
        role: "default" for the default of a parameter, "prose" for words, "source" for a documented place.
    """

    node: ast.AST
    parent: ast.AST
    field: str
    position: int | None
    statement: ast.stmt | ast.excepthandler
    top: ast.stmt
    name: str
    function: Function | None
    role: str = ""

    @property
    def lines(self) -> tuple[int, int]:
        """First and last line of which one runs whenever this place does."""
        if self.role == "default" and isinstance(self.statement, ast.FunctionDef | ast.AsyncFunctionDef):
            # What a default does shows where its function runs.
            return self.statement.body[0].lineno, self.statement.end_lineno or self.statement.lineno
        first = self.statement.lineno
        body = getattr(self.statement, "body", None)
        if body:
            return first, max(first, body[0].lineno - 1)
        return first, self.statement.end_lineno or first

    @property
    def at_import(self) -> bool:
        """Whether it runs when the module is imported."""
        return self.function is None and self.role != "default"


def places(tree: ast.Module) -> Iterator[Place]:
    """Every place of a module that can be mutated, in the order of its text."""
    for index, statement in enumerate(tree.body):
        yield from _statement(Place(statement, tree, "body", index, statement, statement, "", None))


def _statement(place: Place) -> Iterator[Place]:
    node = place.node
    if isinstance(node, ast.Import | ast.ImportFrom) or _is_text(node) or _is_typing(node):
        return
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        yield from _function(place, node)
    elif isinstance(node, ast.ClassDef):
        yield from _body(place._replace(name=_joined(place.name, node.name)), "body")
    elif isinstance(node, ast.If) and last_name(node.test) == "TYPE_CHECKING":
        yield from _body(place, "orelse")
    else:
        yield place
        for field in node._fields:
            if field not in ("annotation", "target", "targets", "body", "orelse", "finalbody", "handlers", "cases"):
                yield from _expressions(place, field)
            elif field in ("target", "targets") and not isinstance(node, ast.For | ast.AsyncFor):
                yield from _targets(place, field)
            elif field == "handlers":
                yield from _handlers(place)
            elif field in ("body", "orelse", "finalbody"):
                yield from _body(place, field)


def _function(place: Place, node: Function) -> Iterator[Place]:
    name = _joined(place.name, node.name)
    if node.name in _FOR_PEOPLE:
        return
    inner = place._replace(name=name)
    for field in ("defaults", "kw_defaults"):
        for index, value in enumerate(getattr(node.args, field)):
            if value is not None:
                yield from _expression(
                    inner._replace(node=value, parent=node.args, field=field, position=index, role="default")
                )
    yield from _body(inner._replace(function=node), "body")


def _body(place: Place, field: str) -> Iterator[Place]:
    for index, statement in enumerate(getattr(place.node, field)):
        yield from _statement(
            place._replace(node=statement, parent=place.node, field=field, position=index, statement=statement, role="")
        )


def _handlers(place: Place) -> Iterator[Place]:
    assert isinstance(place.node, ast.Try)
    for index, handler in enumerate(place.node.handlers):
        inner = place._replace(node=handler, parent=place.node, field="handlers", position=index, statement=handler)
        yield inner
        yield from _body(inner, "body")


def _targets(place: Place, field: str) -> Iterator[Place]:
    """The steps of what is assigned to: keys and indexes, not names."""
    value: ast.expr | list[ast.expr] = getattr(place.node, field)
    for index, target in enumerate(value if isinstance(value, list) else [value]):
        if isinstance(target, ast.Subscript):
            at = index if isinstance(value, list) else None
            inner = place._replace(node=target, parent=place.node, field=field, position=at)
            yield from _expressions(inner, "slice")


def _expressions(place: Place, field: str) -> Iterator[Place]:
    """The places inside a field of a node."""
    value: object = getattr(place.node, field, None)
    if isinstance(value, ast.AST):
        yield from _expression(place._replace(node=value, parent=place.node, field=field, position=None))
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[object]", value)):
            if isinstance(item, ast.AST):
                yield from _expression(place._replace(node=item, parent=place.node, field=field, position=index))


def _expression(place: Place) -> Iterator[Place]:
    node = place.node
    if isinstance(node, ast.expr_context | ast.operator | ast.unaryop | ast.boolop | ast.cmpop | ast.arguments):
        return
    if isinstance(node, ast.JoinedStr):
        if any(isinstance(part, ast.Constant) and " " in str(part.value) for part in node.values):
            return
        for index, part in enumerate(node.values):
            if isinstance(part, ast.FormattedValue):
                inner = place._replace(node=part, parent=node, field="values", position=index)
                yield from _expressions(inner, "value")
        return
    if isinstance(node, ast.Call):
        yield place
        called = last_name(node.func)
        kept = "default" if place.role == "default" else ""
        yield from _expressions(place, "func")
        for index, argument in enumerate(node.args):
            typed = (called == "cast" and index == 0) or (called == "isinstance" and index == 1)
            if not typed:
                yield from _expression(
                    place._replace(node=argument, parent=node, field="args", position=index, role=kept)
                )
        for index, keyword in enumerate(node.keywords):
            if (called, keyword.arg) not in PROSE:
                role = "source" if keyword.arg == "source" else kept
                inner = place._replace(node=keyword, parent=node, field="keywords", position=index, role=role)
                yield inner
                yield from _expressions(inner, "value")
        return
    yield place
    for field in node._fields:
        if not (isinstance(node, ast.comprehension) and field == "target"):
            yield from _expressions(place, field)


def _joined(outer: str, name: str) -> str:
    return f"{outer}.{name}" if outer else name


def last_name(node: ast.AST) -> str:
    """The last name of a dotted name."""
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _is_text(node: ast.AST) -> bool:
    """Whether a statement is nothing but a string: a docstring, also of an attribute."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _is_typing(node: ast.AST) -> bool:
    """Whether a statement is for the type checker."""
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
