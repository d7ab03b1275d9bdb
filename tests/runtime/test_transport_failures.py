"""Failures of a transport: which exceptions are some, what they say, and their causes."""

from __future__ import annotations

import socket
import ssl
import zlib

import httpx
import pytest

from imageclients import errors
from imageclients._runtime import failures
from support.mode import Mode
from support.scene import AT_ONCE, BASE, LINK, Scene, failed


class Own(httpx.ConnectError):
    """An error of a transport of the user's."""


@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectError("x"),
        httpx.InvalidURL("x"),
        httpx.StreamClosed(),
        httpx.DecodingError("x"),
        httpx.TooManyRedirects("x"),
        httpx.RequestError("x"),
        zlib.error("x"),
        httpx.ReadError("x"),
    ],
)
def test_everything_that_a_transport_raises_is_a_failure(error: Exception) -> None:
    assert failures.failure_of(error, 5.0) is not None


def test_what_others_raise_is_theirs() -> None:
    assert failures.failure_of(ValueError("x"), 5.0) is None
    odd = UnicodeError("x")
    assert failures.failure_of(odd, 5.0) == (False, False, True, "the address isn't one", odd, b"")
    late = failures.failure_of(TimeoutError(), 5.0)
    assert late == (True, True, False, "no whole answer within 5 s", None, b"")


def test_a_tls_error_says_what_the_library_says() -> None:
    error = httpx.ConnectError("x")
    error.__cause__ = ssl.SSLError(1, "WRONG VERSION NUMBER")
    found = failures.failure_of(error, 5.0)
    assert found is not None
    assert found.message == "wrong version number"


def test_connecting_and_waiting_for_a_connection_end_before_the_request_does(mode: Mode) -> None:
    scene = Scene((200, {"data": [{"url": LINK}]}), (200, {"data": [{"url": LINK}]}))
    client = scene.client(mode, AT_ONCE, timeout=5)
    mode.go(client.generate_image(prompt="fox"))
    mode.go(client.with_options(timeout=100).generate_image(prompt="fox"))
    limits = [request.extensions["timeout"] for request in scene.requests]
    assert [(limit["connect"], limit["pool"]) for limit in limits] == [(4.5, 4.5), (10.0, 90.0)]


def test_what_the_users_transport_was_handling_isnt_taken_for_the_cause(mode: Mode) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        try:
            socket.getaddrinfo("fox.invalid", "no such service")
        except socket.gaierror:
            raise Own("the tunnel is down")  # noqa: B904 - without a cause, on purpose
        raise AssertionError

    client = mode.client(AT_ONCE, BASE, http_client=mode.http(handle), max_retries=0)
    with pytest.raises(errors.ConnectionFailedError) as caught:
        mode.go(client.generate_image(prompt="fox"))
    assert "api.fox-images.net: Own" in str(caught.value)


@pytest.mark.parametrize(
    ("error", "told", "shown"),
    [
        (httpx.ReadError("reset"), "ReadError", True),
        (httpx.RemoteProtocolError("illegal header line: bytearray(b'key')"), "the answer broke off", False),
        (httpx.ProxyError("407 Proxy Authentication Required"), "the proxy refuses: 407 Proxy", False),
    ],
    ids=["network", "protocol", "proxy"],
)
def test_the_cause_of_a_failure_goes_along_unless_it_quotes_a_server_or_a_proxy(
    mode: Mode, error: httpx.TransportError, told: str, shown: bool
) -> None:
    caught = failed(mode, Scene(error), AT_ONCE)
    assert told in str(caught)
    assert caught.__cause__ is (error if shown else None)
