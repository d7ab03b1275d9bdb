"""What a response means: success or failure, images and their lifetime, ids of the task and of the request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from clientsmith.language.model import ImagePath, Operation, Provider, Response
from clientsmith.oracle.drift import Difference
from clientsmith.oracle.operation import OperationView
from clientsmith.oracle.pointers import find, steps
from clientsmith.oracle.values import same

MEDIA_TYPES: Mapping[str, str] = {
    **{
        name: f"image/{name}"
        for name in ["png", "jpeg", "webp", "gif", "avif", "heic", "heif", "tiff", "bmp", "jp2", "jxl"]
    },
    "jpg": "image/jpeg",
    "tif": "image/tiff",
    "svg": "image/svg+xml",
}
"""Media types by the short names that answers and arguments have for them."""
UNITS = {"s": 1, "ms": 1000}
"""How many of a unit make a second."""
LAST_MOMENT = 2.5e11
"""Unix seconds beyond which nothing is a moment."""


class Image(NamedTuple):
    """An image of an answer: a link or base64; when the link expires, in Unix seconds, and the media type."""

    url: str | None
    base64: str | None
    expires_at: float | None
    media_type: str | None


def first(body: Any, pointers: tuple[str, ...]) -> Any:
    """Return the first value at any of the pointers that isn't null."""
    return next((value for pointer in pointers for value in find(body, pointer) if value is not None), None)


def texts(body: Any, pointers: tuple[str, ...]) -> list[str]:
    """Return the texts at the first pointer that finds any."""
    for pointer in pointers:
        values = [value.strip() for value in find(body, pointer) if isinstance(value, str) and value.strip()]
        if values:
            return values
    return []


def in_unit(value: Any, unit: str) -> float | None:
    """Return the seconds of a positive number of seconds or milliseconds, also one written in digits."""
    parts = UNITS[unit]
    number = seconds(value, LAST_MOMENT * parts)
    return None if number is None else number / parts


def seconds(value: Any, most: float = LAST_MOMENT) -> float | None:
    """Return a positive number, also one written in digits; None for anything else."""
    if isinstance(value, bool):
        return None
    # More digits than any number of seconds has are no number.
    digits = isinstance(value, str) and value.strip().isdecimal() and len(value) < 20
    number = int(value) if digits else value
    return float(number) if isinstance(number, int | float) and 0 < number < most else None


def media_type(value: Any) -> str | None:
    """Return the media type for a word such as `jpeg` in an answer; None for an unknown word."""
    return MEDIA_TYPES.get(str(value).lower(), value if str(value).startswith("image/") else None)


def images(operation: Operation, body: Any, received: float) -> list[Image]:
    """Return the images of a body, from the first place that has any."""
    places = (images_at(operation, place, body, received) for place in _in_json(operation))
    return next((found for found in places if found), list[Image]())


def images_at(operation: Operation, place: ImagePath, body: Any, received: float) -> list[Image]:
    """Return the images at one place of a body."""
    images_found: list[Image] = []
    for item in find(body, place.items):
        links = texts(item, place.url)
        kind = media_type(first(item, place.media_type))
        expires = _expires(operation, item, body, received, place) if links else None
        images_found += [Image(link, None, expires, kind) for link in links]
        images_found += [Image(None, data, None, kind) for data in ([] if links else texts(item, place.base64))]
    return images_found


def _in_json(operation: Operation) -> list[ImagePath]:
    return [place for place in operation.results.images if not place.body] if operation.results is not None else []


class ItemFailure(NamedTuple):
    """The error of a single image, the place of which among the others is `at`."""

    at: int
    code: str | None
    message: str | None


def item_failures(operation: Operation, body: Any) -> list[ItemFailure]:
    """Return the errors in place of single images, from the first place that has any."""
    for place in _in_json(operation):
        items = enumerate(find(body, place.items))
        failures = [failure_at(at, item, place.error_code, place.error_message) for at, item in items]
        failures = [one for one in failures if one.code is not None or one.message is not None]
        if failures:
            return failures
    return []


def failure_at(at: int, item: Any, codes: tuple[str, ...], messages: tuple[str, ...]) -> ItemFailure:
    """Return the error of a single image, by what stands at these pointers."""
    code = first(item, codes)
    return ItemFailure(at, str(code) if is_code(code) else None, _first_text(item, messages))


def is_code(value: Any) -> bool:
    """Whether a value may be a code: a text or a whole number."""
    return isinstance(value, str | int) and value != ""


def _first_text(item: Any, pointers: tuple[str, ...]) -> str | None:
    values = (value for pointer in pointers for value in find(item, pointer))
    return next((value for value in values if isinstance(value, str) and value), None)


def texts_beside(operation: Operation, body: Any) -> list[str]:
    """Return the texts beside the images, at the first pointer that finds any."""
    for pointer in operation.results.texts if operation.results is not None else ():
        values = [value for value in find(body, pointer) if isinstance(value, str) and value.strip()]
        if values:
            return values
    return []


