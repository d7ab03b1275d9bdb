"""Callbacks in OpenAPI's own words: the address as an expression of the request, and what is sent to it."""

from __future__ import annotations

from clientsmith.language.callbacks import Callback
from clientsmith.language.model import Operation, Provider
from clientsmith.language.node import Node
from clientsmith.openapi.answers import content
from clientsmith.openapi.echo import echo
from clientsmith.openapi.words import Document, extensions, stated


def callbacks(operation: Operation, node: Node, provider: Provider) -> Document:
    """What the provider sends of its own accord, by name."""
    made: Document = {}
    for (name, child), callback in zip(node.items("callbacks"), operation.callbacks, strict=True):
        field = next(field for field in operation.fields if field.wire == callback.url)
        place = (
            f"body#{field.pointer or f'/{field.wire}'}"
            if field.location == "body"
            else f"{field.location}.{field.wire}"
        )
        message: Document = {
            "summary": f"What receive_{operation.id} reads.",
            **stated(description=callback.description),
            "requestBody": {"content": _content(operation, callback, provider)},
            "responses": {"2XX": {"description": "Any answer of success."}},
            **extensions({"callback": echo(Callback, child)}),
        }
        made[name] = {f"{{$request.{place}}}": {"post": message}}
    return made


def _content(operation: Operation, callback: Callback, provider: Provider) -> Document:
    """The body: that of the answer, where the callback has all of it."""
    reader = provider.operation(callback.operation or (operation.task.poll if operation.task is not None else ""))
    whole = not callback.payload and not callback.part and reader.answer is not None and reader.answer.described
    return content({"$ref": f"#/components/schemas/{reader.model}"} if whole else {"type": "object"}, {})
