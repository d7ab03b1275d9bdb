"""How a task is followed: the request of each call about it, by the task's id or at an address that the answer gave."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from clientsmith.language.model import Operation, Pointers, Provider, Task
from clientsmith.load.json_values import mapping
from clientsmith.oracle.operation import called_at, filled
from clientsmith.oracle.pointers import find

KINDS = ("poll", "result", "cancel")
"""The calls about a task."""
_ADDRESS = re.compile(r"(https?)://([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5})?)?([/?][!-~]*)?", re.IGNORECASE)
_MOST = 4000


def operation_of(task: Task, kind: str) -> str | None:
    """Return the operation that a call about a task is described as."""
    return {"poll": task.poll, "result": task.result, "cancel": task.cancel}[kind]


def parameter_of(task: Task, kind: str) -> str:
    """Return the parameter that takes the id in a call about a task; empty where an address alone leads there."""
    return {"poll": task.parameter, "result": task.result_parameter, "cancel": task.cancel_parameter}[kind] or ""


def pointers_of(task: Task, kind: str) -> Pointers:
    """Return where the answer to the submit has the address of a call about its task."""
    return {"poll": task.poll_url, "result": task.result_url, "cancel": task.cancel_url}[kind]


def calls(task: Task) -> list[str]:
    """Return the kinds of calls that a task has."""
    return [kind for kind in KINDS if operation_of(task, kind) is not None]


def values(task: Task, kind: str, task_id: str) -> Mapping[str, Any]:
    """Return the values of a call that names the task by its id."""
    return {parameter_of(task, kind): task_id}


def addresses(task: Task, body: Any, base: str) -> dict[str, str]:
    """Return the addresses that the answer to a submit gives, by kind, joined to the address of that answer."""
    found = {kind: next(_texts(body, pointers_of(task, kind)), None) for kind in KINDS}
    return {kind: joined(base, text) for kind, text in found.items() if text is not None}


def joined(base: str, text: str) -> str:
    """Return an address joined to that of the answer which has it."""
    try:
        return text if urlsplit(text).scheme else urljoin(base, text)
    except ValueError:
        return text


def _texts(body: Any, pointers: Pointers) -> Iterator[str]:
    return (text for pointer in pointers for text in find(body, pointer) if isinstance(text, str) and text)


def may_have_key(provider: Provider, task: Task, base_url: str, address: str) -> bool:
    """Whether the key may go to an address: the client's own origin, or a listed host beside a documented one."""
    origin = origin_of(address)
    if origin is None or len(address) > _MOST or "#" in address or "\\" in address:
        return False
    if origin in (origin_of(called_at(provider, operation, base_url)) for operation in provider.operations):
        return True
    scheme, host, port = origin
    listed = any(re.fullmatch(_pattern(entry), host) for entry in task.hosts)
    documented = origin_of(base_url) in [origin_of(filled(server)) for server in provider.servers]
    return listed and documented and (scheme, port) == ("https", 443)


def origin_of(address: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port of a plain address; None of one with a user, or with an odd character."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        return None
    scheme = match[1].lower()
    return scheme, match[2].lower(), int(match[3]) if match[3] else 443 if scheme == "https" else 80


def _pattern(entry: str) -> str:
    return re.escape(entry).replace(r"\*", "[^.]+", 1)


def token(task_id: str, known: Mapping[str, str]) -> str:
    """Return what the task can be resumed with: its id, or JSON with id and addresses."""
    return json.dumps({"id": task_id} | dict(known), ensure_ascii=False, separators=(",", ":")) if known else task_id


def read_token(task: Task, text: str) -> tuple[str, dict[str, str]]:
    """Return the id and the addresses of a token; a text that is none is an id."""
    kinds = [kind for kind in KINDS if pointers_of(task, kind)]
    try:
        whole = mapping(json.loads(text)) if kinds and text.startswith("{") else {}
    except ValueError:
        whole = {}
    known = {kind: whole[kind] for kind in kinds if isinstance(whole.get(kind), str)}
    return (str(whole["id"]), known) if "id" in whole else (text, {})


def submitter(provider: Provider, operation: Operation) -> Operation | None:
    """Return the operation whose tasks another one tells of."""
    owners = (owner for owner in provider.operations if owner.task is not None and is_lookup(owner.task, operation.id))
    return next(owners, None)


def is_lookup(task: Task, operation: str) -> bool:
    """Whether an operation asks for a task, or fetches its result."""
    return operation in (task.poll, task.result)


def answerer(task: Task) -> str:
    """Return the operation whose answer has the images of a task."""
    return task.result or task.poll


def answering(provider: Provider, operation: Operation) -> Operation:
    """Return the operation whose answer has the images of a call."""
    return provider.operation(answerer(operation.task)) if operation.task is not None else operation
