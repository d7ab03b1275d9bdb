"""The forms in which a field takes a size, as a schema of its values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from clientsmith.language.model import Field, Json, SizeAxis, SizeRow, SizeRule
from clientsmith.openapi.limits import kinds_of, special_values, weak_words
from clientsmith.openapi.words import Document

_SEPARATORS = {"WxH": "x", "W*H": "*", "W:H": ":"}
KEYS = ("ratio", "tier", "preset")
_SIDE = "[1-9][0-9]{0,5}"


def form_schema(size: SizeRule, axis: SizeAxis, field: Field) -> Document:
    """The forms in which a field takes a size; empty where its type or its own values say as much."""
    listed = field.schema.get("enum", [])
    options = list(_options(size, axis, listed))
    special = special_values(field.schema)
    if special:
        options += [("", {"enum": special})]
    kinds = set(kinds_of(field.schema)) - {"null"}
    if {kind for kind, keywords in options if not keywords} >= kinds:
        return {}
    if listed and "enum" not in weak_words(field) and all(_takes(options, value) for value in listed):
        return {}
    # The field's own type is said already.
    branches = [{**({"type": kind} if kind and kinds != {kind} else {}), **keywords} for kind, keywords in options]
    if "null" in kinds_of(field.schema):
        branches.append({"type": "null"})
    if not branches:
        return {"not": {}}
    return branches[0] if len(branches) == 1 else {"anyOf": branches}


def _options(size: SizeRule, axis: SizeAxis, listed: list[Json]) -> Iterator[tuple[str, Document]]:
    """Each form with the type that it has. A closed table leaves of texts only its own; an open one takes the words
    that the field lists, and any ratio.
    """
    for form in axis.forms:
        if form in ("width", "height"):
            yield "integer", {}
        elif form == "object":
            sides: Document = {"width": {"type": "integer"}, "height": {"type": "integer"}}
            yield "object", {"properties": sides, "required": list(sides)}
    named = table_names(size, axis)
    if size.closed:
        names = [*pixel_texts(size, axis, size.table), *named]
    else:
        marks = separators(axis) + (":" if "ratio" in axis.forms else "")
        if marks:
            yield "string", {"pattern": pixel_pattern(marks)}
        keys = [form for form in axis.forms if form in KEYS]
        if any(not any(getattr(row, form) for row in size.table) for form in keys if form != "ratio"):
            yield "string", {}  # names that no page lists
        names = [name for name in named if not (marks and re.search(pixel_pattern(marks), name))]
        names += [value for value in listed if keys and isinstance(value, str) and value not in names]
    if names:
        yield "string", {"enum": names}


def _takes(options: list[tuple[str, Document]], value: Json) -> bool:
    """Whether a text that the field lists is in one of the forms."""
    return any(
        value in keywords.get("enum", ())
        or ("pattern" in keywords and re.search(keywords["pattern"], str(value)) is not None)
        for _, keywords in options
    )


def separators(axis: SizeAxis) -> str:
    """The separators of the forms in pixels."""
    return "".join(_SEPARATORS[form] for form in axis.forms if form in _SEPARATORS)


def pixel_pattern(marks: str) -> str:
    """The pattern of pixels with one of the separators."""
    between = f"[{''.join(dict.fromkeys(marks))}]" if len(set(marks)) > 1 else marks[0].replace("*", "\\*")
    return f"^{_SIDE}{between}{_SIDE}$"


def pixel_texts(size: SizeRule, axis: SizeAxis, rows: Iterable[SizeRow]) -> list[str]:
    """What a closed table leaves of the forms in pixels."""
    marks = separators(axis) if size.closed else ""
    sizes = [(row.width, row.height) for row in rows if row.width is not None]
    return list(dict.fromkeys(f"{width}{mark}{height}" for mark in marks for width, height in sizes))


def table_names(size: SizeRule, axis: SizeAxis) -> list[str]:
    """The names of the table that the field takes."""
    forms = [form for form in KEYS if form in axis.forms]
    named = (getattr(row, form) for form in forms for row in size.table)
    return list(dict.fromkeys(name for name in named if name is not None))
