"""Checks which limits of its model a call breaks."""

from __future__ import annotations

from collections.abc import Iterator

from clientsmith.diagnostics import shown
from clientsmith.load.json_values import mapping
from clientsmith.oracle.operation import OperationView, Values
from clientsmith.oracle.values import kind_of, violations
from clientsmith.oracle.violation import Violation


def model_violations(view: OperationView, values: Values, sound: Values) -> Iterator[Violation]:
    """Yield what the values break; limits of values are only for the `sound` ones."""
    model = view.model(values) if view.model_rules else None
    rule = view.model_rules.get(model) if isinstance(model, str) else None
    if rule is None:
        return

    def violation(wire: str, message: str, hint: str, path: tuple[str | int, ...] = ()) -> Violation:
        name, source = view.names([wire]), rule.evidence.source
        said = f"{message}, for the model {model}"
        return Violation(rule.id, said, hint, "model", (wire,), path, name, source, rule.evidence.weak)

    for wire in rule.then.get("required", ()):
        if wire not in values:
            yield violation(wire, f"{shown(wire)} must be given", f"give {wire}")
    for wire in rule.then.get("forbidden", ()):
        if wire in values:
            yield violation(wire, f"{shown(wire)} must not be given", f"leave {wire} out")
    for wire, limits in mapping(rule.then.get("properties")).items():
        if wire in sound:
            for broken in violations({"type": kind_of(sound[wire]), **limits}, sound[wire]):
                yield violation(wire, broken.message, broken.hint, broken.path)
