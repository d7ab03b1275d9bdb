"""Keys and addresses that can't be right are refused when the client is made, and no refusal shows the key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from clientsmith.mock.server import Mock
from faults.in_step import TASKED, no_names
from faults.refused_calls import ALL
from imageclients import aimanyi, errors, ppio
from support.mode import KEY, Mode

PPIO = TASKED["ppio"]
WAYS = pytest.mark.parametrize("way", ["argument", "environment"])
SPACES = ["\n", "\r\n", " ", "\t", "\n\n \r\n"]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """An environment without keys and addresses, and without names of hosts; gives those that were looked up."""
    for name in ALL:
        for variable in (f"{name.upper()}_API_KEY", f"{name.upper()}_BASE_URL"):
            monkeypatch.delenv(variable, raising=False)
    with no_names(monkeypatch) as asked:
        yield asked
        assert asked == []


@pytest.fixture(scope="module")
def strict_server() -> Iterator[Mock]:
    """The mock that `only_this_key` empties before each test."""
    with Mock("ppio", stepped=True, key=KEY) as mock:
        yield mock


@pytest.fixture
def only_this_key(strict_server: Mock) -> Mock:
    """A mock that takes one key and no other, without anything of the tests before."""
    strict_server.reset()
    return strict_server


def made(mode: Mode, patch: pytest.MonkeyPatch, key: str, way: str, mock: Mock) -> Any:
    """A client with a key that it was given, or found in the environment."""
    if way == "environment":
        patch.setenv("PPIO_API_KEY", key)
    return PPIO.client(mode, mock, api_key=key if way == "argument" else None)


def refusal(mode: Mode, patch: pytest.MonkeyPatch, key: str, way: str, mock: Mock) -> str:
    """What is said of a key that is refused when the client is made; nothing is sent."""
    with pytest.raises(errors.ConfigurationError) as caught:
        made(mode, patch, key, way, mock)
    assert mock.requests == []
    assert caught.value.provider == "ppio"
    said = str(caught.value)
    assert said.startswith("ppio: PPIO_API_KEY " if way == "environment" else "ppio: api_key ")
    assert "secret" not in f"{said} {caught.value!r} {vars(caught.value)}"
    return said


@WAYS
@pytest.mark.parametrize("end", SPACES[:3], ids=ascii)
def test_K01_line_end_after_a_key_is_taken_away(
    mode: Mode,
    only_this_key: Mock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    way: str,
    end: str,
) -> None:
    """A key ends with the line that it was read from -> it goes out without it; a warning says so, not the key."""
    client = made(mode, monkeypatch, KEY + end, way, only_this_key)
    mode.go(client.begin_generate_image(**PPIO.arguments))
    assert only_this_key.submits == 1
    origin = "PPIO_API_KEY" if way == "environment" else "api_key"
    assert [one.getMessage() for one in caplog.records] == [f"ppio: white space around {origin} was removed"]


@WAYS
@pytest.mark.parametrize("between", ["\r\n", "\n", "\r", "\r\n\r\n"], ids=ascii)
def test_K02_key_with_a_header_after_it_is_refused(
    mode: Mode, stepped: Mock, monkeypatch: pytest.MonkeyPatch, way: str, between: str
) -> None:
    """A key has a line break and a header in it -> ConfigurationError with the position, before anything is sent."""
    said = refusal(mode, monkeypatch, f"sk-secret{between}X-Admin: 1", way, stepped)
    assert "has a character that no key has, at position 10: U+000" in said
    assert "X-Admin" not in said


@WAYS
@pytest.mark.parametrize("space", SPACES, ids=ascii)
def test_K03_spaces_around_a_key_are_taken_away(
    mode: Mode,
    only_this_key: Mock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    way: str,
    space: str,
) -> None:
    """A key has spaces, tabs or line ends around it -> it goes out without them, and a warning says so."""
    client = made(mode, monkeypatch, space + KEY + space, way, only_this_key)
    mode.go(client.begin_generate_image(**PPIO.arguments))
    assert only_this_key.submits == 1
    assert len(caplog.records) == 1
    assert KEY not in caplog.text


@WAYS
@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("sk-sec\u200bret", "at position 7: ZERO WIDTH SPACE"),
        ("\ufeffsk-secret", "at position 1: ZERO WIDTH NO-BREAK SPACE"),
        ("sk-secret\u2060", "at position 10: WORD JOINER"),
        ("sk-secret\xa0", "at position 10: NO-BREAK SPACE"),
        ("sk\u2013secret", "at position 3: EN DASH"),
        ("sk-secret\x7f", "at position 10: U+007F"),
        ("sk-sec ret", "at position 7: SPACE"),
    ],
)
def test_K04_character_that_nobody_sees_is_named_by_its_position(
    mode: Mode, stepped: Mock, monkeypatch: pytest.MonkeyPatch, way: str, key: str, told: str
) -> None:
    """A key has a character that nobody sees, or looks like another -> ConfigurationError with its name and place."""
    assert refusal(mode, monkeypatch, key, way, stepped).endswith(f"has a character that no key has, {told}")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("modelverse", "你的API Key"),
        ("modelverse", "<你的API Key>"),
        ("apimart", "<token>"),
        ("apimart", "Bearer <token>"),
        ("ppio", "{{API Key}}"),
        ("ppio", "your_api_key"),
        ("ppio", "<YOUR-API-KEY>"),
    ],
)
def test_K05_placeholder_of_a_page_is_refused_as_such(mode: Mode, stepped: Mock, name: str, key: str) -> None:
    """A key is the page's stand-in for one -> ConfigurationError that says so, not an error of some character."""
    with pytest.raises(errors.ConfigurationError, match="api_key looks like the placeholder of the documentation"):
        ALL[name].client(mode, stepped, api_key=key)
    assert stepped.requests == []


