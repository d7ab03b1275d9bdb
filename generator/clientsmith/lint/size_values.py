"""Values of size fields are written in the forms, are in a closed table and within the limits."""

from collections.abc import Iterator
from typing import Any

from clientsmith.diagnostics import meant, shown
from clientsmith.lint.size_forms import names, rows, size_fields
from clientsmith.lint.spec import OperationNode, Spec
from clientsmith.load import Pointer
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import Json, sequence
from clientsmith.oracle.operation import OperationView
from clientsmith.oracle.sizes import size_violations
from clientsmith.oracle.values import listed, violations

CODES = (
    "bad-default",
    "bad-example",
    "bad-recommended",
    "unreachable-value",
    "table-key-not-in-enum",
)


def check(spec: Spec) -> Iterator[Finding]:
    """Find defaults, examples and listed values that the size forbids, and rows that the field forbids."""
    for operation, size, at in spec.each("size"):
        view = spec.view(operation)
        for field in size_fields(size):
            node = operation.body.get(field.name)
            if node is None:
                continue
            for code, place, value in _values(node.data):
                if view is None or any(violations({"type": node.data.get("type", [])}, value, documented=True)):
                    continue
                # The other fields may still take any of theirs.
                for violation in size_violations(view, {field.name: value}, alone=True):
                    verdict = "can never be sent" if code == "unreachable-value" else "isn't legal for the size"
                    message = f"{shown(value)} {verdict}: {violation.message}"
                    hint = violation.hint or "correct it, or the size"
                    yield Finding((*node.pointer, *place), code, message, hint)
            values = sequence(node.data.get("enum"))
            for form in ("ratio", "tier", "preset"):
                if form not in field.forms or not values:
                    continue
                for name in names(size, form):
                    if not listed(values, name):
                        message = f"the table has the {form} {shown(name)}, but {shown(field.name)} doesn't list it"
                        where = (*at, "table", *_row(size, form, name))
                        hint = meant(name, [str(option) for option in values])
                        yield Finding(where, "table-key-not-in-enum", message, hint)
        if view is not None:
            yield from _defaults(view, operation, size)


def _values(rule: Json) -> Iterator[tuple[str, Pointer, Any]]:
    if rule.get("default") is not None:
        yield "bad-default", ("default",), rule["default"]
    for word, code in (
        ("examples", "bad-example"),
        ("recommended", "bad-recommended"),
        ("enum", "unreachable-value"),
    ):
        for index, value in enumerate(sequence(rule.get(word))):
            yield code, (word, index), value


def _row(size: Json, form: str, name: str) -> Pointer:
    index = next(index for index, row in enumerate(rows(size)) if row.get(form) == name)
    return (index, form)


def _defaults(view: OperationView, operation: OperationNode, size: Json) -> Iterator[Finding]:
    nodes = [operation.body[field.name] for field in size_fields(size) if field.name in operation.body]
    together = {node.name: node.data["default"] for node in nodes if node.data.get("default") is not None}
    alone = [size_violations(view, {name: value}, alone=True) for name, value in together.items()]
    if len(together) < 2 or any(any(violations) for violations in alone):
        return
    for violation in size_violations(view, together, alone=True):
        pointer = operation.body[violation.fields[0]].pointer
        message = f"the defaults of the size don't go together: {violation.message}"
        yield Finding((*pointer, "default"), "bad-default", message, violation.hint or "correct one of them")
