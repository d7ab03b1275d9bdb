"""The exact request that a call makes, as cases expect it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientsmith.oracle.requests import address, expected_request
from clientsmith.oracle.values import Same
from clientsmith.vectors.subject import KEY, Subject, literal


def request(subject: Subject, values: Mapping[str, Any], extra: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Method, URL, headers and body for values by wire name; `extra` is added to the body as it is."""
    made = expected_request(subject, values, KEY, extra)
    return {**made, "body": literal(made["body"])}


def line(subject: Subject, values: Mapping[str, Any]) -> str:
    """Method and URL, as `sent` has them."""
    asked = ("line", Same(values))
    if asked not in subject.found:
        subject.found[asked] = f"{subject.operation.method} {address(subject, values)}"
    return str(subject.found[asked])


CONNECT, EARLY = 10.0, 0.9
"""Most seconds to connect, and the part of a request's total in which it must have begun."""


def timeouts(seconds: float) -> list[float | None]:
    """The limits of a request of so many seconds in total: to connect, read, write, and get a connection."""
    early = round(EARLY * seconds, 6)
    whole = round(float(seconds), 6)
    return [min(CONNECT, early), whole, whole, early]
