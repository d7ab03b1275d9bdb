"""Whether the conditions of a rule or limit hold for a call."""

from collections.abc import Mapping
from typing import Any

from clientsmith.load.json_values import mapping
from clientsmith.oracle.values import listed, same


def holds(when: Mapping[str, Any], values: Mapping[str, Any], sent: set[str]) -> bool:
    """Whether all conditions hold for these values and defaults; a field with neither meets no condition on a value."""
    return all(_holds(mapping(test), name, values, sent) for name, test in when.items())


def _holds(test: Mapping[str, Any], name: str, values: Mapping[str, Any], sent: set[str]) -> bool:
    if "present" in test:
        return (name in sent) is test["present"]
    return name in values and meets(test, values[name])


def meets(test: Mapping[str, Any], value: Any) -> bool:
    """Whether a given value meets a condition."""
    if "present" in test:
        return bool(test["present"])
    if "const" in test:
        return same(test["const"], value)
    if "enum" in test:
        return listed(test["enum"], value)
    if "notEnum" in test:
        return not listed(test["notEnum"], value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return bool(value >= test["minimum"] if "minimum" in test else value <= test["maximum"])
