"""Validating the size that a call asks for: its form, the size table, and limits in pixels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from .conditions import all_hold
from .jsontypes import is_object
from .messages import show
from .prepared import Prepared
from .schema import Violation
from .size_limits import Limits, Size
from .sizes import PIXEL_FORMS, Axis, Row, Sizes, encode, is_ratio, separated


class RequestedSize(NamedTuple):
    """What the arguments of a call say about the size.

    Attributes:
        given: wire names of the arguments that say something.
        keys: ratio, tier, preset, width and height, as far as they are given or known by default.
        form: the pixel form that the size is written in; empty for none.
        unread: the field whose value is in no form that it takes, or None.
    """

    given: tuple[str, ...]
    keys: Mapping[str, Any]
    form: str = ""
    unread: Axis | None = None

    @property
    def pixels(self) -> Size | None:
        """The pixels, or None where a side isn't known."""
        width, height = self.keys.get("width"), self.keys.get("height")
        return Size(width, height) if width and height else None


def requested_size(ready: Prepared, sizes: Sizes[Any], given: Mapping[str, Any]) -> RequestedSize:
    """The size that arguments (wire name to value) ask for."""
    given_keys: dict[str, Any] = {}
    default_keys: dict[str, Any] = {}
    names: list[str] = []
    pixel_form = ""
    for axis in sizes.axes:
        value = given[axis.wire] if axis.wire in given else axis.default_of(model_of(ready, given))
        field = ready.fields.get(axis.wire)
        if field is None or value is None or str(value) in field.schema.get("specialValues", ()):
            continue
        form = form_of(sizes, axis, value, listed=value in field.schema.get("enum", ()))
        if form is None:
            return RequestedSize((axis.wire,) if axis.wire in given else (), {}, unread=axis)
        if form in PIXEL_FORMS:
            pixel_form, value = form, sizes.parse(value)._asdict()
        if axis.wire in given:
            names.append(axis.wire)
        (given_keys if axis.wire in given else default_keys).update(value if is_object(value) else {form: value})
    # Width and height say it all; any other key is completed by the defaults of the other fields.
    keys = given_keys if {"width", "height"} <= given_keys.keys() else default_keys | given_keys
    return RequestedSize(tuple(names), keys, pixel_form)


def size_violations(ready: Prepared, sizes: Sizes[Any], given: Mapping[str, Any]) -> Iterator[Violation]:
    """Every rule about the size that the arguments break; suggestions are left to `size_choices`."""
    size = requested_size(ready, sizes, given)
    if not size.given:
        return
    if size.unread is not None:
        message = f"{show(given[size.unread.wire])} isn't {sizes.expected(size.unread)}"
        yield Violation((), "size-form", message, "", None, size.given, sizes.source, sizes.weak)
        return
    names = tuple(axis.wire for axis in sizes.axes if axis.wire in given)
    shown = sizes.written(size.pixels, size.form) if size.pixels is not None else ""
    if (sizes.closed or _is_closed_for(ready, sizes, given)) and not _in_table(size.keys, ready, given):
        message = f"{shown or ' with '.join(map(str, size.keys.values()))} isn't in the size table"
        weak = sizes.weak if sizes.closed else sizes.closed_weakly
        yield Violation((), "size-table", message, "", None, names, sizes.source, weak)
    for limits in limits_that_hold(ready, sizes, given):
        for rule, message in limits.broken_by(size.keys.get("width"), size.keys.get("height"), shown):
            yield Violation((), rule, message, "", None, names, sizes.source, limits.weak)


def model_of(ready: Prepared, given: Mapping[str, Any]) -> Any:
    """The model of a call: the argument, else the default; None if none is known."""
    return given.get(ready.model, ready.operation.defaults.get(ready.model))


def _is_closed_for(ready: Prepared, sizes: Sizes[Any], given: Mapping[str, Any]) -> bool:
    """Whether the rows of the model are all there is; without a known model, whether they are for every model."""
    model = model_of(ready, given)
    if model is not None or not sizes.closed_models:
        return model in sizes.closed_models
    models = ready.fields[ready.model].schema.get("enum", ()) if ready.model in ready.fields else ()
    return bool(models) and all(name in sizes.closed_models for name in models if name is not None)


def limits_that_hold(ready: Prepared, sizes: Sizes[Any], given: Mapping[str, Any]) -> list[Limits]:
    """The limits whose conditions the arguments meet."""
    return [limits for limits in sizes.limits if all_hold(dict(limits.when), ready, given)]


def _in_table(keys: Mapping[str, Any], ready: Prepared, given: Mapping[str, Any]) -> bool:
    """Whether a row for the model matches every given size key; for an unknown model, any row counts."""
    model = model_of(ready, given)
    for row_model, row in ready.rows:
        if model is None or row_model in (None, model):
            for name, value in keys.items():
                if row.get(name) != value:
                    break
            else:
                return True
    return False


def meant_row(ready: Prepared, sizes: Sizes[Any], given: Mapping[str, Any]) -> Row | None:
    """The row with pixels that arguments mean by names: one of the model, or one that defaults of other fields lead to.

    None where there is none, or several of other pixels.
    """
    keys, model = requested_size(ready, sizes, given).keys, model_of(ready, given)
    meant = [
        row
        for row in sizes.table
        if row.size is not None
        and (model is None or row.model in (None, model))
        and all(getattr(row, key, None) == value for key, value in keys.items())
    ]
    return meant[0] if keys and len({row.size for row in meant}) == 1 else None


def form_of(sizes: Sizes[Any], axis: Axis, value: Any, *, listed: bool) -> str | None:
    """The form in which a value gives a size, or None where the field takes no such form.

    A name that isn't in the table is accepted if the table has no names of this form, or if it is open and the field's
    enum lists the value.
    """
    for form in axis.forms:
        if form in PIXEL_FORMS:
            parsed = separated(value) if isinstance(value, str) else None
            if parsed is not None and encode(parsed[0], form) == value:
                return form
        elif form in ("ratio", "tier", "preset"):
            names = {getattr(row, form) for row in sizes.table} - {None}
            if not isinstance(value, str):
                continue
            named = value in names or (listed and not sizes.closed)
            if named or (is_ratio(value) if form == "ratio" else not names):
                return form
        elif form == "object":
            if is_object(value) and all(type(value.get(side)) is int for side in ("width", "height")):
                return form
        elif isinstance(value, int):
            return form
    return None
