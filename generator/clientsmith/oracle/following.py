"""How a task is followed: the operation to call and its values. Polling by task id is the only way so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from clientsmith.language.model import Operation, Provider, Task


def by_id(task: Task, task_id: str) -> Mapping[str, Any]:
    """Return the values of a poll that names the task by its id."""
    return {task.parameter: task_id}


FOLLOWED: Mapping[str, Callable[[Task, str], Mapping[str, Any]]] = {"id": by_id}
"""The values of a poll, by how a task is followed."""


def poll_values(task: Task, task_id: str, way: str = "id") -> Mapping[str, Any]:
    """Return the values of the request that asks for a task."""
    return FOLLOWED[way](task, task_id)


def cancel_values(task: Task, task_id: str) -> Mapping[str, Any]:
    """Return the values of the request that cancels a task."""
    return {task.cancel_parameter or "": task_id}


def submitter(provider: Provider, poller: Operation) -> Operation | None:
    """Return the operation that submits the tasks which this one polls or cancels."""
    owners = (owner for owner in provider.operations if owner.task is not None and owner.task.poll == poller.id)
    return next(owners, None)


def answering(provider: Provider, operation: Operation) -> Operation:
    """Return the operation whose answer has the images: the one that polls, if the call submits a task."""
    return provider.operation(operation.task.poll) if operation.task is not None else operation
