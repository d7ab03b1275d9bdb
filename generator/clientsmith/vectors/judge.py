"""What must become of the arguments of a call: refused with which problems, or sent with which warnings.

The rules' judge of arguments says what is broken; here it is told which of that only warns, and under which names a
client reports it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from clientsmith.language.model import Evidence, Field
from clientsmith.language.size_forms import PIXEL_FORMS
from clientsmith.lint.arguments import ArgumentFinding
from clientsmith.lint.conditions import given, holds, values_of
from clientsmith.lint.spec import mapping, sequence, several
from clientsmith.load import Pointer
from clientsmith.vectors import media
from clientsmith.vectors.paths import is_step
from clientsmith.vectors.subject import Arguments, Json, Subject, key_of, plain, special, whole

_BITS = 1024
"""An integer of so many bits is beyond every number that JSON readers take."""
_ALWAYS = ("type", "required", "blank", "header")


@dataclass(frozen=True)
class Problem:
    """Something wrong with the arguments; `weak` if it only warns, `wires` are the fields on the wire."""

    field: str
    rule: str
    source: str
    weak: bool
    wires: tuple[str, ...] = ()
    says: tuple[str, ...] = ()

    @property
    def shown(self) -> dict[str, Any]:
        """The problem in the words of `expect`."""
        told = {"says": [*self.says, *([f"[{self.rule}, {self.source}]"] if self.source else [])]}
        return {"field": self.field, "rule": self.rule, "source": self.source, **told}


@dataclass(frozen=True)
class Verdict:
    """Problems that refuse, and problems that warn; `values` is what is sent."""

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    values: Mapping[str, Any]


def verdict(subject: Subject, arguments: Mapping[str, Any]) -> Verdict:
    """Judge a call; most calls are asked about several times."""
    asked = ("verdict", key_of(arguments))
    if asked not in subject.found:
        subject.found[asked] = _verdict(subject, arguments)
    return cast("Verdict", subject.found[asked])


def findings(subject: Subject, values: Mapping[str, Any], *, warns: bool) -> list[ArgumentFinding]:
    """What the rules' judge says; with `warns` values are judged further that only warn."""
    warns = warns and subject.warns
    asked = ("warns" if warns else "refuses", key_of(values))
    if asked not in subject.found:

        def weak(wire: str, word: str) -> bool:
            return warns and _warns(subject.fields[wire], word)

        subject.found[asked] = subject.judge.findings(values, warns=weak)
    return cast("list[ArgumentFinding]", subject.found[asked])


def _verdict(subject: Subject, arguments: Mapping[str, Any]) -> Verdict:
    values, unsendable = _understood(subject, arguments)
    broken = {one.wires[0] for one in unsendable if one.wires}
    found = judged(subject, values, broken)
    # What can't be sent is reported alone with what else refuses; warnings come with a call that goes out.
    return Verdict((*unsendable, *found.problems), found.warnings, values)


def judged(subject: Subject, values: Mapping[str, Any], broken: Collection[str] = ()) -> Verdict:
    """Judge values that are plain JSON, as they are sent; those of `broken` fields are known to be wrong."""
    sound = {name: value for name, value in values.items() if name not in broken}
    found = [*_missing(subject, values), *_findings(subject, sound, set(broken))]
    return Verdict(tuple(one for one in found if not one.weak), tuple(one for one in found if one.weak), values)


def _understood(subject: Subject, arguments: Mapping[str, Any]) -> tuple[Arguments, list[Problem]]:
    """What would be sent, and what can't even be understood."""
    problems = [Problem(name, "unknown", "", False) for name in arguments if name not in subject.fields]
    values: Arguments = {}
    for wire in subject.ordered((*arguments, *subject.filled)):
        field, value = subject.fields[wire], plain(arguments.get(wire))
        if value is None:
            if wire in arguments and "null" in several(field.schema.get("type")):
                values[wire] = None
            elif field.fixed is not None:
                values[wire] = field.fixed
            continue
        value, fault = _sendable(subject, field, value)
        values[wire] = whole(value)
        if fault:
            place = field.evidence.source
            problems.append(Problem(field.name, fault, place, False, (wire,)))
        elif field.location == "header" and not _is_header(value):
            problems.append(Problem(field.name, "header", "", False))
    return values, problems


