"""Uses a body that isn't JSON where it is the image itself, or has JSON in server-sent events."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from . import event_stream
from .answers import DecodedResponse, Drift
from .describe import Operation
from .formats import sniff
from .images import assets
from .reading import decode
from .task_ids import task_ids

_MOST_EVENTS = 1000
"""A stream with more events isn't one answer; reading millions of tiny ones would take seconds."""


def read(operation: Operation, response: DecodedResponse) -> DecodedResponse:
    """The answer; where its body isn't JSON, one with the body's image or event, which counts as drift."""
    if not response.fault or not response.content or not 200 <= response.status < 300:
        return response
    content_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if operation.results is not None:
        kind = sniff(response.content) or (content_type if content_type.startswith("image/") else None)
        if kind is not None and response.content.lstrip()[:1] != b"<":
            drift = Drift("", "content-type", f"must be JSON, is an image ({kind})", kind)
            return response._replace(fault="", image=kind, drift=(drift,))
    if event_stream.is_declared(response.headers) or event_stream.looks_like_one(response.content):
        events = [event for event in islice(_events(response), _MOST_EVENTS) if not event.fault]
        # Among several, only the one that was paid for is the answer.
        paid = [event for event in events if _is_paid(operation, event)]
        if len(events) == 1 or len(paid) == 1:
            (event,) = events if len(events) == 1 else paid
            drift = Drift("", "content-type", "must be JSON, is a server-sent event", content_type)
            return response._replace(body=event.body, fault="", drift=(drift,))
    return response


def _is_paid(operation: Operation, event: DecodedResponse) -> bool:
    return bool(assets(operation, event.body, 0) or task_ids(operation, event.body))


def _events(response: DecodedResponse) -> Iterator[DecodedResponse]:
    """The data of each event, read as JSON."""
    headers = {"content-type": "application/json"}
    parser = event_stream.EventParser()
    for _, data in chain(parser.feed(response.content), parser.finish()):
        yield decode(response.status, headers, data)
