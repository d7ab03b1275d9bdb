"""Every field has a place of its own in the body."""

from collections.abc import Iterator

from clientsmith.diagnostics import shown
from clientsmith.lint.finding import Finding, steps
from clientsmith.lint.spec import Node, Spec

CODES = ("bad-body-place", "body-places-clash")


def check(spec: Spec) -> Iterator[Finding]:
    """Find pointers that lead nowhere, and two fields of which one would overwrite the other."""
    for operation in spec.operations.values():
        taken: dict[tuple[str, ...], Node] = {}  # every place on the way, with the first that needs it
        ends: dict[tuple[str, ...], Node] = {}
        for node in operation.body.values():
            place = tuple(steps(node.data["pointer"])) if "pointer" in node.data else (node.name,)
            at = (*node.pointer, "pointer") if "pointer" in node.data else node.pointer
            if "pointer" in node.data and (not place or "*" in place or "" in place):
                message = f"{shown(node.data['pointer'])} is no place for a value in the body"
                yield Finding(at, "bad-body-place", message, "write such as /input/prompt")
                continue
            above = [place[:length] for length in range(1, len(place))]
            first = taken.get(place) or next((ends[one] for one in above if one in ends), None)
            if first is not None:
                message = f"{shown(node.name)} and {shown(first.name)} go to the same place in the body"
                hint = "correct one of the pointers"
                yield Finding(at, "body-places-clash", message, hint, on_key="pointer" not in node.data)
                continue
            ends[place] = node
            for one in (*above, place):
                taken.setdefault(one, node)
