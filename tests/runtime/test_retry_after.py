"""Retry-After in every form, and the delays where there is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest

from imageclients._runtime import retry


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2", 2.0),
        ("0.5", 0.5),
        ("0", 0.0),
        (" 7 ", 7.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("nan", None),
        ("1.2.3", None),
        ("Tue, 14 Nov 2023 22:13:25 GMT", 5.0),
        ("Tue, 14 Nov 2023 22:13:15 GMT", 0.0),
        ("Tue Nov 14 22:13:25 2023", 5.0),
        ("Tuesday, 14-Nov-23 22:13:25 GMT", 5.0),
        ("Tue, 14 Nov 2023 23:13:25 +0100", 5.0),
        ("Tue, 14 Nov 2023 22:13:25 -0000", 5.0),
        ("Tue, 14 Nov 99999 22:13:25 GMT", None),
        ("Tue, 14 Nov 2023 22:13:25 +9999999999", None),
        ("1" * 400, None),
    ],
)
def test_retry_after_is_read_in_every_form(text: str, seconds: float | None) -> None:
    assert retry.retry_after({"retry-after": text}, 1_700_000_000.0) == seconds


def test_retry_after_that_is_absent_says_nothing() -> None:
    assert retry.retry_after({}, 0.0) is None


def test_a_date_without_a_zone_is_utc_wherever_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        now = datetime(2026, 1, 1, tzinfo=UTC)
        told = (now + timedelta(seconds=9)).strftime("%a %b %d %H:%M:%S %Y")
        assert retry.retry_after({"retry-after": told}, now.timestamp()) == 9.0
        there = format_datetime((now + timedelta(seconds=9)).astimezone(timezone(timedelta(hours=9))))
        assert retry.retry_after({"retry-after": there}, now.timestamp()) == 9.0
    finally:
        monkeypatch.undo()
        time.tzset()


def test_pauses_double_up_to_eight_seconds() -> None:
    assert [retry.backoff(attempt, lambda: 1.0) for attempt in (1, 2, 3, 4, 5, 6, 9)] == [0.5, 1, 2, 4, 8, 8, 8]
    assert retry.delay_before_next(1, 1, 0.0, None, lambda: 0.0) == 0.0
    assert retry.delay_before_next(2, 1, 0.0, None, lambda: 0.0) is None
    assert retry.delay_before_next(1, 1, 0.0, 60.0, lambda: 0.0) == 60.0
    assert retry.delay_before_next(1, 1, 0.0, 60.5, lambda: 0.0) is None
    assert retry.delay_before_next(1, 1, 120.0, 60.0, lambda: 0.0) == 60.0
    assert retry.delay_before_next(1, 1, 120.5, 60.0, lambda: 0.0) is None
    assert retry.LONGEST_TOTAL == 180.0
