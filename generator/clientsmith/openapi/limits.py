"""Limits of a value in the keywords of JSON Schema, those that refuse apart from those that warn."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from clientsmith.language.build.fields import LIMITS
from clientsmith.language.model import Field
from clientsmith.openapi.words import LENGTH, Document

_LENGTHS = ("minLength", "maxLength")
_WORDS = tuple(word for word in LIMITS if word not in ("type", "lengthUnit", "additionalProperties"))


def weak_words(field: Field) -> frozenset[str]:
    """The keywords of a field that warn and don't refuse, at the field itself and inside it."""
    evidence = field.keyword_evidence
    weak = {word for word, place in evidence.items() if place.weak}
    if field.evidence.weak:
        weak |= {word for word in (*field.schema, "media") if word not in evidence and word != "type"}
    return frozenset(weak)


def kinds_of(field: Mapping[str, Any]) -> list[str]:
    """The types of a field."""
    types = field.get("type", ())
    return [types] if isinstance(types, str) else list(types)


def limits(limited: Mapping[str, Any], field: Mapping[str, Any], words: Collection[str] = _WORDS) -> Document:
    """The limits in these words: lengths in the field's unit, null and the field's special values left out of them."""
    kinds, unit = kinds_of(field), field.get("lengthUnit", "codePoints")
    keywords: Document = {word: limited[word] for word in _WORDS if word in limited and word in words}
    lengths = {word: keywords.pop(word) for word in _LENGTHS if word in keywords and unit != "codePoints"}
    if "enum" in keywords and "null" in kinds:
        keywords["enum"] = [*keywords["enum"], None]
    if "notEnum" in limited:
        keywords["not"] = {"enum": limited["notEnum"]}
    special = special_values(field)
    if special and keywords:
        keywords = {"anyOf": [{"enum": special}, {"type": field["type"], **keywords}]}
    return {**keywords, **({LENGTH: {"unit": unit, **lengths}} if lengths else {})}


def both_strengths(limited: Mapping[str, Any], weak: Collection[str]) -> tuple[Document, Document]:
    """The limits of a field that refuse, and those that warn."""
    strong = [word for word in _WORDS if word not in weak]
    return limits(limited, limited, strong), limits(limited, limited, weak)


def uncountable(limited: Mapping[str, Any], field: Mapping[str, Any], weak: Collection[str] = ()) -> list[str]:
    """The limits that the client checks and no schema can say: lengths in units that JSON Schema doesn't count.

    Nobody but the provider counts tokens, so the client doesn't check them either.
    """
    if field.get("lengthUnit", "codePoints") in ("codePoints", "tokens"):
        return []
    return [word for word in _LENGTHS if word in limited and word not in weak]


def special_values(field: Mapping[str, Any]) -> list[Any]:
    """The special values as they stand in a body: a spec has them as keys, which are texts."""
    kinds, values = kinds_of(field), list[Any]()
    for text in sorted(field.get("specialValues", ())):
        number = _number(text)
        if number is not None and ("number" in kinds or ("integer" in kinds and isinstance(number, int))):
            values.append(number)
        if "string" in kinds:
            values.append(text)
    return values


def _number(text: str) -> int | float | None:
    for read in (int, float):
        try:
            number = read(text)
        except ValueError:
            continue
        if str(number) == text:
            return number
    return None
