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
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple, NoReturn
from urllib.parse import unquote_to_bytes

from ..errors import APIStatusError, NotAnImageError, ServerError, SubmissionServerError, class_for
from . import schema
from .config import Secret, without_query
from .describe import Envelope, ErrorRow, Operation, Provider
from .download import INVISIBLE, absolute, image_type
from .fits import fits
from .formats import media_type
from .jsontypes import is_array, is_number, is_object
from .masking import printable
from .pointer import find, first, first_text
from .prepared import prepared

MAX_DEPTH = 100
MAX_PARTS = 200_000
LARGE = 100_000
"""Bytes from which on an answer is read in ways that take longer to begin."""
MAX_SECONDS = 2.5e11
"""Later than that, in Unix seconds, no datetime reaches."""
MAX_DRIFT = 100
"""Differences that are listed of one answer; after them comes one more, of the kind `more`."""
MAX_DRIFT_TEXT = 200
"""Characters of the path, and of a text that is the value, of a difference."""
_INDEX = re.compile(r"/[0-9]+(?=/|$)")
MAX_ID = 1000
"""Characters of a task's id."""
_CHARSETS = frozenset(
    [
        *("utf-16", "utf-16le", "utf-16-le", "utf-16be", "utf-16-be", "utf-32", "utf-32le", "utf-32-le", "utf-32be"),
        *("utf-32-be", "ascii", "us-ascii", "latin1", "latin-1", "windows-1252", "cp1252", "gbk", "cp936", "gb2312"),
        *("gb18030", "big5", "big5-hkscs", "shift-jis", "sjis", "cp932", "euc-jp", "euc-kr", "cp949", "koi8-r"),
        *(f"iso-8859-{part}" for part in (*range(1, 12), *range(13, 17))),
        *(f"windows-125{part}" for part in range(9)),
    ]
)
"""Character sets that answers are read in besides UTF-8; Python knows others whose work grows with the square."""
_MARKS = (
    (BOM_UTF8, "utf-8"),
    (BOM_UTF32_LE, "utf-32"),
    (BOM_UTF32_BE, "utf-32"),
    (BOM_UTF16_LE, "utf-16"),
    (BOM_UTF16_BE, "utf-16"),
)
"""How a text begins that says itself what it is written in; longer ones first."""
DriftKind = Literal[
    "unknown-field",
    "unknown-value",
    "out-of-range",
    "missing",
    "type",
    "unknown-status",
    "content-type",
    "more-tasks",
    "more",
    "image",
]
_DRIFT: Mapping[str, DriftKind] = {
    "unknown": "unknown-field",
    "enum": "unknown-value",
    "required": "missing",
    "type": "type",
}


class Drift(NamedTuple):
    """Something in an answer that the spec doesn't describe, or an oddity of an image; it failed nothing.

    The key of the client is hidden in all of it. Of one answer 100 differences are listed: where it has more, another
    one of the kind `more` says so.

    Attributes:
        path: JSON Pointer into the body; its first 200 characters; empty for an image.
        kind: what it is.
        message: what was expected and came.
        value: what came; a long text ends in `...`, a large array or object is a text that shows its beginning.
        required: whether the spec requires of every answer what is missing or of another type here.
    """

    path: str
    kind: DriftKind
    message: str
    value: Any
    required: bool = False

    def __hash__(self) -> int:
        return hash(self[:3])  # the value may be a list or an object


class Asset(NamedTuple):
    """An image as an answer gives it: a link, base64, or the bytes. Times are in Unix seconds.

    `operation` is the id of the operation whose answer has it.
    """

    url: str | None
    base64: str | None
    media_type: str | None
    expires_at: float | None
    operation: str = ""
    data: bytes | None = None

    def joined(self, base: str) -> Asset:
        """The same with its link joined to the address of the answer."""
        return self if self.url is None else self._replace(url=absolute(self.url, base))


class Reply(NamedTuple):
    """An answer as it came, with its body decoded.

    Attributes:
        body: the body as JSON; None where it isn't JSON.
        fault: what is wrong with the body; empty where nothing is.
        image: media type of a body that is itself an image; empty for any other.
        url: the address that was asked.
        drift: what differs from the spec in the form of the answer.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes
    body: Any
    fault: str
    image: str = ""
    url: str = ""
    drift: tuple[Drift, ...] = ()


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
    """The body as text, in the character set that it begins with, or that the content type names, or in UTF-8."""
    mark, charset = next((mark for mark in _MARKS if content.startswith(mark[0])), (b"", ""))
    if mark:
        return content.removeprefix(mark).decode() if charset == "utf-8" else content.decode(charset)
    charset = kind.partition("charset=")[2].split(";")[0].strip(" \"'").replace("_", "-")
    return content.decode(charset if charset in _CHARSETS else "utf-8")


def misfits(body: Any, faults: Sequence[tuple[tuple[str | int, ...], str]], key: Secret) -> str:
    """The first faults that pydantic has with a body: where each is, without the names of pydantic's own parts."""
    shown: list[str] = []
    for steps, reason in faults[:5]:
        path, here = "", body
        for step in steps:
            if is_object(here) and isinstance(step, str) and (step in here or reason == "Field required"):
                path, here = f"{path}/{key.hide(step)[:MAX_DRIFT_TEXT]}", here.get(step)
            elif is_array(here) and isinstance(step, int) and step < len(here):
                path, here = f"{path}/{step}", here[step]
        shown.append(f"{_cut(path) or 'the body'} {key.mask(reason)}")
    return "; ".join(shown) + (f"; and {len(faults) - 5} more" if len(faults) > 5 else "")


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
    return fails and not assets(operation, reply.body, 0) and not task_ids(operation, reply.body)


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
    listed = frozenset(codes)
    fitting = [(*_rank(row, listed, kind, reply.status), row) for row in provider.errors]
    best = max(fitting, key=lambda ranked: ranked[:2], default=None)
    row = best[2] if best is not None and best[0] else None
    known = row.code if row is not None and row.code else None
    return row, known or (codes[0] if codes else None)


