"""Keys that change: a function that gives the key of the moment, and tokens minted from credentials."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import pickle
from typing import Any

import pytest

from imageclients import errors
from support.mode import Mode
from support.server import Server, images, reply
from support.spec import client_module, sync_spec
from support.world import NOW

BEARER = client_module(sync_spec())
QUERY = client_module(sync_spec(top="security: {type: apiKey, in: query, name: key, source: page}"))
MINTED = client_module(
    sync_spec(
        top="security: {type: http, scheme: bearer, credentials: [access_key, secret_key], env: [FOX_AK, FOX_SK], "
        "mint: {algorithm: HS256, secret: secret_key, claims: {iss: access_key, exp: 1800, nbf: -5}}}"
    )
)
CREDENTIALS = {"access_key": "ak-0123456789", "secret_key": "sk-9876543210"}


def function_of(mode: Mode, keys: list[Any]) -> Any:
    """A function that gives one key after the other, as the client's kind would have it."""

    def now() -> Any:
        key = keys.pop(0)
        if isinstance(key, Exception):
            raise key
        return key

    async def later() -> Any:
        return now()

    return later if mode.is_async else now


def test_a_function_is_asked_for_the_key_of_each_attempt(mode: Mode, server: Server) -> None:
    server.add(reply(429, {}), reply(200, images(server)))
    client: Any = mode.client(BEARER, server, api_key=function_of(mode, ["sk-first", "sk-second"]))
    assert mode.go(client.generate_image(prompt="fox")).images
    assert [seen.headers["authorization"] for seen in server.seen] == ["Bearer sk-first", "Bearer sk-second"]
    assert "sk-" not in f"{client} {vars(client)}"


def test_an_earlier_key_is_still_hidden(mode: Mode, server: Server) -> None:
    server.add(reply(429, {}), reply(400, {"error": "neither sk-the-first-key nor sk-the-second-key"}))
    client = mode.client(BEARER, server, api_key=function_of(mode, ["sk-the-first-key", "sk-the-second-key"]))
    with pytest.raises(errors.BadRequestError) as caught:
        mode.go(client.generate_image(prompt="fox"))
    assert "sk-the" not in f"{caught.value} {caught.value.body} {pickle.dumps(caught.value)!r}"


@pytest.mark.parametrize("key", [OSError("the vault is closed"), "", None, 7, "a b", {"api_key": "sk-1"}])
def test_a_function_without_a_key_ends_the_call_before_it_is_sent(mode: Mode, server: Server, key: Any) -> None:
    client = mode.client(BEARER, server, api_key=function_of(mode, [key]))
    if isinstance(key, dict):
        server.add(reply(200, images(server)))
        assert mode.go(client.generate_image(prompt="fox")).images
        return
    with pytest.raises(errors.ConfigurationError, match="api_key") as caught:
        mode.go(client.generate_image(prompt="fox"))
    assert not caught.value.may_be_billed
    assert server.seen == []


def test_a_synchronous_client_awaits_no_function(server: Server) -> None:
    async def later() -> str:
        return "sk-1234"

    with (
        BEARER.Client(later, base_url=server.url) as client,
        pytest.raises(errors.ConfigurationError, match="nothing was sent") as caught,
    ):
        client.generate_image(prompt="fox")
    assert "AsyncClient" in str(caught.value.__cause__)
    assert server.seen == []


def test_a_token_is_minted_for_each_attempt(mode: Mode, server: Server) -> None:
    server.add(reply(429, {}, retry_after="7"), reply(200, images(server)))
    client = mode.client(MINTED, server, api_key=CREDENTIALS)
    assert mode.go(client.generate_image(prompt="fox")).images
    tokens = [seen.headers["authorization"].removeprefix("Bearer ") for seen in server.seen]
    claims = [json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "==")) for token in tokens]
    assert [(one["iss"], one["exp"] - NOW, one["nbf"] - NOW) for one in claims] == [
        ("ak-0123456789", 1800, -5),
        ("ak-0123456789", 1807, 2),
    ]
    for token in tokens:
        head, _, signature = token.rpartition(".")
        made = hmac.new(b"sk-9876543210", head.encode(), hashlib.sha256).digest()
        assert base64.urlsafe_b64decode(signature + "=") == made


def test_a_token_is_hidden_like_a_key(mode: Mode, server: Server) -> None:
    def echo(request: Any) -> Any:
        import httpx

        return httpx.Response(400, json={"error": f"bad token {request.headers['authorization']}"})

    client = mode.client(MINTED, server, api_key=CREDENTIALS, http_client=mode.http(echo))
    with pytest.raises(errors.BadRequestError) as caught:
        mode.go(client.generate_image(prompt="fox"))
    assert "eyJ" not in f"{caught.value} {caught.value.body}"
    assert "***" in str(caught.value)


def test_a_key_in_the_query_is_in_no_log(mode: Mode, server: Server, caplog: pytest.LogCaptureFixture) -> None:
    server.add(reply(200, images(server)))
    client = mode.client(QUERY, server)
    with caplog.at_level(logging.DEBUG):
        assert mode.go(client.generate_image(prompt="fox")).images
    assert server.seen[0].target.endswith("?key=sk-secret-0123456789")
    assert any("?key=***" in message for message in caplog.messages)
    assert not any("sk-secret" in message for message in caplog.messages)
