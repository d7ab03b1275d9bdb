"""What the provider says went wrong becomes an error with its class, code, message and ids, and without the key."""

from typing import Any

import pytest

from imageclients import errors
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


def test_a_key_of_digits_is_masked_without_breaking_the_body(mode: Mode, server: Server) -> None:
    server.add(reply(400, {"error": {"message": "no 42"}, "n": 42}))
    with pytest.raises(errors.BadRequestError) as caught:
        mode.go(mode.client(TABLE, server, api_key="42").generate_image(prompt="fox"))
    assert caught.value.body == {"error": {"message": "no ***"}, "n": 42}


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
