"""A keyword stands only where the type of the field gives it a meaning."""

from collections.abc import Iterator

from clientsmith.diagnostics import KINDS, meant, shown
from clientsmith.language.fields import Field
from clientsmith.lint.spec import Spec
from clientsmith.load import Pointer
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import Json, mapping
from clientsmith.load.scalars import number_name
from clientsmith.oracle.values import text_of, types_of

CODES = ("keyword-not-for-type", "unknown-enum-value")

_FITS = {word.at: word.fits for word in Field.WORDS if word.fits}
_HINTS = {
    "media": "put media into items, where items say what an element is",
    "minLength": "for a list write minItems, for a number minimum",
    "maxLength": "for a list write maxItems, for a number maximum",
    "minimum": "for text write minLength, for a list minItems",
    "maximum": "for text write maxLength, for a list maxItems",
    "items": "write type: array",
    "properties": "write type: object",
    "required": "a parameter has required: true; a body field stands in the required of requestBody",
}


def check(spec: Spec) -> Iterator[Finding]:
    """Find keywords that can't apply, in fields, by model and in rules."""
    for node in spec.fields:
        rule = node.data
        yield from misplaced(rule, types_of(rule), node.pointer)
        if node.kind != "parameter" and "required" in rule and not _fits("object", types_of(rule)):
            yield _finding("required", types_of(rule), node.pointer)
        values = [text_of(one) for one in rule.get("enum", ())]
        for word in mapping(rule.get("enumDescriptions")):
            if word not in values and number_name(word) not in values:
                at = (*node.pointer, "enumDescriptions", word)
                message = f"{shown(word)} is no value of the enum"
                yield Finding(at, "unknown-enum-value", message, meant(word, values), on_key=True)
    for operation, table, at in spec.each("modelLimits"):
        for model, limits in mapping(table["limits"]).items():
            for name, limit in mapping(limits).items():
                if name in operation.fields:
                    types = types_of(operation.fields[name].data)
                    yield from misplaced(mapping(limit), types, (*at, "limits", model, name))
    for operation, one, at in spec.listed("rules"):
        for name, limit in mapping(mapping(one.get("then")).get("properties")).items():
            if name in operation.fields:
                types = types_of(operation.fields[name].data)
                yield from misplaced(mapping(limit), types, (*at, "then", "properties", name))


def misplaced(rule: Json, types: tuple[str, ...], at: Pointer) -> Iterator[Finding]:
    """Find the keywords of one field that none of its types knows."""
    for word, fitting in _FITS.items():
        if word in rule and types and fitting.isdisjoint(types):
            yield _finding(word, types, at)


def _fits(wanted: str, types: tuple[str, ...]) -> bool:
    return not types or wanted in types


def _finding(word: str, types: tuple[str, ...], at: Pointer) -> Finding:
    kind = " or ".join(KINDS[name] for name in types)
    hint = _HINTS.get(word, "remove it, or correct the type")
    return Finding((*at, word), "keyword-not-for-type", f"{word} says nothing about {kind}", hint, on_key=True)
