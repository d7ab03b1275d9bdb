"""Stage vectors: tasks: every status of the map, and everything that can happen between submit and result."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from clientsmith.model import Acceptor, Task
from clientsmith.rules.answer_paths import values_at
from clientsmith.vectors import bodies, outcome, sample
from clientsmith.vectors.bodies import TASK
from clientsmith.vectors.case import Cases
from clientsmith.vectors.judge import verdict
from clientsmith.vectors.subject import CHANCE, NOW, Arguments, Subject
from clientsmith.vectors.wire import line

_ENDED = {"failure": ("TaskFailedError", "the task failed"), "cancelled": ("TaskCancelledError", "the task was cancelled")}
GROWTH, JITTER, LAST_POLL = 1.5, 5, 1.0
"""A pause is so many times the one before, a random part of a fifth is added, and the last poll goes out a second early."""


@dataclass(frozen=True)
class Plan:
    """A submit and its task, with the bodies that a case is made of."""

    cases: Cases
    subject: Subject
    poller: Subject
    task: Task
    call: Arguments

    @cached_property
    def submit(self) -> str:
        """The line of the submit."""
        return line(self.subject, verdict(self.subject, self.call).values)

    @cached_property
    def poll(self) -> str:
        """The line of a poll."""
        return line(self.poller, {self.task.parameter: TASK})

    @cached_property
    def accepted(self) -> dict[str, Any]:
        """The answer to the submit."""
        body = bodies.put(bodies.success(self.subject), self.task.id[0], TASK)
        return {"json": body}

    @cached_property
    def source(self) -> str:
        """Where the task stands in the spec."""
        return self.task.key

    def body(self, row: Acceptor | None, *, status: str = "", images: bool = False) -> dict[str, Any]:
        """A body of a poll in the state of a row, or with a status of one's own."""
        schema = bodies.described(self.poller.operation)
        told: Any = sample.first(list(sample.of_schema({**schema, "type": "object"}))) or {}
        for pointers in (self.task.reason, self.task.code, self.task.progress, self.task.eta):
            for pointer in pointers:
                told = bodies.without(told, _path(pointer))
        if self.poller.operation.results is not None:
            for place in self.poller.operation.results.images:
                told = bodies.without(told, _path(place.items)[:1])
            told = bodies.with_images(told, self.poller.operation.results) if images else told
        for pointer in self.task.echo[:1]:
            told = bodies.put(told, pointer, TASK)
        if status:
            told = bodies.put(told, self.task.status, status)
        if row is not None and row.matcher == "path":
            if row.argument:
                told = bodies.put(told, self.task.status, "status-that-is-new") if self.task.status else told
            told = bodies.put(told, row.argument or self.task.status, row.expected)
        return bodies.agreeing(self.poller, told)

    def answer(self, row: Acceptor, *, images: bool = False) -> dict[str, Any]:
        """The answer of a poll in the state of a row."""
        if row.matcher == "status":
            return {"status": row.expected, "json": self.body(None, status="status-that-is-new")}
        if row.matcher == "error":
            return {"status": self.status_of(str(row.expected)), "json": self.error(str(row.expected), "It says why")}
        return {"json": self.body(row, images=images)}

    def status_of(self, code: str) -> int:
        """The HTTP status under which a code is documented."""
        found = next((row.status for row in self.subject.provider.errors if row.code == code), None)
        return found if isinstance(found, int) else 500

    def error(self, code: str, message: str) -> dict[str, Any]:
        """A body of an error."""
        envelope = self.subject.provider.envelope
        told: dict[str, Any] = bodies.put({}, (envelope.message or ("/message",))[0], message)
        return bodies.put(told, envelope.code[0], code) if envelope.code else told

    def rows(self, *states: str) -> list[Acceptor]:
        """The rows of these states that stand for themselves: no row before them fits what they fit."""
        return [row for row in self.task.acceptors if row.state in states]

    @cached_property
    def done(self) -> dict[str, Any]:
        """The answer to the last poll of a task that succeeds."""
        return self.answer(self.rows("success")[0], images=True)

    @cached_property
    def waiting(self) -> dict[str, Any]:
        """An answer about a task that isn't done."""
        rows = [row for row in self.rows("retry") if row.matcher == "path"] or self.rows("retry")
        return self.answer(rows[-1]) if rows else {"json": self.body(None, status="status-that-is-new")}

    def pauses(self, number: int) -> list[float]:
        """The pauses after so many polls."""
        jitter = 1 + CHANCE / JITTER
        return [round(min(self.task.max_delay, self.task.delay * GROWTH**at) * jitter, 6) for at in range(number)]

    def result(self, answer: dict[str, Any], now: float, *, resumed: bool = False) -> dict[str, Any]:
        """The result that an answer comes to, so many seconds after the beginning."""
        body = answer["json"]
        found = outcome.images(self.poller.operation, body, NOW + now, TASK)
        count = None if resumed else outcome.requested(self.subject, verdict(self.subject, self.call).values)
        return {
            "images": found,
            "taskId": TASK,
            "requested": count,
            "partial": count is not None and len(found) < count,
            "elapsed": round(float(now), 6),
            "status": 200,
            "raw": body,
            "answer": self.poller.operation.model,
            "drift": outcome.differences(self.poller.operation, 200, body),
        }

    def add(self, name: str, answers: list[dict[str, Any]], expect: dict[str, Any], source: str = "", **given: Any) -> None:
        """Keep a scenario that begins with a submit."""
        told = {"action": "call", "arguments": self.call, "answers": [self.accepted, *answers], **given}
        self.cases.add("task", name, source or self.source, told, expect)

    def sent(self, polls: int) -> list[list[Any]]:
        """A submit, and so many polls."""
        return [[self.submit, 1], [self.poll, polls]] if polls else [[self.submit, 1]]


