"""A submit and its task, with the bodies and lines that a scenario is made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from clientsmith.language.model import Acceptor, Task
from clientsmith.load.json_values import mapping
from clientsmith.oracle import answer_bodies, following, tasks
from clientsmith.oracle.drift import Difference, drift
from clientsmith.oracle.errors import error_body
from clientsmith.oracle.tasks import View
from clientsmith.vectors import bodies, outcome, sample
from clientsmith.vectors.bodies import TASK
from clientsmith.vectors.case import Cases
from clientsmith.vectors.judge import verdict
from clientsmith.vectors.subject import CHANCE, NOW, Arguments, Subject
from clientsmith.vectors.wire import line

LAST_POLL = 1.0
"""Seconds before its end in which a wait polls for the last time."""
NEW_STATUS = "status-that-is-new"


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
        return line(self.poller, following.poll_values(self.task, TASK))

    @cached_property
    def accepted(self) -> dict[str, Any]:
        """The answer to the submit."""
        body = bodies.put(bodies.success(self.subject), self.task.id[0], TASK)
        if tasks.submit_view(self.subject.provider, self.task, body).state in tasks.ENDED:
            body = bodies.remove(body, bodies.first_of(self.task.submit_status or self.task.status))
        results = self.subject.operation.results
        return {"json": body if results is None else answer_bodies.without_images(body, results)}

    @cached_property
    def source(self) -> str:
        """Where the task stands in the spec."""
        return self.task.key

    def body(self, row: Acceptor | None, *, images: bool = False) -> dict[str, Any]:
        """Return a body of a poll in the state of a row, or with a status that no row has."""
        status = row.expected if row is not None and row.matcher == "status" else 0
        own = [one.schema for one in self.poller.operation.responses if one.status == status and one.schema]
        schema = own[0] if own else bodies.described(self.poller.operation)
        told: Any = sample.first(list(sample.of_schema({**schema, "type": "object"}))) or {}
        for pointers in (self.task.reason, self.task.code, self.task.progress, self.task.eta):
            for pointer in pointers:
                told = bodies.remove(told, bodies.first_of(pointer))
        if (results := self.poller.operation.results) is not None:
            told = answer_bodies.without_images(told, results)
            told = bodies.with_images(told, results) if images else told
        for pointer in self.task.echo[:1]:
            told = bodies.put(told, pointer, TASK)
        told = tasks.in_row(self.task, told, row, NEW_STATUS)
        return mapping(bodies.agreeing(self.poller.provider.envelope, told))

    def answer(self, row: Acceptor, *, images: bool = False) -> dict[str, Any]:
        """The answer of a poll in the state of a row."""
        if row.matcher == "status":
            return {"status": row.expected, "json": self.body(row, images=images)}
        if row.matcher == "error":
            return {"status": self.status_of(str(row.expected)), "json": self.error(str(row.expected), "It says why")}
        return {"json": self.body(row, images=images)}

    def status_of(self, code: str) -> int:
        """The HTTP status under which a code is documented."""
        found = next((row.status for row in self.subject.provider.errors if row.code == code), None)
        return found if isinstance(found, int) else 500

    def error(self, code: str, message: str) -> dict[str, Any]:
        """A body of an error."""
        made: dict[str, Any] = error_body(self.subject.provider, code=code, message=message)
        return made

    def view(self, answer: dict[str, Any]) -> View:
        """Return what an answer says of the task."""
        return tasks.view(self.subject.provider, self.task, answer.get("status", 200), answer["json"])

    def drift(self, answer: dict[str, Any]) -> list[Difference]:
        """Return in what the answer to a poll differs from its description."""
        return drift(self.poller.operation, answer.get("status", 200), answer["json"])

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
        return self.answer(rows[-1]) if rows else {"json": self.body(None)}

    def pauses(self, number: int) -> list[float]:
        """The pauses after so many polls."""
        return [round(tasks.delay(self.task, polls, CHANCE), 6) for polls in range(number)]

    def result(self, answer: dict[str, Any], now: float, *, resumed: bool = False) -> dict[str, Any]:
        """The result that an answer comes to, so many seconds after the beginning."""
        body = answer["json"]
        found = outcome.images(self.poller.operation, body, NOW + now, TASK)
        count = None if resumed else outcome.requested(self.subject.operation, verdict(self.subject, self.call).values)
        return {
            "images": found,
            "taskId": TASK,
            "requested": count,
            "partial": count is not None and len(found) < count,
            "elapsed": round(float(now), 6),
            "status": answer.get("status", 200),
            "answer": self.poller.operation.model,
            "drift": [[one.path, one.kind] for one in self.drift(answer)],
        }

    def takes_too_long(self, answers: list[dict[str, Any]]) -> bool:
        """Whether a wait may give up before the last of the answers."""
        return self.task.max_attempts is not None and len(answers) > self.task.max_attempts

    def add(
        self, name: str, answers: list[dict[str, Any]], expect: dict[str, Any], source: str = "", **given: Any
    ) -> None:
        """Keep a scenario that begins with a submit, unless its polls are more than a wait makes."""
        if self.takes_too_long(answers):
            return
        told = {"action": "call", "arguments": self.call, "answers": [self.accepted, *answers], **given}
        self.cases.add("task", name, source or self.source, told, expect)

    def sent(self, polls: int) -> list[list[Any]]:
        """A submit, and so many polls."""
        return [[self.submit, 1], [self.poll, polls]] if polls else [[self.submit, 1]]
