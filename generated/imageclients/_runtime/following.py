# Made by `clientsmith generate` from templates/imageclients/_runtime/following.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Following a task: a function for each way to poll it, chosen from a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..errors import DecodeError, InvalidRequestError, Problem
from .describe import Operation, Provider, TaskPlan
from .paths import path_problems
from .pointer import first
from .requests import Request, build
from .task_ids import id_fault


def _by_id(provider: Provider, operation: Operation, wire: str, task_id: str) -> Request:
    """The request of an operation that takes the task's id in a parameter."""
    name = next(field.name for field in operation.fields if field.wire == wire)
    try:
        return build(provider, operation, {name: task_id}, validation="off")
    except InvalidRequestError as error:
        # The call was sent and paid for: it is the provider that gave an id which no request can carry.
        reason = error.problems[0].message
        raise DecodeError(f"the task's id can't be asked for: it {reason}", task_id=task_id) from None


REQUESTS: Mapping[str, Callable[[Provider, Operation, str, str], Request]] = {"id": _by_id}
"""Way to follow a task to the function that builds a request for it, given a parameter's wire name and the id."""
WAY = "id"
"""The way that every plan follows its task by."""


def id_problems(provider: Provider, operation: Operation, task_id: object) -> list[Problem]:
    """What is wrong with a task's id that a user gives. It may be a whole number, because JSON keeps numeric ids so."""
    text = str(task_id) if isinstance(task_id, str | int) and not isinstance(task_id, bool) else ""
    if not text.strip():
        return [Problem("task_id", "type", "must be the id of a task, a text or a whole number")]
    plan = operation.task
    faults = path_problems(provider.operations[plan.poll], {plan.parameter: text}) if plan else ()
    problems = [problem._replace(field="task_id") for problem in faults]
    if not problems and (reason := id_fault(text)):
        return [Problem("task_id", "type", reason)]
    return problems


def is_about_another(plan: TaskPlan, body: Any, task_id: str) -> bool:
    """Whether the answer to a poll names another task than the polled one."""
    echoed = first(body, plan.echo)
    return echoed is not None and str(echoed) != task_id
