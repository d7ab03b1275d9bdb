"""Stage load: what YAML has and a spec must not have: anchors, aliases, tags, and characters that escapes bring in."""

from collections.abc import Iterator, Sequence

from yaml.events import AliasEvent, CollectionStartEvent, NodeEvent, ScalarEvent

from clientsmith.characters import ESCAPABLE, escaped
from clientsmith.diagnostics import Problem, shown
from clientsmith.yaml_events import place_of


def refused_features(event: NodeEvent, file: str, lines: Sequence[str]) -> Iterator[Problem]:
    """Report the features that one node uses; the node is read all the same."""
    if isinstance(event, AliasEvent):
        place = place_of(file, lines, event)
        yield Problem(place, "alias", f"*{event.anchor} is an alias", "write the value out")
    elif event.anchor is not None:
        place = place_of(file, lines, event)
        yield Problem(place, "alias", f"&{event.anchor} is an anchor", "remove it; write the value out")
    if isinstance(event, CollectionStartEvent | ScalarEvent) and event.tag is not None:
        place, message = place_of(file, lines, event), f"the tag {shown(event.tag)} is not allowed"
        yield Problem(place, "explicit-tag", message, "remove it; quote a value to make it a string")
    if isinstance(event, ScalarEvent) and event.style == '"' and ESCAPABLE.search(event.value):
        place = place_of(file, lines, event)
        yield from escaped(event.value, place, lines[place.line - 1])