def _path(pointer: str) -> list[str]:
    return ["0" if step == "*" else step for step in bodies.steps(pointer)]


def task_cases(cases: Cases, subjects: dict[str, Subject]) -> None:
    """Try everything that the operation says about its tasks."""
    task = cases.subject.operation.task
    call = sample.minimal(cases.subject)
    if task is None or call is None:
        return
    plan = Plan(cases, cases.subject, subjects[task.poll], task, call)
    if not plan.rows("success") or plan.poller.operation.results is None:
        return
    _states(plan)
    _progress(plan)
    _pauses(plan)
    _faults(plan)
    _ends(plan)
    _resumed(plan)
    if task.cancel is not None:
        _cancelled(plan, subjects[task.cancel])


def _states(plan: Plan) -> None:
    """Each row of the status map."""
    success = {"error": None, "sent": plan.sent(1), "pauses": [], "result": plan.result(plan.done, 0), "drift": plan.result(plan.done, 0)["drift"]}
    plan.add("done at once", [plan.done], success)
    waits = plan.pauses(1)
    for row in plan.task.acceptors:
        answer = plan.answer(row, images=row.state == "success")
        name = f"{row.matcher} {row.expected}"
        if row.state == "retry":
            expect = {"error": None, "sent": plan.sent(2), "pauses": waits, "result": plan.result(plan.done, sum(waits))}
            plan.add(f"{name} then done", [answer, plan.done], expect, row.key)
        elif row.state == "success":
            plan.add(f"{name} is success", [answer], {"error": None, "sent": plan.sent(1), "result": plan.result(answer, 0)}, row.key)
        else:
            plan.add(f"{name} is {row.state}", [answer], {"error": _ended(plan, row, answer), "sent": plan.sent(1)}, row.key)
            _reasons(plan, row, name)
    unknown = {"json": plan.body(None, status="status-that-is-new")}
    if plan.task.status and plan.task.unknown_status == "retry":
        expect = {"error": None, "sent": plan.sent(3), "pauses": plan.pauses(2), "result": plan.result(plan.done, sum(plan.pauses(2)))}
        plan.add("status never seen", [unknown, unknown, plan.done], expect, plan.source)
    elif plan.task.status:
        plan.add("status never seen", [unknown], {"error": {"class": "TaskFailedError", "taskId": TASK}, "sent": plan.sent(1)})
    slow = [plan.answer(row) for row in plan.rows("retry")]
    polls = len(slow) + 4
    pauses = plan.pauses(polls - 1)
    answers = [*slow, *[plan.waiting] * 3, plan.done]
    expect = {"error": None, "sent": plan.sent(polls), "pauses": pauses, "result": plan.result(plan.done, sum(pauses))}
    plan.add("slow", answers, expect)


