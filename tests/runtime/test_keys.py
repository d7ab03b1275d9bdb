"""The key: where it comes from, what can't be one, and that it shows itself nowhere."""

from __future__ import annotations

from typing import Any

import pytest

from imageclients._runtime import keys
from imageclients._runtime.credentials import Secret
from imageclients._runtime.describe import Provider
from imageclients.ppio.operations import PROVIDER
from support.scene import refused


def test_a_secret_hides_itself_and_only_itself() -> None:
    assert Secret("sk-1").hide("a sk-1 b") == "a *** b"
    assert Secret("").hide("abc") == "abc"
    assert len(Secret("sk-1").mask("x" * 20_000)) == 10_000


def _secret(provider: Provider, given: Any) -> Secret:
    return keys.api_key(provider, given, provider.variables)


def _key(given: str | None) -> str:
    return (_secret(PROVIDER, given).credentials or {})["api_key"].reveal()


def test_a_clean_key_is_taken_without_a_note(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _key("sk-1234") == "sk-1234"
    assert caplog.messages == []
    assert _key(" sk-1234\r\n\t") == "sk-1234"
    assert caplog.messages == ["ppio: white space around api_key was removed"]
    monkeypatch.setenv("PPIO_API_KEY", "sk-5678 ")
    assert _key(None) == "sk-5678"
    assert caplog.messages[1:] == ["ppio: white space around PPIO_API_KEY was removed"]
    assert _key("Xsk-1234X") == "Xsk-1234X"


@pytest.mark.parametrize(
    "key",
    [
        "your_api_key",
        "YOUR-API-KEY",
        "api_key",
        "<token>",
        "{token}",
        "Bearer token",
        "Bearer <your_api_key>",
        "{{API Key}}",
    ],
)
def test_what_looks_like_a_placeholder_is_no_key(key: str) -> None:
    assert refused(_secret, key) == ("api_key looks like the placeholder of the documentation, not like a key")


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("", "api_key is empty: pass api_key=... or set the environment variable PPIO_API_KEY"),
        (" ", "api_key is empty: pass api_key=... or set the environment variable PPIO_API_KEY"),
        (5, "api_key must be a string, is int"),
        ("sk\u200b1", "api_key has a character that no key has, at position 3: ZERO WIDTH SPACE"),
        ("sk\x01", "api_key has a character that no key has, at position 3: U+0001"),
    ],
)
def test_what_is_no_key_is_said_without_showing_it(key: Any, text: str) -> None:
    assert refused(_secret, key) == text


def test_a_missing_key_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PPIO_API_KEY", raising=False)
    text = "no API key: pass api_key=... or set the environment variable PPIO_API_KEY"
    assert refused(_secret, None) == text


@pytest.mark.parametrize("key", ["!key", "key~", "!~"])
def test_a_key_may_have_any_visible_character(key: str) -> None:
    assert _key(key) == key


@pytest.mark.parametrize("key", ["a key", "key\x7f", "k\u00e9y"])
def test_a_key_has_visible_characters_only(key: str) -> None:
    assert "key" in refused(_secret, key)