def _sendable(subject: Subject, field: Field, value: Any) -> tuple[Any, str]:
    """The value as JSON, or the rule that it breaks by being none."""
    word = special(value)
    if word in ("$bytes", "$file"):
        encoded = media.sent(field.media, value[word]) if field.media is not None else None
        return encoded, ("" if encoded is not None else "media" if field.media is not None else "type")
    if word == "$size":
        return _written(subject, field.wire, value[word])
    if word or (isinstance(value, int) and value.bit_length() >= _BITS):
        return None, "type"
    if isinstance(value, list):
        told = [_sendable(subject, field, item) for item in value]  # pyright: ignore[reportUnknownVariableType] - any JSON
        return [item for item, _ in told], next((fault for _, fault in told if fault), "")
    if field.location == "path" and isinstance(value, str) and value.strip() and not is_step(value):
        return value, "path"
    return value, ""


def _written(subject: Subject, wire: str, sides: list[int]) -> tuple[Any, str]:
    """A Size in the first form of the field that takes pixels."""
    rule = subject.operation.size
    axis = next((axis for axis in rule.axes if axis.wire == wire), None) if rule is not None else None
    for form in axis.forms if axis is not None else ():
        if form in PIXEL_FORMS:
            return f"{sides[0]}{form[1]}{sides[1]}", ""
        if form == "object":
            return {"width": sides[0], "height": sides[1]}, ""
    return None, "type"


def _is_header(value: Any) -> bool:
    """Whether a value can stand in a header: one line of visible ASCII characters, with blanks inside only."""
    text = value if isinstance(value, str) else str(value)
    return all(" " <= character <= "~" or character == "\t" for character in text) and text == text.strip(" \t")


def _missing(subject: Subject, values: Mapping[str, Any]) -> Iterator[Problem]:
    for wire in subject.needed:
        field = subject.fields[wire]
        if wire not in values:
            yield Problem(field.name, "required", field.evidence.source, False)
        elif isinstance(values[wire], str) and not values[wire].strip():
            yield Problem(field.name, "blank", "", False)


def _findings(subject: Subject, values: Arguments, broken: set[str]) -> list[Problem]:
    told = findings(subject, values, warns=True)
    found = [one for one in told if one.part not in ("missing", "unknown")]
    found = [one for one in found if one.field not in broken and one.keyword != "media"]
    wrong = broken | {
        one.field for one in found if one.part == "argument" and not _warns(subject.fields[one.field], one.keyword)
    }
    problems = [one for wire in values if wire not in wrong for one in _images(subject.fields[wire], values[wire])]
    for one in found:
        made = _problem(subject, one, values)
        if made is not None and (one.part == "argument" or wrong.isdisjoint(made.wires)) and made not in problems:
            problems.append(made)
    ignored = [one for one in _ignored(subject, values) if wrong.isdisjoint(one.wires)]
    return [*_first_of_each_bound(problems), *ignored]


def _first_of_each_bound(problems: list[Problem]) -> Iterator[Problem]:
    """Of the limits of one side only the first that is broken is told."""
    told: set[str] = set()
    for one in problems:
        bound = one.rule.rpartition("-")[0] if one.rule.startswith(("size-width", "size-height", "size-pixels")) else ""
        if bound not in told:
            yield one
        told |= {bound} - {""}


def _problem(subject: Subject, one: ArgumentFinding, values: Arguments) -> Problem | None:
    if one.part == "argument":
        return _of_field(subject, one, values)
    if one.part == "size":
        return _of_size(subject, one, values)
    rules = subject.operation.rules
    if one.part == "model":
        model = str(one.where[-2])
        rule = next(r for r in rules if r.kind == "modelLimits" and model in next(iter(r.when.values()))["enum"])
        return _of_rule(subject, rule.id, rule.evidence, (one.field,))
    rule = next(rule for rule in rules if rule.id == one.keyword)
    present = tuple(name for name in rule.fields if name in values)
    if rule.kind == "requires":
        missing = tuple(name for name in rule.requires[one.field] if name not in values)
        return _of_rule(subject, rule.id, rule.evidence, (one.field, *missing))
    if rule.kind == "when":
        return _of_rule(subject, rule.id, rule.evidence, (one.field,))
    return _of_rule(subject, rule.id, rule.evidence, present or rule.fields)


