"""What OpenAPI has no words for: how a task is followed, and where the images are."""

from __future__ import annotations

from clientsmith.language.model import Operation, Results, Task
from clientsmith.language.node import Node
from clientsmith.openapi.words import Document, evidence_of, extensions, row, several, told


def plans(operation: Operation, node: Node) -> Document:
    """The task, the results and the policy of an operation."""
    words = {
        "submits": operation.submits,
        "timeout": operation.timeout,
        "maxResponseBytes": operation.max_response_bytes,
        "idempotencyHeader": operation.idempotency_header,
        "task": None if operation.task is None else _task(operation.task, node.child("task")),
        "results": None if operation.results is None else _results(operation.results, node.child("results")),
    }
    return extensions(words)


def _task(task: Task, node: Node) -> Document:
    words = told(
        id=several(task.id),
        submitStatus=task.submit_status,
        poll=told(operation=task.poll, parameter=task.parameter, echo=several(task.echo)),
        cancel=told(operation=task.cancel, parameter=task.cancel_parameter),
        status=task.status,
        acceptors=[
            row(
                one.evidence,
                expected=one.expected,
                state=one.state,
                matcher=one.matcher,
                argument=one.argument,
                description=one.description,
            )
            for one in task.acceptors
        ],
        unknownStatus=task.unknown_status,
        progress=several(task.progress),
        eta=several(task.eta),
        reason=several(task.reason),
        code=several(task.code),
        delay=task.delay,
        maxDelay=task.max_delay,
        maxAttempts=task.max_attempts,
        timeout=task.timeout,
        notFoundGrace=task.not_found_grace,
        evidence=evidence_of(node),
    )
    return row(task.evidence, **words)


def _results(results: Results, node: Node) -> Document:
    images = [
        {"items": told_place.items}  # empty for the body itself
        | row(
            place.evidence,
            url=several(told_place.url),
            base64=several(told_place.base64),
            expiresAt=several(told_place.expires_at),
            ttl=several(told_place.ttl),
            mediaType=several(told_place.media_type),
        )
        for told_place, place in zip(results.images, node.elements("images"), strict=True)
    ]
    life = node.child("lifetime")
    lifetime = row(life.evidence, seconds=results.lifetime, since=results.since) if results.lifetime else None
    words = told(images=images, lifetime=lifetime, count=results.count)
    return row(results.evidence, **words)
