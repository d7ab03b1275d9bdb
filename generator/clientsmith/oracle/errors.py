"""What an error response means: its row of the error table, its class, billing, and retries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from clientsmith.language.model import ErrorRow, Provider
from clientsmith.oracle.answers import first
from clientsmith.oracle.operation import OperationView
from clientsmith.oracle.pointers import find, put
from clientsmith.oracle.values import Same

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
"""Exceptions of the client by the `class` of a row."""
_BY_STATUS = {
    401: "AuthenticationError",
    402: "PaymentRequiredError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    408: "ServerError",
    429: "RateLimitError",
}
ATTEMPTS = 5
LONGEST_TOTAL, LONGEST_WAIT = 180, 1e9
FIRST_DELAY, LONGEST_DELAY, LONGEST_RETRY_AFTER = 0.5, 8.0, 60


def codes(provider: Provider, body: Any) -> list[str]:
    """Return the codes of a body, as text."""
    found = [value for pointer in provider.envelope.code for value in find(body, pointer)]
    named = [str(value) for value in found if isinstance(value, str | int) and value != ""]
    return [code for code in named if not is_success_code(provider, code)]


def is_success_code(provider: Provider, code: str) -> bool:
    """Whether the code is the value that the envelope expects for a success."""
    envelope = provider.envelope
    return envelope.success in envelope.code and code in map(str, envelope.expected)


def error_row(provider: Provider, status: int, body: Any) -> tuple[ErrorRow | None, str | None]:
    """Return the error table's row for a response and its code: by code, else by type, else by status."""
    named = codes(provider, body)
    kind = first(body, provider.envelope.type)
    rows_by = _rows_by(Same(provider.errors))
    by_code = [row for code in dict.fromkeys(named) for row in rows_by.get(("code", code), ())]
    by_type = [
        row for row in (rows_by.get(("type", kind), ()) if isinstance(kind, str) else ()) if fits_status(row, status)
    ]
    by_status = [row for at in (status, f"{status // 100}XX") for row in rows_by.get(("status", at), ())]
    for rows in (by_code, by_type, by_status):
        if rows:
            row = max(rows, key=lambda row: _closeness(row, status))
            return row, row.code or (named[0] if named else None)
    return None, named[0] if named else None


def fits_status(row: ErrorRow, status: int) -> bool:
    """Whether a row is for this HTTP status or for any."""
    return row.status is None or _closeness(row, status) > 0


def _closeness(row: ErrorRow, status: int) -> int:
    return 2 if row.status == status else 1 if row.status == f"{status // 100}XX" else 0


@lru_cache(maxsize=4)
def _rows_by(errors: Same) -> dict[tuple[str, Any], list[ErrorRow]]:
    """Return the rows of an error table by their code, else their type, else their status."""
    rows: dict[tuple[str, Any], list[ErrorRow]] = {}
    for row in errors.value:
        key = ("code", row.code) if row.code else ("type", row.type) if row.type else ("status", row.status)
        rows.setdefault(key, []).append(row)
    return rows


def class_name(view: OperationView, status: int, body: Any) -> str:
    """Return the name of the exception that a response becomes."""
    row, _ = error_row(view.provider, status, body)
    kind = CLASSES[row.kind] if row is not None else _of_status(status)
    unknown = view.operation.submits and kind == "ServerError" and may_be_billed(view, status, body)
    return "SubmissionServerError" if unknown else kind


def kind(row: ErrorRow | None, status: int) -> str | None:
    """Return the class of an error by the table, else by its HTTP status; None where neither has one."""
    return (
        row.kind
        if row is not None
        else next((kind for kind, name in CLASSES.items() if name == _of_status(status)), None)
    )


def _of_status(status: int) -> str:
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    return "ServerError" if status >= 500 else "BadRequestError" if status >= 400 else "APIStatusError"


def may_be_billed(view: OperationView, status: int, body: Any) -> bool:
    """Whether a call with this response may be billed: a submit that wasn't refused, or a poll of a task."""
    if not view.operation.submits:
        return asks_for_task(view)
    row, _ = error_row(view.provider, status, body)
    if row is not None and row.kind == "contentRejected":
        return not is_free(view.provider, "contentRejected")
    # An error inside 200 is what its code is documented as.
    meant = row.status if row is not None and row.code and status < 300 and isinstance(row.status, int) else status
    if meant in (401, 402, 404, 405, 429, 503):
        return False
    return not (row is not None and 400 <= meant <= 499 and meant != 408)


def is_free(provider: Provider, how: str) -> bool:
    """Whether the spec says that this outcome is free."""
    billing = provider.billing
    if billing is None:
        return False
    return (billing.outcomes.get(how) or (billing.failures if how == "failed" else "unknown")) == "free"


def asks_for_task(view: OperationView) -> bool:
    """Whether an operation polls a task that another operation submits."""
    plans = [operation.task for operation in view.provider.operations if operation.task is not None]
    return any(view.operation.id in (plan.poll, plan.result) for plan in plans)


def sends_once(view: OperationView) -> bool:
    """Whether the operation may bill, so that a request with an unknown outcome isn't retried."""
    return view.operation.submits


def retryable(provider: Provider, row: ErrorRow | None, headers: Mapping[str, str]) -> bool | None:
    """Whether the same request may succeed later: by the answer's own header, else by the error table."""
    name = provider.envelope.retryable_header.lower()
    told = next((value.strip().lower() for own, value in headers.items() if name and own.lower() == name), "")
    return {"true": True, "false": False}.get(told, row.retryable if row is not None else None)


def attempts(view: OperationView, status: int, body: Any, headers: Mapping[str, str] | None = None) -> int:
    """Return how often a request is sent that always gets this response."""
    row, _ = error_row(view.provider, status, body)
    known = retryable(view.provider, row, headers or {})
    if known is False:
        return 1
    if sends_once(view):
        return ATTEMPTS if status in (429, 503) and not may_be_billed(view, status, body) else 1
    return ATTEMPTS if known or status in (408, 429) or status >= 500 else 1


def backoffs(number: int, chance: float = 0.5) -> list[float]:
    """Return the pauses between this many attempts."""
    return [chance * min(LONGEST_DELAY, FIRST_DELAY * 2**at) for at in range(number - 1)]


def told_to_wait(provider: Provider, body: Any) -> float:
    """Return the seconds to wait that an error body names; zero where it names none, or none that makes sense."""
    value = first(body, provider.envelope.retry_after)
    if isinstance(value, str) and re.fullmatch(r"[0-9]+(\.[0-9]*)?|\.[0-9]+", value.strip(), re.ASCII):
        value = float(value)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return 0.0
    return float(value) if 0 <= value < LONGEST_WAIT else 0.0


def waits(provider: Provider, number: int, body: Any) -> list[float]:
    """Return the pauses between this many attempts that all get an error with this body, as long as they go on."""
    told = told_to_wait(provider, body)
    pauses = [max(pause, told) for pause in backoffs(number if told <= LONGEST_RETRY_AFTER else 1)]
    return [pause for at, pause in enumerate(pauses) if sum(pauses[: at + 1]) <= LONGEST_TOTAL]


def error_body(provider: Provider, *, code: Any = None, kind: str = "", message: str, body: Any = None) -> Any:
    """Return the given body, or a new one, with the code, type and message of an error in their documented places."""
    envelope = provider.envelope
    parts = ((envelope.code, code), (envelope.type, kind or None), (envelope.message or ("/message",), message))
    made: Any = body
    for pointers, value in parts:
        if pointers and value is not None:
            made = put(made, pointers[0], value)
    return {} if made is None else made
