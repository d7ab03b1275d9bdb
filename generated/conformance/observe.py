# Made by `clientsmith generate` from templates/conformance/observe.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""What was seen of a case, in the words of `expect`, and whether it fits."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

import httpx

from .cases import Suite
from .provider import FRAMING, Clock, Script


@dataclass
class Seen:
    """Everything that a case left behind."""

    clock: Clock
    script: Script
    events: list[Any]
    value: Any = None
    error: BaseException | None = None
    read: list[tuple[bytes, str | None]] = field(default_factory=list[tuple[bytes, "str | None"]])
    saved: dict[str, bytes] = field(default_factory=dict[str, bytes])
    progress: list[Any] = field(default_factory=list[Any])
    warned: list[str] = field(default_factory=list[str])
    logged: list[str] = field(default_factory=list[str])


@lru_cache
def _words() -> Mapping[str, Callable[[Seen], Any]]:
    """The words of `expect`, and what was seen of each."""
    return {
        "requests": lambda seen: [_request(request) for request in seen.script.requests],
        "timeouts": lambda seen: [_timeouts(request) for request in seen.script.requests],
        "sent": lambda seen: _runs([f"{request.method} {request.url}" for request in seen.script.requests]),
        "pauses": lambda seen: [round(seconds, 6) for seconds in seen.clock.pauses],
        "events": lambda seen: [event.kind for event in seen.events],
        "polls": lambda seen: [[one["task_status"], one["progress"]] for one in _details(seen, "poll")],
        "unknownStatuses": lambda seen: [one["task_status"] for one in _details(seen, "unknown-status")],
        "drift": lambda seen: sorted(
            {(one.path, one.kind) for event in seen.events for one in event.detail.get("drift", ())}
        ),
        "progress": lambda seen: seen.progress,
        "read": lambda seen: [{"base64": b64encode(data).decode(), "mediaType": kind} for data, kind in seen.read],
        "saved": lambda seen: {name: b64encode(data).decode() for name, data in seen.saved.items()},
        "warnings": lambda seen: [_problem(text) for text in seen.warned],
        "problems": _problems,
        "error": lambda seen: None if seen.error is None else _error(seen.error),
        "errorSays": lambda seen: "" if seen.error is None else str(seen.error),
        "errorHides": lambda seen: "" if seen.error is None else str(seen.error),
        "result": lambda seen: _result(seen) if seen.error is None and hasattr(seen.value, "images") else None,
        "task": _task,
        "value": _value,
    }


def described(seen: Seen, names: Iterable[str]) -> dict[str, Any]:
    """What was seen, in these words of `expect`; None for a word that doesn't exist."""
    words = _words()
    return {name: words[name](seen) if name in words else None for name in names}


def _problems(seen: Seen) -> list[dict[str, Any]]:
    return [
        {"field": one.field, "rule": one.rule, "source": one.source, "suggestion": one.suggestion, "text": str(one)}
        for one in getattr(seen.error, "problems", ())
    ]


def _task(seen: Seen) -> dict[str, Any] | None:
    task = seen.value
    if seen.error is not None or hasattr(task, "images") or not hasattr(task, "refresh"):
        return None
    return {name: getattr(task, name) for name in ("id", "status", "progress", "eta", "done")}


def _value(seen: Seen) -> Any:
    """What a case that makes neither a result nor a task comes to."""
    other = seen.error is not None or hasattr(seen.value, "images") or hasattr(seen.value, "refresh")
    return None if other else seen.value


def _details(seen: Seen, kind: str) -> list[Mapping[str, Any]]:
    """What the events of a kind say."""
    return [event.detail for event in seen.events if event.kind == kind]


def _request(request: httpx.Request) -> dict[str, Any]:
    headers = {name: value for name, value in request.headers.items() if name not in FRAMING}
    content = request.content.decode()
    return {
        "method": request.method,
        "url": str(request.url),
        "headers": headers,
        "body": json.loads(content) if content else None,
    }


def _timeouts(request: httpx.Request) -> list[float | None]:
    """Seconds to connect, to read, to write, and to wait for a connection; what is left counts up to whole seconds."""
    told: dict[str, Any] = request.extensions["timeout"]
    found = [told[name] for name in ("connect", "read", "write", "pool")]
    return [
        round(float(one.__index__() if hasattr(one, "__index__") else one), 6) if one is not None else None
        for one in found
    ]


