"""In what a call differs from what the spec says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from clientsmith.diagnostics import shown
from clientsmith.language.model import Operation, Provider
from clientsmith.lint.spec import mapping, sequence
from clientsmith.live import places
from clientsmith.live.difference import Difference
from clientsmith.live.endpoints import Endpoints
from clientsmith.live.exchange import Exchange
from clientsmith.live.images import images, life
from clientsmith.live.perform import Seen
from clientsmith.live.refused import is_refused, refused
from clientsmith.live.request_diff import sent


@dataclass(frozen=True)
class Judge:
    """Knows the spec, the address and the models of a run."""

    provider: Provider
    endpoints: Endpoints
    models: Any
    address: str

    def differences(self, seen: Seen) -> list[Difference]:
        """Everything in which a call differs."""
        drift = list(self._drift(seen))
        answers = list(self._answers(seen))
        # What the client has found already isn't told again by its model, nor what is wrong deeper inside.
        covered = {one.where.rstrip("/") for one in drift}
        covered |= {place for one in (*drift, *answers) for place in _around(one.where)}
        answers = [one for one in answers if one.kind != "model" or one.where.rstrip("/") not in covered]
        found = [*sent(self.provider, self.address, seen.call, seen.exchanges), *answers, *drift]
        found += refused(self.provider, seen)
        if seen.result is not None:
            found += [*images(self.provider, seen), *life(self.provider, seen)]
        return found

    def _answers(self, seen: Seen) -> Iterator[Difference]:
        """HTTP statuses that aren't documented, and answers that the models don't take."""
        for exchange in seen.exchanges:
            operation = self._operation(seen, exchange)
            if operation is None or exchange.status is None or not 200 <= exchange.status < 300:
                continue
            known = [one for one in operation.responses if 200 <= one.status < 300]
            if known and exchange.status not in [one.status for one in known]:
                statuses = " or ".join(str(one.status) for one in known)
                yield Difference(operation.id, "status", statuses, str(exchange.status), known[0].key)
            # An error under a good status has the shape of errors.
            if not is_refused(seen) or exchange is not seen.exchanges[-1]:
                yield from self._misfits(operation, exchange)

    def _misfits(self, operation: Operation, exchange: Exchange) -> Iterator[Difference]:
        model, body = getattr(self.models, operation.model, None), exchange.json()
        if model is None or body is None:
            return
        try:
            model.model_validate(body)
        except ValueError as error:
            # It is pydantic's, which this package doesn't know.
            faults: list[dict[str, Any]] = getattr(error, "errors", list)()
            paths: dict[str, Any] = {}
            for fault in faults:
                value = "nothing" if fault["type"] == "missing" else shown(fault["input"])
                # Each branch of a union finds the same fault.
                paths.setdefault(_path(body, fault["loc"], missing=fault["type"] == "missing"), value)
            for path, value in paths.items():
                where, spot = self._spot(operation.id, exchange.status, path)
                yield Difference(where, "model", f"what {operation.model} takes", value, spot.key)

    def _operation(self, seen: Seen, exchange: Exchange) -> Operation | None:
        found = self.endpoints.operations(exchange.method, exchange.url)
        return seen.call.operation if seen.call.operation in found else next(iter(found), None)

    def _drift(self, seen: Seen) -> Iterator[Difference]:
        """What the client found in answers to submits and polls."""
        task = seen.call.operation.task
        for operation, status, one in seen.drift:
            known_status = task is not None and (operation, str(one.path)) == (task.poll, task.status)
            if known_status and one.kind == "unknown-value" and one.value in seen.unknown:
                continue  # the row that the status map lacks says it
            where, spot = self._spot(operation, status, str(one.path))
            expected = places.expected(one.kind, spot.facts) or str(one.message)
            yield Difference(where, str(one.kind), expected, places.came(one.kind, one.value), spot.key)
        if task is not None:
            known = ", ".join(shown(row.expected) for row in task.acceptors if row.matcher == "path")
            where = f"{seen.call.operation.id} task status"
            for word in seen.unknown:
                yield Difference(where, "unknown-status", f"one of {known}", shown(word), task.key)

    def _spot(self, operation: str, status: int | None, path: str) -> tuple[str, places.Described]:
        spot = places.described(self.provider, operation, status, path)
        return f"{operation} {status or ''} {spot.path or '/'}", spot


def _around(where: str) -> Iterator[str]:
    """The places of an answer that a place is in."""
    while "/" in where.rstrip("/"):
        where = where.rstrip("/").rpartition("/")[0]
        yield where


def _path(body: Any, steps: Sequence[Any], *, missing: bool) -> str:
    """Where in an answer a fault of its model is; between the steps are names of types, which are none of the body."""
    path, here = "", body
    for at, step in enumerate(steps):
        if isinstance(here, dict) and step in here:
            here = mapping(cast("Any", here))[step]
        elif isinstance(here, list) and isinstance(step, int) and step < len(sequence(cast("Any", here))):
            here = sequence(cast("Any", here))[step]
        elif not (missing and at == len(steps) - 1):
            continue
        path += f"/{step}"
    return path
