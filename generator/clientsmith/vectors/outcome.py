"""What an answer must come to: a result with images, or an error, and how often it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin, urlsplit

from clientsmith.language.model import ErrorRow, Operation, Provider
from clientsmith.lint.answer_paths import values_at
from clientsmith.lint.finding import steps
from clientsmith.oracle import media
from clientsmith.oracle.values import Same
from clientsmith.vectors.drift import drift
from clientsmith.vectors.subject import CHANCE, NOW, Subject
from clientsmith.vectors.wire import line

CLASSES: Mapping[str, str] = {
    "badRequest": "BadRequestError",
    "authentication": "AuthenticationError",
    "paymentRequired": "PaymentRequiredError",
    "permissionDenied": "PermissionDeniedError",
    "notFound": "NotFoundError",
    "contentRejected": "ContentRejectedError",
    "rateLimit": "RateLimitError",
    "server": "ServerError",
}
_BY_STATUS = {
    401: "AuthenticationError",
    402: "PaymentRequiredError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    408: "ServerError",
    429: "RateLimitError",
}
_TYPES = {
    **{
        name: f"image/{name}"
        for name in ["png", "jpeg", "webp", "gif", "avif", "heic", "heif", "tiff", "bmp", "jp2", "jxl"]
    },
    "jpg": "image/jpeg",
    "tif": "image/tiff",
    "svg": "image/svg+xml",
}
ATTEMPTS = 5
LAST_MOMENT = 2.5e11
"""Unix seconds beyond which nothing is a moment."""
FIRST_DELAY, LONGEST_DELAY, LONGEST_RETRY_AFTER = 0.5, 8.0, 60


def images(operation: Operation, body: Any, received: float = NOW, task: str | None = None) -> list[dict[str, Any]]:
    """The images of a body, from the first place that has any."""
    results = operation.results
    for place in results.images if results is not None else ():
        found: list[dict[str, Any]] = []
        for item in values_at(body, place.items):
            links = _texts(item, place.url)
            data = [] if links else _texts(item, place.base64)
            told = first(item, place.media_type)
            kind = _TYPES.get(str(told).lower(), told if str(told).startswith("image/") else None)
            common = {"mediaType": kind, "taskId": task}
            found += [
                {"url": one, "base64": None, "expiresAt": _expires(operation, item, body, received, place), **common}
                for one in links
            ]
            found += [{"url": None, "base64": one, "expiresAt": None, **common} for one in data]
        if found:
            return found
    return []


def _joined(link: str | None, subject: Subject, values: Mapping[str, Any]) -> str | None:
    """A link in full; one that is written without its beginning starts at the address that was asked."""
    if link is None or urlsplit(link).scheme or media.type_of(link, "base64"):
        return link
    return urljoin(line(subject, values).partition(" ")[2], link)


def _texts(item: Any, pointers: tuple[str, ...]) -> list[str]:
    for pointer in pointers:
        found = [value.strip() for value in values_at(item, pointer) if isinstance(value, str) and value.strip()]
        if found:
            return found
    return []


def first(body: Any, pointers: tuple[str, ...]) -> Any:
    return next((value for one in pointers for value in values_at(body, one) if value is not None), None)


def _expires(operation: Operation, item: Any, body: Any, received: float, place: Any) -> float | None:
    results = operation.results
    moment = _seconds(first(item, place.expires_at))
    life = _seconds(first(item, place.ttl))
    if moment is not None or results is None:
        return moment
    if life is None and results.lifetime is None:
        return None
    since = _seconds(first(body, (results.since,))) if results.since and life is None else None
    return (received if since is None else since) + float(life if life is not None else results.lifetime or 0)


def _seconds(value: Any) -> float | None:
    """A positive number, also in digits."""
    if isinstance(value, bool):
        return None
    # More digits than any number of seconds has are no number.
    digits = isinstance(value, str) and value.strip().isdecimal() and len(value) < 20
    number = int(value) if digits else value
    return float(number) if isinstance(number, int | float) and 0 < number < LAST_MOMENT else None


def requested(subject: Subject, values: Mapping[str, Any]) -> int | None:
    """How many images a call asks for; None where nothing says it."""
    operation = subject.operation
    wire = operation.results.count if operation.results is not None else None
    wire = wire or next((field.wire for field in operation.arguments if field.role == "count"), None)
    field = subject.fields.get(wire or "")
    told = values.get(wire or "", None if field is None else field.default)
    return told if isinstance(told, int) else None


def is_failure(subject: Subject, status: int, body: Any) -> bool:
    """Whether an answer is an error, by its status or by what it says under a good one."""
    if not 200 <= status < 300:
        return True
    envelope, operation = subject.provider.envelope, subject.operation
    told = first(body, (envelope.success,)) if envelope.success and isinstance(body, dict) else None
    fails = told is not None and not any(_same(told, one) for one in envelope.expected)
    fails = fails or bool(first(body, envelope.failure))
    has_task = operation.task is not None and bool(task_id(operation, body))
    return fails and not has_task and not images(operation, body)


def _same(one: Any, other: Any) -> bool:
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def task_id(operation: Operation, body: Any) -> str:
    """The id of the task in a body, or an empty text."""
    found = first(body, operation.task.id) if operation.task is not None else None
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""


def submit_state(operation: Operation, body: Any) -> tuple[str | None, str]:
    """The status that the answer to a submit says, as text, and what the status map has for it."""
    task = operation.task
    if task is None:
        return None, "unknown"
    value = first(body, (task.submit_status or task.status,))
    for row in task.acceptors:
        fits = row.matcher == "path" and row.argument in (None, "", task.status)
        if fits and value is not None and _same(value, row.expected):
            return str(value), row.state
    state = "failure" if value is not None and task.unknown_status == "failure" else "unknown"
    plain = isinstance(value, str | int | float) and value != ""
    return (str(value) if plain else None), state


def error_row(provider: Provider, status: int, body: Any) -> tuple[ErrorRow | None, str | None]:
    """The row of the error table that an answer is, and its code: by code first, then by type, then by status."""
    envelope = provider.envelope
    found = [value for one in envelope.code for value in values_at(body, one)]
    codes = [str(value) for value in found if isinstance(value, str | int) and value != ""]
    kind = first(body, envelope.type)

    def closeness(row: ErrorRow) -> int:
        return 2 if row.status == status else 1 if row.status == f"{status // 100}XX" else 0

    rows_by = _rows_by(Same(provider.errors))
    by_code = [row for code in dict.fromkeys(codes) for row in rows_by.get(("code", code), ())]
    by_type = [
        row
        for row in (rows_by.get(("type", kind), ()) if isinstance(kind, str) else ())
        if closeness(row) or row.status is None
    ]
    by_status = [row for at in (status, f"{status // 100}XX") for row in rows_by.get(("status", at), ())]
    for rows in (by_code, by_type, by_status):
        if rows:
            row = max(rows, key=closeness)
            return row, row.code or (codes[0] if codes else None)
    return None, codes[0] if codes else None


@lru_cache(maxsize=4)
def _rows_by(errors: Same) -> dict[tuple[str, Any], list[ErrorRow]]:
    """The rows of an error table by what decides them: their code, else their type, else their status."""
    found: dict[tuple[str, Any], list[ErrorRow]] = {}
    for row in errors.value:
        key = ("code", row.code) if row.code else ("type", row.type) if row.type else ("status", row.status)
        found.setdefault(key, []).append(row)
    return found


def error(subject: Subject, status: int, body: Any, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The error that an answer must become, as `expect.error`."""
    row, code = error_row(subject.provider, status, body)
    kind = CLASSES[row.kind] if row is not None else _of_status(status)
    billed = may_be_billed(subject, status, body)
    if sends_once(subject) and kind == "ServerError" and billed:
        kind = "SubmissionServerError"
    told = {
        "class": kind,
        "status": status,
        "code": code,
        "requestId": request_id(subject.provider, body, headers or {}),
        "provider": subject.provider.name,
        "operation": subject.operation.id,
        "mayBeBilled": billed,
    }
    message = next(
        (
            one
            for pointer in subject.provider.envelope.message
            for one in values_at(body, pointer)
            if isinstance(one, str) and one
        ),
        None,
    )
    return told | ({"message": message} if message else {})


