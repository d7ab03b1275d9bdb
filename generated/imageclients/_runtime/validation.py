# Made by `clientsmith generate` from templates/imageclients/_runtime/validation.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Validates the arguments of a call: limits of fields, images, and rules of the call as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import Problem
from . import rules, size_choices
from .describe import Field
from .media_fields import image_faults, other_sizes
from .paths import blank
from .prepared import Prepared


def validate(ready: Prepared, given: Mapping[str, Any], unsendable: set[str]) -> list[Problem]:
    """All problems of the arguments (wire name to value), apart from those that can't be sent at all."""
    problems: list[Problem] = []
    for field in ready.required:
        if field.wire not in given:
            problems.append(Problem(field.name, "required", "is missing", f"give {field.name}", field.source))
        elif field.name not in unsendable and isinstance(text := given[field.wire], str) and not text.strip():
            problems.append(blank(field))
    broken = {ready.names[name].wire for name in unsendable if name in ready.names}
    for wire, value in given.items():
        if value is not None:
            of_field = list(_field_problems(ready, ready.fields[wire], value, given))
            problems += of_field
            if not all(problem.warning for problem in of_field):
                broken.add(wire)
    for wire, described in ready.media.items():
        if given.get(wire) is not None and wire not in broken:
            field = ready.fields[wire]
            partner = given.get(field.media_like) if field.media_like not in broken else None
            problems += _image_problems(ready, field, described, given[wire], partner)
    for violation in rules.violations(ready, given) if ready.ruled else ():
        if broken.isdisjoint(violation.fields):
            fields = ", ".join(ready.fields[name].name if name in ready.fields else name for name in violation.fields)
            hint = violation.suggestion or size_choices.suggestion(ready, violation.rule, given)
            problems.append(
                Problem(fields, violation.rule, violation.message, hint, violation.source, violation.advisory)
            )
    return problems


def _field_problems(ready: Prepared, field: Field, value: Any, given: Mapping[str, Any]) -> Iterator[Problem]:
    for violation in ready.check(field.schema, value):
        where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in violation.path)
        source = field.sources.get(violation.rule, field.source)
        hint = size_choices.field_suggestion(ready, field.wire, given) or violation.suggestion
        advisory = violation.rule in field.weak
        yield Problem(field.name + where, violation.rule, violation.message, hint, source, advisory)


def _image_problems(
    ready: Prepared, field: Field, described: Mapping[str, Any], value: Any, partner: Any
) -> Iterator[Problem]:
    source = field.sources.get("media", field.source)
    faulty: set[str] = set()
    for path, fault in image_faults(described, value):
        faulty.add(path)
        advisory = "media" in field.weak and not fault.certain
        yield Problem(field.name + path, "media", fault.message, fault.suggestion, source, advisory)
    for path, size, wanted in other_sizes(value, partner) if partner is not None else ():
        if path not in faulty:
            name = ready.fields[field.media_like].name
            message, hint = f"is {size}, and {name} is {wanted}", f"give it the sides of {name}"
            yield Problem(field.name + path, "media", message, hint, source, "media" in field.weak)
