"""Stage live: something that isn't as the spec has it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """What was expected where, and what came; `key` is the JSON Pointer of what says so in the spec."""

    where: str
    kind: str
    expected: str
    came: str
    key: str
