"""Valid values for fields, and valid calls around a value under test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isqrt
from typing import Any, cast

from clientsmith.language.model import Field
from clientsmith.load.json_values import mapping, sequence, several
from clientsmith.oracle import media
from clientsmith.oracle.regex import example
from clientsmith.oracle.size_values import KEYS, written
from clientsmith.oracle.values import types_of, violations, with_constants
from clientsmith.oracle.violation import Violation
from clientsmith.vectors.operation_under_test import (
    LONGEST,
    MOST,
    Arguments,
    OperationUnderTest,
    key_of,
    literal,
    plain,
    special,
)

PROMPT = "A café made of paper"
_LETTERS = "aA1-/:~*x é!"
_STEPS = 20


def values(tested: OperationUnderTest, field: Field) -> list[Any]:
    """Return values that are valid for a field alone, the most usual first; sizes by the table and the limits."""
    if field.wire not in tested.samples:
        tested.samples[field.wire] = _values(tested, field)
    return tested.samples[field.wire]


def _values(tested: OperationUnderTest, field: Field) -> list[Any]:
    data = tested.schema(field.wire)
    prompt = [PROMPT] if field.role == "prompt" and "media" not in data else []
    sound: list[Any] = []
    for value in (*_stated(data), *_sizes(tested, field), *prompt, *of_schema(data), *_of_partner(tested, field)):
        if value not in sound and not any(violations(data, with_constants(data, value))):
            sound.append(value)
    return [as_given(data, literal(value)) for value in sound]


def _takes_files(data: Mapping[str, Any]) -> bool:
    return "file" in sequence(mapping(data.get("media")).get("kinds"))


def as_given(data: Mapping[str, Any], value: Any) -> Any:
    """Return a value as a case gives it: what stands for a file as the bytes of a small one."""
    if _takes_files(data) and isinstance(value, str):
        return {"$bytes": media.samples(data["media"])[0].removeprefix(media.FILE)}
    if isinstance(value, list) and mapping(data.get("items")):
        return [as_given(data["items"], item) for item in sequence(cast("Any", value))]
    return cast("Any", value)


def _of_partner(tested: OperationUnderTest, field: Field) -> Iterator[Any]:
    """Yield images with the sides that the image has which must have the same."""
    partner = tested.fields.get(field.media.same_size_as) if field.media is not None else None
    if partner is not None and partner.media is not None:
        data, sides = tested.schema(field.wire), dict(partner.media.size)
        inner = "items" if "media" not in data else ""
        image = mapping((mapping(data["items"]) if inner else data)["media"]) | sides
        yield from ([value] if inner else value for value in media.samples(image))


def _stated(data: Mapping[str, Any]) -> Iterator[Any]:
    """Yield values that the spec gives: examples, recommended, enum, default."""
    yield from sequence(data.get("examples"))
    yield from sequence(data.get("recommended"))
    yield from sequence(data.get("enum"))
    if data.get("default") is not None:
        yield data["default"]


def _sizes(tested: OperationUnderTest, field: Field) -> Iterator[Any]:
    rule = tested.operation.size
    for axis in rule.axes if rule is not None else ():
        if axis.wire != field.wire or rule is None:
            continue
        boxes = [(row.width, row.height) for row in rule.table if row.width is not None and row.height is not None]
        for limit in rule.limits:
            low, high = limit.width.minimum or 64, limit.height.minimum or 64
            boxes += [(low, high), (limit.width.maximum or low, high), (low, limit.height.maximum or high)]
        boxes += [(1024, 1024), (512, 512), (768, 1024), (1024, 768), (64, 64)]
        for part in (part for limit in rule.limits for part in (*limit.any_of, limit)):
            root = isqrt(part.pixels.minimum or 0) + 1
            step = max(part.width.multiple or 1, part.height.multiple or 1)
            boxes += [(root - root % -step, root - root % -step)] if root > 1 else []
            if part.width.minimum and part.height.minimum:
                boxes.append((part.width.minimum, part.height.minimum))
        for form in axis.forms:
            if form in KEYS:
                yield from (name for row in rule.table if (name := getattr(row, form)) is not None)
            yield from (written(form, *box) for box in boxes if form not in KEYS)


def of_schema(data: Mapping[str, Any], *, whole: bool = True) -> Iterator[Any]:
    """Yield values that a schema allows; objects have all properties, or with `whole=False` only required ones."""
    if "const" in data or data.get("enum"):
        yield data["const"] if "const" in data else data["enum"][0]
        return
    for kind in types_of(dict(data)) or ("string",):
        if kind == "string":
            yield from media.samples(data["media"]) if "media" in data else texts(data)
        elif kind in ("integer", "number"):
            yield from numbers(data)
        elif kind == "boolean":
            yield from (True, False)
        elif kind == "array":
            yield _list(data, whole)
        elif kind == "object":
            yield _object(data, whole)


def _list(data: Mapping[str, Any], whole: bool) -> list[Any]:
    inner = mapping(data.get("items"))
    count = min(max(1, data.get("minItems", 0)), MOST)
    item = _usual(inner, whole)
    items: list[Any] = [] if item is None else [item] * count
    if "media" in inner:
        return [f"{item}?{at}" if at and item == media.LINK else item for at, item in enumerate(items)]
    if data.get("uniqueItems") and items and isinstance(items[0], str | int):
        return [item + at if isinstance(item, int) else f"{item}{at or ''}" for at, item in enumerate(items)]
    return items


def _object(data: Mapping[str, Any], whole: bool) -> dict[str, Any]:
    required = several(data.get("required"))
    made: dict[str, Any] = {}
    for name, child in mapping(data.get("properties")).items():
        if (whole or name in required) and "const" not in mapping(child):
            value = _usual(mapping(child), whole)
            if value is not None:
                made[name] = value
    return made


def _usual(data: Mapping[str, Any], whole: bool) -> Any:
    """Return the first value that is valid, or if none is the first; None if there is none."""
    found = list(of_schema(data, whole=whole))
    sound = (value for value in found if not any(violations(dict(data), with_constants(dict(data), value))))
    return next(sound, found[0] if found else None)


def texts(data: Mapping[str, Any]) -> Iterator[Any]:
    """Yield texts of a valid length, some of which may match the pattern."""
    shortest = min(data.get("minLength", 0), LONGEST)
    yield from ("text", "a fox", "1024", "abc")
    for letter in _LETTERS:
        yield letter * max(1, shortest)
    if "pattern" in data and (text := example(data["pattern"])) is not None:
        yield text


def numbers(data: Mapping[str, Any]) -> Iterator[Any]:
    """Yield numbers at and near the limits."""
    low, high, step = data.get("minimum"), data.get("maximum"), data.get("multipleOf")
    for edge in (low, high, data.get("exclusiveMinimum"), data.get("exclusiveMaximum")):
        if edge is not None:
            yield edge
            yield edge + (step or 1)
            yield edge - (step or 1)
    yield from (7, 1, step or 2, 42)


def legal(tested: OperationUnderTest, forced: Arguments, *, but: Sequence[str] = ()) -> Arguments | None:
    """Return a valid call with these arguments and without the fields of `but`; None if none was found."""
    call = settled(tested, forced, but=but)
    return call if not _broken(tested, call) else None


def settled(tested: OperationUnderTest, forced: Arguments, *, but: Sequence[str] = ()) -> Arguments:
    """Return a call with these arguments and otherwise as few violations as possible."""
    key = ("settled", key_of(forced), tuple(but), len(tested.usual))
    if key not in tested.found:
        tested.found[key] = _settled(tested, forced, but)
    return dict(tested.found[key])


def _settled(tested: OperationUnderTest, forced: Arguments, but: Sequence[str]) -> Arguments:
    usual = {wire: value for wire, value in tested.usual.items() if wire not in but}
    call = {**usual, **forced}
    broken = _broken(tested, call)
    if all(_is_alone(tested, violation) and violation.fields[0] in forced for violation in broken):
        # Whatever else is changed, these values stay as wrong as they are.
        return call
    if usual:
        # What a call usually needs may be what is in the way.
        bare = _broken(tested, forced)
        call, broken = (dict(forced), bare) if len(bare) < len(broken) else (call, broken)
    for _ in range(_STEPS):
        best, left = call, broken
        for changed in _changes(tested, call, broken, {*forced, *but}):
            still = _broken(tested, changed)
            if len(still) < len(left):
                best, left = changed, still
                if not still:
                    return best
        if best is call:
            return call
        call, broken = best, left
    return call


def _is_alone(tested: OperationUnderTest, violation: Violation) -> bool:
    """Whether the value is invalid by itself, whatever else is given."""
    return violation.kind == "argument" and all(rule.id != violation.rule for rule in tested.operation.rules)


def _broken(tested: OperationUnderTest, call: Arguments) -> list[Violation]:
    key = ("broken", key_of(call))
    if key not in tested.found:
        given = {**tested.filled, **call}
        values = {wire: _judged(tested.schema(wire), value) for wire, value in given.items()}
        tested.found[key] = tested.validator.validate(values, strict=True)
    return cast("list[Violation]", tested.found[key])


def _judged(data: Mapping[str, Any], value: Any) -> Any:
    """Return a value as the oracle judges it: a file as its bytes in base64."""
    if special(value) == "$bytes" and _takes_files(data):
        return media.FILE + str(value["$bytes"])
    if isinstance(value, list) and _takes_files(mapping(data.get("items"))):
        return [_judged(data["items"], item) for item in sequence(cast("Any", value))]
    return with_constants(mapping(data), plain(value))


def _changes(
    tested: OperationUnderTest, call: Arguments, broken: list[Violation], fixed: set[str]
) -> Iterator[Arguments]:
    """Yield calls that differ in one field that takes part in a violation."""
    wires: dict[str, None] = {}
    for violation in broken:
        wires[violation.fields[0]] = None
        for rule in tested.operation.rules:
            if rule.id == violation.rule:
                wires |= dict.fromkeys((*rule.fields, *rule.when))
        if violation.kind == "size" and tested.operation.size is not None:
            wires |= {axis.wire: None for axis in tested.operation.size.axes}
    for wire in wires:
        if wire in fixed or wire not in tested.fields:
            continue
        for value in values(tested, tested.fields[wire]):
            yield {**call, wire: value}
        if wire in call:
            yield {name: value for name, value in call.items() if name != wire}


def minimal(tested: OperationUnderTest) -> Arguments | None:
    """Return a valid call with required fields only."""
    call = dict(tested.usual) or legal(tested, {})
    tested.usual.update(call or {})
    return call


def complete(tested: OperationUnderTest) -> Arguments | None:
    """Return a valid call with as many fields as possible."""
    call = minimal(tested)
    for wire, field in tested.fields.items():
        if call is None or wire in call or field.fixed is not None:
            continue
        for value in values(tested, field)[:6]:
            if wire not in tested.entangled:
                # Legal alone, and nothing else in the call has to do with it.
                call = {**call, wire: value}
                break
            grown = legal(tested, {**call, wire: value})
            if grown is not None:
                call = grown
                break
    return call


def first(items: Any) -> Any:
    """Return the first item, or None."""
    return next(iter(cast("Sequence[Any]", items)), None)
