"""A callback is about a task, has an answer that the client can read, and its signature covers what it must."""

from collections.abc import Iterator

from clientsmith.diagnostics import shown
from clientsmith.lint.answer_paths import among
from clientsmith.lint.spec import OperationNode, Spec
from clientsmith.load import Pointer
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import Json, mapping, several
from clientsmith.oracle.values import types_of

CODES = (
    "callback-without-task",
    "callback-of-another-operation",
    "callback-url-type",
    "callback-nowhere",
    "unused-signature-word",
    "unsigned-time",
)


def check(spec: Spec) -> Iterator[Finding]:
    """Find callbacks that can't be read, and signatures that prove nothing."""
    for operation, callbacks, at in spec.each("callbacks"):
        if "task" not in operation.data:
            message = f"{operation.id} makes no task that a callback could be about"
            yield Finding(at, "callback-without-task", message, "add task, or remove the callbacks", on_key=True)
            continue
        for name, callback in callbacks.items():
            yield from _callback(spec, operation, mapping(callback), (*at, name))


def _callback(spec: Spec, operation: OperationNode, callback: Json, at: Pointer) -> Iterator[Finding]:
    field = operation.arguments.get(str(callback["url"]))
    if field is not None and types_of(field.data) not in ((), ("string",)):
        message = f"{shown(field.name)} takes no text, so no address"
        yield Finding((*at, "url"), "callback-url-type", message, "name the field that takes the address")
    task = mapping(operation.data["task"])
    known = [mapping(task[word])["operation"] for word in ("poll", "result") if word in task]
    named = callback.get("operation", known[0])
    if named not in spec.operations:
        return
    if named not in known:
        message = f"{shown(named)} neither polls the task nor fetches its result"
        yield Finding((*at, "operation"), "callback-of-another-operation", message, f"write {' or '.join(known)}")
        return
    answers = [node.data for node in spec.operations[named].successes()]
    part = str(callback.get("part", ""))
    if "*" in part.split("/"):
        message = f"{shown(part)} is many places, and the callback has one of them"
        yield Finding((*at, "part"), "callback-nowhere", message, "name one place, such as /data")
        return
    places = [((*at, "part"), part)] if part else []
    if "payload" not in callback:
        places += [((*at, "id"), part + pointer) for pointer in several(callback["id"])]
    for place, pointer in places:
        _, reason, hint = among(answers, pointer)
        if reason:
            message = f"{shown(pointer)} isn't in the answer of {named}: {reason}"
            yield Finding(place, "callback-nowhere", message, hint)
    yield from _signature(mapping(callback.get("signature")), (*at, "signature"))


def _signature(signature: Json, at: Pointer) -> Iterator[Finding]:
    if signature.get("scheme") == "standard-webhooks":
        for word in ("header", "prefix", "encoding", "timestamp", "signed"):
            if word in signature:
                message = f"standard-webhooks says itself what {word} is"
                yield Finding((*at, word), "unused-signature-word", message, "remove it", on_key=True)
    elif ("timestamp" in signature) != ("{timestamp}" in str(signature.get("signed", ""))):
        message = "a time that isn't signed proves nothing, and one without a header can't be known"
        hint = "give both timestamp and {timestamp} in signed, or neither"
        yield Finding(at, "unsigned-time", message, hint, on_key=True)
