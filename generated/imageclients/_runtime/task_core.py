# Made by `clientsmith generate` from templates/imageclients/_runtime/task_core.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""What the synchronous and the asynchronous handles of a task share: its state, updated from answers."""

from __future__ import annotations

from typing import Any

from .. import errors
from ..errors import ImageClientError
from . import config, following
from .answer_errors import error_row, facts, is_error
from .answers import Asset, DecodedResponse, Drift, Outcome
from .client_core import ClientCore
from .describe import Operation, TaskPlan
from .images import images
from .pointer import first_text
from .retry import retry_after
from .submission import Submission
from .tasks import View, submitted_view, view_of

log = config.log


class TaskCore:
    """The handle of a task at the provider; its token is all that another process needs to take it up again.

    Attributes:
        id: the provider's id of the task.
        other_ids: ids of further tasks that the same submit made; each can be resumed.
        status: the last status that the provider gave, or None before the first poll.
        progress: 0 to 100, or None where the provider doesn't say.
        eta: seconds still to go, or None where the provider doesn't say.
        queue_position: how many tasks are before it, or None where the provider doesn't say.
    """

    def __init__(
        self, client: ClientCore[Any], operation: Operation, submission: Submission, requested: int | None = None
    ) -> None:
        self.id = submission.task_id
        self.other_ids = submission.other_task_ids
        self.status: str | None = None
        self.progress: float | None = None
        self.eta: float | None = None
        self.queue_position: float | None = None
        self.client = client
        self.operation = operation
        self.submission = submission
        self.requested = requested
        self.outcome: Outcome | ImageClientError | None = None
        self.retry_after: float | None = None
        self._seen = submission.timer.elapsed()
        self._assets: list[Asset] = []
        self._steady = 0
        self.lacks_result = False
        """Whether it has succeeded, and its result is still to be fetched."""

    @property
    def token(self) -> str:
        """What the task can be resumed with: its id, or JSON with its addresses too where the provider gave any."""
        return self.client.key.hide(self.submission.token) if self.submission.addresses else self.id

    @property
    def done(self) -> bool:
        """Whether it has ended, well or not."""
        return self.outcome is not None

    def unseen(self) -> float:
        """Seconds since an answer of the provider last had the task."""
        return self.submission.timer.elapsed() - self._seen

    def attach_to(self, error: BaseException, operation: Operation) -> None:
        """Attach to an exception the task's id, and the images that an answer had already."""
        self.submission.attach_to(error, self.client.provider, operation, self.client.key)
        if isinstance(error, ImageClientError) and not error.images:
            error.images = self._images()

    def _images(self) -> tuple[Any, ...]:
        return tuple(self.client.image_of(asset, self.id or None, self.token or None) for asset in self._assets)

    def update_from_submit(
        self, plan: TaskPlan, response: DecodedResponse, drift: tuple[Drift, ...], *, named: bool
    ) -> None:
        """Update the handle from the answer to the submit. An image alone doesn't end a task that still runs."""
        view = submitted_view(plan, response.body)
        assets = images(self.operation, response, self.client.options.system.time())
        self.status = view.status
        if len(self.other_ids) > 0:
            others = self.client.key.mask_all(list(self.other_ids))
            log.warning("%s: the submit made further tasks: %a", self.client.provider.name, others)
            more = Drift("", "more-tasks", "must name one task, names more; each can be resumed", others)
            self.client.emit("drift", self.operation, drift=(more,), task_id=self.id)
            drift = (*drift, more)
        if view.state in ("failure", "cancelled"):
            self._fail(view, self.operation, response, assets, None)
        elif assets and (view.state == "success" or not named or response.image):
            self._succeed(self.operation, response, drift, assets)
        elif assets:
            self._is_steady(view, assets)

    def update_from(self, plan: TaskPlan, operation: Operation, response: DecodedResponse) -> None:
        """Update the handle from the answer to a poll.

        Raises:
            DecodeError: it is about another task.
        """
        if self.outcome is not None:
            return  # another wait was faster; what ended stays ended
        client = self.client
        drift = client.drift_of(operation, response, self.id)
        if following.is_about_another(plan, response.body, self.id):
            raise client.undecodable(operation, response, "the answer is about another task")
        _, code = error_row(client.provider, operation, response)
        view = view_of(plan, response.status, response.body, code)
        if view.state == "unknown" and view.status is not None and view.status != self.status:
            shown = [client.key.mask(text) for text in (self.id, view.status)]
            log.warning("%s: task %s has the unknown status %a", client.provider.name, *shown)
            client.emit("unknown-status", operation, task_id=self.id, task_status=view.status)
        self.status, self.progress, self.eta = view.status, view.progress, view.eta
        self.queue_position = view.queue_position
        self.retry_after = retry_after(response.headers, client.options.system.time())
        self._seen = self.submission.timer.elapsed()
        queue = {"queue_position": view.queue_position} if plan.queue_position else {}
        client.emit("poll", operation, task_id=self.id, task_status=view.status, progress=view.progress, **queue)
        assets = images(operation, response, client.options.system.time())
        if view.state in ("failure", "cancelled"):
            self._fail(view, operation, response, assets, code)
        elif view.state == "success" and plan.result and not response.image:
            self.lacks_result = True
        elif view.state == "success" or response.image:
            self._succeed(operation, response, drift, assets)
        elif self._is_steady(view, assets):
            message = "must be a documented status; the images came all the same"
            unknown = Drift(plan.status, "unknown-status", message, view.status)
            client.emit("drift", operation, drift=(unknown,), task_id=self.id)
            self._succeed(operation, response, (*drift, unknown), assets)

    def update_from_result(self, operation: Operation, response: DecodedResponse) -> None:
        """End with the result of a task that succeeded, or with the failure that it is answered with."""
        client = self.client
        drift = client.drift_of(operation, response, self.id)
        assets = images(operation, response, client.options.system.time())
        if is_error(client.provider.envelope_of(operation), operation, response):
            row, code = error_row(client.provider, operation, response)
            kind = row.kind if row is not None else errors.kind_of_status(response.status)
            self._fail(View("failure", self.status, None, None, None, None, kind), operation, response, assets, code)
        else:
            self._succeed(operation, response, drift, assets)

    def update_from_callback(self, operation: Operation, response: DecodedResponse) -> None:
        """Update the handle from what the provider sent of its own accord: the answer of an operation."""
        plan = self.operation.task
        if plan is None:
            raise TypeError(f"{self.operation.id} makes no task")
        if operation.id == plan.poll:
            self.update_from(plan, operation, response)
        else:
            self.update_from_result(operation, response)

    def _is_steady(self, view: View, assets: list[Asset]) -> bool:
        """Whether a task of unknown status is done: as many images as asked for in two answers running, or the same in
        three where no number is known."""
        before, self._assets = self._assets, assets or self._assets
        if view.state == "retry" or not assets:
            self._steady = 0
        elif self.requested is not None:
            self._steady = self._steady + 1 if len(assets) >= self.requested else 0
        else:
            self._steady = self._steady + 1 if _same_images(before, assets) else 1
        return self._steady >= (3 if self.requested is None else 2)

    def _succeed(
        self, operation: Operation, response: DecodedResponse, drift: tuple[Drift, ...], assets: list[Asset]
    ) -> None:
        client, elapsed = self.client, self.submission.timer.elapsed()
        if not assets:
            self.outcome = client.no_image(operation, response, drift, elapsed=elapsed, may_be_billed=True)
            self.submission.attach_to(self.outcome, client.provider, operation, client.key)
        else:
            task_id = self.id or None
            self.outcome = Outcome(
                operation,
                response,
                drift,
                assets,
                self.requested,
                task_id,
                elapsed,
                other_task_ids=self.other_ids,
                token=self.token or None,
            )

    def _fail(
        self, view: View, operation: Operation, response: DecodedResponse, assets: list[Asset], error_code: str | None
    ) -> None:
        client, failed = self.client, view.state == "failure"
        words = "the task failed" if failed else "the task was cancelled"
        reason = view.reason or first_text(response.body, client.provider.envelope_of(operation).message)
        message = f"{words}: {client.key.mask(reason)}" if reason else f"{words}, without a reason"
        self._assets = assets or self._assets
        code, free = view.code or error_code, client.provider.free
        cause = view.kind or next((row.kind for row in client.provider.errors if row.code and row.code == code), None)
        kind = errors.class_of_failed_task(cause) if failed else errors.TaskCancelledError
        rejected = cause == "contentRejected"
        billed = ("failed" if failed else "cancelled") not in free or (rejected and "contentRejected" not in free)
        attributes = facts(client.provider, operation, response, client.key)
        attributes |= {"operation": self.operation.id, "task_id": client.key.hide(self.id) or None}
        self.outcome = kind(
            message,
            code=None if code is None else client.key.mask(code),
            elapsed=self.submission.timer.elapsed(),
            may_be_billed=billed or bool(self._assets or self.other_ids),
            images=self._images(),
            **attributes,
        )

    def __repr__(self) -> str:
        shown = self.client.key.mask(f"{self.id} {self.status or 'not polled yet'}")
        return f"<{type(self).__name__} {self.client.provider.name} {shown}>"


def _same_images(before: list[Asset], assets: list[Asset]) -> bool:
    """Whether two answers have the same images; links are compared without their signatures."""

    def names(images: list[Asset]) -> list[str]:
        return [(image.url or "").partition("?")[0] + (image.base64 or "") for image in images]

    return names(before) == names(assets)