def _rank(row: ErrorRow, codes: frozenset[str], kind: Any, status: int) -> tuple[int, int]:
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
    """The error for a failed answer, with its class from the error table.

    `sent` is what is known of a submit that may be billed and isn't sent again: a fault of the server leaves open
    whether it was taken.
    """
    row, code = error_row(provider, reply)
    kind = class_for(row.kind if row is not None else None, reply.status)
    if sent and kind is ServerError:
        kind, more = SubmissionServerError, {**more, **sent}
    told = first_text(reply.body, (*provider.envelope.message, "/error/message", "/message", "/error", "/detail", ""))
    if told is None:
        told = f"the provider answered {reply.status}"
        if 300 <= reply.status < 400:
            goal = without_query(key.hide(reply.headers.get("location", "nowhere")))
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
    body = key.mask_all(reply.body)
    # A key that JSON hides from a look at the bytes, between escaped line ends say, shows in what was read of them.
    content = key.hide_bytes(reply.content) if body == reply.body else json.dumps(body).encode()
    return {
        "provider": provider.name,
        "operation": operation.id,
        "status_code": reply.status,
        "request_id": key.mask_all(request_id(provider.envelope, reply)),
        "body": body if reply.body is not None else _lenient(reply.content, key)[:2000],
        "content": content,
    }


def _lenient(content: bytes, key: Secret) -> str:
    """The beginning of a body as text; masked before it is cut, so that no part of a key is left."""
    text = key.hide(content[:100_000].decode("utf-8", "replace"))
    # What was cut off first may have cut a key in two, which is longest where each character is escaped for HTML.
    return text[: min(8000, max(0, len(text) - 12 * len(key.reveal())))] if len(content) > 100_000 else text[:8000]


def excerpt(content: bytes, key: Secret) -> str:
    """The first characters of a body, on one line."""
    return key.mask(" ".join(_lenient(content, key).split()))[:200]


def drift(operation: Operation, reply: Reply, key: Secret) -> tuple[Drift, ...]:
    """What the body has that the spec doesn't describe: the first 100 differences, and whether there are more."""
    described = operation.answers.get(reply.status) or operation.answers.get(200)
    ready = prepared(operation)
    if not described or reply.fault or fits(ready.answers[id(described)], reply.body):
        return ()
    findings = ready.check(described, reply.body, closed=True, found=schema.FirstFindings(MAX_DRIFT))
    more = len(findings) > MAX_DRIFT
    if more:
        # What is missing or wrong tells more than what is new.
        graver = schema.FirstFindings(MAX_DRIFT, but_for="unknown")
        ready.check(described, reply.body, closed=True, found=graver)
        findings = [*graver, *(finding for finding in findings if finding.keyword == "unknown")][:MAX_DRIFT]
    listed = tuple(_drift(described, finding, key) for finding in findings)
    return (*listed, Drift("", "more", f"only {MAX_DRIFT} differences are listed", None)) if more else listed


def _drift(described: Mapping[str, Any], finding: schema.Finding, key: Secret) -> Drift:
    path = "".join(f"/{key.hide(str(step))}" for step in finding.path)
    required = finding.keyword in ("required", "type") and _is_required(described, finding.path)
    kind = _DRIFT.get(finding.keyword, "out-of-range")
    value = key.mask_all(finding.value)
    # The message shows the beginning of the value, which may have half of a key at its end.
    message = finding.message.replace(schema.show(finding.value), schema.show(value))
    return Drift(_cut(path), kind, key.mask(message), _bounded(value), required)


def _cut(text: str) -> str:
    return text if len(text) <= MAX_DRIFT_TEXT else f"{text[:MAX_DRIFT_TEXT]}..."


def _bounded(value: Any) -> Any:
    """What came; the beginning of it where it is large."""
    if isinstance(value, str):
        return _cut(value)
    if (is_array(value) or is_object(value)) and (shown := schema.show(value, MAX_DRIFT_TEXT)).endswith("..."):
        return shown
    return schema.show(value) if isinstance(value, int) and abs(value) >= 1e300 else value


