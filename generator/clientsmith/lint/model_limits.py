"""Limits by model name fields that exist, and narrow what the fields allow."""

from collections.abc import Iterator

from clientsmith.diagnostics import meant, shown
from clientsmith.lint.spec import Spec
from clientsmith.load import Pointer
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import Json, mapping, sequence
from clientsmith.oracle.values import violations

CODES = ("unknown-field", "looser-limit", "bad-enum-value", "unreachable-value")

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
