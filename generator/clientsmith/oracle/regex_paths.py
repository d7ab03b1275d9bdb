"""Stage rules: count in how many ways a pattern can have read a text so far, at worst over all texts."""

from collections.abc import Mapping, Sequence

MANY = 100  # ways; each costs its share of the time for every character
_STEPS = 50_000

Counts = Mapping[int, int]


def most_paths(first: Counts, follow: Sequence[Counts], masks: Sequence[int]) -> int | None:
    """Give the largest number of ways, or one above MANY; None if that takes too long to find out.

    `first` and `follow` lead to positions with the number of ways; `masks` has each one's characters as bits.
    """
    every = 0
    for mask in masks:
        every |= mask
    bits = [1 << bit for bit in range(every.bit_length())]
    seen: set[frozenset[tuple[int, int]]] = set()
    waiting: list[Counts] = [first]
    most, steps = 0, 0
    while waiting:
        reached = waiting.pop()
        for bit in bits:
            now: dict[int, int] = {}
            for at, ways in reached.items():
                steps += 1
                if masks[at] & bit:
                    now[at] = ways
            most = max(most, sum(now.values()))
            if most > MANY:
                return most
            after: dict[int, int] = {}
            for at, ways in now.items():
                for to, more in follow[at].items():
                    steps += 1
                    after[to] = after.get(to, 0) + ways * more
            if steps > _STEPS:
                return None
            key = frozenset(after.items())
            if after and key not in seen:
                seen.add(key)
                waiting.append(after)
    return most
