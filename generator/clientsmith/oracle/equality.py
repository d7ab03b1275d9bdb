"""Compare JSON values, and look up what was worked out about one before."""

from __future__ import annotations

from typing import Any


class Same:
    """A value as a key: it equals itself alone, which takes no time to compare. It must not be changed afterwards."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.value is other.value


def same(one: Any, other: Any) -> bool:
    """Compare as JSON does: true is not 1, but 1 is 1.0."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def exact(value: Any) -> tuple[type, Any]:
    """Return a scalar as a key that tells true from 1, and 1 from 1.0."""
    return value.__class__, value
