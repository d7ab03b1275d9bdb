"""Cases for polls that fail, and for tasks that are unknown, resumed or cancelled."""

from __future__ import annotations

from clientsmith.oracle import answer_bodies, answers, errors, following, tasks
from clientsmith.oracle.pointers import put, remove
from clientsmith.vectors import outcome
from clientsmith.vectors.bodies import TASK
from clientsmith.vectors.expected_request import line
from clientsmith.vectors.operation_under_test import NOW, POLLS, Json, OperationUnderTest
from clientsmith.vectors.paths import ODD_STEPS
from clientsmith.vectors.task_plan import LAST_POLL, Plan
from clientsmith.vectors.task_states import view
from clientsmith.vectors.validation import verdict

WAIT = 20
"""Deadline of a case in which every poll fails, in seconds."""


def fault_cases(plan: Plan) -> None:
    """Try polls that fail and are retried, and tasks that aren't known yet or no longer."""
    blip = errors.backoffs(2)
    for status in (408, 500, 502, 503, 504):
        answer = {"status": status, "json": plan.error("", "A blip")}
        if not tasks.is_about(plan.task, status) and errors.attempts(plan.poller, status, answer["json"]) > 1:
            plan.add(f"blip {status}", [answer, plan.done], {"error": None, "pauses": blip, "sent": plan.sent(2)})
    for fault in ("refused", "connect-timeout", "reset", "read-timeout", "closed"):
        plan.add(f"blip {fault}", [{"fault": fault}, plan.done], {"error": None, "pauses": blip, "sent": plan.sent(2)})
    lost = {"status": 404, "json": plan.error("", "No such task")}
    known = errors.error_row(plan.poller.provider, 404, lost["json"])[0]
    if not tasks.is_about(plan.task, 404) and (known is None or known.kind == "notFound"):
        plan.add("404 first", [lost, plan.done], {"error": None, "pauses": plan.pauses(1), "sent": plan.sent(2)})
        polls, now = 1, 0.0
        pauses: list[float] = []
        while now <= plan.task.not_found_grace and polls <= POLLS:
            pauses.append(plan.pauses(polls)[-1])
            now += pauses[-1]
            polls += 1
        expect = {
            "error": {"class": "TaskNotFoundError", "taskId": TASK, "status": 404},
            "pauses": pauses,
            "sent": plan.sent(polls),
        }
        if polls <= min(plan.task.max_attempts or POLLS, POLLS):
            plan.add("404 for ever", [{**lost, "repeat": True}], expect)
    plan.add(
        "interrupted",
        [plan.waiting, {"fault": "interrupt"}],
        {"error": {"class": "Interrupted", "taskId": TASK, "notes": 1}, "sent": plan.sent(2)},
    )
    _refused(plan)
    _garbled(plan)
    _echoed(plan)


def _echoed(plan: Plan) -> None:
    """Add polls that repeat another id, none, or this one in any of the places that may have it."""
    pointers = plan.task.echo
    other = bare = plan.done["json"]
    for pointer in pointers:
        other = put(other, pointer, "another-task")
        bare = remove(bare, answer_bodies.first_of(pointer))
    for pointer in pointers if len(pointers) > 1 else ():
        told = {**plan.done, "json": put(other, pointer, TASK)}
        plan.add(f"echo at {pointer}", [told], {"error": None, "sent": plan.sent(1)})
    if pointers:
        facts: Json = {"class": "DecodeError", "taskId": TASK, "mayBeBilled": True}
        given = {"action": "call", "arguments": plan.call, "answers": [plan.accepted, {**plan.done, "json": other}]}
        plan.cases.add("task", "another task", plan.source, given, {"error": facts, "sent": plan.sent(1)})
        plan.add("no echo", [{**plan.done, "json": bare}], {"error": None, "sent": plan.sent(1)})


