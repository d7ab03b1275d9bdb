"""The errors that a provider answers with, in its own words and shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from clientsmith.language.model import ErrorRow, Provider
from clientsmith.oracle.errors import error_body
from clientsmith.oracle.pointers import put
from clientsmith.oracle.streams import Event

STATUS = {
    "badRequest": 400,
    "authentication": 401,
    "paymentRequired": 402,
    "permissionDenied": 403,
    "notFound": 404,
    "contentRejected": 400,
    "rateLimit": 429,
    "server": 500,
}
"""The status of a class of errors where no row of the provider's table has one."""

RETRY_AFTER = 1
"""Seconds to wait that the body of a refused request names, where the provider's does."""


class Events(NamedTuple):
    """The body of an event stream, in whose data pictures may stand for their base64."""

    events: Sequence[Event]


@dataclass
class Reply:
    """An answer: `body` is JSON, in which pictures may stand for their base64, or bytes, or Events.

    Attributes:
        shows: names of the images in it.
        task: id of the task that it is about.
        refused: whether the request was turned away, so that nothing is made and nothing is charged.
    """

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict[str, str])
    shows: list[str] = field(default_factory=list[str])
    task: str = ""
    refused: bool = False

    @property
    def is_object(self) -> bool:
        """Whether the body is a JSON object."""
        return isinstance(self.body, dict)


def error(provider: Provider, kind: str, message: str, words: tuple[str, ...] = (), status: int | None = None) -> Reply:
    """The documented error of a class, under another status if one is given.

    Of several rows it is the first that has one of the words, in their order.
    """
    row = _row(provider, kind, words)
    told = row.status if row is not None else None
    if isinstance(told, str):
        told = int(told[0]) * 100
    final = status or told or STATUS[kind]
    # What a fault of the server has made nobody knows, unless it has a name of its own; what it refuses it hasn't made.
    named = row is not None and bool(row.code) and final not in (408, 504)
    refused = kind != "server" or final == 503 or named
    made = body(provider, row, message)
    for pointer in provider.envelope.retry_after[:1] if kind == "rateLimit" else ():
        made = put(made, pointer, RETRY_AFTER)
    return Reply(final, made, _headers(provider, kind, row), refused=refused)


def _headers(provider: Provider, kind: str, row: ErrorRow | None) -> dict[str, str]:
    """The header that says whether the same request may succeed later, where the provider has one."""
    told = row.retryable if row is not None else None
    again = kind in ("rateLimit", "server") if told is None else told
    name = provider.envelope.retryable_header
    return {name: "true" if again else "false"} if name else {}


def documented(provider: Provider, code: str, message: str) -> Reply:
    """The error of a code, which a row of the table has."""
    row = next((row for row in provider.errors if row.code == code), None)
    status = row.status if row is not None and isinstance(row.status, int) else 500
    made = body(provider, row, message)
    return Reply(status, made if row is not None else put(made, (provider.envelope.code or ("/code",))[0], code))


def body(provider: Provider, row: ErrorRow | None, message: str) -> dict[str, Any]:
    """A body of an error: the documented example of its row with the message, else what the envelope names."""
    envelope = provider.envelope
    documented: Any = {}
    for example in envelope.error_body.examples if envelope.error_body is not None else ():
        if row is not None and example.status == row.status:
            documented = example.body
            break
    code = _code(row) if row is not None and row.code else None
    kind = row.type if row is not None else ""
    made: dict[str, Any] = error_body(provider, code=code, kind=kind, message=message, body=documented)
    if envelope.success:
        found = "0" if "0" not in map(str, envelope.expected) else "1"
        made = put(made, envelope.success, type(envelope.expected[0])(found)) if _apart(provider) else made
    return made


def _apart(provider: Provider) -> bool:
    """Whether the value that tells success isn't the code of the error."""
    envelope = provider.envelope
    return envelope.success not in envelope.code and not envelope.failure


def _code(row: ErrorRow) -> str | int:
    return int(row.code) if row.code.isdecimal() and row.code == str(row.status) else row.code


def _row(provider: Provider, kind: str, words: tuple[str, ...]) -> ErrorRow | None:
    rows = [row for row in provider.errors if row.kind == kind]
    for word in words:
        for row in rows:
            if word in f"{row.code} {row.type} {row.description}".lower():
                return row
    # A status outside of the errors is where a page shows one under success.
    return next((row for row in rows if row.status is not None), rows[0] if rows else None)
