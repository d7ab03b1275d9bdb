# Made by `clientsmith generate` from templates/imageclients/_runtime/sizes.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Sizes: the forms in which a provider takes them, its table and its limits."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar, cast

from .size_limits import Limits, Size, merged

ArgumentsT = TypeVar("ArgumentsT")

MOST_LISTED = 20
"""Rows of a table that a message names."""
PIXEL_FORMS: Mapping[str, str] = {"WxH": "x", "W*H": "*", "W:H": ":"}
_PIXELS = re.compile(r"([1-9][0-9]{0,5})([x*:])([1-9][0-9]{0,5})", re.ASCII)


class Row(NamedTuple):
    """A row of the size table: keys to pixels; `size` is None where the page doesn't say."""

    ratio: str | None = None
    tier: str | None = None
    preset: str | None = None
    model: str | None = None
    size: Size | None = None
    approximate: bool = False


class Choice(NamedTuple, Generic[ArgumentsT]):
    """A way to ask for a size: the arguments for the call, and the pixels where they are known, if only roughly."""

    arguments: ArgumentsT
    size: Size | None
    approximate: bool = False


class Axis(NamedTuple):
    """A field that says something about the size, in one of some forms; `name` is the argument."""

    name: str
    wire: str
    forms: tuple[str, ...]
    default: Any = None
    model_defaults: Mapping[str, Any] = {}

    def default_of(self, model: Any) -> Any:
        """The default, which a model may have of its own."""
        return self.model_defaults.get(model, self.default) if isinstance(model, str) else self.default


class Sizes(NamedTuple, Generic[ArgumentsT]):
    """What an operation lets one say about the size of an image.

    Attributes:
        axes: the fields that together choose the size.
        table: the documented sizes.
        closed: whether the table is all there is.
        closed_models: models for which it is, where it isn't for others.
        closed_weakly: whether that is only inferred or assumed.
        limits: limits of sizes given in pixels.
        weak: whether the table is only inferred or assumed, so that it warns and doesn't refuse.
        model: the argument that chooses the model, for rows by model.
        package: the Python package of the provider, whose operation has further limits; empty for none.
    """

    axes: tuple[Axis, ...]
    table: tuple[Row, ...] = ()
    closed: bool = False
    limits: tuple[Limits, ...] = ()
    source: str = ""
    weak: bool = False
    model: str = "model"
    package: str = ""
    closed_models: tuple[str, ...] = ()
    closed_weakly: bool = False

    def pixels(
        self, *, ratio: str | None = None, tier: str | None = None, preset: str | None = None, model: str | None = None
    ) -> Size | None:
        """The pixels of a ratio, tier or preset; defaults count for those that aren't given.

        None where the page doesn't say the pixels.

        Raises:
            ValueError: the table has no such row, the message lists what it has; or nothing is given and the provider's
                default is no size in pixels.
        """
        given = {"ratio": ratio, "tier": tier, "preset": preset}
        for axis in self.axes:
            forms = [form for form in axis.forms if form in given]
            if all(given[form] is None for form in forms):
                for form in forms:
                    if any(getattr(row, form) == axis.default_of(model) for row in self.table):
                        given[form] = axis.default_of(model)
        if not any(given.values()):
            defaults = (axis.default_of(model) for axis in self.axes)
            default = next((text for text in defaults if isinstance(text, str)), "")
            if not default:
                raise ValueError("give a ratio, a tier or a preset: no default is documented")
            try:
                return self.parse(default)
            except ValueError:
                message = (
                    f"give a ratio, a tier or a preset: the provider's default is {default!a}, of no documented size"
                )
                raise ValueError(message) from None
        for row in self.table:
            if row.model not in (None, model) and model is not None:
                continue
            if all(value is None or getattr(row, key) == value for key, value in given.items()):
                return row.size
        keys = ", ".join(f"{key} {value}" for key, value in given.items() if value is not None)
        known = sorted({_name(row) for row in self.table})
        listed = first_listed(known) or "none"
        raise ValueError(f"no size is documented for {keys or 'that'}; documented: {listed}")

    def parse(self, text: str) -> Size:
        """The size that a text such as 1024*768 means, in any of the pixel forms that the provider takes.

        Raises:
            ValueError: it isn't such a text.
        """
        separators = {PIXEL_FORMS[form] for axis in self.axes for form in axis.forms if form in PIXEL_FORMS}
        match = _PIXELS.fullmatch(text)
        if not separators:
            raise ValueError(f"{text!a}: no argument takes a size in pixels as text; give {self._example()}")
        if match is None or match[2] not in separators:
            raise ValueError(f"{text!a} isn't a size in pixels such as {self.written(self._usual())}")
        return Size(int(match[1]), int(match[3]))

    def describe(self) -> str:
        """What is legal, in one line."""
        if self.closed:
            return self.listed(len(self.table))
        forms = [_forms(axis) for axis in self.axes]
        if len(forms) > 1:
            forms = [axis.name if axis.forms == (axis.name,) else f"{axis.name}: {_forms(axis)}" for axis in self.axes]
        limits = merged(limits for limits in self.limits if not limits.when).describe()
        example = self._example()
        return ", ".join(filter(None, [" with ".join(forms), example and f"such as {example}", limits]))

    def expected(self, axis: Axis) -> str:
        """The legal values of a field, for messages: those of a closed table, else its forms with an example."""
        if not self.closed:
            example = self._examples().get(axis.name)
            return _forms(axis) if example is None else f"{_forms(axis)}, such as {example}"
        values = (_written(row, form) for row in self.table for form in axis.forms)
        texts = list(dict.fromkeys(str(value) for value in values if value is not None))
        return f"one of {first_listed(texts)}"

    def listed(self, most: int = MOST_LISTED) -> str:
        """The rows of the table in one line, the sizes as the fields are given them."""
        texts: list[str] = []
        for row in self.table[:most]:
            name, size = _name(row), "" if row.size is None else self.written(row.size)
            texts.append(f"{name} ({size})" if name and size else name or size or "a size that isn't documented")
        return ", ".join(texts) + (f" and {len(self.table) - most} more" if len(self.table) > most else "")

    def written(self, size: Size, form: str = "") -> str:
        """A size in the form of its field, for messages: in this form, else in the first that the field takes."""
        forms = [own for axis in self.axes for own in axis.forms if own in PIXEL_FORMS]
        return encode(size, form if form in forms else forms[0]) if forms else str(size)

    def _example(self) -> str:
        examples = self._examples()
        if len(self.axes) == 1:
            return str(next(iter(examples.values()), ""))
        return " with ".join(f"{name} {value}" for name, value in examples.items())

    def _usual(self) -> Size:
        usual = Size(1024, 1024)
        legal = merged(limits for limits in self.limits if not limits.when).nearest(usual) or usual
        return next((row.size for row in self.table if row.size is not None), legal)

    def _examples(self) -> Mapping[str, Any]:
        """A legal size, by argument."""
        row = next(iter(self.table), Row())
        if row.size is None:
            row = row._replace(size=self._usual())
        return cast("Mapping[str, Any]", self.arguments(row._replace(model=None)))

    def arguments(self, row: Row) -> ArgumentsT:
        """The arguments that ask for a row: by its name where the field takes names, else by its pixels."""
        arguments: dict[str, Any] = {self.model: row.model} if row.model is not None else {}
        for axis in self.axes:
            forms = sorted(axis.forms, key=lambda form: form not in ("tier", "preset"))
            values = [value for form in forms if (value := _written(row, form)) is not None]
            arguments |= {axis.name: values[0]} if values else {}
        return cast("ArgumentsT", arguments)


