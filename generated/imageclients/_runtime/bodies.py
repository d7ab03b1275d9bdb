# Made by `clientsmith generate` from templates/imageclients/_runtime/bodies.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Encoding the body of a request: a function for each media type, chosen from a table."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from .pointer import put
from .prepared import Prepared

JSON = "application/json"
# The values are copies in plain types, which hold no circle.
_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False).encode


def _json(ready: Prepared, given: Mapping[str, Any], extra: Mapping[str, Any]) -> bytes:
    """A JSON object; members of `extra` replace arguments of the same name."""
    body: dict[str, Any] = {**ready.constants, **given} if ready.flat else {}
    if not ready.flat:
        for part, value in ready.placed(given, "body"):
            put(body, part.pointer or _escaped(part.wire), value)
    body.update(extra)
    return _dumps(body).encode()


def _escaped(wire: str) -> str:
    """The JSON Pointer to a field at the top level of the body."""
    return "/" + wire.replace("~", "~0").replace("/", "~1")


ENCODERS: Mapping[str, Callable[[Prepared, Mapping[str, Any], Mapping[str, Any]], bytes]] = {JSON: _json}
"""Media type to the function that encodes a body from the arguments (wire name to value) and the extra fields."""
