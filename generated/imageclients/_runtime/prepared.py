# Made by `clientsmith generate` from templates/imageclients/_runtime/prepared.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""What is worked out once for an operation, so that its calls needn't."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from .describe import Constant, Field, Operation, Schema
from .fits import Looks, fits, looks_at
from .schema import Checker, Finding, Full, checker
from .sizes import Sizes


class Prepared:
    """An operation made ready for many calls.

    Attributes:
        fields: the fields by wire name.
        names: names of all arguments.
        required: the fields that must be given.
        headers: wire names of the fields that go into headers.
        constants: wire name to value of what every request carries.
        rows: of the size table: the model of each, and its keys and sides by name.
        looks: name, wire name and fixed value of each field, and a first look at its values.
        answers: a first look at the body of each answer, by the identity of its schema.
        media: the fields that take images.
        ruled: whether there are rules for the arguments as a whole.
        size_names: wire names of everything that rules of sizes look at.
        legal_sizes: what was given for them when none was broken.
        flat: whether all of a request is its body's top level, under its own name.
    """

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self.fields = {field.wire: field for field in operation.fields}
        self.names = {field.name: field for field in operation.fields}
        self.required = [field for field in operation.fields if field.required]
        self.headers = {field.wire for field in operation.fields if field.location == "header"}
        self.constants = {constant.wire: constant.value for constant in operation.constants}
        parts: list[Field | Constant] = [*operation.fields, *operation.constants]
        self.flat = all(part.location == "body" and not part.pointer for part in parts)
        self.looks = [(field.name, field.wire, field.fixed, _looks(field)) for field in operation.fields]
        filled = {name for name, _, fixed, looks in self.looks if fixed is not None and fits(looks, fixed)}
        self._needed = {field.name for field in operation.fields if field.required or field.fixed is not None} - filled
        self.answers = {id(schema): looks_at(schema, closed=True) for schema in operation.answers.values()}
        self.media = [field for field in operation.fields if field.media]
        self.ruled = bool(operation.rules or operation.sizes)
        sizes = operation.sizes or Sizes(())
        self.rows = [(row.model, row._asdict() | (row.size._asdict() if row.size else {})) for row in sizes.table]
        conditions = [name for limits in sizes.limits for name, _ in limits.when]
        model = [self.names[sizes.model].wire] if sizes.model in self.names else []
        self.size_names = [*(axis.wire for axis in sizes.axes), *model, *conditions]
        self.legal_sizes: set[str] = set()
        self._checkers: dict[tuple[int, bool], Checker] = {}

    def at_first_sight(self, arguments: Mapping[str, Any]) -> dict[str, Any] | None:
        """Wire name to value for arguments that are surely plain and within their own limits; None for any others."""
        if not self._needed <= arguments.keys() or not arguments.keys() <= self.names.keys():
            return None
        given: dict[str, Any] = {}
        for name, wire, fixed, looks in self.looks:
            if name in arguments:
                value = arguments[name]
                look = looks.get(value.__class__)
                if look is None or not look(value):
                    return None
                given[wire] = value
            elif fixed is not None:
                given[wire] = fixed
        return given

    def check(
        self, schema: Schema, value: Any, *, closed: bool = False, found: list[Finding] | None = None
    ) -> list[Finding]:
        """Everything in which a value breaks a schema that is part of the operation; `found` may end it early."""
        run = self._checkers.get((id(schema), closed))
        if run is None:
            run = self._checkers[id(schema), closed] = checker(schema, closed=closed)
        found = [] if found is None else found
        with contextlib.suppress(Full):
            run(value, (), found)
        return found


def _looks(field: Field) -> Looks:
    """A first look at values; images, headers, parts of a path, blank texts and what has parts need a second one."""
    if field.media or field.location in ("header", "path"):
        return {}
    looks = {kind: look for kind, look in looks_at(field.schema).items() if kind not in (list, dict)}
    if field.required and str in looks and not all(str(item).strip() for item in field.schema.get("enum", ("",))):
        within = looks[str]
        looks[str] = lambda text: within(text) and text.strip() != ""
    return looks


_ready: dict[int, Prepared] = {}


def prepared(operation: Operation) -> Prepared:
    """The operation, made ready when it is first called."""
    found = _ready.get(id(operation))
    if found is None:
        # It keeps the operation, so that no other one gets its id.
        found = _ready[id(operation)] = Prepared(operation)
    return found
