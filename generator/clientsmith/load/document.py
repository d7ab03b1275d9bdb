"""A spec as plain JSON data that knows where each key and each value stood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clientsmith.diagnostics import Place

Pointer = tuple[str | int, ...]


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
