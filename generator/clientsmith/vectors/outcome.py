"""What a response must become, as `expect` has it: a result with images, or an error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from clientsmith.language.model import Operation
from clientsmith.oracle import answers, contents, errors, media
from clientsmith.oracle.drift import drift
from clientsmith.oracle.pointers import find
from clientsmith.vectors.expected_request import line
from clientsmith.vectors.operation_under_test import NOW, OperationUnderTest


def images(operation: Operation, body: Any, received: float = NOW, task: str | None = None) -> list[dict[str, Any]]:
    """Return the images of a body, as `expect` has them."""
    return [
        {
            "url": image.url,
            "base64": image.base64,
            "expiresAt": image.expires_at,
            "mediaType": image.media_type,
            "taskId": task,
        }
        for image in answers.images(operation, body, received)
    ]


def _joined(link: str | None, tested: OperationUnderTest, values: Mapping[str, Any]) -> str | None:
    """Return an absolute link; a relative one is resolved against the request's URL."""
    if link is None or urlsplit(link).scheme or media.type_of(link, "base64"):
        return link
    return urljoin(line(tested, values).partition(" ")[2], link)


def error(
    tested: OperationUnderTest, status: int, body: Any, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return the error that a response must become, as `expect.error`."""
    provider = tested.provider
    expected: dict[str, Any] = {
        "class": errors.class_name(tested, status, body),
        "status": status,
        "code": errors.error_row(provider, status, body)[1],
        "requestId": answers.request_id(provider, body, headers or {}),
        "provider": provider.name,
        "operation": tested.operation.id,
        "mayBeBilled": errors.may_be_billed(tested, status, body),
    }
    messages = [
        value
        for pointer in provider.envelope.message
        for value in find(body, pointer)
        if isinstance(value, str) and value
    ]
    return expected | ({"message": messages[0]} if messages else {})


def differences(operation: Operation, status: int, body: Any) -> list[list[str]]:
    """Return the drift of an answer, as `expect.drift`."""
    return [[difference.path, difference.kind] for difference in drift(operation, status, body)]


def is_partial(operation: Operation, count: int | None, images: int) -> bool:
    """Whether fewer images came than were asked for, where the number isn't only the most that may come."""
    at_most = operation.results is not None and operation.results.count_means == "atMost"
    return count is not None and images < count and not at_most


def of_failures(tested: OperationUnderTest, failed: list[answers.ItemFailure], status: int) -> dict[str, Any]:
    """Return the error of an answer in which every image failed: its class is that of the first code."""
    code = next((one.code for one in failed if one.code is not None), None)
    row = next((row for row in tested.provider.errors if row.code and row.code == code), None)
    kind = "EmptyResultError" if row is None else errors.CLASSES[row.kind]
    billed = tested.operation.submits or errors.asks_for_task(tested)
    shown = [list(one) for one in failed]
    return {"class": kind, "status": status, "code": code, "mayBeBilled": billed, "failures": shown}


def result(tested: OperationUnderTest, values: Mapping[str, Any], body: Any, status: int = 200) -> dict[str, Any]:
    """Return the expectation for a call whose response is a success."""
    operation = tested.operation
    pictures = images(operation, body)
    drifted = drift(operation, status, body)
    if not pictures:
        lacks = answers.lacks_what_it_must_have(operation, drifted)
        if operation.submits and operation.results is not None:
            failed = answers.item_failures(operation, body)
            if failed:
                return {"error": of_failures(tested, failed, status)}
            where = answers.image_pointers(operation)
            where += ["the body"] * contents.takes_bytes(operation)
            error = {"class": "DecodeError" if lacks else "EmptyResultError", "status": status}
            return {"error": error, "errorSays": [f"no image at {' or '.join(where)}"]}
        if lacks:
            return {"error": {"class": "DecodeError", "status": status}}
    for image in pictures:
        image["url"] = _joined(image["url"], tested, values)
    count = answers.requested(tested, values)
    shown: dict[str, Any] = {
        "images": pictures,
        "drift": [[difference.path, difference.kind] for difference in drifted],
        "status": status,
        "requestId": answers.request_id(tested.provider, body, {}),
        "requested": count,
        "partial": is_partial(operation, count, len(pictures)),
        "taskId": None,
    }
    if operation.results is not None and operation.results.texts:
        shown["texts"] = answers.texts_beside(operation, body)
    if any(
        place.error_code or place.error_message for place in (operation.results.images if operation.results else ())
    ):
        shown["failures"] = [list(one) for one in answers.item_failures(operation, body)]
    if not any(difference.kind in ("type", "missing") for difference in drifted):
        shown["answer"] = operation.model
    return {"result": shown, "error": None}
