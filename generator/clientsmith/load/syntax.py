"""Why a text is no YAML, in the words of its author instead of the parser's."""

import re
from collections.abc import Sequence

import yaml

from clientsmith.diagnostics import Place, Problem
from clientsmith.load.characters import WHOLE_CHARACTER

# What PyYAML says (either of its two parsers), and what a person should be told.
_SYNTAX: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "a colon is not allowed here",
        'check the indentation; quote text that has ": " in it',
    ),
    ("block sequence entries", "a list can't begin here", "begin it on the next line, or quote this value"),
    ("could not find expected ':'", "this is neither `key: value` nor `- item`", "is a colon missing?"),
    ("that cannot start any token", "a value can't start with this character", "quote this value"),
    ("unknown escape character", "double quotes don't know this escape", r"write \\ for a backslash"),
    ("undefined tag handle", "tags are not allowed", "quote this value"),
    ("alphabetic or numeric character", "aliases and anchors are not allowed", "quote this value"),
    ("expected key", "this line doesn't fit the mapping it stands in", "check its indentation"),
    ("expected '-' indicator", "this line doesn't fit the list it stands in", "check its indentation"),
    ("expected <block end>", "this line doesn't fit the block it stands in", "check its indentation"),
    (
        "expected ',' or",
        "a bracket is not closed, or a comma is missing",
        "quote text that has brackets or braces",
    ),
)


def _around(line: str, colon: int) -> str:
    """The text around a colon, from the one before it to the next comma or bracket."""
    start = line.rfind(": ", 0, colon) + 2
    end = re.search(r"[,\]}]|$", line[colon:])
    return line[start : colon + (end.start() if end else 1)].strip()[:60]


def syntax_problem(file: str, lines: Sequence[str], error: yaml.MarkedYAMLError) -> Problem:
    """Say in the words of the author, not of the parser, why the text is no YAML."""
    mark, context = error.problem_mark or error.context_mark, error.context_mark
    text = f"{error.context or ''} {error.problem or ''}"
    if context is not None and ("simple key" in text or "unexpected end of stream" in text):
        mark = context  # where the mistake began, not where the parser gave up
    if mark is not None and mark.line >= len(lines):
        mark = context  # the end of the file shows nothing
    row, column = (mark.line, mark.column) if mark is not None else (0, 0)
    line = lines[row] if row < len(lines) else ""
    tab = line.find("\t", 0, len(line) - len(line.lstrip()) + 1)
    if tab >= 0:
        return Problem(Place(file, row + 1, tab + 1), "tab-indent", "a tab stands in the indentation", "use spaces")
    place = Place(file, row + 1, column + 1)
    if re.match(r"(?:0000)?[dD][89a-fA-F]", line[column:]) and "escape" in text:
        return Problem(place, "lone-surrogate", "this escape is half of a character", WHOLE_CHARACTER)
    if "unexpected end of stream" in text:
        return Problem(place, "yaml-syntax", "this quote is never closed", "close it, or double a quote inside")
    if line[column : column + 1] == ":":
        if "unexpected ':'" in text:
            return Problem(place, "yaml-syntax", "a colon needs a blank after it here", "write `key: value`")
        if "expected ',' or" in text and ": " in re.split(r"[{,\[]", line[:column])[-1]:
            hint = f'quote text that has ": " in it, such as "{_around(line, column)}"'
            return Problem(place, "yaml-syntax", "a second colon stands in one entry", hint)
    for words, message, hint in _SYNTAX:
        if words in text:
            opened = context.line + 1 if context is not None and "," in words else 0
            where = f"; it was opened on line {opened}" if opened else ""
            return Problem(place, "yaml-syntax", message + where, hint)
    return Problem(place, "yaml-syntax", error.problem or "not YAML", "check the indentation and the quotes")