@WAYS
@pytest.mark.parametrize("key", ["", " ", "\r\n\t"], ids=ascii)
def test_K06_empty_key_is_refused(
    mode: Mode, stepped: Mock, monkeypatch: pytest.MonkeyPatch, way: str, key: str
) -> None:
    """A key is empty, or nothing but white space -> ConfigurationError when the client is made."""
    if way == "argument":
        # An empty argument isn't taken for none.
        monkeypatch.setenv("PPIO_API_KEY", KEY)
    assert "is empty: pass api_key=... or set" in refusal(mode, monkeypatch, key, way, stepped)


@pytest.mark.parametrize("name", ALL)
def test_K07_missing_key_is_told_with_the_name_of_its_variable(mode: Mode, stepped: Mock, name: str) -> None:
    """No key is given, and none is in the environment -> ConfigurationError with the name of the variable."""
    told = f"{name}: no API key: pass api_key=... or set the environment variable {name.upper()}_API_KEY"
    with pytest.raises(errors.ConfigurationError) as caught:
        ALL[name].client(mode, stepped, api_key=None)
    assert str(caught.value) == told
    assert stepped.requests == []


@pytest.mark.parametrize("given", [b"sk-secret", 5, ["sk-secret"]], ids=["bytes", "number", "list"])
def test_K07_key_that_is_no_text_is_refused(mode: Mode, stepped: Mock, given: Any) -> None:
    """A key is bytes, or no text at all -> ConfigurationError with its type, and without the key."""
    with pytest.raises(
        errors.ConfigurationError, match=f"api_key must be a string, is {type(given).__name__}"
    ) as caught:
        PPIO.client(mode, stepped, api_key=given)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("by", ["argument", "environment"])
@pytest.mark.parametrize(
    "host",
    [
        "api.fox-images.invalid",
        "localhost.fox-images.invalid",
        "127.0.0.1.fox-images.invalid",
        "192.168.1.1",
        "10.0.0.1:8080",
        "0.0.0.0",  # noqa: S104 - refused
        "[::ffff:8.8.8.8]",
        "2130706433",
        "API.FOX-IMAGES.INVALID",
    ],
)
def test_K12_key_goes_over_plain_http_to_this_machine_only(
    mode: Mode, monkeypatch: pytest.MonkeyPatch, by: str, host: str
) -> None:
    """The address is plain http and not this machine's -> ConfigurationError, unless allow_insecure=True is given."""
    address = f"http://{host}/v1"
    base = address if by == "argument" else None
    if by == "environment":
        monkeypatch.setenv("AIMANYI_BASE_URL", address)
    with pytest.raises(errors.ConfigurationError, match="would send the key over plain http: use https, or allow_ins"):
        mode.client(aimanyi, base)
    assert mode.client(aimanyi, base, allow_insecure=True).base_url == address


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1", "https://10.0.0.1"])
def test_K12_this_machine_and_tls_need_no_leave(mode: Mode, address: str) -> None:
    """The address is this machine's, or https -> it is taken as it is."""
    assert mode.client(ppio, address).base_url == address
