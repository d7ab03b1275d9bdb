"""Cases for callbacks: each state of a task as one tells of it, and everything that makes one somebody else's."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from clientsmith.language.model import Callback
from clientsmith.oracle import callbacks, tasks
from clientsmith.vectors.bodies import TASK
from clientsmith.vectors.case import Cases
from clientsmith.vectors.operation_under_test import NOW, Json, OperationUnderTest
from clientsmith.vectors.task_plan import Plan, plan_of

SECRET, OTHER = "this test", "somebody else"
_REFUSED: Json = {"error": {"class": "CallbackError"}, "sent": []}


@dataclass(frozen=True)
class _Told:
    """A callback, and the plan of its task."""

    plan: Plan
    callback: Callback

    def body(self, answer: Any) -> str:
        """Return the body of the callback with this answer."""
        return json.dumps(callbacks.sent(self.callback, answer, TASK), ensure_ascii=False)

    def given(self, body: str, *, at: int = NOW, by: str = SECRET) -> Json:
        """Return a callback that was signed at a time with a secret; one without a signature needn't be verified."""
        if self.callback.scheme is None:
            return {"headers": {}, "body": body, "verified": False}
        secret = callbacks.secret(self.callback, SECRET)
        headers = callbacks.headers(self.callback, callbacks.secret(self.callback, by), body.encode(), at)
        return {"headers": headers, "body": body, "secret": secret}

    def add(self, name: str, callback: Json, expect: Json) -> None:
        """Keep a case."""
        given = {"action": "receive", "callback": callback}
        self.plan.cases.add("task", f"callback {name}", self.callback.key, given, expect)


def callback_cases(cases: Cases, operations: dict[str, OperationUnderTest]) -> None:
    """Try what a callback says, and whether it is believed."""
    callback, plan = cases.tested.operation.callback, plan_of(cases, operations)
    if callback is None or plan is None:
        return
    told = _Told(plan, callback)
    polls = callbacks.reader(callback, plan.task) == plan.task.poll
    answer = plan.done if polls else plan.fetched
    body = told.body(answer["json"])
    if polls:
        _states(told)
    else:
        _ends(told, "result", answer)
    _trusted(told, body)
    told.add("without an id", told.given("{}"), {"error": {"class": "DecodeError"}, "sent": []})
    told.add("of another kind", told.given("[]"), {"error": {"class": "DecodeError"}, "sent": []})
    told.add("that is no JSON", told.given("<html>"), {"error": {"class": "DecodeError"}, "sent": []})
    if callback.scheme is not None:
        _forged(told, body)
    if callbacks.is_timed(callback):
        for seconds in (callbacks.TOLERANCE, -callbacks.TOLERANCE):
            told.add(f"of {seconds} s before", told.given(body, at=NOW - seconds), {"error": None, "sent": []})
            past = seconds + (1 if seconds > 0 else -1)
            told.add(f"of {past} s before", told.given(body, at=NOW - past), _REFUSED)


def _states(told: _Told) -> None:
    plan = told.plan
    for row in plan.task.acceptors:
        if row.matcher != "path":
            continue
        answer = plan.answer(row, images=row.state == "success")
        read = {"json": callbacks.read(told.callback, callbacks.sent(told.callback, answer["json"], TASK))}
        seen = plan.view(read)
        if seen.row != row:
            continue
        ended = row.state in tasks.ENDED or (row.state == "success" and plan.task.result is None)
        task = {"id": TASK, "status": seen.status, "done": ended}
        given = told.given(told.body(answer["json"]))
        told.add(f"{row.state} {row.expected}", given, {"error": None, "sent": [], "task": task})
        if row.state == "success" and ended:
            _ends(told, str(row.expected), answer)
        elif ended:
            error = {"class": tasks.exception(plan.tested.provider, seen), "taskId": TASK, "code": seen.code}
            told.add(f"{row.state} {row.expected} waited for", {**given, "wait": True}, {"error": error, "sent": []})


def _ends(told: _Told, name: str, answer: Json) -> None:
    """Add a callback whose task is done, with its result."""
    plan, given = told.plan, told.given(told.body(answer["json"]))
    read = callbacks.read(told.callback, json.loads(given["body"]))
    expected = plan.result_of({"json": read}, 0, resumed=True)
    told.add(f"{name} waited for", {**given, "wait": True}, {"error": None, "result": expected, "sent": []})


def _trusted(told: _Told, body: str) -> None:
    """Add callbacks that the caller trusts, or can't verify."""
    unusable: Json = {"error": {"class": "ConfigurationError"}, "sent": []}
    given = told.given(body)
    bare: Json = {"headers": {}, "body": body}
    told.add("trusted", {**bare, "verified": False}, {"error": None, "sent": []})
    unsigned = {key: value for key, value in given.items() if key not in ("secret", "verified")}
    told.add("without a secret", unsigned, unusable)
    secret = callbacks.secret(told.callback, SECRET)
    told.add("trusted with a secret", {**given, "secret": secret, "verified": False}, unusable)
    if told.callback.scheme is None:
        told.add("with a secret", {**bare, "secret": secret}, unusable)
    else:
        told.add("with an empty secret", {**given, "secret": ""}, unusable)


def _forged(told: _Told, body: str) -> None:
    """Add callbacks whose signature doesn't fit, or isn't the only one."""
    given, name = told.given(body), callbacks.signature_header(told.callback)
    good = given["headers"][name]
    wrong = told.given(body, by=OTHER)["headers"][name]

    def signed(value: str) -> Json:
        return {**given, "headers": {**given["headers"], name: value}}

    capitals = {key.upper(): one for key, one in given["headers"].items()}
    told.add("with headers in capitals", {**given, "headers": capitals}, {"error": None, "sent": []})
    told.add("signed twice", signed(f"{wrong} {good}"), {"error": None, "sent": []})
    told.add("signed by somebody else", signed(wrong), _REFUSED)
    told.add("signed by half", signed(good[:-1]), _REFUSED)
    told.add("with an odd signature", signed("\u00e9 , v1 ="), _REFUSED)
    told.add("with a blank more", {**given, "body": f"{body} "}, _REFUSED)
    for header in given["headers"]:
        rest = {key: one for key, one in given["headers"].items() if key != header}
        told.add(f"without {header}", {**given, "headers": rest}, _REFUSED)
    prefix = "v1," if told.callback.scheme == "standard-webhooks" else told.callback.prefix
    if prefix:
        told.add("signed in another way", signed(f"x{good}"), _REFUSED)
        told.add("signed without a prefix", signed(good.removeprefix(prefix)), _REFUSED)
    if callbacks.is_timed(told.callback):
        header = told.callback.timestamp or "webhook-timestamp"
        for odd in (str(NOW + 1), "soon", "1e9", "-1", ""):
            told.add(f"of the time {odd}", {**given, "headers": {**given["headers"], header: odd}}, _REFUSED)
