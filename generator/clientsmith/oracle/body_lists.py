"""What a field becomes that appends elements to a list of the body, or is spread over numbered fields; and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from clientsmith.language.model import Field
from clientsmith.load.json_values import sequence
from clientsmith.oracle.pointers import find, put, steps, written

_APPENDING = ("-", "*")


@dataclass(frozen=True)
class Appending:
    """The list that a field appends to, and what its elements look like.

    Attributes:
        way: the steps to the list.
        each: whether every item of the field's own list is an element.
        rest: the steps from an element to the value.
        beside: constants of an element, by pointer.
    """

    way: tuple[str, ...]
    each: bool
    rest: tuple[str, ...]
    beside: Mapping[str, Any]

    def elements(self, value: Any) -> Iterator[Any]:
        """Yield what a value appends."""
        for item in sequence(value) if self.each else [value]:
            element: Any = {}
            for place, constant in self.beside.items():
                element = put(element, place, constant)
            yield put(element, self.rest, item)

    def value_in(self, element: Any) -> list[Any]:
        """Return the value in an element that this field appended; empty if it is another's, or has anything more."""
        if not self.rest:
            return [element]
        values = find(element, self.rest)
        return values if values and _same(next(self.elements([values[0]] if self.each else values[0])), element) else []

    @property
    def shape(self) -> dict[str, Any]:
        """An element with an empty object in place of the value."""
        return cast("dict[str, Any]", next(self.elements([{}] if self.each else {})))


def _same(left: Any, right: Any) -> bool:
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)


def appending(field: Field) -> Appending | None:
    """Return how a field appends elements; None if it doesn't."""
    path = steps(field.pointer)
    at = next((at for at, step in enumerate(path) if at and step in _APPENDING), 0)
    return Appending(tuple(path[:at]), path[at] == "*", tuple(path[at + 1 :]), field.beside) if at else None


def appended(body: dict[str, Any], how: Appending, value: Any) -> dict[str, Any]:
    """Return the body with the elements of a value; as it is if there are none."""
    elements = list(how.elements(value))
    before = [element for known in find(body, how.way) for element in sequence(known)]
    return cast("dict[str, Any]", put(body, how.way, [*before, *elements])) if elements else body


def numbered(field: Field, value: Any) -> dict[str, Any]:
    """Return the numbered fields of a value, by name."""
    items = sequence(value)
    return dict(zip(field.expand.names(len(items)), items, strict=True)) if field.expand is not None else {}


def gathered(field: Field, body: Mapping[str, Any]) -> tuple[list[Any], set[str]]:
    """Return the elements that stand in the numbered fields of a body, and the names of those fields."""
    names = field.expand.names(int(field.schema["maxItems"])) if field.expand is not None else []
    given: list[str] = []
    for name in names:
        if name not in body:
            break
        given.append(name)
    return [body[name] for name in given], set(given)


def sorted_apart(fields: Iterable[Field], items: list[Any], path: tuple[str, ...]) -> tuple[dict[str, Any], list[str]]:
    """Return the values of the fields that appended these elements, and the pointers of elements of no field."""
    left = [(field, how) for field in fields if (how := appending(field)) is not None]
    values: dict[str, Any] = {}
    unknown: list[str] = []
    for at, item in enumerate(items):
        found = next(((field, how, value) for field, how in left for value in how.value_in(item)), None)
        if found is None:
            unknown.append(written((*path, str(at))))
            continue
        field, how, value = found
        values[field.wire] = [*values.get(field.wire, ()), value] if how.each else value
        left = [(other, of_other) for other, of_other in left if of_other.each or other is not field]
    return values, unknown
