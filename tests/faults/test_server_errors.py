"""Errors that the provider answers with: a class of their own, its words, no key, and one POST."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from clientsmith.mock.server import Mock
from faults.in_step import AT_ONCE, TASKED, Caller
from faults.server_calls import BOTH, everything, fails, posts
from imageclients import errors
from support.mode import KEY, Mode
from support.server import Server, raw, reply

EVERY = AT_ONCE | TASKED
ALL = pytest.mark.parametrize("caller", EVERY.values(), ids=EVERY)


def refused(
    mode: Mode, mock: Mock, caller: Caller, fault: str, kind: type[errors.ImageClientError], **options: Any
) -> Any:
    """The error of a submit that is refused; it is asked once."""
    mock.fault(fault, caller.submits)
    error = fails(mode, caller, caller.client(mode, mock, **options), kind)
    assert posts(mock) == 1
    return error


@ALL
def test_V19_page_of_a_gateway_is_a_short_server_error(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """502 comes with a long page -> SubmissionServerError, a ServerError, with the page's beginning; one POST."""
    error = refused(mode, stepped, caller, "gateway-page", errors.SubmissionServerError)
    assert isinstance(error, errors.ServerError)
    assert "the provider answered 502: <html><p>Bad gateway</p>" in str(error)
    assert len(str(error)) < 500
    assert len(error.body) == 2_000
    assert "may have been taken and billed" in str(error)


@pytest.mark.parametrize(
    ("caller", "code"),
    [(EVERY["apimart"], "400"), (EVERY["modelverse"], "param_error"), (EVERY["aimanyi"], None)],
    ids=["apimart", "modelverse", "aimanyi"],
)
def test_V30_error_under_200_is_an_error(mode: Mode, stepped: Mock, caller: Caller, code: str | None) -> None:
    """The documented error of a bad request comes as 200 -> BadRequestError with its code and message; one POST."""
    error = refused(mode, stepped, caller, "error-under-200", errors.BadRequestError)
    assert (error.message, error.code, error.status_code) == ("It can't be done", code, 200)


@ALL
def test_V31_bad_request_has_what_the_provider_says(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """The documented error of a bad request comes -> BadRequestError with all that it says; not retried."""
    error = refused(mode, stepped, caller, "bad-request", errors.BadRequestError)
    assert error.message == "It is the mock's fault badRequest"
    assert stepped.submits == 0
    code, kind, request_id = {
        "apimart": ("400", "invalid_request_error", None),
        "modelverse": ("param_error", "invalid_request_error", "request_id"),
        "ppio": ("INVALID_REQUEST_BODY", None, None),
        "aimanyi": (None, "invalid_request_error", None),
        "bizyair": (None, None, None),
    }[caller.name]
    assert (error.code, error.request_id) == (code, request_id)
    assert code is None or f"code {code}" in str(error)
    assert request_id is None or f"request id {request_id}" in str(error)
    assert kind is None or error.body["error"]["type"] == kind


@ALL
def test_V32_key_that_isnt_accepted_is_an_authentication_error(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """The documented error of a bad key comes, 401 or not -> AuthenticationError; not retried."""
    error = refused(mode, stepped, caller, "bad-key", errors.AuthenticationError)
    assert error.message == "It is the mock's fault authentication"
    assert (error.status_code, error.code) == {
        "apimart": (401, "401"),
        "modelverse": (401, "auth_error"),
        "ppio": (400, "MISSING_API_KEY"),
    }.get(caller.name, (401, None))


@ALL
def test_V33_empty_account_is_a_payment_required_error(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """The documented error of an empty account comes, 402 or not -> PaymentRequiredError; not retried."""
    error = refused(mode, stepped, caller, "no-balance", errors.PaymentRequiredError)
    assert error.message == "It is the mock's fault paymentRequired"
    assert (error.status_code, error.code) == {
        "apimart": (402, "402"),
        "ppio": (400, "BILLING_BALANCE_NOT_ENOUGH"),
    }.get(caller.name, (402, None))


@ALL
def test_V34_error_that_is_a_text_is_the_message(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """400 comes with a text in place of the error -> BadRequestError with that text; not retried."""
    error = refused(mode, stepped, caller, "error-as-text", errors.BadRequestError)
    assert (error.message, error.body, error.status_code) == ("no such model", {"error": "no such model"}, 400)


@ALL
def test_V35_error_without_a_body_is_told_by_its_status(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """400 comes with nothing else -> BadRequestError that says the status; not retried."""
    error = refused(mode, stepped, caller, "error-without-body", errors.BadRequestError)
    assert (error.message, error.body, error.status_code) == ("the provider answered 400", "", 400)


@ALL
def test_V36_key_that_the_server_repeats_shows_nowhere(
    mode: Mode, stepped: Mock, caller: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    """An error repeats the key -> AuthenticationError with stars in its place, and no key in any log or event."""
    caplog.set_level(logging.DEBUG)
    events: list[Any] = []
    error = refused(
        mode, stepped, caller, "error-that-echoes-the-key", errors.AuthenticationError, on_event=events.append
    )
    assert error.message == "The key *** is not valid"
    assert KEY not in f"{caplog.text} {events}"


@BOTH
@pytest.mark.parametrize(
    "answer",
    [
        reply(400, {KEY: [KEY], "message": KEY, "code": KEY, "request_id": KEY}),
        reply(502, f"<p>{KEY}".encode()),
        reply(302, location=f"https://elsewhere.example.com/{KEY}"),
        reply(200, f'{{"{KEY}'.encode(), content_type=f"text/{KEY}"),
        raw(f"HTTP/1.1 200 OK\r\nno header but {KEY}\r\n\r\n".encode()),
        raw(f"{KEY}\r\n\r\n".encode()),
    ],
    ids=["everywhere", "page", "redirect", "broken JSON", "no header", "no HTTP"],
)
def test_V36_key_shows_nowhere_whatever_part_of_an_answer_repeats_it(
    mode: Mode, server: Server, caller: Caller, answer: Any
) -> None:
    """Some other part of an answer repeats the key -> it is in no text of the error, nor in that of its cause."""
    server.add(answer)
    client = mode.client(caller.module, server)
    with pytest.raises(errors.ImageClientError) as caught:
        mode.go(client.generate_image(**caller.arguments))
    assert KEY not in everything(caught.value)
    assert len(server.seen) == 1
