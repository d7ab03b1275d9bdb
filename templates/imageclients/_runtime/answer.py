"""Reading an answer: JSON, the envelope, errors, images and drift; without I/O."""

from __future__ import annotations

import codecs
import json
from base64 import b64decode
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, NoReturn

from ..errors import APIStatusError, DecodeError, NotAnImageError, class_for
from . import schema
from .config import Secret
from .describe import Envelope, ErrorRow, Operation, Provider
from .download import image_type
from .jsontypes import is_number, is_object
from .media import media_type
from .pointer import find, first

DriftKind = Literal["unknown-field", "unknown-value", "out-of-range", "missing", "type", "unknown-status"]
_DRIFT: Mapping[str, DriftKind] = {
    "unknown": "unknown-field",
    "enum": "unknown-value",
    "required": "missing",
    "type": "type",
}


class Drift(NamedTuple):
    """Something in an answer that the spec doesn't describe; it failed nothing.

    Attributes:
        path: JSON Pointer into the body.
        kind: what it is.
        message: what was expected and came.
        value: what came.
    """

    path: str
    kind: DriftKind
    message: str
    value: Any


class Reply(NamedTuple):
    """An answer as it came, with its body decoded; `body` is None where it isn't JSON."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    body: Any
    fault: str


class Asset(NamedTuple):
    """An image as an answer gives it: a link or base64. Times are in Unix seconds."""

    url: str | None
    base64: str | None
    media_type: str | None
    expires_at: float | None


def decode(status: int, headers: Mapping[str, str], content: bytes) -> Reply:
    """The answer with its body read as JSON; never raises, `fault` says what is wrong with the body."""
    body: Any = None
    fault = ""
    kind = headers.get("content-type", "").lower()
    if not content.strip():
        fault = "the body is empty"
    else:
        try:
            body = json.loads(_text(content, kind), parse_constant=_no_constant)
        except RecursionError:
            fault = "the body is nested too deeply"
        except ValueError:
            html = (
                "html" in kind or content.lstrip()[:9].lower() in (b"<!doctype", b"<html>") or b"<html" in content[:200]
            )
            fault = (
                "HTML came instead of JSON; is base_url right, and no proxy in between?"
                if html
                else "the body isn't JSON"
            )
    return Reply(status, headers, content, body, fault)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} isn't JSON")


def _text(content: bytes, kind: str) -> str:
    charset = kind.partition("charset=")[2].split(";")[0].strip(" \"'") or "utf-8-sig"
    try:
        codecs.lookup(charset)
    except LookupError:
        charset = "utf-8-sig"
    return content.decode("utf-8-sig" if charset in ("utf-8", "utf8") else charset)


def request_id(envelope: Envelope, reply: Reply) -> str | None:
    """The provider's id of the request, from the body or a header."""
    found = first(reply.body, envelope.request_id) if envelope.request_id else None
    if isinstance(found, str | int) and found != "":
        return str(found)
    names = (*envelope.request_id_headers, "x-request-id", "request-id")
    return next((reply.headers[name.lower()] for name in names if reply.headers.get(name.lower())), None)


def is_error(envelope: Envelope, reply: Reply) -> bool:
    """Whether the answer is a failure: by its status, or by its body under a good status."""
    if not 200 <= reply.status < 300:
        return True
    if envelope.failure and first(reply.body, envelope.failure) is not None:
        return True
    if envelope.success and is_object(reply.body):
        told = first(reply.body, (envelope.success,))
        return told is not None and not any(schema.same(told, value) for value in envelope.expected)
    return False


def error_row(provider: Provider, reply: Reply) -> tuple[ErrorRow | None, str | None]:
    """The row of the error table that fits, and the code: a code that the table knows first, then type, then status."""
    envelope = provider.envelope
    codes = [
        str(value)
        for pointer in envelope.code
        for value in find(reply.body, pointer)
        if isinstance(value, str | int) and value != ""
    ]
    for known in codes:
        for row in provider.errors:
            if row.code and row.code == known:
                return row, known
    code = codes[0] if codes else None
    kind = first(reply.body, envelope.type)
    for row in provider.errors:
        if not row.code and row.type and row.type == kind:
            return row, code
    for row in provider.errors:
        if not row.code and not row.type and row.status == reply.status:
            return row, code
    return None, code


