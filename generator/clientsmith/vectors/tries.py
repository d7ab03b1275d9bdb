"""Stage vectors: a value to try, and values of every type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

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


class Try(NamedTuple):
    """A value to try: its name in the id, the value, and the legal value that a refusal must propose, if any."""

    name: str
    value: Any
    nearest: str = ""
