# Made by `clientsmith generate` from templates/imageclients/_runtime/flow.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""What a call does, step by step, without doing any I/O: each flow yields what it needs and gets back what came of it.

The two shells drive the same flows, one by calling, one by awaiting.
"""

from __future__ import annotations

import contextlib
import hashlib
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from .. import errors
from . import answer, config, retry, tasks
from .answer import Asset, Drift, Reply
from .describe import Operation, TaskPlan
from .effects import Await, Exchange, Flow, Sleep
from .pointer import first
from .request import Request, build
from .transport import Failure

if TYPE_CHECKING:
    from .core import ClientCore, TaskCore

LAST_POLL = 1.0
"""Seconds that are kept for the last poll of a wait."""


class Outcome(NamedTuple):
    """A successful answer, with what is known about the call."""

    operation: Operation
    reply: Reply
    drift: tuple[Drift, ...]
    assets: list[Asset]
    requested: int | None = None
    task_id: str | None = None
    elapsed: float = 0.0


def leave_way_back(client: ClientCore[Any], operation: Operation, known: list[str], error: BaseException) -> None:
    """Leave on what ends a call what is known of its submit: at last the id, or an empty text if it may be billed."""
    if isinstance(error, errors.ImageClientError):
        error.provider, error.operation = client.provider.name, operation.id
        error.task_id = error.task_id or (known or [""])[-1] or None
    elif known and not hasattr(error, "__notes__"):
        note, task_id = "the request may have been taken and billed", known[-1]
        if task_id:
            note = f"task {task_id} goes on; client.resume_{operation.id}({task_id!r}) takes it up again"
            with contextlib.suppress(Exception):
                error.task_id = task_id  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue] - the point
        error.add_note(note)


def send(
    client: ClientCore[Any],
    operation: Operation,
    request: Request,
    known: list[str],
    *,
    task_id: str | None = None,
    until: float = math.inf,
    plan: TaskPlan | None = None,
) -> Flow[Reply]:
    """Send a request, again where that is safe, and return the answer if it is a success.

    `known` gets an empty text before what may bill is sent.

    `until` is a time of the monotonic clock after which it isn't sent again. With a plan, an answer that the status map
    speaks of is a success too: a task may fail in the words of an error.
    """
    options, system = client.options, client.options.system
    started, sent_at = system.monotonic(), system.time()
    # What may bill is sent twice only with a key by which the provider notices.
    once = operation.submits and operation.idempotency_header.lower() not in request.headers
    # An endpoint that is the whole base address has the path /, which adds nothing.
    path = request.path[1:] if request.path == "/" or request.path.startswith("/?") else request.path
    headers = {"accept": "application/json", **request.headers}
    attempt = 0
    while True:
        attempt += 1
        begun = system.monotonic()
        limit = min(options.timeout or operation.timeout, max(0.001, until - begun))
        known += [""] * once
        came = yield Exchange(
            request.method, client.base_url + path, headers, request.body, limit, operation.max_bytes, True
        )
        asked: float | None = None
        if isinstance(came, Failure):
            client.emit("failure", operation, attempt=attempt, reason=came.message)
            again = not came.permanent and not (once and came.sent)
        else:
            client.emit("response", operation, status=came.status, seconds=system.monotonic() - begun, attempt=attempt)
            if len(came.content) > operation.max_bytes:
                blank = Reply(came.status, came.headers, b"", None, "")
                message = f"the answer is larger than {operation.max_bytes} bytes"
                raise client.undecodable(operation, blank, message, task_id=task_id)
            came = answer.decode(*came)
            if not answer.is_error(client.provider.envelope, operation, came):
                return came
            row, code = answer.error_row(client.provider, came)
            if plan is not None and tasks.speaks_of(plan, came.status, came.body, code):
                return came
            asked = retry.retry_after(came.headers, system.time())
            again = retry.status_is_retryable(came.status, once=once, known=row.retryable if row else None)
        elapsed = system.monotonic() - started
        delay = retry.delay_before_next(attempt, options.max_retries, elapsed, asked, system.random) if again else None
        if delay is None or system.monotonic() + delay > until:
            sent = {"body_sha256": hashlib.sha256(request.body or b"").hexdigest(), "sent_at": sent_at} if once else {}
            _give_up(client, operation, came, asked, sent, {"task_id": task_id, "elapsed": elapsed})
        client.emit("retry", operation, attempt=attempt, delay=delay)
        yield Sleep(delay)


def _give_up(
    client: ClientCore[Any],
    operation: Operation,
    came: Reply | Failure,
    asked: float | None,
    sent: dict[str, Any],
    facts: dict[str, Any],
) -> NoReturn:
    """Raise the error for the last attempt; `sent` is what is known of a request that mustn't be sent twice."""
    if not isinstance(came, Failure):
        raise answer.error(client.provider, operation, came, client.key, sent, retry_after=asked, **facts)
    facts |= {"provider": client.provider.name, "operation": operation.id}
    kind: type[errors.ImageClientError] = errors.ConnectionFailedError
    if came.sent and sent:
        kind = errors.SubmissionTimeoutError if came.timeout else errors.SubmissionUnknownError
        facts |= sent
    elif came.sent and came.timeout:
        kind = errors.RequestTimeoutError
    raise kind(f"{client.base_url.split('/')[2]}: {came.message}", **facts) from came.cause


