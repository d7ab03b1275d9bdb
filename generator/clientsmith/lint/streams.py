"""A stream belongs to a submit that answers at once, adds fields of its own, and ends with images."""

from collections.abc import Iterator

from clientsmith.diagnostics import shown
from clientsmith.lint.spec import OperationNode, Spec
from clientsmith.load import Pointer
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import Json, mapping
from clientsmith.oracle.pointers import steps

CODES = ("no-stream-here", "set-of-a-field", "stream-without-end", "stream-without-images")


def check(spec: Spec) -> Iterator[Finding]:
    """Find streams of operations that can't have one, and streams that never come to a result."""
    for operation, stream, at in spec.each("stream"):
        lacks = next(_lacks(operation), "")
        if lacks:
            message = f"{operation.id} {lacks}"
            hint = "a stream belongs to a submit with a body, whose results come at once"
            yield Finding(at, "no-stream-here", message, hint, on_key=True)
        places = (steps(str(node.data.get("pointer", ""))) or [name] for name, node in operation.body.items())
        taken = {place[0] for place in places}
        for name in mapping(stream["set"]):
            if name in taken:
                message = f"{shown(name)} is a place of fields that a call may give"
                yield Finding((*at, "set", name), "set-of-a-field", message, "leave it out of properties", on_key=True)
        yield from _events(mapping(stream["events"]), (*at, "events"))


def _lacks(operation: OperationNode) -> Iterator[str]:
    data = operation.data
    if "requestBody" not in data:
        yield "has no requestBody"
    if "task" in data:
        yield "makes a task"
    if "results" not in data:
        yield "has no results"
    if data.get("idempotent", data["method"] in ("GET", "PUT", "DELETE")):
        yield "isn't a submit"


def _events(events: Json, at: Pointer) -> Iterator[Finding]:
    rows = [mapping(one) for one in events.values()]
    if not any(row["state"] == "end" for row in rows):
        yield Finding(
            at, "stream-without-end", "no event has the state end", "say which event is the last", on_key=True
        )
    if not any(row["state"] in ("image", "end") and ("url" in row or "base64" in row) for row in rows):
        hint = "give url or base64 to an event with the state image or end"
        yield Finding(at, "stream-without-images", "no event has an image that is finished", hint, on_key=True)
