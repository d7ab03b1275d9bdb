"""Values to try, and samples of long tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

WRONG: Mapping[str, Any] = {
    "string": "text",
    "digits": "1",
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "array": ["text"],
    "object": {"key": 1},
}
"""A value of each type, by name."""


MOST_ROWS = 200
"""Most rows of a table, or values of an enum, that get cases."""
T = TypeVar("T")


def sampled(rows: Sequence[T], most: int = MOST_ROWS) -> Sequence[T]:
    """Return all rows; if there are more than `most`, the first, the last and evenly spaced ones between."""
    last = len(rows) - 1
    return rows if last < most else [rows[at * last // (most - 1)] for at in range(most)]


class Try(NamedTuple):
    """A value to try: its name in the case id, the value, and the valid value that a refusal must propose, if any."""

    name: str
    value: Any
    nearest: str = ""
