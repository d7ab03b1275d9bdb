"""Regular expressions: the subset that Python, ECMAScript and RE2 read alike, compiled for Python."""

import re
import warnings
from functools import lru_cache

from clientsmith.oracle.regex_cost import TooSlow, check_cost

_ESCAPE = r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[\^$\\.*+?()\[\]{}|/dDwWsStnvfr%s])"
_COUNT = r"\{[0-9]+(?:,[0-9]*)?\}"
_CLASS = rf"\[\^?(?:{_ESCAPE % '-'}|[^\]\\\[])+\]"
_TOKEN = re.compile(rf"{_ESCAPE % 'bB'}|{_CLASS}|\(\?:|(?:[*+?]|{_COUNT})\??|.", re.DOTALL)
_MOST_GROUPS = 20  # in each other
_LARGEST_COUNT = 1000  # RE2 refuses larger ones

_ANOTHER_RULE = "leave it out, or say it as a rule of its own: an enum, a length, a second field"
_GROUP = "write (?: ... ) instead"
# What begins so: its name, what to write instead, and which engines can't read it.
_REFUSED = (
    (r"\(\?<?[=!]", "look-around", _ANOTHER_RULE, "RE2"),
    (r"\(\?P[<=>]?", "named group", _GROUP, "ECMAScript"),
    (r"\(\?<", "named group", _GROUP, "Python"),
    (r"\(\?[>(#]", "special group", _GROUP, "ECMAScript and RE2"),
    (r"\(\?(?!:)\w*", "flag", _ANOTHER_RULE, "ECMAScript"),
    (rf"(?:[*+?]|{_COUNT})\+", "possessive repeat", "remove the last +", "ECMAScript and RE2"),
    (rf"(?!{_COUNT})\{{", "brace without a count", r"write \{", "ECMAScript"),
    (r"[\]}]", "unescaped", "write a backslash before it", "ECMAScript"),
    (r"\\[1-9]", "back-reference", "write out what is to be repeated", "RE2"),
    (r"\\-", "escape", "write -", "ECMAScript"),
    (r"\\A", "escape", "write ^ for the start", "ECMAScript"),
    (r"\\Z", "escape", "write $ for the end", "ECMAScript and RE2"),
    (r"\\z", "escape", "write $ for the end", "ECMAScript and Python"),
    (r"\\[pP]", "escape", "write the ranges of characters in a class, such as [A-Za-z]", "Python"),
    (rf"(?!{_ESCAPE % 'bB'})\\.", "escape", "write the characters themselves", ""),
    (rf"(?!{_CLASS})\[\^?(?:\\.|[^\]\\])*\]", "class", r"write \[ and \] in it, and no other escapes of letters", ""),
    (r"\[(?:\\.|[^\]\\])*?([&~|-])\1", "class", "write a character once, and - at the end", ""),
)


class NotPortable(Exception):
    """Engines read a part of a pattern differently, or those in `engines` can't read it at all."""

    def __init__(self, what: str, hint: str, engines: str) -> None:
        super().__init__(what)
        self.what, self.hint, self.engines = what, hint, engines


def check(pattern: str) -> None:
    """Check that a pattern is in the subset and is matched in linear time.

    Raises:
        NotPortable: it isn't in the subset.
        re.error, OverflowError: it doesn't compile.
        TooSlow: some text may take more than time in proportion to its length.
    """
    tokens: list[str] = []
    groups = 0
    for token in _TOKEN.finditer(pattern):
        for expression, name, hint, engines in _REFUSED:
            if (part := re.compile(expression, re.DOTALL).match(pattern, token.start())) is not None:
                raise NotPortable(f"the {name} {part[0]}", hint, engines)
        tokens.append(token[0])
        if re.fullmatch(rf"{_COUNT}\??", token[0]) and max(map(int, re.findall("[0-9]+", token[0]))) > _LARGEST_COUNT:
            raise NotPortable(f"a count above {_LARGEST_COUNT}", "say it by minLength and maxLength", "RE2")
        groups += {"(": 1, "(?:": 1, ")": -1}.get(token[0], 0)
        if groups > _MOST_GROUPS:
            raise NotPortable(f"more than {_MOST_GROUPS} groups in each other", "write fewer groups", "")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        re.compile(pattern)
    check_cost(tokens)


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> re.Pattern[str] | None:
    """The compiled pattern, with `$` as the very end; None for a refused pattern, which mustn't be tried."""
    try:
        check(pattern)
    except (re.error, OverflowError, NotPortable, TooSlow):
        return None
    end = {"$": r"\Z"}
    return re.compile(_TOKEN.sub(lambda token: end.get(token[0], token[0]), pattern), re.ASCII)