def error(provider: Provider, operation: Operation, reply: Reply, key: Secret, **facts: Any) -> APIStatusError:
    """The error that a failed answer is, with its class from the error table."""
    row, code = error_row(provider, reply)
    kind = class_for(row.kind if row is not None else None, reply.status)
    told = first(reply.body, (*provider.envelope.message, "/error/message", "/message", "/error", "/detail"))
    if not isinstance(told, str) or not told:
        told = reply.fault if reply.fault and reply.status < 300 else f"the provider answered {reply.status}"
        if 300 <= reply.status < 400:
            told = f"the provider redirects elsewhere ({reply.status}), which isn't followed"
        elif reply.body is None and reply.content.strip():
            told += f": {excerpt(reply.content)}"
    body = reply.body if reply.body is not None else reply.content[:2000].decode("utf-8", "replace")
    return kind(
        key.mask(told),
        provider=provider.name,
        operation=operation.id,
        status_code=reply.status,
        code=None if code is None else key.mask(code),
        request_id=request_id(provider.envelope, reply),
        body=key.mask_all(body),
        **facts,
    )


def undecodable(
    provider: Provider,
    operation: Operation,
    reply: Reply,
    message: str,
    key: Secret,
    kind: type[DecodeError],
    **facts: Any,
) -> DecodeError:
    """The error for an answer that lacks what it must have; its body goes along."""
    if reply.fault and reply.content.strip():
        content_type = reply.headers.get("content-type", "no content type")
        message = f"{message} ({content_type}): {excerpt(reply.content)}"
    body = reply.body if reply.body is not None else reply.content[:2000].decode("utf-8", "replace")
    return kind(
        key.mask(message),
        provider=provider.name,
        operation=operation.id,
        status_code=reply.status,
        request_id=request_id(provider.envelope, reply),
        body=key.mask_all(body),
        **facts,
    )


def excerpt(content: bytes) -> str:
    """The first characters of a body, on one line."""
    return " ".join(content[:800].decode("utf-8", "replace").split())[:200]


def drift(operation: Operation, reply: Reply) -> tuple[Drift, ...]:
    """Everything in the body that the spec doesn't describe."""
    described = operation.answers.get(reply.status) or operation.answers.get(200)
    if not described or reply.body is None:
        return ()
    return tuple(
        Drift(
            "".join(f"/{step}" for step in finding.path),
            _DRIFT.get(finding.keyword, "out-of-range"),
            finding.message,
            finding.value,
        )
        for finding in schema.check(described, reply.body, closed=True)
    )


def assets(operation: Operation, body: Any, received_at: float) -> list[Asset]:
    """The images of an answer, from the first documented place that has any."""
    results = operation.results
    if results is None:
        return []
    for place in results.images:
        found: list[Asset] = []
        for item in find(body, place.items):
            urls = _texts(item, place.url)
            data = [] if urls else _texts(item, place.base64)
            kind = media_type(first(item, place.media_type))
            expires = _expires(operation, place.expires_at, place.ttl, item, body, received_at)
            found += [Asset(url, None, kind, expires) for url in urls]
            found += [Asset(None, text, kind, None) for text in data]
        if found:
            return found
    return []


def _texts(item: Any, pointers: tuple[str, ...]) -> list[str]:
    """The texts that the first pointer finds that finds any."""
    for pointer in pointers:
        texts = [value for value in find(item, pointer) if isinstance(value, str) and value]
        if texts:
            return texts
    return []


def _expires(
    operation: Operation, at: tuple[str, ...], ttl: tuple[str, ...], item: Any, body: Any, received_at: float
) -> float | None:
    moment = _seconds(first(item, at))
    if moment is not None:
        return moment
    life = _seconds(first(item, ttl))
    if life is not None:
        return received_at + life
    results = operation.results
    if results is None or results.lifetime is None:
        return None
    since = _seconds(first(body, (results.since,))) if results.since else None
    return (since if since is not None else received_at) + results.lifetime


def _seconds(value: Any) -> float | None:
    """A positive number, also as digits; anything else says nothing."""
    if isinstance(value, str) and value.strip().isdecimal():
        value = int(value)
    return float(value) if is_number(value) and 0 < value < 1e12 else None


def inline_image(text: str) -> tuple[bytes, str]:
    """The bytes and the media type of an image in base64, with or without a `data:` prefix.

    Raises:
        NotAnImageError: it isn't base64, or not a whole image.
    """
    told = ""
    if text[:5].lower() == "data:":
        told, _, text = text[5:].partition(",")
    compact = "".join(text.split())
    try:
        data = b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except ValueError as error:
        raise NotAnImageError(f"the image of the answer isn't base64: {error}") from None
    return data, image_type(data, told, "the image of the answer")
