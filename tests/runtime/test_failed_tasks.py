"""A task that failed raises an exception of the class that the spec gives the failure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from clientsmith.oracle.drift import drift
from imageclients import errors
from support.mode import Mode
from support.spec import FAILURES_SPEC, client_module, provider_of

SPEC = (
    "errors: [{status: 400, code: nsfw, class: contentRejected}, {status: 401, code: key, class: authentication}]\n"
    + FAILURES_SPEC
)


def failure(mode: Mode, answer: dict[str, Any], spec: str = SPEC) -> errors.TaskFailedError:
    """The exception of a task whose first poll is answered so."""
    answers: Iterator[dict[str, Any]] = iter([{"id": "t"}, {"id": "t", **answer}])

    def handle(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=next(answers))

    client = mode.client(client_module(spec), http_client=mode.http(handle))
    with pytest.raises(errors.TaskFailedError) as caught:
        mode.go(client.generate_image(prompt="a fox"))
    assert caught.value.task_id == "t"
    return caught.value


@pytest.mark.parametrize(
    ("answer", "kind", "also"),
    [
        ({"status": "refused"}, errors.TaskContentRejectedError, errors.ContentRejectedError),
        ({"status": "broken", "code": "nsfw"}, errors.TaskServerError, errors.ServerError),
        ({"status": "failed", "code": "nsfw"}, errors.TaskContentRejectedError, errors.APIStatusError),
        ({"status": "failed", "code": "key"}, errors.TaskFailedError, errors.ImageClientError),
        ({"status": "failed", "code": "new"}, errors.TaskFailedError, errors.ImageClientError),
        ({"status": "failed"}, errors.TaskFailedError, errors.ImageClientError),
    ],
    ids=["by status", "status before code", "by code", "class without an exception", "unknown code", "no code"],
)
def test_failure_has_the_class_of_its_status_or_else_of_its_code(
    mode: Mode, answer: dict[str, Any], kind: type[Exception], also: type[Exception]
) -> None:
    error = failure(mode, answer)
    assert type(error) is kind
    assert isinstance(error, also)
    assert error.code == answer.get("code")


def test_failure_that_is_free_is_charged_where_its_class_is_a_rejection_that_isnt_free(mode: Mode) -> None:
    free = f"billing: {{outcomes: {{failed: free}}}}\n{SPEC}"
    assert not failure(mode, {"status": "broken"}, free).may_be_billed
    assert failure(mode, {"status": "refused"}, free).may_be_billed


BY_STATUS = SPEC.replace(
    "        - {expected: waiting, state: retry}\n",
    "        - {matcher: status, expected: 410, state: failure}\n        - {expected: waiting, state: retry}\n",
).replace(
    '      "200":\n        properties:\n          id',
    '      "410": {properties: {code: {type: string}}}\n      "200":\n        properties:\n          id',
)


@pytest.mark.parametrize(("status", "drifts"), [(410, False), (200, True)])
def test_an_error_that_is_a_state_of_the_task_is_compared_with_no_success(
    mode: Mode, status: int, drifts: bool
) -> None:
    polled = {"id": "t", "status": "failed", "new": 1}
    answers: Iterator[tuple[int, dict[str, Any]]] = iter([(200, {"id": "t"}), (status, polled)])

    def handle(_: httpx.Request) -> httpx.Response:
        code, body = next(answers)
        return httpx.Response(code, json=body)

    events: list[Any] = []
    client = mode.client(client_module(BY_STATUS), http_client=mode.http(handle), on_event=events.append)
    with pytest.raises(errors.TaskFailedError) as caught:
        mode.go(client.generate_image(prompt="a fox"))
    assert caught.value.status_code == status
    assert [event.detail["drift"][0].path for event in events if event.kind == "drift"] == ["/new"] * drifts
    operation = provider_of(BY_STATUS).operations[1]
    assert [one.path for one in drift(operation, status, polled)] == ["/new"] * drifts
