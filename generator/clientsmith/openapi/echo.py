"""Repeats nodes of a spec that OpenAPI has no keywords for, in the spec's own words."""

from __future__ import annotations

from typing import Any

from clientsmith.language.build.reading import value_of
from clientsmith.language.common import Cited
from clientsmith.language.node import Node
from clientsmith.language.words import KINDS, Part, Word
from clientsmith.openapi.words import Document, evidence_of, row, stated


def echo(kind: type[Part], node: Node) -> Document:
    """The words of a node with their defaults, where it was read and how sure it is."""
    words: Document = {}
    for word in kind.WORDS:
        *steps, last = word.steps
        inside = node.child(steps[0]) if steps else node
        if word.echoed and (last in inside.data or word.default is not None):
            around = words.setdefault(steps[0], {}) if steps else words
            around[last] = _value(word, inside, last)
    for name, group in kind.GROUPS.items():
        if group.cited and name in words:
            words[name] = row(node.child(name).evidence, **words[name])
    if not issubclass(kind, Cited):
        return words
    evidence = node.evidence
    return {**words, **stated(evidence=evidence_of(node), source=evidence.source, level=evidence.level)}


def _value(word: Word, node: Node, name: str) -> Any:
    kind = KINDS.get(word.of.kind)
    if kind is not None and word.of.shape == "many":
        return [echo(kind, element) for element in node.elements(name)]
    if kind is not None and word.of.shape == "named":
        return {key: echo(kind, child) for key, child in node.items(name)}
    if kind is not None:
        return echo(kind, node.child(name))
    value = value_of(word, node, name)
    if not isinstance(value, tuple):
        return value
    several: list[Any] = [*value]
    return several[0] if word.annotation == "Pointers" and len(several) == 1 else several
