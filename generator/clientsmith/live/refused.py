"""An answer that is an error, against the error table of the spec."""

from __future__ import annotations

from collections.abc import Iterator

from clientsmith.language.model import ErrorRow, Provider
from clientsmith.lint.answer_paths import values_at
from clientsmith.live.difference import Difference
from clientsmith.live.outcome import last_fault, unclear
from clientsmith.live.perform import Seen
from clientsmith.oracle.answers import first


def is_refused(seen: Seen) -> bool:
    """Whether the provider answered with an error, to the last poll of a wait too."""
    return any(kind.__name__ == "APIStatusError" for kind in type(last_fault(seen) or seen.error).__mro__)


def refused(provider: Provider, seen: Seen) -> Iterator[Difference]:
    """An error that the table doesn't have, or has with another status; a wrong key that isn't noticed."""
    call, table = seen.call, "/errors" if provider.errors else ""
    names = [kind.__name__ for kind in type(seen.error).__mro__]
    if call.kind == "wrong-key" and "AuthenticationError" not in names and seen.exchanges and not unclear(seen):
        came = names[0] if seen.error is not None else "a success"
        yield Difference(f"{call.operation.id} wrong key", "error", "AuthenticationError", came, table)
    exchange = next((one for one in reversed(seen.exchanges) if one.kind != "image"), None)
    if not is_refused(seen) or exchange is None or exchange.status is None:
        return
    status, body = exchange.status, exchange.json()
    found = [value for pointer in provider.envelope.code for value in values_at(body, pointer)]
    codes = [
        str(value) for value in found if isinstance(value, str | int) and not isinstance(value, bool) and value != ""
    ]
    kind = first(body, provider.envelope.type)
    kind = kind if isinstance(kind, str | int) else None
    rows = provider.errors
    by_code = [row for row in rows if row.code and row.code in codes]
    by_type = [row for row in rows if row.type and row.type == kind and _fits(row, status)]
    by_status = [row for row in rows if not row.code and not row.type and _fits(row, status)]
    said = f"{status}" + (f" {codes[0]}" if codes else "") + (f" of type {kind}" if kind else "")
    where = f"{call.operation.id} error"
    # Where the table has codes, one that it doesn't have is news, though a row for the status fits.
    unknown_code = codes and not by_code and not by_type and any(row.code for row in rows)
    if unknown_code or not (by_code or by_type or by_status):
        yield Difference(where, "unknown-error", "a row of the error table", said, table)
    elif by_code and not any(_fits(row, status) for row in by_code):
        told = " or ".join(str(row.status) for row in by_code)
        yield Difference(where, "error-status", told, said, by_code[0].key)


def _fits(row: ErrorRow, status: int) -> bool:
    return row.status in (None, status, f"{status // 100}XX")
