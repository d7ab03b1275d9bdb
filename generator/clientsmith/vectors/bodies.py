"""Bodies of answers: made from their descriptions, and changed in one place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, cast

from clientsmith.language.model import Operation, Results
from clientsmith.lint.finding import steps
from clientsmith.lint.spec import mapping, sequence
from clientsmith.vectors import sample
from clientsmith.vectors.subject import NOW, Subject

LINK = "https://cdn.example.com/images/{}.png"
TASK = "task-0123456789"
EXPIRES, TTL = NOW + 7200, 600


def put(body: Any, pointer: str, value: Any) -> Any:
    """A copy of the body with the value at the pointer; `*` stands for the first element. The rest is shared."""
    path = [0 if step == "*" or step.isdecimal() else step for step in steps(pointer)]
    return _put(body, path, value)


def _put(here: Any, path: list[str | int], value: Any) -> Any:
    if not path:
        return value
    step, *rest = path
    if isinstance(step, int):
        found = sequence(here)
        found += [None] * (1 - len(found))
        found[0] = _put(found[0], rest, value)
        return found
    box = dict(mapping(here))
    box[step] = _put(box.get(step), rest, value)
    return box


def described(operation: Operation) -> Mapping[str, Any]:
    """The description of the operation's success; empty where the page leaves it open."""
    return operation.answer.schema if operation.answer is not None else {}


def status(operation: Operation) -> int:
    """The HTTP status of the operation's success."""
    return operation.answer.status if operation.answer is not None else 200


def success(subject: Subject, *, documented: bool = True) -> Any:
    """A body of success: the documented one if there is one, else one with everything that is described."""
    operation = subject.operation
    answer = operation.answer
    if documented and answer is not None and answer.examples:
        return answer.examples[0].body
    schema = described(operation)
    body: Any = sample.first(list(sample.of_schema({**schema, "type": "object"}))) or {}
    if operation.results is not None and operation.task is None:
        body = with_images(body, operation.results)
    if operation.task is not None:
        body = put(body, operation.task.id[0], TASK)
    return agreeing(subject, body)


def agreeing(subject: Subject, body: Any) -> Any:
    """The body as the envelope has it for a success."""
    envelope = subject.provider.envelope
    if envelope.success:
        body = put(body, envelope.success, envelope.expected[0])
    for pointer in envelope.failure:
        body = without(body, steps(pointer))
    return body


def with_images(body: Any, results: Results, number: int = 0) -> Any:
    """The body with one image in the first place for images, and what is said about it."""
    place = results.images[0]
    if place.url:
        body = put(body, place.items + place.url[0], LINK.format(number + 1))
    elif place.base64:
        body = put(body, place.items + place.base64[0], "iVBORw0KGgo=")
    if place.url:
        for pointer in place.base64:
            if pointer not in place.url:
                body = without(body, [0 if step == "*" else step for step in steps(place.items + pointer)])
    for pointers, value in ((place.expires_at, EXPIRES), (place.ttl, TTL), (place.media_type, "png")):
        for pointer in pointers[:1]:
            body = put(body, place.items + pointer, value)
    if results.since:
        body = put(body, results.since, NOW - 60)
    return body


def without(body: Any, path: list[Any]) -> Any:
    """A copy of the body without what stands at the path."""
    step, *rest = path
    if isinstance(body, dict):
        box = dict(mapping(cast("Any", body)))
        if step in box:
            inner = box.pop(step)
            return {**box, step: without(inner, rest)} if rest else box
        return box
    if isinstance(body, list):
        items = sequence(cast("Any", body))
        at = int(step) if str(step).isdecimal() else len(items)
        inner = [without(one, rest) for one in items[at : at + 1]] if rest else []
        return [*items[:at], *inner, *items[at + 1 :]]
    return body


class Spot(NamedTuple):
    """A described place that a body has: path into the body, its description, and whether it is required."""

    path: tuple[str | int, ...]
    schema: Mapping[str, Any]
    required: bool

    @property
    def name(self) -> str:
        """The path as it stands in an id."""
        return ".".join(str(step) for step in self.path)


def spots(schema: Mapping[str, Any], body: Any, path: tuple[str | int, ...] = ()) -> Iterator[Spot]:
    """Every described place of a body below its top."""
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
    """A copy of the body with another value at a path that it has."""
    if not path:
        return value
    step, *rest = path
    if isinstance(step, int):
        return [changed(item, tuple(rest), value) if at == step else item for at, item in enumerate(body)]
    return {**body, step: changed(body.get(step), tuple(rest), value)}
