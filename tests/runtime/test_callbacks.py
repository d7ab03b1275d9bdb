"""Callbacks: read from the raw bytes, once it is certain that the provider has sent them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import pickle
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

import imageclients
from imageclients import errors
from support.small_specs import SPECS
from support.spec import QUEUE_SPEC, callback_spec, client_module

NOW = 1_700_000_000
WORD = "whsec_" + base64.b64encode(b"a secret").decode()
STANDARD = SPECS["callbacks as standard webhooks"]
OWN = SPECS["callbacks signed in a header"]
PARTS = SPECS["callbacks without a signature that have a part of the answer"]
DONE = b'{"id": "task-1", "status": "done", "images": [{"url": "https://cdn.example.com/1.png"}]}'


class Still(imageclients.System):
    """A clock that stands still."""

    def time(self) -> float:
        return NOW


def client(spec: str, kind: str = "Client") -> Any:
    """A client of this spec that can't send."""
    return getattr(client_module(spec), kind)(api_key="key", system=Still())


def signed(body: bytes, secret: str = WORD, at: object = NOW, message: str = "m-1") -> dict[str, str]:
    """The headers of a standard webhook."""
    content = f"{message}.{at}.".encode() + body
    raw = base64.b64decode(secret.removeprefix("whsec_"))
    signature = base64.b64encode(hmac.digest(raw, content, hashlib.sha256)).decode()
    return {"webhook-id": message, "webhook-timestamp": str(at), "webhook-signature": f"v1,{signature}"}


@pytest.mark.parametrize("kind", ["Client", "AsyncClient"])
def test_a_signed_callback_is_a_task_that_is_done(kind: str) -> None:
    task = client(STANDARD, kind).receive_generate_image(signed(DONE), DONE, secret=WORD)
    assert (task.id, task.status, task.done) == ("task-1", "done", True)


def test_the_result_of_a_callback_costs_no_request() -> None:
    result = client(STANDARD).receive_generate_image(signed(DONE), DONE, secret=WORD).wait()
    assert [image.url for image in result.images] == ["https://cdn.example.com/1.png"]
    assert result.task_id == "task-1"


def pairs(headers: dict[str, str]) -> Any:
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def items(headers: dict[str, str]) -> Any:
    return SimpleNamespace(items=lambda: [(name.title(), value) for name, value in headers.items()])


@pytest.mark.parametrize("form", [pairs, items])
def test_headers_come_as_frameworks_have_them(form: Callable[[dict[str, str]], Any]) -> None:
    assert client(STANDARD).receive_generate_image(form(signed(DONE)), DONE, secret=WORD).done


@pytest.mark.parametrize("body", [bytearray(DONE), memoryview(DONE)])
def test_a_body_may_be_any_bytes(body: Any) -> None:
    assert client(STANDARD).receive_generate_image(signed(DONE), body, secret=WORD).done


def test_a_secret_without_its_prefix_is_the_same() -> None:
    assert client(STANDARD).receive_generate_image(signed(DONE), DONE, secret=WORD.removeprefix("whsec_")).done


def test_a_signature_in_capitals_of_hexadecimal_digits_fits() -> None:
    digest = hmac.new(b"word", DONE, hashlib.sha256).hexdigest().upper()
    assert client(OWN).receive_generate_image({"x-fox-signature": f"sha256={digest}"}, DONE, secret="word").done


HOSTILE: dict[str, Any] = {
    "no headers": {},
    "headers that are no texts": [(1, 2), (None, b"x")],
    "a header twice": [*signed(DONE).items(), ("Webhook-Signature", "v1,AAAA")],
    "a time twice": [*signed(DONE).items(), ("webhook-timestamp", str(NOW))],
    "a signature of a megabyte": {**signed(DONE), "webhook-signature": "v1,A " * 200_000},
    "a signature that is no base64": {**signed(DONE), "webhook-signature": "v1,\x00\ud800é"},
    "bytes that are no text": [
        (b"webhook-id", b"\xff"),
        (b"webhook-timestamp", b"\xff"),
        (b"webhook-signature", b"v1,\xff"),
    ],
    "an id of its own": {**signed(DONE), "webhook-id": "m-2"},
    "a time in other digits": {**signed(DONE), "webhook-timestamp": "١٧٠٠٠٠٠٠٠٠"},
    "a time of a thousand digits": {**signed(DONE), "webhook-timestamp": "1" * 1000},
    "nothing signed": {**signed(DONE), "webhook-signature": "v1,"},
}


