# Made by `clientsmith generate` from templates/conformance/observe.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""What was seen of a case, in the words of `expect`, and whether it fits."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

import httpx

from .clock import Clock
from .connections import Pool
from .parts import parts
from .provider import FRAMING, Script

_LARGEST_SHOWN = 1 << 20
"""Bytes of an error's content that are shown; larger bodies are only counted."""


@dataclass
class Seen:
    """Everything that a case left behind."""

    clock: Clock
    script: Script
    origins: tuple[str, ...]
    client: Any = None
    events: list[Any] = field(default_factory=list[Any])
    value: Any = None
    streamed: list[Any] = field(default_factory=list[Any])
    error: BaseException | None = None
    pickled: bytes = b""
    read: list[tuple[bytes, str | None]] = field(default_factory=list[tuple[bytes, "str | None"]])
    saved: dict[str, bytes] = field(default_factory=dict[str, bytes])
    saved_as: str | None = None
    keeps_mode: bool | None = None
    progress: list[Any] = field(default_factory=list[Any])
    queue_positions: list[Any] = field(default_factory=list[Any])
    warned: list[str] = field(default_factory=list[str])
    logged: list[str] = field(default_factory=list[str])
    pool: Pool = field(default_factory=Pool)
    closes_ours: bool = False


@lru_cache
def _words() -> Mapping[str, Callable[[Seen], Any]]:
    """The words of `expect`, and what was seen of each."""
    return {
        "requests": lambda seen: [_request(request) for request in seen.script.requests],
        "timeouts": lambda seen: [_timeouts(request) for request in seen.script.requests],
        "sent": lambda seen: _runs([f"{request.method} {request.url}" for request in seen.script.requests]),
        "pauses": lambda seen: [round(seconds, 6) for seconds in seen.clock.pauses],
        "events": lambda seen: [event.kind for event in seen.events],
        "eventDetails": lambda seen: [_detail(event) for event in seen.events],
        "polls": lambda seen: [[one["task_status"], one["progress"]] for one in _details(seen, "poll")],
        "unknownStatuses": lambda seen: [one["task_status"] for one in _details(seen, "unknown-status")],
        "drift": lambda seen: sorted(
            {(one.path, one.kind) for event in seen.events for one in event.detail.get("drift", ())}
        ),
        "progress": lambda seen: seen.progress,
        "queuePositions": lambda seen: seen.queue_positions,
        "read": lambda seen: [{"base64": b64encode(data).decode(), "mediaType": kind} for data, kind in seen.read],
        "saved": lambda seen: {name: b64encode(data).decode() for name, data in seen.saved.items()},
        "savedAs": lambda seen: seen.saved_as,
        "keepsMode": lambda seen: seen.keeps_mode,
        "warnings": lambda seen: [_problem(text) for text in seen.warned],
        "warned": lambda seen: len(seen.warned),
        "logSays": lambda seen: seen.logged,
        "logged": lambda seen: seen.logged,
        "problems": _problems,
        "userAgents": lambda seen: [request.headers.get("user-agent") for request in seen.script.requests],
        "connections": lambda seen: {"used": len(seen.pool.used), "open": len(seen.pool.open)},
        "error": lambda seen: None if seen.error is None else _error(seen.error),
        "errorSays": lambda seen: "" if seen.error is None else str(seen.error),
        "errorHides": lambda seen: "" if seen.error is None else str(seen.error),
        "result": lambda seen: _result(seen) if seen.error is None and hasattr(seen.value, "images") else None,
        "streamed": lambda seen: [_streamed(event) for event in seen.streamed],
        "task": _task,
        "value": _value,
    }


def described(seen: Seen, names: Iterable[str]) -> dict[str, Any]:
    """What was seen, in these words of `expect`; None for a word that doesn't exist."""
    words = _words()
    return {name: words[name](seen) if name in words else None for name in names}


def _streamed(event: Any) -> dict[str, Any]:
    image, failure = event.image, event.failure
    shown = None if image is None else image.url or image.base64
    failed = None if failure is None else _failures([failure])[0]
    return {"kind": event.kind, "index": event.index, "image": shown, "failure": failed}


def _problems(seen: Seen) -> list[dict[str, Any]]:
    return [
        {"field": one.field, "rule": one.rule, "source": one.source, "suggestion": one.suggestion, "text": str(one)}
        for one in getattr(seen.error, "problems", ())
    ]


def _task(seen: Seen) -> dict[str, Any] | None:
    task = seen.value
    if seen.error is not None or hasattr(task, "images") or not hasattr(task, "refresh"):
        return None
    return {name: getattr(task, name) for name in ("id", "token", "status", "progress", "eta", "done")}


def _value(seen: Seen) -> Any:
    """What a case that makes neither a result nor a task comes to."""
    other = seen.error is not None or hasattr(seen.value, "images") or hasattr(seen.value, "refresh")
    return None if other else seen.value


def _detail(event: Any) -> list[Any]:
    """Kind, operation, and what the event says, without what the answer differs in."""
    return [event.kind, event.operation, {name: value for name, value in event.detail.items() if name != "drift"}]