def encode(size: Size, form: str) -> str:
    """The size as text, in a pixel form such as W*H."""
    return f"{size.width}{PIXEL_FORMS[form]}{size.height}"


def first_listed(words: Sequence[str]) -> str:
    """The first of these words in one line, for messages."""
    more = f" and {len(words) - MOST_LISTED} more" if len(words) > MOST_LISTED else ""
    return ", ".join(words[:MOST_LISTED]) + more


def separated(text: str) -> tuple[Size, str] | None:
    """The size and the separator in a text like 1024x768, whatever the separator, or None."""
    match = _PIXELS.fullmatch(text.replace("×", "x").replace("X", "x").replace(" ", ""))
    return (Size(int(match[1]), int(match[3])), match[2]) if match else None


def is_ratio(value: Any) -> bool:
    """Whether a value is written as a ratio such as 16:9."""
    return isinstance(value, str) and _PIXELS.fullmatch(value) is not None and ":" in value


def _forms(axis: Axis) -> str:
    return " or ".join("object with width and height" if form == "object" else form for form in axis.forms)


def _written(row: Row, form: str) -> Any:
    """The value with which a field of this form asks for the row; None if there is none."""
    if form in ("ratio", "tier", "preset"):
        return getattr(row, form)
    if row.size is None or form in ("width", "height"):
        return getattr(row.size, form, None)
    return encode(row.size, form) if form in PIXEL_FORMS else row.size._asdict()


def _name(row: Row) -> str:
    return " ".join(word for word in (row.model, row.ratio, row.tier, row.preset) if word is not None)
