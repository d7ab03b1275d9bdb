"""A lower limit is never above the upper one, and something legal is left between them."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from clientsmith.diagnostics import shown
from clientsmith.lint.spec import Spec
from clientsmith.load import Pointer
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import Json, mapping
from clientsmith.oracle.values import types_of

CODES = ("limits-crossed",)

_PAIRS = (
    ("minimum", "maximum", False),
    ("minimum", "exclusiveMaximum", True),
    ("exclusiveMinimum", "maximum", True),
    ("exclusiveMinimum", "exclusiveMaximum", True),
    ("minLength", "maxLength", False),
    ("minItems", "maxItems", False),
)


def check(spec: Spec) -> Iterator[Finding]:
    """Find pairs of limits that leave nothing, of fields, models, rules and tasks."""
    for node in spec.fields:
        yield from crossed(node.data, node.pointer, whole="integer" in types_of(node.data))
    for operation, table, at in spec.each("modelLimits"):
        for model, limits in mapping(table["limits"]).items():
            for name, limit in mapping(limits).items():
                own = operation.fields[name].data if name in operation.fields else {}
                whole = "integer" in types_of(own)
                yield from crossed(mapping(limit), (*at, "limits", model, name), whole=whole)
    for operation, rule, at in spec.listed("rules"):
        for name, limit in mapping(mapping(rule.get("then")).get("properties")).items():
            own = operation.fields[name].data if name in operation.fields else {}
            whole = "integer" in types_of(own)
            yield from crossed(mapping(limit), (*at, "then", "properties", name), whole=whole)
    for _, task, at in spec.each("task"):
        delay, most = task.get("delay", 2), task.get("maxDelay")
        if most is not None and delay > most:
            message = f"delay is {shown(delay)}, more than the maxDelay {shown(most)}"
            yield Finding((*at, "maxDelay"), "limits-crossed", message, "the first delay is the shortest one")


def crossed(limits: Json, at: Pointer, *, whole: bool) -> Iterator[Finding]:
    """Find what is wrong with the limits of one value; `whole` for whole numbers."""
    for low, high, strict in _PAIRS:
        if low in limits and high in limits:
            a, b = limits[low], limits[high]
            if a > b or (strict and a == b):
                message = f"{low} {shown(a)} and {high} {shown(b)} leave no legal value"
                yield Finding((*at, high), "limits-crossed", message, "swap them, or correct one")
                return
    step = Fraction(str(limits.get("multipleOf", 1)))
    lows = [word for word in ("minimum", "exclusiveMinimum") if word in limits]
    highs = [word for word in ("maximum", "exclusiveMaximum") if word in limits]
    if not lows or not highs or not ("multipleOf" in limits or whole):
        return
    first = max(_above(Fraction(str(limits[word])), step, strict=word != "minimum") for word in lows)
    last = min(_below(Fraction(str(limits[word])), step, strict=word != "maximum") for word in highs)
    if first > last:
        what = f"multiple of {shown(limits['multipleOf'])}" if "multipleOf" in limits else "whole number"
        message = f"no {what} lies between {shown(limits[lows[0]])} and {shown(limits[highs[0]])}"
        yield Finding((*at, highs[0]), "limits-crossed", message, "correct one of the limits")


def _above(limit: Fraction, step: Fraction, *, strict: bool) -> Fraction:
    first = ceil(limit / step) * step
    return first + step if strict and first == limit else first


def _below(limit: Fraction, step: Fraction, *, strict: bool) -> Fraction:
    last = floor(limit / step) * step
    return last - step if strict and last == limit else last
