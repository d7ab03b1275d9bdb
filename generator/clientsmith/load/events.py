"""The event stream of PyYAML, and where an event stands."""

from collections.abc import Iterator, Sequence

import yaml
from yaml.events import Event, ScalarEvent

from clientsmith.diagnostics import Place

_MAX_LENGTH = 200  # code points under the carets

# The C parser is ten times as fast; a PyYAML built without libyaml has none.
LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def events(text: str) -> Iterator[Event]:
    """Parse lazily; a syntax error is raised when the events before it have been read."""
    # The stubs leave the stream untyped.
    return yaml.parse(text, Loader=LOADER)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - PyYAML


def place_of(file: str, lines: Sequence[str], event: Event) -> Place:
    """The part of a line that an event covers; of a list or mapping the first character."""
    start, end = event.start_mark, event.end_mark
    if start is None or end is None:
        return Place(file, 1, 1)
    line, column = int(start.line), int(start.column)
    if not isinstance(event, ScalarEvent):
        return Place(file, line + 1, column + 1)
    last = int(end.column) if end.line == line else len(lines[line]) if line < len(lines) else 0
    return Place(file, line + 1, column + 1, min(max(last - column, 1), _MAX_LENGTH))
