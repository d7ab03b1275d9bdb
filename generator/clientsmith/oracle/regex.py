"""Stage rules: read a regular expression in the subset that means the same everywhere.

The subset: literals, `.`, classes, groups, alternation, greedy and lazy repeats, `^`, `$` and the escapes
that Python, ECMAScript and the engines without backtracking know alike.
"""

import re
from dataclasses import dataclass, field

LAST = 0x10FFFF
_DEPTH = 20  # groups in groups
_COUNT = 1000  # RE2 refuses larger ones
_DIGIT = ((48, 57),)
_WORD = ((48, 57), (65, 90), (95, 95), (97, 122))
_SPACE = ((9, 13), (32, 32))
_CONTROLS = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
_HEX = {"x": 2, "u": 4}
_PUNCTUATION = frozenset("^$\\.*+?()[]{}|/-")
# What a group that begins so is, and which engines have none.
_GROUPS = {
    "?=": ("a look-ahead", "RE2"),
    "?!": ("a look-ahead", "RE2"),
    "?<=": ("a look-behind", "RE2"),
    "?<!": ("a look-behind", "RE2"),
    "?P": ("a named group", "ECMAScript"),
    "?<": ("a named group", "Python"),
    "?>": ("an atomic group", "ECMAScript and RE2"),
    "?(": ("a condition", "ECMAScript and RE2"),
    "?#": ("a comment", "ECMAScript and RE2"),
}
Ranges = tuple[tuple[int, int], ...]


class NotPortable(Exception):
    """A construct that not every engine knows, or reads in the same way; `engines` are those that refuse it."""

    def __init__(self, what: str, hint: str = "", engines: str = "") -> None:
        super().__init__(what)
        self.what, self.hint, self.engines = what, hint, engines


