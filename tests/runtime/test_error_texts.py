"""Texts of errors, and the class that the error table gives."""

from __future__ import annotations

import json
from typing import Any

import pytest

from imageclients import errors
from imageclients._runtime import answer_errors, answers, reading
from imageclients._runtime.credentials import Secret
from imageclients.ppio.operations import GENERATE_IMAGE, PROVIDER
from support.spec import client_module, sync_spec

KEY = Secret("k" * 50)


ROWS = client_module(
    sync_spec(
        top="envelope: {code: /code, type: /type, message: /message, requestId: /id, source: page}\n"
        "errors: [{status: 422, type: spam, class: contentRejected, source: page}, "
        "{status: 400, code: bad, class: badRequest, source: page}, "
        "{status: 5XX, class: rateLimit, source: page}, {status: 503, class: server, source: page}, "
        "{type: lone, class: notFound, source: page}]"
    )
)


def decoded(content: bytes, kind: str = "application/json", status: int = 200) -> answers.DecodedResponse:
    return reading.decode(status, {"content-type": kind}, content)


def test_an_error_of_which_nothing_is_known_says_so() -> None:
    bare = errors.ImageClientError("it went wrong")
    known = {"provider", "operation", "status_code", "code", "request_id", "task_id", "body", "elapsed"}
    assert {name: getattr(bare, name) for name in known} == {
        **dict.fromkeys(known, None),
        "provider": "",
        "operation": "",
    }
    lost = errors.SubmissionUnknownError("it may be billed")
    assert (lost.body_sha256, lost.sent_at) == ("", 0.0)
    assert errors.Problem("size", "type", "is wrong").source == ""


def test_a_body_in_an_error_is_short_and_has_no_key() -> None:
    def body(content: bytes) -> Any:
        reply = decoded(content, "text/plain", 400)
        return answer_errors.error(PROVIDER, GENERATE_IMAGE, reply, KEY, {}).body

    assert body(b"a" * 3_000) == "a" * 2_000
    assert answer_errors._lenient(b"a" * 9_000, KEY) == "a" * 8_000  # pyright: ignore[reportPrivateUsage] - as above
    assert answer_errors._lenient(b"a" * 200_000, KEY) == "a" * 8_000  # pyright: ignore[reportPrivateUsage] - as above
    # 100,000 bytes of the key are 2,000 times three stars; a key cut in two at the end would leave a part.
    assert answer_errors._lenient(b"k" * 50 * 2_001, KEY) == "*" * 5_400  # pyright: ignore[reportPrivateUsage] - as above
    assert answer_errors._lenient(b"k" * 50 * 2_000, KEY) == "*" * 6_000  # pyright: ignore[reportPrivateUsage] - as above
    assert answer_errors.excerpt(b"a\n b" * 100, KEY) == ("a b" * 100)[:200]
    assert answer_errors.excerpt(b"a  b", KEY) == "a b"


def test_a_message_is_at_most_2000_characters() -> None:
    reply = decoded(json.dumps({"message": "a" * 3_000}).encode(), status=400)
    assert answer_errors.error(PROVIDER, GENERATE_IMAGE, reply, KEY, {}).message == "a" * 2_000


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (422, {"type": "spam", "code": "bad"}, errors.BadRequestError, "bad"),
        (422, {"type": "spam"}, errors.ContentRejectedError, None),
        (400, {"type": "spam"}, errors.BadRequestError, None),
        (400, {"code": "bad"}, errors.BadRequestError, "bad"),
        (418, {"code": "bad"}, errors.BadRequestError, "bad"),
        (418, {"type": "lone"}, errors.NotFoundError, None),
        (503, {"type": "lone"}, errors.NotFoundError, None),
        (500, {}, errors.RateLimitError, None),
        (599, {}, errors.RateLimitError, None),
        (503, {}, errors.ServerError, None),
        (400, {"code": 0}, errors.BadRequestError, "0"),
        (400, {"code": ""}, errors.BadRequestError, None),
        (499, {}, errors.BadRequestError, None),
        (600, {}, errors.ServerError, None),
    ],
)
def test_the_row_that_fits_best_gives_the_class(
    status: int, body: Any, kind: type[errors.APIStatusError], code: str | None
) -> None:
    provider = __import__(f"{ROWS.__name__}.operations", fromlist=["PROVIDER"]).PROVIDER
    reply = decoded(json.dumps(body).encode(), status=status)
    found = answer_errors.error(provider, provider.operations["generate_image"], reply, KEY, {})
    assert (type(found), found.code) == (kind, code)


def test_an_empty_id_in_the_body_is_none() -> None:
    provider = __import__(f"{ROWS.__name__}.operations", fromlist=["PROVIDER"]).PROVIDER

    def told(body: Any, headers: dict[str, str]) -> str | None:
        return answers.request_id(provider.envelope, reading.decode(200, headers, json.dumps(body).encode()))

    assert told({"id": ""}, {"x-request-id": "r-1"}) == "r-1"
    assert told({"id": "r-2"}, {"x-request-id": "r-1"}) == "r-2"
    assert told({"id": 0}, {"request-id": "r-1"}) == "0"
    assert told({"id": ""}, {"x-request-id": "", "request-id": "r-3"}) == "r-3"
    assert told({}, {}) is None


def test_an_error_says_where_what_and_under_which_ids() -> None:
    error = errors.ImageClientError("it broke")
    assert str(error) == "it broke"
    told = errors.TaskFailedError("it broke", provider="fox", operation="draw", task_id="t-1", code="c")
    assert str(told).startswith("fox.draw: it broke (")
    assert "task id t-1" in str(told)
    assert str(errors.ImageClientError("half \ud800")) == "half \\ud800"
    problem = errors.Problem("n", "maximum", "is too large")
    assert str(problem) == "n: is too large"
    assert (
        str(errors.Problem("n", "maximum", "is too large", "take 1", "page"))
        == "n: is too large; take 1 [maximum, page]"
    )
    refused = errors.InvalidRequestError([problem, problem], provider="fox", operation="draw")
    assert str(refused) == "fox.draw: nothing was sent:\n  n: is too large\n  n: is too large"
    assert (refused.provider, refused.operation) == ("fox", "draw")
