"""A submit and its task, with the bodies and lines that a scenario is made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from clientsmith.language.model import Acceptor, Task
from clientsmith.lint.finding import steps
from clientsmith.lint.spec import mapping
from clientsmith.vectors import bodies, outcome, sample
from clientsmith.vectors.bodies import TASK
from clientsmith.vectors.case import Cases
from clientsmith.vectors.judge import verdict
from clientsmith.vectors.subject import CHANCE, NOW, Arguments, Subject
from clientsmith.vectors.wire import line

GROWTH, JITTER, LAST_POLL = 1.5, 5, 1.0
"""A pause is so many times the one before, plus up to a fifth of it; the last poll goes out a second early."""


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
        results = self.subject.operation.results
        for place in results.images if results is not None else ():
            body = bodies.without(body, path_of(place.items)[:1])
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
                told = bodies.without(told, path_of(pointer))
        if self.poller.operation.results is not None:
            for place in self.poller.operation.results.images:
                told = bodies.without(told, path_of(place.items)[:1])
            told = bodies.with_images(told, self.poller.operation.results) if images else told
        for pointer in self.task.echo[:1]:
            told = bodies.put(told, pointer, TASK)
        if status:
            told = bodies.put(told, self.task.status, status)
        if row is not None and row.matcher == "path":
            if row.argument:
                told = bodies.put(told, self.task.status, "status-that-is-new") if self.task.status else told
            told = bodies.put(told, row.argument or self.task.status, row.expected)
        return mapping(bodies.agreeing(self.poller, told))

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
        return [
            round(min(self.task.max_delay, self.task.delay * GROWTH ** min(at, 99)) * jitter, 6) for at in range(number)
        ]

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
            "answer": self.poller.operation.model,
            "drift": outcome.differences(self.poller.operation, 200, body),
        }

    def add(
        self, name: str, answers: list[dict[str, Any]], expect: dict[str, Any], source: str = "", **given: Any
    ) -> None:
        """Keep a scenario that begins with a submit."""
        told = {"action": "call", "arguments": self.call, "answers": [self.accepted, *answers], **given}
        self.cases.add("task", name, source or self.source, told, expect)

    def sent(self, polls: int) -> list[list[Any]]:
        """A submit, and so many polls."""
        return [[self.submit, 1], [self.poll, polls]] if polls else [[self.submit, 1]]


def path_of(pointer: str) -> list[str]:
    """The steps of a pointer, with the first element for all."""
    return ["0" if step == "*" else step for step in steps(pointer)]