def call(client: ClientCore[Any], operation: Operation, request: Request) -> Flow[Any]:
    """One request, and its result."""
    started = client.options.system.monotonic()
    known: list[str] = []
    try:
        reply = yield from send(client, operation, request, known)
        drift = client.drift_of(operation, reply, None)
        # Images are what was paid for: where there are some, nothing else in the answer may fail the call.
        assets = answer.assets(operation, reply.body, client.options.system.time())
        if not assets:
            _judge_without_images(client, operation, reply, drift)
        elapsed = client.options.system.monotonic() - started
        return client.result(Outcome(operation, reply, drift, assets, requested=request.requested, elapsed=elapsed))
    except BaseException as error:
        leave_way_back(client, operation, known, error)
        raise


def _judge_without_images(
    client: ClientCore[Any], operation: Operation, reply: Reply, drift: tuple[Drift, ...]
) -> None:
    if operation.submits and operation.results is not None:
        raise client.no_image(operation, reply, drift)
    if operation.model and (reason := reply.fault or answer.fault_of(operation, drift)):
        raise client.undecodable(operation, reply, reason)


def _judge_without_id(
    client: ClientCore[Any], operation: Operation, reply: Reply, drift: tuple[Drift, ...]
) -> NoReturn:
    message = f"the submit may be billed, but its answer has no task id at {' or '.join(plan_of(operation).id)}"
    reason = reply.fault or answer.fault_of(operation, drift)
    raise client.undecodable(operation, reply, f"{message}: {reason}" if reason else message)


def begin(client: ClientCore[Any], operation: Operation, request: Request, known: list[str]) -> Flow[Any]:
    """Submit a task, and give its handle; some providers answer at once instead. The id is added to what is known."""
    plan, started = plan_of(operation), client.options.system.monotonic()
    try:
        reply = yield from send(client, operation, request, known)
        task_id = answer.task_id(operation, reply.body)
        known.append(task_id)
        drift = client.drift_of(operation, reply, None)
        status = first(reply.body, (plan.submit_status,)) if plan.submit_status else None
        outcome = None
        if assets := answer.assets(operation, reply.body, client.options.system.time()):
            elapsed = client.options.system.monotonic() - started
            outcome = Outcome(operation, reply, drift, assets, request.requested, task_id or None, elapsed)
        elif not task_id:
            _judge_without_id(client, operation, reply, drift)
        told = None if status is None else str(status)
        return client.task(operation, task_id, status=told, requested=request.requested, outcome=outcome)
    except BaseException as error:
        leave_way_back(client, operation, known, error)
        raise


def run(
    client: ClientCore[Any],
    operation: Operation,
    request: Request,
    timeout: float | None,
    on_progress: Callable[[Any], object] | None,
) -> Flow[Any]:
    """Submit, and wait until the task has ended."""
    known: list[str] = []
    try:
        task = yield from begin(client, operation, request, known)
        return (yield from wait(task, timeout, on_progress))
    except BaseException as error:
        leave_way_back(client, operation, known, error)
        raise