@dataclass(frozen=True, slots=True)
class Chars:
    """One character of these ranges of code points."""

    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place between characters: `^`, `$` or the edge of a word."""

    word: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """So many times; `most` None is without end."""

    part: "Tree"
    least: int
    most: int | None


Tree = Chars | Anchor | Sequence | Choice | Repeat


@dataclass(slots=True)
class _Reader:
    text: str
    at: int = 0
    depth: int = 0
    ends: list[int] = field(default_factory=list[int])  # where `$` stands

    def more(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self) -> str:
        self.at += 1
        return self.text[self.at - 1 : self.at]

    def choice(self) -> Tree:
        parts = [self.sequence()]
        while self.more() == "|":
            self.take()
            parts.append(self.sequence())
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def sequence(self) -> Tree:
        parts: list[Tree] = []
        while self.more() not in {"", "|", ")"}:
            parts.append(self.repeat(self.atom()))
        return Sequence(tuple(parts))

    def atom(self) -> Tree:
        character = self.take()
        match character:
            case "(":
                return self.group()
            case "[":
                return self.one_of()
            case ".":
                return Chars(complement(((10, 10),)))
            case "^":
                return Anchor(character)
            case "$":
                self.ends.append(self.at - 1)
                return Anchor(character)
            case "\\":
                escaped = self.escape(outside=True)
                return Chars(escaped) if isinstance(escaped, tuple) else escaped
            case "]" | "{" | "}":
                raise NotPortable(f"{character} alone", f"write \\{character}", "ECMAScript")
            case _:
                return Chars(_single(ord(character)))

    def group(self) -> Tree:
        self.depth += 1
        if self.depth > _DEPTH:
            raise NotPortable(f"more than {_DEPTH} groups in each other")
        if self.more() == "?":
            if self.text.startswith("?:", self.at):
                self.at += 2
            else:
                names = (name for name in _GROUPS if self.text.startswith(name, self.at))
                longest = max(names, key=len, default="")
                what, engines = _GROUPS.get(longest, ("a flag inside the pattern", "ECMAScript"))
                raise NotPortable(f"{what} ({self.text[self.at - 1 : self.at + 3]})", _instead(what), engines)
        inner = self.choice()
        self.take()  # the bracket: that it is there was checked by compiling
        self.depth -= 1
        return inner

    def repeat(self, part: Tree) -> Tree:
        least: int = 1
        most: int | None = 1
        match self.more():
            case "*":
                least, most = 0, None
            case "+":
                most = None
            case "?":
                least = 0
            case "{":
                least, most = self.counts()
            case _:
                return part
        self.take()
        if self.more() == "+":
            what = f"a possessive repeat ({self.text[self.at - 1 : self.at + 1]})"
            raise NotPortable(what, "remove the +", "ECMAScript and RE2")
        if self.more() == "?":
            self.take()
        return Repeat(part, least, most)

    def counts(self) -> tuple[int, int | None]:
        end = self.text.find("}", self.at)
        least, comma, most = self.text[self.at + 1 : end].partition(",") if end > 0 else ("", "", "")
        if not least.isdecimal() or not (most.isdecimal() or not most) or not (least + most).isascii():
            raise NotPortable("{ that is no count", "write \\{", "ECMAScript")
        self.at = end
        if max(int(least), int(most or 0)) > _COUNT:
            raise NotPortable(f"a count above {_COUNT}", "say it by minLength and maxLength", "RE2")
        return int(least), (int(most) if most else None) if comma else int(least)

    def escape(self, *, outside: bool) -> Ranges | Anchor:
        letter = self.take()
        if not letter:
            raise NotPortable("a backslash at the end", "write \\\\ for a backslash")
        if letter == "-" and outside:
            raise NotPortable("the escape \\- outside a class", "write -", "ECMAScript")
        if letter in _PUNCTUATION:
            return _single(ord(letter))
        if letter in _CONTROLS:
            return _single(_CONTROLS[letter])
        if letter in _HEX:
            digits = self.text[self.at : self.at + _HEX[letter]]
            self.at += _HEX[letter]
            if re.fullmatch(r"[0-9a-fA-F]{2,4}", digits) is None:
                raise NotPortable(f"the escape \\{letter} without {_HEX[letter]} digits")
            return _single(int(digits, 16))
        if letter in {"b", "B"} and outside:
            return Anchor("\\" + letter)
        classes = {"d": _DIGIT, "w": _WORD, "s": _SPACE}
        if (ranges := classes.get(letter.lower())) is not None:
            # Engines differ above ASCII: counted as both inside and outside.
            above = ((128, LAST),)
            return (*ranges, *above) if letter.islower() else complement(ranges)
        if letter.isdecimal() and letter != "0":
            raise NotPortable(f"a back-reference (\\{letter})", "write out what is to be repeated", "RE2")
        hint, engines = _ESCAPES.get(letter, ("write the characters themselves", ""))
        raise NotPortable(f"the escape \\{letter}", hint, engines)

    def one_of(self) -> Tree:
        negated = self.more() == "^"
        if negated:
            self.take()
        if self.more() == "]":
            raise NotPortable("] right after [", "write \\]")
        ranges: list[tuple[int, int]] = []
        while self.more() not in {"", "]"}:
            start = self.member()
            if self.more() == "-" and self.text[self.at + 1 : self.at + 2] not in {"", "]"}:
                self.take()
                end = self.member()
                ranges.append((start[0][0], end[-1][1]))
            else:
                ranges += start
        self.take()
        return Chars(complement(tuple(ranges)) if negated else tuple(ranges))

    def member(self) -> Ranges:
        character = self.take()
        if character == "\\":
            escaped = self.escape(outside=False)
            return escaped if isinstance(escaped, tuple) else ()
        if character == "[" or (character in "&~|-" and self.more() == character):
            raise NotPortable(f"{character} in a class", f"write \\{character}" if character in "[|-" else "")
        return _single(ord(character))


# What to write in place of an escape, and which engines refuse it.
_ESCAPES = {
    "A": ("write ^ for the start", "ECMAScript"),
    "Z": ("write $ for the end", "ECMAScript and RE2"),
    "z": ("write $ for the end", "ECMAScript and Python"),
    "p": ("write the ranges of characters in a class, such as [A-Za-z]", "Python"),
    "P": ("write the ranges of characters in a class, such as [^A-Za-z]", "Python"),
}


def read(pattern: str) -> tuple[Tree, str]:
    """Read a pattern into its tree, and into what Python is given so that `$` means the very end."""
    reader = _Reader(pattern)
    tree = reader.choice()
    text = pattern
    for at in reversed(reader.ends):
        text = text[:at] + r"\Z" + text[at + 1 :]
    return tree, text


def complement(ranges: Ranges) -> Ranges:
    """Give all characters but these."""
    found: list[tuple[int, int]] = []
    start = 0
    for low, high in sorted(ranges):
        if low > start:
            found.append((start, low - 1))
        start = max(start, high + 1)
    if start <= LAST:
        found.append((start, LAST))
    return tuple(found)


def _single(code: int) -> Ranges:
    return ((code, code),)


def _instead(what: str) -> str:
    if "group" in what:
        return "write (?: ... ) instead"
    return "leave it out, or say it as a rule of its own: an enum, a length, a second field"
