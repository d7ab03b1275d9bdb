# Made by `clientsmith generate` from templates/imageclients/_runtime/submission.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""A submit: whether it may be sent again, whether it may be billed, and the task that it made."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import NamedTuple

from .. import errors
from .credentials import Secret
from .describe import ErrorRow, Operation, Provider
from .failures import Failure
from .task_addresses import token
from .timer import Timer

TURNED_AWAY = frozenset((401, 402, 404, 405, 429, 503))
"""Statuses of requests that were refused unprocessed, whatever the error table has."""


class Verdict(NamedTuple):
    """The decision on an attempt.

    Attributes:
        again: whether a retry is safe and may help.
        may_be_billed: whether the provider may charge for the attempt.
    """

    again: bool
    may_be_billed: bool


def verdict(
    provider: Provider,
    operation: Operation,
    response: Failure | int,
    row: ErrorRow | None = None,
    *,
    keyed: bool,
    garbled: bool = False,
    waiting: bool = False,
    retryable: bool | None = None,
) -> Verdict:
    """Decide on a failure, or on an unsuccessful answer with this HTTP status.

    After a 5xx a submit may have been billed. A documented error code or a 503 means that it was refused; 408 and 504
    do not.

    Args:
        provider: its billing says which rejections are free.
        operation: whether it submits.
        response: the HTTP status, or the failure.
        row: the row of the error table that fits the answer.
        keyed: whether an idempotency key lets the provider notice a request that is sent twice.
        garbled: whether the body can't be read.
        waiting: whether it is a poll of a wait, which ends only at what is permanent.
        retryable: whether the answer, or its row, says that the same request may succeed later; None if neither does.
    """
    must_not_repeat = operation.submits and not keyed
    if isinstance(response, Failure):
        billed = operation.submits and response.sent
        return Verdict((waiting or not response.permanent) and not (must_not_repeat and billed), billed)
    billed = operation.submits and _may_be_billed(provider, response, row)
    if waiting:
        again = garbled or not is_permanent(response, row, retryable)
    elif must_not_repeat:
        again = retryable is not False and response in (429, 503)
    else:
        again = garbled or (retryable is not False and (retryable is True or response in (408, 429) or response >= 500))
    return Verdict(again and not (must_not_repeat and billed), billed)


def _may_be_billed(provider: Provider, status: int, row: ErrorRow | None) -> bool:
    if row is not None and row.kind == "contentRejected":
        return "contentRejected" not in provider.free
    if row is not None and row.code and 200 <= status < 300 and isinstance(row.status, int):
        status = row.status  # an error under a good status is the one that its code is documented as
    return status not in TURNED_AWAY and not (400 <= status < 500 and status != 408 and row is not None)


def is_permanent(status: int, row: ErrorRow | None, retryable: bool | None) -> bool:
    """Whether a poll would fail again: by the answer or the error table, else after 401, 403, 404 or a redirect."""
    if retryable is not None:
        return not retryable
    if row is not None:
        return row.kind not in ("rateLimit", "server")
    return status in (401, 403, 404) or 300 <= status < 400


class Submission:
    """The submit of a call, and how long the call has taken.

    Attributes:
        may_be_billed: whether the provider may charge for it; once true, always true.
        task_id: id of the task that it made; empty until it is known.
        other_task_ids: ids of further tasks that the same answer names.
        addresses: the addresses of its task that the answer gives, by what they are for.
    """

    def __init__(
        self,
        timer: Timer,
        *,
        may_be_billed: bool = False,
        task_id: str = "",
        other_task_ids: tuple[str, ...] = (),
        addresses: Mapping[str, str] | None = None,
    ) -> None:
        self.timer = timer
        self.may_be_billed = may_be_billed
        self.task_id = task_id
        self.other_task_ids = other_task_ids
        self.addresses: Mapping[str, str] = addresses or {}

    @property
    def token(self) -> str:
        """All that another process needs to take the task up; empty until its id is known."""
        return token(self.task_id, self.addresses) if self.task_id else ""

    def attach_to(self, error: BaseException, provider: Provider, operation: Operation, key: Secret) -> None:
        """Attach to an exception the task's id, whether the call may have been billed, and how long it took."""
        task_id = key.hide(self.task_id)
        if isinstance(error, errors.ImageClientError):
            error.provider, error.operation = provider.name, operation.id
            error.task_id = error.task_id or task_id or None
            if self.addresses and error.token == error.task_id:
                error.token = key.hide(self.token) or None
            error.other_task_ids = error.other_task_ids or tuple(map(key.hide, self.other_task_ids))
            error.elapsed = self.timer.elapsed() if error.elapsed is None else error.elapsed
            # The exception of a failed task says already whether failures are free.
            if not isinstance(error, errors.TaskFailedError | errors.TaskCancelledError):
                error.may_be_billed = error.may_be_billed or self.may_be_billed
        elif self.may_be_billed and not hasattr(error, "__notes__"):
            note = "the request may have been taken and billed"
            if task_id:
                # The addresses in a token may be signed, and a note is shown with the traceback.
                shown = "error.token" if self.addresses else repr(task_id)
                note = f"task {task_id} goes on; client.resume_{operation.id}({shown}) takes it up again"
            with contextlib.suppress(Exception):
                error.token = key.hide(self.token) or None  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue] - the point
                error.task_id = task_id or None  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue] - the point
                error.may_be_billed = True  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue] - the point
            error.add_note(note)
