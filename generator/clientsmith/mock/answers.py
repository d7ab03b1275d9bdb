"""Bodies of success, in the documented shape, with the images that a call asks for."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from clientsmith.language.model import Operation, Results
from clientsmith.load.json_values import mapping, sequence
from clientsmith.mock.errors import Events, Reply
from clientsmith.mock.sizes import pixels
from clientsmith.mock.world import Drawing, World
from clientsmith.oracle import answer_bodies, streams
from clientsmith.oracle.answer_bodies import Shown
from clientsmith.oracle.answers import requested, wanted_format, wants_base64
from clientsmith.oracle.contents import negotiated, takes_bytes, takes_only_bytes
from clientsmith.oracle.pointers import steps
from clientsmith.oracle.requests import EVENT_STREAM
from clientsmith.vectors import sample
from clientsmith.vectors.operation_under_test import OperationUnderTest

MOST = 100
"""Images of one answer, where the page has no limit."""
_KINDS = {"jpg": "jpeg", "jpeg": "jpeg", "png": "png", "webp": "webp"}
_PREVIEW = 4
"""How many times a preview is smaller than the image."""
_UNTOLD = 86_400.0
"""Seconds that a link lives whose life no page tells."""


def drawings(tested: OperationUnderTest, arguments: Mapping[str, Any], answer: Operation) -> list[Drawing]:
    """The images that a call asks for."""
    width, height = pixels(tested, arguments)
    values = tested.effective(arguments)
    told = {field.role: values.get(field.wire) for field in tested.operation.arguments if field.role}
    count = min(max(1, requested(tested, arguments) or 1), MOST)
    # Only a seed that was given repeats a picture; without one the prompt alone decides, so that runs are alike.
    seed = told.get("seed")
    facts = {"provider": tested.provider.name, "operation": tested.operation.id, "size": f"{width} × {height}"}
    facts |= {role: str(told[role]) for role in ("model", "ratio", "tier", "seed") if told.get(role) is not None}
    prompt = str(told.get("prompt") or tested.operation.summary)
    asked = wanted_format(tested.operation, values)
    kind = _KINDS.get(asked[0].removeprefix("image/"), "") if asked is not None else ""
    kind = kind or _kind(answer)
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
    place = answer_bodies.json_place(operation.results)
    if place is None:
        return "png"
    for pointer in place.media_type[:1]:
        for response in operation.responses:
            here: Any = response.schema
            for step in steps(place.items + pointer):
                here = mapping(here).get("items") if step == "*" else mapping(mapping(here).get("properties")).get(step)
            for value in (*sequence(mapping(here).get("examples")), *sequence(mapping(here).get("enum"))):
                if str(value) in _KINDS:
                    return _KINDS[str(value)]
    return "png"


def lifetime(results: Results) -> float:
    """Seconds that links live."""
    return float(results.lifetime or _UNTOLD)


def as_bytes(answer: Operation, accept: str, pictures: Sequence[Drawing]) -> Reply | None:
    """The first image as the answer itself, where the request gets that and no JSON."""
    status = answer_bodies.status(answer)
    kind = negotiated(answer, status, accept)
    if not takes_bytes(answer) or (kind == "application/json" and not takes_only_bytes(answer)):
        return None
    wanted = _KINDS.get(kind.partition("/")[2])
    picture = replace(pictures[0], kind=wanted) if wanted is not None else pictures[0]
    return Reply(status, picture, {"content-type": f"image/{picture.kind}"})


def streamed(
    tested: OperationUnderTest, arguments: Mapping[str, Any], pictures: Sequence[Drawing], links: Sequence[str]
) -> Reply:
    """The images as events; one that isn't finished is a small preview."""
    operation = tested.operation
    place = answer_bodies.json_place(operation.results) if operation.results is not None else None
    in_base64 = place is not None and wants_base64(operation, place, arguments)
    images = [
        {
            "url": None if in_base64 else link,
            "base64": one,
            "partial": replace(one, width=-(-one.width // _PREVIEW), height=-(-one.height // _PREVIEW)),
            "mediaType": one.kind,
        }
        for one, link in zip(pictures, links, strict=True)
    ]
    events = [] if operation.stream is None else list(streams.sequence(operation.stream, images))
    return Reply(200, Events(events), {"content-type": EVENT_STREAM})


def header_samples(answer: Operation, status: int) -> dict[str, str]:
    """The documented headers of an answer, each with a value that it may have."""
    described = [pair for one in answer.responses if one.status == status for pair in one.header_schemas.items()]
    values = {name: sample.first(list(sample.of_schema(schema))) for name, schema in described}
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in values.items()}


def with_images(
    world: World, body: Any, results: Results, pictures: list[Drawing], names: list[str], address: str, made: float
) -> Any:
    """Return the body with these images: by link under the address, or without names in base64."""
    shown = [_shown(world, picture, name, address) for picture, name in zip_longest(pictures, names, fillvalue="")]
    return answer_bodies.with_images(body, results, shown, math.floor(made))


def _shown(world: World, picture: Any, name: str, address: str) -> Shown:
    if not name:
        return Shown(base64=picture, media_type=picture.kind)
    link = world.links[name]
    if link.expires is None:
        return Shown(address + name, media_type=picture.kind)
    return Shown(address + name, None, math.floor(link.expires), math.ceil(link.expires - link.made), picture.kind)


def success(tested: OperationUnderTest, status: int | None = None) -> Any:
    """Return a body of success: the documented example, or else one with what every answer of this status has."""
    operation = tested.operation
    answer = next((one for one in operation.responses if one.status == status), operation.answer)
    if answer is not None and answer.examples:
        return answer.examples[0].body
    schema: Any = answer.schema if answer is not None else {}
    body: Any = sample.first(list(sample.of_schema({**schema, "type": "object"}, whole=False))) or {}
    return answer_bodies.agreeing(tested.provider.envelope, body)
