"""What is printed, logged or reported when something goes wrong: never the key, a prompt or a signature."""

from __future__ import annotations

import logging
from typing import Any

import httpx
import pytest

from clientsmith.mock.server import Mock
from faults.in_step import AT_ONCE, TASKED
from faults.reports import SIGNED, only_this_machine, reported, signed
from faults.server_calls import everything
from imageclients import errors, ppio
from support.mode import KEY, Mode
from support.pictures import PNG
from support.server import Server, reply
from support.spec import client_module, sync_spec

PPIO, MODELVERSE = TASKED["ppio"], AT_ONCE["modelverse"]
PROMPT = "a fox in the snow"
FAULTS = [
    "error-that-echoes-the-key",
    "bad-key",
    "bad-request",
    "status-500",
    "retry-after-day",
    "redirect-elsewhere",
    "gateway-page",
    "html-page",
    "broken-json",
    "json-null",
    "wrong-types",
    "reset",
    "short-body",
    "open-chunks",
    "longer-body",
]
"""What may become of a submit, and end in an error."""
OWN_HEADER = sync_spec(top="security: {type: apiKey, in: header, name: X-Fox-Key}")
pytestmark = pytest.mark.usefixtures("only_this_machine")
__all__ = ["only_this_machine"]


@pytest.mark.parametrize("fault", FAULTS)
def test_K08_key_is_in_nothing_that_is_printed(mode: Mode, stepped: Mock, fault: str) -> None:
    """Client, request, result or error is printed, whatever the server did -> no key, and no prompt in an error."""
    client = PPIO.client(mode, stepped, max_retries=0)
    request = client.build(client.provider.operations["generate_image"], PPIO.arguments, None, None)
    task = mode.go(client.begin_generate_image(**PPIO.arguments))
    stepped.advance(60)
    result = mode.go(task.wait())
    for one in (client, client.connection, client.options, request, task, result, result.answer, *result.images):
        assert KEY not in f"{one!r} {one} {getattr(one, '__dict__', '')}"
    stepped.fault(fault, PPIO.submits)
    with pytest.raises(errors.ImageClientError) as caught:
        mode.go(client.generate_image(**PPIO.arguments))
    assert KEY not in everything(caught.value)
    assert PROMPT not in everything(caught.value)
    assert KEY not in str(caught.value.body)


@pytest.mark.parametrize("given", [False, True], ids=["own connections", "a client of httpx"])
@pytest.mark.parametrize("spec", [sync_spec(), OWN_HEADER], ids=["bearer", "own header"])
def test_K09_debug_logs_have_no_key_no_prompt_and_no_signature(
    mode: Mode, server: Server, caplog: pytest.LogCaptureFixture, spec: str, given: bool
) -> None:
    """Everything is logged, of the client, httpx and httpcore, redirects too -> no key, no prompt, no signature."""
    caplog.set_level(logging.NOTSET)
    server.add(
        reply(429, {"error": f"no {KEY}"}),
        reply(503),
        reply(200, signed(server)),
        reply(302, location=f"/2.png{SIGNED}"),
        reply(500),
        reply(200, PNG),
    )
    theirs: Any = (httpx.AsyncClient() if mode.is_async else httpx.Client()) if given else None
    client = mode.client(client_module(spec), server, http_client=theirs)
    result = mode.go(client.generate_image(prompt=PROMPT))
    assert mode.go(result.images[0].read()) == PNG
    mode.go(client.close())
    if given:
        mode.closing(theirs)
        assert "httpx" in {one.name for one in caplog.records}
        assert "/1.png?***" in caplog.text
    assert "imageclients" in {one.name for one in caplog.records}
    assert any(one.name.startswith("httpcore") for one in caplog.records)
    everything_said = caplog.text + "".join(f"{one.msg} {one.args}" for one in caplog.records)
    for secret in (KEY, PROMPT, "s3cr3t", "OSSAccessKeyId"):
        assert secret not in everything_said


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if "echoes" not in fault])
def test_K10_traceback_with_locals_has_no_key(mode: Mode, stepped: Mock, fault: str) -> None:
    """An error is reported with the locals of all frames, causes included -> the key is in none of them."""
    stepped.fault(fault, MODELVERSE.submits)
    client = MODELVERSE.client(mode, stepped, max_retries=0)
    with pytest.raises(errors.ImageClientError) as caught:
        mode.go(client.generate_image(**MODELVERSE.arguments))
    told = reported(caught.value)
    assert "generate_image" in told
    assert "Secret(***)" in told or "<Client" in told or "<AsyncClient" in told
    assert KEY not in told


@pytest.mark.parametrize("spec", [sync_spec(), OWN_HEADER], ids=["bearer", "own header"])
@pytest.mark.parametrize("kind", [httpx.ReadError, httpx.ReadTimeout, LookupError, KeyboardInterrupt, OSError])
def test_K10_traceback_of_what_the_transport_raises_has_no_key(
    mode: Mode, spec: str, kind: type[BaseException]
) -> None:
    """The transport raises anything, with the request in its locals -> no frame that has the headers is left."""

    def handle(request: httpx.Request) -> httpx.Response:
        headers = dict(request.headers)
        assert KEY in str(headers)
        raise kind("no")

    client = mode.client(client_module(spec), http_client=mode.http(handle))
    with pytest.raises((errors.SubmissionUnknownError, kind)) as caught:
        mode.go(client.generate_image(prompt=PROMPT))
    assert KEY not in reported(caught.value)


@pytest.mark.parametrize(
    "given",
    [
        {"api_key": f"{KEY}\u200b"},
        {"api_key": KEY.encode()},
        {"base_url": "ftp://example.com"},
        {"timeout": -1},
        {"max_retries": 99},
        {"validation": "loose"},
    ],
    ids=lambda given: next(iter(given)),
)
def test_K10_traceback_of_a_client_that_cant_be_made_has_no_key(mode: Mode, given: dict[str, Any]) -> None:
    """A client can't be made, for whatever reason -> the key is in no local of the clients' frames."""
    with pytest.raises(errors.ConfigurationError) as caught:
        mode.client(ppio, **given)
    assert KEY not in reported(caught.value)
