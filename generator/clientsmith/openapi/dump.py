"""Stage openapi: JSON values as YAML in block style, readable, and read alike by YAML 1.1 and 1.2.

A dumper of our own, because PyYAML's takes eight times as long, and quotes by YAML 1.1 alone. Anything but a plain
word is quoted, so that no text can become structure, a number, a date or a boolean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9 _/.,;()'*+-]*[A-Za-z0-9_/.)])?")
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_LONGEST_KEY = 1000  # of a key that has no mark of its own; readers look no further for its colon


def dump(value: Mapping[str, Any]) -> str:
    """The mapping as a YAML document."""
    return "\n".join(_mapping(value)) + "\n"


def _mapping(value: Mapping[str, Any]) -> Iterator[str]:
    for name, item in value.items():
        key = _scalar(name)
        if len(key) > _LONGEST_KEY:
            yield f"? {key}"
            key = ""
        first, *rest = _inside(item)
        yield f"{key}:{first}"
        yield from rest


def _inside(item: Any) -> Iterator[str]:
    """What follows a colon: the rest of its line, and further lines."""
    if _is_mapping(item) and item:
        yield ""
        yield from (f"  {line}" if line else "" for line in _mapping(item))
    elif _is_list(item) and item:
        yield ""
        yield from (f"  {line}" if line else "" for line in _list(item))
    elif isinstance(item, str) and _is_block(item):
        yield " |-"
        yield from (f"  {line}" if line else "" for line in item.split("\n"))
    else:
        yield f" {_scalar(item)}"


def _list(value: list[Any]) -> Iterator[str]:
    for item in value:
        if _is_mapping(item) and item:
            lines = _mapping(item)
        elif _is_list(item) and item:
            lines = _list(item)
        else:
            first, *rest = _inside(item)
            yield f"-{first}"
            yield from rest
            continue
        yield f"- {next(lines)}"
        yield from (f"  {line}" if line else "" for line in lines)


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return value if _PLAIN.fullmatch(value) and value.lower() not in _WORDS else _quoted(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        # YAML 1.1 takes 1e-05 for a text.
        text = repr(value)
        return text if "." in text else text.replace("e", ".0e")
    if value in ([], {}):
        return "[]" if _is_list(value) else "{}"
    raise TypeError(f"{type(value).__name__} is no JSON value")


def _quoted(text: str) -> str:
    """The text in double quotes; whatever can't be seen is escaped."""
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character.isprintable():
        return character
    if character == "\n":
        return "\\n"
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _is_block(text: str) -> bool:
    """Whether the text can stand as it is, line by line: nothing to escape, and no space that indentation would eat."""
    lines = text.split("\n")
    return (
        len(lines) > 1
        and all(line.isprintable() and not line.isspace() for line in lines)
        and bool(lines[-1])
        and not lines[0][:1].isspace()
        and bool(lines[0])
    )


def _is_mapping(value: object) -> TypeGuard[Mapping[str, Any]]:
    return isinstance(value, Mapping)


def _is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)
