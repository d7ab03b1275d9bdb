"""Stage vectors: sizes: every row of the table and every pair outside, every bound from both sides, every form of writing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import isqrt
from typing import Any

from clientsmith.model import SizeAxis, SizeLimit, SizeRule
from clientsmith.rules.size_judge import outside
from clientsmith.rules.spec import mapping, sequence
from clientsmith.vectors import sample
from clientsmith.vectors.case import Cases
from clientsmith.vectors.judge import verdict
from clientsmith.vectors.subject import Arguments

KEYS = ("ratio", "tier", "preset")
PIXELS = {"WxH": "x", "W*H": "*", "W:H": ":"}
_SEPARATORS = "x*:X,× "
Box = tuple[int, int]


def size_cases(cases: Cases) -> None:
    """Try everything that the operation says about sizes."""
    rule = cases.subject.operation.size
    if rule is None:
        return
    _rows(cases, rule)
    _outside(cases, rule)
    _forms(cases, rule)
    for limit in rule.limits:
        for name, box, nearest in boxes(cases, limit):
            _box(cases, rule, limit, name, box, nearest)
    _lookups(cases, rule)


def _chosen(axis: SizeAxis, row: Any) -> Any:
    """What a field is given to ask for a row; None where the row says nothing in any of its forms."""
    for form in sorted(axis.forms, key=lambda one: one not in ("tier", "preset")):
        if form in KEYS and getattr(row, form) is not None:
            return getattr(row, form)
        if form not in KEYS and row.width is not None:
            return sample.written(form, row.width, row.height)
    return None


def asked(rule: SizeRule, row: Any) -> Arguments:
    """The arguments that ask for a row."""
    told = {axis.wire: _chosen(axis, row) for axis in rule.axes}
    return {wire: value for wire, value in told.items() if value is not None}


def _model(cases: Cases, row: Any) -> Arguments:
    field = cases.subject.facts.model_field
    return {field.name: row.model} if row.model is not None and field is not None else {}


def _rows(cases: Cases, rule: SizeRule) -> None:
    for row in rule.table:
        arguments = asked(rule, row)
        name = " ".join(str(value) for value in (row.model, *arguments.values()) if value is not None)
        cases.call(f"size row {name}", row.key, sample.settled(cases.subject, {**arguments, **_model(cases, row)}))
        if row.width is None:
            continue
        # The same pixels in every other form that says them.
        for axis in rule.axes:
            for form in axis.forms:
                if form in PIXELS or form == "object":
                    value = sample.written(form, row.width, row.height)
                    call = sample.settled(cases.subject, {axis.wire: value, **_model(cases, row)})
                    cases.call(f"size row {row.width}x{row.height} as {form}", row.key, call)


def _outside(cases: Cases, rule: SizeRule) -> None:
    """Every pair of names that stands in no row, and names that stand nowhere."""
    keyed = [(axis, form) for axis in rule.axes for form in axis.forms if form in KEYS]
    known = {form: dict.fromkeys(told for row in rule.table if (told := getattr(row, form)) is not None) for _, form in keyed}
    rows = [{form: getattr(row, form) for _, form in keyed} for row in rule.table]
    if rule.closed and len(keyed) > 1:
        for values in product(*(known[form] for _, form in keyed)):
            chosen = {form: value for (_, form), value in zip(keyed, values, strict=True)}
            if chosen not in rows:
                call = {axis.wire: chosen[form] for axis, form in keyed}
                cases.call(f"size pair {' '.join(values)}", rule.key, sample.settled(cases.subject, call))
    for axis, form in keyed:
        if form == "ratio" or known[form]:
            for name in ("7:5", "9K", "no-such-name"):
                if name not in known[form]:
                    call = sample.settled(cases.subject, {axis.wire: name})
                    cases.call(f"size {form} {name}", rule.key, call)


def _forms(cases: Cases, rule: SizeRule) -> None:
    """The right pixels with every separator, and sizes that aren't written as any size is."""
    for axis in rule.axes:
        if not set(axis.forms) & set(PIXELS):
            continue
        usual = sample.values(cases.subject, cases.subject.fields[axis.wire])
        width, height = next((box for value in usual if (box := _read(value)) is not None), (1024, 1024))
        for mark in _SEPARATORS:
            call = sample.settled(cases.subject, {axis.wire: f"{width}{mark}{height}"})
            cases.call(f"size separator {ord(mark)}", rule.key, call)
        mark = PIXELS[next(form for form in axis.forms if form in PIXELS)]
        for text in (f"0{mark}{height}", f"{width}{mark}", f"{width}", f"-{width}{mark}{height}", f"{width}.0{mark}{height}",
                     f" {width}{mark}{height}", f"0{width}{mark}{height}", f"{width}{mark}{height}{mark}1", f"１{width}{mark}{height}"):
            cases.call(f"size written {text}", rule.key, sample.settled(cases.subject, {axis.wire: text}))
        cases.call("size of two numbers", rule.key, sample.settled(cases.subject, {axis.wire: f"{width}{mark}{height}"}))
        call = sample.settled(cases.subject, {axis.wire: f"{width}{mark}{height}"})
        cases.call("size as a pair", rule.key, {**call, axis.wire: {"$size": [width, height]}})