@pytest.mark.parametrize("headers", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_callback_is_refused(headers: Any) -> None:
    with pytest.raises(errors.CallbackError) as caught:
        client(STANDARD).receive_generate_image(headers, DONE, secret=WORD)
    assert WORD not in str(caught.value)
    assert caught.value.provider


@pytest.mark.parametrize("at", ["1" * 30, "soon", "-5", str(NOW) + ".5"])
def test_a_signed_time_that_is_none_is_refused(at: str) -> None:
    with pytest.raises(errors.CallbackError, match="its time is no number"):
        client(STANDARD).receive_generate_image(signed(DONE, at=at), DONE, secret=WORD)


@pytest.mark.parametrize(("at", "said"), [(NOW - 301, "301 s old"), (NOW + 301, "301 s ahead")])
def test_what_is_signed_at_another_time_is_refused(at: int, said: str) -> None:
    with pytest.raises(errors.CallbackError, match=said):
        client(STANDARD).receive_generate_image(signed(DONE, at=at), DONE, secret=WORD)


def test_a_body_larger_than_answers_may_be_is_refused_unread() -> None:
    huge = b" " * (16 * 1024 * 1024 + 1)
    with pytest.raises(errors.CallbackError, match="larger than"):
        client(STANDARD).receive_generate_image(signed(huge), huge, secret=WORD)


BODIES = {
    "not UTF-8": b'{"id": "\xff\xfe"}',
    "nested too deeply": b'{"id": ' + b"[" * 500 + b"]" * 500 + b"}",
    "a list": b"[1]",
    "empty": b"",
    "an id that is no text": b'{"id": {"a": 1}}',
    "an id of many characters": json.dumps({"id": "x" * 2000, "status": "done"}).encode(),
    "an id with control characters": b'{"id": "a\\u0000b", "status": "done"}',
    "no number that is one": b'{"id": true}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_signed_body_that_nobody_understands_is_kept(body: bytes) -> None:
    with pytest.raises(errors.DecodeError) as caught:
        client(STANDARD).receive_generate_image(signed(body), body, secret=WORD)
    assert caught.value.content == body
    assert pickle.loads(pickle.dumps(caught.value)).content == body  # noqa: S301 - made just now


def test_a_failure_is_raised_by_the_wait() -> None:
    body = b'{"id": "task-1", "status": "failed"}'
    task = client(STANDARD).receive_generate_image(signed(body), body, secret=WORD)
    assert task.done
    with pytest.raises(errors.TaskFailedError):
        task.wait()


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_%%%", "whsec_é"])
def test_a_secret_that_is_none_is_no_fault_of_the_callback(secret: str) -> None:
    with pytest.raises(errors.ConfigurationError) as caught:
        client(STANDARD).receive_generate_image(signed(DONE), DONE, secret=secret)
    assert "%%%" not in str(caught.value)


@pytest.mark.parametrize("body", ["{}", None, {"id": "task-1"}])
def test_a_body_that_was_parsed_already_is_refused(body: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match="raw bytes"):
        client(STANDARD).receive_generate_image({}, body, secret=WORD)


def test_what_is_unsigned_is_read_only_when_the_caller_says_so() -> None:
    body = b'{"task_id": "task-1", "status": "done", "images": [{"url": "https://cdn.example.com/1.png"}]}'
    with pytest.raises(errors.ConfigurationError, match="verified=False"):
        client(PARTS).receive_generate_image({}, body)
    task = client(PARTS).receive_generate_image({}, body, verified=False)
    assert (task.id, len(task.wait().images)) == ("task-1", 1)


def test_a_failure_in_the_place_of_the_result_has_its_class() -> None:
    spec = callback_spec("{url: webhook, operation: get_result, id: /request_id, payload: /payload}", QUEUE_SPEC)
    spec = spec.replace("envelope: {", "envelope: {failure: /code, ")
    body = json.dumps({"request_id": "r-1", "payload": {"code": "nsfw", "message": "Not that"}}).encode()
    task = client(spec).receive_generate_image({}, body, verified=False)
    with pytest.raises(errors.TaskContentRejectedError, match="Not that") as caught:
        task.wait()
    assert caught.value.task_id == "r-1"
