"""The page about what goes wrong says what the tests do, and every line has a test."""

from __future__ import annotations

import reliability


def test_every_line_has_a_test() -> None:
    assert reliability.missing(reliability.lines()) == []


def test_the_page_is_what_the_tests_say() -> None:
    assert reliability.PAGE.read_text("utf-8") == reliability.page(reliability.lines()), "run `make reliability`"
