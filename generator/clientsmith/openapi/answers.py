"""Documented answers, with links from a submit to what follows its task."""

from __future__ import annotations

from collections.abc import Iterable

from clientsmith.language.answers import AnswerField
from clientsmith.language.model import Evidence, ExampleBody, Operation, Provider, Response, Task
from clientsmith.language.node import Node
from clientsmith.language.types import JSON
from clientsmith.openapi.fields import prose
from clientsmith.openapi.words import Document, cited, evidence_of, extensions, stated
from clientsmith.oracle.requests import EVENT_STREAM

_LIMITS = tuple(word.at for word in AnswerField.WORDS if word.limits and word.at != "type")


def answer_schema(node: Node, above: Evidence | None = None) -> Document:
    """The schema of a described value, and of what is inside, as the page has it."""
    data = node.data
    schema: Document = {word: data[word] for word in ("type",) if word in data}
    schema |= prose(node)
    schema |= {word: data[word] for word in _LIMITS if word in data}
    if "enum" in schema and "null" in data.get("type", ()):
        schema["enum"] = [*schema["enum"], None]
    if "items" in data:
        schema["items"] = answer_schema(node.child("items"), node.evidence)
    elif "array" in data.get("type", ()):
        schema["items"] = {}  # anything; linters want it said
    if data.get("properties"):
        inside = node.items("properties")
        schema["properties"] = {name: answer_schema(child, node.evidence) for name, child in inside}
    schema |= stated(required=data.get("required"))
    return schema | cited(node.evidence, above)


def object_schema(node: Node) -> Document:
    """The schema of a whole body: an object whatever it says of itself, and its examples stand with the response."""
    schema = answer_schema(node)
    return {"type": "object", **{word: value for word, value in schema.items() if word != "examples"}}


def examples(bodies: Iterable[ExampleBody], node: Node) -> Document:
    """Documented bodies of a response, which is `node` in the spec."""
    nodes = {example.key: example for example in node.elements("examples")}
    return {
        body.id: {
            "value": body.body,
            **cited(body.evidence),
            **extensions({"evidence": evidence_of(nodes[body.key])}),
        }
        for body in bodies
    }


def content(schema: Document, shown: Document) -> Document:
    """A body in JSON."""
    return {JSON: {"schema": schema, **stated(examples=shown)}}


def in_json(node: Node, response: Response) -> Node:
    """Where the spec describes the body of an answer in JSON."""
    return node.child("content").child(JSON) if response.content_types else node


def _binary(node: Node) -> Document:
    """A body of bytes."""
    return {"schema": {"type": "string", "format": "binary", **prose(node), **cited(node.evidence)}}


def _header(node: Node) -> Document:
    schema = answer_schema(node, node.evidence)
    description = schema.pop("description", "")
    return {**stated(description=description), "schema": schema, **cited(node.evidence)}


def answer_of(
    node: Node, operation: Operation, response: Response, reference: Document | None, provider: Provider
) -> Document:
    """A documented answer, `node` in the spec; `reference` leads to its schema, where its body is described."""
    answer: Document = {"description": response.description or f"An answer of {operation.id}."}
    shown = examples(response.examples, node)
    headers = {name: _header(child) for name, child in node.items("headers")}
    answer |= stated(headers=headers)
    if response.content_types:
        bodies = dict(node.items("content"))
        answer["content"] = {
            kind: content(reference, shown)[JSON] if kind == JSON and reference else _binary(bodies[kind])
            for kind in response.content_types
        }
    elif reference is not None or shown:
        answer["content"] = content(reference or {"type": "object"}, shown)
    if operation.stream is not None and response is operation.answer:
        events = {EVENT_STREAM: {"schema": {"type": "string"}}}
        answer["content"] = {**answer.get("content", {}), **events}
    if operation.task is not None and 200 <= response.status < 300:
        answer |= stated(links=_links(operation.task, provider))
    return {**answer, **cited(response.evidence)}


def _links(task: Task, provider: Provider) -> Document:
    """From the answer to the submit to the operations that take the task's id."""
    targets = [(task.poll, task.parameter), (task.result, task.result_parameter), (task.cancel, task.cancel_parameter)]
    links: Document = {}
    # A link of OpenAPI has no word for an address that an answer gives.
    for identifier, parameter in ((name, parameter) for name, parameter in targets if name and parameter):
        for number, pointer in enumerate(task.id, start=1):
            # A runtime expression has no * for every element; a submit has one task.
            place = "/".join("0" if step == "*" else step for step in pointer.split("/"))
            name = identifier if number == 1 else f"{identifier}_{number}"
            links[name] = _link(provider.operation(identifier), parameter, f"$response.body#{place}")
    return links


def _link(operation: Operation, parameter: str, expression: str) -> Document:
    link: Document = {"operationId": operation.id}
    field = next(field for field in operation.fields if field.wire == parameter)
    if field.location == "body":
        link["requestBody"] = {parameter: expression}
    else:
        link["parameters"] = {parameter: expression}
    return {**link, **extensions({"role": field.role})}
