"""The values that a call has on the wire or by default, and whether a `when` holds for them."""

from collections.abc import Mapping
from typing import Any

from clientsmith.lint.by_content import listed
from clientsmith.lint.judge import same
from clientsmith.lint.spec import Json, Operation, mapping


def values_of(operation: Operation, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Give what counts for conditions and tables: what is given, else the constant, else the default."""
    return {**operation.fallbacks, **arguments}


def given(operation: Operation, arguments: Mapping[str, Any]) -> set[str]:
    """Give the fields that are sent: arguments and constants, not defaults."""
    return {*arguments, *operation.constants}


def holds(when: Any, values: Mapping[str, Any], sent: set[str]) -> bool:
    """Tell whether all conditions hold; a condition on a value fails for a field that has none."""
    return all(_one(mapping(test), name, values, sent) for name, test in mapping(when).items())


def _one(test: Json, name: str, values: Mapping[str, Any], sent: set[str]) -> bool:
    if "present" in test:
        return (name in sent) is test["present"]
    if name not in values:
        return False
    value = values[name]
    if "const" in test:
        return same(test["const"], value)
    if "enum" in test:
        return listed(test["enum"], value)
    if "notEnum" in test:
        return not listed(test["notEnum"], value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return bool(value >= test["minimum"] if "minimum" in test else value <= test["maximum"])
