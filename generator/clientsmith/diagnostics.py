"""Problems of a spec: their place, and how they are shown."""

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

WIDTH = 100  # columns of the source line that are shown
_BEFORE = 60  # columns kept before the caret when a line is cut
_NAMES_SHOWN = 12
_MESSAGE = 600  # characters of a message or hint; a spec may quote a megabyte into one


KINDS = {
    "string": "text",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "null",
}
"""JSON types in messages."""


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """A stretch of one source line; line and column count from 1, the column in code points."""

    file: str
    line: int
    column: int
    length: int = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a spec; `code` is a stable kebab-case word, `hint` says what to write instead."""

    place: Place
    code: str
    message: str
    hint: str = ""


def ordered(problems: Iterable[Problem]) -> list[Problem]:
    """Sort by place and drop repeats, so that the report doesn't depend on the order of the checks."""
    return sorted(set(problems), key=lambda it: (it.place, it.code, it.message, it.hint))


def render(problem: Problem, line: str | None) -> str:
    """Show a problem as `file:line:col: code: message`, its source line with carets, and its hint."""
    place = problem.place
    shown = [f"{safe(place.file)}:{place.line}:{place.column}: {safe(problem.code)}: {_bounded(problem.message)}"]
    if line is not None:
        source, carets = _excerpt(line, place.column - 1, place.length)
        gutter = str(place.line)
        shown += [f" {gutter} | {source}".rstrip(), f" {' ' * len(gutter)} | {carets}"]
    if problem.hint:
        shown.append(f"hint: {_bounded(problem.hint)}")
    return "\n".join(shown)


def safe(text: str) -> str:
    """Escape what could move the cursor, break the line or turn the reading direction."""
    return "".join(_cell(character)[0] for character in text)


def shown(value: Any, limit: int = 60) -> str:
    """Name a JSON value for a message: scalars as they are written, containers by their kind."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, str) and len(value) > limit:
        value = value[:limit] + "…"
    return json.dumps(value, ensure_ascii=False)


def closest(word: str, candidates: Iterable[str]) -> str | None:
    """Find the candidate that was probably meant; case, `-` and `_` don't count."""
    folded = {_folded(name): name for name in sorted(set(candidates) - {word}, reverse=True)}
    if (same := folded.get(_folded(word))) is not None:
        return same
    import difflib  # noqa: PLC0415 - only a spec with a problem pays for it

    matches = difflib.get_close_matches(_folded(word[:100]), sorted(folded), n=1)
    return folded[matches[0]] if matches else None


def meant(word: str, known: Iterable[str]) -> str:
    """Hint at the name that was probably meant, or else at all that are known."""
    names = sorted(set(known))
    near = closest(word, names)
    if near is not None:
        return f"did you mean {near}?"
    more = len(names) - _NAMES_SHOWN
    tail = f" and {more} more" if more > 0 else ""
    return f"known here: {', '.join(names[:_NAMES_SHOWN])}{tail}" if names else "none is known here"


def _folded(word: str) -> str:
    return word.replace("_", "").replace("-", "").casefold()


def _bounded(text: str) -> str:
    return safe(text if len(text) <= _MESSAGE else text[:_MESSAGE] + "…")


def _cell(character: str) -> tuple[str, int]:
    """The characters that a terminal should print for a character, and their width in columns."""
    if not character.isprintable():
        escaped = character.encode("unicode_escape").decode("ascii")
        return escaped, len(escaped)
    if character.isascii():
        return character, 1
    if unicodedata.category(character) in {"Mn", "Me"}:
        return character, 0
    return character, 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _excerpt(line: str, at: int, length: int) -> tuple[str, str]:
    """Cut a line around the caret and put the carets below, both in terminal columns."""
    at = max(0, min(at, len(line)))
    # Only characters that can be seen are measured: a line may hold the whole file.
    first, last = max(0, at - WIDTH), min(len(line), at + WIDTH)
    cells = [_cell(character) for character in line[first:last]]
    caret = at - first
    cut_left = first > 0
    if cut_left or last < len(line) or sum(width for _, width in cells) > WIDTH:
        start, room = caret, _BEFORE
        while start > 0 and cells[start - 1][1] <= room:
            start -= 1
            room -= cells[start][1]
        cut_left = cut_left or start > 0
        end, room = start, WIDTH
        while end < len(cells) and cells[end][1] <= room:
            room -= cells[end][1]
            end += 1
        cut_right = end < len(cells) or last < len(line)
        cells, caret = cells[start:end], caret - start
    else:
        cut_right = False
    marked = sum(width for _, width in cells[caret : caret + max(1, length)])
    before = sum(width for _, width in cells[:caret]) + cut_left
    text = "…" * cut_left + "".join(text for text, _ in cells) + "…" * cut_right
    return text, " " * before + "^" * max(1, marked)