def wait(task: TaskCore, timeout: float | None, on_progress: Callable[[Any], object] | None) -> Flow[Any]:
    """Poll until the task has ended; whatever ends the wait leaves the task's id on the exception."""
    try:
        return task.client.result((yield from _wait(task, timeout, on_progress)))
    except BaseException as error:
        leave_way_back(task.client, task.operation, [task.id], error)
        raise


def _wait(task: TaskCore, timeout: float | None, on_progress: Callable[[Any], object] | None) -> Flow[Outcome]:
    plan, system = plan_of(task.operation), task.client.options.system
    limit = config.seconds(task.client.provider, "timeout", timeout) or plan.timeout
    deadline = system.monotonic() + limit
    polls = 0
    while task.outcome is None:
        polls += 1
        asked: float | None = None
        try:
            yield from poll(task, deadline)
            # What is said beside a good answer is advice: heeded for a minute at most.
            asked = None if task.asked is None else min(task.asked, retry.LONGEST_RETRY_AFTER)
        except errors.NotFoundError:
            # Right after the submit the provider may not have it everywhere yet.
            if system.monotonic() - task.began > plan.not_found_grace:
                raise
        except errors.RateLimitError as error:
            asked = error.retry_after
            if asked is not None and system.monotonic() + asked > deadline:
                raise
        except (errors.RequestTimeoutError, errors.ConnectionFailedError) as error:
            if system.monotonic() < deadline:
                raise
            raise _timed_out(task) from error
        if on_progress is not None:
            told = on_progress(task)
            if hasattr(told, "__await__"):
                yield Await(told)
        if task.outcome is None:
            delay = tasks.delay_before_poll(plan, polls, asked, system.random)
            over = plan.max_attempts is not None and timeout is None and polls >= plan.max_attempts
            # The last poll goes out a moment before the end.
            left = deadline - LAST_POLL - system.monotonic()
            if over or left <= 0 or (asked or 0.0) > left:
                raise _timed_out(task)
            yield Sleep(min(delay, left))
    if isinstance(task.outcome, Outcome):
        return task.outcome
    # A copy: each wait has a trace of its own.
    raise task.outcome.copied_as(type(task.outcome)) from task.outcome.__cause__


def _timed_out(task: TaskCore) -> errors.TaskTimeoutError:
    status = f"its status is {task.status}" if task.status else "its status isn't known"
    message = f"the task isn't done, {status}; it may still finish and be billed, and can be resumed by its id"
    return errors.TaskTimeoutError(message, **task.facts())


def poll(task: TaskCore, until: float = math.inf) -> Flow[None]:
    """Ask for the task once; one that has ended isn't asked for again."""
    if task.outcome is not None:
        return
    client, plan = task.client, plan_of(task.operation)
    operation = client.provider.operations[plan.poll]
    request = _by_id(client, operation, plan.parameter, task.id)
    try:
        reply = yield from send(client, operation, request, [], task_id=task.id, until=until, plan=plan)
    except errors.NotFoundError as error:
        raise error.copied_as(errors.TaskNotFoundError) from error
    task.take(plan, operation, reply)


def cancel(task: TaskCore) -> Flow[None]:
    """Ask the provider to cancel the task."""
    plan = plan_of(task.operation)
    operation = task.client.provider.operations[plan.cancel]
    request = _by_id(task.client, operation, plan.cancel_parameter, task.id)
    # Sending it twice does no harm, whatever its method.
    yield from send(task.client, operation._replace(submits=False), request, [], task_id=task.id)


def _by_id(client: ClientCore[Any], operation: Operation, wire: str, task_id: str) -> Request:
    name = next(field.name for field in operation.fields if field.wire == wire)
    return build(client.provider, operation, {name: task_id}, validation="off")


def plan_of(operation: Operation) -> TaskPlan:
    """The plan of an operation that makes tasks."""
    if operation.task is None:
        raise TypeError(f"{operation.id} makes no task")
    return operation.task
