"""Conditions of rules: whether the arguments of a call meet them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import schema
from .jsontypes import is_number
from .prepared import Prepared


def holds(condition: Mapping[str, Any], name: str, given: Mapping[str, Any], ready: Prepared) -> bool:
    """Whether a condition on one field holds; a field that isn't given counts with its default."""
    if "present" in condition:
        return (name in given) == bool(condition["present"])
    if name in given:
        value = given[name]
    elif (value := ready.default(name, given)) is None:
        return False
    if "notEnum" in condition:
        return not schema.among(value, condition["notEnum"])
    if "const" in condition:
        return schema.same(value, condition["const"])
    if "enum" in condition:
        return schema.among(value, condition["enum"])
    return is_number(value) and not ready.check(condition, value)


def all_hold(when: Mapping[str, Mapping[str, Any]], ready: Prepared, given: Mapping[str, Any]) -> bool:
    """Whether all conditions (by wire name) hold."""
    for name, condition in when.items():  # noqa: SIM110 - every call comes here, and all() takes twice as long
        if not holds(condition, name, given, ready):
            return False
    return True
