"""Compares the images of a call with the request, and their links with the spec."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator

from clientsmith.language.model import Provider
from clientsmith.live.difference import Difference
from clientsmith.live.perform import Seen
from clientsmith.oracle.answer_bodies import json_place
from clientsmith.oracle.answers import first, in_unit, wanted_format, wants_base64
from clientsmith.oracle.following import answering
from clientsmith.oracle.links import Signed, signed
from clientsmith.oracle.media import type_of
from clientsmith.oracle.pointers import find

_SLACK = 60
"""Tolerated difference in the lifetime of a link, in seconds; a twentieth of it is tolerated too."""
_SAYS_NOTHING = ("", "application/octet-stream", "binary/octet-stream")
_ALIASES = {"image/jpg": "image/jpeg", "image/x-png": "image/png"}


def pictures(provider: Provider, seen: Seen) -> Iterator[Difference]:
    """Yield differences from the requested images: number, pixels, type and form, or duplicates."""
    if seen.result is None or seen.call.kind == "refusal":
        return
    call, operation = seen.call, answering(provider, seen.call.operation)
    key, where = f"{operation.key}/results", f"{call.operation.id} image"
    number = len(seen.pictures)
    if number != call.images if call.images else not number:
        yield Difference(f"{where}s", "image-count", str(call.images or "1 or more"), str(number), key)
    digests = [picture.digest for picture in seen.pictures if picture.digest]
    if len(set(digests)) < len(digests):
        actual = f"{len(set(digests))} different"
        yield Difference(f"{where}s", "equal-images", f"{len(digests)} different images", actual, key)
    wanted = wanted_format(call.operation, call.arguments) if call.kind != "task" else None
    for picture in seen.pictures:
        if picture.box is not None and not call.size.fits(picture.box):
            actual = f"{picture.box[0]}x{picture.box[1]}"
            yield Difference(where, "image-size", str(call.size), actual, call.size.key)
        if picture.media_type is not None and picture.stated_type not in (None, picture.media_type):
            yield Difference(f"{operation.id} image", "media-type", str(picture.stated_type), picture.media_type, key)
        if picture.media_type is not None and wanted is not None and picture.media_type != wanted[0]:
            yield Difference(where, "image-format", wanted[0], picture.media_type, wanted[1])
    if operation.results is None or call.kind == "task":
        return
    place = json_place(operation.results)
    if place is None or seen.result.raw is None:
        return
    as_base64 = wants_base64(call.operation, place, call.arguments)
    for image in seen.result.images:
        # A data URI is both.
        if as_base64 not in (None, image.url is None) and not str(image.url).startswith("data:"):
            forms = {True: "base64", False: "a link"}
            yield Difference(where, "image-form", forms[bool(as_base64)], forms[image.url is None], key)


def content_types(seen: Seen) -> Iterator[Difference]:
    """Yield images whose content type isn't that of their bytes."""
    for exchange in seen.exchanges:
        kind = exchange.header("content-type").partition(";")[0].strip().lower()
        kind = _ALIASES.get(kind, kind)
        real = type_of(b64encode(exchange.decoded()[:48]).decode(), "base64") if exchange.kind == "image" else ""
        if exchange.status == 200 and real and kind not in (real, *_SAYS_NOTHING):
            operation = seen.call.operation
            yield Difference(f"{operation.id} image content-type", "content-type", real, kind, operation.key)


def links(provider: Provider, seen: Seen) -> Iterator[Difference]:
    """Yield links whose lifetime, by the response or by their signature, isn't that of the spec."""
    operation = answering(provider, seen.call.operation)
    results, body = operation.results, seen.result.raw
    if results is None:
        return
    began = in_unit(first(body, (results.since,)), results.since_unit) if results.since else None
    key, where = f"{operation.key}/results/lifetime", f"{operation.id} links"
    for place in (place for place in results.images if not place.body):
        for item in find(body, place.items):
            moment, life = (in_unit(first(item, at), place.unit) for at in (place.expires_at, place.ttl))
            lifetime = moment - (began or seen.received) if moment else life
            if lifetime and results.lifetime is not None and not _is_close(lifetime, results.lifetime):
                yield Difference(where, "link-life", f"{results.lifetime} s", f"{lifetime:.0f} s", key)
            for link in [link for pointer in place.url for link in find(item, pointer) if isinstance(link, str)]:
                own = signed(link)
                if own.until is not None and own.until <= seen.received - _SLACK:
                    ended = f"one that ended {seen.received - own.until:.0f} s before"
                    yield Difference(where, "link-life", "a link that lives", ended, place.key)
                    continue
                lives, expected = _lives(own, began or seen.received), lifetime or results.lifetime
                if lives is not None and expected is not None and not _is_close(lives, expected):
                    by = f"{lives:.0f} s by its signature"
                    yield Difference(
                        where, "link-life", f"{expected:.0f} s", by, key if results.lifetime else place.key
                    )


def _lives(own: Signed, since: float) -> float | None:
    return own.seconds if own.seconds is not None or own.until is None else own.until - since


def _is_close(left: float, right: float) -> bool:
    return abs(left - right) <= max(_SLACK, right / 20)
