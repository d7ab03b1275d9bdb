"""Validates calls: fields, sizes, limits by model and rules across fields.

It shares no code with the generated clients: tests compare what the clients do with what this module says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from clientsmith.diagnostics import meant, shown
from clientsmith.language.model import Field
from clientsmith.load import Pointer
from clientsmith.load.json_values import Json, mapping, sequence, several
from clientsmith.oracle import media
from clientsmith.oracle.image_pairs import pair_violations
from clientsmith.oracle.model_limits import model_violations
from clientsmith.oracle.multipart import is_file
from clientsmith.oracle.operation import OperationView, Values
from clientsmith.oracle.pointers import find
from clientsmith.oracle.rules import rule_violations
from clientsmith.oracle.sizes import size_violations
from clientsmith.oracle.values import exact, violations
from clientsmith.oracle.violation import Violation, place_in

_ALWAYS = ("type", "required", "blank", "header")
"""Keywords that refuse however weakly the field is documented."""


class CallValidator:
    """Validates calls of an operation; it remembers the violations of values and sizes that it has seen.

    With `documented` the calls come from a document, where an image may be a placeholder.
    """

    def __init__(self, view: OperationView, *, documented: bool = False) -> None:
        self.view, self.documented = view, documented
        self._by_value: dict[tuple[str, tuple[type, Any]], list[Violation]] = {}
        self._by_size: dict[tuple[tuple[str, tuple[type, Any]], ...], list[Violation]] = {}

    def validate(self, values: Values, *, strict: bool = False, broken: Collection[str] = ()) -> list[Violation]:
        """Return everything that is wrong with the values of a call, by wire name, as they would be sent.

        With `strict`, weakly documented limits count like any others: a value that breaks one isn't validated
        further. Values of `broken` fields are known to be wrong.
        """
        view = self.view
        reported = [*_unknown(view, values), *_missing(view, values)]
        validated = {wire: value for wire, value in values.items() if wire in view.fields and wire not in broken}
        of_values = [violation for wire, value in validated.items() for violation in self.of_value(wire, value)]
        images = [violation for violation in of_values if violation.rule == "media"]
        others = [violation for violation in of_values if violation.rule != "media"]
        # What has a wrong type or a value that isn't listed says nothing more.
        wrong = {*broken, *(violation.fields[0] for violation in others if strict or not violation.advisory)}
        reported += [violation for violation in images if violation.fields[0] not in wrong]
        reported += others
        # What can't be sent is given all the same.
        known = {wire: None if wire in broken else value for wire, value in values.items()}
        sound = {wire: value for wire, value in known.items() if wire not in wrong}
        # A model that isn't listed is the model of the call all the same.
        sized = {wire: value for wire, value in known.items() if wire in sound or wire not in self._axes}
        known_wrong = {(violation.fields[0], violation.path) for violation in images}
        pairs = list(pair_violations(view, {} if self.documented else sound, known_wrong))
        across = [
            *self._size(sized),
            *pairs,
            *model_violations(view, known, sound),
            *rule_violations(view, known, sound),
        ]
        if strict:
            return [*reported, *(violation for violation in across if violation.kind != "ignored")]
        whole = [violation for violation in across if not self._is_half_a_size(violation, wrong)]
        reported += [violation for violation in whole if wrong.isdisjoint(violation.fields)]
        return list(_each_once(reported))

    def _is_half_a_size(self, violation: Violation, wrong: Collection[str]) -> bool:
        """Whether a violation is about a size of which one field is wrong in itself, and so was left out."""
        return violation.kind == "size" and violation.rule != "size-form" and any(wire in wrong for wire in self._axes)

    def of_value(self, wire: str, value: Any) -> list[Violation]:
        """Return what is wrong with the value of an argument alone."""
        if isinstance(value, list | dict):
            return list(self._of_value(wire, value))
        key = wire, exact(value)
        if key not in self._by_value:
            self._by_value[key] = list(self._of_value(wire, value))
        return self._by_value[key]

    def _of_value(self, wire: str, value: Any) -> Iterator[Violation]:
        field, schema = self.view.fields[wire], self.view.schema(wire)
        for violation in violations(schema, value, documented=self.documented):
            evidence = field.keyword_evidence.get(violation.rule, field.evidence)
            path = violation.path[:-1] if violation.rule == "uniqueItems" else violation.path
            yield replace(
                violation,
                rule="unknown" if violation.rule == "additionalProperties" else violation.rule,
                fields=(wire,),
                name=field.name + place_in(path),
                source=evidence.source,
                advisory=is_advisory(field, violation.rule)
                and not (violation.rule == "media" and _is_no_image(field, value, path)),
                says=_words(schema, path, violation.rule),
            )

    def _size(self, given: Values) -> list[Violation]:
        """Return violations of the size; cached by the values of its fields."""
        if self.view.operation.size is None:
            return []
        sizes = [(wire, given[wire]) for wire in self._size_fields if wire in given]
        if any(isinstance(value, list | dict) for _, value in sizes):
            return list(size_violations(self.view, given))
        key = tuple((wire, exact(value)) for wire, value in sizes)
        if key not in self._by_size:
            self._by_size[key] = list(size_violations(self.view, given))
        return self._by_size[key]

    @cached_property
    def _axes(self) -> tuple[str, ...]:
        """The fields of the size itself."""
        rule = self.view.operation.size
        return tuple(axis.wire for axis in rule.axes) if rule is not None else ()

    @cached_property
    def _size_fields(self) -> tuple[str, ...]:
        """Return the fields that the size depends on: its own, the model, and those in the conditions of limits."""
        rule, model = self.view.operation.size, self.view.model_field
        names = list(self._axes)
        names += [wire for limit in rule.limits for wire in limit.when] if rule is not None else []
        return tuple(dict.fromkeys([*names, *([model.wire] if model is not None else [])]))


def _unknown(view: OperationView, values: Values) -> Iterator[Violation]:
    for wire in values:
        if wire in view.fields:
            continue
        constant = next((field for field in view.constants if field.wire == wire), None)
        if constant is not None:
            message, hint = f"{shown(wire)} is no argument: it is always {shown(constant.constant)}", "leave it out"
        else:
            message, hint = f"the operation has no argument {shown(wire)}", meant(wire, view.fields)
        yield Violation("unknown", message, hint, "unknown", (wire,), (), wire)


def _missing(view: OperationView, values: Values) -> Iterator[Violation]:
    for wire in view.needed:
        field = view.fields[wire]
        if wire not in values:
            message, source = f"the required argument {shown(wire)} is missing", field.evidence.source
            yield Violation("required", message, "give it", "missing", (wire,), (), field.name, source)
        elif isinstance(values[wire], str) and not values[wire].strip():
            yield Violation("blank", f"{shown(wire)} is blank", "give it", "missing", (wire,), (), field.name)


def is_advisory(field: Field, keyword: str) -> bool:
    """Whether a keyword of a field is so weakly documented that breaking it only warns."""
    evidence = field.keyword_evidence.get(keyword)
    return evidence.weak if evidence is not None else field.evidence.weak and keyword not in _ALWAYS


def _is_no_image(field: Field, value: Any, path: Pointer) -> bool:
    """Whether a text is no image of any kind; this is refused however weakly the field is documented."""
    if is_file(field):
        return not all(text.startswith(media.FILE) for text in find(value, path))
    types = field.media.types if field.media is not None else ()
    return not any(media.form_of(text, types) or text.startswith(media.FILE) for text in find(value, path))


def _words(schema: Json, path: Pointer, keyword: str) -> tuple[str, ...]:
    """The limit that is broken, in the words of a message."""
    for step in path:
        schema = mapping(schema["items"] if isinstance(step, int) else mapping(schema.get("properties")).get(step))
    limit = schema.get(keyword)
    if keyword == "enum":
        return tuple(str(value) for value in sequence(limit)[:20] if not isinstance(value, str) or _is_short(value))
    if keyword == "type":
        return (" or ".join(several(limit)),)
    return (str(limit),) if isinstance(limit, int | float) and not isinstance(limit, bool) else ()


def _is_short(text: str) -> bool:
    return text.isascii() and text.isprintable() and len(text) < 50 and not set(text) & set("'\\")


def _each_once(violations: Iterable[Violation]) -> Iterator[Violation]:
    """Yield what a client reports: equal violations once, and only the first broken limit of each side."""
    seen: set[object] = set()
    for violation in violations:
        rule, fields = violation.rule, frozenset(violation.fields)
        bound = rule.rpartition("-")[0] if rule.startswith(("size-width", "size-height", "size-pixels")) else ""
        keys: list[object] = [(violation.name, rule, violation.source, violation.advisory, fields, violation.says)]
        keys += [bound] if bound else []
        if seen.isdisjoint(keys):
            yield violation
        seen.update(keys)
