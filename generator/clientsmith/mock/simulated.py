"""A provider as its spec says it behaves: checks a request, bills it, and answers."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from clientsmith.language.model import Operation, Provider, Task
from clientsmith.mock import tasks
from clientsmith.mock.answers import as_bytes, drawings, header_samples, lifetime, streamed, success, with_images
from clientsmith.mock.errors import Reply, error
from clientsmith.mock.incoming import operations_of
from clientsmith.mock.inward import IMAGES, TASKS, Inward
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
        self.address, self.tasks = address, f"{mount}{TASKS}"
        self.tested_operations = {tested.operation.id: tested for tested in operations_under_test(self.provider)}

    def answer(self, asked: Incoming, exchange: Exchange) -> Reply:
        """What the provider answers; what it found is noted in the exchange."""
        if (job := self._addressed(asked)) is not None:
            return self._at_address(asked, job, exchange)
        operations, methods = operations_of(self.provider, asked, self.base)
        if not operations:
            # No page says what a wrong address is answered with.
            told = error(self.provider, "notFound", f"There is nothing at {asked.method} {asked.path}", ("api", "url"))
            if methods:
                told.status, told.headers = 405, {"allow": ", ".join(sorted(methods))}
            exchange.problems.append("no operation of the spec has this address and method")
            return self._signed(told)
        read = [self._read(operation, asked) for operation in operations]
        # Two operations may share an address: it is for the one that it fits best.
        found = min(read, key=lambda one: len(one.problems) + len(one.unknown))
        refused = self._locked(asked, found.view.provider)
        exchange.operation, exchange.arguments = found.view.operation.id, found.arguments
        if refused is not None:
            exchange.problems.append("the key")
            return self._signed(refused, found.view.provider)
        exchange.problems += found.problems
        if found.problems:
            message = "; ".join(found.problems[:5])
            provider = found.view.provider
            return self._signed(error(provider, "badRequest", message, ("param", "request", "body")), provider)
        exchange.billed = found.view.operation.submits
        tested = self.tested_operations[found.view.operation.id]
        accept = asked.headers.get("accept", "")
        reply = self._done(tested, found.arguments, exchange, accept, streams=found.streams)
        reply.headers |= header_samples(tested.operation, reply.status)
        return reply

    def _signed(self, reply: Reply, provider: Provider | None = None) -> Reply:
        """An error with an id of the request, where the provider, as the operation sees it, gives one."""
        envelope = (provider or self.provider).envelope
        for pointer in envelope.request_id[:1]:
            reply.body = put(reply.body, pointer, self.world.id())
        for name in envelope.request_id_headers[:1]:
            reply.headers[name] = self.world.id()
        return reply

    def _read(self, operation: Operation, asked: Incoming) -> ReadRequest:
        """The arguments of a request for an operation, and everything that is wrong with them."""
        tested = self.tested_operations[operation.id]
        read = read_request(tested, asked, self.base)
        if not self.lenient:
            read.problems, read.unknown = read.problems + read.unknown, []
        # What can't be read at all isn't incomplete as well.
        if read.arguments or not read.problems:
            for one in CallValidator(tested).validate(read.arguments):
                wrong = read.unknown if one.advisory else read.problems
                wrong.append(f"{one.name}: {one.rule} {', '.join(one.says)}".rstrip())
        return read

    def refused_link(self, asked: Incoming) -> Reply | None:
        """The error of a link that needs the key and comes without it."""
        results = [one.results for one in self.provider.operations if one.results is not None]
        return self._locked(asked, self.provider) if any(one.security == "provider" for one in results) else None

    def _locked(self, asked: Incoming, provider: Provider) -> Reply | None:
        """The error of a missing or wrong key."""
        security = provider.security
        if not security.place:
            return None
        key = key_in(provider, asked.headers, asked.query, asked.body)
        if not key:
            return error(provider, "authentication", "The key is missing", ("missing",))
        if security.mint is not None:
            # The clock of a client in a test needn't agree with one that stands still.
            now = None if self.world.clock.is_stepped else self.world.clock.now()
            wrong = not is_minted(security.mint, key, now, self.key)
        else:
            wrong = key in security.placeholders or not hmac.compare_digest(key.encode(), (self.key or key).encode())
        return error(provider, "authentication", "The key is not valid", ("invalid_", "auth")) if wrong else None

    def _done(
        self,
        tested: OperationUnderTest,
        arguments: Mapping[str, Any],
        exchange: Exchange,
        accept: str,
        *,
        streams: bool,
    ) -> Reply:
        operation = tested.operation
        if operation.task is not None:
            return self._submitted(tested, operation.task, arguments, exchange)
        maker = following.submitter(self.provider, operation)
        if maker is not None and maker.task is not None:
            told = self._followed(maker.task, self.tested_operations[maker.id])
            kind = "poll" if operation.id == maker.task.poll else "result"
            parameter = following.parameter_of(maker.task, kind)
            return self._asked(told, kind, str(arguments.get(parameter, "")), exchange, accept)
        if self._cancelled(operation, arguments) or operation.results is None:
            return Reply(answer_bodies.status(operation), success(tested))
        pictures = drawings(tested, arguments, operation)
        names: list[str] = []
        shown = [self.world.link(self.provider.name, one, lifetime(operation.results)) for one in pictures]
        if streams:
            return replace(streamed(tested, arguments, pictures, [self.images + name for name in shown]), shows=shown)
        if (whole := as_bytes(operation, accept, pictures)) is not None:
            return replace(whole, shows=shown[:1])
        place = answer_bodies.json_place(operation.results)
        if place is not None and not wants_base64(operation, place, arguments):
            names = shown
        body = with_images(
            self.world, success(tested), operation.results, pictures, names, self.images, self.world.clock.now()
        )
        body = self.inward.of_images(body, operation.results, shown[0])
        return Reply(answer_bodies.status(operation), body, shows=shown)

    def _followed(self, task: Task, tested: OperationUnderTest) -> tasks.Followed:
        result = self.tested_operations[task.result] if task.result is not None else None
        return tasks.Followed(tested, task, self.tested_operations[task.poll], result)

    def _addressed(self, asked: Incoming) -> Job | None:
        """The task of an address that an answer gave, which is called with its path and its query."""
        kind, _, identifier = f"{asked.path}?{asked.query}".removeprefix(self.tasks).partition("?of=")
        job = self.world.jobs.get(identifier)
        return job if asked.path.startswith(self.tasks) and kind in following.KINDS else None

    def _at_address(self, asked: Incoming, job: Job, exchange: Exchange) -> Reply:
        """Answer a call at an address of a task, as at that of the operation that it stands for."""
        kind = asked.path.removeprefix(self.tasks)
        task = self.provider.operation(job.operation).task
        operation = following.operation_of(task, kind) if task is not None else None
        known = self.tested_operations.get(operation or "")
        provider = known.provider if known is not None else self.provider
        refused = self._locked(asked, provider)
        if refused is not None:
            exchange.problems.append("the key")
            return self._signed(refused, provider)
        if task is None or operation is None or self.provider.operation(operation).method != asked.method:
            exchange.problems.append("another method than that of the operation")
            return self._signed(error(self.provider, "notFound", "There is nothing at this address", ("url",)))
        exchange.operation = operation
        if kind == "cancel":
            return self._ended(self.tested_operations[operation], job)
        told = self._followed(task, self.tested_operations[job.operation])
        return self._asked(told, kind, job.id, exchange, asked.headers.get("accept", ""))

    def _ended(self, canceller: OperationUnderTest, job: Job) -> Reply:
        """End a task, if it hasn't ended yet."""
        if tasks.progress(self.world, job) < 1:
            tasks.cancelled(job, self.world)
        return Reply(answer_bodies.status(canceller.operation), success(canceller))

    def _submitted(
        self, tested: OperationUnderTest, task: Task, arguments: Mapping[str, Any], exchange: Exchange
    ) -> Reply:
        told = self._followed(task, tested)
        pictures = drawings(tested, arguments, told.answerer.operation)
        now = self.world.clock.now()
        job = Job(self.world.id(), self.provider.name, tested.operation.id, arguments, now, pictures)
        self.world.begin(job)
        exchange.task = job.id
        body = self.inward.of_task(
            tasks.accepted(told, job, self.address + self.tasks), task, tasks.documented_ids(told), job.id
        )
        return Reply(answer_bodies.status(tested.operation), body, task=job.id)

    def _asked(self, told: tasks.Followed, kind: str, identifier: str, exchange: Exchange, accept: str) -> Reply:
        """The answer to a poll, or to the call for the result."""
        job = self.world.jobs.get(identifier)
        exchange.task = identifier
        if job is None or job.provider != self.provider.name:
            exchange.problems.append("no such task")
            asked_of = told.answerer if kind == "result" else told.poll
            return error(asked_of.provider, "notFound", "There is no such task", ("task",))
        if kind == "result":
            reply, row = tasks.fetched(self.world, told, job, self.images), None
            is_done = reply.shows != []
            exchange.state = job.ends
        else:
            reply, row = tasks.polled(self.world, told, job, self.images)
            is_done = row is not None and row.state == "success" and told.result is None
        shown = as_bytes(told.answerer.operation, accept, job.drawings) if is_done else None
        if shown:
            exchange.state = row.state if row is not None else job.ends
            exchange.word = str(row.expected) if row is not None else ""
            return replace(shown, status=reply.status, shows=reply.shows, task=job.id)
        if reply.is_object:
            reply.body = self.inward.of_task(reply.body, told.task, tasks.documented_ids(told), job.id)
        results = told.answerer.operation.results
        if reply.shows and reply.is_object and results is not None:
            reply.body = self.inward.of_images(reply.body, results, reply.shows[0])
        if row is not None:
            exchange.state, exchange.word = row.state, str(row.expected)
        return reply

    def _cancelled(self, operation: Operation, arguments: Mapping[str, Any]) -> bool:
        """End the task that a call asks to be cancelled."""
        for task in (one.task for one in self.provider.operations):
            if task is not None and task.cancel == operation.id:
                job = self.world.jobs.get(str(arguments.get(task.cancel_parameter or "", "")))
                if job is not None:
                    self._ended(self.tested_operations[operation.id], job)
                return True
        return False
