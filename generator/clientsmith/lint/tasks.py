"""A task can be followed: its operations exist and take the id, and every status has one meaning."""

from collections.abc import Iterator

from clientsmith.diagnostics import shown
from clientsmith.lint.answer_paths import among
from clientsmith.lint.spec import OperationNode, Spec
from clientsmith.load import Pointer
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import Json, mapping, sequence
from clientsmith.oracle.values import listed, types_of

CODES = (
    "task-of-get",
    "poll-needs-more",
    "no-results",
    "duplicate-acceptor",
    "no-success-acceptor",
    "acceptor-without-argument",
    "bad-acceptor",
    "status-without-acceptor",
    "unused-hosts",
)


def check(spec: Spec) -> Iterator[Finding]:
    """Find tasks that can't be polled, and gaps and contradictions of the status map."""
    yield from _nothing_to_show(spec)
    for operation, task, at in spec.each("task"):
        if operation.data["method"] == "GET":
            message = f"{operation.id} is a GET, which starts nothing"
            yield Finding(at, "task-of-get", message, "move the task to the operation that submits", on_key=True)
        calls = [word for word in ("poll", "result", "cancel") if word in task]
        for word in calls:
            yield from _asks(spec, mapping(task[word]), (*at, word))
        if "hosts" in task and not any("url" in task[word] for word in calls):
            message = "no call of the task has an address that would be compared with these hosts"
            hint = "add url to poll, result or cancel, or remove the hosts"
            yield Finding((*at, "hosts"), "unused-hosts", message, hint, on_key=True)
        poll = spec.operations.get(task["poll"]["operation"])
        word = "result" if "result" in task else "poll"
        last = spec.operations.get(task[word]["operation"])
        if last is not None and "results" not in last.data:
            does = "fetches the result" if word == "result" else "is polled"
            message = f"{last.id} {does}, but doesn't say where the images are"
            yield Finding((*at, word, "operation"), "no-results", message, f"add results to {last.id}")
        yield from _map(task, at)
        yield from _statuses(operation, poll, task, at)


def _nothing_to_show(spec: Spec) -> Iterator[Finding]:
    for operation in spec.operations.values():
        prompted = any(node.data.get("role") == "prompt" for node in operation.fields.values())
        if prompted and operation.data["method"] != "GET" and not {"results", "task"} & operation.data.keys():
            message = f"{operation.id} takes a prompt, but doesn't say where the images are"
            hint = "add results, or the task that makes them"
            yield Finding(operation.pointer, "no-results", message, hint, on_key=True)


def _asks(spec: Spec, asks: Json, at: Pointer) -> Iterator[Finding]:
    name, parameter = str(asks["operation"]), asks.get("parameter")
    operation = spec.operations.get(name)
    if operation is None or not (parameter is None or parameter in operation.arguments):
        return
    for other in operation.required:
        # An address is called as it stands, with its path and its query.
        in_address = operation.fields[other].data.get("in") in ("path", "query")
        if other != parameter and not (parameter is None and in_address):
            message = f"{name} requires {shown(other)} too, which nobody gives while a task is followed"
            yield Finding((*at, "operation"), "poll-needs-more", message, "make it optional, or a constant")


def _map(task: Json, at: Pointer) -> Iterator[Finding]:
    seen: dict[tuple[str, str, str], int] = {}
    states: set[str] = set()
    for index, row in enumerate(sequence(task["acceptors"])):
        place, value = (*at, "acceptors", index), row["expected"]
        states.add(row["state"])
        by_status = row.get("matcher") == "status"
        where = "" if by_status else str(row.get("argument", task.get("status", "")))
        key = (str(row.get("matcher", "path")), where, shown(value))
        if seen.setdefault(key, index) != index:
            first = sequence(task["acceptors"])[seen[key]]["state"]
            message = f"{shown(value)} has a row already, with the state {first}"
            yield Finding((*place, "expected"), "duplicate-acceptor", message, "keep one of them")
        if by_status and not (isinstance(value, int) and not isinstance(value, bool) and 100 <= value <= 599):
            message = f"{shown(value)} is no HTTP status"
            yield Finding((*place, "expected"), "bad-acceptor", message, "write a number such as 202")
        if not by_status and "argument" not in row and "status" not in task:
            message = f"nothing says where {shown(value)} is looked for"
            hint = "add status to the task, or argument to the row"
            yield Finding(place, "acceptor-without-argument", message, hint)
    if "success" not in states:
        message = "no row has the state success, so the task never ends well"
        yield Finding((*at, "acceptors"), "no-success-acceptor", message, "add it", on_key=True)


def _statuses(operation: OperationNode, poll: OperationNode | None, task: Json, at: Pointer) -> Iterator[Finding]:
    acceptors = sequence(task["acceptors"])
    rows = [row for row in acceptors if row.get("matcher") != "status" and "argument" not in row]
    expected = [row["expected"] for row in rows]
    for word, source in (("status", poll), ("submitStatus", operation)):
        if word not in task or source is None:
            continue
        nodes, _, _ = among([node.data for node in source.successes()], task[word])
        for rule in nodes:
            for value in sequence(rule.get("enum")):
                if not listed(expected, value):
                    message = f"the status {shown(value)} of {source.id} has no row"
                    hint = "add it with its state: retry, success, failure or cancelled"
                    yield Finding((*at, "acceptors"), "status-without-acceptor", message, hint, on_key=True)
            if word == "status":
                yield from _types(acceptors, rule, (*at, "acceptors"))


def _types(acceptors: list[Json], rule: Json, at: Pointer) -> Iterator[Finding]:
    types = types_of(rule)
    for index, row in enumerate(acceptors):
        if row.get("matcher") == "status" or "argument" in row or not types:
            continue
        if isinstance(row["expected"], str) != ("string" in types) and len(set(types) - {"null"}) == 1:
            message = f"{shown(row['expected'])} is no value of a status of type {' or '.join(types)}"
            yield Finding((*at, index, "expected"), "bad-acceptor", message, "write it as the answer has it")
