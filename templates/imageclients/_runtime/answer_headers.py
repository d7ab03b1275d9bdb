"""The documented headers of an answer, as values of their types."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from .answers import DecodedResponse, Drift, DriftKind
from .credentials import Secret
from .describe import Operation, Schema
from .jsontypes import TYPES
from .prepared import prepared

_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?", re.ASCII)
_DRIFT: Mapping[str, DriftKind] = {"type": "type", "enum": "unknown-value"}


def _schemas(operation: Operation, status: int) -> Mapping[str, Schema]:
    usual = 200 if 200 <= status < 300 else status
    return operation.answer_headers.get(status) or operation.answer_headers.get(usual) or {}


def header_values(operation: Operation, status: int, headers: Mapping[str, str]) -> dict[str, Any]:
    """The documented headers that an answer has, by their documented names; a text where the type doesn't fit."""
    schemas = _schemas(operation, status)
    return {name: _value(schema, headers[name.lower()]) for name, schema in schemas.items() if name.lower() in headers}


def header_drift(operation: Operation, response: DecodedResponse, key: Secret) -> list[Drift]:
    """What the headers have that the spec doesn't describe; the place is `header NAME`."""
    found: list[Drift] = []
    schemas = _schemas(operation, response.status)
    for name, value in header_values(operation, response.status, response.headers).items():
        for violation in prepared(operation).check(schemas[name], value):
            kind = _DRIFT.get(violation.rule, "out-of-range")
            found.append(Drift(f"header {name}", kind, key.mask(violation.message), key.mask_all(value)))
    return found


def _value(schema: Schema, text: str) -> Any:
    kinds = schema.get("type", ())
    kinds = (kinds,) if isinstance(kinds, str) else kinds
    value: Any = text
    if text in ("true", "false"):
        value = text == "true"
    elif _NUMBER.fullmatch(text) and math.isfinite(float(text)):
        value = json.loads(text) if not re.match(r"-?0[0-9]", text) else text
    return value if any(TYPES[kind](value) for kind in kinds) else text
