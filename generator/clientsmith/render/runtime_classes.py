"""The runtime's own classes for declared words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from clientsmith.language.json_schema import first_sentence, says
from clientsmith.language.model import (
    Acceptor,
    Callback,
    Encoding,
    Envelope,
    ErrorRow,
    Expand,
    ImagePath,
    Mint,
    Pages,
    Results,
    Server,
    Stream,
    StreamEvent,
    Task,
)
from clientsmith.language.types import SHARED
from clientsmith.language.words import KINDS, Part, Word, is_list

_KINDS: tuple[type[Part], ...] = (
    *(Encoding, Expand, ImagePath, Results, Acceptor, Task, Callback, Pages),
    *(StreamEvent, Stream, ErrorRow, Envelope, Mint, Server),
)
_TYPES = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
_LISTED = 4
"""Values of an enumeration that a type lists."""
_SCALARS = {**_TYPES, "number": "int | float"}


class Member(NamedTuple):
    """An attribute of a class; `default` is empty where the attribute must be given."""

    name: str
    annotation: str
    default: tuple[Any, ...]


class RuntimeClass(NamedTuple):
    """A class whose instances stand in generated modules."""

    name: str
    doc: str
    members: tuple[Member, ...]


def runtime_classes() -> tuple[RuntimeClass, ...]:
    """The classes, those inside before those around."""
    return tuple(_class(kind) for kind in _KINDS)


def _class(kind: type[Part]) -> RuntimeClass:
    words = [one for one in kind.WORDS if one.attribute and one.told]
    words.sort(key=lambda one: not kind.needs(one))
    meanings = [f"    {one.attribute}: {first_sentence(one.says)}" for one in words if one.says]
    doc = "\n".join([says(kind), "", "Attributes:", *meanings])
    # A node by name has that name besides its words.
    names = [Member(name, "str", ()) for name in kind.POSITIONAL if name not in {one.attribute for one in words}]
    return RuntimeClass(kind.RUNTIME, doc, (*names, *(_member(one, kind.needs(one)) for one in words)))


def _member(word: Word, needed: bool) -> Member:
    annotation = _annotation(word)
    if needed:
        return Member(word.attribute, annotation, ())
    default = word.default or "" if annotation == "str" else word.absent
    if word.type_name == "number":
        default = float(default)
    return Member(word.attribute, annotation if default is not None else f"{annotation} | None", (default,))


def _annotation(word: Word) -> str:
    if word.annotation == "Pointers":
        return "Pointers"
    if word.of.kind:
        return f"tuple[{KINDS[word.of.kind].RUNTIME}, ...]"
    # A code may be written as a number, and is a text all the same.
    is_text = word.annotation == "str" and isinstance(word.of.schema.get("type"), list)
    return "str" if is_text else _python_type(word.of.schema)


def _python_type(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return _python_type(SHARED[schema["$ref"].rpartition("/")[2]])
    if len(schema.get("enum", ())) > _LISTED:
        return "str"
    if "enum" in schema:
        return f"Literal[{', '.join(map(repr, schema['enum']))}]"
    if "anyOf" in schema:
        return " | ".join(_python_type(one) for one in schema["anyOf"])
    if schema["type"] == "object":
        return f"Mapping[str, {_python_type(schema['additionalProperties'])}]"
    if schema["type"] == "array":
        return f"tuple[{_python_type(schema['items'])}, ...]"
    if is_list(schema["type"]):
        return " | ".join(_SCALARS[name] for name in schema["type"])
    return _TYPES[schema["type"]]
