"""Safety cases for tasks: interrupts, failing callbacks, deadlines of each request, and copies of errors."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from clientsmith.oracle import tasks
from clientsmith.oracle.pointers import put
from clientsmith.vectors import outcome
from clientsmith.vectors.bodies import TASK
from clientsmith.vectors.case import Cases
from clientsmith.vectors.expected_request import timeouts
from clientsmith.vectors.links import PICTURE
from clientsmith.vectors.operation_under_test import KEY, Json, OperationUnderTest
from clientsmith.vectors.safety_copies import WAYS
from clientsmith.vectors.task_plan import Plan, plan_of
from clientsmith.vectors.task_states import view

_MOST_POLLS = 200


def task_safety_cases(cases: Cases, operations: dict[str, OperationUnderTest]) -> None:
    """Try what a refactoring breaks around the wait for a task."""
    plan = plan_of(cases, operations)
    if plan is None:
        return
    _interrupted(plan)
    _progress(plan)
    _events(plan)
    _deadlines(plan)
    _ended(plan)
    _copied(plan)
    _saved(plan)
    _repeated(plan)


def _add(plan: Plan, name: str, answers: list[Json], expect: Json, **given: Any) -> None:
    plan.add(f"task {name}", answers, expect, kind="safety", **given)


def _interrupted(plan: Plan) -> None:
    """Ctrl-C, or a cancellation, in a pause or in half an answer: the task's id is on the exception."""
    stopped: Json = {"class": "Interrupted", "taskId": TASK, "notes": 1, "mayBeBilled": True}
    expect: Json = {"error": stopped, "sent": plan.sent(1), "pauses": plan.pauses(1)}
    for action in ("call", "wait"):
        _add(plan, f"interrupted in a pause of {action}", [plan.waiting], expect, action=action, interruptedPause=1)
    half = {**plan.done, "drip": {"chunks": 2, "fault": "interrupt"}}
    _add(plan, "interrupted in half a poll", [half], {"error": stopped, "sent": plan.sent(1)})
    for action in ("resume", "refresh"):
        inputs = {"action": action, "taskId": plan.token, "answers": [{"fault": "interrupt"}]}
        expect = {"error": stopped, "sent": [[plan.poll, 1]]}
        plan.cases.add("safety", f"task interrupted in {action}", plan.source, inputs, expect)
    if plan.task.cancel is not None:
        inputs = {"action": "cancel", "taskId": plan.token, "answers": [{"fault": "interrupt"}]}
        plan.cases.add("safety", "task interrupted in cancel", plan.source, inputs, {"error": stopped})


def _progress(plan: Plan) -> None:
    """on_progress hears of every poll; what it raises ends the wait, and only an AsyncClient awaits it."""
    seen = [view(plan, answer) for answer in (plan.waiting, plan.done)]
    fine: Json = {"error": None, "progress": seen, "sent": plan.sent(2)}
    refused = {"error": {"class": "TypeError", "taskId": TASK, "notes": 1}, "sent": plan.sent(1)}
    for action in ("call", "wait"):
        answers = [plan.waiting, plan.done]
        _add(plan, f"progress of {action}", answers, fine, action=action, onProgress="function")
        each = {"async": fine, "sync": refused}
        _add(plan, f"progress as a coroutine of {action}", answers, each, action=action, onProgress="coroutine")
    for kind, name in (("error", "RuntimeError"), ("interrupt", "Interrupted")):
        failed = {"error": {"class": name, "taskId": TASK, "notes": 1, "mayBeBilled": True}, "sent": plan.sent(1)}
        _add(plan, f"progress that raises {kind}", [plan.waiting], failed, onProgress=kind)


def _events(plan: Plan) -> None:
    if not any(row.matcher == "path" for row in plan.rows("retry")):
        return
    body = {**plan.waiting["json"], "a new field": 1}
    operation = plan.poller.operation
    status, progress, _ = view(plan, {"json": body})
    details: list[Any] = [["response", operation.id, {"status": 200, "seconds": 0.0, "attempt": 1}]]
    if outcome.differences(operation, 200, body):
        details.append(["drift", operation.id, {"task_id": TASK}])
    before = {"queue_position": plan.view({"json": body}).queue_position} if plan.task.queue_position else {}
    details.append(["poll", operation.id, {"task_id": TASK, "task_status": status, "progress": progress, **before}])
    inputs = {"action": "refresh", "taskId": plan.token, "answers": [{"json": body}]}
    plan.cases.add("safety", "task named by events", plan.source, inputs, {"error": None, "eventDetails": details})


def _deadlines(plan: Plan) -> None:
    """What is left of a wait limits each of its requests; a clock that stands still doesn't stretch it."""
    limit, pause = 5.0, plan.pauses(1)[0]
    submit, poll = plan.tested.operation.timeout, plan.poller.operation.timeout
    if pause < limit - 1:
        limits = [timeouts(submit), timeouts(min(poll, limit)), timeouts(min(poll, limit - pause))]
        limits += [timeouts(min(plan.answerer.operation.timeout, limit - pause))] if plan.task.result else []
        expect: Json = {"error": None, "timeouts": limits, "sent": plan.sent(2)}
        _add(plan, "deadline of each request", [plan.waiting, plan.done], expect, waitTimeout=limit)
    expect = {"error": {"class": "TaskTimeoutError", "taskId": TASK, "elapsed": limit}}
    stuck = [{**plan.waiting, "repeat": True}]
    for name, frozen in (("", {}), (" by a clock that stands still", {"frozenClock": True})):
        _add(plan, f"deadline that passes{name}", stuck, expect, waitTimeout=limit, **frozen)
    longer = 2.0 * plan.task.timeout
    if longer / plan.pauses(_MOST_POLLS)[-1] < _MOST_POLLS:
        expect = {"error": {"class": "TaskTimeoutError", "elapsed": longer}}
        _add(plan, "deadline later than the usual one", stuck, expect, waitTimeout=longer)


