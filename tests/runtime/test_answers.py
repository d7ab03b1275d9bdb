"""What an answer becomes: images, their life, drift, and the answer's own class; and what can't become any."""

import gzip
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from imageclients import errors, modelverse, ppio
from support.mode import Mode
from support.pictures import PNG
from support.server import Server, images, raw, reply
from support.spec import client_module, sync_spec
from support.world import NOW

PLAIN = client_module(sync_spec())
LIFE = client_module(
    sync_spec(
        responses='{"200": {properties: {made: {type: integer}, data: {type: array, items: {type: object, properties: '
        "{url: {type: string}, ttl: {type: [integer, string]}, dies: {type: integer}, kind: {type: string}}}}}}}",
        results='{images: [{items: "/data/*", url: /url, ttl: /ttl, expiresAt: /dies, mediaType: /kind}], '
        "lifetime: {seconds: 3600, since: /made}}",
    )
)


def ask(mode: Mode, server: Server, module: Any = PLAIN, **options: Any) -> Any:
    return mode.go(mode.client(module, server, **options).generate_image(prompt="fox"))


def test_a_link_and_inline_images_are_images(mode: Mode, server: Server) -> None:
    from base64 import b64encode

    text = b64encode(PNG).decode()
    data = [
        {"url": f"{server.url}/a.png", "b64": text},
        {"url": None, "b64": text},
        {"b64": f"data:image/png;base64,{text}"},
    ]
    server.add(reply(200, {"data": data}, x_request_id="r1"))
    result = ask(mode, server)
    assert [image.url for image in result.images] == [f"{server.url}/a.png", None, None]
    assert [mode.go(image.read()) for image in result.images[1:]] == [PNG, PNG]
    assert result.images[1].media_type == "image/png"
    assert (result.request_id, result.status_code, result.task_id) == ("r1", 200, None)
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("item", "made", "expires"),
    [
        ({"ttl": "9" * 5000}, None, NOW + 3600),
        ({"dies": 1_700_009_999, "ttl": 5}, None, 1_700_009_999),
        ({"dies": 900_000_000_000}, None, NOW + 3600),
        ({}, 1_600_000_000, 1_600_003_600),
        ({}, None, NOW + 3600),
    ],
)
def test_a_link_dies_when_the_answer_or_else_the_spec_says(
    server: Server, item: dict[str, Any], made: int | None, expires: float
) -> None:
    body: dict[str, Any] = {"data": [{"url": "https://a.com/b.png"} | item]}
    server.add(reply(200, body | ({"made": made} if made else {})))
    mode = Mode("sync")
    (image,) = ask(mode, server, LIFE).images
    mode.close()
    assert image.expires_at == datetime.fromtimestamp(expires, UTC)


def test_the_answer_has_its_class_and_keeps_unknown_fields(mode: Mode, server: Server) -> None:
    server.add(reply(200, {"created": 5, "data": [{"url": "https://a.com/b"}], "surprise": {"a": 1}}))
    result = ask(mode, server, modelverse)
    assert result.answer.created == 5
    assert result.answer.data[0].url == "https://a.com/b"
    assert result.answer.model_extra == {"surprise": {"a": 1}}
    assert result.raw["surprise"] == {"a": 1}


def test_an_answer_that_doesnt_fit_its_class_costs_no_image(mode: Mode, server: Server) -> None:
    server.add(reply(200, {"created": "today", "data": [{"url": "https://a.com/b"}]}))
    result = ask(mode, server, modelverse)
    assert len(result.images) == 1
    assert ("/created", "type") in {(drift.path, drift.kind) for drift in result.drift}


