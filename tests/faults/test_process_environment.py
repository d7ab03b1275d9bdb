"""What the environment says about proxies, certificates and passwords: what counts, what never does, and the switch."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from faults.certificates import certificate, served, trusted
from faults.in_step import no_names
from faults.relay import Relay, speaking
from imageclients import errors, modelverse
from support.mode import KEY, Mode
from support.pictures import PNG
from support.server import Action, Server, images, reply

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
FAR = "https://api.fox-images.invalid/v1"


class Secure(NamedTuple):
    """A provider that speaks TLS: its address, and the scripted server behind it."""

    url: str
    server: Server

    @property
    def images(self) -> Action:
        """The answer to a submit: a link to it."""
        return reply(200, {"data": [{"url": f"{self.url}/1.png"}]})


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """An environment that says nothing, and no names of hosts; gives the names that were looked up."""
    from imageclients._runtime.transport import tls_context

    for name in (*PROXIES, "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "NETRC"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    tls_context.cache_clear()
    with no_names(monkeypatch) as asked:
        yield asked
    tls_context.cache_clear()


@pytest.fixture
def pem(tmp_path: Path) -> Path:
    """A certificate for loopback, signed by nobody else."""
    return certificate(tmp_path)


@pytest.fixture
def secure(pem: Path, server: Server) -> Iterator[Secure]:
    """A provider that has the certificate."""
    with Relay(server.url, speaking(served(pem))) as relay:
        yield Secure(f"https://{relay.at}", server)


@pytest.fixture
def proxy() -> Iterator[Server]:
    """A proxy that refuses everything."""
    with contextlib.closing(Server(*[reply(502)] * 9)) as made:
        yield made


def call(mode: Mode, base: Any, **options: Any) -> Any:
    """A call, without retries unless told otherwise."""
    client = mode.client(modelverse, base, **{"max_retries": 0, **options})
    return mode.go(client.generate_image(prompt="a fox"))


@pytest.mark.parametrize("lower", [False, True], ids=["upper case", "lower case"])
@pytest.mark.parametrize("name", ["HTTPS_PROXY", "ALL_PROXY"])
def test_C13_proxy_of_the_environment_is_used_over_tls_and_sees_no_key(
    mode: Mode, proxy: Server, environment: list[str], monkeypatch: pytest.MonkeyPatch, name: str, lower: bool
) -> None:
    """HTTPS_PROXY or ALL_PROXY is set -> the provider is reached through it; it sees the host, not key or path."""
    monkeypatch.setenv(name.lower() if lower else name, proxy.url)
    with pytest.raises(errors.ConnectionFailedError):
        call(mode, FAR)
    (asked,) = proxy.seen
    assert (asked.method, asked.target) == ("CONNECT", "api.fox-images.invalid:443")
    assert KEY not in str(asked)
    assert "/v1" not in str(asked)
    assert environment == []


def test_C13_no_proxy_of_the_environment_is_heeded(
    mode: Mode, proxy: Server, secure: Secure, pem: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NO_PROXY names the provider's host -> it is reached without the proxy that the environment names."""
    for name in PROXIES:
        monkeypatch.setenv(name, proxy.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    secure.server.add(secure.images)
    assert len(call(mode, secure).images) == 1
    assert (len(secure.server.seen), proxy.seen) == (1, [])


def test_C13_clear_text_to_this_machine_takes_no_proxy(
    mode: Mode, proxy: Server, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy is set, and the provider is on this machine, without TLS -> the key doesn't go to the proxy."""
    for name in PROXIES:
        monkeypatch.setenv(name, proxy.url)
    server.add(reply(200, images(server)), reply(200, PNG))
    assert mode.go(call(mode, server).images[0].read()) == PNG
    assert (len(server.seen), proxy.seen) == (2, [])


def test_C13_one_switch_ignores_the_environment(
    mode: Mode, proxy: Server, secure: Secure, pem: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything is set, and http_client=httpx.Client(trust_env=False) is given -> none of it counts."""
    for name in PROXIES:
        monkeypatch.setenv(name, proxy.url)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem.with_name("missing.pem")))
    kind: Any = httpx.AsyncClient if mode.is_async else httpx.Client
    http = kind(trust_env=False, verify=trusted(pem))
    mode.closing(http)
    secure.server.add(secure.images)
    assert len(call(mode, secure, http_client=http).images) == 1
    assert (len(secure.server.seen), proxy.seen) == (1, [])


def test_C13_certificates_of_the_environment_are_trusted(
    mode: Mode, secure: Secure, pem: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SSL_CERT_FILE names the provider's certificate -> it is accepted; without it nothing is sent, and told why."""
    from imageclients._runtime.transport import tls_context

    with pytest.raises(errors.ConnectionFailedError, match="the certificate isn't accepted"):
        call(mode, secure)
    assert secure.server.seen == []
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    tls_context.cache_clear()
    secure.server.add(secure.images)
    assert len(call(mode, secure).images) == 1


@pytest.mark.parametrize("missing", [True, False], ids=["netrc in NETRC", "netrc at home"])
def test_C13_netrc_is_never_looked_at(
    mode: Mode, secure: Secure, pem: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: bool
) -> None:
    """A netrc has passwords for the provider and all others -> the key goes as ever, and nothing to other hosts."""
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login fox password s3cr3t\ndefault login fox password s3cr3t\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC" if missing else "HOME", str(netrc if missing else tmp_path))
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    secure.server.add(secure.images, reply(200, PNG))
    assert mode.go(call(mode, secure).images[0].read()) == PNG
    submit, image = secure.server.seen
    assert submit.headers["authorization"] == f"Bearer {KEY}"
    assert "authorization" not in image.headers


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("HTTPS_PROXY", "ftp://fox:s3cr3t@127.0.0.1:9", "Unknown scheme for proxy URL"),
        ("ALL_PROXY", "socks5://127.0.0.1:9", "socksio"),
        ("SSL_CERT_FILE", "/no/such/file.pem", "No such file"),
        ("SSL_CERT_FILE", __file__, "certificate"),
    ],
    ids=["proxy of no kind", "proxy that needs more", "no such file", "no certificate"],
)
def test_C13_environment_that_cant_be_used_is_told_as_such(
    mode: Mode, environment: list[str], monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    """The environment's proxy or certificates can't be used -> ConfigurationError that says why; nothing is sent."""
    monkeypatch.setenv(name, value)
    with pytest.raises(errors.ConfigurationError, match=told) as caught:
        call(mode, FAR, max_retries=4)
    assert getattr(caught.value, "__notes__", []) == []
    assert "s3cr3t" not in str(caught.value)
    assert (caught.value.provider, caught.value.operation) == ("modelverse", "generate_image")
    assert environment == []
