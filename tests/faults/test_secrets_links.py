"""A signed link is as good as a key: it is shown without its query wherever it is shown."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from clientsmith.mock.server import Mock
from faults.in_step import InStep
from faults.reports import SIGNED, only_this_machine, signed
from faults.server_calls import everything
from imageclients import apimart, errors
from support.mode import Mode
from support.pictures import PNG
from support.server import Action, Server, raw, reply
from support.spec import client_module, sync_spec

__all__ = ["only_this_machine"]
pytestmark = pytest.mark.usefixtures("only_this_machine")
PROMPT = "a fox in the snow"


TROUBLE: dict[str, Callable[[Server], list[Action]]] = {
    "expired": lambda server: [reply(403, b"<Error>Request has expired</Error>")],
    "gone": lambda server: [reply(404)],
    "broken server": lambda server: [reply(500)] * 5,
    "page": lambda server: [reply(200, b"<html>log in</html>")],
    "cut": lambda server: [reply(200, PNG[:-9])] * 5,
    "redirect to nowhere": lambda server: [reply(302)],
    "redirects without end": lambda server: [reply(302, location=f"{server.url}/1.png{SIGNED}")] * 6,
    "redirect to a file": lambda server: [reply(302, location=f"file:///etc/passwd{SIGNED}")],
    "redirect to no address": lambda server: [reply(302, location=f"https://user:s3cr3t@[bad/{SIGNED}")],
    "no HTTP": lambda server: [raw(b"no http\r\n\r\n")] * 5,
    "shorter than announced": lambda server: [reply(200, b"x", length=9)] * 5,
}


@pytest.mark.parametrize("script", TROUBLE.values(), ids=TROUBLE)
def test_K11_signed_link_is_shown_without_its_signature(
    mode: Mode, server: Server, caplog: pytest.LogCaptureFixture, script: Callable[[Server], list[Action]]
) -> None:
    """The image of a signed link can't be fetched -> errors, logs and texts show the link without its query."""
    caplog.set_level(logging.NOTSET)
    server.add(reply(200, signed(server)), *script(server))
    result = mode.go(mode.client(client_module(sync_spec()), server).generate_image(prompt=PROMPT))
    with pytest.raises(errors.DownloadError) as caught:
        mode.go(result.images[0].read())
    error = caught.value
    assert "?***" in f"{error} {result.images[0]!r}"
    assert "s3cr3t" not in everything(error) + caplog.text
    assert "s3cr3t" not in f"{result!r} {result.images[0]!r} {result.images}"
    assert result.images[0].url.endswith(SIGNED), "the user has it whole"


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"message": f"can't fetch https://cdn.example.com/a.png{SIGNED}."}},
        {"error": {"message": f"(https://cdn.example.com/a.png{SIGNED})"}},
        {"error": f"see <http://cdn.example.com/a.png{SIGNED}>"},
        {"error": {"message": f"look at HTTPS://CDN.EXAMPLE.COM/a.png#{SIGNED}"}},
    ],
)
def test_K11_signed_link_in_the_words_of_a_provider_is_shown_without_its_signature(
    mode: Mode, server: Server, body: Any
) -> None:
    """A provider's message repeats a signed link, such as a reference image's -> it is shown without the query."""
    spec = sync_spec(top="envelope: {failure: /error, message: [/error/message, /error]}")
    server.add(reply(400, body))
    with pytest.raises(errors.BadRequestError) as caught:
        mode.go(mode.client(client_module(spec), server).generate_image(prompt=PROMPT))
    assert "/a.png" in str(caught.value)
    assert "s3cr3t" not in f"{caught.value} {caught.value!r} {caught.value.args}"


def test_K11_signed_link_of_an_argument_is_shown_without_its_signature(mode: Mode, stepped: Mock) -> None:
    """A signed link is refused as an argument -> the refusal shows it without the query."""
    client = mode.client(apimart, stepped.url("apimart"), system=InStep(stepped))
    for value in (f"https://cdn.example.com/a.png{SIGNED}", [f"ftp://cdn.example.com/a.png{SIGNED}"]):
        with pytest.raises(errors.InvalidRequestError) as caught:
            mode.go(client.generate_image(model="qwen-image-2.0", prompt=PROMPT, image_urls=value))
        assert "s3cr3t" not in everything(caught.value)
    assert stepped.requests == []
