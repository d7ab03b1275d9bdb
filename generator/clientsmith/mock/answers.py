"""Bodies of success, in the documented shape, with the images that a call asks for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from clientsmith.language.model import ImagePath, Operation, Results
from clientsmith.lint.finding import steps
from clientsmith.lint.spec import mapping, sequence
from clientsmith.mock.sizes import pixels
from clientsmith.mock.world import Drawing, World
from clientsmith.vectors import bodies, sample
from clientsmith.vectors.outcome import requested
from clientsmith.vectors.subject import Subject

MOST = 100
"""Images of one answer, where the page has no limit."""
_KINDS = {"jpg": "jpeg", "jpeg": "jpeg", "png": "png", "webp": "webp"}
_UNTOLD = 86_400.0
"""Seconds that a link lives whose life no page tells."""


def drawings(subject: Subject, arguments: Mapping[str, Any], answer: Operation) -> list[Drawing]:
    """The images that a call asks for."""
    width, height = pixels(subject, arguments)
    values = subject.effective(arguments)
    told = {field.role: values.get(field.wire) for field in subject.operation.arguments if field.role}
    count = min(max(1, requested(subject, arguments) or 1), MOST)
    # Only a seed that was given repeats a picture; without one the prompt alone decides, so that runs are alike.
    seed = told.get("seed")
    facts = {"provider": subject.provider.name, "operation": subject.operation.id, "size": f"{width} × {height}"}
    facts |= {role: str(told[role]) for role in ("model", "ratio", "tier", "seed") if told.get(role) is not None}
    prompt = str(told.get("prompt") or subject.operation.summary)
    kind = _kind(answer)
    number = seed if isinstance(seed, int) else 0
    several = [{"image": f"{index + 1}/{count}"} if count > 1 else {} for index in range(count)]
    return [
        Drawing(width, height, kind, prompt, tuple((facts | more).items()), number, index)
        for index, more in enumerate(several)
    ]


def _kind(operation: Operation) -> str:
    """The format of the images, as the answer's description or its example names it."""
    if operation.results is None:
        return "png"
    place = operation.results.images[0]
    for pointer in place.media_type[:1]:
        for response in operation.responses:
            here: Any = response.schema
            for step in steps(place.items + pointer):
                here = mapping(here).get("items") if step == "*" else mapping(mapping(here).get("properties")).get(step)
            for value in (*sequence(mapping(here).get("examples")), *sequence(mapping(here).get("enum"))):
                if str(value) in _KINDS:
                    return _KINDS[str(value)]
    return "png"


def in_base64(subject: Subject, arguments: Mapping[str, Any], place: ImagePath) -> bool:
    """Whether the images themselves are asked for: by an argument that names where they stand, or for want of links."""
    if not place.url or not place.base64:
        return bool(place.base64)
    field = next((field for field in subject.operation.arguments if field.role == "responseFormat"), None)
    value = subject.effective(arguments).get(field.wire) if field is not None else None
    return isinstance(value, str) and any(pointer.rpartition("/")[2] == value for pointer in place.base64)


def lifetime(results: Results) -> float:
    """Seconds that links live."""
    return float(results.lifetime or _UNTOLD)


def with_images(
    world: World, body: Any, results: Results, pictures: list[Drawing], names: list[str], address: str, made: float
) -> Any:
    """The body with these images in the first place for them: by link under the address, or without names in base64."""
    place = results.images[0]
    found = steps(place.items)
    if found[-1:] == ["*"]:
        template = _first(body, place.items)
        items = [
            _item(world, template, place, results, picture, name, address)
            for picture, name in zip(pictures, names or [""] * len(pictures), strict=True)
        ]
        body = bodies.put(body, place.items[: -len("/*")], items)
    else:
        name = names[0] if names else ""
        body = _item(world, body, _moved(place), results, pictures[0], name, address)
    if results.since:
        body = bodies.put(body, results.since, math.floor(made))
    return body


def _first(body: Any, pointer: str) -> Any:
    """What stands first at a pointer; an empty object where nothing does."""
    for step in steps(pointer):
        body = sample.first(sequence(body)) if step == "*" else mapping(body).get(step)
    return body if body is not None else {}


def _moved(place: ImagePath) -> ImagePath:
    """The place seen from the top of the body."""

    def below(pointers: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(place.items + pointer for pointer in pointers)

    return replace(
        place,
        items="",
        url=below(place.url),
        base64=below(place.base64),
        expires_at=below(place.expires_at),
        ttl=below(place.ttl),
        media_type=below(place.media_type),
    )


def _item(
    world: World, template: Any, place: ImagePath, results: Results, picture: Drawing, name: str, address: str
) -> Any:
    for pointer in (*place.url, *place.base64, *place.expires_at, *place.ttl):
        template = bodies.without(template, [step for step in steps(pointer) if step != "*"])
    if name:
        template = bodies.put(template, place.url[0], address + name)
        expires = world.links[name].expires
        if expires is not None:
            left = math.ceil(expires - world.links[name].made)
            for pointers, value in ((place.expires_at, math.floor(expires)), (place.ttl, left)):
                template = bodies.put(template, pointers[0], value) if pointers else template
    else:
        template = bodies.put(template, place.base64[0], picture)
    if place.media_type:
        template = bodies.put(template, place.media_type[0], picture.kind)
    return template


def success(subject: Subject) -> Any:
    """A body of success: the documented example, or else with what every answer has."""
    answer = subject.operation.answer
    if answer is not None and answer.examples:
        return answer.examples[0].body
    schema = bodies.described(subject.operation)
    body: Any = sample.first(list(sample.of_schema({**schema, "type": "object"}, whole=False))) or {}
    return bodies.agreeing(subject, body)
