"""What a stream of events means: its images, its failures, its result, or the error that it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from clientsmith.language.model import ImagePath, Operation, Stream, StreamEvent
from clientsmith.oracle import answers
from clientsmith.oracle.answers import Image, ItemFailure
from clientsmith.oracle.operation import OperationView
from clientsmith.oracle.pointers import put
from clientsmith.oracle.requests import EVENT_STREAM, expected_request

_ORDER = ("partial", "image", "failure", "end")


class Event(NamedTuple):
    """An event as it is sent: its name, empty if it has none, and its data as JSON, or as a text that may be JSON."""

    name: str
    data: Any


class Step(NamedTuple):
    """An event as the user gets it."""

    kind: str
    number: int | None
    image: Image | None
    failure: ItemFailure | None


class Reading(NamedTuple):
    """What a stream comes to.

    Attributes:
        images: those that are finished.
        kept: how many images are left if the stream breaks off.
        last: the data of the event that ended it; None if none did.
        error: the data of an event that is an error; None if none is.
    """

    steps: list[Step]
    images: list[Image]
    failures: list[ItemFailure]
    drift: list[list[str]]
    kept: int
    last: Any = None
    error: Any = None


def expected(view: OperationView, values: Mapping[str, Any], key: str, extra: Mapping[str, Any] | None = None) -> Any:
    """Return the request that asks for a stream."""
    stream = view.operation.stream
    made = expected_request(view, values, key, {**(extra or {}), **(stream.values if stream is not None else {})})
    own = {"accept": EVENT_STREAM} if made["headers"]["accept"] == view.operation.accept else {}
    return {**made, "headers": {**made["headers"], **own}}


def read(view: OperationView, stream: Stream, events: Sequence[Event], received: float) -> Reading:
    """Return what these events come to, up to the one that ends the stream."""
    told = Reading([], [], [], [], 0)
    partials = 0
    for own_name, sent in events:
        data = _parsed(sent) if isinstance(sent, str) else sent
        word = answers.first(data, (stream.discriminator,)) if stream.discriminator else None
        name = word if isinstance(word, str) and word else own_name
        event = next((one for one in stream.events if one.name == name), None)
        if event is None and (name == "error" or answers.is_failure(view, 200, data)):
            return told._replace(error=data, kept=len(told.images) or min(1, partials))
        if event is None or (data is None and sent is not None):
            told.drift.append([f"event {name}", "unknown-event"])
            continue
        step, images = _step(view.operation, event, data, told, received)
        told.steps.append(step)
        partials += len(images) if event.state == "partial" else 0
        if event.state in ("image", "end"):
            told.images.extend(images)
        if step.failure is not None:
            told.failures.append(step.failure)
        if event.state in ("partial", "image") and not images:
            told.drift.append([f"event {name}", "missing"])
        if event.state == "end":
            return told._replace(last=data, kept=len(told.images) or min(1, partials))
    return told._replace(kept=len(told.images) or min(1, partials))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _step(
    operation: Operation, event: StreamEvent, data: Any, told: Reading, received: float
) -> tuple[Step, list[Image]]:
    number = answers.first(data, event.number)
    index = number if isinstance(number, int) and not isinstance(number, bool) else None
    images = answers.images_at(operation, _place(event), data, received)
    at = len(told.images) + len(told.failures) if index is None else index
    failed = answers.failure_at(at, data, event.error_code, event.error_message)
    failure = failed if event.state == "failure" else None
    return Step(event.state, index, images[0] if images else None, failure), images


def _place(event: StreamEvent) -> ImagePath:
    """Where an event has its image, in the words of answers."""
    return ImagePath(
        items="",
        body=False,
        url=event.url,
        base64=event.base64,
        media_type=event.media_type,
        expires_at=(),
        ttl=(),
        unit="s",
        error_code=(),
        error_message=(),
        evidence=event.evidence,
        key=event.key,
    )


def sequence(stream: Stream, images: Sequence[Mapping[str, Any]], code: str = "") -> Iterator[Event]:
    """Yield a whole stream: each image as all events of images have it, then the failures, and the end.

    An image has `url` and `base64`, of which an event shows the one that it has room for; `partial` is the base64 of
    one that isn't finished; `mediaType` is the short name of its type.
    """
    rows = sorted(stream.events, key=lambda one: _ORDER.index(one.state))
    end = next(one for one in rows if one.state == "end")
    for at, image in enumerate(images):
        for row in rows:
            if row.state in ("partial", "image") or (row.state == "failure" and code and at == len(images) - 1):
                yield made(stream, row, at, image, code)
    yield made(stream, end, len(images) - 1, images[-1] if images else {}, code)


def framed(event: Event, end: str = "\n") -> str:
    """Return an event as it is sent."""
    name = f"event: {event.name}{end}" if event.name else ""
    data = event.data if isinstance(event.data, str) else json.dumps(event.data, ensure_ascii=False)
    return f"{name}data: {data}{end}{end}"


def made(stream: Stream, event: StreamEvent, at: int, image: Mapping[str, Any], code: str = "") -> Event:
    """Return an event with this image, as the spec describes it."""
    data: Any = {}
    shown = image["partial"] if event.state == "partial" and "partial" in image else image.get("base64")
    link = image.get("url") if event.url else None
    places = (event.url, link), (event.base64, shown if link is None else None)
    facts = (event.number, at), (event.media_type, image.get("mediaType")), (event.error_code, code or None)
    said = (event.error_message, "it says why" if code else None)
    for pointers, value in (*facts, said, *places):
        data = data if value is None or not pointers else put(data, pointers[0], value)
    if stream.discriminator:
        return Event("", put(data, stream.discriminator, event.name))
    return Event(event.name, data)
