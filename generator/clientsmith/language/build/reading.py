"""Turns a node of a spec into an object of the class that is declared for it."""

from __future__ import annotations

from dataclasses import is_dataclass
from typing import Any, TypeVar, cast

from clientsmith.language.common import Cited
from clientsmith.language.node import Node
from clientsmith.language.words import KINDS, Part, Word, is_list

Kind = TypeVar("Kind", bound=Part)


def read(kind: type[Kind], node: Node, /, **computed: Any) -> Kind:
    """An object of this class, with the node's words as attributes; `computed` has the attributes that aren't words."""
    known = cast("Any", kind).__dataclass_fields__
    words = [one for one in kind.WORDS if one.attribute in known and one.attribute not in computed]
    place = {"key": node.key, "evidence": node.evidence} if issubclass(kind, Cited) else {}
    return kind(**place, **{one.attribute: _value(one, node) for one in words}, **computed)


def _value(word: Word, node: Node) -> Any:
    *steps, last = word.steps
    for step in steps:
        node = node.child(step)
    kind = KINDS.get(word.of.kind)
    if kind is None or not is_dataclass(kind):
        return value_of(word, node, last)
    if word.of.shape == "many":
        return tuple(read(kind, element) for element in node.elements(last))
    # Without a node there is none, but where the attribute can't be None all its words are absent.
    given = last in node.data or "None" not in word.annotation
    return read(kind, node.child(last)) if given else None


def value_of(word: Word, node: Node, name: str) -> Any:
    """The value of a word under this name in a node; where it isn't given, its default."""
    if word.like and name not in node.data:
        name = word.like
    value = node.get(name, word.absent)
    if word.annotation == "str" and not isinstance(value, str):
        return str(value)  # such as the code of an error, which a spec may write as a number
    if word.annotation == "Pointers" and isinstance(value, str):
        return (value,)
    return tuple(value) if is_list(value) and word.annotation != "Json" else value
