"""Values and links in messages: short, printable, and without key or signature."""

from __future__ import annotations

import math
import threading

import pytest

from imageclients._runtime import config, messages
from imageclients.ppio.operations import GENERATE_IMAGE


def test_a_link_in_a_message_is_short_and_has_no_query_and_no_user() -> None:
    assert config.without_query("https://u:p@a.example.com/b?key=1") == "https://a.example.com/b?***"
    assert config.without_query("https://a.example.com/b") == "https://a.example.com/b"
    long = "https://a.example.com/" + "b" * 3_000
    assert config.without_query(long) == long[:200]
    assert config.without_query(long[:250] + "?c") == long[:200] + "?***"
    assert config.without_query(long[:1_999] + "?c") == long[:200] + "?***"
    assert config.without_query(long[:2_000] + "?c") == long[:200]


def test_lists_in_messages_end_after_twenty() -> None:
    assert messages.listed(range(20)).endswith("18, 19")
    assert messages.listed(range(21)).endswith("18, 19 and 1 more")
    assert messages.listed(range(22)).endswith("18, 19 and 2 more")
    assert messages.kind_of(math.nan) == "nan"
    assert messages.kind_of({1}) == "set"
    assert messages.kind_of(threading) == "module"
    assert GENERATE_IMAGE.sizes is not None


def test_of_a_long_word_the_first_hundred_characters_are_compared() -> None:
    word = "".join(map(chr, range(0x4E00, 0x4E00 + 1_000)))
    for end, near in ((43, True), (100, True), (101, False), (1_000, False)):
        # 43 characters are just enough of a hundred; 42 aren't.
        assert bool(messages.closest(word, [word[end - 43 : end]], contained=True)) is near, end


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("see https://a.b/c?x=1 now", "see https://a.b/c?*** now"),
        ("https://a#x", "https://a?***"),
        ("https://a?x", "https://a?***"),
        ("https://a.b/c?x#y", "https://a.b/c?***"),
        ("https://a.b/c#x?y", "https://a.b/c?***"),
        ("https://a?b#", "https://a?***"),
        ("https://a.b/c?", "https://a.b/c?"),
        ("https://?b", "https://?***"),
        ("https://a.b/X/y", "https://a.b/X/y"),
        ("is that so? yes#1", "is that so? yes#1"),
    ],
)
def test_links_in_messages_lose_what_may_be_a_signature(said: str, shown: str) -> None:
    assert config.Secret("").mask(said) == shown


def test_a_key_is_masked_wherever_it_stands() -> None:
    body = {"a sk-1": ["sk-1", {"b": "x sk-1 y"}], "n": 1, "none": None}
    assert config.Secret("sk-1").mask_all(body) == {"a ***": ["***", {"b": "x *** y"}], "n": 1, "none": None}
