"""A problem found in a document, before it has a place in the file."""

from dataclasses import dataclass

from clientsmith.diagnostics import Problem
from clientsmith.load.document import Document, Pointer


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem at `pointer`: of the value there, or with `on_key` of its key."""

    pointer: Pointer
    code: str
    message: str
    hint: str
    on_key: bool = False

    def problem(self, document: Document) -> Problem:
        """Return the problem at its place in the file."""
        place = document.key_place(self.pointer) if self.on_key else document.place(self.pointer)
        return Problem(place, self.code, self.message, self.hint)
