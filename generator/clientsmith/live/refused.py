"""A wrong key, and a request past a limit, must be refused."""

from __future__ import annotations

from collections.abc import Iterator

from clientsmith.language.model import Provider
from clientsmith.live.difference import Difference
from clientsmith.live.outcome import last_fault, status_of, unclear
from clientsmith.live.perform import Seen


def is_refused(seen: Seen) -> bool:
    """Whether the provider answered with an error, to the last poll of a wait too."""
    return any(kind.__name__ == "APIStatusError" for kind in type(last_fault(seen) or seen.error).__mro__)


def refused(provider: Provider, seen: Seen) -> Iterator[Difference]:
    """A wrong key, or a request past a limit, that isn't noticed."""
    call, table = seen.call, "/errors" if provider.errors else ""
    names = [kind.__name__ for kind in type(seen.error).__mro__]
    actual = names[0] if seen.error is not None else "a success"
    if not seen.exchanges or unclear(seen):
        return
    if call.kind == "wrong-key" and "AuthenticationError" not in names:
        yield Difference(f"{call.operation.id} wrong key", "error", "AuthenticationError", actual, table)
    status = status_of(seen)
    if call.kind == "refusal" and not (is_refused(seen) and (status is None or status < 500)):
        yield Difference(call.name, "not-refused", "an error of the request", f"{actual} {status}", call.key)
