# Made by `clientsmith generate` from templates/imageclients/_runtime/retry.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""When a request is sent again, and after how long: pure decisions on what was seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

FIRST_DELAY = 0.5
LONGEST_DELAY = 8.0
LONGEST_RETRY_AFTER = 60.0
LONGEST_TOTAL = 180.0
"""Seconds that one request may take with all its retries."""


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds that Retry-After asks to wait, from a number or a date; None where it is absent or makes no sense.

    `now` is in Unix seconds.
    """
    text = headers.get("retry-after", "").strip()
    try:
        return float(text) if text.replace(".", "", 1).isdecimal() else max(0.0, _moment(text) - now)
    except (TypeError, ValueError, OverflowError):
        return None


def _moment(text: str) -> float:
    date = parsedate_to_datetime(text)
    # Two of the three forms of an HTTP date have no zone; all three mean UTC.
    return (date if date.tzinfo is not None else date.replace(tzinfo=UTC)).timestamp()


def backoff(attempt: int, random: Callable[[], float]) -> float:
    """Seconds before the attempt after this one: a random part of a delay that doubles (full jitter)."""
    return random() * min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** (attempt - 1))


def status_is_retryable(status: int, *, once: bool, known: bool | None) -> bool:
    """Whether an answer with this status is worth another attempt.

    `once` is for a request that mustn't reach the server twice: only what was refused unprocessed counts. `known` is
    what the error table says, if anything.
    """
    if known is False:
        return False
    return status in (429, 503) if once else known is True or status in (408, 429) or status >= 500


def delay_before_next(
    attempt: int, max_retries: int, elapsed: float, asked: float | None, random: Callable[[], float]
) -> float | None:
    """Seconds to wait before the next attempt, or None to give up.

    `attempt` counts from 1; `asked` is what Retry-After says.
    """
    if attempt > max_retries or (asked or 0.0) > LONGEST_RETRY_AFTER:
        return None
    delay = max(backoff(attempt, random), asked or 0.0)
    return None if elapsed + delay > LONGEST_TOTAL else delay
