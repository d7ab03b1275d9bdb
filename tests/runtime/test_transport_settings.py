"""How the clients' own httpx clients are set up, and how exceptions of the transport are told apart."""

from __future__ import annotations

import ssl
import zlib
from types import SimpleNamespace
from typing import Any

import httpx
import httpx2
import pytest

from imageclients._runtime import connections, environment, transport
from imageclients.errors import ConnectionFailedError, SubmissionUnknownError
from support.mode import Mode
from support.spec import client_module, sync_spec

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment without proxies."""
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


FAR = "https://api.fox-images.net"


def own_http(mode: Mode, base: str = FAR) -> Any:
    """What a client makes for itself to send with."""
    http = mode.client(client_module(sync_spec()), base).connection.get(None, base).http
    mode.closing(http)
    return http


def proxy_of(http: Any, url: str) -> str | None:
    """The proxy that an httpx client takes to an address, which it has no public word for."""
    pool = http._transport_for_url(httpx.URL(url))._pool
    return pool._proxy_url.host.decode() if hasattr(pool, "_proxy_url") else None


@pytest.mark.parametrize(
    ("base", "variable", "proxied"),
    [
        (FAR, "HTTPS_PROXY", True),
        (FAR, "ALL_PROXY", True),
        (FAR.replace("https", "HTTPS"), "HTTPS_PROXY", True),
        (FAR, "HTTP_PROXY", False),
        (FAR, "NO_PROXY", False),
        ("http://127.0.0.1:8000", "HTTP_PROXY", False),
        ("http://127.0.0.1:8000", "HTTPS_PROXY", False),
        ("http://127.0.0.1:8000", "ALL_PROXY", False),
    ],
)
def test_a_proxy_of_the_environment_is_for_what_is_encrypted(
    mode: Mode, environ: pytest.MonkeyPatch, base: str, variable: str, proxied: bool
) -> None:
    environ.setenv(variable, "http://127.0.0.7:9")
    http = own_http(mode, base)
    assert proxy_of(http, base) == ("127.0.0.7" if proxied else None)
    assert http.follow_redirects is False


@pytest.mark.parametrize("address", ["127.0.0.7:9", "http://127.0.0.7:9", "https://127.0.0.7:9"])
def test_a_proxy_for_https_goes_before_one_for_everything(
    mode: Mode, environ: pytest.MonkeyPatch, address: str
) -> None:
    environ.setenv("ALL_PROXY", "http://127.0.0.8:9")
    environ.setenv("HTTPS_PROXY", address)
    assert proxy_of(own_http(mode), FAR) == "127.0.0.7"


@pytest.mark.parametrize(
    ("no_proxy", "base", "proxied"),
    [
        ("fox-images.net", FAR, False),
        (".fox-images.net", FAR, False),
        ("*.fox-images.net", FAR, False),
        ("images.net", FAR, True),
        ("a.dev, api.fox-images.net ,", FAR, False),
        ("https://api.fox-images.net", FAR, False),
        ("http://api.fox-images.net", FAR, True),
        ("api.fox-images.net:443", FAR + ":8443", True),
        ("*", FAR, False),
        ("localhost", "https://localhost", False),
        ("localhost", "https://a.localhost", True),
        ("::1", "https://[::1]", False),
        ("[::1]", "https://[::1]", False),
        ("::1/128", "https://[::1]", False),
        ("::1/128", FAR, True),
        ("fd00::/8", "https://[fd00::5]", False),
        ("fd00::/8", "https://[fe00::5]", True),
        ("fd00::/8", "https://10.1.2.3", True),
        ("10.0.0.0/8", "https://10.1.2.3", False),
        ("10.0.0.0/8", "https://11.1.2.3", True),
        ("10.1.2.3/32", "https://10.1.2.3", False),
        ("10.1.2.3", "https://10.1.2.3", False),
        ("10.0.0.0/8,::/0", FAR, True),
    ],
)
def test_hosts_and_networks_without_a_proxy_are_heeded(
    mode: Mode, environ: pytest.MonkeyPatch, no_proxy: str, base: str, proxied: bool
) -> None:
    environ.setenv("HTTPS_PROXY", "http://127.0.0.7:9")
    environ.setenv("NO_PROXY", no_proxy)
    assert proxy_of(own_http(mode, base), base) == ("127.0.0.7" if proxied else None)


def test_all_own_clients_share_one_tls_context_that_checks_certificates(mode: Mode, environ: Any) -> None:
    pools = [own_http(mode)._transport._pool for _ in range(2)]
    assert pools[0] is not pools[1]
    assert pools[0]._ssl_context is pools[1]._ssl_context is environment.tls_context()
    assert environment.tls_context().verify_mode == ssl.CERT_REQUIRED
    assert environment.tls_context().check_hostname


def test_what_speaks_plain_http_trusts_no_certificate(mode: Mode) -> None:
    context = own_http(mode, "http://127.0.0.1:1")._transport._pool._ssl_context
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.cert_store_stats()["x509"] == 0


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


def test_connections_are_bounded_and_kept_for_a_while() -> None:
    http: Any
    with connections.new_client("http://127.0.0.1:1", False) as http:
        pool: Any = http._transport
        bounds = pool._pool._max_connections, pool._pool._max_keepalive_connections, pool._pool._keepalive_expiry
    assert bounds == (100, 20, 5.0)
    spread: Any = connections.new_async_client("http://127.0.0.1:1", False)
    assert spread._transport._pool._max_connections * connections.SPREAD == 100


def test_a_client_for_proxies_checks_certificates_by_the_same_context(mode: Mode, environ: pytest.MonkeyPatch) -> None:
    environ.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    through = own_http(mode)._transport_for_url(httpx.URL(FAR))
    assert through._pool._ssl_context is environment.tls_context()


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


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_a_request_says_how_long_its_body_is_unless_it_has_none(library: Any) -> None:
    def headers(method: str, body: bytes | None) -> dict[str, str]:
        address = "https://api.fox-images.net/a?b"
        with library.Client() as http:
            made: Any = transport.message(http, method, address, {"x-a": "b"}, body, {"timeout": {}})
        assert isinstance(made, library.Request)
        assert made.extensions == {"timeout": {}}
        assert made.content == b"".join(made.stream) == (body or b"")
        assert made.headers["host"] == "api.fox-images.net"
        assert made.headers["x-a"] == "b"
        return dict(made.headers)

    assert "content-length" not in headers("GET", None)
    assert headers("GET", b"")["content-length"] == "0"
    assert headers("POST", None)["content-length"] == "0"
    assert headers("POST", b"fox")["content-length"] == "3"


def built_by(http: Any, url: str) -> Any:
    made = transport.message_of_client(http, "POST", url, {"authorization": "Bearer k", "X-B": "狐"}, b"fox", {})
    return made.url, dict(made.headers), made.content


@pytest.mark.parametrize("library", [httpx, httpx2])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"headers": {"X-Mine": "1", "user-agent": "fox/1", "Authorization": "Basic x", "x-b": "mine"}},
        {"params": {"token": "mine"}},
        {"cookies": {"session": "1"}},
        {"headers": {"Host": "elsewhere.dev", "x-old": b"caf\xe9"}},
        {"base_url": "https://elsewhere.dev/api"},
    ],
    ids=["nothing", "headers", "params", "cookies", "host", "base_url"],
)
def test_a_client_of_the_users_adds_what_its_own_build_request_adds(library: Any, options: dict[str, Any]) -> None:
    url, headers = "https://api.fox-images.net:8443/a?b", {b"authorization": b"Bearer k", b"x-b": "狐".encode()}
    with library.Client(**options) as http:
        theirs = http.build_request("POST", url, content=b"fox", headers=headers)
        assert built_by(http, url) == (theirs.url, dict(theirs.headers), theirs.content)


def test_a_build_request_of_the_users_own_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    class Signing(httpx.Client):
        def build_request(self, *args: Any, **options: Any) -> httpx.Request:
            made = super().build_request(*args, **options)
            made.headers["x-signed"] = "1"
            return made

    with Signing() as signing:
        assert built_by(signing, "https://a.b/")[1]["x-signed"] == "1"
    with httpx.Client() as http:
        usual = http.build_request

        def patched(*args: Any, **options: Any) -> httpx.Request:
            return usual(*args, **options, params={"patched": "1"})

        monkeypatch.setattr(http, "build_request", patched)
        assert str(built_by(http, "https://a.b/")[0]) == "https://a.b/?patched=1"


def test_what_is_usual_is_what_httpx_says() -> None:
    with httpx.Client() as http:
        theirs = dict(http.headers.raw)
    assert dict(transport.usual_headers()) == {
        b"accept": theirs[b"Accept"],
        b"user-agent": theirs[b"User-Agent"],
    }


def test_headers_that_come_twice_are_joined_and_odd_bytes_read() -> None:
    raw = [(b"Via", b"a"), (b"VIA", b"b"), (b"x-name", b"caf\xe9"), (b"x-fox", "狐".encode())]
    found = {"via": "a, b", "x-name": "café", "x-fox": "狐"}
    assert transport.head_of(SimpleNamespace(status_code=201, headers=SimpleNamespace(raw=raw))) == (201, found)


def test_a_coroutine_that_nobody_awaits_is_closed() -> None:
    async def told() -> None:
        """What a callback returns."""

    coroutine: Any = told()
    with pytest.raises(TypeError, match="only an AsyncClient can await it"):
        transport.refuse_awaitable(coroutine)
    assert coroutine.cr_frame is None, "closed: nothing warns that it was never awaited"
    with pytest.raises(TypeError, match="asynchronous"):
        transport.refuse_awaitable(5)
