"""Tasks as state machines over time, in the provider's own words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from clientsmith.language.model import Acceptor, Provider, Results, Task
from clientsmith.lint.answer_paths import described
from clientsmith.mock.answers import lifetime, success, with_images
from clientsmith.mock.errors import Reply, documented, error
from clientsmith.mock.world import Job, World
from clientsmith.oracle import answer_bodies, following, tasks
from clientsmith.oracle.answers import first, wants_base64
from clientsmith.oracle.pointers import put, remove
from clientsmith.vectors.operation_under_test import OperationUnderTest

REASON, CODE = "The picture could not be finished", "PICTURE_FAILED"
_NEW = "status_that_is_new"


@dataclass(frozen=True)
class Followed:
    """A submit, its task, and the operation that tells of it."""

    submit: OperationUnderTest
    task: Task
    poll: OperationUnderTest
    result: OperationUnderTest | None

    @property
    def provider(self) -> Provider:
        """The provider."""
        return self.submit.provider

    @property
    def answerer(self) -> OperationUnderTest:
        """The operation whose answer has the images."""
        return self.result or self.poll


def accepted(told: Followed, job: Job, address: str) -> Any:
    """The answer to the submit; `address` is where the provider's tasks have addresses of their own."""
    body = success(told.submit)
    results = told.submit.operation.results
    body = body if results is None else answer_bodies.without_images(body, results)
    return _named(body, told.task, job, address)


def _named(body: Any, task: Task, job: Job, address: str) -> Any:
    """The answer to a submit with the id of its task, and with the addresses of the calls about it."""
    body = put(body, task.id[0], job.id)
    for kind in following.calls(task):
        for pointer in following.pointers_of(task, kind)[:1]:
            body = put(body, pointer, f"{address}{kind}?of={job.id}")
    return body


def documented_ids(told: Followed) -> list[Any]:
    """The ids of tasks that the examples of both operations have."""
    return [first(success(told.submit), told.task.id), first(success(told.poll), told.task.echo)]


def renamed(body: Any, provider: Provider, job: Job, before: str, address: str) -> Any:
    """The answer to the submit with the id that a task has now."""
    task = provider.operation(job.operation).task
    return _named(body, task, job, address) if task is not None and job.id != before else body


def fetched(world: World, told: Followed, job: Job, address: str) -> Reply:
    """The answer to the call for the result of a task, which is an error where it failed."""
    operation, results = told.answerer.operation, told.answerer.operation.results
    if results is None or progress(world, job) < 1:
        return error(told.answerer.provider, "badRequest", "The task isn't done")
    if job.ends != "success":
        rejects = any(row.kind == "contentRejected" for row in told.provider.errors)
        return error(told.answerer.provider, "contentRejected" if rejects else "badRequest", REASON)
    body = _with_images(world, told, job, success(told.answerer), results, address)
    body = answer_bodies.agreeing(told.answerer.provider.envelope, body)
    return Reply(answer_bodies.status(operation), body, shows=job.links, task=job.id)


def _with_images(world: World, told: Followed, job: Job, body: Any, results: Results, address: str) -> Any:
    job.links = job.links or [world.link(job.provider, one, lifetime(results)) for one in job.drawings]
    place = answer_bodies.json_place(results)
    inside = place is None or wants_base64(told.submit.operation, place, job.arguments)
    names = [] if inside else job.links
    return with_images(world, body, results, job.drawings, names, address, job.made)


def progress(world: World, job: Job) -> float:
    """How far a task is: 0 when it was made, 1 when it is done."""
    if job.ends == "never":
        return 0.5
    gone = world.clock.now() - job.made
    return 1.0 if world.task_seconds <= 0 else min(1.0, gone / world.task_seconds)


def cancelled(job: Job, world: World) -> None:
    """End a task at once."""
    job.ends, job.made = "cancelled", world.clock.now() - world.task_seconds


def polled(world: World, told: Followed, job: Job, address: str) -> tuple[Reply, Acceptor | None]:
    """The answer to a poll, and the row of the status map that it is."""
    job.polls += 1
    done = progress(world, job)
    row = _row(told, job, done)
    state = row.state if row is not None else ""
    if row is not None and row.matcher == "error":
        return documented(told.poll.provider, str(row.expected), REASON), row
    body, shown = _body(world, told, job, row, address)
    for pointer in told.task.echo:
        body = put(body, pointer, job.id)
    status = int(_status(row) or answer_bodies.status(told.poll.operation))
    measured = _measured(body, told.task, done, world)
    body = measured if tasks.view(told.poll.provider, told.task, status, measured).row == row else body
    body = answer_bodies.agreeing(told.poll.provider.envelope, body)
    for pointers, value in ((told.task.reason, REASON), (told.task.code, CODE)):
        # Only now: a reason may stand where errors do, which an answer of success is cleared of.
        for pointer in pointers[:1] if state == "failure" else ():
            said = put(body, pointer, value)
            # The status itself may be the code.
            body = said if tasks.view(told.poll.provider, told.task, status, said).row == row else body
    return Reply(status, body, shows=shown, task=job.id), row


def _status(row: Acceptor | None) -> int | None:
    return row.expected if row is not None and row.matcher == "status" else None


def _row(told: Followed, job: Job, done: float) -> Acceptor | None:
    """The row of the status map that a task is in: the documented ones one after the other, and then its end."""
    task = told.task
    if done >= 1:
        ending = [row for row in task.acceptors if row.state == job.ends]
        # Where no page knows of cancelled tasks, such a task fails.
        ending = ending or [row for row in task.acceptors if row.state == "failure" and job.ends == "cancelled"]
        ending = ending or [row for row in task.acceptors if row.state == "success"]
        # What a status says is plainer than an error.
        return min(ending, key=lambda row: row.matcher == "error", default=None)
    waiting = [row for row in task.acceptors if row.state == "retry" and row.matcher != "error" and _fits(told, row)]
    return waiting[min(len(waiting) - 1, math.floor(done * len(waiting)))] if waiting else None


def _fits(told: Followed, row: Acceptor) -> bool:
    """Whether the description of the answer lists the status of a row, if it lists any."""
    found, _, _ = described(dict(answer_bodies.described(told.poll.operation)), row.argument or told.task.status)
    return row.matcher != "path" or not any("enum" in one and row.expected not in one["enum"] for one in found)


def _body(world: World, told: Followed, job: Job, row: Acceptor | None, address: str) -> tuple[Any, list[str]]:
    """The body of an answer about a task, and the images in it."""
    task, results = told.task, told.poll.operation.results
    body = success(told.poll, _status(row))
    for pointer in (*task.reason, *task.code):
        body = remove(body, answer_bodies.first_of(pointer))
    shown: list[str] = []
    if results is not None and row is not None and row.state == "success":
        body, shown = _with_images(world, told, job, body, results, address), job.links
    elif results is not None:
        body = answer_bodies.without_images(body, results, task.status)
    return tasks.in_row(task, body, row, _NEW), shown


def _measured(body: Any, task: Task, done: float, world: World) -> Any:
    """The body with progress in percent and the seconds still to go, where the provider tells them."""
    for pointer in task.progress[:1]:
        body = put(body, pointer, math.floor(100 * done))
    for pointer in task.eta[:1]:
        body = put(body, pointer, math.ceil((1 - done) * world.task_seconds))
    for pointer in task.queue_position[:1]:
        # There is nobody else in the queue of a mock.
        body = put(body, pointer, 0) if done < 1 else remove(body, answer_bodies.first_of(pointer))
    return body