def _is_required(described: Mapping[str, Any], path: schema.Path) -> bool:
    """Whether every step of the path is required where it stands."""
    for step in path:
        if isinstance(step, int):
            described = described.get("items", {})
        elif step in described.get("required", ()):
            described = described.get("properties", {}).get(step, {})
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
        if item.required or (item.kind == "type" and any(_leads_through(way, item.path) for way in ways)):
            return f"{item.path or 'the body'} {item.message}"
    return ""


def _leads_through(way: str, path: str) -> bool:
    """Whether a pointer, with `*` for any index, leads to or through a place of an answer."""
    steps, place = way.split("/"), path.split("/")
    return len(steps) >= len(place) and all(
        step == there or (there.isdecimal() and (step == "*" or step.isdecimal()))
        for step, there in zip(steps, place, strict=False)
    )


def assets(operation: Operation, body: Any, received_at: float) -> list[Asset]:
    """The images of an answer, from the first documented place that has any."""
    results = operation.results
    if results is None:
        return []
    for place in results.images:
        found: list[Asset] = []
        for item in find(body, place.items):
            if not (is_object(item) or is_array(item) or isinstance(item, str)):
                continue  # there may be millions
            urls = _texts(item, place.url)
            data = [] if urls else _texts(item, place.base64)
            if not urls and not data:
                continue
            kind = media_type(first(item, place.media_type)) if place.media_type else None
            expires = _expires(operation, place.expires_at, place.ttl, item, body, received_at)
            found += [Asset(url, None, kind, expires, operation.id) for url in urls]
            found += [Asset(None, text, kind, None, operation.id) for text in data]
        if found:
            return found
    return []


def images(operation: Operation, reply: Reply, received_at: float) -> list[Asset]:
    """The images of an answer: those of its body, or the body itself."""
    if reply.image:
        return [Asset(None, None, reply.image, None, operation.id, reply.content)]
    return [asset.joined(reply.url) for asset in assets(operation, reply.body, received_at)]


def task_ids(operation: Operation, body: Any) -> tuple[str, ...]:
    """The ids of the tasks that a submit made, each once: those at the first pointer that finds any."""
    for pointer in operation.task.id if operation.task is not None else ():
        documented = find(body, pointer)
        # A page shows the first of a list; the others, if there are any, were paid for too.
        others = find(body, _INDEX.sub("/*", pointer)) if documented and _INDEX.search(pointer) else []
        listed = [item for value in (*documented, *others) for item in (value if is_array(value) else [value])]
        values = (item for item in listed if isinstance(item, str | int) and not isinstance(item, bool))
        if ids := tuple(dict.fromkeys(str(value) for value in values if value != "")):
            return ids
    return ()


def misses_object(operation: Operation, reply: Reply) -> str:
    """Why a body isn't the object that it is described as; empty where it is one."""
    described = operation.answers.get(reply.status) or operation.answers.get(200) or {}
    wrong = described.get("type") == "object" and not is_object(reply.body)
    return f"the body must be object, is {schema.kind_of(reply.body)}" if wrong else ""


def id_fault(task_id: str) -> str:
    """What is wrong with the id of a task, so that it can't be asked for; empty where nothing is."""
    if len(task_id) > MAX_ID:
        return f"has {len(task_id)} of at most {MAX_ID} characters"
    if not task_id.strip():
        return "is blank"
    return "has characters that no id has" if printable(task_id) != task_id else ""


def unusable_id(operation: Operation, body: Any) -> str | None:
    """What stands in the place of a task's id and is none, as text; None where nothing stands there."""
    value = first(body, operation.task.id) if operation.task is not None else None
    if isinstance(value, str):
        return value
    return None if value in (None, {}, []) else schema.show(value, MAX_ID)


def _texts(item: Any, pointers: tuple[str, ...]) -> list[str]:
    """The texts that the first pointer finds that finds any."""
    for pointer in pointers:
        texts = [text for value in find(item, pointer) if isinstance(value, str) and (text := value.strip(INVISIBLE))]
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


def is_url_safe(text: str) -> bool:
    """Whether an image in base64 is in the alphabet for addresses and names of files."""
    text = text.partition(",")[2] if text[:5].lower() == "data:" else text
    return "-" in text or "_" in text


def _unpacked(text: str) -> bytes:
    if is_url_safe(text):
        text = text.replace("-", "+").replace("_", "/")
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
    declared = ""
    if text[:5].lower() == "data:":
        declared, _, text = text[5:].partition(",")
    return (data := _inline_bytes(text, declared)), image_type(data, declared, "the image of the answer")


def _inline_bytes(text: str, declared: str) -> bytes:
    plain = unquote_to_bytes(text) if declared and "%" in text else None
    text = text if plain is None else plain.decode("latin-1")
    try:
        return _unpacked(text)
    except ValueError:
        try:
            return _unpacked("".join(text.split()))
        except ValueError as error:
            # A data URI may have its data as it is, as those of SVG do.
            if declared and ";base64" not in declared.lower():
                return text.encode() if plain is None else plain
            raise NotAnImageError(f"the image of the answer isn't base64: {error}") from None
