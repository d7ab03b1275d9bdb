"""The rows of a size table have the keys that calls have, each once, none missing, all true."""

from collections.abc import Iterator, Sequence
from itertools import combinations, islice, product

from clientsmith.diagnostics import shown
from clientsmith.language.size_forms import PIXEL_FORMS
from clientsmith.lint.size_forms import SizeField, rows, size_fields
from clientsmith.lint.spec import Spec
from clientsmith.load import Pointer
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import Json
from clientsmith.oracle.operation import OperationView
from clientsmith.oracle.pixels import outside
from clientsmith.oracle.size_values import KEYS, SIDE_FORMS
from clientsmith.oracle.sizes import row_name

CODES = (
    "bad-row-keys",
    "duplicate-row",
    "missing-row",
    "ratio-off",
    "row-outside-limits",
)

_AXES = ("model", "ratio", "tier", "preset")
_MISSING = 100  # rows of one pair of keys that are told; nobody reads more, and a table could lack millions


def check(spec: Spec) -> Iterator[Finding]:
    """Find rows that no call reaches, that repeat or contradict, and gaps between them."""
    for operation, size, pointer in spec.each("size"):
        at = (*pointer, "table")
        fields = list(size_fields(size))
        view = spec.view(operation)
        yield from _limits(view, at) if view is not None else ()
        seen: dict[tuple[object, ...], int] = {}
        for index, row in enumerate(rows(size)):
            yield from _keys(row, fields, (*at, index))
            yield from _ratio(row, (*at, index))
            yield from _twice(row, index, fields, seen, at)
        if size.get("closed"):
            yield from _gaps(rows(size), at)


def _keys(row: Json, fields: list[SizeField], at: Pointer) -> Iterator[Finding]:
    name = shown(row_name(row))
    if ("width" in row) != ("height" in row):
        side, other = ("width", "height") if "width" in row else ("height", "width")
        message = f"the row {name} has a {side} but no {other}"
        yield Finding(at, "bad-row-keys", message, "give both sides, or none")
    has_pixels = "width" in row and "height" in row
    for field in fields:
        keys = [form for form in field.forms if form in KEYS]
        takes_pixels = any(form in PIXEL_FORMS or form in {"object", *SIDE_FORMS} for form in field.forms)
        if not keys and not has_pixels:
            message = f"the row {name} has no pixels, and {shown(field.name)} takes nothing else"
            yield Finding(at, "bad-row-keys", message, "give width and height")
        elif keys and not any(key in row for key in keys) and not (takes_pixels and has_pixels):
            message = f"the row {name} has no {' or '.join(keys)} for the field {shown(field.name)}"
            yield Finding(at, "bad-row-keys", message, f"add {keys[0]}")
    forms = {form for field in fields for form in field.forms}
    for key in ("tier", "preset"):
        if key in row and key not in forms:
            message = f"no field of the size takes a {key}, so nothing chooses the row {name}"
            yield Finding((*at, key), "bad-row-keys", message, f"add the form {key} to a field", on_key=True)


def _ratio(row: Json, at: Pointer) -> Iterator[Finding]:
    if not all(word in row for word in ("ratio", "width", "height")) or row.get("approximate"):
        return
    left, right = (int(part) for part in row["ratio"].split(":"))
    # width : height against left : right, in whole numbers.
    actual, wanted = row["width"] * right, row["height"] * left
    off = abs(actual - wanted)
    if 100 * off > wanted:
        tenths = (2 * 1000 * off + wanted) // (2 * wanted)
        message = f"{row['width']}x{row['height']} is {tenths // 10}.{tenths % 10} % off its ratio {row['ratio']}"
        hint = "correct the row; if the page says so, acknowledge it in discrepancies"
        yield Finding(at, "ratio-off", message, hint)


def _limits(view: OperationView, at: Pointer) -> Iterator[Finding]:
    rule, chooser = view.operation.size, view.model_field
    for index, row in enumerate(rule.table) if rule is not None else ():
        for limit in rule.limits if rule is not None and row.width is not None else ():
            # Other conditions say nothing about a row.
            if limit.when and (chooser is None or limit.when != {chooser.wire: {"const": row.model}}):
                continue
            for _, message, _, _ in outside(limit, row.width, row.height):
                hint = "correct the row or the limit; if the page says so, acknowledge it in discrepancies"
                text = f"the row {shown(row_name(vars(row)))} is outside the limits: {message}"
                yield Finding((*at, index), "row-outside-limits", text, hint)


def _twice(
    row: Json, index: int, fields: list[SizeField], seen: dict[tuple[object, ...], int], at: Pointer
) -> Iterator[Finding]:
    forms = {form for field in fields for form in field.forms}
    axes = [axis for axis in _AXES if axis == "model" or axis in forms]
    key = tuple(row.get(axis) for axis in axes)
    if all(part is None for part in key[1:]):  # chosen by its pixels
        key = (*key, row.get("width"), row.get("height"))
    first = seen.setdefault(key, index)
    if first != index:
        message = f"the row {shown(row_name(row))} stands in the table already, as row {first + 1}"
        yield Finding((*at, index), "duplicate-row", message, "keep one of them")


def _gaps(table: Sequence[Json], at: Pointer) -> Iterator[Finding]:
    axes = [axis for axis in _AXES if any(axis in row for row in table)]
    groups = [table]
    if len(axes) > 2 and "model" in axes:  # a model need not have every pair
        axes.remove("model")
        models = list(dict.fromkeys(row.get("model") for row in table))
        groups = [[row for row in table if row.get("model") == model] for model in models]
    for group in groups:
        for one, other in combinations(axes, 2):
            there = {(row[one], row[other]) for row in group if one in row and other in row}
            firsts = dict.fromkeys(first for first, _ in sorted(there))
            seconds = dict.fromkeys(second for _, second in sorted(there))
            missing = (pair for pair in product(firsts, seconds) if pair not in there)
            for first, second in islice(missing, _MISSING):
                model = group[0].get("model") if len(groups) > 1 else None
                of = f" of the model {model}" if model else ""
                message = f"the closed table{of} has no row for {one} {first} with {other} {second}"
                hint = "add the row, or acknowledge it in discrepancies if the page has none"
                yield Finding(at, "missing-row", message, hint)