def _of_rule(subject: Subject, rule: str, evidence: Evidence, wires: tuple[str, ...]) -> Problem:
    return Problem(subject.names(wires), rule, evidence.source, evidence.weak, wires)


def _ignored(subject: Subject, values: Arguments) -> Iterator[Problem]:
    """What is given and then ignored, which never refuses."""
    for rule in subject.operation.rules:
        if rule.kind == "when" and rule.then.get("ignored"):
            all_values, sent = values_of(subject.facts, values), given(subject.facts, values)
            if holds(rule.when, all_values, sent):
                for wire in rule.then["ignored"]:
                    if wire in values:
                        yield Problem(subject.names((wire,)), rule.id, rule.evidence.source, True, (wire,))


def _of_field(subject: Subject, one: ArgumentFinding, values: Arguments) -> Problem:
    field = subject.fields[one.field]
    path = one.path[:-1] if one.keyword == "uniqueItems" else one.path
    rule = {"additionalProperties": "unknown"}.get(one.keyword, one.keyword)
    evidence = field.keyword_evidence.get(one.keyword)
    source = (evidence or field.evidence).source
    weak = _warns(field, one.keyword)
    says = _words(subject.data(one.field), path, one.keyword)
    return Problem(field.name + _where(path), rule, source, weak, (one.field,), says)


def _words(data: Json, path: Pointer, keyword: str) -> tuple[str, ...]:
    """The limit that is broken, as a message has it."""
    for step in path:
        data = mapping(data["items"] if isinstance(step, int) else mapping(data.get("properties")).get(step))
    limit = data.get(keyword)
    if keyword == "enum":
        return tuple(str(value) for value in sequence(limit)[:20] if not isinstance(value, str) or _is_short(value))
    if keyword == "type":
        return (" or ".join(several(limit)),)
    return (str(limit),) if isinstance(limit, int | float) and not isinstance(limit, bool) else ()


def _is_short(text: str) -> bool:
    """Whether a text is shown whole and as it is."""
    return text.isascii() and text.isprintable() and len(text) < 50 and not set(text) & set("'\\")


def _warns(field: Field, keyword: str) -> bool:
    """Whether a keyword of a field is so weakly documented that breaking it only warns."""
    evidence = field.keyword_evidence.get(keyword)
    return evidence.weak if evidence is not None else field.evidence.weak and keyword not in _ALWAYS


def _images(field: Field, value: Any) -> Iterator[Problem]:
    """Texts that are no image of the kinds that the field takes; what is no image at all always refuses."""
    if field.media is None:
        return
    evidence = field.keyword_evidence.get("media") or field.evidence
    for index, item in enumerate(value if isinstance(value, list) else [value]):  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType] - any JSON
        if isinstance(item, str):
            form = media.form_of(item)
            typed = not field.media.types or media.type_of(item, form) in ("", *field.media.types)
            large = field.media.max_bytes is not None and media.bytes_of(item, form) > field.media.max_bytes
            if form not in field.media.kinds or not typed or large:
                name = f"{field.name}[{index}]" if isinstance(value, list) else field.name
                yield Problem(name, "media", evidence.source, evidence.weak and bool(form), (field.wire,))


def _where(path: Pointer) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


def _of_size(subject: Subject, one: ArgumentFinding, values: Arguments) -> Problem | None:
    size = subject.operation.size
    if size is None:
        return None
    given = tuple(axis.wire for axis in size.axes if axis.wire in values)
    if one.keyword == "forms":
        forms = " or ".join(form for axis in size.axes if axis.wire == one.field for form in axis.forms)
        says = (forms,) if not size.closed else ()
        wires = (one.field,)
        return Problem(subject.names(wires), "size-form", size.evidence.source, size.evidence.weak, wires, says)
    if one.keyword == "table":
        return Problem(subject.names(given), "size-table", size.evidence.source, size.evidence.weak, given)
    what, _, word = one.keyword.partition(".")
    if what == "side":
        what = "width" if one.message.startswith("the width") else "height"
    limit = size.limits[int(one.where[-1])]
    return Problem(subject.names(given), f"size-{what}-{word}", size.evidence.source, limit.evidence.weak, given)
