"""What a value of a size field says, in each of the forms that the field takes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from clientsmith.language.size_forms import PIXEL_FORMS
from clientsmith.lint.by_content import table_of
from clientsmith.lint.spec import Json, mapping, sequence

KEY_FORMS = frozenset({"ratio", "tier", "preset"})
SIDE_FORMS = frozenset({"width", "height"})
_SIDE = r"([1-9][0-9]{0,8})"
_RATIO = re.compile(r"[1-9][0-9]{0,4}:[1-9][0-9]{0,4}")
_PATTERNS = {form: re.compile(_SIDE + re.escape(mark) + _SIDE) for form, mark in PIXEL_FORMS.items()}
_EXAMPLES = {"WxH": "1024x768", "W*H": "1024*768", "W:H": "1024:768", "ratio": "4:3", "width": "1024"}


@dataclass(frozen=True, slots=True)
class SizeField:
    """A field that says something about the size; `at` is its place in the list of them."""

    at: int
    name: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What one value says: keys of the table, sides, or both sides."""

    keys: tuple[tuple[str, str], ...] = ()
    width: int | None = None
    height: int | None = None


def size_fields(size: Json) -> Iterator[SizeField]:
    """Give the fields that together choose the size."""
    for at, one in enumerate(sequence(size.get("fields"))):
        entry = mapping(one)
        yield SizeField(at, entry["field"], tuple(entry["forms"]))


def rows(size: Json) -> Sequence[Json]:
    """Give the rows of the table."""
    return table_of(size).rows


def names(size: Json, form: str) -> Sequence[str]:
    """Give the names that the table has for a ratio, tier, preset or model, in order of the alphabet."""
    return table_of(size).names(form)


def sides(value: str) -> Iterator[tuple[str, int, int]]:
    """Read pixels in every form that fits."""
    for form, pattern in _PATTERNS.items():
        if (match := pattern.fullmatch(value)) is not None:
            yield form, int(match[1]), int(match[2])


def read(size: Json, forms: tuple[str, ...], value: Any, *, known: bool = False) -> Told | None:
    """Read a value of the right type in the first form that fits; `known` if the field's enum lists it."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        if "width" in forms:
            return Told(width=value)
        return Told(height=value) if "height" in forms else None
    if isinstance(value, str):
        return _read_text(size, forms, value, known=known)
    box = mapping(value)
    width, height = box.get("width"), box.get("height")
    if "object" in forms and _is_side(width) and _is_side(height):
        return Told(width=width, height=height)
    return None


def example(form: str, size: Json) -> str:
    """Show a form to a person by a value in it."""
    if form in {"tier", "preset"} and (known := names(size, form)):
        return f"a {form} such as {known[0]}"
    return {"object": "{width: 1024, height: 768}"}.get(form) or _EXAMPLES.get(form, f"a {form}")


def _read_text(size: Json, forms: tuple[str, ...], value: str, *, known: bool) -> Told | None:
    for form in ("tier", "preset"):
        if form in forms and table_of(size).has_name(form, value):
            return Told(keys=((form, value),))
    for form, width, height in sides(value):
        if form in forms:
            return Told(width=width, height=height)
    if "ratio" in forms and _RATIO.fullmatch(value):
        return Told(keys=(("ratio", value),))
    for form in ("tier", "preset"):
        # Unless a closed table lists them the field's own enum decides.
        if form in forms and (not names(size, form) or (known and not size.get("closed"))):
            return Told(keys=((form, value),))
    return None


def _is_side(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
