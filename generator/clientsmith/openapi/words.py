"""The extension words, and the evidence of a fact in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from clientsmith.language.model import Evidence
from clientsmith.language.node import Node

Document = dict[str, Any]
"""A part of the document: JSON in the order in which it is written."""

_UPPER = re.compile(r"[A-Z]")


def extension(word: str) -> str:
    """The extension for a word of the spec: `enumDescriptions` is x-clientsmith-enum-descriptions."""
    return "x-clientsmith-" + _UPPER.sub(lambda found: f"-{found[0].lower()}", word)


ADVICE = extension("advice")
LENGTH = extension("length")
UNEXPRESSED = extension("unexpressed")


def stated(**words: Any) -> Document:
    """The words that say something; false and zero do, no text and no list don't."""
    return {word: value for word, value in words.items() if value is not None and value not in ("", (), [], {})}


def extensions(words: Mapping[str, Any]) -> Document:
    """The words as extensions, without those that say nothing."""
    return {extension(word): value for word, value in stated(**words).items()}


def cited(evidence: Evidence, above: Evidence | None = None) -> Document:
    """Where it was read and how sure it is; nothing where what stands above says the same."""
    if above == evidence:
        return {}
    return extensions({"source": evidence.source, "level": evidence.level})


def row(evidence: Evidence, /, **words: Any) -> Document:
    """A row of a table of our own, with its evidence."""
    return {**stated(**words), **stated(source=evidence.source, level=evidence.level)}


def ordered(schema: Document) -> Document:
    """The words of JSON Schema first, ours after them."""
    return dict(sorted(schema.items(), key=lambda item: item[0].startswith("x-")))


def evidence_of(node: Node) -> Document:
    """Evidence of single words of a node, where it isn't that of the whole."""
    notes = cast("Mapping[str, Mapping[str, str]]", node.get("evidence"))
    return {
        word: stated(source=place.source, level=place.level, note=notes[word].get("note"))
        for word, place in node.keyword_evidence().items()
    }
