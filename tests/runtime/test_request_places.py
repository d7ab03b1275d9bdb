"""Where arguments go: nested bodies, path, query and headers, constants, and the key."""

from typing import Any

import pytest

from imageclients import errors
from support.mode import Mode
from support.server import Server, images, reply
from support.spec import client_module, sync_spec

PLACES = client_module(
    sync_spec(
        "prompt: {type: string, pointer: /input/messages/0/content}, version: {const: 2, pointer: /input/version}, "
        "model: {type: string, enum: [only]}, odd/~name: {type: string, pythonName: odd}",
        required="prompt, model",
        path="'/{project}/images'",
        parameters="""
      - {name: project, in: path, type: string}
      - {name: lang, in: query, type: string, pythonName: language}
      - {name: fast, in: query, type: boolean}
      - {name: v, in: query, const: "1 2"}
      - {name: X-Team, in: header, type: string}
      - {name: X-Kind, in: header, const: image}
""",
    )
)


def test_every_argument_arrives_at_its_place(mode: Mode, server: Server) -> None:
    server.add(reply(200, images(server)))
    client = mode.client(PLACES, server)
    mode.go(
        client.generate_image(prompt="狐 ~/", project="a/..b?c", language="a&b=ü", fast=True, x_team="red", odd="o")
    )
    (seen,) = server.seen
    assert seen.method == "POST"
    assert seen.target == "/a%2F..b%3Fc/images?v=1%202&lang=a%26b%3D%C3%BC&fast=true"
    assert seen.headers["x-team"] == "red"
    assert seen.headers["x-kind"] == "image"
    assert seen.json == {
        "input": {"version": 2, "messages": [{"content": "狐 ~/"}]},
        "model": "only",
        "odd/~name": "o",
    }


def test_a_path_argument_cant_leave_its_place(server: Server) -> None:
    with (
        PLACES.Client("sk-1234", base_url=f"{server.url}/v1/") as client,
        pytest.raises(errors.InvalidRequestError, match=r"project: .* another path"),
    ):
        client.generate_image(prompt="fox", project="..")
    assert server.seen == []


def test_a_header_argument_is_one_line(server: Server) -> None:
    with (
        PLACES.Client("sk-1234", base_url=server.url) as client,
        pytest.raises(errors.InvalidRequestError, match="line"),
    ):
        client.generate_image(prompt="fox", project="a", x_team="red\r\nx-admin: 1")
    assert server.seen == []


@pytest.mark.parametrize(
    ("security", "header", "value"),
    [
        ("{type: http, scheme: bearer}", "authorization", "Bearer sk-1234"),
        ("{type: apiKey, in: header, name: X-Key}", "x-key", "sk-1234"),
        ('{type: apiKey, in: header, name: Authorization, prefix: "Key "}', "authorization", "Key sk-1234"),
    ],
)
def test_the_key_goes_where_the_spec_says(server: Server, security: str, header: str, value: str) -> None:
    module = client_module(sync_spec(top=f"security: {security}"))
    server.add(reply(200, images(server)))
    with module.Client("sk-1234", base_url=server.url) as client:
        client.generate_image(prompt="fox")
    assert [name for name, text in server.seen[0].headers.items() if "sk-1234" in text] == [header]
    assert server.seen[0].headers[header] == value


def test_a_provider_without_a_key_needs_none(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    module = client_module(sync_spec(top="security: {type: none}"))
    monkeypatch.delenv(f"{module.__name__.rpartition('.')[2].upper()}_API_KEY", raising=False)
    server.add(reply(200, images(server)))
    with module.Client(base_url=server.url) as client:
        client.generate_image(prompt="fox")
    assert "authorization" not in server.seen[0].headers


def test_the_first_server_is_the_address_and_a_base_address_may_be_the_endpoint(server: Server) -> None:
    module = client_module(
        sync_spec(
            path="/", top='servers: [{url: "https://one.fox-images.net/v1"}, {url: "https://two.fox-images.net"}]'
        )
    )
    client: Any = module.Client("sk-1234")
    assert client.base_url == "https://one.fox-images.net/v1"
    client.close()
    server.add(reply(200, images(server)))
    with module.Client("sk-1234", base_url=f"{server.url}/make") as endpoint:
        endpoint.generate_image(prompt="fox")
    assert server.seen[0].target == "/make"
