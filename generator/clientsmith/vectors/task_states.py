"""Each row of the status map, progress and pauses, and tasks that never end."""

from __future__ import annotations

from typing import Any

from clientsmith.language.model import Acceptor
from clientsmith.oracle import answers, errors, tasks
from clientsmith.oracle.pointers import put
from clientsmith.vectors import outcome, sample
from clientsmith.vectors.bodies import TASK
from clientsmith.vectors.operation_under_test import CHANCE, NOW, POLLS, Json
from clientsmith.vectors.sample_values import sampled
from clientsmith.vectors.task_plan import LAST_POLL, NEW_STATUS, Plan


def state_cases(plan: Plan) -> None:
    """Try each acceptor."""
    result = plan.result(plan.done, 0)
    drifts: list[tuple[list[list[str]], list[str]]]
    drifts = [(outcome.differences(plan.tested.operation, 200, plan.accepted["json"]), [])]
    drifts += [(outcome.differences(plan.poller.operation, plan.done.get("status", 200), plan.done["json"]), ["poll"])]
    drifts += [(result["drift"], [])] if plan.task.result is not None else []
    drift = sorted(list(row) for row in {(path, kind) for differences, _ in drifts for path, kind in differences})
    seen = [word for found, more in drifts for word in ("response", *(["drift"] if found else []), *more)]
    success = {"error": None, "sent": plan.sent(1), "pauses": [], "result": result, "drift": drift}
    plan.add("done at once", [plan.done], {**success, "events": seen})
    waits = plan.pauses(1)
    for row in sampled(plan.task.acceptors):
        answer = plan.answer(row, images=row.state == "success")
        name = f"{row.matcher} {row.expected}"
        if plan.view(answer).row != row:
            continue  # another fact stands in the same place
        if row.state == "retry":
            expect: Json = {
                "error": None,
                "sent": plan.sent(2),
                "pauses": waits,
                "unknownStatuses": [],
                "result": plan.result(plan.done, sum(waits)),
            }
            plan.add(f"{name} then done", [answer, plan.done], expect, row.key)
        elif row.state == "success":
            plan.add(
                f"{name} is success",
                [answer],
                {"error": None, "sent": plan.sent(1), "result": plan.result(answer, 0)},
                row.key,
            )
        else:
            plan.add(f"{name} is {row.state}", [answer], {"error": _ended(plan, answer), "sent": plan.sent(1)}, row.key)
            _reasons(plan, row, name)
    unknown = {"json": plan.body(None)}
    if plan.task.status and plan.view(unknown).state == "unknown":
        expect = {
            "error": None,
            "sent": plan.sent(3),
            "unknownStatuses": [NEW_STATUS],
            "pauses": plan.pauses(2),
            "result": plan.result(plan.done, sum(plan.pauses(2))),
            "logged": _logged_once(plan, unknown),
        }
        plan.add("status never seen", [unknown, unknown, plan.done], expect, plan.source)
    elif plan.task.status and plan.view(unknown).state == "failure":
        plan.add(
            "status never seen",
            [unknown],
            {"error": {"class": "TaskFailedError", "taskId": TASK}, "sent": plan.sent(1)},
        )
    others = [row for row in plan.rows("retry") if row.matcher == "path"]
    for row, other in zip(others, others[1:] + others[:1], strict=True):
        answers = [plan.answer(row), plan.answer(other), plan.done]
        plan.add(
            f"{row.expected} then {other.expected}",
            answers,
            {"error": None, "unknownStatuses": [], "sent": plan.sent(3)},
        )
    slow = [plan.answer(row) for row in sampled(plan.rows("retry"))]
    polls = min(len(slow) + 4, plan.task.max_attempts or len(slow) + 4)
    pauses = plan.pauses(polls - 1)
    answers = [*[*slow, *[plan.waiting] * 3][: polls - 1], plan.done]
    expect = {"error": None, "sent": plan.sent(polls), "pauses": pauses, "result": plan.result(plan.done, sum(pauses))}
    plan.add("slow", answers, expect)