def may_be_billed(subject: Subject, status: int, body: Any) -> bool:
    """Whether a call that is answered so may cost: a submit that wasn't turned away, or a question about a task."""
    if not subject.operation.submits:
        return asks_for_task(subject)
    row, _ = error_row(subject.provider, status, body)
    if row is not None and row.kind == "contentRejected":
        return not is_free(subject.provider, "contentRejected")
    # An error inside 200 is what its code is documented as.
    meant = row.status if row is not None and row.code and status < 300 and isinstance(row.status, int) else status
    if meant in (401, 402, 404, 405, 429, 503):
        return False
    return not (row is not None and 400 <= meant <= 499 and meant != 408)


def is_free(provider: Provider, how: str) -> bool:
    """Whether the spec says that nothing is charged for what ended so."""
    billing = provider.billing
    if billing is None:
        return False
    return (billing.outcomes.get(how) or (billing.failures if how == "failed" else "unknown")) == "free"


def asks_for_task(subject: Subject) -> bool:
    """Whether an operation looks a task up that another one submitted."""
    plans = [one.task for one in subject.provider.operations if one.task is not None]
    return any(plan.poll == subject.operation.id for plan in plans)


def _of_status(status: int) -> str:
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    return "ServerError" if status >= 500 else "BadRequestError" if status >= 400 else "APIStatusError"


