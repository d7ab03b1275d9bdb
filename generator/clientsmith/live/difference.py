"""A difference between the provider and the spec."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """What was expected where, and the actual value; `key` is the JSON Pointer of the expectation in the spec."""

    where: str
    kind: str
    expected: str
    actual: str
    key: str