def _logged_once(plan: Plan, answer: Json) -> dict[str, int]:
    """Return what the log has of an unknown status: a line of its own, with the task, and none as a difference."""
    others = [one for one in plan.drift(answer) if one.kind == "unknown-value" and one.path != plan.task.status]
    return {"has the unknown status": 1, "(unknown-value)": int(bool(others))}


def _ended(plan: Plan, answer: dict[str, Any]) -> dict[str, Any]:
    """Return the error of a task that ended without a result."""
    seen = plan.view(answer)
    has_images = bool(answers.images(plan.poller.operation, answer["json"], NOW))
    return {
        "class": tasks.exception(plan.tested.provider, seen),
        "message": tasks.message(seen),
        "taskId": TASK,
        "status": answer.get("status", 200),
        "operation": plan.tested.operation.id,
        "mayBeBilled": tasks.end_may_be_billed(plan.tested.provider, seen, has_images=has_images),
        "code": seen.code,
    }


def _reasons(plan: Plan, row: Acceptor, name: str) -> None:
    if row.matcher != "path":
        return
    for pointer in (*plan.task.reason, *plan.poller.provider.envelope.message):
        answer = {"json": put(plan.body(row), pointer, "The lamp broke")}
        if plan.view(answer).row != row:
            continue
        plan.add(
            f"{name} with reason at {pointer}",
            [answer],
            {"error": _ended(plan, answer)},
            plan.source,
        )
    for pointer in plan.task.code:
        answer = {"json": put(plan.body(row), pointer, "lamp_broke")}
        if plan.view(answer).row != row or pointer in plan.task.echo:
            continue
        plan.add(
            f"{name} with code at {pointer}",
            [answer],
            {"error": _ended(plan, answer)},
            plan.source,
        )


def progress_cases(plan: Plan) -> None:
    """Try status, progress and ETA, as on_progress gets them after every poll."""
    shown_progress: list[list[Any]] = []
    polls: list[dict[str, Any]] = []
    for number in (1, 2):
        body = plan.waiting["json"]
        for pointer in plan.task.progress[:1]:
            body = put(body, pointer, 40 * number)
        for pointer in plan.task.eta[:1]:
            body = put(body, pointer, 9 - number)
        for pointer in plan.task.queue_position[:1]:
            body = put(body, pointer, 2 - number)
        polls.append({**plan.waiting, "json": body})
        shown_progress.append(view(plan, polls[-1]))
    shown_progress.append(view(plan, plan.done))
    shown = [[status, progress] for status, progress, _ in shown_progress]
    expect: Json = {"error": None, "progress": shown_progress, "polls": shown, "sent": plan.sent(3)}
    if plan.task.queue_position:
        expect["queuePositions"] = [plan.view(answer).queue_position for answer in (*polls, plan.done)]
    plan.add("progress", [*polls, plan.done], expect, action="wait")
    odd = plan.waiting
    for pointer in (*plan.task.progress[:1], *plan.task.eta[:1], *plan.task.queue_position[:1]):
        odd = {**odd, "json": put(odd["json"], pointer, "soon")}
    plan.add(
        "odd progress",
        [odd, plan.done],
        {"error": None, "progress": [view(plan, odd), shown_progress[-1]]},
        action="wait",
    )


def view(plan: Plan, answer: dict[str, Any]) -> list[Any]:
    """Return what a poll tells: status, progress and seconds to go."""
    seen = plan.view(answer)
    return [seen.status, seen.progress, seen.eta]


