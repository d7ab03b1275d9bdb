"""Cases for results that are fetched by a call of their own: its errors are the task's failure, or pass."""

from __future__ import annotations

from typing import Any

from clientsmith.oracle import answers, errors, tasks
from clientsmith.vectors import outcome
from clientsmith.vectors.bodies import TASK
from clientsmith.vectors.operation_under_test import NOW, Json
from clientsmith.vectors.sample_values import sampled
from clientsmith.vectors.task_plan import Plan

MESSAGE = "The lamp broke"


def result_cases(plan: Plan) -> None:
    """Try every answer to the call for a result."""
    if plan.task.result is None:
        return
    provider = plan.answerer.provider
    for row in sampled(provider.errors):
        status = row.status if isinstance(row.status, int) else 418
        body = errors.error_body(provider, code=row.code or None, kind=row.type, message=MESSAGE)
        _answered(plan, f"row {row.kind} {row.code or row.type} {status}", status, body)
    body = errors.error_body(provider, message=MESSAGE)
    for status in (400, 401, 402, 403, 408, 409, 422, 429, 500, 502, 503, 504):
        _answered(plan, str(status), status, body)
    name = provider.envelope.retryable_header
    for status in (400, 422, 429, 500) if name else ():
        for word in ("true", "false", "TRUE", " False ", "perhaps", ""):
            _answered(plan, f"{status} and {name} {word!r}", status, body, {name: word})
    for fault in ("refused", "reset", "read-timeout"):
        _passes(plan, fault, {"fault": fault})
    for name, reply in (
        ("html", {"text": "<html>busy</html>"}),
        ("half a body", {"text": '{"data": ['}),
        ("null", {"text": "null"}),
    ):
        if plan.answerer.operation.answer is not None and plan.answerer.operation.answer.schema:
            _passes(plan, name, reply)
    without = {key: value for key, value in plan.fetched.items() if key != "json"} | {"json": Json()}
    lacks = answers.lacks_what_it_must_have(plan.answerer.operation, plan.drift_of_result(without))
    kind = "DecodeError" if lacks else "EmptyResultError"
    _ends(plan, "without an image", without, {"class": kind, "taskId": TASK, "mayBeBilled": True, "token": plan.token})
    given: Json = {"action": "refresh", "taskId": plan.token, "times": 2}
    plan.case(
        "task",
        "result fetched once",
        given,
        [plan.done],
        {"error": None, "task": {"done": True}, "sent": [[plan.poll, 1]]},
    )


def _answered(plan: Plan, name: str, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
    view, provider = plan.answerer, plan.answerer.provider
    answer: Json = {"status": status, "json": body, **({"headers": headers} if headers else {})}
    told = tasks.of_result(view, status, body, headers or {})
    row, code = errors.error_row(provider, status, body)
    if told == "passing":
        _passes(plan, name, answer)
    elif told == "permanent" and status != 404 and errors.kind(row, status) != "notFound":
        error = outcome.error(view, status, body) | {"operation": plan.tested.operation.id, "taskId": TASK}
        _ends(plan, name, answer, error)
    elif told == "failure":
        kind = errors.kind(row, status)
        free = errors.is_free(provider, "failed") and (kind != "contentRejected" or errors.is_free(provider, kind))
        images = bool(answers.images(view.operation, body, NOW))
        facts = {"class": tasks.failure(kind), "taskId": TASK, "status": status, "code": code, "token": plan.token}
        facts |= {"operation": plan.tested.operation.id, "mayBeBilled": not free or images}
        if provider.envelope.message:
            facts["message"] = f"the task failed: {MESSAGE}"
        _ends(plan, name, answer, facts)


def _passes(plan: Plan, name: str, answer: Json) -> None:
    """Add an answer after which the call is made again."""
    replies = [plan.accepted, plan.done, answer, plan.fetched]
    expect = {"error": None, "pauses": errors.backoffs(2), "sent": [*plan.sent(1), [plan.fetch, 2]]}
    given: Json = {"action": "call", "arguments": plan.call, "answers": replies}
    plan.cases.add("task", f"result {name} once", plan.source, given, expect)


def _ends(plan: Plan, name: str, answer: Json, error: Json) -> None:
    given: Json = {"action": "call", "arguments": plan.call, "answers": [plan.accepted, plan.done, answer]}
    expect = {"error": error, "sent": [*plan.sent(1), [plan.fetch, 1]]}
    plan.cases.add("task", f"result {name}", plan.source, given, expect)
