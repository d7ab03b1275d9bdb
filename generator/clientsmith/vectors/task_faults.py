"""Polls that fail, tasks that aren't there, are taken up again, or are asked to stop."""

from __future__ import annotations

from clientsmith.oracle import answers, following, tasks
from clientsmith.vectors import bodies, outcome
from clientsmith.vectors.bodies import TASK
from clientsmith.vectors.judge import verdict
from clientsmith.vectors.paths import ODD_STEPS
from clientsmith.vectors.subject import NOW, POLLS, Json, Subject
from clientsmith.vectors.task_plan import LAST_POLL, Plan
from clientsmith.vectors.task_states import view
from clientsmith.vectors.wire import line

WAIT = 20
"""Seconds that a case waits in which every poll fails."""


def fault_cases(plan: Plan) -> None:
    """A poll may fail and be sent again; a task isn't there yet, or no longer."""
    blip = outcome.backoffs(2)
    for status in (408, 500, 502, 503, 504):
        answer = {"status": status, "json": plan.error("", "A blip")}
        if not tasks.is_about(plan.task, status) and outcome.attempts(plan.poller, status, answer["json"]) > 1:
            plan.add(f"blip {status}", [answer, plan.done], {"error": None, "pauses": blip, "sent": plan.sent(2)})
    for fault in ("refused", "connect-timeout", "reset", "read-timeout", "closed"):
        plan.add(f"blip {fault}", [{"fault": fault}, plan.done], {"error": None, "pauses": blip, "sent": plan.sent(2)})
    lost = {"status": 404, "json": plan.error("", "No such task")}
    known = outcome.error_row(plan.subject.provider, 404, lost["json"])[0]
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
    for pointer in plan.task.echo[:1]:
        other = {**plan.done, "json": bodies.put(plan.done["json"], pointer, "another-task")}
        facts: Json = {"class": "DecodeError", "taskId": TASK, "mayBeBilled": True}
        plan.add("another task", [other], {"error": facts, "sent": plan.sent(1)})
        bare = {**plan.done, "json": bodies.remove(plan.done["json"], bodies.first_of(pointer))}
        plan.add("no echo", [bare], {"error": None, "sent": plan.sent(1)})


def _refused(plan: Plan) -> None:
    """A poll that is refused for good ends the wait; any other error is a fault that may pass."""
    told = plan.error("", "It can't be polled")
    for status in (400, 401, 403, 409, 422, 451):
        answer = {"status": status, "json": told}
        row, _ = outcome.error_row(plan.subject.provider, status, told)
        permanent = status in (401, 403)
        if row is not None:
            permanent = row.retryable is False or (row.retryable is None and row.kind not in ("rateLimit", "server"))
        if any(one.matcher != "path" for one in plan.task.acceptors) or (row is not None and row.kind == "notFound"):
            continue
        if permanent:
            error = outcome.error(plan.poller, status, told)
            error |= {"operation": plan.subject.operation.id, "taskId": TASK}
            plan.add(f"poll refused with {status}", [answer], {"error": error, "sent": plan.sent(1)})
        else:
            expect = {"error": None, "pauses": outcome.backoffs(2), "sent": plan.sent(2)}
            plan.add(f"blip {status}", [answer, plan.done], expect)
    for kind in sorted({row.kind for row in plan.subject.provider.errors}):
        row = next(one for one in plan.subject.provider.errors if one.kind == kind)
        spoken_of = any(one.matcher == "error" and str(one.expected) == row.code for one in plan.task.acceptors)
        status = row.status if isinstance(row.status, int) else 400
        told = plan.error(row.code, "It says why")
        # Without a place for codes the envelope tells none.
        unseen = not row.code or outcome.error_row(plan.subject.provider, status, told)[0] is not row
        if unseen or spoken_of or status < 300 or kind in ("rateLimit", "server", "notFound") or row.retryable:
            continue
        error = outcome.error(plan.poller, status, told)
        error |= {"operation": plan.subject.operation.id, "taskId": TASK}
        plan.add(f"poll refused as {kind}", [{"status": status, "json": told}], {"error": error, "sent": plan.sent(1)})


def _garbled(plan: Plan) -> None:
    """A poll whose answer says nothing of the task is sent again, until the wait has no time left."""
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
        expect = {"error": None, "pauses": outcome.backoffs(2), "sent": plan.sent(2)}
        plan.add(f"poll {name} once", [answer, plan.done], expect)
    pauses: list[float] = []
    attempt = 1
    while (left := WAIT - LAST_POLL - sum(pauses)) > 0:
        pauses.append(min(outcome.backoffs(attempt + 1)[-1], left))
        attempt += 1
    pauses.append(WAIT - sum(pauses))
    facts: Json = {"class": "TaskTimeoutError", "taskId": TASK, "elapsed": float(WAIT), "cause": "DecodeError"}
    ended: Json = {"error": {**facts, "mayBeBilled": True}, "pauses": pauses, "sent": plan.sent(attempt)}
    plan.add("polls garbled for ever", [{**html, "repeat": True}], ended, waitTimeout=WAIT)


