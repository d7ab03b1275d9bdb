"""Reading what came in another form than JSON: a body that is the image itself, or one server-sent event with JSON."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from . import answer
from .answer import Drift, Reply
from .describe import Operation
from .formats import sniff

_MARKS = (b"data:", b"event:", b"id:", b"retry:", b":")
"""How a line of an event stream begins."""
_MOST_EVENTS = 1000
"""A stream with more events isn't one answer; reading millions of tiny ones would take seconds."""


def read(operation: Operation, reply: Reply) -> Reply:
    """The answer itself, or, where its body isn't JSON, what can be made of it; that is told as drift."""
    if not reply.fault or not reply.content or not 200 <= reply.status < 300:
        return reply
    content_type = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    if operation.results is not None:
        kind = sniff(reply.content) or (content_type if content_type.startswith("image/") else None)
        if kind is not None and reply.content.lstrip()[:1] != b"<":
            drift = Drift("", "content-type", f"must be JSON, is an image ({kind})", kind)
            return reply._replace(fault="", image=kind, drift=(drift,))
    start = reply.content.removeprefix(b"\xef\xbb\xbf").lstrip()[:6]
    if content_type == "text/event-stream" or start.startswith(_MARKS):
        events = [event for event in islice(_events(reply), _MOST_EVENTS) if not event.fault]
        # Among several, only the one that was paid for is the answer.
        paid = [event for event in events if _is_paid(operation, event)]
        if len(events) == 1 or len(paid) == 1:
            (event,) = events if len(events) == 1 else paid
            drift = Drift("", "content-type", "must be JSON, is a server-sent event", content_type)
            return reply._replace(body=event.body, fault="", drift=(drift,))
    return reply


def _is_paid(operation: Operation, event: Reply) -> bool:
    return bool(answer.assets(operation, event.body, 0) or answer.task_ids(operation, event.body))


def _events(reply: Reply) -> Iterator[Reply]:
    """The data of each event, read as JSON."""
    headers = {"content-type": "application/json"}
    lines: list[bytes] = []
    for line in [*reply.content.removeprefix(b"\xef\xbb\xbf").splitlines(), b""]:
        name, _, value = line.partition(b":")
        if name.strip() == b"data":
            lines.append(value.removeprefix(b" "))
        elif not line.strip() and lines:
            yield answer.decode(reply.status, headers, b"\n".join(lines))
            lines = []
