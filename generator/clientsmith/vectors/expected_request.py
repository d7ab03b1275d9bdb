"""The exact request of a call, as cases expect it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientsmith.oracle.requests import address, expected_request
from clientsmith.oracle.values import Same
from clientsmith.vectors.operation_under_test import OperationUnderTest, literal


def request(
    tested: OperationUnderTest, values: Mapping[str, Any], extra: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return method, URL, headers and body; `extra` is added to the body unchanged."""
    made = expected_request(tested, values, tested.sent_key, extra)
    return {**made, "body": literal(made["body"])}


def line(tested: OperationUnderTest, values: Mapping[str, Any]) -> str:
    """Return method and URL, as `sent` has them."""
    key = ("line", Same(values))
    if key not in tested.found:
        tested.found[key] = f"{tested.operation.method} {address(tested, values, tested.sent_key)}"
    return str(tested.found[key])


CONNECT, EARLY = 10.0, 0.9
"""Most seconds to connect, and the part of the total timeout in which a request must have begun."""


def timeouts(seconds: float) -> list[float | None]:
    """The limits of a request of so many seconds in total: to connect, read, write, and get a connection."""
    early = round(EARLY * seconds, 6)
    whole = round(float(seconds), 6)
    return [min(CONNECT, early), whole, whole, early]