def _read(value: Any) -> Box | None:
    if isinstance(value, str):
        for mark in PIXELS.values():
            left, _, right = value.partition(mark)
            if left.isdecimal() and right.isdecimal():
                return int(left), int(right)
    return None


def _box(cases: Cases, rule: SizeRule, limit: SizeLimit, name: str, box: Box, nearest: Box | None) -> None:
    """A size in pixels, in the first form that says it."""
    for axis in rule.axes:
        form = next((form for form in axis.forms if form in PIXELS or form == "object"), None)
        if form is not None:
            forced: Arguments = {axis.wire: sample.written(form, *box)}
            break
    else:
        forced = {axis.wire: box[axis.forms != ("width",)] for axis in rule.axes if set(axis.forms) & {"width", "height"}}
        form = ""
        if len(forced) < 2:
            return
    call = sample.settled(cases.subject, {**forced, **_when(cases, limit)})
    judged = verdict(cases.subject, call)
    text = {}
    if nearest is not None and form in PIXELS:
        text = {one.rule: sample.written(form, *nearest) for one in judged.problems if one.rule.startswith("size-")}
    cases.call(f"size-{name}", limit.key, call, nearest=text)


def _when(cases: Cases, limit: SizeLimit) -> Arguments:
    """Values under which a limit counts."""
    found: Arguments = {}
    for wire, test in limit.when.items():
        if wire not in cases.subject.fields:
            continue
        for value in sample.values(cases.subject, cases.subject.fields[wire]):
            if meets(test, value):
                found[wire] = value
                break
    return found


def meets(test: Any, value: Any) -> bool:
    """Whether a value that is given meets a condition."""
    word, told = next(iter(test.items()))
    if word == "present":
        return bool(told)
    if word == "const":
        return bool(told == value)
    if word in ("enum", "notEnum"):
        return (value in told) == (word == "enum")
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and bool(value >= told if word == "minimum" else value <= told)


