"""The fields of a size and the rows of its table, as the spec has them."""

from collections.abc import Iterator
from dataclasses import dataclass

from clientsmith.load.json_values import Json, mapping, sequence


@dataclass(frozen=True, slots=True)
class SizeField:
    """A field of the size; `at` is its index in the list."""

    at: int
    name: str
    forms: tuple[str, ...]


def size_fields(size: Json) -> Iterator[SizeField]:
    """Yield the fields that together choose the size."""
    for at, data in enumerate(sequence(size.get("fields"))):
        entry = mapping(data)
        yield SizeField(at, entry["field"], tuple(entry["forms"]))


def rows(size: Json) -> list[Json]:
    """Return the rows of the table."""
    return [mapping(row) for row in sequence(size.get("table"))]


def names(size: Json, form: str) -> list[str]:
    """Return the names that the table has for a ratio, tier or preset, in order of the alphabet."""
    return sorted({row[form] for row in rows(size) if form in row})