def partial_cases(plan: Plan) -> None:
    """Images that come before the end: a task that runs isn't done, and what came isn't lost."""
    done = {**plan.done, "json": plan.done["json"]}
    words = [row for row in plan.rows("retry") if row.matcher == "path" and not row.argument]
    links = len(answers.images(plan.poller.operation, done["json"], NOW))
    if not plan.task.status or not words or any(row.matcher != "path" for row in plan.rows("success")):
        return
    early = {"json": bodies.put(done["json"], plan.task.status, words[-1].expected)}
    plan.add("an image while it runs", [early, plan.done], {"error": None, "sent": plan.sent(2)})
    facts: Json = {"class": "TaskTimeoutError", "taskId": TASK, "images": links, "mayBeBilled": True}
    plan.add("an image and no end", [{**early, "repeat": True}], {"error": facts}, waitTimeout=2)
    for row in plan.rows("failure", "cancelled"):
        if row.matcher == "path" and not row.argument:
            ended = {"json": bodies.put(done["json"], plan.task.status, row.expected)}
            if plan.view(ended).row != row:
                continue
            kind = tasks.exception(plan.subject.provider, plan.view(ended))
            facts = {"class": kind, "taskId": TASK, "images": links, "mayBeBilled": True}
            plan.add(f"{row.expected} with an image", [ended], {"error": facts, "sent": plan.sent(1)})
    if plan.task.unknown_status != "retry":
        return
    odd = {"json": bodies.put(done["json"], plan.task.status, "status-that-is-new")}
    count = outcome.requested(plan.subject.operation, verdict(plan.subject, plan.call).values)
    if count is not None and count > links:
        return
    polls = 3 if count is None else 2
    again = [odd] * polls
    plan.add("images under a status never seen", again, {"error": None, "sent": plan.sent(polls)})


def resumed_cases(plan: Plan) -> None:
    """A task taken up again by its id, in whatever state it is."""
    waits = plan.pauses(1)
    given = {"action": "resume", "taskId": TASK}
    expect: Json = {
        "error": None,
        "sent": [[plan.poll, 2]],
        "pauses": waits,
        "result": plan.result(plan.done, sum(waits), resumed=True),
    }
    plan.cases.add("task", "resumed", plan.source, {**given, "answers": [plan.waiting, plan.done]}, expect)
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
        told = {"action": "refresh", "taskId": TASK, "times": times, "answers": polls}
        plan.cases.add("task", name, plan.source, told, {"error": None, "task": shown, "sent": [[plan.poll, 1]]})
    lost = {"status": 404, "json": plan.error("", "No")}
    if next((one.location for one in plan.poller.operation.arguments if one.wire == plan.task.parameter), "") == "path":
        for odd in ODD_STEPS:
            problems = [{"field": "task_id", "rule": "path"}]
            expect = {"error": {"class": "InvalidRequestError"}, "sent": [], "problems": problems}
            plan.cases.add("task", f"an id like {odd!a}", plan.source, {**given, "taskId": odd}, expect)
    for odd in ("a/b?c=d&e#f %2e \\ ...", "日本"):
        told = {"action": "refresh", "taskId": odd, "answers": [lost]}
        lines = [[line(plan.poller, following.poll_values(plan.task, odd)), 1]]
        row = outcome.error_row(plan.subject.provider, 404, lost["json"])[0]
        if row is None and not tasks.is_about(plan.task, 404):
            expect = {"error": {"class": "TaskNotFoundError"}, "sent": lines}
            plan.cases.add("task", f"an id like {odd}", plan.source, told, expect)


def cancelled_cases(plan: Plan, canceller: Subject) -> None:
    """A task that is asked to stop."""
    address = line(canceller, following.cancel_values(plan.task, TASK))
    given: Json = {"action": "cancel", "taskId": TASK, "answers": [{"json": {}}]}
    plan.cases.add("task", "cancel", plan.source, given, {"error": None, "sent": [[address, 1]]})
    blips: list[Json] = [{"fault": "reset"}, {"json": {}}]
    plan.cases.add(
        "task",
        "cancel again after a blip",
        plan.source,
        {**given, "answers": blips},
        {"error": None, "sent": [[address, 2]]},
    )
