"""Operations of a kind: what clients do about connections, links and keys is the same for all of them."""

from __future__ import annotations

from collections.abc import Hashable

from clientsmith.oracle import following
from clientsmith.vectors.operation_under_test import OperationUnderTest


def kind_of(tested: OperationUnderTest) -> Hashable:
    """Return everything about an operation that decides on its safety, apart from its own fields, times and limits."""
    operation, results = tested.operation, tested.operation.results
    maker = following.submitter(tested.provider, operation)
    places = [
        (place.body, bool(place.url), bool(place.base64), bool(place.media_type), bool(place.expires_at or place.ttl))
        for place in (results.images if results is not None else ())
    ]
    task = operation.task
    return (
        operation.method,
        operation.submits,
        operation.has_body,
        operation.media_type,
        bool(operation.idempotency_header),
        tuple(server.name for server in operation.servers),
        tuple(sorted((response.status, bool(response.schema)) for response in operation.responses)),
        None if results is None else (tuple(places), results.lifetime is None, results.security, results.hosts),
        None if task is None else (tuple(following.calls(task)), task.unknown_status, bool(task.submit_status)),
        None if maker is None else maker.id,
    )
