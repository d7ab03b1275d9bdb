"""How many pixels the image of a call has."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from clientsmith.language.model import SizeRow
from clientsmith.lint.conditions import values_of
from clientsmith.lint.size_forms import read, size_fields
from clientsmith.lint.spec import mapping
from clientsmith.vectors.subject import Subject

USUAL = 1024
"""Pixels of a side where the page says nothing."""
_STEP = 16


def pixels(subject: Subject, arguments: Mapping[str, Any]) -> tuple[int, int]:
    """Width and height: as the call says them, else by the table, else about a megapixel of the ratio asked for."""
    size = mapping(subject.facts.data.get("size"))
    values = values_of(subject.facts, arguments)
    keys: dict[str, str] = {}
    width = height = None
    for one in size_fields(size):
        told = read(size, one.forms, values.get(one.name), known=True)
        if told is not None:
            keys |= dict(told.keys)
            width, height = told.width or width, told.height or height
    if width and height:
        return width, height
    row = _row(subject, keys, values)
    if row is not None and row.width and row.height:
        return row.width, row.height
    side = _side(keys.get("tier", ""))
    ratio = keys.get("ratio") or (row.ratio if row is not None else None) or "1:1"
    left, right = (int(part) for part in ratio.split(":"))
    return _rounded(side * math.sqrt(left / right)), _rounded(side * math.sqrt(right / left))


def _row(subject: Subject, keys: Mapping[str, str], values: Mapping[str, Any]) -> SizeRow | None:
    """The row of the table with everything that the call names."""
    rule = subject.operation.size
    model = values.get(rule.model) if rule is not None else None
    for row in rule.table if rule is not None and keys else ():
        if all(getattr(row, form) == name for form, name in keys.items()) and row.model in (None, model):
            return row
    return None


def _side(tier: str) -> int:
    """The side of a square of a tier such as 4K."""
    match = re.fullmatch(r"([1-8])[kK]", tier)
    return int(match[1]) * 1024 if match else USUAL


def _rounded(side: float) -> int:
    return max(_STEP, round(side / _STEP) * _STEP)