def _details(seen: Seen, kind: str) -> list[Mapping[str, Any]]:
    """What the events of a kind say."""
    return [event.detail for event in seen.events if event.kind == kind]


def _request(request: httpx.Request) -> dict[str, Any]:
    headers = {name: value for name, value in request.headers.items() if name not in FRAMING}
    kind = headers.get("content-type", "")
    if kind.startswith("multipart/"):
        body: Any = parts(request.content, kind)
        if request.headers.get("content-length") != str(len(request.content)):
            body = "its length isn't told"
        headers["content-type"] = kind.partition(";")[0]
    else:
        content = request.content.decode()
        body = json.loads(content) if content else None
    return {"method": request.method, "url": str(request.url), "headers": headers, "body": body}


def _timeouts(request: httpx.Request) -> list[float | None]:
    """Seconds to connect, to read, to write, and to wait for a connection; what is left counts up to whole seconds."""
    limits: dict[str, Any] = request.extensions["timeout"]
    found = [limits[name] for name in ("connect", "read", "write", "pool")]
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
    cancelled = isinstance(error, asyncio.CancelledError)
    shown: dict[str, Any] = {"class": "Interrupted" if cancelled else type(error).__name__, "text": str(error)}
    for ours, name in _FACTS.items():
        if hasattr(error, name):
            shown[ours] = getattr(error, name)
    if isinstance(shown.get("elapsed"), float):
        shown["elapsed"] = round(shown["elapsed"], 6)
    shown["cause"] = None if error.__cause__ is None else type(error.__cause__).__name__
    shown["images"] = len(getattr(error, "images", ()))
    content = getattr(error, "content", None)
    if content is None or len(content) <= _LARGEST_SHOWN:
        shown["content"] = None if content is None else b64encode(content).decode()
    shown["failures"] = _failures(getattr(error, "failures", ()))
    shown["notes"] = len(getattr(error, "__notes__", ()))
    return shown


def _failures(failures: Iterable[Any]) -> list[list[Any]]:
    return [[one.index, one.code, one.message] for one in failures]


_FACTS = {
    "message": "message",
    "provider": "provider",
    "operation": "operation",
    "status": "status_code",
    "code": "code",
    "requestId": "request_id",
    "taskId": "task_id",
    "token": "token",
    "otherTaskIds": "other_task_ids",
    "mayBeBilled": "may_be_billed",
    "retryAfter": "retry_after",
    "elapsed": "elapsed",
    "body": "body",
    "sentAt": "sent_at",
    "bodySha256": "body_sha256",
}


def _result(seen: Seen) -> dict[str, Any]:
    result, answer = seen.value, seen.script.answer
    same = "json" not in answer or _same(result.raw, answer["json"])
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
        "token": result.token,
        "requested": result.requested,
        "texts": result.texts,
        "failures": _failures(result.failures),
        "headerValues": result.header_values,
        "partial": result.partial,
        "headers": dict(result.headers),
        "otherTaskIds": list(result.other_task_ids),
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


def fits(name: str, wanted: Any, actual: Any) -> bool:
    """Whether what was seen under a word of `expect` is what must be."""
    if name in ("errorSays", "errorHides"):
        return all((word in actual) == (name == "errorSays") for word in wanted)
    if name == "logSays":
        return all(any(word in line for line in actual) for word in wanted)
    if name == "logged":
        return all(sum(word in line for line in actual) == number for word, number in wanted.items())
    if name in ("problems", "warnings"):
        return _same_problems(wanted, actual)
    if name in ("error", "result", "task") and isinstance(wanted, dict) and isinstance(actual, dict):
        facts, held = cast("dict[str, Any]", wanted), cast("dict[str, Any]", actual)
        return all(_same(value, held.get(word)) for word, value in facts.items())
    return _same(wanted, actual)


def _same(one: Any, other: Any) -> bool:
    """Whether two values are the same as JSON, which tells true from 1 and 1 from 1.0, whatever the order of keys."""
    if type(one) is type(other) and isinstance(one, str | int | None):
        return bool(one == other)
    return _plain(one) == _plain(other)


def _plain(value: Any) -> str:
    """A value as text that tells true from 1 and 1 from 1.0, whatever the order of keys."""
    return json.dumps(value, sort_keys=True, default=repr)


def _same_problems(wanted: list[dict[str, Any]], actual: list[dict[str, Any]]) -> bool:
    def key(one: Mapping[str, Any]) -> tuple[str, str]:
        return one["field"], one["rule"]

    if len(wanted) != len(actual):
        return False
    for problem, held in zip(sorted(wanted, key=key), sorted(actual, key=key), strict=True):
        if any(held.get(word) != value for word, value in problem.items() if word not in ("nearest", "says")):
            return False
        if any(word not in held.get("text", "") for word in problem.get("says", ())):
            return False
        if "nearest" in problem and str(problem["nearest"]) not in held.get("suggestion", ""):
            return False
    return True
