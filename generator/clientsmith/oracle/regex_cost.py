"""Prove that matching a pattern takes time in proportion to the text, whatever the text is.

The positions of the pattern form an automaton. Backtracking is linear unless on some text a loop can be left
for another loop that takes the same text (then the cut between them can stand anywhere), or a loop can be
followed in two ways (then each round doubles the work).
"""

import re
import warnings
from dataclasses import dataclass, field
from functools import lru_cache

from clientsmith.oracle.regex import LAST, Anchor, Chars, Choice, NotPortable, Ranges, Repeat, Tree, read
from clientsmith.oracle.regex_paths import MANY, most_paths

_COPIES = 16  # a fixed count up to this is written out, a larger one taken for a loop
_POSITIONS = 400
_STEPS = 100_000

Counts = dict[int, int]  # position to the number of ways that lead there


class TooSlow(Exception):
    """Matching may take more than time in proportion to the text."""

    def __init__(self, why: str, hint: str) -> None:
        super().__init__(why)
        self.why, self.hint = why, hint


@dataclass(frozen=True, slots=True)
class _Part:
    first: Counts
    last: Counts
    empty: int  # ways to match nothing


@dataclass(slots=True)
class _Automaton:
    classes: list[Ranges] = field(default_factory=list[Ranges])
    follow: list[Counts] = field(default_factory=list[Counts])

    def add(self, ranges: Ranges) -> _Part:
        if len(self.classes) >= _POSITIONS:
            raise TooSlow("it is too long to be judged", "say it by an enum or by lengths")
        self.classes.append(ranges)
        self.follow.append({})
        at = len(self.classes) - 1
        return _Part({at: 1}, {at: 1}, 0)

    def build(self, tree: Tree) -> _Part:
        if isinstance(tree, Chars):
            return self.add(tree.ranges)
        if isinstance(tree, Anchor):
            return _Part({}, {}, 1)
        if isinstance(tree, Choice):
            found = _Part({}, {}, 0)
            for one in tree.parts:
                part = self.build(one)
                found = _Part(
                    _sum(found.first, part.first),
                    _sum(found.last, part.last),
                    min(MANY, found.empty + part.empty),
                )
            return found
        if isinstance(tree, Repeat):
            return self.repeat(tree)
        whole = _Part({}, {}, 1)
        for one in tree.parts:
            whole = self.join(whole, self.build(one))
        return whole

    def repeat(self, tree: Repeat) -> _Part:
        if tree.most == tree.least <= _COPIES:
            whole = _Part({}, {}, 1)
            for _ in range(tree.least):
                whole = self.join(whole, self.build(tree.part))
            return whole
        part = self.build(tree.part)
        if tree.most != 1:
            if part.empty:  # engines count rounds that take nothing in ways of their own
                raise TooSlow("a repeat goes over something that may be empty", "let each round take a character")
            self.link(part.last, part.first)
        return _Part(part.first, part.last, min(MANY, part.empty + (tree.least == 0)))

    def join(self, left: _Part, right: _Part) -> _Part:
        self.link(left.last, right.first)
        return _Part(
            _sum(left.first, right.first, left.empty),
            _sum(right.last, left.last, right.empty),
            min(MANY, left.empty * right.empty),
        )

    def link(self, sources: Counts, targets: Counts) -> None:
        for source, ways in sources.items():
            self.follow[source] = _sum(self.follow[source], targets, ways)


def _sum(one: Counts, other: Counts, times: int = 1) -> Counts:
    found = dict(one)
    for at, ways in other.items() if times else ():
        found[at] = min(MANY, found.get(at, 0) + ways * times)
    return found