def pause_cases(plan: Plan) -> None:
    """Try Retry-After between polls."""
    usual = plan.pauses(1)[0]
    for seconds in (7, 60, 61):
        answer = {**plan.waiting, "headers": {"retry-after": str(seconds)}}
        pauses = [float(max(usual, min(seconds, errors.LONGEST_RETRY_AFTER)))]
        plan.add(
            f"asked to wait {seconds}", [answer, plan.done], {"error": None, "pauses": pauses, "sent": plan.sent(2)}
        )
    if tasks.is_about(plan.task, 429):
        return
    busy = {"status": 429, "json": plan.error("", "Slow down"), "headers": {"retry-after": "7"}}
    plan.add("429 with Retry-After", [busy, plan.done], {"error": None, "pauses": [7.0], "sent": plan.sent(2)})
    busy = {**busy, "headers": {"retry-after": "Tue, 14 Nov 2023 22:13:31 GMT"}}
    plan.add("429 with a date", [busy, plan.done], {"error": None, "pauses": [11.0], "sent": plan.sent(2)})
    busy = {**busy, "headers": {"retry-after": "as soon as you like"}}
    plan.add("429 with garbage", [busy, plan.done], {"error": None, "pauses": errors.backoffs(2), "sent": plan.sent(2)})
    busy = {**busy, "headers": {"retry-after": "90"}}
    # More than a minute isn't waited for inside a request; the wait itself has time for it.
    plan.add("429 for long", [busy, plan.done], {"error": None, "pauses": [90.0], "sent": plan.sent(2)})
    busy = {**busy, "headers": {"retry-after": "86400"}}
    expect = {
        "error": {"class": "RateLimitError", "taskId": TASK, "retryAfter": 86400.0, "mayBeBilled": True},
        "pauses": [],
        "sent": plan.sent(1),
    }
    plan.add("429 for a day", [busy], expect)


def end_cases(plan: Plan) -> None:
    """Try tasks that never end, end without images, or with fewer than requested."""
    waits: tuple[tuple[str, float, Json], ...] = (
        ("stuck", plan.task.timeout, {}),
        ("stuck without pauses by chance", plan.task.timeout, {"random": 0}),
        ("stuck for 20 s", 20, {"waitTimeout": 20}),
        ("stuck for 2 s", 2, {"waitTimeout": 2}),
    )
    for name, limit, given in waits:
        chance = given.get("random", CHANCE)
        pauses, polls = _until(plan, limit, None if "waitTimeout" in given else plan.task.max_attempts, chance)
        if polls > POLLS:
            continue
        facts = {"class": "TaskTimeoutError", "taskId": TASK, "elapsed": round(float(sum(pauses)), 6)}
        facts |= {"mayBeBilled": True, "cause": None}
        expect = {"error": facts, "pauses": [round(pause, 6) for pause in pauses], "sent": plan.sent(polls)}
        plan.add(name, [{**plan.waiting, "repeat": True}], expect, "", **given)
    if plan.task.result is None:
        empty = plan.answer(plan.rows("success")[0])
        lacks = any(pause.needed for pause in plan.drift(empty))
        lacking: Json = {"class": "DecodeError" if lacks else "EmptyResultError", "taskId": TASK, "mayBeBilled": True}
        lacking["status"] = empty.get("status", 200)
        plan.add("done without an image", [empty], {"error": lacking, "sent": plan.sent(1)})
    wire = next((field.wire for field in plan.tested.operation.arguments if field.role == "count"), None)
    call_for_two = sample.legal(plan.tested, {**plan.call, wire: 2}) if wire is not None else None
    if call_for_two is not None:
        shown = {**plan.result(plan.done, 0), "requested": 2, "partial": True}
        plan.add("one of two images", [plan.done], {"error": None, "result": shown}, arguments=call_for_two)


def _until(plan: Plan, limit: float, most: int | None, chance: float) -> tuple[list[float], int]:
    """Return the pauses and the number of polls until the deadline or the most polls; the rest is waited out."""
    pauses: list[float] = []
    polls = 0
    while True:
        polls += 1
        left = limit - LAST_POLL - sum(pauses)
        if polls > POLLS or (most is not None and polls >= most):
            return pauses, polls
        if left <= 1e-9:
            return [*pauses, limit - sum(pauses)], polls
        pauses.append(min(tasks.delay(plan.task, polls - 1, chance), left))
