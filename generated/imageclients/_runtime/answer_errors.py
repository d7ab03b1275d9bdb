# Made by `clientsmith generate` from templates/imageclients/_runtime/answer_errors.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Errors about answers: which answers are failures, and the exception for one, with its class from the error table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..errors import APIStatusError, ServerError, SubmissionServerError, class_for
from . import schema
from .answers import DecodedResponse, request_id
from .config import without_query
from .credentials import Secret
from .describe import Envelope, ErrorRow, Operation, Provider
from .images import assets, item_failures
from .jsontypes import is_object
from .pointer import find, first, first_text
from .task_ids import task_ids


def is_error(envelope: Envelope, operation: Operation, response: DecodedResponse) -> bool:
    """Whether the answer is a failure: by its status, or by its body under a good status.

    A body with a task id or images is never an error: they were paid for.
    """
    if not 200 <= response.status < 300:
        return True
    success = first(response.body, (envelope.success,)) if envelope.success and is_object(response.body) else None
    fails = success is not None and not any(schema.same(success, value) for value in envelope.expected)
    fails = fails or any(value for pointer in envelope.failure for value in find(response.body, pointer))
    return fails and not assets(operation, response.body, 0) and not task_ids(operation, response.body)


def error_row(
    provider: Provider, operation: Operation, response: DecodedResponse
) -> tuple[ErrorRow | None, str | None]:
    """The row of the error table that fits, and the code.

    A row fits by a code that the table knows, else by the error type, else by the HTTP status.
    """
    envelope = provider.envelope_of(operation)
    # Where the value that tells success stands in the place of the code, that of a success is no code.
    no_codes = {"", *(map(str, envelope.expected) if envelope.success in envelope.code else ())}
    values = (value for pointer in envelope.code for value in find(response.body, pointer))
    codes = [str(value) for value in values if isinstance(value, str | int) and str(value) not in no_codes]
    kind = first(response.body, envelope.type)
    listed = frozenset(codes)
    fitting = [(*_rank(row, listed, kind, response.status), row) for row in provider.errors]
    best = max(fitting, key=lambda ranked: ranked[:2], default=None)
    row = best[2] if best is not None and best[0] else None
    known = row.code if row is not None and row.code else None
    return row, known or (codes[0] if codes else None)


def retryable(envelope: Envelope, response: DecodedResponse, row: ErrorRow | None) -> bool | None:
    """Whether the same request may succeed later, by the answer's own header, else by its row; None if neither says."""
    told = response.headers.get(envelope.retryable_header.lower(), "").strip().lower()
    if told in ("true", "false"):
        return told == "true"
    return row.retryable if row is not None else None


def _rank(row: ErrorRow, codes: frozenset[str], kind: Any, status: int) -> tuple[int, int]:
    """How well a row fits: 3 by its code, 2 by its type, 1 by its status, 0 not at all.

    The second number decides between rows that fit equally well: higher for the exact status than for its range.
    """
    exact = 2 if row.status == status else 1 if row.status == f"{status // 100}XX" else 0
    if row.code:
        return (3 if row.code in codes else 0), exact
    if row.type:
        return (2 if row.type == kind and (exact or row.status is None) else 0), exact
    return (1 if exact else 0), exact


def error(
    provider: Provider,
    operation: Operation,
    response: DecodedResponse,
    key: Secret,
    submitted: Mapping[str, Any],
    **more: Any,
) -> APIStatusError:
    """Build the exception for a failed answer; the error table decides its class.

    `submitted` has the facts of a submit that isn't sent again because it may be billed.
    """
    row, code = error_row(provider, operation, response)
    kind = class_for(row.kind if row is not None else None, response.status)
    if submitted and kind is ServerError:
        kind, more = SubmissionServerError, {**more, **submitted}
    places = (*provider.envelope_of(operation).message, "/error/message", "/message", "/error", "/detail", "")
    message = first_text(response.body, places)
    if message is None:
        message = f"the provider answered {response.status}"
        if 300 <= response.status < 400:
            goal = without_query(key.hide(response.headers.get("location", "nowhere")))
            message = f"the provider redirects to {goal!a}, which isn't followed"
        elif response.body is None and response.content[:4096].strip():
            message += f": {excerpt(response.content, key)}"
    return kind(
        key.mask(message)[:2000],
        code=None if code is None else key.mask(code),
        **facts(provider, operation, response, key),
        **more,
    )


def facts(provider: Provider, operation: Operation, response: DecodedResponse, key: Secret) -> dict[str, Any]:
    """The attributes of every error about an answer."""
    body = key.mask_all(response.body)
    # JSON may hide a key in the bytes, for example between escaped line ends; the decoded body shows it.
    content = key.hide_bytes(response.content) if body == response.body else json.dumps(body).encode()
    return {
        "provider": provider.name,
        "operation": operation.id,
        "status_code": response.status,
        "request_id": key.mask_all(request_id(provider.envelope_of(operation), response)),
        "body": body if response.body is not None else _lenient(response.content, key)[:2000],
        "content": content,
        "failures": tuple(one.masked(key.mask_all) for one in item_failures(operation, response.body)),
    }


def _lenient(content: bytes, key: Secret) -> str:
    """The beginning of a body as text. The key is hidden before the text is cut, so that no part of a key is left."""
    text = key.hide(content[:100_000].decode("utf-8", "replace"))
    # What was cut off first may have cut a key in two, which is longest where each character is escaped for HTML.
    return text[: min(8000, max(0, len(text) - 12 * key.longest))] if len(content) > 100_000 else text[:8000]


def excerpt(content: bytes, key: Secret) -> str:
    """The first characters of a body, on one line."""
    return key.mask(" ".join(_lenient(content, key).split()))[:200]
