"""Certificates and proxies that stand between a client and its provider: refused in words, never gone around."""

from __future__ import annotations

import base64
import logging
import re
from contextlib import ExitStack
from pathlib import Path

import pytest

from clientsmith.mock.server import Mock
from faults.certificates import certificate, served, trusted
from faults.in_step import AT_ONCE, no_names
from faults.relay import Relay, speaking, tunnel
from faults.server_calls import ask, everything, fails, posts
from imageclients import errors
from support.mode import KEY, Mode

CALLER = AT_ONCE["modelverse"]
PASSWORD = "pr0xy-passw0rd"
FAR = "https://api.fox-images.invalid/v1"
"""An address whose name only a proxy would look up."""


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the proxies of the machine that the tests run on."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def over_tls(mock: Mock, relay: Relay) -> str:
    """The base address of the mock behind TLS."""
    return mock.url(CALLER.name).replace(mock.address, f"https://{relay.at}")


@pytest.mark.parametrize(
    ("trusts", "host", "days", "reason"),
    [
        (False, "127.0.0.1", (-1, 1), "self.signed certificate"),
        (True, "127.0.0.1", (-3, -1), "certificate has expired"),
        (True, "127.0.0.1", (1, 3), "certificate is not yet valid"),
        (True, "127.0.0.2", (-1, 1), "IP address mismatch, certificate is not valid for '127.0.0.1'."),
        (True, "api.fox-images.invalid", (-1, 1), "IP address mismatch, certificate is not valid for '127.0.0.1'."),
    ],
    ids=["self-signed", "expired", "not yet", "another address", "a name"],
)
def test_V57_certificate_that_isnt_right_ends_the_call_at_once(
    mode: Mode, stepped: Mock, tmp_path: Path, trusts: bool, host: str, days: tuple[int, int], reason: str
) -> None:
    """A certificate is self-signed, too old, too new or another's -> ConnectionFailedError says so; nothing is sent."""
    pem = certificate(tmp_path, host, days)
    with Relay(stepped.address, speaking(served(pem))) as relay:
        given = {"http_client": mode.http_client(trust_env=False, verify=trusted(pem))} if trusts else {}
        client = mode.client(CALLER.module, over_tls(stepped, relay), **given)
        error = fails(mode, CALLER, client, errors.ConnectionFailedError)
        assert re.search(rf"{relay.at}: the certificate isn't accepted \({reason}\)", str(error))
        assert client.options.system.pauses == []
    assert stepped.requests == []


def test_V57_certificate_of_ones_own_is_trusted_where_that_is_told(mode: Mode, stepped: Mock, tmp_path: Path) -> None:
    """An http_client trusts a self-signed certificate -> its client works, and another one still refuses it."""
    pem = certificate(tmp_path)
    with Relay(stepped.address, speaking(served(pem))) as relay:
        base = over_tls(stepped, relay)
        client = mode.client(CALLER.module, base, http_client=mode.http_client(trust_env=False, verify=trusted(pem)))
        assert len(ask(mode, CALLER, client).images) == 1
        fails(mode, CALLER, mode.client(CALLER.module, base), errors.ConnectionFailedError)
    assert posts(stepped) == 1


@pytest.mark.parametrize("answer", ["403 Forbidden", "407 Proxy Authentication Required"])
@pytest.mark.parametrize("told", ["by an http_client", "by the environment"])
def test_V58_proxy_that_refuses_is_told_without_its_password(
    mode: Mode,
    told: str,
    answer: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A proxy refuses, or wants another password -> ConnectionFailedError with its answer; the password is nowhere."""
    caplog.set_level(logging.DEBUG)
    with Relay("http://127.0.0.1:9", tunnel(answer)) as relay, no_names(monkeypatch) as asked:
        proxy = f"http://fox:{PASSWORD}@{relay.at}"
        if told == "by the environment":
            monkeypatch.setenv("HTTPS_PROXY", proxy)
            client = mode.client(CALLER.module, FAR)
        else:
            client = mode.client(CALLER.module, FAR, http_client=mode.http_client(trust_env=False, proxy=proxy))
        error = fails(mode, CALLER, client, errors.ConnectionFailedError)
    assert f"api.fox-images.invalid: the proxy refuses: {answer}" in str(error)
    assert "billed" not in str(error)
    assert asked == []
    printed = f"{everything(error)} {client!r} {caplog.text}"
    for secret in (PASSWORD, base64.b64encode(f"fox:{PASSWORD}".encode()).decode(), KEY):
        assert secret not in printed


def test_V58_proxy_with_the_right_password_is_gone_through(mode: Mode, stepped: Mock, tmp_path: Path) -> None:
    """A proxy lets a call through to a provider with TLS -> it works, and the provider's certificate is checked."""
    pem = certificate(tmp_path)
    password = base64.b64encode(f"fox:{PASSWORD}".encode()).decode()
    with Relay(stepped.address, speaking(served(pem))) as provider, ExitStack() as stack:
        relay = stack.enter_context(Relay(f"http://{provider.at}", tunnel("407 No", f"basic {password}")))
        proxy = f"http://fox:{PASSWORD}@{relay.at}"
        base = over_tls(stepped, provider)
        client = mode.client(
            CALLER.module, base, http_client=mode.http_client(trust_env=False, proxy=proxy, verify=trusted(pem))
        )
        assert len(ask(mode, CALLER, client).images) == 1
        careful = mode.client(CALLER.module, base, http_client=mode.http_client(trust_env=False, proxy=proxy))
        error = fails(mode, CALLER, careful, errors.ConnectionFailedError)
        assert "the certificate isn't accepted" in str(error)
    assert posts(stepped) == 1
