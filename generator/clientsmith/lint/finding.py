"""What one rule has found, before it has a place in the file."""

from collections.abc import Iterable
from dataclasses import dataclass

from clientsmith.diagnostics import closest
from clientsmith.load import Pointer
from clientsmith.oracle.pointers import steps, written

__all__ = ["Finding", "meant", "steps", "written"]

_LISTED = 12  # names shown in a hint


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule; `pointer` leads to the value that breaks it, or with `on_key` to its key."""

    pointer: Pointer
    code: str
    message: str
    hint: str
    on_key: bool = False


def meant(word: str, known: Iterable[str]) -> str:
    """Hint at the name that was probably meant, or else at all that are known."""
    names = sorted(set(known))
    near = closest(word, names)
    if near is not None:
        return f"did you mean {near}?"
    more = len(names) - _LISTED
    tail = f" and {more} more" if more > 0 else ""
    return f"known here: {', '.join(names[:_LISTED])}{tail}" if names else "none is known here"
