"""Texts that a pattern matches, for the calls of contract tests."""

from __future__ import annotations

import pytest

from clientsmith.oracle.regex import compiled, example


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("^#[0-9a-f]{6}$", "#000000"),
        ("^(on|off)$", "on"),
        ("^$", ""),
        ("^(?:https?://)?x{3,20}[.](png|jpg)$", "xxx.png"),
        ("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", "00000000-0000-0000-0000-000000000000"),
        (r"\bfox\b", "fox"),
        ("^[^a-zA-Z0-9 ]+$", "!"),
        ("^é+$", "é"),
    ],
)
def test_example_is_short_and_matches(pattern: str, text: str) -> None:
    assert example(pattern) == text
    search = compiled(pattern)
    assert search is not None
    assert search.search(text)


@pytest.mark.parametrize("pattern", ["^a{999}$", "(a+)+", "^a\\Bb!$", "["])
def test_pattern_that_is_too_long_refused_or_odd_has_no_wrong_example(pattern: str) -> None:
    found = example(pattern)
    search = compiled(pattern)
    assert found is None or (search is not None and search.search(found))
