"""Facts of a spec that are rendered and can't show, by the language's own words: no case could tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

Path = tuple[str | int, ...]


def silent(data: Mapping[str, Any]) -> set[Path]:
    """Where they stand."""
    return {*_beside_a_code(data), *_unread_defaults(data)}


def _beside_a_code(data: Mapping[str, Any]) -> Iterator[Path]:
    """A code decides first; the status counts among rows of the same code only, the type where there is no code."""
    rows: list[Mapping[str, Any]] = data.get("errors", [])
    codes = Counter(str(row["code"]) for row in rows if "code" in row)
    for index, row in enumerate(rows):
        if "code" in row:
            yield ("errors", index, "type")
            if codes[str(row["code"])] == 1:
                yield ("errors", index, "status")


def _unread_defaults(data: Mapping[str, Any]) -> Iterator[Path]:
    """A default is the provider's; the client asks for it in conditions, for sizes and for the number of images."""
    for identifier, operation in data["operations"].items():
        size = operation.get("size", {})
        read = {axis.get("field") for axis in size.get("fields", [])}
        read |= {operation.get("modelLimits", {}).get("field"), operation.get("results", {}).get("count")}
        for conditions in (*operation.get("rules", []), *size.get("limits", [])):
            read |= set(conditions.get("when", {}))
        by_model = any("model" in row for row in size.get("table", []))
        for name, field in operation.get("requestBody", {}).get("properties", {}).items():
            role = field.get("role")
            if name not in read and role != "count" and not (role == "model" and by_model):
                yield ("operations", identifier, "requestBody", "properties", name, "default")
