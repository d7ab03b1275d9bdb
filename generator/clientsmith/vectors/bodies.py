"""Response bodies made from their schemas, and copies changed in one place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from clientsmith.language.model import Results
from clientsmith.load.json_values import mapping, sequence
from clientsmith.oracle import answer_bodies
from clientsmith.oracle.answer_bodies import Shown, agreeing, described
from clientsmith.oracle.pointers import put
from clientsmith.oracle.uploads import with_link
from clientsmith.vectors import sample
from clientsmith.vectors.operation_under_test import NOW, OperationUnderTest

LINK = "https://cdn.example.com/images/{}.png"
DATA = "iVBORw0KGgo="
TASK = "task-0123456789"
EXPIRES, TTL = NOW + 7200, 600


def success(tested: OperationUnderTest, *, documented: bool = True) -> Any:
    """Return a body of success: the documented one if there is one, else one with everything that is described."""
    operation = tested.operation
    answer = operation.answer
    if documented and answer is not None and answer.examples:
        return with_link(tested.provider, operation, answer.examples[0].body)
    schema = described(operation)
    body: Any = sample.first(list(sample.of_schema({**schema, "type": "object"}))) or {}
    if operation.results is not None and operation.task is None:
        body = with_images(body, operation.results)
    if operation.task is not None:
        body = put(body, operation.task.id[0], TASK)
    body = with_link(tested.provider, operation, body)
    return agreeing(tested.provider.envelope, body)


def with_images(body: Any, results: Results) -> Any:
    """Return the body with one image in the first place for images, and what is said about it."""
    place = answer_bodies.json_place(results)
    link = "" if place is None or not place.url else LINK.format(1)
    image = Shown(link, None if link else DATA, EXPIRES, TTL, "png")
    return answer_bodies.with_images(body, results, [image], NOW - 60)


class Spot(NamedTuple):
    """A described value that a body has: its path, its schema, and whether it is required."""

    path: tuple[str | int, ...]
    schema: Mapping[str, Any]
    required: bool

    @property
    def name(self) -> str:
        """The path as part of a case id."""
        return ".".join(str(step) for step in self.path)


def spots(schema: Mapping[str, Any], body: Any, path: tuple[str | int, ...] = ()) -> Iterator[Spot]:
    """Yield every described value of a body below the top level."""
    required = schema.get("required", ())
    box = mapping(body)
    for name, child in mapping(schema.get("properties")).items():
        if name in box:
            yield Spot((*path, name), child, name in required)
            yield from spots(child, box[name], (*path, name))
    for item in sequence(body)[:1] if schema.get("items") else ():
        yield Spot((*path, 0), schema["items"], False)
        yield from spots(schema["items"], item, (*path, 0))


def changed(body: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """Return a copy of the body with another value at an existing path."""
    if not path:
        return value
    step, *rest = path
    if isinstance(step, int):
        return [changed(item, tuple(rest), value) if at == step else item for at, item in enumerate(body)]
    return {**body, step: changed(body.get(step), tuple(rest), value)}
