"""Stage vectors: what is known of sizes without a call: every row by its names, all rows, rows by their pixels."""

from __future__ import annotations

from typing import Any

from clientsmith.model import SizeRule
from clientsmith.vectors import sample
from clientsmith.vectors.case import Cases
from clientsmith.vectors.size_rows import KEYS, PIXELS, asked


def lookup_cases(cases: Cases, rule: SizeRule) -> None:
    """What the sizes module must say: every row by its names, all rows in order, and rows by their pixels."""
    operation = cases.subject.operation

    def look(name: str, source: str, value: Any, **given: Any) -> None:
        cases.add("size", name, source, {"action": "size", **given}, {"value": value, "error": None})

    def choice(row: Any) -> dict[str, Any]:
        model = {"model": row.model} if row.model is not None else {}
        pixels = None if row.width is None else [row.width, row.height]
        return {"arguments": {**model, **asked(rule, row)}, "pixels": pixels}

    models = dict.fromkeys(row.model for row in rule.table)
    for model in (None, *(model for model in models if model is not None)):
        fitting = [choice(row) for row in rule.table if model is None or row.model in (None, model)]
        look(f"all {model or ''}", rule.key, fitting, model=model)
    forms = {form for axis in rule.axes for form in axis.forms}
    for row in rule.table:
        keys = {key: told for key in KEYS if (told := getattr(row, key)) is not None and key in forms}
        keys = keys or {key: told for key in KEYS if (told := getattr(row, key)) is not None}
        if row.model is not None:
            keys["model"] = row.model
        if keys:
            pixels = None if row.width is None else [row.width, row.height]
            look(f"of {' '.join(keys.values())}", row.key, pixels, keys=keys)
    if operation.size is not None and rule.closed:
        by_shape: dict[tuple[Any, ...], Any] = {}
        for row in rule.table:
            if row.width is not None and row.model is None:
                by_shape.setdefault((row.width, row.height), row)
        for (width, height), row in by_shape.items():
            look(f"nearest to {width}x{height}", row.key, choice(row), nearest=[width, height])
    for axis in rule.axes:
        for form in axis.forms:
            if form in PIXELS:
                look(f"parsed from {form}", rule.key, [1024, 768], text=sample.written(form, 1024, 768))