def boxes(cases: Cases, limit: SizeLimit) -> Iterator[tuple[str, Box, Box | None]]:
    """Sizes at every bound of a limit and one past it, each otherwise legal if that can be; and what a refusal proposes."""
    raw = mapping(sequence(mapping(cases.subject.facts.data["size"])["limits"])[int(limit.key.rpartition("/")[2])])

    def legal(box: Box) -> bool:
        return not any(outside(raw, *box))

    def broken(box: Box) -> int:
        return len({keyword for keyword, *_ in outside(raw, *box)})

    usual = _usual(limit)
    for at, (side, bounds) in enumerate((("width", limit.width), ("height", limit.height))):
        step = bounds.multiple or 1
        for edge, past in ((bounds.minimum, -step), (bounds.maximum, step)):
            if edge is None:
                continue
            for number in (edge, edge + past):
                if number < 1:
                    continue
                found = [_with(at, number, other) for other in usual]
                box = min(found, key=lambda one: (broken(one), abs(one[0] - one[1])))
                # Where the side alone is moved back, that is what must be proposed.
                near = _with(at, edge, box[1 - at])
                close = abs(near[0] * box[1] - near[1] * box[0]) * 100 <= near[1] * box[0]
                yield f"{side}-{number}", box, near if legal(near) and not legal(box) and close else None
        if bounds.multiple is not None and bounds.multiple > 1:
            base = -(-(bounds.minimum or step) // step) * step
            for number in (base + step, base + step + 1, base + 2 * step - 1):
                box = min((_with(at, number, other) for other in usual), key=broken)
                yield f"{side}-{number}", box, None
    yield from _areas(limit, broken)
    yield from _ratios(limit, broken, usual)


def _with(at: int, number: int, other: int) -> Box:
    return (number, other) if at == 0 else (other, number)


def _usual(limit: SizeLimit) -> list[int]:
    """Lengths of a side that are worth combining."""
    found = {256, 512, 768, 1024, 1536, 2048, 4096, 64}
    for bounds in (limit.width, limit.height):
        found |= {number for number in (bounds.minimum, bounds.maximum) if number is not None}
        step = bounds.multiple or 1
        found |= {number // step * step for number in found if number // step}
    for pixels in (limit.pixels.minimum, limit.pixels.maximum):
        if pixels:
            found |= {isqrt(pixels), pixels // 512, pixels // 1024}
    return sorted(number for number in found if number > 0)


def _areas(limit: SizeLimit, broken: Any) -> Iterator[tuple[str, Box, Box | None]]:
    """The total of pixels at its bounds exactly, and as little past them as two sides allow."""
    step = limit.width.multiple or 1
    for bound, past in ((limit.pixels.minimum, -1), (limit.pixels.maximum, 1)):
        if bound is None:
            continue
        root = isqrt(bound)
        exact = [(width, bound // width) for width in range(max(1, root - 600), root + 601) if bound % width == 0]
        if exact:
            box = min(exact, key=lambda one: (broken(one), abs(one[0] - one[1])))
            yield f"pixels-{box[0] * box[1]}", box, None
        beyond: list[Box] = []
        for width in range(max(step, (root - 200) // step * step), root + 201, step):
            height = bound // width + (1 if past > 0 else 0)
            while height > 1 and past < 0 and width * height >= bound:
                height -= 1
            beyond.append((width, height))
        box = min(beyond, key=lambda one: (broken(one), abs(one[0] * one[1] - bound), abs(one[0] - one[1])))
        yield f"pixels-{box[0] * box[1]}", box, None


def _ratios(limit: SizeLimit, broken: Any, usual: list[int]) -> Iterator[tuple[str, Box, Box | None]]:
    """The shape at its bounds exactly, and one pixel past them."""
    for text, past in ((limit.ratio_minimum, -1), (limit.ratio_maximum, 1)):
        if text is None:
            continue
        left, right = (int(part) for part in text.split(":"))
        found = [(left * times, right * times) for times in range(1, 4096) if left * times < 9000 and right * times < 9000]
        box = min(found, key=lambda one: (broken(one), abs(one[0] * one[1] - 1024 * 1024)))
        yield f"ratio-{box[0]}-{box[1]}", box, None
        step = (limit.width.multiple or 1) * past
        beyond = [(one[0] + step, one[1]) for one in found if one[0] + step > 0]
        box = min(beyond, key=lambda one: (broken(one), abs(one[0] * one[1] - 1024 * 1024)))
        yield f"ratio-{box[0]}-{box[1]}", box, None


def _lookups(cases: Cases, rule: SizeRule) -> None:
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
