"""The fields of a size have types that their forms need, and can be told apart."""

from collections.abc import Iterator

from clientsmith.diagnostics import KINDS, shown
from clientsmith.language.size_forms import PIXEL_FORMS
from clientsmith.lint.size_forms import SizeField, names, size_fields
from clientsmith.lint.spec import Spec
from clientsmith.load import Pointer
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import Json
from clientsmith.oracle.size_values import KEYS, SIDE_FORMS, pixels_in
from clientsmith.oracle.values import types_of

CODES = ("form-not-for-type", "size-incomplete", "ambiguous-forms")


def check(spec: Spec) -> Iterator[Finding]:
    """Find sizes that can't be written into their fields, or not be read from them."""
    for operation, size, at in spec.each("size"):
        fields = list(size_fields(size))
        for size_field in fields:
            place = (*at, "fields", size_field.at)
            if size_field.name in operation.body:
                yield from _types(size_field, types_of(operation.body[size_field.name].data), (*place, "forms"))
            yield from _ambiguous(size_field, size, (*place, "forms"))
        yield from _together(size, fields, at)


def _types(size_field: SizeField, types: tuple[str, ...], at: Pointer) -> Iterator[Finding]:
    for index, form in enumerate(size_field.forms):
        wanted = "integer" if form in SIDE_FORMS else "object" if form == "object" else "string"
        if types and wanted not in types:
            kinds = " or ".join(KINDS[kind] for kind in types)
            message = f"the form {form} is {KINDS[wanted]}, but {shown(size_field.name)} is {kinds}"
            yield Finding((*at, index), "form-not-for-type", message, "correct the form, or the type")


def _ambiguous(size_field: SizeField, size: Json, at: Pointer) -> Iterator[Finding]:
    hint = "leave one of the forms out"
    for pair in (("W:H", "ratio"), ("width", "height")):
        if all(form in size_field.forms for form in pair):
            message = f"a value of {shown(size_field.name)} could be {pair[0]} or {pair[1]}"
            yield Finding(at, "ambiguous-forms", message, hint)
    keys = [form for form in ("tier", "preset") if form in size_field.forms]
    if len(keys) == 2:
        for name in sorted({*names(size, "tier")} & {*names(size, "preset")}):
            yield Finding(at, "ambiguous-forms", f"{shown(name)} is a tier and a preset", "rename one")
    for form in keys:
        for name in names(size, form):
            if any(other in size_field.forms for other, _, _ in pixels_in(name)):
                message = f"the {form} {shown(name)} reads like pixels"
                yield Finding(at, "ambiguous-forms", message, "leave the row's name out; give width and height")


def _together(size: Json, fields: list[SizeField], at: Pointer) -> Iterator[Finding]:
    taken: dict[str, SizeField] = {}
    for size_field in fields:
        for form in size_field.forms:
            kind = "pixels" if form in PIXEL_FORMS or form == "object" else form
            other = taken.setdefault(kind, size_field)
            if other is not size_field:
                message = f"{shown(other.name)} and {shown(size_field.name)} both say the {kind}"
                place = (*at, "fields", size_field.at)
                yield Finding(place, "ambiguous-forms", message, "keep the form in one of them")
    for side, missing in (("width", "height"), ("height", "width")):
        if side in taken and missing not in taken:
            message = f"a field has the {side}, but none has the {missing}"
            place = (*at, "fields", taken[side].at, "forms")
            yield Finding(place, "size-incomplete", message, f"add the field with the form {missing}")
    if size.get("closed") and "table" not in size:
        message = "closed: true says that the table is all there is, but there is no table"
        yield Finding((*at, "closed"), "size-incomplete", message, "add the table, or write closed: false")
    if not taken.keys().isdisjoint(KEYS) and "table" not in size and "limits" in size and len(taken) == 1:
        message = "limits are for sizes given in pixels, but no field takes pixels"
        yield Finding((*at, "limits"), "size-incomplete", message, "add a form in pixels, or remove limits")