def check_tree(tree: Tree) -> None:
    """Raise TooSlow for a pattern that some text makes slow."""
    automaton = _Automaton()
    part = automaton.build(tree)
    first = part.first
    if not _anchored(tree):
        # A search tries every start, as if the pattern began with a loop over anything.
        anything = automaton.add(((0, LAST),))
        automaton.link(anything.last, anything.first)
        automaton.link(anything.last, part.first)
        first = _sum(first, anything.first)
    reach = _reachable(automaton.follow)
    loops = [at for at, targets in enumerate(reach) if at in targets]
    for at in loops:
        for to, ways in automaton.follow[at].items():
            if ways > 1 and at in reach[to]:
                raise TooSlow("a repeat inside a repeat takes the same text", "repeat once, such as a+ for (a+)+")
    masks = _masks(automaton.classes)
    budget = [_STEPS]
    for one in loops:
        for other in loops:
            if (
                one != other
                and other in reach[one]
                and _same_text(one, other, automaton, reach=reach, masks=masks, budget=budget)
            ):
                raise TooSlow(*_reason(one, other, automaton, reach, anchored=_anchored(tree)))

    paths = most_paths(first, automaton.follow, masks)
    if paths is None or paths > MANY:
        raise TooSlow("its optional parts can take the same text in many ways", "count once, such as a{0,9}")


def _reason(one: int, other: int, automaton: _Automaton, reach: list[set[int]], *, anchored: bool) -> tuple[str, str]:
    if not anchored and one == len(automaton.classes) - 1:
        return "it can start anywhere, and a repeat then reads to the end from each start", "begin it with ^"
    if one in reach[other]:
        return "a repeat takes the same text in two ways", "let no two branches begin with the same character"
    return (
        "two repeats can share the same text between them in many ways",
        "put a character between them that the first doesn't take",
    )


def _anchored(tree: Tree) -> bool:
    if isinstance(tree, Choice):
        return all(_anchored(one) for one in tree.parts)
    if isinstance(tree, Anchor):
        return tree.word == "^"
    if isinstance(tree, Chars | Repeat):
        return False
    return bool(tree.parts) and _anchored(tree.parts[0])


def _reachable(follow: list[Counts]) -> list[set[int]]:
    found: list[set[int]] = []
    for start in range(len(follow)):
        seen: set[int] = set()
        waiting = list(follow[start])
        while waiting:
            at = waiting.pop()
            if at not in seen:
                seen.add(at)
                waiting += follow[at]
        found.append(seen)
    return found


def _masks(classes: list[Ranges]) -> list[int]:
    """Number the stretches of code points that no class divides, and give each class as bits."""
    edges = sorted({edge for ranges in classes for low, high in ranges for edge in (low, high + 1)})
    numbers = {edge: number for number, edge in enumerate(edges)}
    return [
        sum({1 << bit for low, high in ranges for bit in range(numbers[low], numbers[high + 1])}) for ranges in classes
    ]


def _same_text(
    one: int,
    other: int,
    automaton: _Automaton,
    *,
    reach: list[set[int]],
    masks: list[int],
    budget: list[int],
) -> bool:
    """Tell whether some text leads from one loop to itself and to the other, and from that to itself."""
    seen = {(one, one, other)}
    waiting = [(one, one, other)]
    while waiting:
        a, b, c = waiting.pop()
        for to_a in automaton.follow[a]:
            if one != to_a and one not in reach[to_a]:
                continue
            for to_b in automaton.follow[b]:
                common = masks[to_a] & masks[to_b]
                if not common or (to_b != other and other not in reach[to_b]):
                    continue
                for to_c in automaton.follow[c]:
                    budget[0] -= 1
                    if budget[0] < 0:
                        raise TooSlow("it is too complicated to be judged", "say it by an enum or by lengths")
                    state = (to_a, to_b, to_c)
                    if not common & masks[to_c] or state in seen:
                        continue
                    if state == (one, other, other):
                        return True
                    seen.add(state)
                    waiting.append(state)
    return False


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> re.Pattern[str] | None:
    """Compile a pattern for matching; None for one that is refused, which must not be tried."""
    try:
        compile_only(pattern)
        tree, text = read(pattern)
        check_tree(tree)
        return re.compile(text, re.ASCII)
    except (re.error, NotPortable, TooSlow, RecursionError, OverflowError):
        return None


def compile_only(pattern: str) -> None:
    """Raise re.error for a pattern that Python can't compile."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        re.compile(pattern)
