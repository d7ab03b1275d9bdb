"""The event stream of PyYAML to data, with the place of every key and value.

Reading events means that none of the implicit types of YAML 1.1 exist here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
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

from clientsmith.diagnostics import Place, Problem, shown
from clientsmith.load.document import Pointer
from clientsmith.load.events import events, place_of
from clientsmith.load.refused import refused_features
from clientsmith.load.scalars import NotPlain, plain
from clientsmith.load.syntax import syntax_problem

MAX_DEPTH = 64
MAX_NODES = 500_000
MAX_PROBLEMS = 100  # of one file; nobody reads more
_EMPTY = ("the file has no content", "write the spec as `key: value` lines, `specVersion` first")


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


class Builder:
    """Turns events into data with a stack of its own, so that nesting can't exhaust Python's."""

    def __init__(self, file: str, lines: Sequence[str], problems: list[Problem]) -> None:
        self.file = file
        self.lines = lines
        self.problems = problems
        self.place = partial(place_of, file, lines)
        self.data: Any = None
        self.key_places: dict[Pointer, Place] = {}
        self.value_places: dict[Pointer, Place] = {}
        self.stack: list[_Open] = []
        self.nodes = 0
        self.documents = 0

    def parse(self, text: str) -> None:
        try:
            for event in events(text):
                self._feed(event)
            if not self.documents:
                self._fail(Place(self.file, 1, 1), "empty-document", *_EMPTY)
        except _Stop:
            pass
        except yaml.MarkedYAMLError as error:
            self.problems.append(syntax_problem(self.file, self.lines, error))
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            # Errors without a mark: a reader that meets a character no check above knows, and numbers of
            # directives and escapes that the pure Python parser converts unchecked.
            self._add(
                Place(self.file, 1, 1),
                "yaml-syntax",
                f"not YAML: {error}",
                "check the %YAML line, and the escapes in double quotes",
            )

    def _feed(self, event: Event) -> None:
        if isinstance(event, NodeEvent):
            self._node(event)
        elif isinstance(event, CollectionEndEvent):
            self.stack.pop()
        elif isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._fail(
                    self.place(event),
                    "many-documents",
                    "a second YAML document starts here",
                    "one file is one spec: remove the line ---",
                )

    def _node(self, event: NodeEvent) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            message = f"more than {MAX_NODES} keys and values"
            self._fail(self.place(event), "too-many-nodes", message, "is this the right file? no spec has that many")
        if len(self.problems) >= MAX_PROBLEMS:
            raise _Stop
        if not self.stack:
            self._top(event)
        frame = self.stack[-1] if self.stack else None
        self.problems += refused_features(self.file, self.lines, event)
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
            self._fail(self.place(event), "empty-document", *_EMPTY)
        self._fail(self.place(event), "not-a-mapping", "a spec is a mapping", "write it as `key: value` lines")

    def _key(self, frame: _Open, event: NodeEvent) -> None:
        place = self.place(event)
        if isinstance(event, AliasEvent):
            raise _Stop
        if not isinstance(event, ScalarEvent):
            self._fail(place, "complex-key", "a key can't be a list or a mapping", "write a plain word as the key")
        key = event.value
        if key == "<<" and not event.style:
            self._add(place, "merge-key", "merge keys are not allowed", "write the keys out")
        elif not key:
            self._add(place, "empty-key", "a key is missing before the colon", "write the key, or remove this entry")
        pointer = (*frame.pointer, key)
        if frame.entries is not None and key in frame.entries:
            first = self.key_places[pointer]
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
            self._fail(self.place(event), "too-deep", message, "flatten it; is there an opening bracket too many?")
        frame = _Open((), None, {}) if isinstance(event, MappingStartEvent) else _Open((), [], None)
        value: Any = frame.items if frame.entries is None else frame.entries
        if parent is None:
            self.data = value
            self.value_places[()] = self.place(event)
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
                name, colon, rest = frame.key.partition(":")
                blank = f"write a blank after the colon: {name}: {rest}"
                self._add(
                    self.key_places[pointer],
                    "missing-colon",
                    f"{shown(frame.key)} is read as a key, but no colon follows",
                    blank if colon and rest else "quote the text before it if that goes on after the comma",
                )
            frame.key = None
        else:
            raise _Stop  # a parser that sends a value before its key
        self.value_places[pointer] = self.place(event)
        return pointer

    def _scalar(self, event: ScalarEvent) -> Any:
        if event.style:
            return event.value
        try:
            return plain(event.value)
        except NotPlain as fault:
            self._add(self.place(event), fault.code, fault.message, fault.hint)
            return event.value

    def _add(self, place: Place, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem(place, code, message, hint))

    def _fail(self, place: Place, code: str, message: str, hint: str) -> NoReturn:
        self._add(place, code, message, hint)
        raise _Stop
