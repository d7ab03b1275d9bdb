"""The values of a size field where the table lists all legal sizes."""

from __future__ import annotations

from collections.abc import Iterator

from clientsmith.language.model import Field, SizeRow, SizeRule
from clientsmith.language.size_forms import PIXEL_FORMS

MOST = 200
"""Tables with more values are named, not listed."""


def size_values(size: SizeRule | None, field: Field) -> tuple[str | int, ...]:
    """Every value of a field whose size table is closed; none where other values are legal too."""
    if size is None or not size.closed or size.evidence.weak or "enum" in field.schema:
        return ()
    axis = next((axis for axis in size.axes if axis.wire == field.wire), None)
    if axis is None or "object" in axis.forms:
        return ()
    rows = (value for row in size.table for form in axis.forms for value in _written(row, form))
    values = tuple(dict.fromkeys([*rows, *field.schema.get("specialValues", ())]))
    return values if len(values) <= MOST else ()


def size_annotation(field: Field, values: tuple[str | int, ...]) -> str:
    """The Python type of a field with these values."""
    others = [part for part in field.annotation.split(" | ") if part in ("Size", "None")]
    return " | ".join([f"Literal[{', '.join(map(repr, values))}]", *others])


def _written(row: SizeRow, form: str) -> Iterator[str | int]:
    """The values with which a field of this form asks for a row."""
    if form in PIXEL_FORMS and row.width is not None:
        yield f"{row.width}{PIXEL_FORMS[form]}{row.height}"
    elif (value := getattr(row, form, None)) is not None:
        yield value
