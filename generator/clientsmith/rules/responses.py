"""Every operation describes a success, and documented bodies fit their own description."""

from collections.abc import Iterator
from typing import Any

from clientsmith.diagnostics import shown
from clientsmith.rules.answer_paths import values_at
from clientsmith.rules.finding import Finding
from clientsmith.rules.judge import faults, listed
from clientsmith.rules.spec import Json, Node, Spec, mapping, sequence, several

CODES = ("no-success-response", "bad-response-example", "failure-under-success")


def check(spec: Spec) -> Iterator[Finding]:
    """Find operations without success, and example bodies that contradict the spec."""
    for operation in spec.operations.values():
        successes = list(operation.successes())
        if not successes:
            at = (*operation.pointer, "responses")
            message = f"{operation.id} has no answer of success"
            yield Finding(at, "no-success-response", message, 'add one, such as "200": {}', on_key=True)
        for response in successes:
            yield from _failures(mapping(spec.data.get("envelope")), response)
    for node in spec.nodes:
        if node.kind == "response" and "properties" in node.data:
            yield from _examples(node)


def _examples(node: Node) -> Iterator[Finding]:
    rule: Json = {word: node.data[word] for word in ("properties", "required") if word in node.data}
    for index, example in enumerate(sequence(node.data.get("examples"))):
        for fault in faults({"type": "object", **rule}, example["body"]):
            at = (*node.pointer, "examples", index, "body", *fault.path)
            hint = fault.hint or "correct the body or its description; answers may have several types"
            yield Finding(at, "bad-response-example", f"the documented body: {fault.message}", hint)


def _failures(envelope: dict[str, Any], response: Node) -> Iterator[Finding]:
    success = mapping(envelope.get("success"))
    for index, example in enumerate(sequence(response.data.get("examples"))):
        body: Any = example["body"]
        wrong = [
            f"{pointer} has {shown(value)}"
            for pointer in several(envelope.get("failure"))
            for value in values_at(body, pointer)
            if value is not None
        ]
        wrong += [
            f"{success['argument']} is {shown(value)}"
            for value in values_at(body, success.get("argument", "/"))
            if success and not listed(success["expected"], value)
        ]
        for what in wrong:
            at = (*response.pointer, "examples", index, "body")
            message = f"by the envelope this body is an error: {what}"
            hint = "put it into errorBody with its status, or correct the envelope"
            yield Finding(at, "failure-under-success", message, hint)