def _runs(lines: list[str]) -> list[list[Any]]:
    """Each line with how often it stands there in a row."""
    found: list[list[Any]] = []
    for line in lines:
        if found and found[-1][0] == line:
            found[-1][1] += 1
        else:
            found.append([line, 1])
    return found


def _problem(text: str) -> dict[str, str]:
    """The field, the rule and the source that a warning names."""
    head, _, tail = text.removesuffix("]").rpartition(" [")
    rule, _, source = tail.partition(", ")
    return {"field": head.split(": ")[1] if head.count(": ") else "", "rule": rule, "source": source, "text": text}


def _error(error: BaseException) -> dict[str, Any]:
    shown: dict[str, Any] = {"class": type(error).__name__, "text": str(error)}
    for ours, name in _FACTS.items():
        if hasattr(error, name):
            shown[ours] = getattr(error, name)
    if isinstance(shown.get("elapsed"), float):
        shown["elapsed"] = round(shown["elapsed"], 6)
    shown["cause"] = None if error.__cause__ is None else type(error.__cause__).__name__
    shown["images"] = len(getattr(error, "images", ()))
    content = getattr(error, "content", None)
    shown["content"] = None if content is None else b64encode(content).decode()
    shown["notes"] = len(getattr(error, "__notes__", ()))
    return shown


_FACTS = {
    "message": "message",
    "provider": "provider",
    "operation": "operation",
    "status": "status_code",
    "code": "code",
    "requestId": "request_id",
    "taskId": "task_id",
    "mayBeBilled": "may_be_billed",
    "retryAfter": "retry_after",
    "elapsed": "elapsed",
    "body": "body",
    "sentAt": "sent_at",
    "bodySha256": "body_sha256",
}


def _result(seen: Seen) -> dict[str, Any]:
    result, told = seen.value, seen.script.told
    same = "json" not in told or _same(result.raw, told["json"])
    return {
        "images": [
            {
                "url": image.url,
                "base64": image.base64,
                "mediaType": image.media_type,
                "expiresAt": None if image.expires_at is None else image.expires_at.timestamp(),
                "taskId": image.task_id,
            }
            for image in result.images
        ],
        "drift": sorted([one.path, one.kind] for one in result.drift),
        "status": result.status_code,
        "requestId": result.request_id,
        "taskId": result.task_id,
        "requested": result.requested,
        "partial": result.partial,
        "elapsed": round(result.elapsed, 6),
        "answer": _answer(result) if same else "raw isn't what came",
    }


def _answer(result: Any) -> str:
    """The class of the answer, if it holds what came; else what went wrong."""
    try:
        model = result.answer
    except Exception as error:
        return type(error).__name__
    same = model.model_dump(mode="json", by_alias=True, exclude_unset=True) == result.raw
    return type(model).__name__ if same else f"{type(model).__name__}, changed"


def leaks(seen: Seen, suite: Suite) -> list[str]:
    """Every place where the key is that isn't its header."""
    found: list[str] = []
    # One look at all that was seen is enough for a case without a leak.
    if _shows("\n".join(text for _, text in _places(seen)), suite.key):
        found = [f"the key is in the {name}" for name, text in _places(seen) if _shows(text, suite.key)]
    return [*found, *_strays(seen.script.requests, suite)]


def _shows(text: str, key: str) -> bool:
    """Whether a text has the key in any form."""
    plain = text.casefold()
    return any(form in plain for form in _forms(key))


@lru_cache
def _forms(key: str) -> list[str]:
    """The forms of a key in small letters: as it is, escaped, and of its base64 what is the same in every text."""
    raw = key.encode()
    encoded = [b64encode(bytes(before) + raw).decode()[start:-4] for before, start in ((0, 0), (1, 2), (2, 3))]
    escaped = [
        "".join(form.format(ord(character)) for character in key)
        for form in ("%{:02x}", "%25{:02x}", "\\u{:04x}", "&#{};")
    ]
    # `repr` writes a backslash and a NUL with a backslash before.
    escaped += [escaped[2].replace("\\", "\\\\"), "\0".join(key), "\\x00".join(key)]
    return [form.casefold() for form in (key, raw.hex(), *encoded, *escaped)]


