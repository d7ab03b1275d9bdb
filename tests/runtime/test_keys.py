"""The key: where it comes from, what can't be one, and that it shows itself nowhere."""

from __future__ import annotations

import pytest

from imageclients._runtime import config
from imageclients.ppio.operations import PROVIDER
from support.scene import refused


def test_a_secret_hides_itself_and_only_itself() -> None:
    assert config.Secret("sk-1").hide("a sk-1 b") == "a *** b"
    assert config.Secret("").hide("abc") == "abc"
    assert config.Secret("").reveal() == ""
    assert len(config.Secret("sk-1").mask("x" * 20_000)) == 10_000


def test_a_clean_key_is_taken_without_a_note(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    assert config.api_key(PROVIDER, "sk-1234").reveal() == "sk-1234"
    assert caplog.messages == []
    assert config.api_key(PROVIDER, " sk-1234\r\n\t").reveal() == "sk-1234"
    assert caplog.messages == ["ppio: white space around api_key was removed"]
    monkeypatch.setenv("PPIO_API_KEY", "sk-5678 ")
    assert config.api_key(PROVIDER, None).reveal() == "sk-5678"
    assert caplog.messages[1:] == ["ppio: white space around PPIO_API_KEY was removed"]
    assert config.api_key(PROVIDER, "Xsk-1234X").reveal() == "Xsk-1234X"


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
    assert refused(config.api_key, key) == ("api_key looks like the placeholder of the documentation, not like a key")


@pytest.mark.parametrize("key", ["!key", "key~", "!~"])
def test_a_key_may_have_any_visible_character(key: str) -> None:
    assert config.api_key(PROVIDER, key).reveal() == key


@pytest.mark.parametrize("key", ["a key", "key\x7f", "k\u00e9y"])
def test_a_key_has_visible_characters_only(key: str) -> None:
    assert "key" in refused(config.api_key, key)
