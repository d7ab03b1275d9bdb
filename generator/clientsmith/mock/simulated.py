"""Stage mock: a provider as its spec says it behaves: checks a request, bills it, and answers."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

from clientsmith.mock import tasks
from clientsmith.mock.answers import drawings, in_base64, lifetime, success, with_images
from clientsmith.mock.asked import Asked, Understood, operation_of, understood
from clientsmith.mock.errors import Reply, error
from clientsmith.mock.world import Exchange, Job, World
from clientsmith.model import Operation, Provider, Task
from clientsmith.vectors.judge import judged
from clientsmith.vectors.subject import Subject, subjects, whole


class Simulated:
    """One provider.

    Attributes:
        base: path of the documented server, which all of its operations begin with.
        images: address of its images, up to their names.
        key: the one key that is taken; any if empty.
        lenient: whether fields that no page knows are let through.
    """

    def __init__(self, provider: Provider, world: World, *, base: str, images: str, key: str, lenient: bool) -> None:
        self.provider, self.world = provider, world
        self.base, self.images, self.key, self.lenient = base, images, key, lenient
        self.subjects = {subject.operation.id: subject for subject in subjects(provider)}

    def operation(self, asked: Asked) -> Operation | None:
        """The operation that a request is for."""
        return operation_of(self.provider, asked, self.base)[0]

    def answer(self, asked: Asked, exchange: Exchange) -> Reply:
        """What the provider answers; what it found is noted in the exchange."""
        operation, known = operation_of(self.provider, asked, self.base)
        if operation is None:
            # No page says what a wrong address is answered with.
            told = error(self.provider, "notFound", f"There is nothing at {asked.method} {asked.path}", ("api", "url"))
            told.status = 405 if known else told.status
            exchange.problems.append("no operation of the spec has this address and method")
            return told
        exchange.operation = operation.id
        refused = self._locked(asked)
        if refused is not None:
            exchange.problems.append("the key")
            return refused
        subject = self.subjects[operation.id]
        read = understood(subject, asked, self.base)
        exchange.arguments = read.arguments
        exchange.problems += self._problems(subject, read)
        if exchange.problems:
            return error(self.provider, "badRequest", "; ".join(exchange.problems[:5]), ("param", "request", "body"))
        exchange.billed = operation.submits
        return self._done(subject, {name: whole(value) for name, value in read.arguments.items()}, exchange)

    def _locked(self, asked: Asked) -> Reply | None:
        """The error of a missing or wrong key."""
        security = self.provider.security
        if not security.header:
            return None
        told = asked.headers.get(security.header.lower(), "")
        key = told.removeprefix(security.prefix)
        if not told.startswith(security.prefix) or not key.strip():
            return error(self.provider, "authentication", "The key is missing", ("missing",))
        wrong = key in security.placeholders or (self.key and not hmac.compare_digest(key.encode(), self.key.encode()))
        return error(self.provider, "authentication", "The key is not valid", ("invalid_", "auth")) if wrong else None

    def _problems(self, subject: Subject, read: Understood) -> list[str]:
        problems = [one for one in read.problems if not (self.lenient and "is no " in one)]
        if problems:
            return problems
        return [f"{one.field}: {one.rule}" for one in judged(subject, read.arguments).problems]

    def _done(self, subject: Subject, arguments: Mapping[str, Any], exchange: Exchange) -> Reply:
        operation = subject.operation
        if operation.task is not None:
            return self._submitted(subject, operation.task, arguments, exchange)
        maker = tasks.owner(self.provider, operation)
        if maker is not None and maker.task is not None:
            told = self._followed(maker.task, self.subjects[maker.id])
            return self._polled(told, str(arguments.get(maker.task.parameter, "")), exchange)
        if self._cancelled(operation, arguments):
            return Reply(operation.answer.status if operation.answer is not None else 200, success(subject))
        if operation.results is None:
            return Reply(operation.answer.status if operation.answer is not None else 200, success(subject))
        pictures = drawings(subject, arguments, operation)
        names: list[str] = []
        place = operation.results.images[0]
        shown = [self.world.link(self.provider.name, one, lifetime(operation.results)) for one in pictures]
        if not in_base64(subject, arguments, place):
            names = shown
        body = with_images(
            self.world, success(subject), operation.results, pictures, names, self.images, self.world.clock.now()
        )
        status = operation.answer.status if operation.answer is not None else 200
        return Reply(status, body, shows=shown)

    def _followed(self, task: Task, subject: Subject) -> tasks.Followed:
        return tasks.Followed(subject, task, self.subjects[task.poll])

    def _submitted(self, subject: Subject, task: Task, arguments: Mapping[str, Any], exchange: Exchange) -> Reply:
        told = self._followed(task, subject)
        pictures = drawings(subject, arguments, told.poll.operation)
        now = self.world.clock.now()
        job = Job(self.world.id(), self.provider.name, subject.operation.id, arguments, now, pictures)
        self.world.jobs[job.id] = job
        exchange.task = job.id
        status = subject.operation.answer.status if subject.operation.answer is not None else 200
        return Reply(status, tasks.accepted(told, job), task=job.id)

    def _polled(self, told: tasks.Followed, identifier: str, exchange: Exchange) -> Reply:
        job = self.world.jobs.get(identifier)
        exchange.task = identifier
        if job is None or job.provider != self.provider.name:
            exchange.problems.append("no such task")
            return error(self.provider, "notFound", "There is no such task", ("task",))
        reply, exchange.state = tasks.polled(self.world, told, job, self.images)
        return reply

    def _cancelled(self, operation: Operation, arguments: Mapping[str, Any]) -> bool:
        """End the task that a call asks to be cancelled."""
        for task in (one.task for one in self.provider.operations):
            if task is not None and task.cancel == operation.id:
                job = self.world.jobs.get(str(arguments.get(task.cancel_parameter or "", "")))
                if job is not None and tasks.progress(self.world, job) < 1:
                    tasks.cancelled(job, self.world)
                return True
        return False
