# Made by `clientsmith generate` from templates/imageclients/_runtime/following.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Following a task: the requests of its poll, its result and its cancelling, by its id or at an address of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ..errors import DecodeError, InvalidRequestError, Problem
from .describe import Operation, Provider, TaskPlan
from .paths import path_problems
from .pointer import find
from .requests import Request, build
from .servers import Addresses
from .submission import Submission
from .task_addresses import may_have_key, read_token
from .task_ids import id_fault


class Step(NamedTuple):
    """A call about a task: its kind (poll, result or cancel), its operation, and the parameter that takes the id."""

    kind: str
    operation: Operation
    parameter: str


def step_of(provider: Provider, plan: TaskPlan, kind: str) -> Step:
    """The call of a kind that a plan has."""
    operation, parameter = {
        "poll": (plan.poll, plan.parameter),
        "result": (plan.result, plan.result_parameter),
        "cancel": (plan.cancel, plan.cancel_parameter),
    }[kind]
    return Step(kind, provider.operations[operation or ""], parameter or "")


def _by_id(provider: Provider, step: Step, submission: Submission) -> Request:
    """The request of an operation that takes the task's id in a parameter."""
    task_id = submission.task_id
    name = next(field.name for field in step.operation.fields if field.wire == step.parameter)
    try:
        return build(provider, step.operation, {name: task_id}, validation="off")
    except InvalidRequestError as error:
        # The call was sent and paid for: it is the provider that gave an id which no request can carry.
        reason = error.problems[0].message
        raise DecodeError(f"the task's id can't be asked for: it {reason}", task_id=task_id) from None


def _by_address(provider: Provider, step: Step, submission: Submission) -> Request:
    """The request to the address that the answer gave, as it stands; an id in the body or a header goes along."""
    fields = [field for field in step.operation.fields if field.wire == step.parameter]
    inside = {field.name: submission.task_id for field in fields if field.location in ("body", "header")}
    request = build(provider, step.operation, inside, validation="off")
    return request._replace(url=submission.addresses[step.kind])


REQUESTS: Mapping[str, Callable[[Provider, Step, Submission], Request]] = {"id": _by_id, "address": _by_address}
"""Way to call about a task to the function that builds the request."""


def way(plan: TaskPlan, own: Addresses, step: Step, addresses: Mapping[str, str]) -> str:
    """How a call about a task is made: at its address where the key may go there, else by its id; empty if neither."""
    address = addresses.get(step.kind, "")
    if address and may_have_key(plan, own, address):
        return "address"
    return "id" if step.parameter else ""


def request_of(provider: Provider, plan: TaskPlan, own: Addresses, step: Step, submission: Submission) -> Request:
    """The request of a call about a task.

    Raises:
        DecodeError: neither an address that may be called nor the id leads to it.
    """
    chosen = way(plan, own, step, submission.addresses)
    if not chosen:
        given = "an address that the key mustn't go to" if step.kind in submission.addresses else "no address"
        message = f"the submit may be billed, but its answer has {given} for the {step.kind} of its task"
        raise DecodeError(message, task_id=submission.task_id, may_be_billed=True)
    return REQUESTS[chosen](provider, step, submission)


def id_problems(provider: Provider, operation: Operation, own: Addresses, given: object) -> list[Problem]:
    """What is wrong with a task's id or token that a user gives; some ids are numbers, and JSON keeps them so."""
    text = str(given) if isinstance(given, str | int) and not isinstance(given, bool) else ""
    plan = operation.task
    if not text.strip() or plan is None:
        return [Problem("task_id", "type", "must be the id or the token of a task, a text or a whole number")]
    known = read_token(plan, text)
    if known is None:
        return [Problem("task_id", "type", "is no token of a task")]
    task_id, addresses = known
    steps = [step_of(provider, plan, kind) for kind in ("poll", *(("result",) if plan.result else ()))]
    ways = [way(plan, own, step, addresses) for step in steps]
    if not all(ways):
        return [Problem("task_id", "token", "doesn't lead to the task by itself", "give the token of the task")]
    faults = [
        problem._replace(field="task_id")
        for step, chosen in zip(steps, ways, strict=True)
        if chosen == "id"
        for problem in path_problems(step.operation, {step.parameter: task_id})
    ]
    if not faults and (reason := id_fault(task_id)):
        return [Problem("task_id", "type", reason)]
    return faults[:1]


def task_of(operation: Operation, given: str | int) -> tuple[str, Mapping[str, str]]:
    """The id and the addresses of a task, of what `id_problems` has nothing against."""
    known = read_token(operation.task, str(given)) if operation.task is not None else None
    return known or (str(given), {})


def is_about_another(plan: TaskPlan, body: Any, task_id: str) -> bool:
    """Whether the answer to a poll names another task than the one that was asked for, and nowhere that one."""
    echoed = [str(value) for pointer in plan.echo for value in find(body, pointer) if value is not None]
    return bool(echoed) and task_id not in echoed