def _places(seen: Seen) -> Iterator[tuple[str, str]]:
    """Everything that anybody gets to see, with a name for it."""
    yield "log", "\n".join(seen.logged)
    yield "warnings", "\n".join(seen.warned)
    yield "events", repr(seen.events)
    yield "value", repr(seen.value)
    yield "progress", repr(seen.progress)
    if seen.error is not None:
        yield "error", f"{seen.error!r} {seen.error.__dict__} {getattr(seen.error, '__notes__', ())}"
        yield "problems", " ".join(f"{one} {one.suggestion}" for one in getattr(seen.error, "problems", ()))
        # A traceback shows what its errors say, and lines of code.
        yield "traceback", " ".join(f"{one!r} {one}" for one in _chain(seen.error))
    elif hasattr(seen.value, "images"):
        result = seen.value
        yield "images", " ".join(f"{image.url} {image.base64} {image.media_type}" for image in result.images)
        yield "result", f"{result.request_id} {result.task_id} {result.drift}"
    elif hasattr(seen.value, "refresh"):
        yield "task", f"{seen.value.id} {seen.value.status} {seen.value.progress} {seen.value.eta}"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and everything that led to it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _strays(requests: list[httpx.Request], suite: Suite) -> Iterator[str]:
    """Requests that carry the key to another host, or elsewhere than in its header."""
    name, prefix = suite.header
    own_header, key = name.lower().encode(), suite.key.encode()
    for request in requests:
        url = str(request.url)
        own = url.startswith(suite.origin) and _origin(request.url) == suite.origin
        headers = request.headers.raw
        others = [part for header in headers if not (own and header[0].lower() == own_header) for part in header]
        if suite.key in url or key in request.content or any(key in part for part in others):
            yield f"the key goes to {request.url.host} outside of its header"
        told = [value for header, value in headers if header.lower() == own_header]
        # An image at the provider's own host is fetched without the key, as it is anywhere else.
        is_image = not told and request.method == "GET" and request.headers.get("accept") == "*/*"
        if own and name and not is_image and told != [(prefix + suite.key).encode()]:
            yield f"a request to {request.url.host} has no key"


def _origin(url: httpx.URL) -> str:
    port = "" if url.port is None else f":{url.port}"
    return f"{url.scheme}://{url.host}{port}"


def fits(name: str, wanted: Any, got: Any) -> bool:
    """Whether what was seen under a word of `expect` is what must be."""
    if name in ("errorSays", "errorHides"):
        return all((word in got) == (name == "errorSays") for word in wanted)
    if name in ("problems", "warnings"):
        return _same_problems(wanted, got)
    if name in ("error", "result", "task") and isinstance(wanted, dict) and isinstance(got, dict):
        told, held = cast("dict[str, Any]", wanted), cast("dict[str, Any]", got)
        return all(_same(value, held.get(word)) for word, value in told.items())
    return _same(wanted, got)


def _same(one: Any, other: Any) -> bool:
    """Whether two values are the same as JSON, which tells true from 1 and 1 from 1.0, whatever the order of keys."""
    if type(one) is type(other) and isinstance(one, str | int | None):
        return bool(one == other)
    return _plain(one) == _plain(other)


def _plain(value: Any) -> str:
    """A value as text that tells true from 1 and 1 from 1.0, whatever the order of keys."""
    return json.dumps(value, sort_keys=True, default=repr)


def _same_problems(wanted: list[dict[str, Any]], got: list[dict[str, Any]]) -> bool:
    def key(one: Mapping[str, Any]) -> tuple[str, str]:
        return one["field"], one["rule"]

    if len(wanted) != len(got):
        return False
    for told, held in zip(sorted(wanted, key=key), sorted(got, key=key), strict=True):
        if any(held.get(word) != value for word, value in told.items() if word not in ("nearest", "says")):
            return False
        if any(word not in held.get("text", "") for word in told.get("says", ())):
            return False
        if "nearest" in told and str(told["nearest"]) not in held.get("suggestion", ""):
            return False
    return True
