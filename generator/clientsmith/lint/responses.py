"""Every operation describes a success, and documented bodies fit their own description."""

from collections.abc import Iterator
from typing import Any

from clientsmith.diagnostics import shown
from clientsmith.lint.spec import Node, OperationNode, Spec, in_json
from clientsmith.load import Pointer
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import Json, mapping, sequence, several
from clientsmith.oracle.answers import failure_signs
from clientsmith.oracle.pointers import find
from clientsmith.oracle.values import violations

CODES = ("no-success-response", "bad-response-example", "failure-under-success", "failure-not-told")


def check(spec: Spec) -> Iterator[Finding]:
    """Find operations without success, and example bodies that contradict the spec."""
    shared = mapping(spec.data.get("envelope"))
    for operation in spec.operations.values():
        successes = list(operation.successes())
        if not successes:
            at = (*operation.pointer, "responses")
            message = f"{operation.id} has no answer of success"
            yield Finding(at, "no-success-response", message, 'add one, such as "200": {}', on_key=True)
        for response in successes:
            yield from _failures(operation, operation.envelope(shared), response)
        if "envelope" in operation.data:
            own = mapping(operation.data["envelope"])
            yield from _unseen(own, operation.envelope(shared), operation.pointer)
    yield from _unseen(shared, shared, ())
    for node in spec.nodes:
        described = in_json(node)
        if node.kind == "response" and "properties" in described.data:
            yield from _examples(node, described.data)


def _examples(node: Node, described: Json) -> Iterator[Finding]:
    rule: Json = {word: described[word] for word in ("properties", "required") if word in described}
    for index, example in enumerate(sequence(node.data.get("examples"))):
        for violation in violations({"type": "object", **rule}, example["body"], documented=True):
            at = (*node.pointer, "examples", index, "body", *violation.path)
            hint = violation.hint or "correct the body or its description; answers may have several types"
            yield Finding(at, "bad-response-example", f"the documented body: {violation.message}", hint)


def _failures(operation: OperationNode, envelope: Json, response: Node) -> Iterator[Finding]:
    for index, example in enumerate(sequence(response.data.get("examples"))):
        for what in () if _is_paid(operation, example["body"]) else _signs(envelope, example["body"]):
            above = response.pointer[: response.pointer.index("responses") + 2]
            at = (*above, "examples", index, "body")
            message = f"by the envelope this body is an error: {what}"
            hint = "put it into errorBody with its status, or correct the envelope"
            yield Finding(at, "failure-under-success", message, hint)


def _unseen(own: Json, envelope: Json, around: Pointer) -> Iterator[Finding]:
    """Find bodies of errors that come with a status of success, and that the client would take for one."""
    for index, example in enumerate(sequence(mapping(own.get("errorBody")).get("examples"))):
        status = example.get("status", 0)
        if 200 <= status < 300 and not _signs(envelope, example["body"]):
            at = (*around, "envelope", "errorBody", "examples", index, "status")
            message = f"nothing in the envelope tells this body with the status {status} from a success"
            hint = "add failure to the envelope: where a body of an error has what a success hasn't"
            yield Finding(at, "failure-not-told", message, hint)


def _signs(envelope: Json, body: Any) -> list[str]:
    """Find signs of failure in the body of a success."""
    success = mapping(envelope.get("success"))
    expected, failure = sequence(success.get("expected")), several(envelope.get("failure"))
    signs = failure_signs(str(success.get("argument", "")), expected, failure, body)
    return [f"{pointer} has {shown(value)}" for pointer, value in signs]


def _is_paid(operation: OperationNode, body: Any) -> bool:
    """Whether a body has the task's id or an image, and so is no error whatever else it says."""
    places = [mapping(place) for place in sequence(mapping(operation.data.get("results")).get("images"))]
    pointers = [
        place.get("items", "") + end
        for place in places
        for word in ("url", "base64")
        for end in several(place.get(word))
    ]
    pointers += several(mapping(operation.data.get("task")).get("id"))
    return any(isinstance(value, str | int) and value for pointer in pointers for value in find(body, pointer))
