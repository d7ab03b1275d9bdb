"""A provider as its spec says it behaves: checks a request, bills it, and answers."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

from clientsmith.language.model import Operation, Provider, Task
from clientsmith.mock import tasks
from clientsmith.mock.answers import drawings, lifetime, success, with_images
from clientsmith.mock.errors import Reply, error
from clientsmith.mock.incoming import operations_of
from clientsmith.mock.inward import IMAGES, Inward
from clientsmith.mock.world import Exchange, Job, World
from clientsmith.oracle import answer_bodies, following
from clientsmith.oracle.answers import wants_base64
from clientsmith.oracle.authentication import is_minted, key_in
from clientsmith.oracle.calls import CallValidator
from clientsmith.oracle.pointers import put
from clientsmith.oracle.requests import Incoming, ReadRequest, read_request
from clientsmith.vectors.operation_under_test import OperationUnderTest, operations_under_test


class Simulated:
    """One provider.

    Attributes:
        address: scheme, host and port of the mock.
        mount: where the provider stands in the mock; empty for the root.
        base: the mount and the path of the documented server, which all of its operations begin with.
        key: the one key that is taken; any if empty.
        lenient: whether fields that no page knows are let through.
    """

    def __init__(
        self, provider: Provider, world: World, *, address: str, mount: str, base: str, key: str, lenient: bool
    ) -> None:
        self.inward = Inward(provider, address, mount, base)
        self.provider, self.world = self.inward.provider, world
        self.base, self.images, self.key, self.lenient = base, address + IMAGES, key, lenient
        self.operations_under_test = {tested.operation.id: tested for tested in operations_under_test(self.provider)}

    def answer(self, asked: Incoming, exchange: Exchange) -> Reply:
        """What the provider answers; what it found is noted in the exchange."""
        operations, methods = operations_of(self.provider, asked, self.base)
        if not operations:
            # No page says what a wrong address is answered with.
            told = error(self.provider, "notFound", f"There is nothing at {asked.method} {asked.path}", ("api", "url"))
            if methods:
                told.status, told.headers = 405, {"allow": ", ".join(sorted(methods))}
            exchange.problems.append("no operation of the spec has this address and method")
            return self._signed(told)
        refused = self._locked(asked)
        read = [self._read(operation, asked) for operation in operations]
        # Two operations may share an address: it is for the one that it fits best.
        found = min(read, key=lambda one: len(one.problems) + len(one.unknown))
        exchange.operation, exchange.arguments = found.view.operation.id, found.arguments
        if refused is not None:
            exchange.problems.append("the key")
            return self._signed(refused)
        exchange.problems += found.problems
        if found.problems:
            message = "; ".join(found.problems[:5])
            return self._signed(error(self.provider, "badRequest", message, ("param", "request", "body")))
        exchange.billed = found.view.operation.submits
        return self._done(self.operations_under_test[found.view.operation.id], found.arguments, exchange)

    def _signed(self, reply: Reply) -> Reply:
        """An error with an id of the request, where the provider gives one."""
        for pointer in self.provider.envelope.request_id[:1]:
            reply.body = put(reply.body, pointer, self.world.id())
        for name in self.provider.envelope.request_id_headers[:1]:
            reply.headers[name] = self.world.id()
        return reply

    def _read(self, operation: Operation, asked: Incoming) -> ReadRequest:
        """The arguments of a request for an operation, and everything that is wrong with them."""
        tested = self.operations_under_test[operation.id]
        read = read_request(tested, asked, self.base)
        if not self.lenient:
            read.problems, read.unknown = read.problems + read.unknown, []
        # What can't be read at all isn't incomplete as well.
        if read.arguments or not read.problems:
            for one in CallValidator(tested).validate(read.arguments):
                wrong = read.unknown if one.advisory else read.problems
                wrong.append(f"{one.name}: {one.rule} {', '.join(one.says)}".rstrip())
        return read

    def _locked(self, asked: Incoming) -> Reply | None:
        """The error of a missing or wrong key."""
        security = self.provider.security
        if not security.place:
            return None
        key = key_in(self.provider, asked.headers, asked.query, asked.body)
        if not key:
            return error(self.provider, "authentication", "The key is missing", ("missing",))
        if security.mint is not None:
            # The clock of a client in a test needn't agree with one that stands still.
            now = None if self.world.clock.is_stepped else self.world.clock.now()
            wrong = not is_minted(security.mint, key, now, self.key)
        else:
            wrong = key in security.placeholders or not hmac.compare_digest(key.encode(), (self.key or key).encode())
        return error(self.provider, "authentication", "The key is not valid", ("invalid_", "auth")) if wrong else None

    def _done(self, tested: OperationUnderTest, arguments: Mapping[str, Any], exchange: Exchange) -> Reply:
        operation = tested.operation
        if operation.task is not None:
            return self._submitted(tested, operation.task, arguments, exchange)
        maker = following.submitter(self.provider, operation)
        if maker is not None and maker.task is not None:
            told = self._followed(maker.task, self.operations_under_test[maker.id])
            return self._polled(told, str(arguments.get(maker.task.parameter, "")), exchange)
        if self._cancelled(operation, arguments) or operation.results is None:
            return Reply(answer_bodies.status(operation), success(tested))
        pictures = drawings(tested, arguments, operation)
        names: list[str] = []
        place = operation.results.images[0]
        shown = [self.world.link(self.provider.name, one, lifetime(operation.results)) for one in pictures]
        if not wants_base64(operation, place, arguments):
            names = shown
        body = with_images(
            self.world, success(tested), operation.results, pictures, names, self.images, self.world.clock.now()
        )
        body = self.inward.of_images(body, operation.results, shown[0])
        return Reply(answer_bodies.status(operation), body, shows=shown)

    def _followed(self, task: Task, tested: OperationUnderTest) -> tasks.Followed:
        return tasks.Followed(tested, task, self.operations_under_test[task.poll])

    def _submitted(
        self, tested: OperationUnderTest, task: Task, arguments: Mapping[str, Any], exchange: Exchange
    ) -> Reply:
        told = self._followed(task, tested)
        pictures = drawings(tested, arguments, told.poll.operation)
        now = self.world.clock.now()
        job = Job(self.world.id(), self.provider.name, tested.operation.id, arguments, now, pictures)
        self.world.begin(job)
        exchange.task = job.id
        body = self.inward.of_task(tasks.accepted(told, job), task, tasks.documented_ids(told), job.id)
        return Reply(answer_bodies.status(tested.operation), body, task=job.id)

    def _polled(self, told: tasks.Followed, identifier: str, exchange: Exchange) -> Reply:
        job = self.world.jobs.get(identifier)
        exchange.task = identifier
        if job is None or job.provider != self.provider.name:
            exchange.problems.append("no such task")
            return error(self.provider, "notFound", "There is no such task", ("task",))
        reply, row = tasks.polled(self.world, told, job, self.images)
        reply.body = self.inward.of_task(reply.body, told.task, tasks.documented_ids(told), job.id)
        results = told.poll.operation.results
        if reply.shows and results is not None:
            reply.body = self.inward.of_images(reply.body, results, reply.shows[0])
        if row is not None:
            exchange.state, exchange.word = row.state, str(row.expected)
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
