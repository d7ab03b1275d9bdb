"""The operators on code: each makes of a node the nodes that may stand in its place."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from typing import Any

Operator = Callable[[Any], Iterator[ast.AST]]

_PAIRS: list[tuple[type[ast.AST], type[ast.AST]]] = [
    (ast.Lt, ast.LtE),
    (ast.Gt, ast.GtE),
    (ast.Eq, ast.NotEq),
    (ast.In, ast.NotIn),
    (ast.Is, ast.IsNot),
    (ast.And, ast.Or),
    (ast.Add, ast.Sub),
    (ast.Mult, ast.Div),
    (ast.BitOr, ast.BitAnd),
    (ast.LShift, ast.RShift),
]
_SIGNS: dict[type[ast.AST], type[ast.AST]] = {
    **dict(_PAIRS),
    **{other: sign for sign, other in _PAIRS},
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
}
PROSE = frozenset({"sources", "title"})
"""Keyword arguments that only people read."""


def comparison(node: Any) -> Iterator[ast.AST]:
    """< for <=, == for !=, in for not in, is for is not, and the other way round."""
    if isinstance(node, ast.Compare):
        for index, sign in enumerate(node.ops):
            yield _with(node, ops=_swapped(node.ops, index, _SIGNS[type(sign)]()))


def boolean(node: Any) -> Iterator[ast.AST]:
    """And for or; x for not x."""
    if isinstance(node, ast.BoolOp):
        yield _with(node, op=_SIGNS[type(node.op)]())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand


def arithmetic(node: Any) -> Iterator[ast.AST]:
    """+ for -, * for /, | for &, and the other way round; x for -x."""
    if isinstance(node, ast.BinOp | ast.AugAssign) and (other := _SIGNS.get(type(node.op))) is not None:
        yield _with(node, op=other())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand


def constant(node: Any) -> Iterator[ast.AST]:
    """One more and one less; False for True; another string, unless it is prose."""
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    if isinstance(value, bool):
        yield _with(node, value=not value)
    elif isinstance(value, int | float):
        yield _with(node, value=value + 1)
        yield _with(node, value=value - 1)
    elif isinstance(value, bytes):
        yield _with(node, value=b"XX" + value + b"XX")
    elif isinstance(value, str) and " " not in value.strip():
        yield _with(node, value=f"XX{value}XX")


def returned(node: Any) -> Iterator[ast.AST]:
    """None for what is returned."""
    for kind, field in ((ast.Return, "value"), (ast.Lambda, "body")):
        if isinstance(node, kind) and not isinstance(getattr(node, field), ast.Constant | None):
            yield _with(node, **{field: ast.Constant(None)})


def deletion(node: Any) -> Iterator[ast.AST]:
    """Nothing for a statement: a call, a raise, an augmented assignment, an assignment to a part of something."""
    calls = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Await | ast.Yield | ast.YieldFrom)
    inside = isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Attribute | ast.Subscript) for target in node.targets
    )
    if calls or inside or isinstance(node, ast.Raise | ast.AugAssign | ast.Delete):
        yield ast.Pass()


def condition(node: Any) -> Iterator[ast.AST]:
    """True and False for a condition."""
    for value in (True, False):
        if isinstance(node, ast.If | ast.IfExp | ast.While):
            yield _with(node, test=ast.Constant(value))
        if isinstance(node, ast.comprehension):
            for index in range(len(node.ifs)):
                yield _with(node, ifs=_swapped(node.ifs, index, ast.Constant(value)))


def handler(node: Any) -> Iterator[ast.AST]:
    """An except clause that catches nothing, or one of its classes less."""
    if isinstance(node, ast.ExceptHandler):
        yield _with(node, type=ast.Tuple([], ast.Load()))
        if isinstance(node.type, ast.Tuple):
            for index in range(len(node.type.elts)):
                yield _with(node, type=_with(node.type, elts=_without(node.type.elts, index)))


def keyword(node: Any) -> Iterator[ast.AST]:
    """A call without one of its keyword arguments."""
    if isinstance(node, ast.Call):
        for index, argument in enumerate(node.keywords):
            if argument.arg is not None and argument.arg not in PROSE:
                yield _with(node, keywords=_without(node.keywords, index))


OPERATORS: tuple[Operator, ...] = (
    comparison,
    boolean,
    arithmetic,
    constant,
    returned,
    deletion,
    condition,
    handler,
    keyword,
)


def _with(node: Any, **fields: Any) -> Any:
    """A copy of a node with other fields."""
    made = copy.copy(node)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def _swapped(items: list[Any], index: int, item: Any) -> list[Any]:
    return [*items[:index], item, *items[index + 1 :]]


def _without(items: list[Any], index: int) -> list[Any]:
    return [*items[:index], *items[index + 1 :]]
