"""Stage vectors: polls that fail, tasks that aren't there, are taken up again, or are asked to stop."""

from __future__ import annotations

from clientsmith.vectors import bodies, outcome
from clientsmith.vectors.bodies import TASK
from clientsmith.vectors.paths import ODD_STEPS
from clientsmith.vectors.subject import POLLS, Json, Subject
from clientsmith.vectors.task_plan import Plan, path_of
from clientsmith.vectors.task_states import view
from clientsmith.vectors.wire import line


def fault_cases(plan: Plan) -> None:
    """A poll may fail and be sent again; a task isn't there yet, or no longer."""
    blip = outcome.backoffs(2)
    for status in (408, 500, 502, 503, 504):
        answer = {"status": status, "json": plan.error("", "A blip")}
        if outcome.attempts(plan.poller, status, answer["json"]) > 1:
            plan.add(f"blip {status}", [answer, plan.done], {"error": None, "pauses": blip, "sent": plan.sent(2)})
    for fault in ("refused", "connect-timeout", "reset", "read-timeout", "closed"):
        plan.add(f"blip {fault}", [{"fault": fault}, plan.done], {"error": None, "pauses": blip, "sent": plan.sent(2)})
    lost = {"status": 404, "json": plan.error("", "No such task")}
    known = outcome.error_row(plan.subject.provider, 404, lost["json"])[0]
    if known is None or known.kind == "notFound":
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
    broken = {"status": 400, "json": plan.error("", "It can't be polled")}
    if known is None or known.kind == "notFound":
        error = outcome.error(plan.poller, 400, plan.error("", "It can't be polled"))
        error |= {"operation": plan.subject.operation.id, "taskId": TASK}
        plan.add("poll refused", [broken], {"error": error, "sent": plan.sent(1)})
    odd: tuple[tuple[str, Json], ...] = (
        ("without status", {"json": {}}),
        ("html", {"text": "<html>busy</html>", "headers": {"content-type": "text/html"}}),
        ("a list", {"text": "[]"}),
    )
    for name, answer in odd:
        if plan.task.status and not any(row.matcher == "status" and row.expected == 200 for row in plan.task.acceptors):
            plan.add(
                f"poll {name}", [answer], {"error": {"class": "DecodeError", "taskId": TASK}, "sent": plan.sent(1)}
            )
    for pointer in plan.task.echo[:1]:
        other = {**plan.done, "json": bodies.put(plan.done["json"], pointer, "another-task")}
        plan.add("another task", [other], {"error": {"class": "DecodeError", "taskId": TASK}, "sent": plan.sent(1)})
        bare = {**plan.done, "json": bodies.without(plan.done["json"], path_of(pointer))}
        plan.add("no echo", [bare], {"error": None, "sent": plan.sent(1)})


def resumed_cases(plan: Plan) -> None:
    """A task taken up again by its id, in whatever state it is."""
    waits = plan.pauses(1)
    given = {"action": "resume", "taskId": TASK}
    polls = [[plan.poll, 2]]
    expect: Json = {
        "error": None,
        "sent": polls,
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
    for name, answers, times in (("asked once", [plan.waiting], 1), ("asked after its end", [plan.done], 3)):
        status, progress, eta = view(plan, answers[-1]["json"])
        shown = {"id": TASK, "status": status, "progress": progress, "eta": eta, "done": answers[-1] is plan.done}
        told = {"action": "refresh", "taskId": TASK, "times": times, "answers": answers}
        plan.cases.add("task", name, plan.source, told, {"error": None, "task": shown, "sent": [[plan.poll, 1]]})
    lost = {"status": 404, "json": plan.error("", "No")}
    if next((one.location for one in plan.poller.operation.arguments if one.wire == plan.task.parameter), "") == "path":
        for odd in ODD_STEPS:
            problems = [{"field": "task_id", "rule": "path"}]
            expect = {"error": {"class": "InvalidRequestError"}, "sent": [], "problems": problems}
            plan.cases.add("task", f"an id like {odd!a}", plan.source, {**given, "taskId": odd}, expect)
    for odd in ("a/b?c=d&e#f %2e \\ ...", "日本"):
        told = {"action": "refresh", "taskId": odd, "answers": [lost]}
        lines = [[line(plan.poller, {plan.task.parameter: odd}), 1]]
        if outcome.error_row(plan.subject.provider, 404, lost["json"])[0] is None:
            expect = {"error": {"class": "TaskNotFoundError"}, "sent": lines}
            plan.cases.add("task", f"an id like {odd}", plan.source, told, expect)


def cancelled_cases(plan: Plan, canceller: Subject) -> None:
    """A task that is asked to stop."""
    address = line(canceller, {plan.task.cancel_parameter or "": TASK})
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