def test_drift_of_every_kind_is_on_the_result_and_goes_to_the_hook(mode: Mode, server: Server) -> None:
    module = client_module(
        sync_spec(
            responses='{"200": {required: [must], properties: {must: {type: string}, '
            "kind: {type: string, enum: [a, b]}, "
            "size: {type: integer, maximum: 5}, flag: {type: boolean}, data: {type: array, items: {type: object, "
            "properties: {url: {type: string}}}}}}}"
        ).replace(", base64: /b64", "")
    )
    body = {"kind": "c", "size": 9, "flag": "yes", "data": [{"url": "https://a.com/b", "new": 1}]}
    server.add(reply(200, body))
    events: list[Any] = []
    result = ask(mode, server, module, on_event=events.append)
    assert {(drift.path, drift.kind, drift.value) for drift in result.drift} == {
        ("/must", "missing", None),
        ("/kind", "unknown-value", "c"),
        ("/size", "out-of-range", 9),
        ("/flag", "type", "yes"),
        ("/data/0/new", "unknown-field", 1),
    }
    assert [event.detail["drift"] for event in events if event.kind == "drift"] == [result.drift]


def fail(_: Any) -> None:
    raise ZeroDivisionError


def test_a_hook_that_fails_costs_no_image(mode: Mode, server: Server, caplog: pytest.LogCaptureFixture) -> None:
    server.add(reply(200, images(server)))
    assert len(ask(mode, server, on_event=fail).images) == 1
    assert "on_event failed" in caplog.text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"", "the body is empty"),
        (b" \r\n", "the body is empty"),
        (b"null", "no image at /data/*/url"),
        (b"[]", "no image at /data/*/url"),
        (b'"ok"', "no image at /data/*/url"),
        (b"{}", "no image at /data/*/url or /data/*/b64"),
        (b'{"data": []}', "no image"),
        (b'{"data": null}', "no image"),
        (b'{"data": [{"url": 5}]}', "no image"),
        (b'{"data": [{"url": ""}]}', "no image"),
        (b'{"data": [{"url": NaN}]}', "the body isn't JSON"),
        (b'{"data": [', "the body isn't JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[" * 500 + b"]" * 500, "nested too deeply"),
        (b'{"a": ' + b"9" * 6000 + b"}", "the body isn't JSON"),
        (b"<!DOCTYPE html><title>Log in", "HTML came instead of JSON"),
        (b"\xff\xfe\xfa", "the body isn't JSON"),
    ],
)
def test_an_answer_without_an_image_is_a_decode_error_that_says_why(server: Server, body: bytes, text: str) -> None:
    server.add(reply(200, body, content_type="application/json"))
    mode = Mode("sync")
    with pytest.raises(errors.DecodeError) as caught:
        ask(mode, server)
    mode.close()
    assert text in str(caught.value)
    assert caught.value.status_code == 200
    assert len(str(caught.value)) < 500
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("codec", "kind"),
    [
        ("utf-8-sig", "application/json"),
        ("gbk", "application/json; charset=GBK"),
        ("utf-8", "application/json; charset=hex"),
        ("utf-8", 'application/json; charset="no-such"'),
        ("utf-8", "text/plain"),
    ],
)
def test_the_charset_of_the_answer_counts(server: Server, codec: str, kind: str) -> None:
    text = json.dumps(images(server) | {"note": "狐狸"}, ensure_ascii=False)
    server.add(reply(200, text.encode(codec), content_type=kind))
    mode = Mode("sync")
    assert ask(mode, server).raw["note"] == "狐狸"
    mode.close()


def test_a_packed_answer_is_unpacked(mode: Mode, server: Server) -> None:
    server.add(reply(200, gzip.compress(json.dumps(images(server)).encode()), content_encoding="gzip"))
    assert len(ask(mode, server).images) == 1
    assert server.seen[0].headers["accept-encoding"] == "gzip"


