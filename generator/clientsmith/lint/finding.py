"""A problem found by a rule, before it has a place in the file."""

from dataclasses import dataclass

from clientsmith.load import Pointer


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule; `pointer` leads to the value that breaks it, or with `on_key` to its key."""

    pointer: Pointer
    code: str
    message: str
    hint: str
    on_key: bool = False
