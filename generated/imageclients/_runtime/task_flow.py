# Made by `clientsmith generate` from templates/imageclients/_runtime/task_flow.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Following a task, step by step, without doing any I/O: waiting for its end, asking for it once, cancelling it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .. import errors
from . import answer, config, retry, schema, tasks
from .answer import Reply
from .describe import Operation, TaskPlan
from .effects import Await, Flow
from .request import Request, build
from .sending import LAST_POLL, Lookup, WaitEnded, send
from .submission import Submission
from .timer import Timer

if TYPE_CHECKING:
    from .core import ClientCore, TaskCore
    from .flow import Outcome


def plan_of(operation: Operation) -> TaskPlan:
    """The plan of an operation that makes tasks."""
    if operation.task is None:
        raise TypeError(f"{operation.id} makes no task")
    return operation.task


def wait(task: TaskCore, timeout: float | None, on_progress: Callable[[Any], object] | None) -> Flow[Any]:
    """Poll until the task has ended; whatever ends the wait leaves the task's id on the exception."""
    try:
        outcome = yield from _wait(task, timeout, on_progress)
        return task.client.result(outcome)
    except BaseException as error:
        task.attach_to(error, task.operation)
        raise


def _wait(task: TaskCore, timeout: float | None, on_progress: Callable[[Any], object] | None) -> Flow[Outcome]:
    plan, system = plan_of(task.operation), task.client.options.system
    limit = config.seconds(task.client.provider, "timeout", timeout) or plan.timeout
    timer = Timer(system, limit, within=task.submission.timer)
    polls = 0
    while task.outcome is None:
        polls += 1
        retry_after: float | None = None
        fault: BaseException | None = None
        try:
            yield from poll(task, timer, waiting=True)
            # What is said beside a good answer is advice: heeded for a minute at most.
            retry_after = None if task.retry_after is None else min(task.retry_after, retry.LONGEST_RETRY_AFTER)
        except WaitEnded as ended:
            yield from timer.pause(max(0.0, timer.left()))
            raise _timed_out(task) from ended.__cause__
        except errors.NotFoundError as error:
            # The provider may not have it everywhere yet, or for a moment no longer.
            if task.unseen() > plan.not_found_grace:
                raise
            fault = error
        if on_progress is not None:
            returned = on_progress(task)
            if hasattr(returned, "__await__"):
                yield Await(returned)
        if task.outcome is None:
            if plan.max_attempts is not None and timeout is None and polls >= plan.max_attempts:
                raise _timed_out(task) from fault
            delay = tasks.delay_before_poll(plan, polls, retry_after, system.random)
            left = timer.left()
            # The last poll goes out a moment before the end.
            if left <= LAST_POLL or (retry_after or 0.0) > left - LAST_POLL:
                yield from timer.pause(max(0.0, left))
                raise _timed_out(task) from fault
            pause = min(delay, left - LAST_POLL)
            name, mask = f"{task.client.provider.name}.{task.operation.id}", task.client.key.mask
            status = schema.show(mask(task.status or "not known"))
            config.log.info("%s: task %a is %s; the next poll is in %.1f s", name, mask(task.id), status, pause)
            yield from timer.pause(pause)
    if isinstance(task.outcome, errors.ImageClientError):
        # A copy: each wait has a trace of its own.
        raise task.outcome.copied_as(type(task.outcome)) from task.outcome.__cause__
    return task.outcome


def _timed_out(task: TaskCore) -> errors.TaskTimeoutError:
    status = f"its status is {task.client.key.mask(task.status)}" if task.status else "its status isn't known"
    message = f"the task isn't done, {status}; it may still finish and be billed, and can be resumed by its id"
    return errors.TaskTimeoutError(message)


def refresh(task: TaskCore) -> Flow[None]:
    """Ask for the task once, again where the poll fails in passing."""
    operation = task.client.provider.operations[plan_of(task.operation).poll]
    try:
        yield from poll(task, Timer(task.client.options.system, within=task.submission.timer), waiting=False)
    except BaseException as error:
        task.attach_to(error, operation)
        raise


def poll(task: TaskCore, timer: Timer, *, waiting: bool) -> Flow[None]:
    """Ask for the task; one that has ended isn't asked for again.

    Raises:
        WaitEnded: a wait has no time for another attempt.
    """
    if task.outcome is not None:
        return
    client, plan = task.client, plan_of(task.operation)
    operation = client.provider.operations[plan.poll]
    request = _by_id(client, operation, plan.parameter, task.id)

    def accepts(reply: Reply, code: str | None) -> bool:
        return tasks.speaks_of(plan, reply.status, reply.body, code)

    def lacks(reply: Reply) -> str:
        _, code = answer.error_row(client.provider, reply)
        view = tasks.judge(plan, reply.status, reply.body, code)
        known = view.state != "unknown" or view.status is not None
        return "" if known or answer.images(operation, reply, 0) else f"the answer has no status at {plan.status}"

    submission = Submission(timer, may_be_billed=True)
    try:
        reply = yield from send(client, operation, request, submission, Lookup(accepts, lacks, waiting))
    except errors.NotFoundError as error:
        raise error.copied_as(errors.TaskNotFoundError) from error
    task.take(plan, operation, reply)


def cancel(task: TaskCore) -> Flow[None]:
    """Ask the provider to cancel the task."""
    plan = plan_of(task.operation)
    operation = task.client.provider.operations[plan.cancel]
    request = _by_id(task.client, operation, plan.cancel_parameter, task.id)
    submission = Submission(Timer(task.client.options.system, within=task.submission.timer))
    try:
        # Sending it twice does no harm, whatever its method.
        yield from send(task.client, operation._replace(submits=False), request, submission)
    except BaseException as error:
        task.attach_to(error, operation)
        raise


def _by_id(client: ClientCore[Any], operation: Operation, wire: str, task_id: str) -> Request:
    name = next(field.name for field in operation.fields if field.wire == wire)
    try:
        return build(client.provider, operation, {name: task_id}, validation="off")
    except errors.InvalidRequestError as error:
        # The call was sent and paid for: it is the provider that gave an id which no request can carry.
        reason = error.problems[0].message
        raise errors.DecodeError(f"the task's id can't be asked for: it {reason}", task_id=task_id) from None
