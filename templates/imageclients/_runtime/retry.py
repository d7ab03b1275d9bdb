"""Delays before a request is sent again: Retry-After, rate limits and backoff."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from .jsontypes import is_number

FIRST_DELAY = 0.5
LONGEST_DELAY = 8.0
LONGEST_RETRY_AFTER = 60.0
LONGEST_TOTAL = 180.0
"""Seconds that one request may take with all its retries."""
LAST_POLL = 1.0
"""Seconds that are kept for the last poll of a wait."""
SHORTEST_DELAY = 0.1
"""Least seconds between failing polls; a random part of a delay may be zero."""


_NUMBER = re.compile(r"[0-9]+(\.[0-9]*)?|\.[0-9]+", re.ASCII)
_SPAN = re.compile(r"([0-9]+(?:\.[0-9]*)?)(ms|[dhms])", re.ASCII)
_UNITS = {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_LONGEST_TEXT = 100
_MOST = 1e9
"""Seconds, some 30 years: what is larger is a Unix time, or one in milliseconds."""
_RESETS = ("x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset")
_RESETS_BY_KIND = ("x-ratelimit-reset-requests", "x-ratelimit-reset-tokens")


def retry_after(headers: Mapping[str, str], now: float, *, limited: bool = False) -> float | None:
    """Seconds that an answer asks to wait; None where it doesn't, or where its number makes no sense.

    `limited` is for an answer that refuses the request for its rate: then the reset of the rate limit counts too,
    unless the answer says that something is left of the limit. `now` is in Unix seconds.
    """
    milliseconds = _number(headers.get("retry-after-ms", ""))
    if milliseconds is not None:
        return min(milliseconds / 1000, _MOST)
    text = headers.get("retry-after", "").strip()
    number = _number(text)
    delay = _until(text, now) if number is None else min(number, _MOST)
    if delay is None and limited:
        resets = (_reset(headers, name, now) for name in _RESETS)
        delay = next((seconds for seconds in resets if seconds is not None), None)
        if delay is None:
            by_kind = [_reset(headers, name, now) for name in _RESETS_BY_KIND]
            delay = max((seconds for seconds in by_kind if seconds is not None), default=None)
    # Nobody means thirty years.
    return None if delay is None or delay >= _MOST else delay


def seconds(value: Any) -> float | None:
    """Seconds to wait that a body names, as a number or as digits; None where that makes no sense."""
    number = _number(value[:_LONGEST_TEXT]) if isinstance(value, str) else value
    return float(number) if is_number(number) and 0 <= number < _MOST else None


def _reset(headers: Mapping[str, str], name: str, now: float) -> float | None:
    """Seconds until a limit is reset, from a number, a time or a span; None where something is left of the limit."""
    text = headers.get(name, "").strip()
    left = _number(headers.get(name.replace("-reset", "-remaining"), ""))
    if left:
        return None
    number = _number(text)
    if number is None:
        span = _span(text)
        return _until(text, now) if span is None else span
    if number >= _MOST:
        number = max(0.0, (number if number < _MOST * 1000 else number / 1000) - now)
    return min(number, _MOST)


def _number(text: str) -> float | None:
    text = text.strip()
    return float(text) if _NUMBER.fullmatch(text) else None


def _span(text: str) -> float | None:
    """Seconds of a span such as 1m30s or 6ms."""
    parts = _SPAN.findall(text[:_LONGEST_TEXT])
    if not parts or "".join(number + unit for number, unit in parts) != text:
        return None
    return min(sum(float(number) * _UNITS[unit] for number, unit in parts), _MOST)


def _until(text: str, now: float) -> float | None:
    """Seconds until a date, in one of the forms of HTTP or in that of ISO 8601."""
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        with contextlib.suppress(TypeError, ValueError, OverflowError):
            date = read(text[:_LONGEST_TEXT])
            # Two of the three forms of an HTTP date have no zone; all three mean UTC.
            moment = (date if date.tzinfo is not None else date.replace(tzinfo=UTC)).timestamp()
            return min(max(0.0, moment - now), _MOST)
    return None


def backoff(attempt: int, random: Callable[[], float]) -> float:
    """Seconds before the attempt after this one: a random part of a delay that doubles (full jitter)."""
    return random() * min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** (attempt - 1))


def delay_before_next(
    attempt: int, max_retries: int, elapsed: float, retry_after: float | None, random: Callable[[], float]
) -> float | None:
    """Seconds to wait before the next attempt, or None to give up.

    `attempt` counts from 1.
    """
    if attempt > max_retries or (retry_after or 0.0) > LONGEST_RETRY_AFTER:
        return None
    delay = max(backoff(attempt, random), retry_after or 0.0)
    return None if elapsed + delay > LONGEST_TOTAL else delay


def delay_within_wait(delay: float, retry_after: float | None, left: float) -> float | None:
    """Seconds before the next poll, in a wait with this much time left; None where no time is left for a poll.

    The last poll is sent a moment before the end. No poll is sent earlier than the provider asks for.
    """
    left -= LAST_POLL
    return None if left <= 0 or (retry_after or 0.0) > left else min(max(delay, retry_after or 0.0), left)