def test_an_answer_that_unpacks_to_more_than_allowed_is_refused(mode: Mode, server: Server) -> None:
    import tracemalloc

    small = client_module(sync_spec(maxResponseBytes="100000"))
    server.add(reply(200, gzip.compress(bytes(50_000_000)), content_encoding="gzip"), reply(200, b" " * 100_001))
    client = mode.client(small, server)
    tracemalloc.start()
    for _ in range(2):
        with pytest.raises(errors.DecodeError, match="larger than 100000 bytes"):
            mode.go(client.generate_image(prompt="fox"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_a_broken_packing_is_an_answer_that_was_lost(mode: Mode, server: Server) -> None:
    server.add(reply(200, b"no gzip at all", content_encoding="gzip"))
    with pytest.raises(errors.SubmissionUnknownError):
        ask(mode, server)


def test_a_head_without_end_is_refused(mode: Mode, server: Server) -> None:
    server.add(raw(b"HTTP/1.1 200 OK\r\n" + b"x-a: " + b"b" * 2_000_000))
    with pytest.raises(errors.SubmissionUnknownError):
        ask(mode, server)
    assert len(server.seen) == 1


def test_an_answer_about_a_task_that_lacks_what_it_must_have_names_it(mode: Mode, server: Server) -> None:
    server.add(reply(200, {"task": {"task_id": "t"}}), reply(200, b"<html>", content_type="text/html"))
    client = mode.client(ppio, server, max_retries=0)
    with pytest.raises(errors.DecodeError, match="/task/status"):
        mode.go(client.get_task_result(task_id="t"))
    with pytest.raises(errors.DecodeError, match="HTML"):
        mode.go(client.get_task_result(task_id="t"))


ENVELOPED = client_module(sync_spec(top="envelope: {failure: /error, code: /error/code, message: /error/message}"))


@pytest.mark.parametrize("error", ["", {}, [], False, 0, None, {"code": "E7", "message": "blurred"}])
def test_an_error_beside_images_costs_none_of_them(mode: Mode, server: Server, error: Any) -> None:
    server.add(reply(200, images(server) | {"error": error}))
    assert len(ask(mode, server, ENVELOPED).images) == 1


def test_an_error_without_images_fails_under_a_good_status_too(mode: Mode, server: Server) -> None:
    server.add(reply(200, {"data": [], "error": {"code": "E7", "message": "no foxes"}}))
    with pytest.raises(errors.APIStatusError, match="no foxes") as caught:
        ask(mode, server, ENVELOPED)
    assert (caught.value.status_code, caught.value.code) == (200, "E7")


@pytest.mark.parametrize(
    ("extra", "text"),
    [
        (b"[" + b"[]," * 200_000 + b"[]]", "too many parts"),
        (b"[" + b"{}," * 200_000 + b"{}]", "too many parts"),
        (b"1e400", "the body isn't JSON"),
        (b"[-1e400]", "the body isn't JSON"),
    ],
    ids=["arrays", "objects", "infinite", "less than any"],
)
def test_what_would_swamp_memory_or_is_no_number_is_refused_beside_an_image(
    mode: Mode, server: Server, extra: bytes, text: str
) -> None:
    server.add(reply(200, b'{"data": [{"url": "https://a.com/b"}], "more": ' + extra + b"}"))
    with pytest.raises(errors.DecodeError, match=text) as caught:
        ask(mode, server)
    assert len(str(caught.value)) < 500


def test_a_number_too_large_for_a_float_crashes_nothing(mode: Mode, server: Server) -> None:
    module = client_module(
        sync_spec(
            responses='{"200": {properties: {cost: {type: number, maximum: 9.5}, '
            "left: {type: integer}, data: {type: array, items: {type: object, "
            "properties: {url: {type: string}, ttl: {type: number}}}}}}}",
            results='{images: [{items: "/data/*", url: /url, ttl: /ttl}]}',
        )
    )
    huge = 10**400
    server.add(reply(200, {"data": [{"url": "https://a.com/b", "ttl": huge}], "cost": huge, "left": -huge}))
    result = ask(mode, server, module)
    assert len(result.images) == 1
    assert ("/cost", "out-of-range") in {(drift.path, drift.kind) for drift in result.drift}
