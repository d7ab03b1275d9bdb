"""How the clients' own httpx clients are set up, and how exceptions of the transport are told apart."""

from __future__ import annotations

import zlib
from typing import Any

import httpx
import pytest

from imageclients.errors import ConnectionFailedError, SubmissionUnknownError
from support.mode import Mode
from support.spec import client_module, sync_spec


def own_http(mode: Mode, **options: Any) -> Any:
    """The httpx client that a client makes for itself."""
    client = mode.client(client_module(sync_spec()), **options)
    return client.connection.get(None)


@pytest.mark.parametrize(
    ("base", "trusts"), [("https://api.fox-images.net", True), ("http://127.0.0.1:8000", False)], ids=["https", "http"]
)
def test_own_client_follows_no_redirect_and_asks_for_proxies_only_over_tls(mode: Mode, base: str, trusts: bool) -> None:
    http = own_http(mode, base=base)
    assert http.follow_redirects is False
    assert http.trust_env is trusts
    mode.closing(http)


def test_all_own_clients_share_one_tls_context(mode: Mode) -> None:
    first, second = own_http(mode), own_http(mode)
    pools: list[Any] = [one._transport._pool for one in (first, second)]
    assert pools[0]._ssl_context is pools[1]._ssl_context
    mode.closing(first)
    mode.closing(second)


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
