"""Reads the state of a task from an answer, by the status map, and computes the delay before the next poll."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal, NamedTuple

from .describe import Acceptor, TaskPlan
from .jsontypes import is_number
from .pointer import find, first
from .schema import same

State = Literal["retry", "success", "failure", "cancelled", "unknown"]


class View(NamedTuple):
    """The state of a task by an answer.

    Attributes:
        state: what the status means; `unknown` for one that isn't in the map.
        status: the provider's word for it.
        progress: 0 to 100, or None.
        eta: seconds still to go, or None.
        reason: why it failed, or None.
        code: the provider's code of the failure, or None.
        kind: the class of the error that the status map gives the failure, or None.
        queue_position: how many tasks are before it, or None.
    """

    state: State
    status: str | None
    progress: float | None
    eta: float | None
    reason: str | None
    code: str | None
    kind: str | None = None
    queue_position: float | None = None


def view_of(plan: TaskPlan, http_status: int, body: Any, error_code: str | None) -> View:
    """The state of a task in the answer to a poll; the first row of the status map that fits counts."""
    status = _text(first(body, (plan.status,))) if plan.status else None
    row = _row(plan, http_status, body, error_code)
    state: State = row.state if row is not None else "unknown"
    if state == "unknown" and status is not None and plan.unknown_status == "failure":
        state = "failure"
    return _view(plan, state, status, body, row)


def _view(plan: TaskPlan, state: State, status: str | None, body: Any, row: Acceptor | None) -> View:
    return View(
        state=state,
        status=status,
        progress=_number(first(body, plan.progress)),
        eta=_number(first(body, plan.eta)),
        reason=next((text for pointer in plan.reason if (text := _text(first(body, (pointer,))))), None),
        code=_text(first(body, plan.code)),
        kind=row.kind if row is not None else None,
        queue_position=_number(first(body, plan.queue_position)),
    )


def submitted_view(plan: TaskPlan, body: Any) -> View:
    """The state of a task in the answer to its submit, by its status only."""
    pointer = plan.submit_status or plan.status
    value = first(body, (pointer,)) if pointer else None
    rows = (row for row in plan.acceptors if row.matcher == "path" and row.argument in ("", plan.status))
    row = next((row for row in rows if same(value, row.expected)), None)
    state: State = row.state if row is not None else "unknown"
    if state == "unknown" and value is not None and plan.unknown_status == "failure":
        state = "failure"
    return _view(plan, state, _text(value), body, row)


def _row(plan: TaskPlan, http_status: int, body: Any, error_code: str | None) -> Acceptor | None:
    for row in plan.acceptors:
        values: Iterable[Any] = find(body, row.argument or plan.status)
        if row.matcher != "path":
            values = (http_status,) if row.matcher == "status" else (error_code,)
        if any(same(value, row.expected) for value in values):
            return row
    return None


def is_mapped(plan: TaskPlan, http_status: int, body: Any, error_code: str | None) -> bool:
    """Whether a row of the status map fits this answer; rows about the body need a good HTTP status."""
    row = _row(plan, http_status, body, error_code)
    return row is not None and (row.matcher != "path" or 200 <= http_status < 300)


def delay_before_poll(plan: TaskPlan, polls: int, retry_after: float | None, random: Callable[[], float]) -> float:
    """Seconds until the next poll: half as much again after each poll, with up to a fifth of jitter on top.

    Retry-After counts where it is longer.
    """
    delay = min(plan.max_delay, plan.delay * 1.5 ** min(max(0, polls - 1), 99))
    return max(delay * (1 + random() / 5), retry_after or 0.0)


def _number(value: Any) -> float | None:
    # A number of hundreds of digits breaks the arithmetic of whoever shows it.
    return value if is_number(value) and abs(value) < 1e15 else None


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value or None
    return None if value is None or isinstance(value, dict | list) else str(value)
