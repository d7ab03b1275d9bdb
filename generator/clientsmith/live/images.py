"""The images of a call, against what was asked for and what the spec says about their links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientsmith.language.model import Operation, Provider
from clientsmith.lint.answer_paths import values_at
from clientsmith.live.difference import Difference
from clientsmith.live.perform import Seen
from clientsmith.oracle.answers import first

_SLACK = 60
"""Seconds by which the life of a link may differ; so may a twentieth of it."""


def images(provider: Provider, seen: Seen) -> Iterator[Difference]:
    """Other images than were asked for: their number, their pixels, their type."""
    call, operation = seen.call, _answering(provider, seen.call.operation)
    key = f"{operation.key}/results"
    number = len(seen.pictures)
    if number != call.images if call.images else not number:
        expected = str(call.images or "1 or more")
        yield Difference(f"{call.operation.id} images", "image-count", expected, str(number), key)
    for one in seen.pictures:
        if one.box is not None and not call.size.fits(one.box):
            came = f"{one.box[0]}x{one.box[1]}"
            yield Difference(f"{call.operation.id} image", "image-size", str(call.size), came, call.size.key)
        if one.media is not None and one.told not in (None, one.media):
            yield Difference(f"{operation.id} image", "media-type", str(one.told), one.media, key)


def life(provider: Provider, seen: Seen) -> Iterator[Difference]:
    """How long links live by the answer, where that isn't what the spec says."""
    operation = _answering(provider, seen.call.operation)
    results, body = operation.results, seen.result.raw
    if results is None or results.lifetime is None:
        return
    began = _number(first(body, (results.since,))) if results.since else None
    for place in results.images:
        for item in values_at(body, place.items):
            moment, told = _number(first(item, place.expires_at)), _number(first(item, place.ttl))
            seconds = moment - (began or seen.received) if moment else told
            if seconds and abs(seconds - results.lifetime) > max(_SLACK, results.lifetime / 20):
                key = f"{operation.key}/results/lifetime"
                yield Difference(f"{operation.id} links", "link-life", f"{results.lifetime} s", f"{seconds:.0f} s", key)


def _answering(provider: Provider, operation: Operation) -> Operation:
    """The operation whose answer has the images."""
    return provider.operation(operation.task.poll) if operation.task is not None else operation


def _number(value: Any) -> float | None:
    """A positive number, also in digits."""
    number = int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 20 else value
    return float(number) if isinstance(number, int | float) and not isinstance(number, bool) and number > 0 else None
