"""Schemas of a size across fields, and what no schema can express."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from clientsmith.language.model import SizeLimit, SizeRule
from clientsmith.openapi.rules import Fields, Schemas, in_body
from clientsmith.openapi.size_forms import separators
from clientsmith.openapi.size_sides import limits_of_sides
from clientsmith.openapi.size_table import by_parameter, table_schemas
from clientsmith.openapi.words import Document


def size_schemas(size: SizeRule, fields: Fields) -> tuple[Schemas, list[str]]:
    """What the size says across fields, and the rules of the client that no schema can say."""
    hard, advice, left = list[Document](), list[Document](), list[str]()
    if size.closed:
        (advice if size.evidence.weak else hard).extend(table_schemas(size, fields))
        if by_parameter(size, fields) and not size.evidence.weak:
            left.append("size-table")
    for limit in () if size.closed else size.limits:
        schemas = list(limits_of_sides(size, limit, fields)) if in_body(limit.when, fields) else []
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
    if limit.ratio_minimum is not None:
        yield "size-ratio-minimum"
    if limit.ratio_maximum is not None:
        yield "size-ratio-maximum"


_WORDS = {"minimum": "minimum", "maximum": "maximum", "multiple": "multipleOf"}
