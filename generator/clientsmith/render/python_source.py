"""Stage render: values as Python source; the only place where text of a spec becomes part of a program.

Whatever goes into a template passes one of these functions: they write plain data as a literal, and let through as code
only what they have checked to be a name or a type.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard, cast

from markupsafe import Markup

WIDTH = 120


@dataclass(frozen=True)
class Call:
    """The call of a class of the runtime; names come from the generator's own source, never from a spec."""

    name: str
    positional: tuple[Any, ...] = ()
    keywords: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Name:
    """A name of the runtime or of a generated module."""

    name: str


def literal(value: Any) -> Markup:
    """The value as a Python expression that evaluates to it; unprintable characters are escaped."""
    return Markup(_literal(value))  # noqa: S704 - made of literals only


def _literal(value: Any) -> str:
    if isinstance(value, Name):
        return _checked(value.name)
    if isinstance(value, Call):
        parts = [_literal(item) for item in value.positional]
        parts += [f"{_checked(name)}={_literal(item)}" for name, item in value.keywords.items()]
        return f"{_checked(value.name)}({', '.join(parts)})"
    if isinstance(value, Mapping):
        items = cast("Mapping[str | int, Any]", value).items()
        return "{" + ", ".join(f"{_literal(name)}: {_literal(item)}" for name, item in items) + "}"
    if isinstance(value, frozenset):
        return f"frozenset({_literal(sorted(cast('frozenset[str]', value)))})"
    if _is_tuple(value):
        inner = [_literal(item) for item in value]
        return f"({inner[0]},)" if len(inner) == 1 else f"({', '.join(inner)})"
    if _is_list(value):
        return f"[{', '.join(_literal(item) for item in value)}]"
    if isinstance(value, str):
        return _string(value)
    if value is None or isinstance(value, bool | int | float):
        return repr(value)
    raise TypeError(f"{type(value).__name__} has no literal")


def _is_tuple(value: object) -> TypeGuard[tuple[Any, ...]]:
    return isinstance(value, tuple)


def _is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _string(value: str) -> str:
    """A string literal; str() drops Markup, whose repr isn't a plain literal."""
    return repr(str(value))


def _checked(name: str) -> str:
    if not all(part.isidentifier() and part.isascii() for part in name.split(".")):
        raise ValueError(f"{name!a} isn't a Python name")
    return name


def identifier(name: str) -> Markup:
    """A name as code.

    Raises:
        ValueError: it isn't an ASCII identifier.
    """
    return Markup(_checked(name))  # noqa: S704 - checked


def annotation(text: str) -> Markup:
    """A type that `build` made; whatever it is, it must parse as one expression of names, subscripts and literals.

    Raises:
        ValueError: it doesn't.
    """
    import ast  # noqa: PLC0415 - `show` and `validate` don't need it

    allowed = (
        ast.Expression,
        ast.Name,
        ast.Subscript,
        ast.Constant,
        ast.Tuple,
        ast.BinOp,
        ast.BitOr,
        ast.Load,
        ast.Attribute,
    )
    signed = (ast.UnaryOp, ast.USub)
    for node in ast.walk(ast.parse(text, mode="eval")):
        if not isinstance(node, allowed + signed):
            raise ValueError(f"{text!a} isn't a type")  # noqa: TRY004 - of a wrong text, not of a wrong argument
    return Markup(text)  # noqa: S704 - checked


def docstring(text: str, indent: int = 0) -> Markup:
    """The text as a docstring that is indented by so many spaces, wrapped, and unable to end early."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        inner = len(paragraph) - len(paragraph.lstrip(" "))
        body = _printable(paragraph.strip())
        hanging = " " * (inner + 4) if inner else ""
        wrapped = textwrap.wrap(
            body,
            WIDTH - indent,
            initial_indent=" " * inner,
            subsequent_indent=hanging,
            break_long_words=False,
            break_on_hyphens=False,
        )
        lines += wrapped or [""]
    # A break inside an escape would change it; wrapping breaks at spaces only, and no escape has one.
    pad = " " * indent
    body = ("\n" + pad).join(lines).rstrip()
    if "\n" in body:
        body = "\n".join(line.rstrip() for line in body.split("\n")) + "\n" + pad
    return Markup(f'"""{body}"""')  # noqa: S704 - escaped by _printable


def _printable(text: str) -> str:
    """Text that stays inside a triple-quoted literal and is what it was when read back."""
    parts: list[str] = []
    for character in text:
        if character in ('"', "\\"):
            parts.append("\\" + character)
        elif character.isprintable():
            parts.append(character)
        else:
            parts.append(character.encode("unicode_escape").decode("ascii"))
    return "".join(parts)
