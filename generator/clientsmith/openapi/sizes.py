"""Schemas of a size across fields, and what no schema can express."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import product

from clientsmith.language.model import SizeLimit, SizeRule
from clientsmith.openapi.rules import Fields, Schemas, in_body
from clientsmith.openapi.size_forms import separators
from clientsmith.openapi.size_sides import limits_of_sides
from clientsmith.openapi.size_table import by_parameter, table_schemas, tables_of_models
from clientsmith.openapi.words import Document


def size_schemas(size: SizeRule, fields: Fields, by_model: Collection[str] = ()) -> tuple[Schemas, list[str]]:
    """What the size says across fields, and the rules of the client that no schema can say.

    Fields `by_model` have defaults that depend on the model, which no schema can say.
    """
    hard, advice, left = list[Document](), list[Document](), list[str]()
    axes_by_model = any(axis.wire in by_model for axis in size.axes)
    if size.closed:
        known = not axes_by_model and not by_parameter(size, fields)
        (advice if size.evidence.weak else hard).extend(table_schemas(size, fields) if known else ())
        left += [] if known or size.evidence.weak else ["size-table"]
    elif size.closed_models:
        schemas = [] if axes_by_model else list(tables_of_models(size, fields))
        (advice if size.closed_weakly else hard).extend(schemas)
        # Whether every model is closed, where none is known, stays with the client.
        left += [] if size.closed_weakly else ["size-table"]
    for limit in () if size.closed else size.limits:
        said = in_body(limit.when, fields) and limit.when.keys().isdisjoint(by_model) and not axes_by_model
        schemas = list(limits_of_sides(size, limit, fields)) if said else []
        (advice if limit.evidence.weak else hard).extend(schemas)
        if not limit.evidence.weak:
            left += _not_in_schema(size, limit, in_schema=bool(schemas))
    return Schemas(tuple(hard), tuple(advice), complete=not left), list(dict.fromkeys(left))


def _not_in_schema(size: SizeRule, limit: SizeLimit, *, in_schema: bool) -> Iterator[str]:
    """What the client checks and no schema says: totals and ratios, and the sides of sizes that are texts."""
    as_text = any(separators(axis) for axis in size.axes)
    as_numbers = any(True for axis in size.axes for form in axis.forms if form in ("width", "object"))
    names = ["pixels"]
    if as_text or not in_schema:
        names += ["width", "height"]
    for name, (word, keyword) in product(names, _WORDS.items()):
        # One pixel at least is said of numbers with their other limits, or not at all; a text can say no less.
        if getattr(getattr(limit, name), word) is not None or (word == "minimum" and as_numbers and not in_schema):
            yield f"size-{name}-{keyword}"
    if limit.any_of:
        yield "size-anyOf"
    if limit.ratio_minimum is not None:
        yield "size-ratio-minimum"
    if limit.ratio_maximum is not None:
        yield "size-ratio-maximum"


_WORDS = {"minimum": "minimum", "maximum": "maximum", "multiple": "multipleOf"}
