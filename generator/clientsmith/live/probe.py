"""Calls with every field at its bounds, and, where a refusal costs nothing, one past them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from clientsmith.language.model import Field, SizeRule
from clientsmith.language.size_forms import PIXEL_FORMS
from clientsmith.oracle.errors import error_body, may_be_billed
from clientsmith.oracle.size_values import written
from clientsmith.oracle.sizes import requested_size
from clientsmith.oracle.values import violations
from clientsmith.vectors import sample
from clientsmith.vectors.case import slug
from clientsmith.vectors.limits import limits
from clientsmith.vectors.operation_under_test import Arguments, OperationUnderTest, plain, special
from clientsmith.vectors.validation import verdict

_LOW, _HIGH = ("minimum", "exclusiveMinimum", "minLength"), ("maximum", "exclusiveMaximum", "maxLength")
_ENDS = (*_LOW, *_HIGH, "items", "enum", "multipleOf")
_LARGEST = 1 << 20
"""Characters of a value that is sent to be refused."""


class Probe(NamedTuple):
    """A call to be made: its name, its arguments by wire name, and where the spec has what it is about."""

    name: str
    arguments: Arguments
    key: str


def bounds(tested: OperationUnderTest) -> Iterator[Probe]:
    """Yield a call with every field as low as it may be, and one with every field as high, as far as rules let them."""
    for name, at in (("lowest", 0), ("highest", -1)):
        forced: Arguments = {}
        call = sample.minimal(tested)
        for wire, field in tested.fields.items():
            legal = [] if field.fixed is not None or field.media is not None else _ends(tested, field)
            grown = sample.legal(tested, {**forced, wire: legal[at]}) if legal else None
            if grown is not None:
                forced[wire], call = legal[at], grown
        if call is not None and forced:
            yield Probe(name, {wire: plain(value) for wire, value in call.items()}, tested.operation.key)


def _ends(tested: OperationUnderTest, field: Field) -> list[Any]:
    """Return legal values of a field from its lowest to its highest; none for one without an end."""
    data = tested.schema(field.wire)
    rule = tested.operation.size
    if rule is not None and any(axis.wire == field.wire for axis in rule.axes):
        values = [*sample.values(tested, field), *_corners(rule, field)]
        legal = [value for value in values if sample.legal(tested, {field.wire: value}) is not None]
        return sorted(legal, key=lambda value: _extent(tested, field, value))
    if data.get("type") == "boolean":
        return [False, True]
    values = [trial.value for trial in limits(data) if trial.name.split()[0] in _ENDS and not special(trial.value)]
    values += [plain(trial.value) for trial in limits(data) if special(trial.value) == "$repeat"]
    legal = [value for value in values if not any(violations(data, value))]
    if "enum" in data:
        return legal
    return sorted(legal, key=lambda value: value if isinstance(value, int | float) else len(value))


def _corners(rule: SizeRule, field: Field) -> Iterator[Any]:
    """Yield the smallest and the largest size that each limit of the sides allows."""
    for form in _pixel_forms(rule, field)[:1]:
        for width, height in ((limit.width, limit.height) for limit in rule.limits):
            if width.minimum is not None and height.minimum is not None:
                yield written(form, width.minimum, height.minimum)
            if width.maximum is not None and height.maximum is not None:
                yield written(form, width.maximum, height.maximum)


def _extent(tested: OperationUnderTest, field: Field, value: Any) -> int:
    return value if isinstance(value, int) else requested_size(tested, {field.wire: value}).area


def _pixel_forms(rule: SizeRule, field: Field) -> list[str]:
    return [form for axis in rule.axes if axis.wire == field.wire for form in axis.forms if form in PIXEL_FORMS]


def past(tested: OperationUnderTest) -> Iterator[Probe]:
    """Yield calls with one field past a bound; none where the page doesn't say that refusing one is free."""
    call = sample.minimal(tested)
    if call is None or not _refuses_for_nothing(tested):
        return
    for wire, field in tested.fields.items():
        if field.fixed is not None or field.media is not None:
            continue
        sides: set[str] = set()
        for name, value in _beyond(tested, field):
            checked = verdict(tested, {**call, wire: value})
            if name not in sides and checked.problems and len(str(value)) < _LARGEST:
                sides.add(name)
                yield Probe(slug(f"past {field.name} {name}"), {**call, wire: value}, field.key)


def _beyond(tested: OperationUnderTest, field: Field) -> Iterator[tuple[str, Any]]:
    data = tested.schema(field.wire)
    for trial in limits(data):
        word = trial.name.split()[0]
        value = plain(trial.value)
        outside = word != "enum" or trial.name == "enum outside"
        if word in _ENDS and outside and not special(value) and any(violations(data, value)):
            yield word, value
    if tested.operation.size is not None:
        yield from _sizes_beyond(tested.operation.size, field)


def _sizes_beyond(rule: SizeRule, field: Field) -> Iterator[tuple[str, Any]]:
    forms = _pixel_forms(rule, field)
    for limit in rule.limits if forms else ():
        low, high = limit.width.minimum, limit.width.maximum
        other = limit.height.maximum or high or low or 1024
        if low is not None and low > 1:
            yield "size minimum", written(forms[0], low - 1, limit.height.minimum or low)
        if high is not None:
            yield "size maximum", written(forms[0], high + 1, other)


def _refuses_for_nothing(tested: OperationUnderTest) -> bool:
    row = next((row for row in tested.provider.errors if row.kind == "badRequest"), None)
    if row is None:
        return False
    status = row.status if isinstance(row.status, int) else 400
    body = error_body(tested.provider, code=row.code or None, kind=row.type, message="No")
    return not may_be_billed(tested, status, body)
