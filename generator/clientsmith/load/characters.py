"""The characters that no spec may hold, whether they stand there raw or as an escape."""

import re
from collections.abc import Iterable, Iterator

from clientsmith.diagnostics import Place, Problem

WHOLE_CHARACTER = r"write the character itself, or as \U and eight digits inside double quotes"

LINE_BREAK = re.compile(r"\r\n|\r|\n")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
ESCAPABLE = re.compile(r"[\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
# YAML 1.1 breaks lines at U+0085, U+2028 and U+2029, editors don't: refused, so that both count alike.
REFUSED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


def refused(file: str, lines: Iterable[str]) -> Iterator[Problem]:
    """Report the first refused character of each line; a parser stumbles over all of them but `bidi-character`."""
    for number, line in enumerate(lines, 1):
        if (match := REFUSED.search(line)) is None:
            continue
        place, character = Place(file, number, match.start() + 1), match[0]
        if _BIDI.match(character):
            yield _bidi(place, character)
        elif _SURROGATE.match(character):
            yield _lone_surrogate(place, character)
        else:
            yield Problem(
                place,
                "control-character",
                f"the character {_name(character)} can't be seen and is not allowed here",
                "remove it, or write it as an escape inside double quotes",
            )


def escaped(text: str, place: Place, line: str) -> Iterator[Problem]:
    """Report characters of a scalar that only an escape can have put there; raw ones were reported before."""
    if (match := _SURROGATE.search(text)) is not None:
        yield _lone_surrogate(place, match[0])
    # One that stands on the line raw has been reported at its own column.
    elif (match := _BIDI.search(text)) is not None and _BIDI.search(line) is None:
        yield _bidi(place, match[0])


def _lone_surrogate(place: Place, character: str) -> Problem:
    return Problem(place, "lone-surrogate", f"{_name(character)} is half of a character", WHOLE_CHARACTER)


def _bidi(place: Place, character: str) -> Problem:
    message = f"{_name(character)} changes the order in which text is shown"
    return Problem(place, "bidi-character", message, "remove it")


def _name(character: str) -> str:
    return f"U+{ord(character):04X}"
