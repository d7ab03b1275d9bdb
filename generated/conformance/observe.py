"""What was seen of a case, in the words of `expect`, and whether it fits."""

from __future__ import annotations

import io
import json
import logging
import warnings
from base64 import b64encode
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import httpx

from .cases import Case, Suite
from .provider import FRAMING, Clock, Script


@dataclass
class Seen:
    """Everything that a case left behind."""

    clock: Clock
    script: Script
    events: list[Any]
    package: str
    value: Any = None
    error: BaseException | None = None
    read: list[tuple[bytes, str | None]] = field(default_factory=list[tuple[bytes, "str | None"]])
    saved: dict[str, bytes] = field(default_factory=dict[str, bytes])
    progress: list[Any] = field(default_factory=list[Any])
    warned: list[str] = field(default_factory=list[str])
    log: str = ""

    @contextmanager
    def listening(self) -> Generator[None]:
        """Keep what is logged and warned meanwhile."""
        stream = io.StringIO()
        handler = logging.StreamHandler(stream)
        loggers = [logging.getLogger(name) for name in (self.package, "httpx")]
        before = [(logger.level, logger.propagate) for logger in loggers]
        for logger in loggers:
            logger.addHandler(handler)
            logger.setLevel(logging.DEBUG)
            # Nobody else's handlers need to see what is only looked through for the key.
            logger.propagate = False
        try:
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                yield
        finally:
            for logger, (level, propagate) in zip(loggers, before, strict=True):
                logger.removeHandler(handler)
                logger.level, logger.propagate = level, propagate
        self.log = stream.getvalue()
        self.warned = [str(one.message) for one in caught]


def described(seen: Seen, case: Case) -> dict[str, Any]:
    """What was seen, in the words of `expect`, and under `leaks` every place where the key was."""
    requests = [_request(request) for request in seen.script.requests]
    shown: dict[str, Any] = {
        "requests": requests,
        "timeouts": [_timeouts(request) for request in seen.script.requests],
        "sent": _runs([f"{one['method']} {one['url']}" for one in requests]),
        "pauses": [round(seconds, 6) for seconds in seen.clock.pauses],
        "events": [event.kind for event in seen.events],
        "polls": [[one["task_status"], one["progress"]] for one in _details(seen, "poll")],
        "unknownStatuses": [one["task_status"] for one in _details(seen, "unknown-status")],
        "drift": sorted({(one.path, one.kind) for event in seen.events for one in event.detail.get("drift", ())}),
        "progress": seen.progress,
        "read": [{"base64": b64encode(data).decode(), "mediaType": kind} for data, kind in seen.read],
        "saved": {name: b64encode(data).decode() for name, data in seen.saved.items()},
        "warnings": [_problem(text) for text in seen.warned],
        "problems": [],
        "error": None,
        "result": None,
        "task": None,
        "value": None,
    }
    if seen.error is not None:
        shown["error"] = _error(seen.error)
        shown["problems"] = [
            {"field": one.field, "rule": one.rule, "source": one.source, "suggestion": one.suggestion, "text": str(one)}
            for one in getattr(seen.error, "problems", ())
        ]
    elif hasattr(seen.value, "images"):
        shown["result"] = _result(seen.value)
        if "json" in seen.script.told and _plain(seen.value.raw) != _plain(seen.script.told["json"]):
            shown["result"]["answer"] = "raw isn't what came"
    elif hasattr(seen.value, "refresh"):
        task = seen.value
        shown["task"] = {name: getattr(task, name) for name in ("id", "status", "progress", "eta", "done")}
    else:
        shown["value"] = seen.value
    shown["leaks"] = [*_leaks(shown, seen, case.suite), *_strays(seen.script.requests, case.suite)]
    return shown


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
    "retryAfter": "retry_after",
    "elapsed": "elapsed",
    "body": "body",
    "sentAt": "sent_at",
    "bodySha256": "body_sha256",
}


def _result(result: Any) -> dict[str, Any]:
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
        "answer": _answer(result),
    }


def _answer(result: Any) -> str:
    """The class of the answer, if it holds what came; else what went wrong."""
    try:
        model = result.answer
    except Exception as error:
        return type(error).__name__
    same = model.model_dump(mode="json", by_alias=True, exclude_unset=True) == result.raw
    return type(model).__name__ if same else f"{type(model).__name__}, changed"


def _leaks(shown: Mapping[str, Any], seen: Seen, suite: Suite) -> Iterator[str]:
    """The places that show the key."""
    places = {
        "log": seen.log,
        "warnings": str(seen.warned),
        "events": repr(seen.events),
        "value": repr(seen.value),
        "outcome": repr({name: value for name, value in shown.items() if name != "requests"}),
    }
    if seen.error is not None:
        places["error"] = f"{seen.error!r} {seen.error.__dict__} {getattr(seen.error, '__notes__', ())}"
        # A traceback shows what its errors say, and lines of code.
        places["traceback"] = " ".join(f"{one!r} {one}" for one in _chain(seen.error))
    yield from (f"the key is in the {name}" for name, text in places.items() if suite.key in text)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and everything that led to it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _strays(requests: list[httpx.Request], suite: Suite) -> Iterator[str]:
    """Requests that carry the key to another host, or elsewhere than in its header."""
    name, prefix = suite.header
    for request in requests:
        port = "" if request.url.port is None else f":{request.url.port}"
        own = f"{request.url.scheme}://{request.url.host}{port}" == suite.origin
        rest = [f"{key}: {value}" for key, value in request.headers.items() if not (own and key == name.lower())]
        if any(suite.key in text for text in (*rest, str(request.url), request.content.decode("utf-8", "replace"))):
            yield f"the key goes to {request.url.host} outside of its header"
        if own and name and request.headers.get(name) != prefix + suite.key:
            yield f"a request to {request.url.host} has no key"


def fits(name: str, wanted: Any, seen: Mapping[str, Any]) -> bool:
    """Whether what was seen under a word of `expect` is what must be."""
    got = seen.get(name)
    if name in ("errorSays", "errorHides"):
        text = str(cast("dict[str, Any]", seen["error"] or {}).get("text"))
        return all((word in text) == (name == "errorSays") for word in wanted)
    if name in ("problems", "warnings"):
        return _same_problems(wanted, cast("list[dict[str, Any]]", got))
    if name in ("error", "result", "task") and isinstance(wanted, dict) and isinstance(got, dict):
        told, held = cast("dict[str, Any]", wanted), cast("dict[str, Any]", got)
        return all(_plain(value) == _plain(held.get(word)) for word, value in told.items())
    return _plain(wanted) == _plain(got)


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
