"""What many kinds of nodes share: a source and how sure it is, and a description."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clientsmith.language.types import EVIDENCE, LEVEL, SOURCE, text
from clientsmith.language.words import Part, unread, word

Json = Any
"""A JSON value; what is inside was checked by the schema."""

Schema = Mapping[str, Json]
"""A JSON Schema in the subset of the spec language, without our own keywords and without prose."""

Pointers = tuple[str, ...]


@dataclass(frozen=True)
class Evidence:
    """Where a fact was read, as `page#place`, and how sure it is."""

    source: str
    level: str

    @property
    def weak(self) -> bool:
        """Whether a limit of this level warns and doesn't refuse."""
        return self.level in ("inferred", "assumed", "unknown")


@dataclass(frozen=True, kw_only=True)
class Described(Part, name="-"):
    """A node with a description."""

    description: str = word(text(maxLength=2000000), told=False, example="What it is.", standard="OpenAPI")
    """What it is, in our own words. May be of several paragraphs."""


@dataclass(frozen=True, kw_only=True)
class Cited(Part, name="-"):
    """A node with a source; it knows the spec key that it came from, as a JSON Pointer into the spec."""

    evidence: Evidence
    key: str
    source = unread(SOURCE, echoed=False, example="page#Body size")
    evidence_ = unread(EVIDENCE, echoed=False, example="inferred")


class KeywordEvidence(Part, shares=Cited.WORDS[:1]):
    """The evidence of one keyword."""

    level = unread(LEVEL, required=True, example="inferred")
    note = unread(text(), example="The example has it.")
    """What makes us think so."""
