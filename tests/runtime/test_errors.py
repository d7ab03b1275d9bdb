"""What the provider says went wrong becomes an error with its class, code, message and ids, and without the key."""

import pickle
from hashlib import sha256
from typing import Any

import pytest

from imageclients import errors, ppio
from support.mode import KEY, Mode
from support.server import Server, reply
from support.spec import client_module, sync_spec

TABLE = client_module(
    sync_spec(
        top="""\
envelope: {failure: /error, code: /error/code, type: /error/type, message: /error/message, requestId: /rid}
errors:
  - {code: no_money, class: paymentRequired}
  - {code: 1001, class: rateLimit}
  - {type: unsafe, class: contentRejected}
  - {status: 418, class: permissionDenied}
"""
    )
)


def fail(mode: Mode, server: Server, *script: Any, module: Any = TABLE, **arguments: Any) -> Any:
    server.add(*script)
    with pytest.raises(errors.ImageClientError) as caught:
        mode.go(mode.client(module, server, max_retries=0).generate_image(prompt="fox", **arguments))
    return caught.value


@pytest.mark.parametrize("status", [200, 400, 403, 500])
@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"code": "no_money", "type": "unsafe"}, errors.PaymentRequiredError),
        ({"code": 1001}, errors.RateLimitError),
        ({"code": "other", "type": "unsafe"}, errors.ContentRejectedError),
    ],
)
def test_the_code_decides_the_class_then_the_type_whatever_the_status(
    server: Server, status: int, error: dict[str, Any], kind: type
) -> None:
    mode = Mode("sync")
    caught = fail(mode, server, reply(status, {"error": error | {"message": "no"}, "rid": "r-7"}))
    mode.close()
    assert type(caught).__name__ == kind.__name__
    assert (caught.status_code, caught.code, caught.request_id) == (status, str(error["code"]), "r-7")
    assert (caught.message, caught.provider, caught.operation) == (
        "no",
        TABLE.__name__.partition(".")[2],
        "generate_image",
    )


@pytest.mark.parametrize(
    "body", [{"error": {"message": "no"}}, {"error": "no"}, {"message": "no"}, {"detail": "no"}, "no"]
)
def test_without_a_row_the_status_decides_and_the_message_is_found(mode: Mode, server: Server, body: Any) -> None:
    caught = fail(mode, server, reply(422, body))
    assert type(caught) is errors.BadRequestError
    assert caught.message == "no"
    assert caught.body == body


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b"null", b"<html>" + b"x" * 100_000])
def test_an_error_without_a_message_is_typed_and_short(mode: Mode, server: Server, body: bytes) -> None:
    caught = fail(mode, server, reply(502, body))
    assert type(caught) is errors.SubmissionServerError
    assert "the provider answered 502" in caught.message
    assert len(str(caught)) < 500
    assert len(caught.body) <= 2000
    assert len(server.seen) == 1


def test_a_fault_of_the_server_leaves_open_whether_a_submit_is_billed_whatever_its_code(
    mode: Mode, server: Server
) -> None:
    caught = fail(mode, server, reply(500, {"message": "oops"}), module=ppio)
    assert isinstance(caught, errors.ServerError)
    assert isinstance(caught, errors.SubmissionUnknownError)
    assert len(caught.body_sha256) == 64
    assert "may have been taken and billed" in str(caught)
    refused = fail(mode, server, reply(500, {"reason": "CREATE_TASK_FAILED", "message": "no"}), module=ppio)
    assert type(refused) is errors.SubmissionServerError
    busy = fail(mode, server, *[reply(503, {"message": "busy"})] * 5, module=ppio)
    assert type(busy) is errors.ServerError
    assert (caught.may_be_billed, refused.may_be_billed, busy.may_be_billed) == (True, True, False)


def test_a_server_that_repeats_the_key_doesnt_get_it_into_the_error(mode: Mode, server: Server) -> None:
    body = {"error": {"message": f"bad key {KEY}", "code": KEY, KEY: [KEY, 5, None]}, "rid": KEY}
    caught = fail(mode, server, reply(401, body))
    assert KEY not in f"{caught} {caught!r} {caught.args} {vars(caught)}"
    assert caught.body["error"]["***"] == ["***", 5, None]
    assert "bad key ***" in str(caught)


def test_a_key_of_digits_is_masked_without_breaking_the_body(mode: Mode, server: Server) -> None:
    server.add(reply(400, {"error": {"message": "no 42"}, "n": 42}))
    with pytest.raises(errors.BadRequestError) as caught:
        mode.go(mode.client(TABLE, server, api_key="42").generate_image(prompt="fox"))
    assert caught.value.body == {"error": {"message": "no ***"}, "n": 42}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("target", ["https://evil.fox/x?token=1", "file:///etc/passwd", "http://[bad"])
