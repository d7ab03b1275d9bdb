"""The state of a task by its acceptors, what a response says about it, and when it is polled again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from clientsmith.language.model import Acceptor, Provider, Task
from clientsmith.language.types import FAILURE_CLASS
from clientsmith.oracle.answers import first, is_failure
from clientsmith.oracle.errors import CLASSES, error_row, is_free, retryable
from clientsmith.oracle.errors import kind as error_kind
from clientsmith.oracle.operation import OperationView
from clientsmith.oracle.pointers import find, put
from clientsmith.oracle.values import same

GROWTH, JITTER = 1.5, 5
"""Each pause is this many times the one before, plus up to a fifth of jitter."""
ENDED = {"failure": "the task failed", "cancelled": "the task was cancelled"}
"""How the message of the exception begins for a task that ended without a result."""


class View(NamedTuple):
    """What a response says about a task.

    Attributes:
        row: the fitting row of the status map; None for a status that isn't in the map.
        state: what that means; `unknown` without a row.
        status: the provider's word.
        code: the provider's code of a failure.
        reason: why it failed; empty where the answer doesn't say.
    """

    row: Acceptor | None
    state: str
    status: str | None
    progress: float | None
    eta: float | None
    reason: str
    code: str | None
    queue_position: float | None = None


def view(provider: Provider, task: Task, status: int, body: Any) -> View:
    """Return what the answer to a poll says; the first row that fits counts."""
    _, code = error_row(provider, status, body)
    row = next((row for row in task.acceptors if _fits(row, task, status, body, code)), None)
    word = first(body, (task.status,)) if task.status else None
    return _view(provider, task, row, word, body, code)


def submit_view(provider: Provider, task: Task, body: Any) -> View:
    """Return what the answer to the submit says: only a status in its documented place counts."""
    pointer = task.submit_status or task.status
    word = first(body, (pointer,)) if pointer else None
    rows = [row for row in task.acceptors if row.matcher == "path" and row.argument in ("", task.status)]
    row = next((row for row in rows if word is not None and same(word, row.expected)), None)
    return _view(provider, task, row, word, body, None)


def _fits(row: Acceptor, task: Task, status: int, body: Any, code: str | None) -> bool:
    if row.matcher == "path":
        return any(same(value, row.expected) for value in find(body, row.argument or task.status))
    return same(status if row.matcher == "status" else code, row.expected)


def _view(provider: Provider, task: Task, row: Acceptor | None, word: Any, body: Any, code: str | None) -> View:
    state = row.state if row is not None else "unknown"
    if state == "unknown" and word is not None and task.unknown_status == "failure":
        state = "failure"
    reason = next(
        (
            text
            for pointer in (*task.reason, *provider.envelope.message)
            for text in find(body, pointer)
            if isinstance(text, str) and text
        ),
        "",
    )
    own = first(body, task.code)
    code = str(own) if isinstance(own, str | int | float) and own != "" else code
    progress, eta, before = (_number(first(body, at)) for at in (task.progress, task.eta, task.queue_position))
    return View(row, state, _word(word), progress, eta, reason, code, before)


def _word(value: Any) -> str | None:
    return str(value) if isinstance(value, str | int | float) and value != "" else None


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def message(seen: View) -> str:
    """Return the message of the exception for a task that ended without a result."""
    words = ENDED[seen.state]
    return f"{words}: {seen.reason}" if seen.reason else f"{words}, without a reason"


def error_class(provider: Provider, seen: View) -> str | None:
    """Return the class of a failure: by the status map, else by the row of the error table that has its code."""
    if seen.row is not None and seen.row.kind:
        return seen.row.kind
    return next((row.kind for row in provider.errors if row.code and row.code == seen.code), None)


def exception(provider: Provider, seen: View) -> str:
    """Return the name of the exception for a task that ended without a result."""
    return "TaskCancelledError" if seen.state == "cancelled" else failure(error_class(provider, seen))


def failure(kind: str | None) -> str:
    """Return the name of the exception for a task that failed, by the class of what it failed with."""
    return f"Task{CLASSES[kind]}" if kind is not None and kind in FAILURE_CLASS["enum"] else "TaskFailedError"


def of_result(view: OperationView, status: int, body: Any, headers: Mapping[str, str]) -> str:
    """Return what the answer to the call for a result is: success, failure of the task, or an error.

    An error passes, so that the call is made again, or is permanent and says nothing of the task.
    """
    if not is_failure(view, status, body):
        return "success"
    row, _ = error_row(view.provider, status, body)
    kind, again = error_kind(row, status), retryable(view.provider, row, headers)
    if 300 <= status < 400 or kind in ("authentication", "permissionDenied", "notFound"):
        return "passing" if again else "permanent"
    if kind in ("rateLimit", "server"):
        return "failure" if again is False else "passing"
    return "passing" if again else "failure"


def end_may_be_billed(provider: Provider, seen: View, *, has_images: bool) -> bool:
    """Whether a task that ended without success may be billed; one with images always is."""
    rejected = error_class(provider, seen) == "contentRejected"
    free = is_free(provider, "failed" if seen.state == "failure" else "cancelled")
    free = free and not (rejected and not is_free(provider, "contentRejected"))
    return not free or has_images


def is_about(task: Task, status: int) -> bool:
    """Whether the status map speaks of an HTTP status."""
    return any(row.matcher == "status" and row.expected == status for row in task.acceptors)


def delay(task: Task, polls: int, chance: float) -> float:
    """Return the seconds to wait after this many polls."""
    return min(task.max_delay, task.delay * GROWTH ** min(polls, 99)) * (1 + chance / JITTER)


def in_row(task: Task, body: Any, row: Acceptor | None, other_word: str) -> Any:
    """Return the body of a poll that this row fits; where the row isn't about the status, that is `other_word`."""
    if row is None or row.matcher != "path":
        return put(body, task.status, other_word) if task.status else body
    if row.argument and row.argument != task.status and task.status:
        body = put(body, task.status, other_word)
    return put(body, row.argument or task.status, row.expected)
