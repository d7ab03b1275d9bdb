"""Cases for every limit of every field, wrong types, missing and unknown arguments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

from clientsmith.language.model import Field
from clientsmith.load.json_values import mapping, sequence
from clientsmith.oracle import media
from clientsmith.oracle.values import types_of
from clientsmith.vectors import sample
from clientsmith.vectors.case import Cases
from clientsmith.vectors.image_pairs import pair_cases
from clientsmith.vectors.limits import limits
from clientsmith.vectors.limits_media import images
from clientsmith.vectors.operation_under_test import OperationUnderTest, special
from clientsmith.vectors.paths import EMPTY_STEPS, ODD_STEPS
from clientsmith.vectors.sample_values import WRONG, Try

_ALIKE, _CLEARLY = 0.8, 0.05
"""Least similarity of a typo to the intended argument, and its least lead over every other argument."""
_SHOWN = 60
"""Most characters of a name in a message."""


def field_cases(cases: Cases) -> None:
    """Try every limit of every field."""
    tested = cases.tested
    for wire, field in tested.fields.items():
        for trial in tries(tested, field):
            # Around the value everything else is as it should be, so that it alone decides.
            value = trial.value
            call = sample.settled(tested, {wire: value}) if _is_judged(value) else _around(tested, wire, value)
            nearest = {trial.name.split()[0]: trial.nearest} if trial.nearest else None
            cases.call(f"{field.name} {trial.name}", field.key, call, nearest=nearest)
        for text in (*ODD_STEPS, *EMPTY_STEPS * field.greedy) if field.location == "path" else ():
            cases.call(f"{field.name} as the step {text!a}", field.key, _around(tested, wire, text))
        if field.required and field.fixed is None:
            call = sample.settled(tested, {}, but=[wire])
            cases.call(
                f"{field.name} missing", field.key, {name: value for name, value in call.items() if name != wire}
            )
    pair_cases(cases)
    smallest = sample.minimal(tested)
    if smallest is not None:
        for field in tested.fields.values():
            typo = f"{field.name}_x"
            if typo not in tested.fields and _is_meant(tested, typo, field.name):
                cases.call(
                    f"unknown argument {typo}", field.key, {**smallest, typo: 1}, nearest={"unknown": field.name}
                )
        cases.call("unknown argument", tested.operation.key, {**smallest, "no_such_argument": 1})


def _is_meant(tested: OperationUnderTest, word: str, name: str) -> bool:
    """Whether a misspelt word is like one argument, and clearly less like every other."""
    likeness = {field.name: SequenceMatcher(None, word, field.name).ratio() for field in tested.fields.values()}
    others = [ratio for other, ratio in likeness.items() if other != name]
    return likeness[name] >= _ALIKE and len(name) < _SHOWN and max(others, default=0) < likeness[name] - _CLEARLY


def _is_judged(value: Any) -> bool:
    """Whether the oracle can validate it; a value that is no JSON is put into a call that is legal without it."""
    if word := special(value):
        return word == "$repeat"
    return all(_is_judged(item) for item in (*mapping(value).values(), *sequence(value)))


def _around(tested: OperationUnderTest, wire: str, value: Any) -> dict[str, Any]:
    usual = sample.first(sample.values(tested, tested.fields[wire]))
    call = sample.settled(tested, {wire: usual} if usual is not None else {})
    return {**call, wire: value}


def tries(tested: OperationUnderTest, field: Field) -> Iterator[Try]:
    """Yield every value worth trying for a field."""
    data = tested.schema(field.wire)
    takes_size = any(axis.wire == field.wire for axis in tested.operation.size.axes) if tested.operation.size else False
    yield from _types(data, field)
    if not takes_size or data.get("enum"):
        yield from limits(data)
    yield from images(data)
    yield Try("null", None)


def _types(data: Mapping[str, Any], field: Field) -> Iterator[Try]:
    types = types_of(dict(data))
    for name, value in WRONG.items():
        yield Try(f"type {name}", value)
    if {"integer", "number"} & set(types):
        for text in ("NaN", "Infinity", "-Infinity"):
            yield Try(f"type {text}", {"$number": text})
    if "integer" in types:
        usual = next((number for number in sample.of_schema(data) if isinstance(number, int)), 1)
        yield Try("type number without a fraction", float(usual))
    if {"integer", "number"} & set(types) and not {"enum", "maximum", "exclusiveMaximum", "multipleOf"} & data.keys():
        yield Try("type beyond all numbers", 2**1024)
        yield Try("type as large as numbers are", 2**1023)
    if "string" in types:
        yield Try("type half of a character", {"$codePoint": 0xD800})
    if field.media is None:
        yield Try("type bytes", {"$bytes": media.FILES["image/png"]})
    if "array" not in types:
        yield Try("type size", {"$size": [1024, 768]})
