"""Prepares an operation for many calls: everything that depends on no argument is computed once."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from .describe import Constant, Field, Operation, Schema
from .fastcheck import FastChecks, fast_checks, is_valid
from .media_fields import described, has_images_or_constants, has_uploads
from .schema import Checker, Full, Violation, checker
from .sizes import Sizes


class Prepared:
    """An operation made ready for many calls.

    Attributes:
        fields: the fields by wire name.
        names: the fields by argument name.
        required: the fields that must be given.
        headers: wire names of the fields that go into headers.
        greedy: wire names of the fields whose slashes stand in the path.
        constants: wire name to value of what every request carries.
        rows: the model of each row of the size table, and its keys and sides by name.
        answers: the fast checks of each answer's body, by the identity of its schema.
        media: wire name to schema of the fields whose values may have images, or objects with constants.
        uploads: wire names of the fields whose files may be uploaded.
        ruled: whether there are rules for the arguments as a whole.
        model: wire name of the field that chooses the model of a size.
        size_names: wire names of the fields that rules of sizes depend on.
        legal_sizes: values of those fields that broke no rule.
        flat: whether every argument goes to the top level of the body, under its own name.
    """

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self.fields = {field.wire: field for field in operation.fields}
        self.names = {field.name: field for field in operation.fields}
        self.required = [field for field in operation.fields if field.required]
        self.headers = {field.wire for field in operation.fields if field.location == "header"}
        self.greedy = frozenset(field.wire for field in operation.fields if field.greedy)
        self.constants = {constant.wire: constant.value for constant in operation.constants}
        self._parts: list[Field | Constant] = [*operation.constants, *operation.fields]
        placed = any(part.pointer or getattr(part, "expand", None) for part in self._parts)
        self.flat = not placed and all(part.location == "body" for part in self._parts)
        self._checks = [(field.name, field.wire, field.fixed, _fast_checks(field)) for field in operation.fields]
        filled = {name for name, _, fixed, checks in self._checks if fixed is not None and is_valid(checks, fixed)}
        self._needed = {field.name for field in operation.fields if field.required or field.fixed is not None} - filled
        self.answers = {id(schema): fast_checks(schema, closed=True) for schema in operation.answers.values()}
        schemas = {field.wire: described(field) for field in operation.fields}
        self.media = {wire: schema for wire, schema in schemas.items() if has_images_or_constants(schema)}
        self.uploads = [wire for wire, schema in self.media.items() if has_uploads(schema)]
        self.ruled = bool(operation.rules or operation.sizes)
        sizes = operation.sizes or Sizes(())
        self.rows = [(row.model, row._asdict() | (row.size._asdict() if row.size else {})) for row in sizes.table]
        conditions = [name for limits in sizes.limits for name, _ in limits.when]
        self.model = self.names[sizes.model].wire if sizes.model in self.names else sizes.model
        self.size_names = [*(axis.wire for axis in sizes.axes), self.model, *conditions]
        self.legal_sizes: set[str] = set()
        self._checkers: dict[tuple[int, bool], Checker] = {}

    def default(self, wire: str, given: Mapping[str, Any]) -> Any:
        """What counts for an argument that isn't given: the default of the model, else the field's; None for none."""
        general = self.operation.defaults
        for chooser, defaults in self.operation.model_defaults.items():
            model = given.get(chooser, self.constants.get(chooser, general.get(chooser)))
            if isinstance(model, str) and wire in defaults.get(model, {}):
                return defaults[model][wire]
        return general.get(wire)

    def placed(self, given: Mapping[str, Any], location: str) -> Iterator[tuple[Field | Constant, Any]]:
        """Each constant and argument that goes to this place of the request, with its value."""
        for part in self._parts:
            if part.location == location:
                if isinstance(part, Constant):
                    yield part, part.value
                elif part.wire in given:
                    yield part, given[part.wire]

    def quick_validate(self, arguments: Mapping[str, Any]) -> dict[str, Any] | None:
        """Wire name to value, if all arguments are certainly plain and within their own limits; else None."""
        if not self._needed <= arguments.keys() or not arguments.keys() <= self.names.keys():
            return None
        given: dict[str, Any] = {}
        for name, wire, fixed, checks in self._checks:
            if name in arguments:
                value = arguments[name]
                check = checks.get(value.__class__)
                if check is None or not check(value):
                    return None
                given[wire] = value
            elif fixed is not None:
                given[wire] = fixed
        return given

    def check(
        self, schema: Schema, value: Any, *, closed: bool = False, violations: list[Violation] | None = None
    ) -> list[Violation]:
        """Everything in which a value breaks a schema that is part of the operation.

        A list of `violations` that is given may end the check early.
        """
        run = self._checkers.get((id(schema), closed))
        if run is None:
            run = self._checkers[id(schema), closed] = checker(schema, closed=closed)
        violations = [] if violations is None else violations
        with contextlib.suppress(Full):
            run(value, (), violations)
        return violations


def _fast_checks(field: Field) -> FastChecks:
    """The fast checks of a field; images, headers, parts of a path, blank texts, lists and objects have none."""
    if field.media or field.location in ("header", "path"):
        return {}
    checks = {kind: check for kind, check in fast_checks(field.schema).items() if kind not in (list, dict)}
    if field.required and str in checks and not all(str(item).strip() for item in field.schema.get("enum", ("",))):
        within = checks[str]
        checks[str] = lambda text: within(text) and text.strip() != ""
    return checks


_prepared: dict[int, Prepared] = {}


def prepared(operation: Operation) -> Prepared:
    """The operation, prepared at its first call."""
    ready = _prepared.get(id(operation))
    if ready is None:
        # It keeps the operation, so that no other one gets its id.
        ready = _prepared[id(operation)] = Prepared(operation)
    return ready
