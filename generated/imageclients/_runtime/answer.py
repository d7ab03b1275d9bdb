# Made by `clientsmith generate` from templates/imageclients/_runtime/answer.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Reading an answer: JSON, the envelope, errors, images and drift; without I/O."""

from __future__ import annotations

import contextlib
import json
import math
import re
from binascii import a2b_base64
from codecs import BOM_UTF8
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, NoReturn

from ..errors import APIStatusError, NotAnImageError, ServerError, SubmissionServerError, class_for
from . import schema
from .config import Secret, without_query
from .describe import Envelope, ErrorRow, Operation, Provider
from .download import image_type
from .fits import fits
from .jsontypes import is_array, is_number, is_object
from .media import media_type
from .pointer import find, first, first_text
from .prepared import prepared

MAX_DEPTH = 100
MAX_PARTS = 200_000
LARGE = 100_000
"""Bytes from which on an answer is read in ways that take longer to begin."""
MAX_SECONDS = 2.5e11
"""Later than that, in Unix seconds, no datetime reaches."""
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
        required: whether the spec requires of every answer what is missing or of another type here.
    """

    path: str
    kind: DriftKind
    message: str
    value: Any
    required: bool = False


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
    try:
        # A megabyte of brackets would become a hundred of objects.
        parts = _parts(content)
        deep = parts > MAX_PARTS
        body = None if deep else _large(content, kind) or _decode(_text(content, kind))
        deep = deep or (parts > MAX_DEPTH and _is_deep(body))
    except RecursionError:
        deep = True
    except ValueError:
        deep, start = False, content[:4096].lstrip()[:500].lower()
        fault = "the body isn't JSON" if start else "the body is empty"
        if "html" in kind or b"<html" in start or start.startswith(b"<!doctype"):
            fault = "HTML came instead of JSON; is base_url right, and no proxy in between?"
    if deep:
        body, fault = None, "the body has too many parts, or is nested too deeply"
    return Reply(status, headers, content, body, fault)


def _parts(content: bytes) -> int:
    """How many arrays and objects may begin in it; few are found faster than counted in a large body."""
    if len(content) < LARGE:
        return content.count(b"{") + content.count(b"[")
    found = 0
    for mark in (b"{", b"["):
        at, looks = content.find(mark), 0
        while at >= 0 and looks < 100:
            found, looks, at = found + 1, looks + 1, content.find(mark, at + 1)
        if at >= 0:
            found += content.count(mark, at)
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} isn't JSON")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text} is larger than any number")
    return number


_decode = json.JSONDecoder(parse_constant=_no_constant, parse_float=_finite).decode


def _large(content: bytes, kind: str) -> Any:
    """A large body read with half the memory and a fifth of the time; None where that isn't sure to be the same."""
    if len(content) < LARGE or ("charset=" in kind and "utf-8" not in kind):
        return None
    from pydantic_core import from_json  # noqa: PLC0415 - small answers don't need it

    with contextlib.suppress(ValueError):
        inner = [body := from_json(content, allow_inf_nan=False)]
        while inner:
            item = inner.pop()
            if is_object(item) or is_array(item):
                inner += item.values() if is_object(item) else item
            elif isinstance(item, float):
                _finite(str(item))
        return body
    return None


def _is_deep(body: Any) -> bool:
    level = [body]
    for _ in range(MAX_DEPTH + 1):
        inner = [list(node.values()) if is_object(node) else node for node in level]
        level = [item for items in inner if is_array(items) for item in items]
    return bool(level)


def _text(content: bytes, kind: str) -> str:
    charset = kind.partition("charset=")[2].split(";")[0].strip(" \"'") if "charset=" in kind else ""
    if charset not in ("", "utf-8", "utf8"):
        with contextlib.suppress(LookupError):
            return content.decode(charset)
    return content.removeprefix(BOM_UTF8).decode()


