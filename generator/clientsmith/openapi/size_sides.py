"""Schemas of width and height as integers, in two fields or in an object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clientsmith.language.model import Bounds, Field, Json, SizeLimit, SizeRule
from clientsmith.openapi.limits import kinds_of, special_values
from clientsmith.openapi.places import both, valued
from clientsmith.openapi.rules import Fields, condition
from clientsmith.openapi.words import Document

_WHOLE: Document = {"type": "integer"}


@dataclass(frozen=True)
class Sides:
    """The two fields, or the object."""

    fields: tuple[Field, Field] | None
    box: Field | None

    def stated(self) -> Document:
        """Holds where a call gives a side."""
        if self.box is not None:
            inside: Document = {"properties": {"width": _WHOLE, "height": _WHOLE}, "required": ["width", "height"]}
            return valued(self.box, inside, required=True)
        return {"anyOf": [valued(field, _whole(field), required=True) for field in self.fields or ()]}

    def pair(self, width: Document, height: Document) -> Document:
        """Holds where each side fits."""
        if self.box is not None:
            return valued(self.box, {"properties": {"width": width, "height": height}}, required=False)
        pairs = zip(self.fields or (), (width, height), strict=True)
        return both(
            valued(field, _or_special(field, limit), required=not _fits(field.default, limit)) for field, limit in pairs
        )


def _or_special(field: Field, limit: Document) -> Document:
    """A limit of a side, beside the values that say nothing of pixels."""
    apart: list[Json] = [*special_values(field.schema), *([None] if "null" in kinds_of(field.schema) else [])]
    return {"anyOf": [{"enum": apart}, limit]} if apart else limit


def _whole(field: Field) -> Document:
    special = special_values(field.schema)
    return {**_WHOLE, "not": {"enum": special}} if special else _WHOLE


def _fits(value: Json, limit: Document) -> bool:
    """Whether a default is within the limits of a side; no default is."""
    if value is None:
        return True
    low, high, step = limit.get("minimum", value), limit.get("maximum", value), limit.get("multipleOf", 1)
    return bool(low <= value <= high and value % step == 0 and limit.get("const", value) == value)


def each_sides(size: SizeRule, fields: Fields) -> Iterator[Sides]:
    """Everywhere the size stands as numbers."""
    by_form = {form: fields[axis.wire] for axis in size.axes for form in axis.forms}
    if "width" in by_form and "height" in by_form:
        yield Sides((by_form["width"], by_form["height"]), None)
    if "object" in by_form:
        yield Sides(None, by_form["object"])


def limits_of_sides(size: SizeRule, limit: SizeLimit, fields: Fields) -> Iterator[Document]:
    """Return limits of numeric sides, which apply if a side is given."""
    for sides in each_sides(size, fields):
        when = both([condition(limit.when, fields), sides.stated()])
        yield {"if": when, "then": sides.pair(_bounds(limit.width), _bounds(limit.height))}


def _bounds(bounds: Bounds) -> Document:
    limits = {"minimum": bounds.minimum or 1, "maximum": bounds.maximum, "multipleOf": bounds.multiple}
    return {word: value for word, value in limits.items() if value is not None}
