"""Reads values of size fields in each of their forms, and finds the table rows that match."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

from clientsmith.language.model import SizeRow, SizeRule
from clientsmith.language.size_forms import PIXEL_FORMS
from clientsmith.load.json_values import mapping
from clientsmith.oracle.values import Same

KEYS = ("ratio", "tier", "preset")
"""Forms that name a row of the table."""
SIDE_FORMS = frozenset({"width", "height"})
_KEPT = 256  # tables, of which a spec has far fewer
_SIDE = r"([1-9][0-9]{0,8})"
_RATIO = re.compile(r"[1-9][0-9]{0,4}:[1-9][0-9]{0,4}")
_PATTERNS = {form: re.compile(_SIDE + re.escape(mark) + _SIDE) for form, mark in PIXEL_FORMS.items()}


@dataclass(frozen=True, slots=True)
class SizeValue:
    """What one value says: keys of the table, one side, or both sides."""

    keys: tuple[tuple[str, str], ...] = ()
    width: int | None = None
    height: int | None = None


class Table:
    """The rows of a size's table by their values."""

    def __init__(self, rows: Sequence[SizeRow]) -> None:
        self.rows = rows
        self.names = cache(self._names)
        self._by_values = cache(self._rows_by_values)

    def _names(self, form: str) -> tuple[str, ...]:
        """The table's names for a ratio, tier, preset or model, sorted."""
        return tuple(sorted({name for row in self.rows if (name := getattr(row, form)) is not None}))

    def has_name(self, form: str, name: str) -> bool:
        """Whether a row has the name."""
        return (name,) in self._by_values((form,))

    @cached_property
    def by_model(self) -> bool:
        """Whether a row is of one model."""
        return any(row.model is not None for row in self.rows)

    def has(self, keys: Mapping[str, Any], model: Any) -> bool:
        """Whether a row of the model, or of any model if that is None, has all these values."""
        words = tuple(sorted(keys))
        by_model = self._by_values(words).get(tuple(keys[word] for word in words), {})
        if model is None:
            return bool(by_model)
        return None in by_model or (isinstance(model, str) and model in by_model)

    def matching(self, keys: Mapping[str, Any], model: Any) -> list[SizeRow]:
        """Return these rows."""
        words = tuple(sorted(keys))
        by_model = self._by_values(words).get(tuple(keys[word] for word in words), {})
        if model is None:
            return [row for rows in by_model.values() for row in rows]
        return [*by_model.get(model, ()), *by_model.get(None, ())]

    def _rows_by_values(self, words: tuple[str, ...]) -> dict[tuple[Any, ...], dict[str | None, list[SizeRow]]]:
        rows: dict[tuple[Any, ...], dict[str | None, list[SizeRow]]] = {}
        for row in self.rows:
            by_model = rows.setdefault(tuple(getattr(row, word) for word in words), {})
            by_model.setdefault(row.model, []).append(row)
        return rows


def table_of(rule: SizeRule) -> Table:
    """Return the table of a size, made once."""
    return _table(Same(rule.table))


@lru_cache(maxsize=_KEPT)
def _table(rows: Same) -> Table:
    return Table(rows.value)


def pixels_in(value: str) -> Iterator[tuple[str, int, int]]:
    """Yield form, width and height for every pixel form that a text can be read in."""
    for form, pattern in _PATTERNS.items():
        if (match := pattern.fullmatch(value)) is not None:
            yield form, int(match[1]), int(match[2])


def read(rule: SizeRule, forms: tuple[str, ...], value: Any, *, known: bool = False) -> SizeValue | None:
    """Read a value of the right type in the first form that fits; `known` if the field's enum lists it."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        if "width" in forms:
            return SizeValue(width=value)
        return SizeValue(height=value) if "height" in forms else None
    if isinstance(value, str):
        return _read_text(rule, forms, value, known=known)
    box = mapping(value)
    width, height = box.get("width"), box.get("height")
    if "object" in forms and _is_side(width) and _is_side(height):
        return SizeValue(width=width, height=height)
    return None


def _read_text(rule: SizeRule, forms: tuple[str, ...], value: str, *, known: bool) -> SizeValue | None:
    table = table_of(rule)
    for form in ("tier", "preset"):
        if form in forms and table.has_name(form, value):
            return SizeValue(keys=((form, value),))
    for form, width, height in pixels_in(value):
        if form in forms:
            return SizeValue(width=width, height=height)
    if "ratio" in forms and _RATIO.fullmatch(value):
        return SizeValue(keys=(("ratio", value),))
    for form in ("tier", "preset"):
        # Unless a closed table lists them the field's own enum decides.
        if form in forms and (not table.names(form) or (known and not rule.closed)):
            return SizeValue(keys=((form, value),))
    return None


def _is_side(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def written(form: str, width: int, height: int) -> Any:
    """Write pixels in a form that takes them."""
    if form in SIDE_FORMS:
        return width if form == "width" else height
    return {"width": width, "height": height} if form == "object" else f"{width}{PIXEL_FORMS[form]}{height}"
