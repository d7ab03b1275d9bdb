"""The error table as responses, one for each HTTP status and range, and one for the rest."""

from __future__ import annotations

from http import HTTPStatus

from clientsmith.language.model import Envelope, ErrorRow, ExampleBody, Provider
from clientsmith.language.node import Node
from clientsmith.language.prose import listed
from clientsmith.openapi.answers import content, examples, object_schema
from clientsmith.openapi.echo import echo
from clientsmith.openapi.words import Document, cited, extensions

ERROR_BODY = "ErrorBody"
OTHER = "default"


def error_body(around: Node, provider: Provider) -> Document | None:
    """The schema of an error's body, where it is described; `around` is the node with the envelope."""
    response = provider.envelope.error_body
    if response is None or not response.described:
        return None
    return object_schema(around.child("envelope").child("errorBody"))


def error_responses(
    root: Node, provider: Provider, operation: Node | None = None, name: str = ERROR_BODY
) -> dict[str, Document]:
    """HTTP status, range or `default` to the response that its rows and examples make.

    `operation` is the one with an error body of its own, whose schema has this name.
    """
    body = (operation or root).child("envelope").child("errorBody")
    lines: dict[str, list[Node]] = {OTHER: [], **{str(body.status): [] for body in _examples(provider)}}
    for line in root.elements("errors"):
        lines.setdefault(str(line.get("status", OTHER)), []).append(line)
    statuses = sorted(lines, key=lambda status: (status == OTHER, status))
    return {status: _response(body, name, provider, status, lines[status]) for status in statuses}


def _examples(provider: Provider) -> tuple[ExampleBody, ...]:
    body = provider.envelope.error_body
    return body.examples if body is not None else ()


def _response(node: Node, name: str, provider: Provider, status: str, lines: list[Node]) -> Document:
    bodies = [body for body in _examples(provider) if str(body.status) == status]
    shown = examples(bodies, node)
    response: Document = {"description": _description(status, lines)}
    if told := provider.envelope.retryable_header:
        about = {"description": "Whether the same request may succeed later.", "schema": {"enum": ["true", "false"]}}
        response["headers"] = {told: about}
    body = provider.envelope.error_body
    if body is not None and (body.described or shown):
        schema = {"$ref": f"#/components/schemas/{name}"} if body.described else {"type": "object"}
        response["content"] = content(schema, shown)
    return response | extensions({"errors": [echo(ErrorRow, line) for line in lines]})


def _description(status: str, lines: list[Node]) -> str:
    if status == OTHER:
        return "Any other error; its class comes from the code in the body, else from the HTTP status."
    try:
        name = HTTPStatus(int(status)).phrase
    except ValueError:
        name = {"4XX": "Any other client error", "5XX": "Any other server error"}.get(status, f"HTTP status {status}")
    kinds = list(dict.fromkeys(line.text("class") for line in lines))
    return f"{name}: {listed(kinds)}." if kinds else f"{name}."


def with_errors(answer: Document, error: Document) -> Document:
    """An answer under whose HTTP status errors come too: its body is the one or the other."""
    merged = {**answer, **{word: value for word, value in error.items() if word.startswith("x-")}}
    if "content" not in error:
        return merged
    wrong = error["content"]["application/json"]
    right = answer.get("content", {}).get("application/json", {"schema": {"type": "object"}})
    shown = {**right.get("examples", {}), **wrong.get("examples", {})}
    merged["content"] = content({"anyOf": [right["schema"], wrong["schema"]]}, shown)
    return merged


def envelope_words(around: Node, provider: Provider) -> Document | None:
    """Return the envelope's words: how a failure is marked, and where the parts of an error are."""
    node = around.child("envelope")
    words = echo(Envelope, node)
    if not words.keys() - {"source", "level", "evidence"}:
        return None
    body = provider.envelope.error_body if "errorBody" in node.data else None
    return words | (cited(body.evidence) if body is not None and not body.described else {})