def test_no_redirect_is_followed_with_the_key(mode: Mode, server: Server, status: int, target: str) -> None:
    caught = fail(mode, server, reply(status, location=target))
    assert isinstance(caught, errors.APIStatusError)
    assert target.partition("?")[0] in str(caught)
    assert "token" not in str(caught)
    assert len(server.seen) == 1


def test_every_error_crosses_processes_whole() -> None:
    for error in (
        errors.RateLimitError("slow", provider="p", status_code=429, code="c", retry_after=2.0, task_id="t"),
        errors.SubmissionTimeoutError("lost", body_sha256="ab", sent_at=5.0),
        errors.DownloadError("no", passing=True),
        errors.InvalidRequestError([errors.Problem("n", "maximum", "7 is above", "6", "page#n")]),
    ):
        twin = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
        assert type(twin) is type(error)
        assert str(twin) == str(error)
        assert twin.__dict__.keys() == error.__dict__.keys()


def test_the_text_of_an_error_has_all_ids() -> None:
    error = errors.TaskFailedError(
        "no", provider="p", operation="o", status_code=200, code="c", request_id="r", task_id="t", elapsed=1.25
    )
    assert str(error) == "p.o: no (status 200, code c, request id r, task id t, after 1.2 s)"


def test_every_error_has_the_one_base_and_is_listed() -> None:
    kinds = [getattr(errors, name) for name in errors.__all__ if name != "Problem"]
    assert all(issubclass(kind, errors.ImageClientError) for kind in kinds)
    assert {kind.__name__ for kind in vars(errors).values() if isinstance(kind, type) and kind in kinds} == {
        kind.__name__ for kind in kinds
    }


def leaks(caught: errors.ImageClientError) -> str:
    return f"{caught} {caught!r} {caught.args} {vars(caught)}"


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize("before", [180, 190, 199, 780, 795, 1985, 1999, 7985, 7999])
@pytest.mark.parametrize("filling", [b"x", b" "])
def test_a_key_at_the_place_where_a_body_is_cut_is_masked_as_a_whole(
    server: Server, status: int, before: int, filling: bytes
) -> None:
    mode = Mode("sync")
    caught = fail(mode, server, reply(status, b"<" + filling * (before - 1) + KEY.encode() + b">"))
    mode.close()
    assert KEY[:4] not in leaks(caught)


@pytest.mark.parametrize("before", [1985, 1999])
def test_a_key_at_the_place_where_a_message_is_cut_is_masked_as_a_whole(
    mode: Mode, server: Server, before: int
) -> None:
    caught = fail(mode, server, reply(400, {"error": {"message": "x" * before + KEY}}))
    assert KEY[:4] not in leaks(caught)
    assert len(caught.message) <= 2000


def test_many_keys_in_a_body_are_masked_to_the_last(mode: Mode, server: Server) -> None:
    assert KEY[:4] not in leaks(fail(mode, server, reply(400, b"<---->" + KEY.encode() * 900)))


SIGNED = "https://cdn.fox/a.png?signature=s3cr3t&e=5"


@pytest.mark.parametrize(
    "answer",
    [
        reply(400, {"error": {"message": f"can't fetch {SIGNED}, sorry"}}),
        reply(400, {"error": {"message": "no", "code": SIGNED}}),
        reply(400, f"<p>can't fetch {SIGNED}".encode()),
        reply(200, f"can't fetch {SIGNED}".encode()),
        reply(302, location=SIGNED.replace("//", "//fox:s3cr3t@")),
    ],
)
def test_no_text_of_an_error_has_the_query_or_the_user_of_a_link(mode: Mode, server: Server, answer: Any) -> None:
    text = str(fail(mode, server, answer))
    assert "https://cdn.fox/a.png?***" in text
    assert "s3cr3t" not in text


@pytest.mark.parametrize("status", [408, 500, 502, 504])
def test_a_submit_that_the_server_failed_at_says_what_is_known_of_it(mode: Mode, server: Server, status: int) -> None:
    caught = fail(mode, server, reply(status, {"error": {"message": "oops"}}))
    assert type(caught) is errors.SubmissionServerError
    assert isinstance(caught, errors.ServerError)
    assert isinstance(caught, errors.SubmissionUnknownError)
    assert caught.body_sha256 == sha256(server.seen[0].body).hexdigest()
    assert caught.sent_at > 0
    assert "may have been taken and billed" in str(caught)


def test_a_submit_that_was_turned_away_to_the_last_is_a_plain_fault_of_the_server(mode: Mode, server: Server) -> None:
    server.add(*[reply(503)] * 3)
    with pytest.raises(errors.ServerError) as caught:
        mode.go(mode.client(TABLE, server, max_retries=2).generate_image(prompt="fox"))
    assert type(caught.value) is errors.ServerError
    assert "billed" not in str(caught.value)
    assert len(server.seen) == 3


def test_what_a_provider_says_can_be_printed(mode: Mode, server: Server) -> None:
    caught = fail(mode, server, reply(400, b'{"error": {"message": "fox \\ud800"}}'))
    assert str(caught).encode()
