"""Compares the end of a call with the documented one, which has images."""

from __future__ import annotations

from collections.abc import Iterator

from clientsmith.live.difference import Difference
from clientsmith.live.perform import Seen
from clientsmith.live.replay import RecordingEnds
from clientsmith.oracle.errors import is_success_code

TURNED_AWAY = (429, 503)
"""Statuses of a request that was turned away unread, so that nothing is billed."""


def outcome(seen: Seen) -> Iterator[Difference]:
    """Yield a call that should have succeeded and didn't, and images that can't be fetched."""
    call = seen.call
    if seen.error is not None and call.kind in ("case", "task") and not unclear(seen):
        expected = f"{call.images} image{'s' * (call.images != 1)}" if call.images else "images"
        yield Difference(call.name, "outcome", expected, ending(seen), call.key)
    for image in seen.pictures:
        if image.fault:
            yield Difference(call.name, "image", "an image", image.error or "bytes that are no image", call.key)


def ending(seen: Seen) -> str:
    """Return the class of an error, with its status and code."""
    if not seen.exchanges:
        return f"{type(seen.error).__name__}, nothing was sent"
    parts = [type(seen.error).__name__, status_of(seen), code_of(seen)]
    fault = last_fault(seen)
    parts.append(f"after {type(fault).__name__}" if fault is not None else "")
    return " ".join(str(part) for part in parts if part)


def last_fault(seen: Seen) -> BaseException | None:
    """Return why the last poll of a timed-out wait failed; None if it didn't."""
    cause = seen.error.__cause__ if seen.error is not None else None
    return cause if type(seen.error).__name__ == "TaskTimeoutError" else None


def message_of(error: BaseException) -> str:
    """Return the message of an error, in one line."""
    return str(getattr(error, "message", error)).replace("\n", " ")


def code_of(seen: Seen) -> str:
    """Return the provider's code of an error, if it is a text or a number."""
    code = getattr(seen.error, "code", None)
    provider = seen.provider.seen_by(seen.call.operation)
    if not isinstance(code, str | int) or isinstance(code, bool) or is_success_code(provider, str(code)):
        return ""
    return str(code)


def status_of(seen: Seen) -> int | None:
    """Return the status of the last response, images aside."""
    last = next((exchange for exchange in reversed(seen.exchanges) if exchange.kind != "image"), None)
    return last.status if last is not None else None


def unclear(seen: Seen) -> str:
    """Return why the end of a call is no evidence about the provider; empty if it is.

    A key isn't judged by an answer such as 429 or 500, and a recording may end before its call does.
    """
    causes = list(_causes(seen.error))
    if any(isinstance(cause, RecordingEnds) for cause in causes):
        return "the recording doesn't tell"
    if seen.call.kind == "refusal" and seen.error is not None and status_of(seen) in (None, *TURNED_AWAY):
        return "it wasn't looked at"
    if seen.call.kind != "wrong-key" or seen.error is None:
        return ""
    names = [kind.__name__ for kind in type(seen.error).__mro__]
    status = status_of(seen)
    if "AuthenticationError" in names or "PermissionDeniedError" in names:
        return ""
    answered = status is not None and status < 500 and status not in (408, 425, 429)
    return "" if answered and "RateLimitError" not in names else "no answer to a wrong key"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
