"""Limits by model name fields that exist, and narrow what the fields allow."""

from collections.abc import Iterator
from typing import Any

from clientsmith.diagnostics import meant, shown
from clientsmith.lint.spec import OperationNode, Spec
from clientsmith.load import Pointer
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import Json, mapping, sequence
from clientsmith.oracle.sizes import size_violations
from clientsmith.oracle.values import listed, violations

CODES = ("unknown-field", "looser-limit", "bad-enum-value", "unreachable-value", "bad-default", "bad-model-limit")

_LOWER = ("minimum", "minLength", "minItems")
_UPPER = ("maximum", "maxLength", "maxItems")


def check(spec: Spec) -> Iterator[Finding]:
    """Find unknown names, and limits that the field's own make void."""
    for operation, table, at in spec.each("modelLimits"):
        chooser = operation.fields.get(table["field"])
        always = chooser.data.get("const") if chooser is not None else None
        for model, limits in mapping(table["limits"]).items():
            place = (*at, "limits", model)
            if always not in (None, model):
                message = f"{shown(table['field'])} is always {shown(always)}, so that these limits never count"
                yield Finding(place, "unreachable-value", message, "correct the model, or leave it out", on_key=True)
            for name, limit in mapping(limits).items():
                field = operation.fields.get(name)
                if field is None:
                    message = f"{operation.id} has no field {shown(name)}"
                    hint = meant(name, operation.fields)
                    yield Finding((*place, name), "unknown-field", message, hint, on_key=True)
                else:
                    yield from _looser(mapping(limit), field.data, (*place, name))
                    yield from _possible(spec, operation, model, name, limit, (*place, name))


def _looser(limit: Json, own: Json, at: Pointer) -> Iterator[Finding]:
    for words, sign in ((_LOWER, 1), (_UPPER, -1)):
        for word in words:
            if word in limit and word in own and sign * limit[word] < sign * own[word]:
                message = f"{word} {shown(limit[word])} is looser than the field's own {shown(own[word])}"
                hint = "the field's own limit must be the widest of all models"
                yield Finding((*at, word), "looser-limit", message, hint)
    rule = {word: limit for word, limit in own.items() if word in {"type", "enum", "specialValues"}}
    for index, value in enumerate(sequence(limit.get("enum"))):
        for violation in violations(rule, value, documented=True):
            code = "bad-enum-value" if violation.rule == "type" else "looser-limit"
            message = f"{shown(value)} isn't legal for the field itself: {violation.message}"
            hint = violation.hint or "add it to the field's own enum"
            yield Finding((*at, "enum", index), code, message, hint)


def _possible(
    spec: Spec, operation: OperationNode, model: str, name: str, limit: Any, at: Pointer
) -> Iterator[Finding]:
    """Find what can't be said of a field for one model."""
    own, said, chooser = operation.fields[name].data, mapping(limit), operation.model_field
    if name in operation.required and limit == "forbidden":
        message = f"{shown(name)} is forbidden, but {operation.id} always needs it"
        yield Finding(at, "bad-model-limit", message, "take it out of the required fields, or give it limits")
    for word in (*(["forbidden"] if limit == "forbidden" else []), *said):
        if "const" in own or (chooser is not None and name == chooser.name and word in ("forbidden", "default")):
            what = "always has one value" if "const" in own else "chooses the model"
            hint = "remove it here, or correct the field"
            yield Finding(at, "bad-model-limit", f"{shown(name)} {what}: {word} says nothing", hint)
            return
    refused = sequence(said.get("notEnum"))
    for index, value in enumerate(refused):
        if any(violations({word: own[word] for word in ("type", "enum") if word in own}, value, documented=True)):
            message = f"{shown(value)} isn't legal for the field itself, so that notEnum needn't say it"
            yield Finding((*at, "notEnum", index), "unreachable-value", message, "remove it, or correct the field")
    if own.get("enum") and all(listed(refused, value) for value in own["enum"]):
        hint = "write forbidden in place of the limits"
        yield Finding((*at, "notEnum"), "bad-model-limit", f"no value of {shown(name)} is left", hint)
    if said.get("default") is not None:
        yield from _default(spec, operation, model, name, said, at)
    if "closed" in said:
        yield from _closed(operation, model, name, at)


def _default(spec: Spec, operation: OperationNode, model: str, name: str, said: Json, at: Pointer) -> Iterator[Finding]:
    limits = {word: limit for word, limit in said.items() if word not in ("default", "closed", "required")}
    for schema in (operation.fields[name].data, limits):
        for violation in violations(schema, said["default"], documented=True):
            message = f"the default isn't legal: {violation.message}"
            yield Finding(
                (*at, "default"), "bad-default", message, violation.hint or f"correct it, or {violation.rule}"
            )
            return
    view, chooser = spec.view(operation), operation.model_field
    axes = view.operation.size.axes if view is not None and view.operation.size is not None else ()
    if view is not None and chooser is not None and any(axis.wire == name for axis in axes):
        for violation in size_violations(view, {chooser.name: model, name: said["default"]}):
            message = f"the default isn't legal for the size: {violation.message}"
            yield Finding((*at, "default"), "bad-default", message, violation.hint or "correct it, or the size")
            return


def _closed(operation: OperationNode, model: str, name: str, at: Pointer) -> Iterator[Finding]:
    size = mapping(operation.data.get("size"))
    rows = [mapping(row).get("model") for row in sequence(size.get("table"))]
    reason, hint = "", ""
    if name not in [mapping(axis)["field"] for axis in sequence(size.get("fields"))]:
        reason, hint = f"{shown(name)} is no field of the size", "write it at a field of the size, or list an enum"
    elif size.get("closed"):
        reason, hint = "the table is closed for every model already", "remove it, or closed: true of the size"
    elif model not in rows and None not in rows:
        reason, hint = f"the table has no row of {shown(model)}", "add its rows, or remove closed"
    if reason:
        yield Finding((*at, "closed"), "bad-model-limit", reason, hint)
