"""The base address: taken as it is, refused where it is none, and plain http only for this machine."""

from __future__ import annotations

from typing import Any

import pytest

from imageclients import errors, ppio
from imageclients._runtime import config
from imageclients.ppio.operations import PROVIDER
from support.mode import Mode
from support.scene import BASE, LINK, Scene, refused
from support.spec import client_module, sync_spec


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example.com/!~",
        "https://a.example.com/X",
        "https://a.example.com",
        "http://localhost:1",
        "http://a.localhost",
        "http://[::1]:9/v1",
        "http://127.9.9.9",
        "HTTPS://A.example.com",
    ],
)
def test_an_address_is_taken_as_it_is(url: str) -> None:
    assert config.base_url(PROVIDER, url, allow_insecure=False) == url
    assert config.base_url(PROVIDER, f"{url}//", allow_insecure=False) == url


@pytest.mark.parametrize(
    "url",
    [
        5,
        "a.example.com",
        "ftp://a.example.com",
        "https://",
        "https://a.example.com:0",
        "https://a.example.com:99999",
        "https://u@a.example.com",
        "https://:p@a.example.com",
        "https://a.example.com?q",
        "https://a.example.com#f",
        "https://a.example.com?",
        "https://a.example.com/v1#",
        "https:\\\\a.example.com",
        "https://a.example.com:port",
        "https://a b.example.com",
        "https://a.example.com/\n",
        "https://a.example.com\\b",
        "https://a.example.com/ b",
        "https://a.example.com/\u00e9",
        "https://[::1",
    ],
)
def test_what_is_no_address_is_refused(url: Any) -> None:
    assert refused(config.base_url, url, allow_insecure=True) == (
        "base_url must be like https://host or https://host/prefix, without user, query or fragment"
    )


def test_plain_http_is_for_this_machine_unless_allowed() -> None:
    text = "base_url a.example.com would send the key over plain http: use https, or allow_insecure=True"
    assert refused(config.base_url, "http://a.example.com", allow_insecure=False) == text
    assert config.base_url(PROVIDER, "http://a.example.com", allow_insecure=True) == "http://a.example.com"
    with pytest.raises(errors.ConfigurationError, match="plain http"):
        ppio.Client("sk-1234", base_url="http://a.example.com")
    for host in ("localhost.example.com", "127.0.0.1.a.com", "xlocalhost", "10.0.0.1", "128.0.0.1", ""):
        assert not config.is_loopback(host)


@pytest.mark.parametrize("parameters", ["[{name: part, in: query, type: string}]", ""], ids=["query", "nothing"])
def test_an_endpoint_that_is_the_address_itself_adds_no_slash(mode: Mode, parameters: str) -> None:
    spec = sync_spec(method="GET", path="/", requestBody="", parameters=parameters or "[]")
    scene = Scene((200, {"data": [{"url": LINK}]}))
    client = mode.client(client_module(spec), f"{BASE}/v1", http_client=mode.http(scene), system=scene)
    mode.go(client.generate_image(**({"part": "a/"} if parameters else {})))
    assert str(scene.requests[0].url) == f"{BASE}/v1" + ("?part=a%2F" if parameters else "")
