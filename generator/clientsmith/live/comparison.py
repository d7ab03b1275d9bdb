"""Compares a call with the spec."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from clientsmith.diagnostics import shown
from clientsmith.language.model import Operation, Provider
from clientsmith.live import places
from clientsmith.live.answers import Answer, differences_in
from clientsmith.live.difference import Difference
from clientsmith.live.endpoints import Endpoints
from clientsmith.live.exchange import Exchange
from clientsmith.live.images import content_types, links, pictures
from clientsmith.live.perform import Seen
from clientsmith.live.refused import refused
from clientsmith.live.request_diff import request_differences
from clientsmith.load.json_values import mapping, sequence
from clientsmith.oracle.operation import OperationView
from clientsmith.oracle.values import listed


@dataclass(frozen=True)
class Comparison:
    """The spec, the address and the models of a run, and when it began, in Unix seconds.

    Calls are compared in their order: what came in each answer to such a call before is missed where it stops coming.
    """

    provider: Provider
    endpoints: Endpoints
    models: Any
    address: str
    began: float
    before: dict[str, list[Any]] = field(default_factory=dict[str, "list[Any]"], compare=False)

    def differences(self, seen: Seen) -> list[Difference]:
        """Return every difference of a call from the spec."""
        differences = [*request_differences(self.provider, self.address, seen.call, seen.exchanges)]
        for answer in self._answers(seen):
            alike = self.before.setdefault(_kind(seen, answer), [])
            of_answer = [*differences_in(answer, alike)]
            # What a task that goes on tells of itself, such as the time to go, may change from poll to poll.
            view = answer.view()
            if not answer.is_failure and (view is None or view.state != "retry"):
                alike.append(answer.body)
            # What the description doesn't have isn't told again by the client's model, nor what is wrong deeper inside.
            covered = {difference.where.rstrip("/") for difference in of_answer}
            covered |= {place for difference in of_answer for place in _around(difference.where)}
            misfits = [misfit for misfit in self._misfits(answer) if misfit.where.rstrip("/") not in covered]
            differences += [*of_answer, *misfits]
        differences += [*self._statuses(seen), *self._of_client(seen), *refused(self.provider, seen)]
        differences += [*pictures(self.provider, seen), *content_types(seen)]
        return differences + ([*links(self.provider, seen)] if seen.result is not None else [])

    def _answers(self, seen: Seen) -> Iterator[Answer]:
        for exchange in seen.exchanges:
            operation = self._operation(seen, exchange)
            if operation is not None and exchange.status is not None and exchange.kind != "image":
                received = self.began + exchange.at + exchange.seconds
                yield Answer(self.provider, operation, exchange, exchange.status, exchange.json(), received)

    def _statuses(self, seen: Seen) -> Iterator[Difference]:
        task = seen.call.operation.task
        if task is None:
            return
        known = ", ".join(shown(row.expected) for row in task.acceptors if row.matcher == "path")
        for word in dict.fromkeys(map(str, seen.unknown)):
            yield Difference(
                f"{seen.call.operation.id} task status", "unknown-status", f"one of {known}", shown(word), task.key
            )

    def _of_client(self, seen: Seen) -> Iterator[Difference]:
        """Yield drift that only the client sees: further tasks of a submit, and odd bytes of images."""
        for operation, drift in seen.drift:
            kind = str(drift.kind)
            if kind in ("more-tasks", "image") or (kind == "content-type" and seen.pictures and not drift.path):
                key = self.provider.operation(operation).key
                yield Difference(f"{operation} answer", kind, str(drift.message), shown(drift.value), key)

    def _misfits(self, answer: Answer) -> Iterator[Difference]:
        """Yield values of a success that the client's model refuses."""
        operation, body = answer.operation, answer.body
        model = getattr(self.models, operation.model, None)
        response = answer.response
        if model is None or body is None or answer.is_failure or response != operation.answer:
            return
        try:
            model.model_validate(body)
        except ValueError as error:
            # It is pydantic's, which this package doesn't know.
            faults: list[dict[str, Any]] = getattr(error, "errors", list)()
            paths: dict[tuple[str | int, ...], Any] = {}
            for fault in faults:
                value = "nothing" if fault["type"] == "missing" else shown(fault["input"])
                # Each branch of a union finds the same fault.
                paths.setdefault(_path(body, fault["loc"], missing=fault["type"] == "missing"), value)
            for path, value in paths.items():
                spot = places.described(self.provider, response, operation.key, path)
                where = f"{operation.id} {answer.status} {spot.path or '/'}"
                yield Difference(where, "model", f"what {operation.model} takes", value, spot.key)

    def _operation(self, seen: Seen, exchange: Exchange) -> Operation | None:
        operations = self.endpoints.operations(exchange.method, exchange.url)
        return seen.call.operation if seen.call.operation in operations else next(iter(operations), None)


def _kind(seen: Seen, answer: Answer) -> str:
    """Return what answers must have in common to be compared: operation, status, state, and what the call chooses."""
    fields = OperationView(answer.provider, seen.call.operation).fields
    chosen = {
        name: value
        for name, value in seen.call.arguments.items()
        if isinstance(value, bool) or (name in fields and listed(fields[name].schema.get("enum"), value))
    }
    view = answer.view()
    return repr((answer.operation.id, answer.status, view and view.row, sorted(chosen.items())))


def _around(where: str) -> Iterator[str]:
    """Yield the paths above a path."""
    while "/" in where.rstrip("/"):
        where = where.rstrip("/").rpartition("/")[0]
        yield where


def _path(body: Any, steps: Sequence[Any], *, missing: bool) -> tuple[str | int, ...]:
    """Return the path of a pydantic error in the body, without the names of types among its steps."""
    path: list[str | int] = []
    here = body
    for at, step in enumerate(steps):
        if isinstance(here, dict) and step in here:
            here = mapping(cast("Any", here))[step]
        elif isinstance(here, list) and isinstance(step, int) and step < len(sequence(cast("Any", here))):
            here = sequence(cast("Any", here))[step]
        elif not (missing and at == len(steps) - 1):
            continue
        path.append(step)
    return tuple(path)
