"""Finds the images of an answer, and how long their links live."""

from __future__ import annotations

from typing import Any

from .answers import Asset, DecodedResponse, ItemFailure
from .describe import ImagePath, Operation
from .download import INVISIBLE
from .formats import media_type
from .jsontypes import is_array, is_number, is_object
from .pointer import find, first, first_text

MAX_SECONDS = 2.5e11
"""Later than that, in Unix seconds, no datetime reaches."""


def assets(operation: Operation, body: Any, received_at: float) -> list[Asset]:
    """The images of an answer, from the first documented place that has any."""
    results = operation.results
    if results is None:
        return []
    for place in results.images:
        if images := assets_at(operation, place, body, received_at):
            return images
    return []


def assets_at(operation: Operation, place: ImagePath, body: Any, received_at: float) -> list[Asset]:
    """The images of an answer, or of an event, at one place."""
    images: list[Asset] = []
    for item in () if place.body else find(body, place.items):
        if not (is_object(item) or is_array(item) or isinstance(item, str)):
            continue  # there may be millions
        urls = _texts(item, place.url)
        data = [] if urls else _texts(item, place.base64)
        if not urls and not data:
            continue
        kind = media_type(first(item, place.media_type)) if place.media_type else None
        expires = _expires(operation, place, item, body, received_at)
        images += [Asset(url, None, kind, expires, operation.id) for url in urls]
        images += [Asset(None, text, kind, None, operation.id) for text in data]
    return images


def images(operation: Operation, response: DecodedResponse, received_at: float) -> list[Asset]:
    """The images of an answer: those of its body, or the body itself."""
    if response.image:
        return [Asset(None, None, response.image, None, operation.id, response.content)]
    return [asset.joined(response.url) for asset in assets(operation, response.body, received_at)]


def image_places(operation: Operation) -> list[str]:
    """Where images may stand, as messages have it."""
    places = operation.results.images if operation.results is not None else ()
    pointers = [place.items + pointer for place in places for pointer in (*place.url, *place.base64)]
    return [*pointers, *("the body" for place in places if place.body)]


def item_failures(operation: Operation, body: Any) -> list[ItemFailure]:
    """The errors that stand in place of single images, at the first place that has any."""
    for place in operation.results.images if operation.results is not None else ():
        found: list[ItemFailure] = []
        for index, item in enumerate(find(body, place.items)) if place.error_code or place.error_message else ():
            failure = failed_item(index, item, place.error_code, place.error_message)
            if failure.code is not None or failure.message is not None:
                found.append(failure)
        if found:
            return found
    return []


def failed_item(index: int, item: Any, codes: tuple[str, ...], messages: tuple[str, ...]) -> ItemFailure:
    """The error of a single image, by what stands at these pointers."""
    code = first(item, codes)
    return ItemFailure(
        index, str(code) if isinstance(code, str | int) and code != "" else None, first_text(item, messages)
    )


def texts_beside(operation: Operation, body: Any) -> list[str]:
    """The texts beside the images, at the first pointer that leads to any."""
    for pointer in operation.results.texts if operation.results is not None else ():
        texts = [text for text in find(body, pointer) if isinstance(text, str) and text.strip()]
        if texts:
            return texts
    return []


def _texts(item: Any, pointers: tuple[str, ...]) -> list[str]:
    """The texts at the first pointer that leads to any."""
    for pointer in pointers:
        texts = [text for value in find(item, pointer) if isinstance(value, str) and (text := value.strip(INVISIBLE))]
        if texts:
            return texts
    return []


def _expires(operation: Operation, place: ImagePath, item: Any, body: Any, received_at: float) -> float | None:
    """Unix seconds at which a link dies: from the answer, else from the documented lifetime; None if unknown."""
    if place.expires_at and (moment := _seconds(first(item, place.expires_at), place.unit)) is not None:
        return moment
    if place.ttl and (life := _seconds(first(item, place.ttl), place.unit)) is not None:
        return received_at + life
    results = operation.results
    if results is None or results.lifetime is None:
        return None
    since = _seconds(first(body, (results.since,)), results.since_unit) if results.since else None
    return (since if since is not None else received_at) + results.lifetime


def _seconds(value: Any, unit: str = "s") -> float | None:
    """Seconds of a positive number in seconds or milliseconds, also as digits; None for any other value."""
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 20:
        value = int(value)
    parts = 1000 if unit == "ms" else 1
    return float(value) / parts if is_number(value) and 0 < value < MAX_SECONDS * parts else None
