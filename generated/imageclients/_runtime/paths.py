# Made by `clientsmith generate` from templates/imageclients/_runtime/paths.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Fills in the path of a request, and refuses values that would lead to another path."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

from ..errors import Problem
from .describe import Field, Operation
from .messages import show

_DECODINGS = 3
"""How often a path may be decoded on its way through proxies before it is normalised."""


def path_problems(operation: Operation, given: Mapping[str, Any]) -> Iterator[Problem]:
    """The problems of the values (by wire name) that go into the path.

    `/tasks/..`, `/tasks/%2E%2E` and `/tasks/a%2F..%2Fb` are other paths by the time a proxy or a server has normalised
    them: the key and the call would reach another endpoint. Quoting doesn't help, so these values are refused.
    """
    fields = {field.wire: field for field in operation.fields if field.location == "path"}
    values = {wire: as_text(given[wire]) for wire in fields if given.get(wire) is not None}
    folding = _folding(operation.path, values)
    for wire, text in values.items():
        odd = next((character for character in text if unicodedata.category(character) in ("Cc", "Cs")), None)
        message = ""
        if not text.strip():
            yield blank(fields[wire])
        elif odd is not None:
            message = f"has the character U+{ord(odd):04X} at position {text.index(odd) + 1}, which no path can have"
        elif fields[wire].greedy and "" in text.split("/"):
            message = f"{show(text)} has an empty step, with a slash at its beginning or end or two in a row"
        elif wire in folding:
            message = f"{show(text)} makes a path with the step . or .., which servers take for another path"
        if message:
            yield Problem(fields[wire].name, "path", message, "", fields[wire].source)


def _folding(template: str, values: Mapping[str, str]) -> set[str]:
    """The names of the values that make a step . or .. by themselves; all of them if only several together do."""
    alone = {
        wire for wire in values if _folds(filled_path(template, dict.fromkeys(values, "x") | {wire: values[wire]}))
    }
    return alone or (set(values) if _folds(filled_path(template, values)) else set())


def _folds(path: str) -> bool:
    for _ in range(_DECODINGS):
        path = unquote(path, errors="replace")
    return any(step.partition(";")[0].strip() in (".", "..") for step in re.split(r"[/\\]", path))


def blank(field: Field) -> Problem:
    """The problem for a required text that is only white space."""
    return Problem(field.name, "blank", "is blank", f"give {field.name}")


def filled_path(template: str, values: Mapping[str, str], greedy: Collection[str] = ()) -> str:
    """The path with its values, each quoted so that it stays one step of the path; slashes of greedy ones stay."""

    def filled(part: re.Match[str]) -> str:
        safe = "/" if part[1] in greedy else ""
        return quote(values[part[1]], safe=safe, errors="replace") if part[1] in values else part[0]

    return re.sub(r"\{([^{}]*)\}", filled, template)


def as_text(value: Any) -> str:
    """A JSON value as text for a path, a query or a header."""
    return value if isinstance(value, str) else json.dumps(value)
