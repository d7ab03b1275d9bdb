"""Extensions for what OpenAPI can't express: following a task or a stream, and the places of images."""

from __future__ import annotations

from clientsmith.language.model import Operation, Pages, Results, Stream, Task
from clientsmith.language.node import Node
from clientsmith.openapi.echo import echo
from clientsmith.openapi.words import Document, extensions


def plans(operation: Operation, node: Node) -> Document:
    """The task, the results and the policy of an operation."""
    words = {
        "submits": operation.submits,
        "timeout": operation.timeout,
        "maxResponseBytes": operation.max_response_bytes,
        "idempotencyHeader": operation.idempotency_header,
        "task": None if operation.task is None else echo(Task, node.child("task")),
        "stream": None if operation.stream is None else echo(Stream, node.child("stream")),
        "pages": None if operation.pages is None else echo(Pages, node.child("pages")),
        "results": None if operation.results is None else echo(Results, node.child("results")),
    }
    return extensions(words)
