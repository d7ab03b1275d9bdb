"""Safety cases for callbacks that fail or interrupt, for events, and for the log."""

from __future__ import annotations

from typing import Any

from clientsmith.oracle import errors
from clientsmith.vectors.case import Cases
from clientsmith.vectors.operation_under_test import Arguments, Json


def hook_cases(cases: Cases, call: Arguments) -> None:
    """Let on_event fail, and look at what it is given."""
    tested = cases.tested
    operation, address = tested.operation, cases.address(call)
    once = int(errors.sends_once(tested))

    def hook(name: str, answers: list[Any], expect: Json, **given: Any) -> None:
        call_given = {**cases.given(call), "answers": answers, **given}
        cases.add("safety", f"hook {name}", operation.key, call_given, expect)

    fine: Json = {"error": None, "logSays": ["a callback fails"]}
    hook("that fails", [operation.id], {**fine, "sent": [[address, 1]]}, hook="error")
    again: list[Any] = [{"fault": "refused"}, operation.id]
    hook("that fails at every event", again, {**fine, "sent": [[address, 2]]}, hook="error")
    stopped: Json = {"error": {"class": "Interrupted", "notes": once}, "sent": [[address, 1]]}
    hook("that is interrupted", [operation.id], stopped, hook="interrupt")

    reason = "connection refused"
    details = [
        ["failure", operation.id, {"attempt": 1, "reason": reason}],
        ["retry", operation.id, {"attempt": 1, "delay": errors.backoffs(2)[0]}],
        ["failure", operation.id, {"attempt": 2, "reason": reason}],
    ]
    expect: Json = {"eventDetails": details, "logSays": [f"{tested.provider.name}.{operation.id}", reason]}
    hook("hears of failures", [{"fault": "refused", "repeat": True}], expect, client={"maxRetries": 1})
    if errors.attempts(tested, 400, {}) == 1:
        answer: Json = {"status": 400, "json": {}, "seconds": 2}
        details = [["response", operation.id, {"status": 400, "seconds": 2.0, "attempt": 1}]]
        hook("hears of an answer", [answer], {"eventDetails": details})