def request_id(envelope: Envelope, reply: Reply) -> str | None:
    """The provider's id of the request, from the body or a header."""
    found = first(reply.body, envelope.request_id)
    if isinstance(found, str | int) and found != "":
        return str(found)
    names = (*envelope.request_id_headers, "x-request-id", "request-id")
    return next((reply.headers[name.lower()] for name in names if reply.headers.get(name.lower())), None)


def is_error(envelope: Envelope, operation: Operation, reply: Reply) -> bool:
    """Whether the answer is a failure: by its status, or by its body under a good status.

    A body that has the task or the images is none, whatever else it says: they are paid for.
    """
    if not 200 <= reply.status < 300:
        return True
    told = first(reply.body, (envelope.success,)) if envelope.success and is_object(reply.body) else None
    fails = told is not None and not any(schema.same(told, value) for value in envelope.expected)
    fails = fails or bool(first(reply.body, envelope.failure))
    return fails and not assets(operation, reply.body, 0) and not task_id(operation, reply.body)


def error_row(provider: Provider, reply: Reply) -> tuple[ErrorRow | None, str | None]:
    """The row of the error table that fits, and the code: a code that the table knows first, then type, then status."""
    envelope = provider.envelope
    codes = [
        str(value)
        for pointer in envelope.code
        for value in find(reply.body, pointer)
        if isinstance(value, str | int) and value != ""
    ]
    kind = first(reply.body, envelope.type)
    fitting = [(*_rank(row, codes, kind, reply.status), row) for row in provider.errors]
    best = max(fitting, key=lambda ranked: ranked[:2], default=None)
    row = best[2] if best is not None and best[0] else None
    known = row.code if row is not None and row.code else None
    return row, known or (codes[0] if codes else None)


def _rank(row: ErrorRow, codes: list[str], kind: Any, status: int) -> tuple[int, int]:
    """How well a row fits: by its code, else by its type, else by its status; 0 where it doesn't fit.

    The second number decides among rows that fit by the same: the very status, its range, none.
    """
    exact = 2 if row.status == status else 1 if row.status == f"{status // 100}XX" else 0
    if row.code:
        return (3 if row.code in codes else 0), exact
    if row.type:
        return (2 if row.type == kind and (exact or row.status is None) else 0), exact
    return (1 if exact else 0), exact


def error(
    provider: Provider, operation: Operation, reply: Reply, key: Secret, sent: Mapping[str, Any], **more: Any
) -> APIStatusError:
    """The error that a failed answer is, with its class from the error table.

    `sent` is what is known of a request that mustn't be sent twice. A fault of the server leaves open what became of
    it, unless its code is documented, which means that it was looked at and refused; one that ran out of time isn't.
    """
    row, code = error_row(provider, reply)
    kind = class_for(row.kind if row is not None else None, reply.status)
    refused = reply.status == 503 or (row is not None and row.code and reply.status not in (408, 504))
    if sent and kind is ServerError and not refused:
        kind, more = SubmissionServerError, {**more, **sent}
    told = first_text(reply.body, (*provider.envelope.message, "/error/message", "/message", "/error", "/detail", ""))
    if told is None:
        told = f"the provider answered {reply.status}"
        if 300 <= reply.status < 400:
            goal = without_query(reply.headers.get("location", "nowhere"))
            told = f"the provider redirects to {goal!a}, which isn't followed"
        elif reply.body is None and reply.content[:4096].strip():
            told += f": {excerpt(reply.content, key)}"
    return kind(
        key.mask(told)[:2000],
        code=None if code is None else key.mask(code),
        **facts(provider, operation, reply, key),
        **more,
    )


def facts(provider: Provider, operation: Operation, reply: Reply, key: Secret) -> dict[str, Any]:
    """What every error about an answer says of it."""
    return {
        "provider": provider.name,
        "operation": operation.id,
        "status_code": reply.status,
        "request_id": key.mask_all(request_id(provider.envelope, reply)),
        "body": key.mask_all(reply.body) if reply.body is not None else _lenient(reply.content, key)[:2000],
    }