def _refused(plan: Plan) -> None:
    """Add polls that are refused: a permanent error ends the wait, any other is retried."""
    body = plan.error("", "It can't be polled")
    for status in (400, 401, 403, 409, 422, 451):
        answer = {"status": status, "json": body}
        row, _ = errors.error_row(plan.poller.provider, status, body)
        permanent = status in (401, 403)
        if row is not None:
            permanent = row.retryable is False or (row.retryable is None and row.kind not in ("rateLimit", "server"))
        by_path = all(acceptor.matcher == "path" for acceptor in plan.task.acceptors)
        if not by_path or (row is not None and row.kind == "notFound"):
            continue
        if permanent:
            error = outcome.error(plan.poller, status, body)
            error |= {"operation": plan.tested.operation.id, "taskId": TASK}
            plan.add(f"poll refused with {status}", [answer], {"error": error, "sent": plan.sent(1)})
        else:
            expect = {"error": None, "pauses": errors.backoffs(2), "sent": plan.sent(2)}
            plan.add(f"blip {status}", [answer, plan.done], expect)
    for kind in sorted({row.kind for row in plan.tested.provider.errors}):
        row = next(row for row in plan.tested.provider.errors if row.kind == kind)
        spoken_of = any(
            acceptor.matcher == "error" and str(acceptor.expected) == row.code for acceptor in plan.task.acceptors
        )
        status = row.status if isinstance(row.status, int) else 400
        body = plan.error(row.code, "It says why")
        # Without a place for codes the envelope tells none.
        unseen = not row.code or errors.error_row(plan.poller.provider, status, body)[0] is not row
        if unseen or spoken_of or status < 300 or kind in ("rateLimit", "server", "notFound") or row.retryable:
            continue
        error = outcome.error(plan.poller, status, body)
        error |= {"operation": plan.tested.operation.id, "taskId": TASK}
        plan.add(f"poll refused as {kind}", [{"status": status, "json": body}], {"error": error, "sent": plan.sent(1)})


def _garbled(plan: Plan) -> None:
    """Add polls with an unusable response: they are retried until the deadline."""
    if not plan.task.status or any(row.matcher == "status" for row in plan.task.acceptors):
        return
    html: Json = {"text": "<html>busy</html>", "headers": {"content-type": "text/html"}}
    odd: tuple[tuple[str, Json], ...] = (
        ("without status", {"json": {}}),
        ("html", html),
        ("a list", {"text": "[]"}),
        ("null", {"text": "null"}),
        ("empty", {"text": ""}),
        ("half a body", {"text": '{"status": "do'}),
    )
    for name, answer in odd:
        expect = {"error": None, "pauses": errors.backoffs(2), "sent": plan.sent(2)}
        plan.add(f"poll {name} once", [answer, plan.done], expect)
    pauses: list[float] = []
    attempt = 1
    while (left := WAIT - LAST_POLL - sum(pauses)) > 0:
        pauses.append(min(errors.backoffs(attempt + 1)[-1], left))
        attempt += 1
    pauses.append(WAIT - sum(pauses))
    facts: Json = {"class": "TaskTimeoutError", "taskId": TASK, "elapsed": float(WAIT), "cause": "DecodeError"}
    ended: Json = {"error": {**facts, "mayBeBilled": True}, "pauses": pauses, "sent": plan.sent(attempt)}
    plan.add("polls garbled for ever", [{**html, "repeat": True}], ended, waitTimeout=WAIT)


