"""What scenarios of a task are made of: the submit, the polls, and their bodies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from clientsmith.language.model import Acceptor, Task
from clientsmith.load.json_values import mapping
from clientsmith.oracle import answer_bodies, answers, following, tasks
from clientsmith.oracle.contents import takes_bytes, takes_only_bytes
from clientsmith.oracle.drift import Difference, drift
from clientsmith.oracle.errors import error_body
from clientsmith.oracle.pointers import put, remove
from clientsmith.oracle.tasks import View
from clientsmith.vectors import bodies, outcome, sample
from clientsmith.vectors.bodies import TASK
from clientsmith.vectors.case import Cases
from clientsmith.vectors.expected_request import line
from clientsmith.vectors.operation_under_test import CHANCE, NOW, Arguments, OperationUnderTest
from clientsmith.vectors.validation import verdict

LAST_POLL = 1.0
"""Seconds before the deadline of a wait at which it polls for the last time."""
NEW_STATUS = "status-that-is-new"


@dataclass(frozen=True)
class Plan:
    """A submit and its task, with the bodies of their responses."""

    cases: Cases
    tested: OperationUnderTest
    poller: OperationUnderTest
    answerer: OperationUnderTest
    task: Task
    call: Arguments

    @cached_property
    def submit(self) -> str:
        """The line of the submit."""
        return line(self.tested, verdict(self.tested, self.call).values)

    def line_of(self, kind: str, tested: OperationUnderTest) -> str:
        """Return the line of a call about the task, as it is made after the submit."""
        if kind in self.addresses:
            return f"{tested.operation.method} {self.addresses[kind]}"
        return line(tested, following.values(self.task, kind, TASK))

    @cached_property
    def poll(self) -> str:
        """The line of a poll."""
        return self.line_of("poll", self.poller)

    @cached_property
    def addresses(self) -> dict[str, str]:
        """The addresses that the answer to the submit gives, at the provider's own host."""
        kinds = [kind for kind in following.calls(self.task) if following.pointers_of(self.task, kind)]
        origin = "/".join(self.tested.base_url.split("/")[:3])
        return {kind: f"{origin}/of%20its/own/{kind}.of?task={TASK}&part=1%2F2" for kind in kinds}

    @cached_property
    def token(self) -> str:
        """What the task is resumed with."""
        return following.token(TASK, self.addresses)

    @cached_property
    def id_is_enough(self) -> bool:
        """Whether the task can be followed to its result by its id alone."""
        kinds = [kind for kind in following.calls(self.task) if kind != "cancel"]
        return all(following.parameter_of(self.task, kind) for kind in kinds)

    def accepted_with(self, addresses: dict[str, str]) -> dict[str, Any]:
        """Return the answer to the submit with these addresses, and with no others."""
        body = self.accepted["json"]
        for kind in self.addresses:
            for pointer in following.pointers_of(self.task, kind):
                body = remove(body, answer_bodies.first_of(pointer))
        for kind, address in addresses.items():
            body = put(body, following.pointers_of(self.task, kind)[0], address)
        return {**self.accepted, "json": body}

    @cached_property
    def accepted(self) -> dict[str, Any]:
        """The answer to the submit."""
        body = put(bodies.success(self.tested), self.task.id[0], TASK)
        for kind, address in self.addresses.items():
            body = put(body, following.pointers_of(self.task, kind)[0], address)
        if tasks.submit_view(self.tested.provider, self.task, body).state in tasks.ENDED:
            body = remove(body, answer_bodies.first_of(self.task.submit_status or self.task.status))
        results = self.tested.operation.results
        return {"json": body if results is None else answer_bodies.without_images(body, results)}

    @cached_property
    def source(self) -> str:
        """Where the task stands in the spec."""
        return self.task.key

    def body(self, row: Acceptor | None, *, images: bool = False) -> dict[str, Any]:
        """Return a body of a poll in the state of a row, or with a status that no row has."""
        status = row.expected if row is not None and row.matcher == "status" else 0
        own = [
            response.schema
            for response in self.poller.operation.responses
            if response.status == status and response.schema
        ]
        schema = own[0] if own else answer_bodies.described(self.poller.operation)
        content: Any = sample.first(list(sample.of_schema({**schema, "type": "object"}))) or {}
        task = self.task
        for pointers in (task.reason, task.code, task.progress, task.eta, task.queue_position):
            for pointer in pointers:
                content = remove(content, answer_bodies.first_of(pointer))
        if (results := self.poller.operation.results) is not None:
            content = answer_bodies.without_images(content, results)
            content = bodies.with_images(content, results) if images else content
        for pointer in self.task.echo[:1]:
            content = put(content, pointer, TASK)
        content = tasks.in_row(self.task, content, row, NEW_STATUS)
        return mapping(answer_bodies.agreeing(self.poller.provider.envelope, content))

    def answer(self, row: Acceptor, *, images: bool = False) -> dict[str, Any]:
        """Return the response to a poll in the state of a row."""
        if row.matcher == "status":
            return {"status": row.expected, "json": self.body(row, images=images)}
        if row.matcher == "error":
            return {"status": self.status_of(str(row.expected)), "json": self.error(str(row.expected), "It says why")}
        return {"json": self.body(row, images=images)}

    def status_of(self, code: str) -> int:
        """Return the documented HTTP status of a code."""
        status = next((row.status for row in self.tested.provider.errors if row.code == code), None)
        return status if isinstance(status, int) else 500

    def error(self, code: str, message: str) -> dict[str, Any]:
        """Return an error body."""
        made: dict[str, Any] = error_body(self.poller.provider, code=code, message=message)
        return made

    def view(self, answer: dict[str, Any]) -> View:
        """Return what a response says about the task."""
        return tasks.view(self.poller.provider, self.task, answer.get("status", 200), answer["json"])

    def drift(self, answer: dict[str, Any]) -> list[Difference]:
        """Return the drift of a poll's response."""
        return drift(self.poller.operation, answer.get("status", 200), answer["json"])

    def drift_of_result(self, answer: dict[str, Any]) -> list[Difference]:
        """Return the drift of the answer that has the images."""
        return drift(self.answerer.operation, answer.get("status", 200), answer["json"])

    def rows(self, *states: str) -> list[Acceptor]:
        """Return the acceptors of these states."""
        return [row for row in self.task.acceptors if row.state in states]

    @cached_property
    def done(self) -> dict[str, Any]:
        """The response to the last poll of a successful task."""
        return self.answer(self.rows("success")[0], images=True)

    @cached_property
    def fetched(self) -> dict[str, Any]:
        """The response that has the images of a successful task: to the call for its result, or to its last poll."""
        if self.task.result is None:
            return self.done
        status = answer_bodies.status(self.answerer.operation)
        told = {"status": status} if status != 200 else {}
        return {**told, "json": bodies.success(self.answerer, documented=False)}

    def with_result(self, answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return responses to polls, each success followed by the response to the call for the result."""
        if self.task.result is None:
            return answers
        return [
            each for answer in answers for each in ([answer, self.fetched] if self.is_success(answer) else [answer])
        ]

    def is_success(self, answer: dict[str, Any]) -> bool:
        """Whether the response to a poll says that the task has succeeded."""
        return "json" in answer and "drip" not in answer and self.view(answer).state == "success"

    @cached_property
    def waiting(self) -> dict[str, Any]:
        """The response to a poll of a running task."""
        rows = [row for row in self.rows("retry") if row.matcher == "path"] or self.rows("retry")
        return self.answer(rows[-1]) if rows else {"json": self.body(None)}

    def pauses(self, number: int) -> list[float]:
        """Return the pauses before this many polls."""
        return [round(tasks.delay(self.task, polls, CHANCE), 6) for polls in range(number)]

    def result(self, answer: dict[str, Any], now: float, *, resumed: bool = False) -> dict[str, Any]:
        """Return the result that a response becomes, `now` seconds after the beginning."""
        return self.result_of(answer if self.task.result is None else self.fetched, now, resumed=resumed)

    def result_of(self, answer: dict[str, Any], now: float, *, resumed: bool = False) -> dict[str, Any]:
        """Return the result that the response with the images becomes."""
        body = answer["json"]
        images = outcome.images(self.answerer.operation, body, NOW + now, TASK)
        count = None if resumed else answers.requested(self.tested, verdict(self.tested, self.call).values)
        return {
            "images": images,
            "taskId": TASK,
            "requested": count,
            "partial": outcome.is_partial(self.answerer.operation, count, len(images)),
            "elapsed": round(float(now), 6),
            "status": answer.get("status", 200),
            "answer": self.answerer.operation.model,
            "drift": outcome.differences(self.answerer.operation, answer.get("status", 200), body),
        }

    def add(
        self,
        name: str,
        answers: list[dict[str, Any]],
        expect: dict[str, Any],
        source: str = "",
        kind: str = "task",
        **given: Any,
    ) -> None:
        """Keep a scenario that begins with a submit, unless its polls are more than a wait makes."""
        if self.task.max_attempts is not None and len(answers) > self.task.max_attempts:
            return
        given = {"action": "call", "arguments": self.call, "answers": (), **given}
        self.case(kind, name, given, answers, expect, source, [self.accepted])

    def case(
        self,
        kind: str,
        name: str,
        given: dict[str, Any],
        polls: list[dict[str, Any]],
        expect: dict[str, Any],
        source: str = "",
        before: list[dict[str, Any]] | None = None,
    ) -> None:
        """Keep a scenario; a poll that says that the task has succeeded is followed by the call for its result."""
        whole = self.with_result(polls)
        if len(whole) > len(polls):
            expect = self._fetching(expect)
        self.cases.add(kind, name, source or self.source, {**given, "answers": [*(before or ()), *whole]}, expect)

    def _fetching(self, expect: dict[str, Any]) -> dict[str, Any]:
        sent = {"sent": [*expect["sent"], [self.fetch, 1]]} if "sent" in expect else {}
        modes: list[str] = [mode for mode in ("sync", "async") if mode in expect and expect[mode]["error"] is None]
        ending = {mode: self._fetching(expect[mode]) for mode in modes}
        return {**expect, **sent, **ending}

    @cached_property
    def fetch(self) -> str:
        """The line of the call for the result."""
        return self.line_of("result", self.answerer)

    def sent(self, polls: int) -> list[list[Any]]:
        """Return the expected requests: the submit and this many polls."""
        return [[self.submit, 1], [self.poll, polls]] if polls else [[self.submit, 1]]


def plan_of(cases: Cases, operations: dict[str, OperationUnderTest], *, of_bytes: bool = False) -> Plan | None:
    """Return the plan of an operation; None unless it submits a task whose success has images in JSON, or in bytes."""
    task = cases.tested.operation.task
    call = sample.minimal(cases.tested)
    if task is None or call is None:
        return None
    poller, answerer = operations[task.poll], operations[following.answerer(task)]
    plan = Plan(cases, cases.tested, poller, answerer, task, call)
    operation = answerer.operation
    fits = takes_bytes(operation) if of_bytes else operation.results is not None and not takes_only_bytes(operation)
    return plan if plan.rows("success") and fits else None
