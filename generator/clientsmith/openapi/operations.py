"""Operations, each under a path of its own."""

from __future__ import annotations

import re

from clientsmith.language.model import Field, Operation, Provider
from clientsmith.language.names import class_name
from clientsmith.language.node import Node
from clientsmith.openapi.answers import answer_of, in_json, object_schema
from clientsmith.openapi.callbacks import callbacks
from clientsmith.openapi.errors import ERROR_BODY, envelope_words, error_body, error_responses, with_errors
from clientsmith.openapi.fields import field_schema
from clientsmith.openapi.plans import plans
from clientsmith.openapi.request import example_bodies, request_schema
from clientsmith.openapi.servers import servers
from clientsmith.openapi.words import Document, cited, evidence_of, extension, extensions, ordered, stated
from clientsmith.oracle.multipart import is_file, part_name

_VARIABLE = re.compile(r"\{[^}]*\}")


def paths_and_schemas(root: Node, provider: Provider) -> tuple[Document, Document]:
    """The paths, and the schemas of bodies that they refer to."""
    errors = error_responses(root, provider)
    nodes, paths, schemas = dict(root.items("operations")), Document(), Document()
    taken: dict[str, str] = {}
    for operation in provider.operations:
        node, path = nodes[operation.id], operation.path
        # Two templates that differ in names only are one path to OpenAPI, which has room for one operation a method.
        first = taken.setdefault(_VARIABLE.sub("{}", path), path)
        own = path
        if first != path or operation.method.lower() in paths.get(path, {}):
            own = f"{path}#{operation.id}"
        document = _operation(root, node, operation, provider)
        if own != path:
            document |= extensions({"path": path})
        if "envelope" in node.data:
            document |= extensions({"envelope": envelope_words(node, provider.seen_by(operation))})
        document |= stated(callbacks=callbacks(operation, node, provider))
        document["responses"] = _responses(
            node, operation, provider, errors | _own_errors(root, node, operation, provider, schemas), schemas
        )
        if operation.has_body:
            name = f"{class_name(operation.id)}Request"
            schemas[name] = request_schema(operation, node)
            document["requestBody"] = _body(operation, name)
        paths.setdefault(own, {})[operation.method.lower()] = _ordered(document)
    return paths, schemas


_ORDER = ("operationId", "summary", "description", "tags", "parameters", "requestBody", "responses", "callbacks")


def _ordered(document: Document) -> Document:
    """The words in the order in which OpenAPI's own documents have them, ours last."""
    return {word: document[word] for word in (*_ORDER, *document) if word in document}


def _operation(root: Node, node: Node, operation: Operation, provider: Provider) -> Document:
    document: Document = {"operationId": operation.id}
    # Linters ask for a summary; the id says a little.
    document |= stated(summary=operation.summary or operation.id.replace("_", " "), description=operation.description)
    document["tags"] = [provider.name]
    document |= stated(parameters=_parameters(root, node, operation), servers=servers(operation.servers))
    calls = {} if operation.has_body else example_bodies(operation)
    return (
        document
        | plans(operation, node)
        | extensions({"examples": calls, "evidence": evidence_of(node)})
        | cited(operation.evidence)
    )


def _parameters(root: Node, node: Node, operation: Operation) -> list[Document]:
    nodes = {parameter.key: parameter for parameter in (*node.elements("parameters"), *root.elements("parameters"))}
    made: list[Document] = []
    for field in operation.fields:
        if field.location == "body":
            continue
        converted = field_schema(field, nodes[field.key])
        description, deprecated = converted.schema.pop("description", None), converted.schema.pop("deprecated", None)
        own = {word: converted.schema.pop(word) for word in list(converted.schema) if word in _OF_PARAMETERS}
        # The client refuses `..` and the like, which a path can't carry; no pattern of JSON Schema folds as paths do.
        words = [*converted.unexpressed, *(["path"] if field.location == "path" else [])]
        unexpressed = [{"field": field.wire, "rule": word} for word in words]
        made.append(
            {
                "name": field.wire,
                "in": field.location,
                **stated(description=description),
                "required": field.required or field.constant is not None,
                **stated(deprecated=deprecated),
                "schema": ordered(converted.schema),
                **own,
                **extensions({"unexpressed": unexpressed, "greedy": field.greedy or None}),
            }
        )
    return made


_OF_PARAMETERS = {extension(word) for word in ("argument", "role", "source", "level", "evidence")}


def _body(operation: Operation, name: str) -> Document:
    shown = example_bodies(operation)
    parts = {part_name(field): kind for field in operation.fields if (kind := _part_type(field))}
    encoding = {part: {"contentType": kind} for part, kind in parts.items()}
    schema = {"$ref": f"#/components/schemas/{name}"}
    content: Document = {"schema": schema, **stated(encoding=encoding, examples=shown)}
    return {"required": True, "content": {operation.media_type: content}}


def _part_type(field: Field) -> str:
    """The type of a part, where it isn't the usual one: as it is said, or what a file may be."""
    if field.encoding is not None and field.encoding.content_type:
        return field.encoding.content_type
    return ", ".join(field.media.types) if field.media is not None and is_file(field) else ""


def _responses(
    node: Node, operation: Operation, provider: Provider, errors: dict[str, Document], schemas: Document
) -> Document:
    made: Document = {}
    for (status, child), response in zip(node.items("responses"), operation.responses, strict=True):
        reference: Document | None = None
        if response.described:
            name = operation.model if response is operation.answer else f"{operation.model}{status}"
            schemas[name] = object_schema(in_json(child, response))
            reference = {"$ref": f"#/components/schemas/{name}"}
        answer = answer_of(child, operation, response, reference, provider)
        made[status] = with_errors(answer, errors[status]) if status in errors else answer
    for status, error in errors.items():
        # An error row of a good status speaks of answers that look good: there must be one.
        if status not in made and not status.startswith("2"):
            shared = {"$ref": f"#/components/responses/{component(status)}"}
            made[status] = error if "envelope" in node.data else shared
    return {status: made[status] for status in sorted(made, key=lambda status: (status == "default", status))}


def _own_errors(
    root: Node, node: Node, operation: Operation, provider: Provider, schemas: Document
) -> dict[str, Document]:
    """The error responses of an operation with an envelope of its own, and their schema."""
    if "envelope" not in node.data:
        return {}
    own, name = provider.seen_by(operation), ERROR_BODY
    around = node if "errorBody" in node.child("envelope").data else root
    if around is node and (schema := error_body(node, own)) is not None:
        name = f"{class_name(operation.id)}{ERROR_BODY}"
        schemas[name] = schema
    return error_responses(root, own, around, name)


def component(status: str) -> str:
    """The name of the response of a status: Error404, ErrorDefault."""
    return f"Error{status[:1].upper()}{status[1:]}"
