"""What an answer becomes: images, their life, drift, and the answer's own class; and what can't become any."""

from datetime import UTC, datetime
from typing import Any

import pytest

from support.mode import Mode
from support.server import Server, images, reply
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


ENVELOPED = client_module(sync_spec(top="envelope: {failure: /error, code: /error/code, message: /error/message}"))


@pytest.mark.parametrize("error", ["", {}, [], False, 0, None, {"code": "E7", "message": "blurred"}])
def test_an_error_beside_images_costs_none_of_them(mode: Mode, server: Server, error: Any) -> None:
    server.add(reply(200, images(server) | {"error": error}))
    assert len(ask(mode, server, ENVELOPED).images) == 1


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
    assert ("/cost", "type") in {(drift.path, drift.kind) for drift in result.drift}
