"""An answer is described once, its bytes where they are an image, and its headers as texts and numbers."""

from collections.abc import Iterator

from clientsmith.diagnostics import KINDS, shown
from clientsmith.language.types import JSON
from clientsmith.lint.spec import OperationNode, Spec
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import Json, mapping, sequence
from clientsmith.oracle.values import types_of

CODES = (
    "answer-told-twice",
    "content-of-another-kind",
    "no-bytes",
    "hosts-without-key",
    "no-header-value",
    "bytes-and-more",
)


def check(spec: Spec) -> Iterator[Finding]:
    """Find answers that contradict themselves, and images in bytes that no answer has."""
    for node in spec.nodes:
        if node.kind != "response" or "responses" not in node.pointer[-2:-1]:
            continue
        twice = next((word for word in ("properties", "required") if word in node.data), "")
        if twice and "content" in node.data:
            message = f"{twice} stands beside content"
            hint = f"put it into content, under {JSON}"
            yield Finding((*node.pointer, twice), "answer-told-twice", message, hint, on_key=True)
        for kind, body in mapping(node.data.get("content")).items():
            if (kind == JSON) != ("properties" in mapping(body)):
                at = (*node.pointer, "content", kind)
                wanted = "properties" if kind == JSON else "format: binary"
                message = f"a body of {kind} has {wanted}"
                hint = f"write {wanted}; only {JSON} has properties"
                yield Finding(at, "content-of-another-kind", message, hint, on_key=True)
        for name, header in mapping(node.data.get("headers")).items():
            wrong = next((one for one in types_of(mapping(header)) if one in ("array", "object", "null")), "")
            if wrong:
                at = (*node.pointer, "headers", name, "type")
                message = f"a header can't be {KINDS[wrong]}"
                yield Finding(at, "no-header-value", message, "write string, integer, number or boolean")
    for operation in spec.operations.values():
        yield from _results(operation)


def _results(operation: OperationNode) -> Iterator[Finding]:
    results = mapping(operation.data.get("results"))
    at = (*operation.pointer, "results")
    bodies = [index for index, place in enumerate(sequence(results.get("images"))) if mapping(place).get("body")]
    if bodies and not any(_has_bytes(mapping(one)) for one in mapping(operation.data["responses"]).values()):
        message = f"no answer of {shown(operation.id)} is described as bytes"
        hint = 'write content: {"image/*": {type: string, format: binary}} in its answer'
        yield Finding((*at, "images", bodies[0], "body"), "no-bytes", message, hint, on_key=True)
    for index in bodies:
        place = mapping(sequence(results["images"])[index])
        for word in (word for word in place if word not in ("body", "source", "evidence")):
            message, hint = f"{word} says nothing about bytes", "give it a place of its own in images"
            yield Finding((*at, "images", index, word), "bytes-and-more", message, hint, on_key=True)
    if "hosts" in results and "security" not in results:
        message, hint = "hosts says nothing without security", "write security: provider if these links need the key"
        yield Finding((*at, "hosts"), "hosts-without-key", message, hint, on_key=True)


def _has_bytes(response: Json) -> bool:
    return any("format" in mapping(body) for body in mapping(response.get("content")).values())