def _ended(plan: Plan) -> None:
    """A task that has ended isn't asked for again, and ends in the same way each time."""
    _add(plan, "waited for twice", [plan.done], {"error": None, "sent": plan.sent(1)}, action="wait", times=2)
    for row in plan.rows("failure", "cancelled")[:1]:
        kind = tasks.exception(plan.tested.provider, plan.view(plan.answer(row)))
        expect: Json = {"error": {"class": kind, "taskId": TASK, "notes": 0}, "sent": plan.sent(1)}
        _add(plan, "that failed waited for twice", [plan.answer(row)], expect, action="wait", times=2)


def _copied(plan: Plan) -> None:
    """An error of a task keeps its id, its images and the cause that is ours."""
    html: Json = {"text": "<html>busy</html>", "headers": {"content-type": "text/html"}, "repeat": True}
    for way in WAYS:
        if plan.task.status and not any(row.matcher == "status" for row in plan.task.acceptors):
            error = {"class": "TaskTimeoutError", "taskId": TASK, "cause": "DecodeError", "elapsed": 2.0}
            _add(plan, f"timeout, its {way}", [html], {"error": error}, waitTimeout=2, copied=way)
        for row in plan.rows("failure")[:1]:
            if row.matcher == "path" and not row.argument:
                body = put(plan.done["json"], plan.task.status, row.expected)
                images = len(outcome.images(plan.poller.operation, body))
                kind = tasks.exception(plan.tested.provider, plan.view({"json": body}))
                error = {"class": kind, "taskId": TASK, "images": images}
                _add(plan, f"failure with an image, its {way}", [{"json": body}], {"error": error}, copied=way)


def _saved(plan: Plan) -> None:
    """An error of an image names its task, which is all that leads back to it."""
    images = outcome.images(plan.answerer.operation, plan.fetched["json"])
    if not images or images[0]["url"] is None:
        return
    error = {"class": "DownloadError", "taskId": TASK, "operation": plan.answerer.operation.id}
    expect: Json = {"error": error, "sent": plan.sent(1)}
    _add(plan, "image saved over a file", [plan.done], expect, save="fox.png", existing="old")
    gone = {"status": 404, "text": ""}
    expect = {"error": {**error, "class": "LinkExpiredError"}}
    _add(plan, "image that is gone", [plan.done, gone], expect, save="fox.png")
    _add(plan, "image saved", [plan.done, PICTURE], {"error": None, "savedAs": "fox.png"}, save="fox.png")
    longer = {**PICTURE, "base64": b64encode(b64decode(PICTURE["base64"]) + b"more").decode()}
    own = [*outcome.differences(plan.tested.operation, 200, plan.accepted["json"])]
    own += outcome.differences(plan.poller.operation, 200, plan.done["json"])
    drift = [list(row) for row in sorted({("", "image"), *map(tuple, own)})]
    _add(plan, "image that is odd", [plan.done, longer], {"error": None, "drift": drift}, read=1)


def _repeated(plan: Plan) -> None:
    """The key in the id, the status, the reason or the code of a task: no message, log, event or repr has it."""
    begun = {"json": put(plan.accepted["json"], plan.task.id[0], f"task-{KEY}")}
    expect: Json = {"error": None, "sent": [[plan.submit, 1]]}
    call_given: Json = {"action": "begin", "arguments": plan.call, "answers": [begun]}
    plan.cases.add("safety", "task of an id with the key", plan.source, call_given, expect)
    if plan.task.status and not any(row.matcher == "status" for row in plan.task.acceptors):
        # A status that nobody knows may repeat anything.
        odd = {"json": put(plan.waiting["json"], plan.task.status, f"status {KEY}")}
        if plan.task.unknown_status == "retry":
            _add(plan, "status with the key", [odd, plan.done], {"error": None, "sent": plan.sent(2)})
            call_given = {"action": "refresh", "taskId": plan.token, "answers": [odd]}
            expect = {
                "error": None,
                "unknownStatuses": ["status ***" if plan.tested.provider.security.place else f"status {KEY}"],
            }
            plan.cases.add("safety", "task of a status with the key", plan.source, call_given, expect)
    for row in plan.rows("failure"):
        if row.matcher != "path":
            continue
        for word, pointers in (
            ("reason", plan.task.reason or plan.poller.provider.envelope.message),
            ("code", plan.task.code or plan.poller.provider.envelope.code),
        ):
            for pointer in pointers[:1]:
                body = put(plan.body(row), pointer, f"{word} {KEY}")
                if plan.view({"json": body}).row == row and pointer not in plan.task.echo:
                    failed = {
                        "class": tasks.exception(plan.tested.provider, plan.view({"json": body})),
                        "taskId": TASK,
                    }
                    _add(plan, f"{word} with the key", [{"json": body}], {"error": failed, "sent": plan.sent(1)})
        return
