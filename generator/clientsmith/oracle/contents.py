"""What the bytes of an answer are, where its media types are documented: an image, JSON, or nothing."""

from __future__ import annotations

from base64 import b64encode
from typing import Any, NamedTuple

from clientsmith.language.model import Operation
from clientsmith.oracle import media
from clientsmith.oracle.reading import is_json_type, read


class Content(NamedTuple):
    """What came.

    Attributes:
        media_type: that of an image; empty for JSON, and for what is neither.
        body: the JSON, or None.
        drifts: whether the content type says something else.
    """

    media_type: str
    body: Any
    drifts: bool


def documented(operation: Operation, status: int) -> tuple[str, ...]:
    """Return the media types and ranges of an answer; none for an error, or where nothing but JSON is expected."""
    successes = {one.status: one.content_types for one in operation.responses if 200 <= one.status < 300}
    if not any(successes.values()) or not 200 <= status < 300:
        return ()
    own = successes.get(status, successes.get(200, ()))
    return own or (("application/json",) if status in successes or 200 in successes else ())


def covers(media_range: str, media_type: str) -> bool:
    """Whether a media type, or a range such as image/*, has a media type in it."""
    kind, _, name = media_range.partition("/")
    return media_range == media_type or (name == "*" and media_type.startswith(f"{kind}/"))


def content_of(operation: Operation, status: int, content: bytes, content_type: str) -> Content:
    """Return what an answer of success is."""
    types = documented(operation, status)
    declared = content_type.partition(";")[0].strip().lower()
    is_listed = any(covers(one, declared) for one in types)
    body = read(content, content_type)
    if not types or (is_listed and is_json_type(declared) and body is not None):
        return Content("", body, drifts=False)
    shown = media.type_of(b64encode(content[:48]).decode(), "base64")
    if shown:
        return Content(shown, None, drifts=not is_listed or shown != declared)
    if body is None and declared.startswith("image/") and not content.lstrip().startswith(b"<") and content:
        return Content(declared, None, drifts=not is_listed or media.is_known_by_bytes(declared))
    return Content("", body, drifts=True)


def takes_bytes(operation: Operation) -> bool:
    """Whether the bytes of an answer may be an image, as documented."""
    return operation.results is not None and any(place.body for place in operation.results.images)


def takes_only_bytes(operation: Operation) -> bool:
    """Whether images come as the bytes of an answer alone."""
    return operation.results is not None and all(place.body for place in operation.results.images)


def negotiated(operation: Operation, status: int, accept: str) -> str:
    """Return the documented media type or range that a request gets, or the more exact one that it asks for."""
    types = documented(operation, status)
    for wanted in (one.partition(";")[0].strip().lower() for one in accept.split(",")):
        for kind in types:
            if wanted == "*/*" or covers(wanted, kind):
                return kind
            if covers(kind, wanted):
                return wanted
    return next(iter(types), "application/json")
