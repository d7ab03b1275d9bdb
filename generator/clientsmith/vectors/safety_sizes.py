"""Cases for the nearest size: between the rows of a table, on ties, and far outside."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from math import inf, isqrt
from typing import Any

from clientsmith.language.model import SizeLimit, SizeRow, SizeRule
from clientsmith.language.size_forms import PIXEL_FORMS
from clientsmith.oracle.size_values import written
from clientsmith.vectors import sample
from clientsmith.vectors.case import Cases
from clientsmith.vectors.sample_values import sampled
from clientsmith.vectors.size_rows import best_rows, choice, distortion, shape_of
from clientsmith.vectors.validation import verdict

_MOST = 12
"""Pairs of neighbours that are tried."""
_SIDE = 1000
_EXTREMES = ((999_999, 1), (1, 999_999), (1, 1), (999_999, 999_999), (1920, 1080), (1080, 1920))
Box = tuple[int, int]


def nearest_cases(cases: Cases) -> None:
    """Ask for the choice nearest to pixels that no row has."""
    rule = cases.tested.operation.size
    if rule is None:
        return
    in_pixels = any(form in PIXEL_FORMS or form in ("width", "object") for axis in rule.axes for form in axis.forms)
    if in_pixels and not rule.closed:
        for limit in rule.limits:
            if len(rule.limits) == 1 and not (limit.when or limit.any_of or rule.closed_models):
                _scaled(cases, rule, limit)
    elif rows := best_rows(cases.tested, rule):
        ratios = list(dict.fromkeys(row.ratio for row in rule.table if row.ratio is not None))
        for box in dict.fromkeys(_between(rule)):
            row = min(rows, key=lambda row: _distance(row, box))
            nearest = choice(cases.tested, rule, row)
            _look(cases, f"nearest row to {box[0]}x{box[1]}", row.key, nearest, nearest=list(box))
            label = min(ratios, key=lambda ratio: distortion(shape_of(ratio), *box), default=None)
            _look(cases, f"nearest ratio to {box[0]}x{box[1]}", rule.key, label, nearestRatio=list(box))


def _look(cases: Cases, name: str, source: str, value: Any, **given: Any) -> None:
    cases.add("size", name, source, {"action": "size", **given}, {"value": value, "error": None})


def _row_shape(row: SizeRow) -> Fraction | None:
    if row.ratio is not None:
        return shape_of(row.ratio)
    return None if row.width is None or row.height is None else Fraction(row.width, row.height)


def _distance(row: SizeRow, box: Box) -> tuple[Fraction | float, float]:
    """How far a row is from a size, first in shape and then in its sides; an unknown shape or side is farthest."""
    shape = _row_shape(row)
    known = row.width is not None and row.height is not None
    sides = abs((row.width or 0) - box[0]) + abs((row.height or 0) - box[1]) if known else inf
    return (inf, inf) if shape is None else (distortion(shape, *box), sides)


def _between(rule: SizeRule) -> Iterator[Box]:
    """Sizes on both sides of where one row becomes nearer than another, each also lying on its other side."""
    yield from _EXTREMES
    shapes = sorted({shape for row in rule.table if (shape := _row_shape(row)) is not None})
    for narrow, wide in sampled([*pairwise(shapes)], _MOST):
        # Between two shapes lies their geometric mean; a little beyond it the arithmetic mean says something else.
        middle = isqrt(int(narrow * wide * _SIDE * _SIDE))
        for width in (middle, middle + 1, int((narrow + wide) / 2 * _SIDE)):
            yield width, _SIDE
            yield _SIDE, width
    boxes = sorted({(row.width, row.height) for row in rule.table if row.width is not None and row.height is not None})
    for small, large in [*sampled([*pairwise(boxes)], _MOST), *sampled(_alike(rule), _MOST)]:
        width, height = (small[0] + large[0]) // 2, (small[1] + large[1]) // 2
        for step in (-2, 0, 2):
            if width + step > 0 and height + step > 0:
                yield width + step, height + step
    for box in sampled(boxes, _MOST):
        yield box[1], box[0]


def _alike(rule: SizeRule) -> list[tuple[Box, Box]]:
    """Pairs of sizes of the same shape; halfway between them the first row of the table counts."""
    by_shape: dict[Fraction, list[Box]] = {}
    for row in rule.table:
        shape = _row_shape(row)
        if shape is not None and row.width is not None and row.height is not None:
            by_shape.setdefault(shape, []).append((row.width, row.height))
    return [pair for boxes in by_shape.values() for pair in pairwise(sorted(boxes))]


def _scaled(cases: Cases, rule: SizeRule, limit: SizeLimit) -> None:
    """Sizes outside of the limits of single sides: scaled as a whole, or moved by a little."""
    for box, near in _outside(limit):
        axis = next((axis for axis in rule.axes if any(form in PIXEL_FORMS for form in axis.forms)), None)
        if axis is None or min(near) < 1:
            continue
        form = next(form for form in axis.forms if form in PIXEL_FORMS)
        text = written(form, *near)
        checked = verdict(cases.tested, sample.settled(cases.tested, {axis.wire: text}))
        if not checked.problems and not checked.warnings:
            value = {"arguments": {axis.wire: text}, "pixels": list(near), "approximate": False}
            _look(cases, f"nearest outside {box[0]}x{box[1]}", limit.key, value, nearest=list(box))


def _outside(limit: SizeLimit) -> Iterator[tuple[Box, Box]]:
    """Sizes, and the legal size nearest to each if nothing but the limits of its sides counts."""
    width, height = limit.width, limit.height
    step = (width.multiple or 1) if width.multiple == height.multiple else 1
    if width.maximum is not None and width.maximum == height.maximum:
        largest = width.maximum // step * step
        half = largest // 2 // step * step
        if largest == width.maximum and half * 2 == largest:
            yield (4 * largest, 2 * largest), (largest, half)
            yield (2 * largest, 4 * largest), (half, largest)
            yield (3 * largest, 3 * largest), (largest, largest)
        if step == 1 and largest > 400:
            # One side alone is moved where that bends the image by one per cent at most.
            yield (largest + largest // 200, half), (largest, half)
            wide = largest + largest // 20
            yield (wide, half), (largest, half * largest // wide)
            yield (half, wide), (half * largest // wide, largest)
    smallest = width.minimum or 0
    if smallest > 4 and smallest == height.minimum and smallest % (4 * step) == 0:
        yield (smallest // 2, smallest // 4), (2 * smallest, smallest)
        yield (smallest // 4, smallest // 2), (smallest, 2 * smallest)
    if step > 1:
        usual = 1024 // step * step
        # So little bends the image by less than one per cent: the side alone is moved.
        yield (usual + step // 2 + 1, usual), (usual + step, usual)
        yield (usual, usual + step // 2 - 1), (usual, usual)