def sends_once(subject: Subject) -> bool:
    """Whether a request of the operation may bill, so that one whose fate is unknown isn't sent again."""
    return subject.operation.submits


def request_id(provider: Provider, body: Any, headers: Mapping[str, str]) -> str | None:
    """The provider's id of the request: from the body, else from a header."""
    found = first(body, provider.envelope.request_id)
    if isinstance(found, str | int) and found != "":
        return str(found)
    lowered = {name.lower(): value for name, value in headers.items()}
    names = (*provider.envelope.request_id_headers, "x-request-id", "request-id")
    return next((lowered[name.lower()] for name in names if name.lower() in lowered), None)


def attempts(subject: Subject, status: int, body: Any) -> int:
    """How often a request is sent that is always answered so."""
    row, _ = error_row(subject.provider, status, body)
    known = row.retryable if row is not None else None
    if known is False:
        return 1
    if sends_once(subject):
        return ATTEMPTS if status in (429, 503) and not may_be_billed(subject, status, body) else 1
    return ATTEMPTS if known or status in (408, 429) or status >= 500 else 1


def backoffs(number: int) -> list[float]:
    """The pauses between so many attempts."""
    return [CHANCE * min(LONGEST_DELAY, FIRST_DELAY * 2**at) for at in range(number - 1)]


def differences(operation: Operation, status: int, body: Any) -> list[list[str]]:
    """The drift of an answer, as `expect.drift`."""
    return [[one.path, one.kind] for one in drift(operation, status, body)]


def _holds_images(operation: Operation, path: str) -> bool:
    """Whether images stand at a path or below it."""
    places = operation.results.images if operation.results is not None else ()
    wanted = [[steps(place.items + end) for end in (*place.url, *place.base64)] for place in places]
    here = steps(path)
    return any(
        len(way) >= len(here)
        and all(
            one in (step, "*") or (step.isdecimal() and one.isdecimal()) for one, step in zip(way, here, strict=False)
        )
        for ways in wanted
        for way in ways
    )


def result(subject: Subject, values: Mapping[str, Any], body: Any, status: int = 200) -> dict[str, Any]:
    """What a call must come to whose answer is a success, in the words of `expect`."""
    operation = subject.operation
    found = images(operation, body)
    told = drift(operation, status, body)
    if not found:
        lacks = any(one.needed or (one.kind == "type" and _holds_images(operation, one.path)) for one in told)
        if operation.submits and operation.results is not None:
            places = operation.results.images
            where = [place.items + pointer for place in places for pointer in (*place.url, *place.base64)]
            error = {"class": "DecodeError" if lacks else "EmptyResultError", "status": status}
            return {"error": error, "errorSays": [f"no image at {' or '.join(where)}"]}
        if lacks:
            return {"error": {"class": "DecodeError", "status": status}}
    for image in found:
        image["url"] = _joined(image["url"], subject, values)
    count = requested(subject, values)
    shown: dict[str, Any] = {
        "images": found,
        "drift": [[one.path, one.kind] for one in told],
        "status": status,
        "requestId": request_id(subject.provider, body, {}),
        "requested": count,
        "partial": count is not None and len(found) < count,
        "taskId": None,
    }
    if not any(one.kind in ("type", "missing") for one in told):
        shown["answer"] = operation.model
    return {"result": shown, "error": None}
