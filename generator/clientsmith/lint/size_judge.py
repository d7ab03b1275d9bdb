"""Judge what a call says about the size: forms, table and limits, in whole numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clientsmith.diagnostics import closest, shown
from clientsmith.lint.by_content import listed, table_of
from clientsmith.lint.conditions import given, holds, values_of
from clientsmith.lint.finding import meant
from clientsmith.lint.judge import is_special
from clientsmith.lint.size_forms import KEY_FORMS, SizeField, Told, example, names, read, rows, size_fields
from clientsmith.lint.spec import Json, Operation, mapping, sequence
from clientsmith.load import Pointer

_SHOWN_ROWS = 8


@dataclass(frozen=True, slots=True)
class SizeFault:
    """Something about the size that isn't legal; `keyword` is forms, table, or a limit as side.minimum."""

    field: str
    keyword: str
    message: str
    hint: str
    where: Pointer


def size_faults(operation: Operation, arguments: Mapping[str, Any], *, alone: bool = False) -> Iterator[SizeFault]:
    """Judge the size that a call asks for; `alone` leaves out defaults and limits with a `when`."""
    size, at = mapping(operation.data.get("size")), (*operation.pointer, "size")
    if not size:
        return
    values = arguments if alone else values_of(operation, arguments)
    told: dict[str, Told] = {}
    for one in size_fields(size):
        node, value = operation.fields.get(one.name), values.get(one.name)
        if node is None or value is None or is_special(node.data, value):
            continue
        saying = read(size, one.forms, value, known=listed(node.data.get("enum"), value))
        if saying is not None:
            told[one.name] = saying
        elif one.name in arguments:
            yield _unread(operation, one, value)
    asked = [name for name in told if name in arguments]
    if not asked:
        return
    if size.get("closed"):
        chosen = {name: told[name] for name in asked}
        # Both sides say it all; anything else is completed by the defaults of the others.
        exact = all(any(getattr(one, side) is not None for one in chosen.values()) for side in ("width", "height"))
        yield from _table(operation, chosen if exact else told, values, asked[0])
    pixels = {
        side: (name, number)
        for name, one in told.items()
        for side, number in (("width", one.width), ("height", one.height))
        if number is not None
    }
    for index, entry in enumerate(sequence(size.get("limits"))):
        limit = mapping(entry)
        if "when" in limit and (alone or not holds(limit["when"], values, given(operation, arguments))):
            continue
        width, height = pixels.get("width"), pixels.get("height")
        for keyword, message, hint, side in outside(limit, width[1] if width else None, height[1] if height else None):
            name = pixels[side][0] if side in pixels else asked[0]
            yield SizeFault(name, keyword, message, hint, (*at, "limits", index))


def outside(limit: Json, width: int | None, height: int | None) -> Iterator[tuple[str, str, str, str]]:
    """Give every limit that a size breaks: keyword, message, hint, side."""
    for side, number in (("width", width), ("height", height)):
        for word in ("side", side):
            if number is not None:
                yield from _bounds(mapping(limit.get(word)), word, number, f"the {side}", side)
    if width is None or height is None:
        return
    total = f"the total of {width} x {height} pixels"
    yield from _bounds(mapping(limit.get("pixels")), "pixels", width * height, total, "width")
    ratio = mapping(limit.get("ratio"))
    for word, sign, name in (("minimum", 1, "at least"), ("maximum", -1, "at most")):
        if word in ratio:
            left, right = (int(part) for part in ratio[word].split(":"))
            if sign * (width * right - height * left) < 0:
                message = f"the ratio {width}:{height} must be {name} {ratio[word]}"
                yield f"ratio.{word}", message, "change one of the sides", "width"


def _bounds(bounds: Json, word: str, number: int, what: str, side: str) -> Iterator[tuple[str, str, str, str]]:
    low, high, step = bounds.get("minimum"), bounds.get("maximum"), bounds.get("multipleOf", 1)
    if low is not None and number < low:
        yield (
            f"{word}.minimum",
            f"{what} must be at least {low}, found {number}",
            f"take at least {low}",
            side,
        )
    if high is not None and number > high:
        yield (
            f"{word}.maximum",
            f"{what} must be at most {high}, found {number}",
            f"take at most {high}",
            side,
        )
    if number % step:
        below = number - number % step
        near = below + step if below == 0 or number - below > step // 2 else below
        message = f"{what} must be a multiple of {step}, found {number}"
        yield f"{word}.multipleOf", message, f"the nearest is {near}", side


def _unread(operation: Operation, one: SizeField, value: Any) -> SizeFault:
    size = mapping(operation.data.get("size"))
    where = (*operation.pointer, "size", "fields", one.at, "forms")
    named = [name for form in one.forms for name in names(size, form)]
    if named and KEY_FORMS.issuperset(one.forms):
        message = f"the table has no {' or '.join(one.forms)} {shown(value)}"
        return SizeFault(one.name, "forms", message, meant(str(value), named), where)
    forms = " or ".join(example(form, size) for form in one.forms)
    known = [row[form] for row in rows(size) for form in ("tier", "preset", "ratio") if form in row]
    hint = ""
    if isinstance(value, str):
        wanted = [form for form in ("W*H", "WxH", "W:H") if form in one.forms]
        changed = value.replace("×", "x")
        for mark in "xX*:":
            for form in wanted:
                other = changed.replace(mark, form[1])
                if other != value and read(size, (form,), other) is not None:
                    hint = f"did you mean {other}?"
        near = closest(value, known)
        hint = hint or (f"did you mean {near}?" if near else "")
    return SizeFault(one.name, "forms", f"{shown(value)} is not written as {forms}", hint, where)


def _table(
    operation: Operation,
    told: Mapping[str, Told],
    values: Mapping[str, Any],
    asked: str,
) -> Iterator[SizeFault]:
    size = mapping(operation.data.get("size"))
    keys = dict(pair for one in told.values() for pair in one.keys)
    sides = {
        word: number
        for one in told.values()
        for word, number in (("width", one.width), ("height", one.height))
        if number is not None
    }
    model = values.get(operation.model_field.name) if operation.model_field else None
    table = table_of(size)
    if table.has({**keys, **sides}, model):
        return
    there = [row for row in table.rows if model is None or row.get("model", model) == model]
    words = [*keys.values(), *([" x ".join(str(number) for number in sides.values())] if sides else [])]
    for_model = f" for the model {model}" if isinstance(model, str) and table.by_model else ""
    message = f"the table has no row with {' and '.join(words)}{for_model}"
    near = [row for row in there if any(row.get(word) == keys[word] for word in keys)] or there
    options = [
        f"{row['width']}x{row['height']}" if sides else row_name(row) for row in near if not sides or "width" in row
    ]
    hint = f"take one of {', '.join(list(dict.fromkeys(options))[:_SHOWN_ROWS])}" if options else ""
    where = (*operation.pointer, "size", "table")
    yield SizeFault(asked, "table", message, hint, where)


def row_name(row: Json) -> str:
    """Name a row by its keys, or else by its pixels."""
    words = [str(row[word]) for word in ("model", "ratio", "tier", "preset") if word in row]
    return " ".join(words) or f"{row.get('width')}x{row.get('height')}"
