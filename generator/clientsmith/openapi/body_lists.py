"""Schemas for fields that append elements to a list of the body, and for those whose elements are numbered fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, cast

from clientsmith.language.model import Expand
from clientsmith.load.json_values import mapping
from clientsmith.openapi.words import Document
from clientsmith.oracle.body_lists import Appending

UNSAID = ("type", "minItems", "uniqueItems")
"""What no schema says of such a list: where it would stand there is nothing, or something of other fields too."""
_OF_LISTS = ("type", "items", "minItems", "maxItems", "uniqueItems")


def within(how: Appending, schema: Document, *, closed: bool = False) -> Document:
    """The schema of an element with such a value."""
    if not how.rest:
        return schema
    return _shaped(how.shape, how.rest, schema, closed)


def _shaped(shape: Mapping[str, Any], rest: Sequence[str], schema: Document, closed: bool) -> Document:
    properties: Document = {}
    for name, inside in shape.items():
        on_the_way = bool(rest) and name == rest[0]
        if on_the_way and len(rest) == 1:
            properties[name] = schema
        elif isinstance(inside, dict):
            properties[name] = _shaped(mapping(cast("Any", inside)), rest[1:] if on_the_way else (), schema, closed)
        else:
            properties[name] = {"const": inside}
    made: Document = {"type": "object", "properties": properties, "required": list(shape)}
    return {**made, "additionalProperties": False} if closed else made


def element(how: Appending, schema: Document, *, closed: bool) -> Document:
    """The schema of what a field of this schema appends."""
    if not how.each:
        return within(how, schema, closed=closed)
    facts = {word: value for word, value in schema.items() if word not in _OF_LISTS}
    items = {**schema.get("items", {})}
    return within(how, {**facts, **items}, closed=closed)


def has_elements(how: Appending, fewest: int = 1, most: int | None = None) -> Document:
    """Holds where so many elements of the list are the field's."""
    bound = {} if most is None else {"maxContains": most}
    return {"contains": within(how, {}), **({} if fewest == 1 else {"minContains": fewest}), **bound}


def limited(how: Appending, schema: Document, *, required: bool) -> Document:
    """Holds in the list where the field's value fits; where it isn't given, unless it is required."""
    if not how.each:
        element_of = within(how, schema)
        return {"contains": element_of} if required else {"items": {"if": within(how, {}), "then": element_of}}
    least, most = int(schema.get("minItems", 1)), schema.get("maxItems")
    if required:
        return has_elements(how, least, most)
    some = [has_elements(how, 0, most)] if most is not None else []
    some += [{"if": has_elements(how), "then": has_elements(how, least)}] if least > 1 else []
    return some[0] if len(some) == 1 else {"allOf": some} if some else {}


def numbered(expand: Expand, schema: Document) -> Iterator[tuple[str, Document]]:
    """Yield each numbered field with its schema; what is said of the whole list stands with the first."""
    facts = {word: value for word, value in schema.items() if word not in _OF_LISTS}
    for at, name in enumerate(expand.names(int(schema["maxItems"]))):
        yield name, {**({} if at else facts), **schema.get("items", {})}


def in_a_row(expand: Expand, schema: Document) -> Document:
    """Holds where no number is left out, and where there are not too many and not too few."""
    names = expand.names(int(schema["maxItems"]) + 1)
    least = int(schema.get("minItems", 1))
    after = {name: [before] for before, name in pairwise(names[:-1])}
    rules: list[Document] = [{"not": {"required": [names[-1]]}}]
    rules += [{"dependentRequired": after}] if after else []
    rules += [{"dependentRequired": {names[0]: names[1:least]}}] if least > 1 else []
    return {"allOf": rules}


def counted(expand: Expand, schema: Document, *, required: bool) -> Document:
    """Holds where a list of so many elements is given; where it isn't given, unless it is required."""
    least, most = int(schema.get("minItems", 1)), schema.get("maxItems")
    names = expand.names(max(least, int(most or 0) + 1))
    rules: list[Document] = [{"required": names[:least]}] if required else []
    rules += [{"dependentRequired": {names[0]: names[1:least]}}] if not required and least > 1 else []
    rules += [{"not": {"required": [names[int(most)]]}}] if most is not None else []
    return rules[0] if len(rules) == 1 else {"allOf": rules} if rules else {}
