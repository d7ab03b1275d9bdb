"""Drift: differences between an answer and the spec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .answers import DecodedResponse, Drift, DriftKind, description
from .credentials import Secret
from .describe import Operation
from .fastcheck import is_valid
from .jsontypes import is_array, is_object
from .messages import show
from .prepared import prepared
from .schema import FirstViolations, Path, Violation

MAX_DRIFT = 100
"""Differences that are listed of one answer; after them comes one more, of the kind `more`."""
MAX_DRIFT_TEXT = 200
"""Characters of the path, and of a text that is the value, of a difference."""
_DRIFT: Mapping[str, DriftKind] = {
    "unknown": "unknown-field",
    "enum": "unknown-value",
    "required": "missing",
    "type": "type",
}


def drift(operation: Operation, response: DecodedResponse, key: Secret) -> tuple[Drift, ...]:
    """The first 100 differences between a body and the spec, and one of the kind `more` if there are more."""
    described = description(operation, response.status)
    ready = prepared(operation)
    if not described or response.fault or is_valid(ready.answers[id(described)], response.body):
        return ()
    violations = ready.check(described, response.body, closed=True, violations=FirstViolations(MAX_DRIFT))
    more = len(violations) > MAX_DRIFT
    if more:
        # Missing and wrong values matter more than new fields.
        graver = FirstViolations(MAX_DRIFT, but_for="unknown")
        ready.check(described, response.body, closed=True, violations=graver)
        violations = [*graver, *(violation for violation in violations if violation.rule == "unknown")][:MAX_DRIFT]
    listed = tuple(_drift(described, violation, key) for violation in violations)
    return (*listed, Drift("", "more", f"only {MAX_DRIFT} differences are listed", None)) if more else listed


def _drift(described: Mapping[str, Any], violation: Violation, key: Secret) -> Drift:
    path = "".join(f"/{key.hide(str(step))}" for step in violation.path)
    required = violation.rule in ("required", "type") and _is_required(described, violation.path)
    kind = _DRIFT.get(violation.rule, "out-of-range")
    value = key.mask_all(violation.value)
    # The message shows the beginning of the value, which may have half of a key at its end.
    message = violation.message.replace(show(violation.value), show(value))
    return Drift(_cut(path), kind, key.mask(message), _bounded(value), required)


def _cut(text: str) -> str:
    return text if len(text) <= MAX_DRIFT_TEXT else f"{text[:MAX_DRIFT_TEXT]}..."


def _bounded(value: Any) -> Any:
    """The value, or the beginning of a large one."""
    if isinstance(value, str):
        return _cut(value)
    if (is_array(value) or is_object(value)) and (shown := show(value, MAX_DRIFT_TEXT)).endswith("..."):
        return shown
    return show(value) if isinstance(value, int) and abs(value) >= 1e300 else value


def _is_required(described: Mapping[str, Any], path: Path) -> bool:
    """Whether this place of an answer, and every one on the way to it, is required."""
    for step in path:
        if isinstance(step, int):
            described = described.get("items", {})
        elif step in described.get("required", ()):
            described = described.get("properties", {}).get(step, {})
        else:
            return False
    return True


def fault_of(operation: Operation, drift: tuple[Drift, ...]) -> str:
    """The first required value of an answer that is missing or of another type; empty where there is none.

    Images are optional, but a value of another type in their place is a fault.
    """
    places = operation.results.images if operation.results is not None else ()
    ways = [place.items + pointer for place in places for pointer in (*place.url, *place.base64)]
    for item in drift:
        if item.required or (item.kind == "type" and any(_leads_through(way, item.path) for way in ways)):
            return f"{item.path or 'the body'} {item.message}"
    return ""


def _leads_through(way: str, path: str) -> bool:
    """Whether a pointer, with `*` for any index, leads to or through a place of an answer."""
    steps, place = way.split("/"), path.split("/")
    return len(steps) >= len(place) and all(
        step == there or (there.isdecimal() and (step == "*" or step.isdecimal()))
        for step, there in zip(steps, place, strict=False)
    )


def misfits(body: Any, faults: Sequence[tuple[tuple[str | int, ...], str]], key: Secret) -> str:
    """The first faults that pydantic reports of a body, with their places in the body."""
    shown: list[str] = []
    for steps, reason in faults[:5]:
        path, here = "", body
        for step in steps:
            if is_object(here) and isinstance(step, str) and (step in here or reason == "Field required"):
                path, here = f"{path}/{key.hide(step)[:MAX_DRIFT_TEXT]}", here.get(step)
            elif is_array(here) and isinstance(step, int) and step < len(here):
                path, here = f"{path}/{step}", here[step]
        shown.append(f"{_cut(path) or 'the body'} {key.mask(reason)}")
    return "; ".join(shown) + (f"; and {len(faults) - 5} more" if len(faults) > 5 else "")
