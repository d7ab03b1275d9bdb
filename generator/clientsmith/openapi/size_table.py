"""The closed size table, as the combinations of values that are legal together."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

from clientsmith.language.model import Field, Json, SizeAxis, SizeRow, SizeRule
from clientsmith.openapi.limits import kinds_of, special_values
from clientsmith.openapi.places import both, present, valued
from clientsmith.openapi.rules import Fields, condition
from clientsmith.openapi.size_forms import KEYS, pixel_pattern, pixel_texts, separators, table_names
from clientsmith.openapi.size_sides import each_sides
from clientsmith.openapi.words import Document

_MOST_LISTED = 200  # values that are listed in every row


def table_schemas(size: SizeRule, fields: Fields) -> list[Document]:
    """What a closed table says: its rows by name, as texts in pixels, and as numbers."""
    if by_parameter(size, fields):
        return []
    return [*_names(size, fields), *_texts(size, fields), *_numbers(size, fields)]


def tables_of_models(size: SizeRule, fields: Fields) -> Iterator[Document]:
    """What the tables of single models say that are closed, each where its model is given."""
    chooser = next((field for field in fields.values() if field.name == size.model), None)
    for model in size.closed_models if chooser is not None and chooser.location == "body" else ():
        rows = tuple(replace(row, model=model) for row in size.table if row.model in (None, model))
        then = both(table_schemas(replace(size, closed=True, table=rows), fields))
        if chooser is not None and then:
            yield {"if": condition({chooser.wire: {"const": model}}, fields), "then": then}


def by_parameter(size: SizeRule, fields: Fields) -> bool:
    """Whether rows are for models that are given outside the body."""
    field = _model(size, fields)
    return field is not None and field.location != "body"


def _model(size: SizeRule, fields: Fields) -> Field | None:
    if not any(row.model for row in size.table):
        return None
    return next((field for field in fields.values() if field.name == size.model), None)


def _names(size: SizeRule, fields: Fields) -> Iterator[Document]:
    axes = [axis for axis in size.axes if set(axis.forms) & set(KEYS)]
    # Alone, a field lists its names itself.
    if len(axes) > 1 or (axes and _model(size, fields) is not None):
        yield _rows(size, fields, axes, _own_names, lambda axis: _pixels(size, axis))


def _own_names(axis: SizeAxis, row: SizeRow) -> list[str]:
    names = (getattr(row, form) for form in KEYS if form in axis.forms)
    return [name for name in names if name is not None]


def _texts(size: SizeRule, fields: Fields) -> Iterator[Document]:
    def own(axis: SizeAxis, row: SizeRow) -> list[str]:
        return pixel_texts(size, axis, [row])

    axes = [axis for axis in size.axes if separators(axis)]
    if axes and _model(size, fields) is not None:
        yield _rows(size, fields, axes, own, lambda axis: _named(size, axis))


def _pixels(size: SizeRule, axis: SizeAxis) -> Document:
    texts = pixel_texts(size, axis, size.table)
    # What the field takes says which of them there are: to repeat that in every row of a large table would square it.
    return {"enum": texts} if len(texts) <= _MOST_LISTED else {"pattern": pixel_pattern(separators(axis))}


def _named(size: SizeRule, axis: SizeAxis) -> Document:
    names = table_names(size, axis)
    return {"enum": names} if len(names) <= _MOST_LISTED else {"not": {"pattern": pixel_pattern(separators(axis))}}


def _rows(
    size: SizeRule,
    fields: Fields,
    axes: list[SizeAxis],
    own: Callable[[SizeAxis, SizeRow], list[str]],
    others: Callable[[SizeAxis], Document],
) -> Document:
    """One of the rows, by what is its `own` of each field; `others` are values that name no row."""
    rows: dict[str, Document] = {}
    model = _model(size, fields)
    besides = {axis.wire: others(axis) for axis in axes}
    names_row = {axis.wire: any(axis.default in own(axis, row) for row in size.table) for axis in axes}
    for row in size.table:
        parts = [_is_model(model, row)]
        for axis in axes:
            field, mine, beside = fields[axis.wire], own(axis, row), besides[axis.wire]
            values: list[Json] = [*mine, *beside.get("enum", ()), *special_values(field.schema)]
            if "null" in kinds_of(field.schema):
                values.append(None)
            schema: Document = {"const": values[0]} if len(values) == 1 else {"enum": values} if values else {"not": {}}
            if "enum" not in beside:
                schema = {"anyOf": [schema, beside]} if values else beside
            required = names_row[axis.wire] and axis.default not in mine
            parts.append(valued(field, schema, required=required))
        branch = both(parts)
        rows.setdefault(json.dumps(branch), branch)
    # Whoever says nothing of the size is asked nothing.
    given = [present(fields[axis.wire]) for axis in size.axes]
    return {"if": given[0] if len(given) == 1 else {"anyOf": given}, "then": {"anyOf": [*rows.values()]}}


def _numbers(size: SizeRule, fields: Fields) -> Iterator[Document]:
    model = _model(size, fields)
    for sides in each_sides(size, fields):
        legal = [
            both([_is_model(model, row), sides.pair({"const": row.width}, {"const": row.height})])
            for row in size.table
            if row.width is not None
        ]
        yield {"if": sides.stated(), "then": {"anyOf": legal} if legal else {"not": {}}}


def _is_model(model: Field | None, row: SizeRow) -> Document:
    """Holds where the row is for the model that is given."""
    if row.model is None or model is None:
        return {}
    return valued(model, {"const": row.model}, required=model.default != row.model)
