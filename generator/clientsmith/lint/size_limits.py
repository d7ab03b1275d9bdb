"""Some size satisfies all limits of sizes."""

from collections.abc import Iterator, Sequence
from itertools import islice, product
from math import gcd

from clientsmith.lint.limits_crossed import crossed
from clientsmith.lint.spec import Spec
from clientsmith.load import Pointer
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import Json, mapping, sequence

CODES = ("no-legal-size", "limits-crossed")

_LARGEST = 65_536  # pixels of a side that are tried
_MOST_WAYS = 64  # combinations of alternatives that are tried


def check(spec: Spec) -> Iterator[Finding]:
    """Find limits of sizes that cross, or that together leave no size."""
    for _, size, pointer in spec.each("size"):
        entries = [mapping(limit) for limit in sequence(size.get("limits"))]
        always = [limit for limit in entries if "when" not in limit]
        for index, entry in enumerate(entries):
            at = (*pointer, "limits", index)
            crossed = list(crossed_sizes(entry, at))
            yield from crossed
            for number, one in enumerate(sequence(entry.get("anyOf"))):
                alone = list(crossed_sizes(mapping(one), (*at, "anyOf", number)))
                crossed += alone
                yield from alone
            together = [*always, entry] if "when" in entry else [entry]
            if not crossed and not some_size(together):
                message = "no width and height satisfy all of these limits"
                yield Finding(at, "no-legal-size", message, "correct one of them, or split them by when")
        if len(always) > 1 and all(some_size([limit]) for limit in always) and not some_size(always):
            message = "no width and height satisfy all entries of limits"
            yield Finding((*pointer, "limits"), "no-legal-size", message, "give each entry its own when")


def crossed_sizes(entry: Json, at: Pointer) -> Iterator[Finding]:
    for word in ("side", "width", "height", "pixels"):
        yield from crossed(mapping(entry.get(word)), (*at, word), whole=True)
    ratio = mapping(entry.get("ratio"))
    if len(ratio) == 2:
        low, high = _pair(ratio["minimum"]), _pair(ratio["maximum"])
        if low[0] * high[1] > high[0] * low[1]:
            message = f"minimum {ratio['minimum']} is wider than maximum {ratio['maximum']}"
            yield Finding((*at, "ratio", "maximum"), "limits-crossed", message, "swap them, or correct one")


def _pair(ratio: str) -> tuple[int, int]:
    width, _, height = ratio.partition(":")
    return int(width), int(height)


def some_size(entries: Sequence[Json]) -> bool:
    """Try every width: the heights that go with it are one stretch of multiples."""
    alternatives = [[mapping(one) for one in sequence(entry.get("anyOf"))] or [{}] for entry in entries]
    ways = [*islice(product(*alternatives), _MOST_WAYS)]
    return len(ways) == _MOST_WAYS or any(_some_size_without_alternatives([*entries, *chosen]) for chosen in ways)


def _some_size_without_alternatives(entries: Sequence[Json]) -> bool:
    low, high, step = _side(entries, "width")
    start = -(-max(low, 1) // step) * step
    if start > _LARGEST:
        return True  # nothing that can be judged by trying
    return any(_some_height(entries, width) for width in range(start, min(high, _LARGEST) + 1, step))


def _some_height(entries: Sequence[Json], width: int) -> bool:
    low, high, step = _side(entries, "height")
    for entry in entries:
        pixels, ratio = mapping(entry.get("pixels")), mapping(entry.get("ratio"))
        low = max(low, -(-pixels.get("minimum", 1) // width))
        high = min(high, pixels.get("maximum", high * width) // width)
        if "minimum" in ratio:
            left, right = _pair(ratio["minimum"])
            high = min(high, width * right // left)
        if "maximum" in ratio:
            left, right = _pair(ratio["maximum"])
            low = max(low, -(-width * right // left))
        whole = pixels.get("multipleOf", 1)
        step = _common(step, whole // gcd(whole, width))
    return -(-low // step) * step <= high


def _side(entries: Sequence[Json], name: str) -> tuple[int, int, int]:
    low, high, step = 1, _LARGEST * _LARGEST, 1
    for entry in entries:
        for word in ("side", name):
            bounds = mapping(entry.get(word))
            low, high = max(low, bounds.get("minimum", 1)), min(high, bounds.get("maximum", high))
            step = _common(step, bounds.get("multipleOf", 1))
    return low, high, step


def _common(left: int, right: int) -> int:
    return left * right // gcd(left, right)
