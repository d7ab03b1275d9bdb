"""What the environment says about proxies, certificates and passwords: what counts, what never does, and the switch."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import certifi
import pytest

from faults.certificates import certificate, served, trusted
from faults.in_step import no_names
from faults.relay import Relay, speaking
from faults.server_calls import everything
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
    for name in (*PROXIES, "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "NETRC"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    with no_names(monkeypatch) as asked:
        yield asked


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
    http = mode.http_client(trust_env=False, verify=trusted(pem))
    secure.server.add(secure.images)
    assert len(call(mode, secure, http_client=http).images) == 1
    assert (len(secure.server.seen), proxy.seen) == (1, [])


def test_C13_certificates_of_the_environment_are_trusted(
    mode: Mode, secure: Secure, pem: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SSL_CERT_FILE names the provider's certificate -> it is accepted; without it nothing is sent, and told why."""
    with pytest.raises(errors.ConnectionFailedError, match="the certificate isn't accepted"):
        call(mode, secure)
    assert secure.server.seen == []
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
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
        ("HTTPS_PROXY", "http://", "HTTPS_PROXY can't be used: it names no host"),
        ("ALL_PROXY", "http://[", "ALL_PROXY can't be used"),
        ("SSL_CERT_FILE", "/no/such/file.pem", "No such file"),
        ("SSL_CERT_FILE", __file__, "certificate"),
    ],
    ids=[
        "proxy of no kind",
        "proxy that needs more",
        "proxy without host",
        "proxy cut off",
        "no such file",
        "no certificate",
    ],
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


@pytest.mark.parametrize("variable", ["no_proxy", "NO_PROXY"])
@pytest.mark.parametrize("entry", ["::1/128", "fd00::/8", "10.0.0.0/8", "[::1]", "::1"])
def test_N17_networks_and_addresses_in_no_proxy_do_no_harm(
    mode: Mode, proxy: Server, monkeypatch: pytest.MonkeyPatch, variable: str, entry: str
) -> None:
    """NO_PROXY has networks, which httpx itself fails on -> the proxy is used for all hosts outside of them."""
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    monkeypatch.setenv(variable, f"localhost,{entry}")
    with pytest.raises(errors.ConnectionFailedError):
        call(mode, FAR)
    assert [asked.target for asked in proxy.seen] == ["api.fox-images.invalid:443"]


@pytest.mark.parametrize("entry", ["::1/128", "a b\x01", "fox:port", "http://[::1", "::1/129"])
def test_N17_no_proxy_doesnt_matter_where_there_is_no_proxy(
    mode: Mode, server: Server, secure: Secure, pem: Path, monkeypatch: pytest.MonkeyPatch, entry: str
) -> None:
    """NO_PROXY has anything at all, and there is no proxy, or none for plain http -> it is ignored."""
    monkeypatch.setenv("NO_PROXY", entry)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    secure.server.add(secure.images, secure.images)
    assert len(call(mode, secure).images) == 1
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert len(call(mode, server).images) == 1


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("NO_PROXY", "a b\x01"),
        ("no_proxy", "fox:port"),
        ("NO_PROXY", "http://[::1"),
        ("NO_PROXY", "::1/129"),
        ("HTTPS_PROXY", "http://[::1"),
        ("https_proxy", "http://fox:s3cr3t@host:port"),
        ("ALL_PROXY", "gopher://127.0.0.1:9"),
        ("all_proxy", "socks5://127.0.0.1:9"),
    ],
)
def test_N17_variable_of_proxies_that_cant_be_used_is_named(
    mode: Mode, environment: list[str], monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    """A variable of proxies has what httpx refuses -> ConfigurationError that names it; nothing is sent."""
    if variable.lower() == "no_proxy":
        monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv(variable, value)
    with pytest.raises(errors.ConfigurationError, match=f"(?i:{variable})") as caught:
        call(mode, FAR)
    assert "s3cr3t" not in everything(caught.value)
    assert environment == []


def test_N17_proxy_for_plain_http_that_cant_be_used_is_no_matter(
    mode: Mode, secure: Secure, pem: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HTTP_PROXY has what httpx refuses -> it is ignored, because nothing goes through it."""
    monkeypatch.setenv("HTTP_PROXY", "gopher://[::1")
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    secure.server.add(secure.images)
    assert len(call(mode, secure).images) == 1


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_N17_certificates_that_arent_there_are_named_and_mended_ones_count(
    mode: Mode, server: Server, secure: Secure, pem: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    """SSL_CERT_FILE or SSL_CERT_DIR isn't there -> ConfigurationError with name and path, but for plain http."""
    missing = pem.with_name("missing")
    monkeypatch.setenv(variable, str(missing))
    with pytest.raises(errors.ConfigurationError) as caught:
        call(mode, secure)
    assert f"{variable} is {str(missing)!r}, which can't be used: No such file or directory" in str(caught.value)
    assert secure.server.seen == []
    server.add(reply(200, images(server)))
    assert len(call(mode, server).images) == 1
    # In the same process the same variable is looked at anew.
    if variable == "SSL_CERT_FILE":
        missing.write_text(pem.read_text())
        secure.server.add(secure.images)
        assert len(call(mode, secure).images) == 1
    else:
        missing.mkdir()
        with pytest.raises(errors.ConnectionFailedError, match="the certificate isn't accepted"):
            call(mode, secure)


def test_N17_certificate_file_that_is_replaced_counts_for_a_new_client(
    mode: Mode, secure: Secure, pem: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SSL_CERT_FILE is mended after a failure -> the next client takes it as it is now."""
    trusts = pem.with_name("trusts.pem")
    trusts.write_bytes(Path(certifi.where()).read_bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(trusts))
    with pytest.raises(errors.ConnectionFailedError, match="the certificate isn't accepted"):
        call(mode, secure)
    trusts.write_text(pem.read_text())
    os.utime(trusts, ns=(1, 1))
    secure.server.add(secure.images)
    assert len(call(mode, secure).images) == 1


def test_N17_unencrypted_provider_whose_images_are_encrypted_is_fetched_by_the_same_rules(
    mode: Mode, server: Server, secure: Secure, pem: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The provider speaks plain http, its images https -> the certificates count once an image is fetched."""
    monkeypatch.setenv("SSL_CERT_FILE", str(pem.with_name("missing.pem")))
    server.add(reply(200, {"data": [{"url": f"{secure.url}/1.png"}]}))
    result = call(mode, server)
    with pytest.raises(errors.ConfigurationError, match="SSL_CERT_FILE"):
        mode.go(result.images[0].read())
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    secure.server.add(reply(200, PNG))
    assert mode.go(result.images[0].read()) == PNG


def test_N17_scheme_in_capitals_takes_the_proxy(
    mode: Mode, proxy: Server, environment: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """base_url is HTTPS://... -> the proxy of the environment is used as for https://."""
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    with pytest.raises(errors.ConnectionFailedError):
        call(mode, FAR.replace("https", "HTTPS"))
    assert [asked.method for asked in proxy.seen] == ["CONNECT"]
    assert environment == []
