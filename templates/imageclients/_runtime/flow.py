"""What a call does, step by step, without doing any I/O: each flow yields what it needs and gets back what came of it.

The two shells drive the same flows, one by calling, one by awaiting.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from ..errors import ImageClientError
from . import answer, task_flow
from .answer import Asset, Drift, Reply
from .describe import Operation
from .effects import Flow
from .request import Request
from .sending import send
from .submission import Submission
from .timer import Timer

if TYPE_CHECKING:
    from .core import ClientCore


class Outcome(NamedTuple):
    """A successful answer, with what is known about the call."""

    operation: Operation
    reply: Reply
    drift: tuple[Drift, ...]
    assets: list[Asset]
    requested: int | None = None
    task_id: str | None = None
    elapsed: float = 0.0
    other_task_ids: tuple[str, ...] = ()


def call(client: ClientCore[Any], operation: Operation, request: Request) -> Flow[Any]:
    """One request, and its result."""
    submission = Submission(Timer(client.options.system))
    try:
        reply = yield from send(client, operation, request, submission)
        drift = client.drift_of(operation, reply, None)
        # Images are what was paid for: where there are some, nothing else in the answer may fail the call.
        assets = answer.images(operation, reply, client.options.system.time())
        if not assets:
            _judge_without_images(client, operation, reply, drift)
        elapsed = submission.timer.elapsed()
        return client.result(Outcome(operation, reply, drift, assets, requested=request.requested, elapsed=elapsed))
    except BaseException as error:
        if isinstance(error, ImageClientError):
            # Whoever looks up a task has submitted it.
            submission.may_be_billed |= client.provider.looks_up_task(operation)
        submission.attach_to(error, client, operation)
        raise


def _judge_without_images(
    client: ClientCore[Any], operation: Operation, reply: Reply, drift: tuple[Drift, ...]
) -> None:
    if operation.submits and operation.results is not None:
        raise client.no_image(operation, reply, drift)
    if operation.model and (reason := reply.fault or answer.fault_of(operation, drift)):
        raise client.undecodable(operation, reply, reason)


def begin(client: ClientCore[Any], operation: Operation, request: Request, submission: Submission) -> Flow[Any]:
    """Submit a task, and give its handle; some providers answer at once instead. The submission learns the ids."""
    plan = task_flow.plan_of(operation)
    try:
        reply = yield from send(client, operation, request, submission)
        ids = answer.task_ids(operation, reply.body)
        submission.task_id = ids[0] if ids else ""
        submission.other_task_ids = ids[1:]
        drift = client.drift_of(operation, reply, None)
        task = client.task(operation, submission, requested=request.requested)
        named = bool(ids) and not answer.id_fault(ids[0])
        task.take_submit(plan, reply, drift, named=named)
        if not task.done and not named:
            # Whatever stands in the place of the id is kept: it may be all that leads to what was paid for.
            submission.task_id = submission.task_id or answer.unusable_id(operation, reply.body) or ""
            _judge_without_id(client, operation, reply, drift)
    except BaseException as error:
        submission.attach_to(error, client, operation)
        raise
    return task


def _judge_without_id(
    client: ClientCore[Any], operation: Operation, reply: Reply, drift: tuple[Drift, ...]
) -> NoReturn:
    if ids := answer.task_ids(operation, reply.body):
        message = f"the submit may be billed, but the id of its task {answer.id_fault(ids[0])}"
        raise client.undecodable(operation, reply, message)
    places = " or ".join(task_flow.plan_of(operation).id)
    message = f"the submit may be billed, but its answer has no task id at {places}"
    reason = reply.fault or answer.fault_of(operation, drift)
    raise client.undecodable(operation, reply, f"{message}: {reason}" if reason else message)


def run(
    client: ClientCore[Any],
    operation: Operation,
    request: Request,
    timeout: float | None,
    on_progress: Callable[[Any], object] | None,
) -> Flow[Any]:
    """Submit, and wait until the task has ended."""
    submission = Submission(Timer(client.options.system))
    try:
        task = yield from begin(client, operation, request, submission)
        return (yield from task_flow.wait(task, timeout, on_progress))
    except BaseException as error:
        submission.attach_to(error, client, operation)
        raise