def _ended(plan: Plan, row: Acceptor, answer: dict[str, Any], reason: str = "", code: str | None = None) -> dict[str, Any]:
    """The error of a task that ended without a result."""
    kind, words = _ENDED[row.state]
    status, body = answer.get("status", 200), answer["json"]
    _, found = outcome.error_row(plan.subject.provider, status, body)
    told = reason
    for pointers in (plan.task.reason, plan.subject.provider.envelope.message):
        texts = [one for pointer in pointers for one in values_at(body, pointer) if isinstance(one, str) and one]
        told = told or (texts[0] if texts else "")
    message = f"{words}: {told}" if told else f"{words}, without a reason"
    facts = {"class": kind, "message": message, "taskId": TASK, "status": status, "operation": plan.subject.operation.id}
    return {**facts, "code": code or found}


def _reasons(plan: Plan, row: Acceptor, name: str) -> None:
    """The reason of a failure, in each of its places, and its code."""
    if row.matcher != "path":
        return
    for pointer in plan.task.reason:
        answer = {"json": bodies.put(plan.body(row), pointer, "The lamp broke")}
        if row.argument and values_at(answer["json"], row.argument) != [row.expected]:
            continue
        plan.add(f"{name} with reason at {pointer}", [answer], {"error": _ended(plan, row, answer, "The lamp broke")}, plan.source)
    for pointer in plan.task.code:
        answer = {"json": bodies.put(plan.body(row), pointer, "lamp_broke")}
        plan.add(f"{name} with code at {pointer}", [answer], {"error": _ended(plan, row, answer, code="lamp_broke")}, plan.source)


def _progress(plan: Plan) -> None:
    """Status, progress and time to go, as they are told after every poll."""
    told: list[list[Any]] = []
    answers: list[dict[str, Any]] = []
    for number in (1, 2):
        body = plan.waiting["json"]
        for pointer in plan.task.progress[:1]:
            body = bodies.put(body, pointer, 40 * number)
        for pointer in plan.task.eta[:1]:
            body = bodies.put(body, pointer, 9 - number)
        answers.append({**plan.waiting, "json": body})
        told.append(_view(plan, body))
    told.append(_view(plan, plan.done["json"]))
    expect = {"error": None, "progress": told, "sent": plan.sent(3)}
    plan.add("progress", [*answers, plan.done], expect, action="wait")
    odd = plan.waiting["json"]
    for pointer in (*plan.task.progress[:1], *plan.task.eta[:1]):
        odd = bodies.put(odd, pointer, "soon")
    plan.add("odd progress", [{**plan.waiting, "json": odd}, plan.done], {"error": None, "progress": [_view(plan, odd), told[-1]]}, action="wait")


def _view(plan: Plan, body: Any) -> list[Any]:
    status = outcome.first(body, (plan.task.status,)) if plan.task.status else None
    numbers = [outcome.first(body, pointers) for pointers in (plan.task.progress, plan.task.eta)]
    return [None if status is None else str(status), *(one if isinstance(one, int | float) and not isinstance(one, bool) else None for one in numbers)]


