"""Stage load: YAML text to plain JSON data that knows where each key and each value stood.

Built on the event stream of PyYAML, so that none of the implicit types of YAML 1.1 exist here: a plain scalar
means what it means in JSON, everything else is a string, and what other YAML readers would take for a number
or a date has to be quoted.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from clientsmith.diagnostics import Place, Problem, ordered, shown

Pointer = tuple[str | int, ...]

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 64
MAX_NODES = 500_000
MAX_DIGITS = 30
MAX_PROBLEMS = 100  # of one file; nobody reads more
_MAX_LENGTH = 200  # code points under the carets

# The C parser is ten times as fast; a PyYAML built without libyaml has none.
LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
# YAML 1.1 breaks lines at U+0085, U+2028 and U+2029, editors don't: refused, so that both count alike.
_REFUSED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)

_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_AMBIGUOUS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("JSON writes it in lower case", re.compile(r"True|TRUE|False|FALSE|Null|NULL")),
    ("many YAML readers take it for a date", re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")),
    (
        "many YAML readers take it for a time",
        re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}[0-9:.,]*[ \t]*[-+Zz0-9:]*"),
    ),
    ("a number with leading zeros", re.compile(r"[-+]?0[0-9]+")),
    ("a number in another base", re.compile(r"[-+]?0[xXoObB][0-9a-fA-F_]+")),
    (
        "a number with underscores",
        re.compile(r"[-+]?(?=[0-9.]*_)[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?"),
    ),
    ("JSON has no such number", re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")),
    (
        "JSON writes numbers in another way",
        re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"),
    ),
)
_MAYBE_AMBIGUOUS = frozenset("0123456789.+-TFN")
_WHOLE_CHARACTER = r"write the character itself, or as \U and eight digits inside double quotes"

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


@dataclass(frozen=True, slots=True)
class Document:
    """A spec as data (JSON types only) with the place of every key and value by its pointer."""

    file: str
    text: str = field(repr=False)
    lines: Sequence[str] = field(repr=False)
    data: Any = field(repr=False)
    key_places: Mapping[Pointer, Place] = field(repr=False)
    value_places: Mapping[Pointer, Place] = field(repr=False)

    def place(self, pointer: Pointer) -> Place:
        """Find where a value stands; for a pointer to nothing, its nearest existing ancestor."""
        while pointer and pointer not in self.value_places:
            pointer = pointer[:-1]
        return self.value_places[pointer]

    def key_place(self, pointer: Pointer) -> Place:
        """Find where the key of a value stands; an item of a list has none, so the item itself."""
        return self.key_places.get(pointer) or self.place(pointer)

    def line(self, number: int) -> str:
        """Give a source line by its number from 1; empty past the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""


def load(path: Path, file: str) -> tuple[Document | None, list[Problem]]:
    """Read a spec from disk; `file` is the name that problems show."""
    try:
        with path.open("rb") as stream:
            source = stream.read(MAX_BYTES + 1)
    except OSError as error:
        return None, [Problem(Place(file, 1, 1), "unreadable-file", f"can't be read: {error.strerror}")]
    return load_text(source, file)


def load_text(source: str | bytes, file: str) -> tuple[Document | None, list[Problem]]:
    """Read a spec from text; there is a document exactly when there is no problem."""
    if len(source) > MAX_BYTES:
        limit = f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB"
        return None, [Problem(Place(file, 1, 1), "too-large", limit)]
    if isinstance(source, bytes):
        try:
            text = source.decode("utf-8")
        except UnicodeDecodeError as error:
            return None, [_not_utf8(source, error, file)]
    else:
        text = source
    text = text.removeprefix("\ufeff")
    builder = _Builder(file, _LINE_BREAK.split(text))
    if _REFUSED.search(text) is None or builder.scan():
        builder.parse(text)
    if builder.problems:
        return None, ordered(builder.problems)[:MAX_PROBLEMS]
    return Document(file, text, builder.lines, builder.data, builder.key_places, builder.value_places), []


def source_lines(source: str | bytes) -> list[str]:
    """Split a source the way places count, for showing a problem of text that is no document."""
    text = source.decode("utf-8", "replace") if isinstance(source, bytes) else source
    return _LINE_BREAK.split(text.removeprefix("\ufeff"))


def _not_utf8(source: bytes, error: UnicodeDecodeError, file: str) -> Problem:
    before = source_lines(source[: error.start])
    return Problem(
        Place(file, len(before), len(before[-1]) + 1),
        "not-utf-8",
        f"byte 0x{source[error.start]:02x} is not valid UTF-8",
        "save the file as UTF-8",
    )


