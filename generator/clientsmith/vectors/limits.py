"""Values to try: each limit at its bound and one past it, each enum value and one outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from clientsmith.load.json_values import mapping, sequence
from clientsmith.load.scalars import number_name
from clientsmith.oracle import media
from clientsmith.oracle.regex import compiled
from clientsmith.oracle.values import length, types_of, violations
from clientsmith.vectors import sample
from clientsmith.vectors.case import shown
from clientsmith.vectors.limits_media import images
from clientsmith.vectors.operation_under_test import LONGEST, MOST, keyed, literal, plain
from clientsmith.vectors.sample_values import WRONG, Try, sampled

_FILL = "aA1-/:~*"
_FOX = "\U0001f98a"


def limits(data: Mapping[str, Any]) -> Iterator[Try]:
    """Yield values at the limits of a schema, nested ones included."""
    yield from _enum(data)
    types = types_of(dict(data))
    if {"integer", "number"} & set(types):
        yield from _numbers(data, whole="number" not in types)
    if "string" in types:
        yield from _texts(data)
    if "array" in types:
        yield from _lists(data)
    if "object" in types:
        yield from _objects(data)
    for word in mapping(data.get("specialValues")):
        yield Try(f"special {word}", _special(word, types))


def _special(word: str, types: tuple[str, ...]) -> Any:
    if "string" in types:
        return word
    name = number_name(word)
    return int(name) if name.lstrip("-").isdecimal() else float(name)


def _enum(data: Mapping[str, Any]) -> Iterator[Try]:
    values = sequence(data.get("enum"))
    for value in sampled(values):
        yield Try(f"enum {shown(value)}", value)
    for value in values[:1]:
        if isinstance(value, str):
            yield Try("enum outside", f"{value}-of-another-kind")
            yield Try("enum other case", value.swapcase(), value if value.swapcase() not in values else "")
            yield Try("enum empty", "")
            if len(value) > 4 and f"{value}x" not in values:
                yield Try("enum typo", f"{value}x", value)
        elif not isinstance(value, bool):
            yield Try("enum outside", max(number for number in values if isinstance(number, int | float)) + 1)


def _numbers(data: Mapping[str, Any], *, whole: bool) -> Iterator[Try]:
    step = Decimal(str(data.get("multipleOf", 1 if whole else "0.01")))
    low, high = data.get("minimum"), data.get("maximum")
    past: dict[str, int] = {"minimum": -1, "maximum": 1, "exclusiveMinimum": 0, "exclusiveMaximum": 0}
    for word, sign in past.items():
        if word not in data:
            continue
        edge = Decimal(str(data[word]))
        at = edge if sign else edge + step * (1 if word == "exclusiveMinimum" else -1)
        nearest = str(data[word]) if "multipleOf" not in data and sign else ""
        yield Try(f"{word} {at}", _number(at, whole))
        yield Try(f"{word} {edge + step * sign}", _number(edge + step * sign, whole), nearest)
        far = edge + 1000 * step * (sign or (-1 if word == "exclusiveMinimum" else 1))
        yield Try(f"{word} {far}", _number(far, whole), nearest)
    if "multipleOf" in data:
        base = Decimal(str(low if low is not None else 0))
        base += -base % step
        yield Try(f"multipleOf {base + step}", _number(base + step, whole))
        if step != 1 or not whole:
            half = base + step / 2 if not whole or step % 2 == 0 else base + 1
            yield Try(f"multipleOf {half}", _number(half, whole))
    if whole and low is None and high is None and "enum" not in data:
        yield Try("large", 2**53)
        yield Try("negative", -7)


def _number(value: Decimal, whole: bool) -> Any:
    if whole or value == value.to_integral_value():
        return int(value)
    return float(value)


def _texts(data: Mapping[str, Any]) -> Iterator[Try]:
    if "enum" in data:
        return
    for word, past in (("minLength", -1), ("maxLength", 1)):
        if word in data:
            for edge in (data[word], data[word] + past):
                for text in _of_length(data, edge):
                    yield Try(f"{word} {shown(text)}", text)
    yield Try("empty", "")
    yield Try("blank", "  ")
    yield Try("other scripts", "日本 العربية \u200d " + _FOX)
    if "pattern" in data:
        search = compiled(data["pattern"])
        shortest = min(max(1, data.get("minLength", 1)), LONGEST)
        for letter in ("é", " ", "\n", *_FILL, "_", "Z", "0", "!"):
            for text in (letter * shortest, "a" * shortest + letter, letter + "a" * shortest):
                if search is not None and {broken.rule for broken in violations(dict(data), text)} <= {"pattern"}:
                    yield Try(f"pattern {ord(letter)} {text.index(letter)}", text)


def _of_length(data: Mapping[str, Any], wanted: int) -> Iterator[Any]:
    """Yield texts of this length, one of ASCII and one of characters outside the BMP."""
    if not 0 < wanted <= LONGEST:
        return
    pattern = compiled(data["pattern"]) if "pattern" in data else None
    for letter in _FILL:
        text: Any = {"$repeat": [letter, wanted]} if wanted > 40 else letter * wanted
        if pattern is None or pattern.search(plain(text)) is not None:
            yield text
            break
    unit = length({"lengthUnit": data.get("lengthUnit", "codePoints")}, _FOX)
    if wanted >= unit and pattern is None:
        yield {"$repeat": [_FOX, wanted // unit, "a" * (wanted % unit)]}


def _lists(data: Mapping[str, Any]) -> Iterator[Try]:
    items = mapping(data.get("items"))
    if "minItems" in data or "maxItems" in data:
        low, high = data.get("minItems", 0), data.get("maxItems")
        for count in sorted({low, max(0, low - 1), *((high, high + 1) if high is not None else ())}):
            if count > MOST:
                continue
            yield Try(f"items {count}", _several(items, count))
    else:
        yield Try("items 0", [])
        yield Try("items 40", _several(items, 40))
    several = _several(items, 2)
    if data.get("uniqueItems") and several:
        yield Try("uniqueItems twice", [*several[:1], *several[:1]])
    for trial in limits(items):
        yield Try(f"item {trial.name}", [trial.value])
    if items and several:
        for name, value in WRONG.items():
            yield Try(f"item type {name}", [*several[:1], value])


def _several(items: Mapping[str, Any], count: int) -> list[Any]:
    image_words = mapping(items.get("media"))
    if image_words:
        image = "https://example.com/{}.png" if "url" in image_words["kinds"] else ""
        kind, encoded = media.usual(sequence(image_words.get("types")))
        prefix = f"data:{kind};base64," if "dataUri" in image_words["kinds"] else ""
        return [image.format(at) if image else f"{prefix}{'AAAA' * at}{encoded}" for at in range(count)]
    samples = [literal(value) for value in sample.of_schema(items)]
    if not samples:
        return []
    first = samples[0]
    if isinstance(first, str) and not items.get("enum"):
        return [f"{first}{at}" for at in range(count)]
    return [first + at if isinstance(first, int) and not isinstance(first, bool) else first for at in range(count)]


def _objects(data: Mapping[str, Any]) -> Iterator[Try]:
    sampled_object = next(iter(sample.of_schema({**data, "type": "object"})))
    whole = {name: literal(value) for name, value in sampled_object.items()}

    def given(name: str, box: Mapping[str, Any]) -> Try:
        return Try(name, keyed(dict(box)))

    yield given("whole", whole)
    required = [str(name) for name in sequence(data.get("required"))]
    for name, child in mapping(data.get("properties")).items():
        if name in required:
            yield given(f"{name} missing", {key: value for key, value in whole.items() if key != name})
        elif name in whole:
            yield given(f"{name} left out", {key: value for key, value in whole.items() if key != name})
        if "const" in child:
            yield given(f"{name} as it always is", {**whole, name: child["const"]})
        for trial in (*limits(mapping(child)), *images(mapping(child))):
            yield given(f"{name} {trial.name}", {**whole, name: trial.value})
        for kind, value in WRONG.items():
            yield given(f"{name} type {kind}", {**whole, name: value})
    yield given("unknown property", {**whole, "no_such_property": 1})
