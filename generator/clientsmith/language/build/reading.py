"""A node of a spec as the class that is declared for it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, cast

from clientsmith.language.common import Cited
from clientsmith.language.node import Node
from clientsmith.language.words import KINDS, Part, Word

Kind = TypeVar("Kind", bound=Part)


def read(kind: type[Kind], node: Node, /, **computed: Any) -> Kind:
    """The declared words of a node; what is computed from several words, or from its surroundings, is given."""
    words = [one for one in kind.WORDS if one.attribute in _attributes(kind) - computed.keys()]
    place = {"key": node.key, "evidence": node.evidence} if issubclass(kind, Cited) else {}
    return kind(**place, **{one.attribute: _value(one, node) for one in words}, **computed)


@cache
def _attributes(kind: type[Part]) -> frozenset[str]:
    return frozenset(one.name for one in fields(cast("Any", kind)))


def _value(word: Word, node: Node) -> Any:
    *steps, last = word.steps
    for step in steps:
        node = node.child(step)
    kind = KINDS.get(word.of.kind)
    if kind is not None and is_dataclass(kind):
        if word.of.shape == "many":
            return tuple(read(kind, element) for element in node.elements(last))
        # Without a node there is none, but where the attribute can't be None all its words are absent.
        given = last in node.data or "None" not in word.annotation
        return read(kind, node.child(last)) if given else None
    if word.like and last not in node.data:
        last = word.like
    value = node.get(last, word.absent)
    if word.annotation == "str" and not isinstance(value, str):
        return str(value)  # such as the code of an error, which a spec may write as a number
    if word.annotation == "Pointers" and isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) and word.annotation != "Json" else value
