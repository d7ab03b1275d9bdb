"""Typed access to JSON values whose shape isn't known to the type checker."""

from collections.abc import Iterable
from typing import Any, cast

Json = dict[str, Any]


def mapping(value: Any) -> Json:
    """Return the value if it is an object, else an empty one."""
    return cast(Json, value) if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    """Return a copy of the value if it is a list, else an empty one."""
    return [*cast(Iterable[Any], value)] if isinstance(value, list) else []


def several(value: Any) -> list[str]:
    """Return a list of texts for what may be one text or several."""
    return [value] if isinstance(value, str) else [str(one) for one in sequence(value)]