def _pauses(plan: Plan) -> None:
    """What a server asks for between polls."""
    usual = plan.pauses(1)[0]
    for seconds in (7, 60, 61):
        answer = {**plan.waiting, "headers": {"retry-after": str(seconds)}}
        pauses = [float(max(usual, min(seconds, outcome.LONGEST_RETRY_AFTER)))]
        plan.add(f"asked to wait {seconds}", [answer, plan.done], {"error": None, "pauses": pauses, "sent": plan.sent(2)})
    busy = {"status": 429, "json": plan.error("", "Slow down"), "headers": {"retry-after": "7"}}
    plan.add("429 with Retry-After", [busy, plan.done], {"error": None, "pauses": [7.0], "sent": plan.sent(2)})
    busy = {**busy, "headers": {"retry-after": "Tue, 14 Nov 2023 22:13:31 GMT"}}
    plan.add("429 with a date", [busy, plan.done], {"error": None, "pauses": [11.0], "sent": plan.sent(2)})
    busy = {**busy, "headers": {"retry-after": "as soon as you like"}}
    plan.add("429 with garbage", [busy, plan.done], {"error": None, "pauses": outcome.backoffs(2), "sent": plan.sent(2)})
    busy = {**busy, "headers": {"retry-after": "90"}}
    # More than a minute isn't waited for inside a request; the wait itself has time for it.
    plan.add("429 for long", [busy, plan.done], {"error": None, "pauses": [90.0], "sent": plan.sent(2)})
    busy = {**busy, "headers": {"retry-after": "86400"}}
    expect = {"error": {"class": "RateLimitError", "taskId": TASK, "retryAfter": 86400.0}, "pauses": [], "sent": plan.sent(1)}
    plan.add("429 for a day", [busy], expect)


def _faults(plan: Plan) -> None:
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
        while now <= plan.task.not_found_grace:
            pauses.append(plan.pauses(polls)[-1])
            now += pauses[-1]
            polls += 1
        expect = {"error": {"class": "TaskNotFoundError", "taskId": TASK, "status": 404}, "pauses": pauses, "sent": plan.sent(polls)}
        plan.add("404 for ever", [{**lost, "repeat": True}], expect)
    plan.add("interrupted", [plan.waiting, {"fault": "interrupt"}], {"error": {"class": "Interrupted", "taskId": TASK, "notes": 1}, "sent": plan.sent(2)})
    broken = {"status": 400, "json": plan.error("", "It can't be polled")}
    if known is None or known.kind == "notFound":
        expect = {"error": {**outcome.error(plan.poller, 400, broken["json"]), "operation": plan.subject.operation.id, "taskId": TASK}, "sent": plan.sent(1)}
        plan.add("poll refused", [broken], expect)
    for name, answer in (
        ("without status", {"json": {}}),
        ("html", {"text": "<html>busy</html>", "headers": {"content-type": "text/html"}}),
        ("a list", {"text": "[]"}),
    ):
        if plan.task.status and not any(row.matcher == "status" and row.expected == 200 for row in plan.task.acceptors):
            plan.add(f"poll {name}", [answer], {"error": {"class": "DecodeError", "taskId": TASK}, "sent": plan.sent(1)})
    for pointer in plan.task.echo[:1]:
        other = {**plan.done, "json": bodies.put(plan.done["json"], pointer, "another-task")}
        plan.add("another task", [other], {"error": {"class": "DecodeError", "taskId": TASK}, "sent": plan.sent(1)})
        bare = {**plan.done, "json": bodies.without(plan.done["json"], _path(pointer))}
        plan.add("no echo", [bare], {"error": None, "sent": plan.sent(1)})