def partial_cases(plan: Plan) -> None:
    """Try images before the end: a running task isn't done, and its images aren't lost."""
    done = {**plan.done, "json": plan.done["json"]}
    words = [row for row in plan.rows("retry") if row.matcher == "path" and not row.argument]
    links = len(answers.images(plan.poller.operation, done["json"], NOW))
    if not plan.task.status or not words or any(row.matcher != "path" for row in plan.rows("success")):
        return
    if plan.poller.operation.results is None:
        return
    early = {"json": put(done["json"], plan.task.status, words[-1].expected)}
    plan.add("an image while it runs", [early, plan.done], {"error": None, "sent": plan.sent(2)})
    facts: Json = {"class": "TaskTimeoutError", "taskId": TASK, "images": links, "mayBeBilled": True}
    plan.add("an image and no end", [{**early, "repeat": True}], {"error": facts}, waitTimeout=2)
    for row in plan.rows("failure", "cancelled"):
        if row.matcher == "path" and not row.argument:
            ended = {"json": put(done["json"], plan.task.status, row.expected)}
            if plan.view(ended).row != row:
                continue
            kind = tasks.exception(plan.tested.provider, plan.view(ended))
            facts = {"class": kind, "taskId": TASK, "images": links, "mayBeBilled": True}
            plan.add(f"{row.expected} with an image", [ended], {"error": facts, "sent": plan.sent(1)})
    if plan.task.unknown_status != "retry":
        return
    odd = {"json": put(done["json"], plan.task.status, "status-that-is-new")}
    count = answers.requested(plan.tested, verdict(plan.tested, plan.call).values)
    if count is not None and count > links:
        return
    polls = 3 if count is None else 2
    again = [odd] * polls
    plan.add("images under a status never seen", again, {"error": None, "sent": plan.sent(polls)})


def resumed_cases(plan: Plan) -> None:
    """Try tasks resumed by their id, in each state."""
    waits = plan.pauses(1)
    given = {"action": "resume", "taskId": plan.token}
    expect: Json = {
        "error": None,
        "sent": [[plan.poll, 2]],
        "pauses": waits,
        "result": plan.result(plan.done, sum(waits), resumed=True),
    }
    plan.case("task", "resumed", given, [plan.waiting, plan.done], expect)
    for text in ("", "  "):
        expect = {
            "error": {"class": "InvalidRequestError"},
            "sent": [],
            "problems": [{"field": "task_id", "rule": "type"}],
        }
        plan.cases.add("task", f"resumed without an id {len(text)}", plan.source, {**given, "taskId": text}, expect)
    for name, polls, times in (("asked once", [plan.waiting], 1), ("asked after its end", [plan.done], 3)):
        status, progress, eta = view(plan, polls[-1])
        shown = {"id": TASK, "status": status, "progress": progress, "eta": eta, "done": polls[-1] is plan.done}
        inputs = {"action": "refresh", "taskId": plan.token, "times": times}
        plan.case("task", name, inputs, polls, {"error": None, "task": shown, "sent": [[plan.poll, 1]]})
    lost = {"status": 404, "json": plan.error("", "No")}
    parameter = plan.poller.fields.get(plan.task.parameter)
    if parameter is not None and parameter.location == "path" and plan.id_is_enough:
        for odd in ODD_STEPS:
            problems = [{"field": "task_id", "rule": "path"}]
            expect = {"error": {"class": "InvalidRequestError"}, "sent": [], "problems": problems}
            plan.cases.add("task", f"an id like {odd!a}", plan.source, {**given, "taskId": odd}, expect)
    for odd in ("a/b?c=d&e#f %2e \\ ...", "日本") if plan.id_is_enough else ():
        inputs = {"action": "refresh", "taskId": odd, "answers": [lost]}
        lines = [[line(plan.poller, following.values(plan.task, "poll", odd)), 1]]
        row = errors.error_row(plan.poller.provider, 404, lost["json"])[0]
        if row is None and not tasks.is_about(plan.task, 404):
            expect = {"error": {"class": "TaskNotFoundError"}, "sent": lines}
            plan.cases.add("task", f"an id like {odd}", plan.source, inputs, expect)


def cancelled_cases(plan: Plan, canceller: OperationUnderTest) -> None:
    """Try cancelling a task."""
    address = plan.line_of("cancel", canceller)
    given: Json = {"action": "cancel", "taskId": plan.token, "answers": [{"json": {}}]}
    plan.cases.add("task", "cancel", plan.source, given, {"error": None, "sent": [[address, 1]]})
    blips: list[Json] = [{"fault": "reset"}, {"json": {}}]
    plan.cases.add(
        "task",
        "cancel again after a blip",
        plan.source,
        {**given, "answers": blips},
        {"error": None, "sent": [[address, 2]]},
    )
