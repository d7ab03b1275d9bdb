"""Finds the ids of tasks in answers, and tells which of them can be polled."""

from __future__ import annotations

import re
from typing import Any

from .describe import Operation
from .jsontypes import is_array
from .messages import show
from .pointer import find, first
from .redaction import printable

MAX_ID = 1000
"""Characters of a task's id."""
_INDEX = re.compile(r"/[0-9]+(?=/|$)")


def task_ids(operation: Operation, body: Any) -> tuple[str, ...]:
    """The ids of the tasks that a submit made, each once: those at the first pointer that leads to any."""
    for pointer in operation.task.id if operation.task is not None else ():
        documented = find(body, pointer)
        # A page shows the first of a list; the others, if there are any, were paid for too.
        others = find(body, _INDEX.sub("/*", pointer)) if documented and _INDEX.search(pointer) else []
        # A list in place of the id is another type, unless it has several ids: then each was paid for.
        listed = [
            item
            for value in (*documented, *others)
            for item in (value if is_array(value) and len(value) > 1 else [value])
        ]
        values = (item for item in listed if isinstance(item, str | int) and not isinstance(item, bool))
        if ids := tuple(dict.fromkeys(str(value) for value in values if value != "")):
            return ids
    return ()


def id_fault(task_id: str) -> str:
    """Why a task with this id can't be polled; empty if it can."""
    if len(task_id) > MAX_ID:
        return f"has {len(task_id)} of at most {MAX_ID} characters"
    if not task_id.strip():
        return "is blank"
    return "has characters that no id has" if printable(task_id) != task_id else ""


def unusable_id(operation: Operation, body: Any) -> str | None:
    """The unusable value in the place of a task's id, as text; None where there is no value."""
    value = first(body, operation.task.id) if operation.task is not None else None
    if isinstance(value, str):
        return value
    return None if value in (None, {}, []) else show(value, MAX_ID)
