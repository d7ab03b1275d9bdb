"""Limits by model name models and fields that exist, and narrow what the fields allow."""

from collections.abc import Iterator

from clientsmith.diagnostics import shown
from clientsmith.lint.finding import Finding, meant
from clientsmith.lint.spec import Json, Node, Spec, mapping, sequence
from clientsmith.load import Pointer
from clientsmith.oracle.values import listed, violations

CODES = ("unknown-field", "unknown-model", "looser-limit", "bad-enum-value")

_LOWER = ("minimum", "minLength", "minItems")
_UPPER = ("maximum", "maxLength", "maxItems")


def check(spec: Spec) -> Iterator[Finding]:
    """Find unknown names, and limits that the field's own make void."""
    for operation, table, at in spec.each("modelLimits"):
        chooser = str(table["field"])
        if chooser not in operation.fields:
            message = f"{operation.id} has no field {shown(chooser)}"
            yield Finding((*at, "field"), "unknown-field", message, meant(chooser, operation.fields))
        for model, limits in mapping(table["limits"]).items():
            place = (*at, "limits", model)
            yield from unknown_model(operation.fields.get(chooser), model, place, on_key=True)
            for name, limit in mapping(limits).items():
                field = operation.fields.get(name)
                if field is None:
                    message = f"{operation.id} has no field {shown(name)}"
                    hint = meant(name, operation.fields)
                    yield Finding((*place, name), "unknown-field", message, hint, on_key=True)
                else:
                    yield from _looser(mapping(limit), field.data, (*place, name))


def unknown_model(chooser: Node | None, model: str, at: Pointer, *, on_key: bool) -> Iterator[Finding]:
    """Find a model that the field which chooses it doesn't list."""
    models = chooser.data.get("enum") if chooser is not None else None
    if models and not listed(models, model):
        message = f"there is no model {shown(model)}"
        yield Finding(at, "unknown-model", message, meant(model, [str(one) for one in models]), on_key=on_key)


def _looser(limit: Json, own: Json, at: Pointer) -> Iterator[Finding]:
    for words, sign in ((_LOWER, 1), (_UPPER, -1)):
        for word in words:
            if word in limit and word in own and sign * limit[word] < sign * own[word]:
                message = f"{word} {shown(limit[word])} is looser than the field's own {shown(own[word])}"
                hint = "the field's own limit must be the widest of all models"
                yield Finding((*at, word), "looser-limit", message, hint)
    rule = {word: one for word, one in own.items() if word in {"type", "enum", "specialValues"}}
    for index, value in enumerate(sequence(limit.get("enum"))):
        for one in violations(rule, value, documented=True):
            code = "bad-enum-value" if one.rule == "type" else "looser-limit"
            message = f"{shown(value)} isn't legal for the field itself: {one.message}"
            hint = one.hint or "add it to the field's own enum"
            yield Finding((*at, "enum", index), code, message, hint)
