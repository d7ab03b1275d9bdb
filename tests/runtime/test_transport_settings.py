"""How the clients' own httpx clients are set up, and how exceptions of the transport are told apart."""

from __future__ import annotations

import asyncio
import ssl
import zlib
from types import SimpleNamespace
from typing import Any, ClassVar

import httpcore
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


def test_connections_are_bounded_and_kept_for_a_while(environment: Any) -> None:
    with transport.new_client("http://127.0.0.1:1") as pool:
        assert (pool._max_connections, pool._max_keepalive_connections, pool._keepalive_expiry) == (100, 20, 5.0)


class Recorded:
    """Stands for a pool of httpcore: notes how it was made, and leaves every answer open."""

    made: ClassVar[list[tuple[object, dict[str, Any]]]] = []

    def __init__(self, context: object, **settings: Any) -> None:
        self.made.append((context, settings))

    async def handle_async_request(self, request: str) -> Any:
        if request == "cancelled":
            raise asyncio.CancelledError
        return SimpleNamespace(stream=None)


def test_a_hundred_connections_are_spread_over_twenty_five_pools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Recorded, "made", [])
    monkeypatch.setattr(httpcore, "AsyncConnectionPool", Recorded)
    spread = transport.Spread()

    async def ask(count: int) -> list[int]:
        for _ in range(count):
            await spread.handle_async_request("a request")
        return spread.busy.copy()

    assert asyncio.run(ask(1)) == [1]
    assert asyncio.run(ask(1)) == [1, 1], "the first is busy"
    assert asyncio.run(ask(23)) == [1] * 25
    assert asyncio.run(ask(2)) == [2, 2] + [1] * 23, "the least busy one"
    kept = {"max_connections": 4, "max_keepalive_connections": 20, "keepalive_expiry": 5.0}
    assert Recorded.made == [(transport.tls_context(), kept)] * 25
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(spread.handle_async_request("cancelled"))
    assert spread.busy == [2, 2] + [1] * 23


def test_a_client_for_proxies_checks_certificates_by_the_same_context(
    mode: Mode, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    http = own_http(mode)
    assert http._transport._pool._ssl_context is transport.tls_context()


def test_a_transport_must_be_of_the_clients_kind() -> None:
    class Blocking(httpx.BaseTransport):
        """For synchronous clients alone."""

    class Awaited(httpx.AsyncBaseTransport):
        """For asynchronous clients alone."""

    assert transport.can_send(Blocking(), awaits=False)
    assert not transport.can_send(Blocking(), awaits=True)
    assert transport.can_send(Awaited(), awaits=True)
    assert not transport.can_send(Awaited(), awaits=False)
    assert transport.can_send(httpx.Client(), awaits=False)
    assert not transport.can_send(httpx.Client(), awaits=True)


@pytest.mark.parametrize("own", [True, False])
def test_a_request_says_how_long_its_body_is_unless_it_has_none(own: bool) -> None:
    def headers(method: str, body: bytes | None) -> dict[bytes, bytes]:
        address = "https://api.fox-images.net/a?b"
        made: Any = transport.message(method, address, {"x-a": "b"}, body, {"timeout": {}}, own=own)
        assert made.extensions == {"timeout": {}}
        assert b"".join(made.stream) == (body or b"")
        found: dict[bytes, bytes] = dict(getattr(made.headers, "raw", made.headers))
        assert found[b"host"] == b"api.fox-images.net"
        assert found[b"x-a"] == b"b"
        return found

    assert b"content-length" not in headers("GET", None)
    assert headers("GET", b"")[b"content-length"] == b"0"
    assert headers("POST", None)[b"content-length"] == b"0"
    assert headers("POST", b"fox")[b"content-length"] == b"3"


def test_what_is_usual_is_what_httpx_says() -> None:
    assert transport.usual_headers() == {"accept": "*/*", "user-agent": f"python-httpx/{httpx.__version__}"}


def test_headers_that_come_twice_are_joined_and_odd_bytes_read() -> None:
    raw = [(b"Via", b"a"), (b"VIA", b"b"), (b"x-name", b"caf\xe9"), (b"x-fox", "狐".encode())]
    found = {"via": "a, b", "x-name": "café", "x-fox": "狐"}
    assert transport.head_of(SimpleNamespace(status=201, headers=raw)) == (201, found)
    assert transport.head_of(SimpleNamespace(status_code=202, headers=SimpleNamespace(raw=raw))) == (202, found)


def test_a_coroutine_that_nobody_awaits_is_closed() -> None:
    async def told() -> None:
        """What a callback returns."""

    coroutine: Any = told()
    with pytest.raises(TypeError, match="only an AsyncClient can await it"):
        transport.refuse_awaitable(coroutine)
    assert coroutine.cr_frame is None, "closed: nothing warns that it was never awaited"
    with pytest.raises(TypeError, match="asynchronous"):
        transport.refuse_awaitable(5)
