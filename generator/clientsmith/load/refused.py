"""What YAML has and a spec must not have: anchors, aliases, tags, and characters that escapes bring in."""

from collections.abc import Iterable, Sequence

from yaml.events import AliasEvent, NodeEvent, ScalarEvent

from clientsmith.diagnostics import Problem, shown
from clientsmith.load.characters import ESCAPABLE, escaped
from clientsmith.load.events import place_of


def refused_features(file: str, lines: Sequence[str], event: NodeEvent) -> Iterable[Problem]:
    """Report the refused YAML features that a node uses; the node itself is still read."""
    tag: str | None = getattr(event, "tag", None)  # an alias has none
    escapes = isinstance(event, ScalarEvent) and event.style == '"' and ESCAPABLE.search(event.value)
    if event.anchor is None and tag is None and not escapes:
        return ()  # nearly every node
    place = place_of(file, lines, event)
    problems: list[Problem] = []
    if isinstance(event, AliasEvent):
        problems.append(Problem(place, "alias", f"*{event.anchor} is an alias", "write the value out"))
    elif event.anchor is not None:
        hint = "remove it; write the value out"
        problems.append(Problem(place, "alias", f"&{event.anchor} is an anchor", hint))
    if tag is not None:
        message, hint = f"the tag {shown(tag)} is not allowed", "remove it; quote a value to make it a string"
        problems.append(Problem(place, "explicit-tag", message, hint))
    if isinstance(event, ScalarEvent) and escapes:
        problems += escaped(event.value, place, lines[place.line - 1])
    return problems
