"""Whether matching a pattern takes linear time for every text.

Each character or class of a pattern is a position, and each position has those that may follow it, once for each way.
A backtracking engine is linear if no text can be repeated both in a loop and on the way from it to another loop, where
the change between them could stand anywhere, and if there are few ways through the rest.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import NamedTuple

_COPIES = 16  # a fixed count up to this is written out, a larger one taken for a loop
_MOST_POSITIONS = 200
_MOST_WAYS = 100
_MOST_STEPS = 100_000
_USUAL = "".join(
    sorted(map(chr, range(0x20, 0x250)), key=lambda one: (not one.isascii(), not one.isalnum(), one == " "))
)
_MANY_WAYS = "its optional parts can take the same text in many ways", "count once, such as a{0,9}"
_TOO_LONG = "it is too long to be judged", "say it by an enum or by lengths"


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
    positions = _Positions(tokens)
    start = positions.add(r"[\s\S]")
    pattern = positions.choice()
    if not pattern.is_anchored:
        # A search tries every start, as if the pattern began with a loop over anything.
        positions.link(start.last, start.first)
    positions.link(start.last, pattern.first)
    _check_ways(positions.follow, _characters(positions.classes))


def short_text(tokens: Sequence[str]) -> str:
    """Return a text as short as the tokens of a pattern allow, of usual characters where a class has any.

    Raises:
        TooSlow: the pattern is too long.
    """
    positions = _Positions(tokens, is_least=True)
    pattern = positions.choice()
    ways = [] if pattern.empty else [[at] for at in dict.fromkeys(pattern.first)]
    seen = set(pattern.first)
    for way in ways:
        if way[-1] in pattern.last:
            return "".join(_usual(positions.classes[at]) for at in way)
        ways += [[*way, to] for to in dict.fromkeys(positions.follow[way[-1]]) if to not in seen]
        seen.update(positions.follow[way[-1]])
    return ""


def _usual(token: str) -> str:
    return next((one for one in _USUAL if re.fullmatch(token, one, re.ASCII | re.DOTALL)), "")


class _Part(NamedTuple):
    """The positions that a part of a pattern begins and ends with, and in how many ways it may be empty."""

    first: list[int]
    last: list[int]
    empty: int
    is_anchored: bool = False


class _Positions:
    """Reads the tokens of a pattern: the class of each position, and its followers.

    With `is_least` a repeat is what it is at least, written out.
    """

    def __init__(self, tokens: Sequence[str], *, is_least: bool = False) -> None:
        self._is_least = is_least
        self._tokens = [*tokens, ""]
        self._at = 0
        self.classes: list[str] = []
        self.follow: list[list[int]] = []

    def add(self, token: str) -> _Part:
        if len(self.classes) >= _MOST_POSITIONS:
            raise TooSlow(*_TOO_LONG)
        self.classes.append(token)
        self.follow.append([])
        return _Part([len(self.classes) - 1], [len(self.classes) - 1], 0)

    def link(self, sources: list[int], targets: list[int]) -> None:
        for source in sources:
            self.follow[source] += targets

    def choice(self) -> _Part:
        whole = self._sequence()
        while self._tokens[self._at] == "|":
            self._at += 1
            part = self._sequence()
            whole = _Part(
                whole.first + part.first,
                whole.last + part.last,
                whole.empty + part.empty,
                whole.is_anchored and part.is_anchored,
            )
        return whole

    def _sequence(self) -> _Part:
        whole = _Part([], [], 1)
        while self._tokens[self._at] not in ("", "|", ")"):
            whole = self._join(whole, self._repeated())
        return whole

    def _join(self, left: _Part, right: _Part) -> _Part:
        if left.empty * right.empty > _COPIES:
            raise TooSlow(*_MANY_WAYS)
        self.link(left.last, right.first)
        return _Part(
            left.first + right.first * left.empty,
            right.last + left.last * right.empty,
            left.empty * right.empty,
            left.is_anchored or (not left.first and right.is_anchored),
        )

    def _repeated(self) -> _Part:
        start = self._at
        whole = part = self._atom()
        least, most = _counts(self._tokens[self._at])
        if (least, most) == (1, 1):
            return part
        end = self._at + 1
        if (self._is_least and least > 0) or (least == most and 0 < least <= _COPIES):
            for _ in range(1, least):
                self._at = start
                whole = self._join(whole, self._atom())
        else:
            if most != 1 and part.empty:  # engines count rounds that take nothing in ways of their own
                raise TooSlow("a repeat goes over something that may be empty", "let each round take a character")
            if most != 1:
                self.link(part.last, part.first)
            whole = part._replace(empty=part.empty + (least == 0), is_anchored=part.is_anchored and least > 0)
        self._at = end
        return whole

    def _atom(self) -> _Part:
        token = self._tokens[self._at]
        self._at += 1
        if token in ("(", "(?:"):
            part = self.choice()
            self._at += 1
            return part
        is_between = token in ("^", "$", r"\b", r"\B")
        return _Part([], [], 1, token.startswith("^")) if is_between else self.add(token)


def _counts(token: str) -> tuple[int, int | None]:
    """How often a repeat goes over what is before it; once if the token is no repeat."""
    if token[:1] in ("*", "+", "?"):
        return {"*": (0, None), "+": (1, None), "?": (0, 1)}[token[0]]
    if token[:1] != "{":
        return 1, 1
    least, comma, most = token.rstrip("?")[1:-1].partition(",")
    return int(least), (int(most) if most else None) if comma else int(least)


def _characters(classes: Sequence[str]) -> list[int]:
    """The characters of each class as bits, out of a sample that has one wherever two classes overlap."""
    codes = set(range(256)) | {ord("٣"), 0x2003}  # what Unicode calls a digit and a blank
    for token in classes:
        codes |= {*map(ord, token), *(int(digits, 16) for digits in re.findall(r"\\u([0-9a-fA-F]{4})", token))}
    sample = "".join(map(chr, sorted(codes | {code + 1 for code in codes} - {0x110000})))
    bits = {character: 1 << number for number, character in enumerate(sample)}
    # Engines differ in what \d, \w and \s are above ASCII: there each counts as both.
    matched = {token: {*re.findall(token, sample), *re.findall(token, sample, re.ASCII)} for token in set(classes)}
    return [sum(bits[character] for character in matched[token]) for token in classes]


def _check_ways(follow: Sequence[list[int]], characters: Sequence[int]) -> None:
    reach = [_reachable(follow, at) for at in range(len(follow))]
    loops = [at for at, targets in enumerate(reach) if at in targets]
    ways = 1
    for at, targets in enumerate(follow):
        if len(targets) > 2 * _MOST_POSITIONS:
            raise TooSlow(*_MANY_WAYS)
        ways *= max((sum(1 for to in targets if characters[to] & characters[start]) for start in targets), default=1)
        if at in loops and any(at in reach[target] and targets.count(target) > 1 for target in targets):
            raise TooSlow("a repeat inside a repeat takes the same text", "repeat once, such as a+ for (a+)+")
    steps = iter(range(_MOST_STEPS))
    for loop, other_loop in permutations(loops, 2):
        if other_loop in reach[loop] and _share_text(loop, other_loop, follow, characters, reach, steps):
            raise TooSlow(*_reason(loop, is_same_loop=loop in reach[other_loop]))
    if ways > _MOST_WAYS:
        raise TooSlow(*_MANY_WAYS)


def _share_text(
    one: int,
    other: int,
    follow: Sequence[list[int]],
    characters: Sequence[int],
    reach: Sequence[set[int]],
    steps: Iterator[int],
) -> bool:
    """Whether some text leads from one loop to itself and to the other, and from that to itself.

    Then the text can be repeated, and the change from one loop to the other can stand anywhere in it.
    """

    def onward(at: int, end: int, allowed: int) -> Iterator[tuple[int, int]]:
        for to in follow[at]:
            if next(steps, None) is None:
                raise TooSlow(*_TOO_LONG)
            if characters[to] & allowed and (to == end or end in reach[to]):
                yield to, characters[to] & allowed

    seen, waiting = {(one, one, other)}, [(one, one, other)]
    while waiting:
        a, b, c = waiting.pop()
        for to_a, characters_a in onward(a, one, -1):
            for to_b, characters_b in onward(b, other, characters_a):
                for to_c, _ in onward(c, other, characters_b):
                    state = to_a, to_b, to_c
                    if state == (one, other, other):
                        return True
                    if state not in seen:
                        seen.add(state)
                        waiting.append(state)
    return False


def _reachable(follow: Sequence[list[int]], start: int) -> set[int]:
    reached: set[int] = set()
    waiting = list(follow[start])
    while waiting:
        at = waiting.pop()
        if at not in reached:
            reached.add(at)
            waiting += follow[at]
    return reached


def _reason(position: int, *, is_same_loop: bool) -> tuple[str, str]:
    if position == 0:
        return "it can start anywhere, and a repeat then reads to the end from each start", "begin it with ^"
    if is_same_loop:
        return "a repeat takes the same text in two ways", "let no two branches begin with the same character"
    hint = "put a character between them that the first doesn't take"
    return "two repeats can share the same text between them in many ways", hint