def _expires(operation: Operation, item: Any, body: Any, received: float, place: ImagePath) -> float | None:
    results = operation.results
    moment = in_unit(first(item, place.expires_at), place.unit)
    life = in_unit(first(item, place.ttl), place.unit)
    if moment is not None or results is None:
        return moment
    if life is not None:
        return received + life
    if results.lifetime is None:
        return None
    since = in_unit(first(body, (results.since,)), results.since_unit) if results.since else None
    return (received if since is None else since) + float(results.lifetime)


def image_pointers(operation: Operation) -> list[str]:
    """Return every pointer at which an image may stand."""
    places = operation.results.images if operation.results is not None else ()
    return [place.items + pointer for place in places for pointer in (*place.url, *place.base64)]


def holds_image(operation: Operation, path: Sequence[str | int]) -> bool:
    """Whether an image may stand at this place of an answer."""
    place = [str(step) for step in path]
    return any(len(way) == len(place) and _leads_through(way, place) for way in map(steps, image_pointers(operation)))


def requested(view: OperationView, values: Mapping[str, Any]) -> int | None:
    """Return how many images a call asks for; None where nothing says it."""
    operation = view.operation
    wire = operation.results.count if operation.results is not None else None
    wire = wire or next((field.wire for field in operation.arguments if field.role == "count"), None)
    number = view.effective(values).get(wire) if wire is not None and wire in view.fields else None
    return number if isinstance(number, int) else None


def failure_signs(
    success: str, expected: Sequence[Any], failure: Sequence[str], body: Any
) -> Iterator[tuple[str, Any]]:
    """Yield each sign of an error that a body has by the envelope, whatever the HTTP status: pointer and value.

    Null, false, 0 and empty values are no signs of a failure.
    """
    if success and isinstance(body, dict):
        value = first(body, (success,))
        if value is not None and not any(same(value, other) for other in expected):
            yield success, value
    yield from islice(((pointer, value) for pointer in failure for value in find(body, pointer) if value), 1)


def is_failure(view: OperationView, status: int, body: Any) -> bool:
    """Whether an answer is an error, by its status or by its body. A body with a task id or images never is one."""
    if not 200 <= status < 300:
        return True
    envelope = view.provider.envelope
    fails = any(failure_signs(envelope.success, envelope.expected, envelope.failure, body))
    return fails and not task_id(view.operation, body) and not images(view.operation, body, 0)


def task_id(operation: Operation, body: Any) -> str:
    """Return the id of the task that a submit made, or an empty text."""
    identifier = first(body, operation.task.id) if operation.task is not None else None
    return str(identifier) if isinstance(identifier, str | int) and not isinstance(identifier, bool) else ""


def request_id(provider: Provider, body: Any, headers: Mapping[str, str]) -> str | None:
    """Return the provider's id of the request: from the body, else from a header."""
    identifier = first(body, provider.envelope.request_id)
    if isinstance(identifier, str | int) and identifier != "":
        return str(identifier)
    lowered = {name.lower(): value for name, value in headers.items()}
    names = (*provider.envelope.request_id_headers, "x-request-id", "request-id")
    return next((lowered[name.lower()] for name in names if name.lower() in lowered), None)


def lacks_what_it_must_have(operation: Operation, differences: list[Difference]) -> bool:
    """Whether an answer without images lacks a required value, or has another type in the place of an image."""
    ways = [steps(pointer) for pointer in image_pointers(operation)]
    return any(
        difference.needed
        or (difference.kind == "type" and any(_leads_through(way, steps(difference.path)) for way in ways))
        for difference in differences
    )


def _leads_through(way: list[str], place: list[str]) -> bool:
    return len(way) >= len(place) and all(
        there in (step, "*") or (step.isdecimal() and there.isdecimal())
        for there, step in zip(way, place, strict=False)
    )


def response(provider: Provider, operation: Operation, status: int) -> Response | None:
    """Return the description of an answer with this HTTP status; without one, that of all errors or of the success."""
    known = next((own for own in operation.responses if own.status == status), None)
    if known is not None or not 200 <= status < 300:
        return known or provider.seen_by(operation).envelope.error_body
    return operation.answer


def wants_base64(operation: Operation, place: ImagePath, arguments: Mapping[str, Any]) -> bool | None:
    """Whether a call asks for images in base64, by naming one of their places or because there is no other place.

    None where both are possible and the call doesn't say.
    """
    if not place.url or not place.base64:
        return bool(place.base64)
    field = next((field for field in operation.arguments if field.role == "responseFormat"), None)
    value = arguments.get(field.wire, field.default if field.fixed is None else field.fixed) if field else None
    named = {pointer.rpartition("/")[2]: True for pointer in place.base64}
    named |= {pointer.rpartition("/")[2]: False for pointer in place.url}
    return named.get(value) if isinstance(value, str) else None


def wanted_format(operation: Operation, arguments: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the media type that a call asks for, and the key of the field that says so."""
    named = sorted(operation.arguments, key=lambda field: field.role != "outputFormat")
    for field in named:
        values = field.schema.get("enum") or ()
        if values and all(isinstance(value, str) and media_type(value.lower()) for value in values):
            value = arguments.get(field.wire, field.default if field.fixed is None else field.fixed)
            if isinstance(value, str) and (kind := media_type(value.lower())):
                return kind, field.key
    return None
