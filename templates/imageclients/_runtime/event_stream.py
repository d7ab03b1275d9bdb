"""Reads server-sent events piece by piece, in time linear in their size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

EVENT_STREAM = "text/event-stream"
_BOM = b"\xef\xbb\xbf"
_ENDS = (b"\n", b"\r")
_MARKS = (b"data:", b"event:", b"id:", b"retry:", b":")
"""How a line of an event stream begins."""


def is_declared(headers: Mapping[str, str]) -> bool:
    """Whether the content type of an answer is that of an event stream."""
    return headers.get("content-type", "").partition(";")[0].strip().lower() == EVENT_STREAM


def looks_like_one(content: bytes) -> bool:
    """Whether a body begins like an event stream."""
    return content[:64].removeprefix(_BOM).lstrip().startswith(_MARKS)


class EventParser:
    """Turns bytes into events: the name of each, empty where it has none, and its data.

    Ids, times of reconnecting and comments are passed over. An event without data isn't one.
    """

    def __init__(self) -> None:
        self._line: list[bytes] = []
        self._data: list[bytes] = []
        self._name = ""
        self._begun = self._after_return = False

    def feed(self, chunk: bytes) -> Iterator[tuple[str, bytes]]:
        """The events that end in this piece."""
        for part in chunk.splitlines(keepends=True):
            if self._after_return and part == b"\n":
                self._after_return = False  # the second half of the end of the line before
                continue
            self._line.append(part)
            self._after_return = part.endswith(b"\r")
            if part.endswith(_ENDS):
                line = b"".join(self._line).removesuffix(b"\n").removesuffix(b"\r")
                self._line.clear()
                yield from self._take(line if self._begun else line.removeprefix(_BOM))
                self._begun = True

    def finish(self) -> Iterator[tuple[str, bytes]]:
        """The event that the end of the body cuts off, if one has begun: it may be whole but for the blank line."""
        yield from self.feed(b"\n\n\n")

    def _take(self, line: bytes) -> Iterator[tuple[str, bytes]]:
        name, _, value = line.partition(b":")
        if not line.strip():
            if self._data:
                yield self._name, b"\n".join(self._data)
            self._data, self._name = [], ""
        elif name.strip() == b"data":
            self._data.append(value.removeprefix(b" "))
        elif name == b"event":
            self._name = value.removeprefix(b" ").decode("utf-8", "replace")
