"""The lifetime of a signed image link, read from the link itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from clientsmith.oracle.answers import LAST_MOMENT

_MOMENTS = ("expires", "expire", "expiry", "exp", "expires_at", "e")
_VENDOR = re.compile(r"(x-[a-z0-9]+)-(expires|date)")
_TIMES = re.compile(r"[0-9TZ:;-]{1,40}", re.ASCII)
_FIRST_MOMENT = 1e9
"""Smallest number that is taken for Unix seconds."""


class Signed(NamedTuple):
    """The expiry of a link in Unix seconds, and its whole lifetime in seconds."""

    until: float | None = None
    seconds: float | None = None


def signed(link: str) -> Signed:
    """Return the expiry that a signed link states in its query; an empty one if it states none in a known way."""
    query = _query(link)
    for name, value in query.items():
        vendor = _VENDOR.fullmatch(name)
        if vendor is not None and vendor[2] == "expires" and (life := _number(value)) is not None:
            begun = _moment(query.get(f"{vendor[1]}-date", ""))
            return Signed(None if begun is None else begun + life, life)
    if "se" in query:
        begun, until = _moment(query.get("st", "")), _moment(query["se"])
        return Signed(until, until - begun if until is not None and begun is not None else None)
    if (span := re.fullmatch(r"(\d{9,11});(\d{9,11})", query.get("q-sign-time", ""))) is not None:
        return Signed(float(span[2]), float(span[2]) - float(span[1]))
    return Signed(_until(query))


def of_its_end(link: str) -> str:
    """Return the part of a link's query that says when it expires; this part is no secret."""
    query = _query(link)
    names = [name for name in query if name in (*_MOMENTS, "se", "st", "q-sign-time") or _VENDOR.fullmatch(name)]
    return "&".join(f"{name}={query[name]}" for name in names if _TIMES.fullmatch(query[name]))


def _query(link: str) -> dict[str, str]:
    try:
        return {name.lower(): value for name, value in parse_qsl(urlsplit(link).query)}
    except ValueError:
        return {}


def _until(query: Mapping[str, str]) -> float | None:
    moments = (_number(query[name]) for name in _MOMENTS if name in query)
    return next((number for number in moments if number is not None and _FIRST_MOMENT <= number < LAST_MOMENT), None)


def _number(text: str) -> float | None:
    return float(text) if text.isascii() and text.isdecimal() and len(text) < 20 else None


def _moment(text: str) -> float | None:
    """Return Unix seconds for a date as in 20260131T235959Z or 2026-01-31T23:59:59Z."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp()
