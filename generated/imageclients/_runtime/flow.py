# Made by `clientsmith generate` from templates/imageclients/_runtime/flow.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The steps of a call, without I/O: a flow yields effects and is sent their results.

Both clients run the same flows, one by calling, one by awaiting.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from ..errors import ImageClientError
from . import task_flow
from .answers import DecodedResponse, Drift, Outcome
from .client_core import ClientCore
from .describe import Operation
from .drift import fault_of
from .effects import Flow
from .images import images
from .requests import Request
from .sending import send
from .submission import Submission
from .task_addresses import addresses_in
from .task_ids import id_fault, task_ids, unusable_id
from .timer import Timer
from .uploads import uploaded


def call(client: ClientCore[Any], operation: Operation, request: Request) -> Flow[Any]:
    """Send one request and return its result."""
    submission = Submission(Timer(client.options.system))
    try:
        request = yield from uploaded(client, request)
        response = yield from send(client, operation, request, submission)
        return result_of(client, operation, request, response, submission)
    except BaseException as error:
        if isinstance(error, ImageClientError):
            # A task that is looked up was submitted before.
            submission.may_be_billed |= client.provider.looks_up_task(operation)
        submission.attach_to(error, client.provider, operation, client.key)
        raise


def result_of(
    client: ClientCore[Any], operation: Operation, request: Request, response: DecodedResponse, submission: Submission
) -> Any:
    """The result of a successful answer."""
    drift = client.drift_of(operation, response, None)
    # Images were paid for: nothing else in the answer may fail the call.
    assets = images(operation, response, client.options.system.time())
    if not assets:
        _refuse_without_images(client, operation, response, drift)
    elapsed = submission.timer.elapsed()
    return client.result(Outcome(operation, response, drift, assets, requested=request.requested, elapsed=elapsed))


def _refuse_without_images(
    client: ClientCore[Any], operation: Operation, response: DecodedResponse, drift: tuple[Drift, ...]
) -> None:
    if operation.submits and operation.results is not None:
        raise client.no_image(operation, response, drift)
    if operation.model and (reason := response.fault or fault_of(operation, drift)):
        raise client.undecodable(operation, response, reason)


def begin(client: ClientCore[Any], operation: Operation, request: Request, submission: Submission) -> Flow[Any]:
    """Submit a task and return its handle, which is done already if the provider answers at once."""
    plan = task_flow.plan_of(operation)
    try:
        request = yield from uploaded(client, request)
        response = yield from send(client, operation, request, submission)
        ids = task_ids(operation, response.body)
        submission.task_id = ids[0] if ids else ""
        submission.other_task_ids = ids[1:]
        submission.addresses = addresses_in(plan, response.body, response.url)
        drift = client.drift_of(operation, response, None)
        task = client.task(operation, submission, requested=request.requested)
        named = bool(ids) and not id_fault(ids[0])
        task.update_from_submit(plan, response, drift, named=named)
        if not task.done and not named:
            # Any value in the place of the id is kept: it may be the only trace of what was paid for.
            submission.task_id = submission.task_id or unusable_id(operation, response.body) or ""
            _refuse_without_id(client, operation, response, drift)
    except BaseException as error:
        submission.attach_to(error, client.provider, operation, client.key)
        raise
    return task


def _refuse_without_id(
    client: ClientCore[Any], operation: Operation, response: DecodedResponse, drift: tuple[Drift, ...]
) -> NoReturn:
    if ids := task_ids(operation, response.body):
        message = f"the submit may be billed, but the id of its task {id_fault(ids[0])}"
        raise client.undecodable(operation, response, message)
    places = " or ".join(task_flow.plan_of(operation).id)
    message = f"the submit may be billed, but its answer has no task id at {places}"
    reason = response.fault or fault_of(operation, drift)
    raise client.undecodable(operation, response, f"{message}: {reason}" if reason else message)


def run(
    client: ClientCore[Any],
    operation: Operation,
    request: Request,
    timeout: float | None,
    on_progress: Callable[[Any], object] | None,
) -> Flow[Any]:
    """Submit a task and wait until it has ended."""
    submission = Submission(Timer(client.options.system))
    try:
        task = yield from begin(client, operation, request, submission)
        return (yield from task_flow.wait(task, timeout, on_progress))
    except BaseException as error:
        submission.attach_to(error, client.provider, operation, client.key)
        raise
