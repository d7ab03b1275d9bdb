"""Makes response bodies: with images in their documented places, marked as a success, or with a task's state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from clientsmith.language.model import Envelope, ImagePath, Operation, Results
from clientsmith.oracle.answers import UNITS
from clientsmith.oracle.pointers import find, put, remove, steps
from clientsmith.oracle.values import same


class Shown(NamedTuple):
    """An image in a response: a link or base64, and what the response says about it."""

    url: str = ""
    base64: Any = None
    expires_at: int | None = None
    ttl: int | None = None
    media_type: str = ""


def described(operation: Operation) -> Mapping[str, Any]:
    """Return the description of the operation's success; empty where the page leaves it open."""
    return operation.answer.schema if operation.answer is not None else {}


def status(operation: Operation) -> int:
    """Return the HTTP status of the operation's success."""
    return operation.answer.status if operation.answer is not None else 200


def agreeing(envelope: Envelope, body: Any) -> Any:
    """Return the body with the envelope's mark of a success, and without its marks of a failure."""
    signs = find(body, envelope.success) if envelope.success else []
    if envelope.success and not any(same(value, expected) for value in signs for expected in envelope.expected):
        body = put(body, envelope.success, envelope.expected[0])
    for pointer in envelope.failure:
        body = remove(body, pointer)
    return body


def first_of(pointer: str) -> list[str]:
    """Return the steps of a pointer, with 0 for each `*`."""
    return ["0" if step == "*" else step for step in steps(pointer)]


def with_images(body: Any, results: Results, images: Sequence[Shown], since: int) -> Any:
    """Return the body with these images in the first place that is documented for them, as many as fit there."""
    place = json_place(results)
    if place is None:
        return body
    before, star, after = place.items.rpartition("*")
    if star:
        template: Any = next(iter(find(body, place.items[: len(before) + 1])), None)
        items = [_with(template, place, after, image) for image in images]
        body = put(body, before.removesuffix("/"), items)
    elif images and "*" in (place.url or place.base64)[0]:
        body = _listed(_with(body, place, place.items, images[0]), place, images)
    elif images:
        body = _with(body, place, place.items, images[0])
    else:
        body = without_images(body, results)
    return put(body, results.since, in_units(since, results.since_unit)) if results.since else body


def in_units(seconds: int | None, unit: str) -> int | None:
    """Return seconds in the unit that an answer has them in."""
    return None if seconds is None else seconds * UNITS[unit]


def json_place(results: Results) -> ImagePath | None:
    """Return the first place for images that is in JSON; None where all are the bytes of the answer."""
    return next((place for place in results.images if not place.body), None)


def _with(item: Any, place: ImagePath, below: str, image: Shown) -> Any:
    """Return the object around an image with this image in it, and without facts about the image that was there."""
    link, data = (place.url, place.base64) if image.url else (place.base64, place.url)
    until, life = in_units(image.expires_at, place.unit), in_units(image.ttl, place.unit)
    facts = ((link, image.url or image.base64), (place.expires_at, until), (place.ttl, life))
    for pointer in data:
        if pointer not in link:
            item = _removed(item, below + pointer)
    for pointers, value in (*facts, (place.media_type, image.media_type)):
        for pointer in pointers if value in (None, "") else pointers[1:]:
            if not _is_inside(pointers[0], pointer):
                item = _removed(item, below + pointer)
        if pointers and value not in (None, ""):
            item = put(item, below + pointers[0], value)
    return item


def _listed(body: Any, place: ImagePath, images: Sequence[Shown]) -> Any:
    """Return the body with all images in the list that the place of an image leads through."""
    pointer = place.items + (place.url if images[0].url else place.base64)[0]
    before, _, after = pointer.rpartition("*")
    template = next(iter(find(body, f"{before}*")), None)
    values = [image.url or image.base64 for image in images]
    items = [put(template, after, value) if after else value for value in values]
    return put(body, before.removesuffix("/"), items)


def without_images(body: Any, results: Results, keep: str = "") -> Any:
    """Return the body without its images and the lists that hold them, but with the value at the pointer `keep`."""
    kept = first_of(keep)
    for place in (place for place in results.images if not place.body):
        path = first_of(place.items)
        shared = 0
        while shared < min(len(path) - 1, len(kept)) and path[shared] == kept[shared]:
            shared += 1
        body = _removed(body, path[: shared + 1])
        for pointer in () if path else (*place.url, *place.base64):
            body = _removed(body, pointer.partition("/*")[0])
    return body


def _removed(body: Any, pointer: str | Sequence[str]) -> Any:
    path = first_of(pointer) if isinstance(pointer, str) else pointer
    return remove(body, path) if path else body


def _is_inside(pointer: str, other: str) -> bool:
    return pointer == other or pointer.startswith(f"{other}/")