def _ends(plan: Plan) -> None:
    """Tasks that never end, end empty, or end with less than was asked for."""
    for name, limit, given in (("stuck", plan.task.timeout, {}), ("stuck for 20 s", 20, {"waitTimeout": 20}), ("stuck for 2 s", 2, {"waitTimeout": 2})):
        pauses, polls = _until(plan, limit, plan.task.max_attempts if not given else None)
        facts = {"class": "TaskTimeoutError", "taskId": TASK, "elapsed": round(float(sum(pauses)), 6)}
        expect = {"error": facts, "pauses": [round(one, 6) for one in pauses], "sent": plan.sent(polls)}
        plan.add(name, [{**plan.waiting, "repeat": True}], expect, **given)
    empty = plan.answer(plan.rows("success")[0])
    lacks = any(one.needed for one in outcome.drift(plan.poller.operation, 200, empty["json"]))
    facts = {"class": "DecodeError" if lacks else "EmptyResultError", "taskId": TASK, "status": 200}
    plan.add("done without an image", [empty], {"error": facts, "sent": plan.sent(1)})
    wire = next((field.wire for field in plan.subject.operation.arguments if field.role == "count"), None)
    asked = sample.legal(plan.subject, {**plan.call, wire: 2}) if wire is not None else None
    if asked is not None:
        shown = {**plan.result(plan.done, 0), "requested": 2, "partial": True}
        plan.add("one of two images", [plan.done], {"error": None, "result": shown}, arguments=asked)


def _until(plan: Plan, limit: float, most: int | None) -> tuple[list[float], int]:
    """The pauses and the number of polls until the time or the polls are used up."""
    jitter = 1 + CHANCE / JITTER
    pauses: list[float] = []
    polls = 0
    while True:
        polls += 1
        left = limit - LAST_POLL - sum(pauses)
        if left <= 1e-9 or (most is not None and polls >= most):
            return pauses, polls
        pauses.append(min(min(plan.task.max_delay, plan.task.delay * GROWTH ** (polls - 1)) * jitter, left))


def _resumed(plan: Plan) -> None:
    """A task taken up again by its id, in whatever state it is."""
    waits = plan.pauses(1)
    given = {"action": "resume", "taskId": TASK}
    polls = [[plan.poll, 2]]
    expect = {"error": None, "sent": polls, "pauses": waits, "result": plan.result(plan.done, sum(waits), resumed=True)}
    plan.cases.add("task", "resumed", plan.source, {**given, "answers": [plan.waiting, plan.done]}, expect)
    for text in ("", "  "):
        expect = {"error": {"class": "InvalidRequestError"}, "sent": [], "problems": [{"field": "task_id", "rule": "type"}]}
        plan.cases.add("task", f"resumed without an id {len(text)}", plan.source, {**given, "taskId": text}, expect)
    for name, answers, times in (("asked once", [plan.waiting], 1), ("asked after its end", [plan.done], 3)):
        view = _view(plan, answers[-1]["json"])
        shown = {"id": TASK, "status": view[0], "progress": view[1], "eta": view[2], "done": answers[-1] is plan.done}
        told = {"action": "refresh", "taskId": TASK, "times": times, "answers": answers}
        plan.cases.add("task", name, plan.source, told, {"error": None, "task": shown, "sent": [[plan.poll, 1]]})
    odd = "a/../b?c=d&e#f %2e"
    told = {"action": "refresh", "taskId": odd, "answers": [{"status": 404, "json": plan.error("", "No")}]}
    lines = [[line(plan.poller, {plan.task.parameter: odd}), 1]]
    if outcome.error_row(plan.subject.provider, 404, plan.error("", "No"))[0] is None:
        plan.cases.add("task", "an id with odd characters", plan.source, told, {"error": {"class": "TaskNotFoundError"}, "sent": lines})


def _cancelled(plan: Plan, canceller: Subject) -> None:
    """A task that is asked to stop."""
    address = line(canceller, {plan.task.cancel_parameter or "": TASK})
    given = {"action": "cancel", "taskId": TASK, "answers": [{"json": {}}]}
    plan.cases.add("task", "cancel", plan.source, given, {"error": None, "sent": [[address, 1]]})
    blips = [{"fault": "reset"}, {"json": {}}]
    plan.cases.add("task", "cancel again after a blip", plan.source, {**given, "answers": blips}, {"error": None, "sent": [[address, 2]]})

