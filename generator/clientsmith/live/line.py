"""A call in the report: its verdict, and a line about its outcome."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

from clientsmith.live.comparison import Comparison
from clientsmith.live.difference import Difference
from clientsmith.live.outcome import code_of, last_fault, message_of, outcome, unclear
from clientsmith.live.perform import Seen

Verdict = Literal["ok", "differs", "failed", "unclear", "stopped", "not made"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True)
class Line:
    """A call in the report."""

    seen: Seen
    verdict: Verdict
    differences: tuple[Difference, ...]

    def text(self) -> str:
        """Return one line: verdict, name, and outcome."""
        return f"{self.verdict:9}{self.seen.call.name}  {', '.join(self.facts())}"

    def facts(self) -> Iterator[str]:
        """Yield the facts about the outcome, in words."""
        seen = self.seen
        if seen.unmade:
            yield seen.unmade
            return
        if not seen.exchanges:
            yield "nothing was sent"
        status = next((str(item.status) for item in seen.exchanges if item.kind != "image" and item.status), "")
        if status:
            yield status
        polls = sum(item.kind == "free" for item in seen.exchanges)
        if polls:
            yield f"{polls} poll{'s' * (polls != 1)}"
        if seen.result is not None:
            kinds = list(dict.fromkeys(str(item) for item in seen.pictures if not item.fault))
            images = len(seen.pictures)
            yield f"{images} image{'s' * (images != 1)}" + (f" ({', '.join(kinds)})" if kinds else "")
        if seen.exchanges:
            yield f"{seen.seconds:.1f} s"
        if seen.stopped:
            yield "stopped; what was sent may be billed"
        if self.verdict == "unclear":
            yield unclear(seen)
        if seen.error is not None:
            yield f"{type(seen.error).__name__} {code_of(seen)}".rstrip() + f": {self._reason()[:300]}"
        yield from (f"image {at} can't be had: {item.fault}" for at, item in enumerate(seen.pictures, 1) if item.fault)

    def _reason(self) -> str:
        """Return the message of the error; for a wait whose last poll failed, how that poll failed."""
        seen, fault = self.seen, last_fault(self.seen)
        if seen.error is None or fault is None:
            return "" if seen.error is None else message_of(seen.error)
        answered = sum(exchange.kind == "free" and exchange.status == 200 for exchange in seen.exchanges)
        polls = "its last poll failed" if answered else "every poll failed, and its last poll failed"
        return f"{polls} with {type(fault).__name__}: {message_of(fault)}; the task may still finish and be billed"

    def data(self) -> dict[str, Any]:
        """Return the call as JSON."""
        seen = self.seen
        error = None
        if seen.error is not None:
            error = {
                "class": type(seen.error).__name__,
                "code": getattr(seen.error, "code", None),
                "message": str(getattr(seen.error, "message", seen.error)),
                "lastFault": f"{type(fault).__name__}: {message_of(fault)}" if (fault := last_fault(seen)) else None,
            }
        return {
            "id": seen.call.id,
            "verdict": self.verdict,
            "why": seen.unmade or unclear(seen),
            "statuses": [item.status for item in seen.exchanges if item.kind != "image"],
            "seconds": seen.seconds,
            "taskIds": list(dict.fromkeys(seen.task_ids)),
            "images": [
                {
                    "mediaType": item.media_type,
                    "told": item.stated_type,
                    "bytes": item.size,
                    "pixels": None if item.box is None else list(item.box),
                    "fault": item.fault,
                }
                for item in seen.pictures
            ],
            "asked": {"images": seen.call.images, "size": str(seen.call.size)},
            "error": error,
        }


def line_of(comparison: Comparison, seen: Seen) -> Line:
    """Return a call with its verdict."""
    try:
        differences = tuple(comparison.differences(seen)) if seen.exchanges else ()
    except Exception as error:
        # Nobody knows what a provider may answer; the report of what was paid for comes all the same.
        error_text = f"{type(error).__name__}: {error}"
        differences = (
            Difference(seen.call.name, "not-judged", "an answer that can be judged", error_text, seen.call.key),
        )
    differences = (*outcome(seen), *differences)
    expected_error = seen.call.kind in ("wrong-key", "refusal") and not differences
    verdict: Verdict = "differs" if differences else "ok"
    if seen.unmade:
        verdict = "not made"
    elif seen.stopped:
        verdict = "stopped"
    elif unclear(seen):
        verdict = "unclear"
    elif any(picture.fault for picture in seen.pictures) or (seen.error is not None and not expected_error):
        verdict = "failed"
    return Line(seen, verdict, differences)
