"""Stage vectors: what is known of sizes without a call: every row by its names, all rows, rows by their pixels."""

from __future__ import annotations

from typing import Any

from clientsmith.model import SizeRule
from clientsmith.vectors import sample
from clientsmith.vectors.case import Cases
from clientsmith.vectors.size_rows import KEYS, PIXELS, asked, read


def lookup_cases(cases: Cases, rule: SizeRule) -> None:
    """What the sizes module must say: every row by its names, all rows in order, and rows by their pixels."""

    def look(name: str, source: str, value: Any, **given: Any) -> None:
        cases.add("size", name, source, {"action": "size", **given}, {"value": value, "error": None})

    chooser = next((wire for wire, field in cases.subject.fields.items() if field.name == rule.model), rule.model)

    def choice(row: Any) -> dict[str, Any]:
        model = {chooser: row.model} if row.model is not None else {}
        pixels = None if row.width is None else [row.width, row.height]
        return {"arguments": {**model, **asked(rule, row)}, "pixels": pixels, "approximate": row.approximate}

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
    _defaults(look, rule, forms)
    if rule.closed:
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


def _defaults(look: Any, rule: SizeRule, forms: set[str]) -> None:
    """What counts where a name isn't given: the field's default."""
    usual = {
        form: axis.default
        for axis in rule.axes
        for form in axis.forms
        if form in KEYS and any(getattr(row, form) == axis.default for row in rule.table)
    }
    for given in (
        {},
        *({form: name} for row in rule.table for form in KEYS if (name := getattr(row, form)) is not None),
    ):
        keys = {**usual, **given}
        if not set(keys) <= forms or not keys or any(row.model is not None for row in rule.table):
            continue
        row = next((row for row in rule.table if all(getattr(row, form) == name for form, name in keys.items())), None)
        if row is not None:
            pixels = None if row.width is None else [row.width, row.height]
            look(f"by default with {' '.join(given.values()) or 'nothing'}", rule.key, pixels, keys=given)
    texts = [axis.default for axis in rule.axes if isinstance(axis.default, str)]
    if not usual and texts and (box := read(texts[0])) is not None:
        look("by default with nothing", rule.key, list(box), keys={})
