"""Values in messages: shown short and safe, and the legal value that was probably meant."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

from .jsontypes import TYPES, is_array, is_object

LONGEST_SHOWN = 60
"""Characters of a value in a message."""


def kind_of(value: Any) -> str:
    """The type of a value for messages: JSON's word for it, if there is one."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    for name in ("null", "boolean", "integer", "number", "string", "array", "object"):
        if TYPES[name](value):
            return name if name in ("null", "array", "object") else f"{name} {show(value)}"
    return type(value).__name__


def show(value: Any, longest: int = LONGEST_SHOWN) -> str:
    """A value in a message: ASCII and short; of a large value only the beginning is read."""
    text = ""
    for piece in _pieces(value, longest):
        text += piece
        if len(text) > longest:
            return f"{text[: longest - 3]}..."
    return text


def _pieces(value: Any, longest: int) -> Iterator[str]:
    """The value as Python writes it, piece by piece."""
    if isinstance(value, str):
        # The query of a link may be a signature.
        text = value.partition("?")[0] if "://" in value[:20] else value
        yield ascii(text[:longest])
        yield "" if len(text) <= longest else "..."
    elif is_array(value) or is_object(value):
        opening, closing = "[]" if is_array(value) else "{}"
        yield opening
        for index, item in enumerate(value):
            yield ", " if index else ""
            yield from _pieces(item, longest)
            if is_object(value):
                yield ": "
                yield from _pieces(value[item], longest)
        yield closing
    else:
        yield _digits(value) if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _digits(value: int) -> str:
    """A whole number as text; Python refuses to write very long ones."""
    return str(value) if value.bit_length() < 2000 else f"of {value.bit_length()} bits"


def listed(values: Iterable[Any]) -> str:
    """Values in a message."""
    known = list(values)
    return ", ".join(map(show, known[:20])) + (f" and {len(known) - 20} more" if len(known) > 20 else "")


def nearest(value: Any, allowed: Iterable[Any]) -> str:
    """A sentence that proposes the legal value that was probably meant; empty where none is near."""
    if isinstance(value, str):
        folded = {str(item).casefold(): str(item) for item in allowed}
        if value.strip().casefold() in folded:
            return f"did you mean {folded[value.strip().casefold()]!r}?"
        return closest(value, [item for item in allowed if isinstance(item, str)])
    return ""


def closest(word: str, candidates: Iterable[str], cutoff: float = 0.6, *, contained: bool = False) -> str:
    """`did you mean ...?` with the most similar candidate; empty where none is similar.

    Of two words of which one contains the other, such as prompt and negative_prompt, neither is a misspelling, unless
    only a letter or two are missing. With `contained`, such words count as similar too.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only for messages

    likely = [other for other in candidates if contained or not _contained(word, other)]
    matches = get_close_matches(word[:100], likely, cutoff=cutoff)
    return f"did you mean {matches[0]!r}?" if matches else ""


def _contained(left: str, right: str) -> bool:
    return (left in right or right in left) and abs(len(left) - len(right)) > 2