def _lenient(content: bytes, key: Secret) -> str:
    """The beginning of a body as text; masked before it is cut, so that no part of a key is left."""
    text = key.hide(content[:100_000].decode("utf-8", "replace"))
    # What was cut off first may have cut a key in two.
    return text[: min(8000, len(text) - len(key.reveal()))] if len(content) > 100_000 else text[:8000]


def excerpt(content: bytes, key: Secret) -> str:
    """The first characters of a body, on one line."""
    return key.mask(" ".join(_lenient(content, key).split()))[:200]


def drift(operation: Operation, reply: Reply) -> tuple[Drift, ...]:
    """Everything in the body that the spec doesn't describe."""
    described = operation.answers.get(reply.status) or operation.answers.get(200)
    ready = prepared(operation)
    if not described or reply.fault or fits(ready.answers[id(described)], reply.body):
        return ()
    findings = ready.check(described, reply.body, closed=True)
    return tuple(
        Drift(
            "".join(f"/{step}" for step in finding.path),
            _DRIFT.get(finding.keyword, "out-of-range"),
            finding.message,
            finding.value,
            finding.keyword in ("required", "type") and _is_required(described, finding.path),
        )
        for finding in findings
    )


def _is_required(described: Mapping[str, Any], path: schema.Path) -> bool:
    """Whether every step of the path is required where it stands."""
    for step in path:
        if isinstance(step, int):
            described = described.get("items", {})
        elif step in described.get("required", ()):
            described = described["properties"].get(step, {})
        else:
            return False
    return True


def fault_of(operation: Operation, drift: tuple[Drift, ...]) -> str:
    """The first thing in an answer that must be there and isn't, or is of another type; empty where there is none.

    Nobody must send images; but where they would stand there is nothing else.
    """
    places = operation.results.images if operation.results is not None else ()
    ways = [place.items + pointer for place in places for pointer in (*place.url, *place.base64)]
    for item in drift:
        way = re.compile(re.sub("/[0-9]+", r"/([0-9]+|\\*)", item.path) + "(/.*)?")
        if item.required or (item.kind == "type" and any(map(way.fullmatch, ways))):
            return f"{item.path or 'the body'} {item.message}"
    return ""


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
            kind = media_type(first(item, place.media_type)) if place.media_type else None
            expires = _expires(operation, place.expires_at, place.ttl, item, body, received_at)
            found += [Asset(url, None, kind, expires) for url in urls]
            found += [Asset(None, text, kind, None) for text in data]
        if found:
            return found
    return []


def task_id(operation: Operation, body: Any) -> str:
    """The id of the task that a submit made; empty where there is none."""
    found = first(body, operation.task.id) if operation.task is not None else None
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""


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
    if at and (moment := _seconds(first(item, at))) is not None:
        return moment
    if ttl and (life := _seconds(first(item, ttl))) is not None:
        return received_at + life
    results = operation.results
    if results is None or results.lifetime is None:
        return None
    since = _seconds(first(body, (results.since,))) if results.since else None
    return (since if since is not None else received_at) + results.lifetime


def _seconds(value: Any) -> float | None:
    """A positive number, also as digits; anything else says nothing."""
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 20:
        value = int(value)
    return float(value) if is_number(value) and 0 < value < MAX_SECONDS else None


def _unpacked(text: str) -> bytes:
    text += "=" * (-len(text) % 4)
    data = a2b_base64(text)
    # What isn't base64 is passed over, which shows in the length; looking at each character takes half as long again.
    whole = len(data) == len(text) // 4 * 3 - text[-2:].count("=")
    return data if whole else a2b_base64(text, strict_mode=True)


def inline_image(text: str) -> tuple[bytes, str]:
    """The bytes and the media type of an image in base64, with or without a `data:` prefix.

    Raises:
        NotAnImageError: it isn't base64, or not a whole image.
    """
    told = ""
    if text[:5].lower() == "data:":
        told, _, text = text[5:].partition(",")
    try:
        data = _unpacked(text)
    except ValueError:
        try:
            data = _unpacked("".join(text.split()))
        except ValueError as error:
            raise NotAnImageError(f"the image of the answer isn't base64: {error}") from None
    return data, image_type(data, told, "the image of the answer")
