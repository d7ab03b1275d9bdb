# Made by `clientsmith generate` from templates/imageclients/_runtime/arguments.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Turns the arguments of a call into plain JSON values by wire name; later changes of the arguments don't matter."""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, cast

from ..errors import Problem
from .argument_names import meant_argument
from .describe import Field, Operation
from .given_files import File
from .jsontypes import is_mapping
from .media import MediaProblem
from .media_fields import completed
from .prepared import Prepared
from .size_limits import Size
from .sizes import PIXEL_FORMS, encode


def collect(ready: Prepared, arguments: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """The plain JSON value of each argument by wire name, and a problem for each argument that has none."""
    operation = ready.operation
    problems = [
        Problem(name, "unknown", "isn't an argument of this operation", meant_argument(name, operation))
        for name in arguments
        if name not in ready.names
    ]
    given: dict[str, Any] = {}
    for field in operation.fields:
        value = arguments.get(field.name)
        if value is None:
            if field.name in arguments and is_nullable(field):
                given[field.wire] = None
            elif field.fixed is not None:
                given[field.wire] = field.fixed
            continue
        try:
            value = _sized(operation, field, value)
            given[field.wire] = plain(completed(ready.media[field.wire], value) if field.wire in ready.media else value)
        except MediaProblem as error:
            place = f"element {error.path[1:-1]} " if error.path[1:-1].isdecimal() else f"{error.path} ".lstrip(" .")
            problems.append(Problem(field.name, "media", place + error.message, error.suggestion, field.source))
            given[field.wire] = None
        except (TypeError, ValueError, OverflowError, RecursionError) as error:
            problems.append(Problem(field.name, "type", str(error), "", field.source))
            given[field.wire] = None
    return given, problems


def extra(name: str, given: Any, problems: list[Problem]) -> dict[str, Any]:
    """A copy of extra_body or extra_headers in plain JSON types; values without one are added to the problems."""
    try:
        if is_mapping(given):
            return cast("dict[str, Any]", plain(given))
        problems.append(Problem(name, "type", f"must be a mapping, is {type(given).__name__}"))
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        problems.append(Problem(name, "type", str(error)))
    return {}


def is_nullable(field: Field) -> bool:
    """Whether null is a legal value, so that None is sent."""
    return "null" in field.schema.get("type", ())


def _sized(operation: Operation, field: Field, value: Any) -> Any:
    """A Size in the form that the field takes; any other value unchanged."""
    if operation.sizes is None or not isinstance(value, Size):
        return value
    for axis in operation.sizes.axes:
        if axis.wire == field.wire:
            for form in axis.forms:
                if form in PIXEL_FORMS:
                    return encode(value, form)
                if form == "object":
                    return value._asdict()
    raise TypeError("takes no Size; see the sizes module for the arguments that mean it")


def plain(value: Any) -> Any:
    """A copy of a value in plain JSON types, which later changes by the caller don't reach.

    Raises:
        TypeError: JSON has no such value.
        ValueError: NaN, infinite, or text with a lone surrogate.
    """
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, bool | File):
        return value
    if isinstance(value, int):
        if value.bit_length() >= 1024:
            raise ValueError("is larger than any number that JSON readers take")
        return int(value)
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise ValueError("has a lone surrogate, which is no character") from None
        return str.__str__(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"must be a finite number, is {value}")
        # 2.0 is an integer in JSON Schema, but some readers reject it.
        return int(value) if value.is_integer() and abs(value) < 2**53 else float(value)
    if is_mapping(value):
        return {plain(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in cast("Sequence[Any]", value)]
    if hasattr(value, "__index__"):
        return plain(operator.index(value))  # integers of numpy and the like
    if hasattr(value, "__float__") and not isinstance(value, bytes):
        return plain(float(value))
    raise TypeError(f"must be a JSON value, is {type(value).__name__}")
