"""Plain scalars: a JSON value or else a text; refused if other YAML readers would read another value."""

import math
import re
from decimal import Decimal

from clientsmith.diagnostics import shown

MAX_DIGITS = 30

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


class NotPlain(Exception):
    """A plain scalar that has to be quoted or changed."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


def plain(text: str) -> str | int | float | bool | None:
    """The value of a plain scalar; raises NotPlain if it is ambiguous or can't be kept exactly."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _MAYBE_AMBIGUOUS:
        return text
    if _INTEGER.fullmatch(text):
        if len(text.lstrip("-")) > MAX_DIGITS:
            raise _too_large(f"a number of more than {MAX_DIGITS} digits")
        return int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        if math.isinf(number):
            raise _too_large(f"{shown(text)} is larger than any number that can be stored")
        return _whole(text, number)
    for reason, pattern in _AMBIGUOUS:
        if pattern.fullmatch(text):
            start = text[:60]
            raise NotPlain("ambiguous-value", f"{start} is ambiguous: {reason}", f'quote this value: "{start}"')
    return text


def number_name(word: str) -> str:
    """Write a key that names a number as text of that number: 1.0 as 1; any other text stays as it is."""
    number = _whole(word, float(word)) if _FLOAT.fullmatch(word) and len(word) <= MAX_DIGITS else None
    return word if number is None else str(number)


def _whole(text: str, number: float) -> int | float:
    """Give 1.0 and 1e3 as integers, as JSON Schema counts them."""
    if not number:
        return 0
    if not number.is_integer() or abs(number) >= 10**MAX_DIGITS:
        return number
    exact = Decimal(text)  # a float has lost digits past 2**53
    return int(exact) if exact == exact.to_integral_value() else number


def _too_large(message: str) -> NotPlain:
    return NotPlain("number-too-large", message, "quote this value if it is text")
