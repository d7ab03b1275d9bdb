"""The steps of following a task, without I/O: waiting for its end, polling it once, cancelling it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import errors
from . import config, following, retry, tasks
from .answer_errors import error_row, is_error, retryable
from .answers import DecodedResponse, Outcome, misses_object
from .describe import Operation, TaskPlan
from .effects import Await, Flow
from .images import images
from .messages import show
from .sending import Lookup, WaitEnded, send
from .submission import Submission
from .task_core import TaskCore
from .timer import Timer


def plan_of(operation: Operation) -> TaskPlan:
    """How to follow the tasks of an operation."""
    if operation.task is None:
        raise TypeError(f"{operation.id} makes no task")
    return operation.task


def wait(task: TaskCore, timeout: float | None, on_progress: Callable[[Any], object] | None) -> Flow[Any]:
    """Poll until the task has ended; every exception that ends the wait has the task's id."""
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
            # Retry-After on a good answer is advice, followed for a minute at most.
            retry_after = None if task.retry_after is None else min(task.retry_after, retry.LONGEST_RETRY_AFTER)
        except WaitEnded as ended:
            yield from timer.pause(max(0.0, timer.left()))
            raise _timed_out(task) from ended.__cause__
        except errors.NotFoundError as error:
            # A server of the provider may not have the task yet, or not for a moment.
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
            pause = retry.delay_within_wait(delay, retry_after, timer.left())
            if pause is None:
                yield from timer.pause(max(0.0, timer.left()))
                raise _timed_out(task) from fault
            name, mask = f"{task.client.provider.name}.{task.operation.id}", task.client.key.mask
            status = show(mask(task.status or "not known"))
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
    """Poll the task once; a poll that fails for a passing reason is repeated."""
    operation = task.client.provider.operations[plan_of(task.operation).poll]
    try:
        yield from poll(task, Timer(task.client.options.system, within=task.submission.timer), waiting=False)
    except BaseException as error:
        task.attach_to(error, operation)
        raise


def poll(task: TaskCore, timer: Timer, *, waiting: bool) -> Flow[None]:
    """Poll the task, unless it has ended.

    Raises:
        WaitEnded: a wait has no time for another attempt.
    """
    if task.outcome is None and not task.lacks_result:
        yield from _poll_status(task, timer, waiting=waiting)
    if task.outcome is None and task.lacks_result:
        yield from _fetch_result(task, timer, waiting=waiting)


def _poll_status(task: TaskCore, timer: Timer, *, waiting: bool) -> Flow[None]:
    client, plan = task.client, plan_of(task.operation)

    def accepts(response: DecodedResponse, code: str | None) -> bool:
        return tasks.is_mapped(plan, response.status, response.body, code)

    def lacks(response: DecodedResponse) -> str:
        _, code = error_row(client.provider, step.operation, response)
        view = tasks.view_of(plan, response.status, response.body, code)
        if view.state != "unknown" or view.status is not None or images(step.operation, response, 0):
            return ""
        return f"the answer has no status at {plan.status}"

    step = following.step_of(client.provider, plan, "poll")
    response = yield from _looked_up(task, timer, step, Lookup(accepts, lacks, waiting))
    task.update_from(plan, step.operation, response)


def _fetch_result(task: TaskCore, timer: Timer, *, waiting: bool) -> Flow[None]:
    """Fetch the result of a task that has succeeded; an error that doesn't pass is the task's failure."""
    client = task.client
    step = following.step_of(client.provider, plan_of(task.operation), "result")

    def accepts(response: DecodedResponse, _: str | None) -> bool:
        row, _ = error_row(client.provider, step.operation, response)
        kind = row.kind if row is not None else errors.kind_of_status(response.status)
        again = retryable(client.provider.envelope_of(step.operation), response, row)
        # These say something about the key or the address, and nothing about the task.
        if 300 <= response.status < 400 or kind in ("authentication", "permissionDenied", "notFound"):
            return False
        return again is False if kind in ("rateLimit", "server") else again is not True

    def lacks(response: DecodedResponse) -> str:
        failed = is_error(client.provider.envelope_of(step.operation), step.operation, response)
        return "" if failed else misses_object(step.operation, response)

    response = yield from _looked_up(task, timer, step, Lookup(accepts, lacks, waiting))
    task.update_from_result(step.operation, response)


def _looked_up(task: TaskCore, timer: Timer, step: following.Step, about: Lookup) -> Flow[DecodedResponse]:
    """Send a request about the task, and return its answer."""
    client = task.client
    request = following.request_of(client.provider, plan_of(task.operation), client.addresses, step, task.submission)
    submission = Submission(timer, may_be_billed=True)
    try:
        return (yield from send(client, step.operation, request, submission, about))
    except errors.NotFoundError as error:
        raise error.copied_as(errors.TaskNotFoundError) from error


def cancel(task: TaskCore) -> Flow[None]:
    """Ask the provider to cancel the task."""
    plan, client = plan_of(task.operation), task.client
    step = following.step_of(client.provider, plan, "cancel")
    submission = Submission(Timer(client.options.system, within=task.submission.timer))
    try:
        request = following.request_of(client.provider, plan, client.addresses, step, task.submission)
        # Cancelling twice does no harm.
        yield from send(client, step.operation._replace(submits=False), request, submission)
    except BaseException as error:
        task.attach_to(error, step.operation)
        raise
