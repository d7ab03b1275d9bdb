"""Limits of the sides of images that are given leave some, and name another image."""

from collections.abc import Iterator

from clientsmith.diagnostics import shown
from clientsmith.lint.size_limits import crossed_sizes, some_size
from clientsmith.lint.spec import Node, Spec
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import Json, mapping

CODES = ("limits-crossed", "no-legal-size", "bad-partner")
_DEPTH = 5
"""Steps that lead to a field of a body."""


def check(spec: Spec) -> Iterator[Finding]:
    """Find limits of images that no image keeps, and partners that have no sides."""
    for node in spec.fields:
        words, at = mapping(node.data.get("media")), (*node.pointer, "media")
        crossed = list(crossed_sizes(words, at))
        yield from crossed
        if not crossed and not some_size([words]):
            message = "no width and height satisfy all of these limits"
            yield Finding(at, "no-legal-size", message, "correct one of them")
        if "sameSizeAs" in words:
            yield from _partner(spec, node, words)


def _partner(spec: Spec, node: Node, words: Json) -> Iterator[Finding]:
    at, name = (*node.pointer, "media", "sameSizeAs"), words["sameSizeAs"]
    if node.pointer[_DEPTH:] not in ((), ("items",)):
        message = "images inside of objects aren't compared with others"
        yield Finding(at, "bad-partner", message, "remove it, or make the image a field of its own with a pointer")
        return
    partner = spec.operations[str(node.pointer[1])].body.get(name)
    if name == node.pointer[_DEPTH - 1]:
        yield Finding(at, "bad-partner", f"{shown(name)} is the field itself", "name another field that takes images")
    elif partner is not None and "media" not in partner.data and "media" not in mapping(partner.data.get("items")):
        message = f"{shown(name)} takes no images"
        yield Finding(at, "bad-partner", message, "name another field that takes images")
