"""The operators on code: each makes of a node the nodes that may stand in its place."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from typing import Any

from mutants.places import PROSE, Place, last_name

Operator = Callable[[Place], Iterator[ast.AST]]

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_TWINS = {
    name: twin
    for pair in (
        ("min", "max"),
        ("any", "all"),
        ("startswith", "endswith"),
        ("partition", "rpartition"),
        ("lower", "upper"),
        ("removeprefix", "removesuffix"),
        ("lstrip", "rstrip"),
    )
    for name, twin in (pair, pair[::-1])
}


def comparison(place: Place) -> Iterator[ast.AST]:
    """< for <=, == for !=, in for not in, is for is not, and the other way round."""
    if isinstance(place.node, ast.Compare):
        for index, sign in enumerate(place.node.ops):
            yield _with(place.node, ops=_swapped(place.node.ops, index, _COMPARISONS[type(sign)]()))


def boolean(place: Place) -> Iterator[ast.AST]:
    """And for or; x for not x."""
    node = place.node
    if isinstance(node, ast.BoolOp):
        yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand


def arithmetic(place: Place) -> Iterator[ast.AST]:
    """+ for -, * for /, | for &, and the other way round; x for -x."""
    node = place.node
    if isinstance(node, ast.BinOp | ast.AugAssign) and (twin := _ARITHMETIC.get(type(node.op))) is not None:
        yield _with(node, op=twin())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand


def number(place: Place) -> Iterator[ast.AST]:
    """One more, and one less."""
    node = place.node
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        assert isinstance(node.value, int | float)
        yield _with(node, value=node.value + 1)
        yield _with(node, value=node.value - 1)


def text(place: Place) -> Iterator[ast.AST]:
    """Another string; prose isn't touched."""
    node = place.node
    if not isinstance(node, ast.Constant):
        return
    if isinstance(node.value, bytes):
        yield _with(node, value=b"XX" + node.value + b"XX")
    if isinstance(node.value, str) and (place.role == "source" or " " not in node.value.strip()):
        yield _with(node, value=f"XX{node.value}XX")


def truth(place: Place) -> Iterator[ast.AST]:
    """False for True, and the other way round."""
    if isinstance(place.node, ast.Constant) and isinstance(place.node.value, bool):
        yield _with(place.node, value=not place.node.value)


def default(place: Place) -> Iterator[ast.AST]:
    """Something for None, where a name or a parameter begins with None; None for a default that isn't plain."""
    node = place.node
    begins = isinstance(place.parent, ast.Assign | ast.AnnAssign) and place.field == "value"
    is_default = place.role == "default" and place.field in ("defaults", "kw_defaults")
    if isinstance(node, ast.Constant) and node.value is None and (begins or is_default):
        yield _with(node, value=True)
    elif is_default and not isinstance(node, ast.Constant):
        yield ast.Constant(None)


def returned(place: Place) -> Iterator[ast.AST]:
    """None for what is returned."""
    node = place.node
    if isinstance(node, ast.Return) and not (node.value is None or isinstance(node.value, ast.Constant)):
        yield _with(node, value=ast.Constant(None))
    if isinstance(node, ast.Lambda) and not isinstance(node.body, ast.Constant):
        yield _with(node, body=ast.Constant(None))


def deletion(place: Place) -> Iterator[ast.AST]:
    """Nothing for a statement: a call, a raise, an augmented assignment, an assignment to a part of something."""
    node = place.node
    calls = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Await | ast.Yield | ast.YieldFrom)
    inside = isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Attribute | ast.Subscript) for target in node.targets
    )
    if calls or inside or isinstance(node, ast.Raise | ast.AugAssign | ast.Delete):
        yield ast.Pass()


def condition(place: Place) -> Iterator[ast.AST]:
    """True and False for a condition."""
    node = place.node
    if isinstance(node, ast.If | ast.IfExp):
        yield _with(node, test=ast.Constant(True))
        yield _with(node, test=ast.Constant(False))
    if isinstance(node, ast.While) and not isinstance(node.test, ast.Constant):
        yield _with(node, test=ast.Constant(True))
        yield _with(node, test=ast.Constant(False))
    if isinstance(node, ast.comprehension):
        for index in range(len(node.ifs)):
            yield _with(node, ifs=_swapped(node.ifs, index, ast.Constant(True)))
            yield _with(node, ifs=_swapped(node.ifs, index, ast.Constant(False)))


def loop(place: Place) -> Iterator[ast.AST]:
    """Break for continue, and the other way round."""
    if isinstance(place.node, ast.Break):
        yield ast.Continue()
    if isinstance(place.node, ast.Continue):
        yield ast.Break()


def slices(place: Place) -> Iterator[ast.AST]:
    """A slice without its beginning, its end or its step."""
    if isinstance(place.node, ast.Slice):
        for bound in ("lower", "upper", "step"):
            if getattr(place.node, bound) is not None:
                yield _with(place.node, **{bound: None})


def handler(place: Place) -> Iterator[ast.AST]:
    """An except clause that catches less: nothing, not one of its classes, no interrupts."""
    node = place.node
    if not isinstance(node, ast.ExceptHandler):
        return
    yield _with(node, type=ast.Tuple([], ast.Load()))
    if isinstance(node.type, ast.Tuple):
        for index in range(len(node.type.elts)):
            yield _with(node, type=_with(node.type, elts=_without(node.type.elts, index)))
    if isinstance(node.type, ast.Name) and node.type.id == "BaseException":
        yield _with(node, type=ast.Name("Exception", ast.Load()))


def twin(place: Place) -> Iterator[ast.AST]:
    """Max for min, all for any, endswith for startswith and the like, and the other way round."""
    node = place.node
    if place.field == "func" and isinstance(node, ast.Name) and node.id in ("min", "max", "any", "all"):
        yield _with(node, id=_TWINS[node.id])
    if place.field == "func" and isinstance(node, ast.Attribute) and node.attr in _TWINS:
        yield _with(node, attr=_TWINS[node.attr])


def keyword(place: Place) -> Iterator[ast.AST]:
    """A call without one of its keyword arguments."""
    node = place.node
    if isinstance(node, ast.Call):
        for index, told in enumerate(node.keywords):
            if told.arg is not None and (last_name(node.func), told.arg) not in PROSE:
                yield _with(node, keywords=_without(node.keywords, index))


OPERATORS: dict[str, Operator] = {
    operator.__name__: operator
    for operator in (
        comparison,
        boolean,
        arithmetic,
        number,
        text,
        truth,
        default,
        returned,
        deletion,
        condition,
        loop,
        slices,
        handler,
        twin,
        keyword,
    )
}


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
