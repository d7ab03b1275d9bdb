"""How the clients' own httpx clients are set up, and how exceptions of the transport are told apart."""

from __future__ import annotations

import ssl
import zlib
from typing import Any

import httpx
import pytest

from imageclients._runtime import transport
from imageclients.errors import ConnectionFailedError, SubmissionUnknownError
from support.mode import Mode
from support.spec import client_module, sync_spec

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment without proxies."""
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


def own_http(mode: Mode, base: str = "https://api.fox-images.net") -> Any:
    """What a client makes for itself to send with."""
    http = mode.client(client_module(sync_spec()), base).connection.get(None)
    mode.closing(http)
    return http


@pytest.mark.parametrize(
    ("base", "variable", "proxied"),
    [
        ("https://api.fox-images.net", "HTTPS_PROXY", True),
        ("https://api.fox-images.net", "ALL_PROXY", True),
        ("https://api.fox-images.net", "NO_PROXY", False),
        ("http://127.0.0.1:8000", "HTTP_PROXY", False),
        ("http://127.0.0.1:8000", "ALL_PROXY", False),
    ],
)
def test_a_proxy_of_the_environment_is_for_what_is_encrypted(
    mode: Mode, environment: pytest.MonkeyPatch, base: str, variable: str, proxied: bool
) -> None:
    environment.setenv(variable, "http://127.0.0.1:9")
    http = own_http(mode, base)
    assert isinstance(http, httpx.Client | httpx.AsyncClient) == proxied
    assert getattr(http, "follow_redirects", False) is False


def test_all_own_clients_share_one_tls_context_that_checks_certificates(mode: Mode, environment: Any) -> None:
    first, second = own_http(mode), own_http(mode)
    assert first is not second
    assert transport.tls_context() is transport.tls_context()
    assert transport.tls_context().verify_mode == ssl.CERT_REQUIRED
    if not mode.is_async:
        assert first._ssl_context is second._ssl_context is transport.tls_context()


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.UnsupportedProtocol("ftp"), ConnectionFailedError),
        (httpx.InvalidURL("no"), ConnectionFailedError),
        (UnicodeError("label too long"), ConnectionFailedError),
        (httpx.ProxyError("no"), ConnectionFailedError),
        (httpx.DecodingError("broken"), SubmissionUnknownError),
        (httpx.TooManyRedirects("round and round"), SubmissionUnknownError),
        (httpx.StreamClosed(), SubmissionUnknownError),
        (zlib.error("broken"), SubmissionUnknownError),
        (TimeoutError(), SubmissionUnknownError),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_what_certainly_was_not_sent_is_no_unknown_submit(mode: Mode, error: Exception, kind: type[Exception]) -> None:
    sent: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        raise error

    client = mode.client(client_module(sync_spec()), http_client=mode.http(handle))
    with pytest.raises(kind) as raised:
        mode.go(client.generate_image(prompt="a fox"))
    assert type(raised.value) is kind or kind is SubmissionUnknownError
    permanent = isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL | UnicodeError)
    assert len(sent) == (1 if permanent or kind is SubmissionUnknownError else 5)


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate", "GZIP"])
def test_bodies_are_unpacked_whatever_their_encoding_is_called(mode: Mode, encoding: str) -> None:
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS if encoding == "deflate" else zlib.MAX_WBITS | 16)
    packed = packer.compress(b'{"data": [{"url": "https://cdn.example.com/1.png"}]}') + packer.flush()

    def handle(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"content-encoding": encoding}, stream=httpx.ByteStream(packed))

    client = mode.client(client_module(sync_spec()), http_client=mode.http(handle))
    result = mode.go(client.generate_image(prompt="a fox"))
    assert result.images[0].url == "https://cdn.example.com/1.png"
