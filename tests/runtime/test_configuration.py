"""Keys, addresses and limits are checked when the client is made, and a key is never shown."""

import copy
import math
import pickle
import traceback
from typing import Any

import httpx
import pytest

from imageclients import errors, modelverse, ppio
from support.mode import KEY, Mode
from support.server import Server, images, reply
from support.spec import client_module, sync_spec


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PPIO", "MODELVERSE"):
        monkeypatch.delenv(f"{name}_API_KEY", raising=False)
        monkeypatch.delenv(f"{name}_BASE_URL", raising=False)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (None, "set the environment variable PPIO_API_KEY"),
        ("", "is empty"),
        ("  \n", "is empty"),
        ("sk-secret\r\nX-Admin: 1", "at position 10"),
        ("sk-sec\u200bret", "at position 7: ZERO WIDTH SPACE"),
        ("sk-秘密", "at position 4"),
        ("Bearer sk-secret", "at position 7: SPACE"),
        ("{{API Key}}", "placeholder"),
        ("<your_api_key>", "placeholder"),
        (b"sk-secret", "must be a string, is bytes"),
    ],
)
def test_a_key_that_cant_be_one_is_refused_without_being_shown(key: Any, text: str) -> None:
    with pytest.raises(errors.ConfigurationError) as caught:
        ppio.Client(key)
    assert text in str(caught.value)
    assert "secret" not in repr(caught.value)
    assert caught.value.provider == "ppio"


def test_white_space_around_a_key_is_stripped_and_noted(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    server.add(reply(200, images(server)))
    with modelverse.Client(f" {KEY}\n", base_url=server.url) as client:
        client.generate_image(prompt="fox")
    assert server.seen[0].headers["authorization"] == f"Bearer {KEY}"
    assert "white space" in caplog.text
    assert KEY not in caplog.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"timeout": 0},
        {"timeout": -1},
        {"timeout": math.nan},
        {"timeout": True},
        {"timeout": "5"},
        {"max_retries": -1},
        {"max_retries": 1.5},
        {"max_retries": True},
        {"max_retries": 10**30},
        {"validation": "loose"},
    ],
)
def test_an_unusable_setting_is_refused(mode: Mode, wrong: dict[str, Any]) -> None:
    with pytest.raises(errors.ConfigurationError, match=next(iter(wrong))):
        mode.client(ppio, **wrong)


def test_a_client_of_the_other_kind_is_refused() -> None:
    with httpx.Client() as plain, pytest.raises(errors.ConfigurationError, match=r"httpx\.AsyncClient"):
        ppio.AsyncClient("sk-1234", http_client=plain)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - the point


@pytest.mark.parametrize("wrong", [0, -1, math.nan, "5"])
def test_an_unusable_wait_is_refused_before_anything_is_sent(mode: Mode, server: Server, wrong: Any) -> None:
    client = mode.client(ppio, server)
    with pytest.raises(errors.ConfigurationError):
        mode.go(client.generate_image(prompt="fox", wait_timeout=wrong))
    assert server.seen == []


def test_with_options_changes_only_what_is_named_and_shares_the_connections(mode: Mode, server: Server) -> None:
    server.add(reply(500), reply(200, images(server)))
    client = mode.client(modelverse, server, timeout=math.inf, max_retries=2)
    twin = client.with_options(validation="off", max_retries=0)
    assert twin.options == client.options._replace(validation="off", max_retries=0)
    assert twin.connection is client.connection
    with pytest.raises(errors.ConfigurationError):
        client.with_options(timeout=0)


def test_a_closed_client_says_so_and_closing_twice_is_fine(mode: Mode, server: Server) -> None:
    client = mode.client(modelverse, server)
    mode.go(client.close())
    mode.go(client.close())
    with pytest.raises(errors.ConfigurationError, match="is closed") as caught:
        mode.go(client.generate_image(prompt="fox"))
    assert (caught.value.provider, caught.value.operation) == ("modelverse", "generate_image")
    assert "billed" not in f"{caught.value} {getattr(caught.value, '__notes__', '')}"
    assert server.seen == []


def test_no_repr_copy_or_pickle_shows_the_key() -> None:
    with ppio.Client(KEY) as client:
        assert KEY not in repr(client) + str(client) + repr(vars(client))
        assert KEY not in repr(vars(copy.copy(client)))
        for refused in (pickle.dumps, copy.deepcopy):
            with pytest.raises(TypeError):
                refused(client)


def test_no_log_line_holds_the_key_a_prompt_or_a_signed_query(
    mode: Mode, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    from support.pictures import PNG

    module = client_module(sync_spec())
    link = f"{server.url}/a.png?signature=s3cr3t"
    server.add(reply(200, {"data": [{"url": link}], "revised": "a red fox"}), reply(200, PNG))
    caplog.set_level(0)
    http: Any = httpx.AsyncClient() if mode.is_async else httpx.Client()
    mode.closing(http)
    result = mode.go(mode.client(module, server, http_client=http).generate_image(prompt="a red fox"))
    mode.go(result.images[0].read())
    assert "/a.png?***" in caplog.text
    for secret in (KEY, "s3cr3t", "red fox"):
        assert secret not in caplog.text


def test_no_frame_of_a_failed_call_has_the_key_in_plain_sight(mode: Mode) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        sent = request.headers["authorization"]
        raise httpx.WriteError("no" if KEY in sent else "no key")

    client = mode.client(modelverse, http_client=mode.http(handle))
    with pytest.raises(errors.SubmissionUnknownError) as caught:
        mode.go(client.generate_image(prompt="fox"))
    shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert "WriteError" in "".join(shown.format())
    assert KEY not in "".join(shown.format())


@pytest.mark.parametrize("kind", [LookupError, KeyboardInterrupt])
def test_no_frame_below_an_exception_of_another_kind_has_the_key(mode: Mode, kind: type[BaseException]) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        sent = request.headers["authorization"]
        raise kind("no" if KEY in sent else "no key")

    client = mode.client(modelverse, http_client=mode.http(handle))
    with pytest.raises(kind) as caught:
        mode.go(client.generate_image(prompt="fox"))
    assert caught.value.args == ("no",)
    shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert KEY not in "".join(shown.format())
