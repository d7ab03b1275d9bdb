"""Refuse a pattern unless matching it surely takes linear time for every text.

Each character or class of a pattern is a position, and each position has those that may follow it. A backtracking
engine is linear if the next character decides whether a loop goes on, or else if no other loop comes after it, and if
there are few ways through what is outside of loops. Some patterns are refused that would be fast.
"""

import re
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

_MOST_POSITIONS = 200
_MOST_WAYS = 100
_MANY_WAYS = "its optional parts can take the same text in many ways", "count once, such as a{0,9}"
_REPEAT = re.compile(r"(?:[*+?]|\{(?P<least>[0-9]+)(?P<comma>,?)(?P<most>[0-9]*)\})\??")


class TooSlow(Exception):
    """Matching may take more than linear time."""

    def __init__(self, why: str, hint: str) -> None:
        super().__init__(why)
        self.why, self.hint = why, hint


def check_cost(tokens: Sequence[str]) -> None:
    """Check the tokens of a pattern that compiles.

    Raises:
        TooSlow: some text may make it slow.
    """
    reader = _Reader(tokens)
    start = reader.position(r"[\s\S]")
    pattern = reader.choice()
    if not pattern.is_anchored:
        # A search tries every start, as if the pattern began with a loop over anything.
        reader.link(start, start)
    reader.link(start, pattern)
    _check_ways(reader.follow, _characters(reader.classes))


class _Part(NamedTuple):
    """The positions that a part of a pattern begins and ends with."""

    first: list[int]
    last: list[int]
    may_be_empty: bool
    is_anchored: bool = False


class _Reader:
    """Reads the tokens of a pattern: the class of each position, and its followers."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._tokens = [*tokens, ""]
        self._at = 0
        self.classes: list[str] = []
        self.follow: list[list[int]] = []

    def position(self, token: str) -> _Part:
        if len(self.classes) >= _MOST_POSITIONS:
            raise TooSlow("it is too long to be judged", "say it by an enum or by lengths")
        self.classes.append(token)
        self.follow.append([])
        return _Part([len(self.classes) - 1], [len(self.classes) - 1], may_be_empty=False)

    def link(self, part: _Part, following: _Part) -> None:
        for position in part.last:
            self.follow[position] += following.first

    def choice(self) -> _Part:
        options = [self._sequence()]
        while self._tokens[self._at] == "|":
            self._at += 1
            options.append(self._sequence())
        return _Part(
            [position for option in options for position in option.first],
            [position for option in options for position in option.last],
            any(option.may_be_empty for option in options),
            all(option.is_anchored for option in options),
        )

    def _sequence(self) -> _Part:
        whole = _Part([], [], may_be_empty=True)
        while self._tokens[self._at] not in ("", "|", ")"):
            part = self._repeated()
            self.link(whole, part)
            whole = _Part(
                whole.first + (part.first if whole.may_be_empty else []),
                part.last + (whole.last if part.may_be_empty else []),
                whole.may_be_empty and part.may_be_empty,
                whole.is_anchored or (not whole.first and part.is_anchored),
            )
        return whole

    def _repeated(self) -> _Part:
        part = self._atom()
        token = self._tokens[self._at]
        repeat = _REPEAT.fullmatch(token)
        if repeat is None:
            return part
        self._at += 1
        most = repeat["most"] if repeat["comma"] else repeat["least"]
        # Only a character of its own is surely taken in one way, however often; what is unsure counts as a loop.
        is_character = part.first == part.last and not part.may_be_empty and not self.follow[part.first[0]]
        is_loop = most != "1" and token[0] != "?" and not (is_character and token[0] == "{" and not repeat["comma"])
        if is_loop:
            if part.may_be_empty:  # engines count rounds that take nothing in ways of their own
                raise TooSlow("a repeat goes over something that may be empty", "let each round take a character")
            self.link(part, part)
        if token[0] in "*?" or (repeat["least"] and int(repeat["least"]) == 0):
            return part._replace(may_be_empty=True, is_anchored=False)
        return part

    def _atom(self) -> _Part:
        token = self._tokens[self._at]
        self._at += 1
        if token in ("(", "(?:"):
            part = self.choice()
            self._at += 1
            return part
        if token in ("^", "$", r"\b", r"\B"):
            return _Part([], [], may_be_empty=True, is_anchored=token.startswith("^"))
        return self.position(token)


def _characters(classes: Sequence[str]) -> list[set[str]]:
    """The characters of each class, out of a sample that has one wherever two classes overlap."""
    codes = set(range(256)) | {ord("٣"), 0x2003}  # what Unicode calls a digit and a blank
    for token in classes:
        codes |= {*map(ord, token), *(int(digits, 16) for digits in re.findall(r"\\u([0-9a-fA-F]{4})", token))}
    sample = "".join(map(chr, sorted(codes | {code + 1 for code in codes} - {0x110000})))
    # Engines differ in what \d, \w and \s are above ASCII: there each counts as both.
    matched = {token: {*re.findall(token, sample), *re.findall(token, sample, re.ASCII)} for token in set(classes)}
    return [matched[token] for token in classes]


def _check_ways(follow: Sequence[list[int]], characters: Sequence[set[str]]) -> None:
    """Check each two followers that share a character: in a loop, one of them must leave it for good."""
    reach = [_reachable(follow, position) for position in range(len(follow))]
    loops = {position for position, reached in enumerate(reach) if position in reached}
    ways = 1
    for position, targets in enumerate(follow):
        if len(targets) > 2 * _MOST_POSITIONS:
            raise TooSlow(*_MANY_WAYS)
        pairs = [pair for pair in combinations(targets, 2) if characters[pair[0]] & characters[pair[1]]]
        for pair in pairs if position in loops else ():
            leaving = [target for target in pair if position not in reach[target]]
            if not leaving and pair[0] == pair[1]:
                raise TooSlow("a repeat inside a repeat takes the same text", "repeat once, such as a+ for (a+)+")
            if not leaving:
                hint = "let no two branches begin with the same character"
                raise TooSlow("a repeat takes the same text in two ways", hint)
            if len(leaving) == 1 and any(
                _leads_into(
                    leaving[0], [one for one in loops if one in reach[loop] and loop in reach[one]], follow, characters
                )
                for loop in loops & {*leaving, *reach[leaving[0]]}
            ):
                raise TooSlow(*_reason(position))
        ways *= 1 + max((sum(1 for pair in pairs if target == pair[0]) for target in targets), default=0)
    if ways > _MOST_WAYS:
        raise TooSlow(*_MANY_WAYS)


def _reason(position: int) -> tuple[str, str]:
    if position == 0:
        return "it can start anywhere, and a repeat then reads to the end from each start", "begin it with ^"
    hint = "put a character between them that the first doesn't take"
    return "two repeats can share the same text between them in many ways", hint


def _leads_into(start: int, loop: Sequence[int], follow: Sequence[list[int]], characters: Sequence[set[str]]) -> bool:
    """Whether a way from here into a loop takes nothing but characters of that loop."""
    taken = set[str]().union(*(characters[position] for position in loop))
    inside = [[to for to in targets if characters[to] & taken] for targets in follow]
    return bool(characters[start] & taken and {start, *_reachable(inside, start)} & {*loop})


def _reachable(follow: Sequence[list[int]], start: int) -> set[int]:
    reached: set[int] = set()
    waiting = list(follow[start])
    while waiting:
        position = waiting.pop()
        if position not in reached:
            reached.add(position)
            waiting += follow[position]
    return reached
