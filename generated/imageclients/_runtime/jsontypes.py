# Made by `clientsmith generate` from templates/imageclients/_runtime/jsontypes.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Telling JSON values apart, in a way that both type checkers follow."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping
from typing import Any, TypeGuard


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Whether it is a JSON array."""
    return isinstance(value, list)


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether it is a JSON object."""
    return isinstance(value, dict)


def is_mapping(value: object) -> TypeGuard[Mapping[Any, Any]]:
    """Whether it is a mapping of any kind, as a caller may give one."""
    return isinstance(value, Mapping)


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether it is a JSON number, which true and false aren't."""
    return isinstance(value, int | float) and not isinstance(value, bool)


TYPES: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: is_number(value) and value == value // 1,
    "number": lambda value: is_number(value) and (isinstance(value, int) or math.isfinite(value)),
    "boolean": lambda value: isinstance(value, bool),
    "array": is_array,
    "object": is_object,
    "null": lambda value: value is None,
}
"""Name of a JSON Schema type to whether a value is of it."""
ANSWER_TYPES: Mapping[str, Callable[[Any], bool]] = {
    **TYPES,
    "integer": lambda value: TYPES["integer"](value) and (isinstance(value, int) or abs(value) < 2**63),
    "number": lambda value: is_number(value) and abs(value) <= sys.float_info.max,
}
"""The same for values of an answer: a number that no model of pydantic holds, such as 1e300 for an integer, is none."""