def _syntax_problem(file: str, lines: Sequence[str], error: yaml.MarkedYAMLError) -> Problem:
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
        return Problem(place, "lone-surrogate", "this escape is half of a character", _WHOLE_CHARACTER)
    if "unexpected end of stream" in text:
        return Problem(place, "yaml-syntax", "this quote is never closed", "close it, or double a quote inside")
    for words, message, hint in _SYNTAX:
        if words in text:
            opened = context.line + 1 if context is not None and "," in words else 0
            where = f"; it was opened on line {opened}" if opened else ""
            return Problem(place, "yaml-syntax", message + where, hint)
    return Problem(place, "yaml-syntax", error.problem or "not YAML")


def _events(text: str) -> Iterator[Event]:
    # The stubs leave the stream untyped.
    return yaml.parse(text, Loader=LOADER)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


class _Stop(Exception):
    """Nothing after this point of the file can be understood."""


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not been read; `key` waits for its value."""

    pointer: Pointer
    items: list[Any] | None
    entries: dict[str, Any] | None
    key: str | None = None
    bare: bool = False  # no colon after the key


class _Builder:
    """Turns events into data with a stack of its own, so that nesting can't exhaust Python's."""

    def __init__(self, file: str, lines: list[str]) -> None:
        self.file = file
        self.lines = lines
        self.problems: list[Problem] = []
        self.data: Any = None
        self.key_places: dict[Pointer, Place] = {}
        self.value_places: dict[Pointer, Place] = {}
        self.stack: list[_Open] = []
        self.nodes = 0
        self.documents = 0

    def scan(self) -> bool:
        """Report the characters that no spec may hold; false when the parser would stumble over them."""
        parsable = True
        for number, line in enumerate(self.lines, 1):
            if (match := _REFUSED.search(line)) is None:
                continue
            place = Place(self.file, number, match.start() + 1)
            name = f"U+{ord(match[0]):04X}"
            if _BIDI.match(match[0]):
                self._bidi(place, name)
            else:
                parsable = False
                if _SURROGATE.match(match[0]):
                    self._add(place, "lone-surrogate", f"{name} is half of a character", _WHOLE_CHARACTER)
                else:
                    self._add(
                        place,
                        "control-character",
                        f"the character {name} can't be seen and is not allowed here",
                        "remove it, or write it as an escape inside double quotes",
                    )
            if len(self.problems) >= MAX_PROBLEMS:
                return False
        return parsable

    def parse(self, text: str) -> None:
        try:
            for event in _events(text):
                self._feed(event)
            if not self.documents:
                self._fail(Place(self.file, 1, 1), "empty-document", "the file has no content")
        except _Stop:
            pass
        except yaml.MarkedYAMLError as error:
            self.problems.append(_syntax_problem(self.file, self.lines, error))
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            # Errors without a mark: a reader that meets a character no check above knows, and numbers of
            # directives and escapes that the pure Python parser converts unchecked.
            self._add(Place(self.file, 1, 1), "yaml-syntax", f"not YAML: {error}")

    def _feed(self, event: Event) -> None:
        if isinstance(event, NodeEvent):
            self._node(event)
        elif isinstance(event, CollectionEndEvent):
            self.stack.pop()
        elif isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._fail(
                    self._place(event),
                    "many-documents",
                    "a second YAML document starts here",
                    "one file is one spec: remove the line ---",
                )

    def _node(self, event: NodeEvent) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._fail(self._place(event), "too-many-nodes", f"more than {MAX_NODES} keys and values")
        if len(self.problems) >= MAX_PROBLEMS:
            raise _Stop
        if not self.stack:
            self._top(event)
        frame = self.stack[-1] if self.stack else None
        if isinstance(event, AliasEvent):
            place = self._place(event)
            self._add(place, "alias", f"*{event.anchor} is an alias", "write the value out")
        elif event.anchor is not None:
            self._add(self._place(event), "alias", f"&{event.anchor} is an anchor", "remove it; write the value out")
        if isinstance(event, CollectionStartEvent | ScalarEvent) and event.tag is not None:
            self._add(
                self._place(event),
                "explicit-tag",
                f"the tag {shown(event.tag)} is not allowed",
                "remove it; quote a value to make it a string",
            )
        if frame is not None and frame.entries is not None and frame.key is None:
            self._key(frame, event)
        elif isinstance(event, CollectionStartEvent):
            self._open(frame, event)
        elif frame is not None:
            self._put(frame, event, self._scalar(event) if isinstance(event, ScalarEvent) else None)

    def _top(self, event: NodeEvent) -> None:
        if isinstance(event, MappingStartEvent):
            return
        if isinstance(event, ScalarEvent) and not event.style and event.value in {"", "~", "null"}:
            self._fail(self._place(event), "empty-document", "the file has no content")
        self._fail(self._place(event), "not-a-mapping", "a spec is a mapping", "write it as `key: value` lines")

    def _key(self, frame: _Open, event: NodeEvent) -> None:
        place = self._place(event)
        if isinstance(event, AliasEvent):
            raise _Stop
        if not isinstance(event, ScalarEvent):
            self._fail(place, "complex-key", "a key can't be a list or a mapping", "write a plain word as the key")
        key = event.value
        self._check_text(event, place)
        if key == "<<" and not event.style:
            self._add(place, "merge-key", "merge keys are not allowed", "write the keys out")
        elif not key:
            self._add(place, "empty-key", "a key is missing before the colon")
        pointer = (*frame.pointer, key)
        if (first := self.key_places.get(pointer)) is not None:
            self._add(
                place,
                "duplicate-key",
                f"the key {shown(key)} is written twice: on line {first.line} and on line {place.line}",
                "keep one of them",
            )
        else:
            self.key_places[pointer] = place
        frame.key = key
        if (end := event.end_mark) is not None and end.line < len(self.lines):
            frame.bare = self.lines[int(end.line)][int(end.column) :].lstrip()[:1] != ":"

    def _open(self, parent: _Open | None, event: CollectionStartEvent) -> None:
        if len(self.stack) >= MAX_DEPTH:
            message = f"nested more than {MAX_DEPTH} levels deep"
            self._fail(self._place(event), "too-deep", message)
        frame = _Open((), None, {}) if isinstance(event, MappingStartEvent) else _Open((), [], None)
        value: Any = frame.items if frame.entries is None else frame.entries
        if parent is None:
            self.data = value
            self.value_places[()] = self._place(event)
        else:
            frame.pointer = self._put(parent, event, value)
        self.stack.append(frame)

    def _put(self, frame: _Open, event: NodeEvent, value: Any) -> Pointer:
        pointer: Pointer
        if frame.items is not None:
            pointer = (*frame.pointer, len(frame.items))
            frame.items.append(value)
        elif frame.entries is not None and frame.key is not None:
            pointer = (*frame.pointer, frame.key)
            frame.entries[frame.key] = value
            if frame.bare and isinstance(event, ScalarEvent) and not event.value and not event.style:
                self._add(
                    self.key_places[pointer],
                    "missing-colon",
                    f"{shown(frame.key)} is read as a key, but no colon follows",
                    "quote the text before it if that goes on after the comma",
                )
            frame.key = None
        else:
            raise _Stop  # a parser that sends a value before its key
        self.value_places[pointer] = self._place(event)
        return pointer

    def _scalar(self, event: ScalarEvent) -> Any:
        self._check_text(event, None)
        value = event.value
        if event.style:
            return value
        if value in _WORDS:
            return _WORDS[value]
        if value[0] not in _MAYBE_AMBIGUOUS:
            return value
        if _INTEGER.fullmatch(value):
            if len(value.lstrip("-")) > MAX_DIGITS:
                self._too_large(event, f"a number of more than {MAX_DIGITS} digits")
                return 0
            return int(value)
        if _FLOAT.fullmatch(value):
            number = float(value)
            if math.isinf(number):
                self._too_large(event, f"{shown(value)} is larger than any number that can be stored")
                return 0
            return number
        for reason, pattern in _AMBIGUOUS:
            if pattern.fullmatch(value):
                self._add(
                    self._place(event),
                    "ambiguous-value",
                    f"{value[:60]} is ambiguous: {reason}",
                    f'quote this value: "{value[:60]}"',
                )
                break
        return value

    def _too_large(self, event: ScalarEvent, message: str) -> None:
        self._add(self._place(event), "number-too-large", message, "quote this value if it is text")

    def _check_text(self, event: ScalarEvent, place: Place | None) -> None:
        """Refuse what only an escape can bring in; raw characters were found before parsing."""
        if event.style != '"':
            return
        if (match := _SURROGATE.search(event.value)) is not None:
            name = f"U+{ord(match[0]):04X}"
            self._add(
                place or self._place(event),
                "lone-surrogate",
                f"{name} is half of a character",
                _WHOLE_CHARACTER,
            )
        elif (match := _BIDI.search(event.value)) is not None:
            place = place or self._place(event)
            # One that stands there raw has been reported at its own column.
            if _BIDI.search(self.lines[place.line - 1]) is None:
                self._bidi(place, f"U+{ord(match[0]):04X}")

    def _bidi(self, place: Place, name: str) -> None:
        self._add(place, "bidi-character", f"{name} changes the order in which text is shown", "remove it")

    def _place(self, event: Event) -> Place:
        start, end = event.start_mark, event.end_mark
        if start is None or end is None:
            return Place(self.file, 1, 1)
        line, column, end_column = int(start.line), int(start.column), int(end.column)
        if not isinstance(event, ScalarEvent):
            length = 1
        elif end.line == line:
            length = end_column - column
        else:
            length = len(self.lines[line]) - column if line < len(self.lines) else 1
        return Place(self.file, line + 1, column + 1, min(max(length, 1), _MAX_LENGTH))

    def _add(self, place: Place, code: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(place, code, message, hint))

    def _fail(self, place: Place, code: str, message: str, hint: str = "") -> NoReturn:
        self._add(place, code, message, hint)
        raise _Stop
