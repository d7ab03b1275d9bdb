"""The report of a run, as text and as JSON."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from clientsmith.diagnostics import safe
from clientsmith.language.model import Provider
from clientsmith.live.line import VERDICTS, Line
from clientsmith.live.places import Spot, spot
from clientsmith.live.scrub import Scrub

_SHOWN = 3
_COMMAND = "  clientsmith live "
"""How the line of a command begins."""


@dataclass
class Drift:
    """The same difference wherever it was seen: the actual values, how often, and in which calls."""

    where: str
    kind: str
    expected: str
    spot: Spot
    actual: list[str] = field(default_factory=list[str])
    times: int = 0
    calls: list[str] = field(default_factory=list[str])

    def lines(self) -> Iterator[str]:
        """The difference, and where the spec says otherwise."""
        more = f" and {len(self.actual) - _SHOWN} more" if len(self.actual) > _SHOWN else ""
        shown = ", ".join(self.actual[:_SHOWN]) + more
        yield f"  {self.where}  {self.kind}  {self.expected} -> {shown}  ({self.times} time{'s' * (self.times != 1)})"
        yield f"    {self.spot.place}  {self.spot.key or '/'}" + (f"  [{self.spot.source}]" if self.spot.source else "")


@dataclass
class Report:
    """A run.

    Attributes:
        budget: requests that may bill: how many were sent, and how many might have been.
        package: the clients' package as the user named it, for the command that takes tasks up again.
        trouble: what went wrong with the recording; empty for nothing.
        code: the exit code.
    """

    provider: Provider
    address: str
    lines: list[Line]
    budget: tuple[int, int]
    package: str
    trouble: str
    code: int

    def drift(self) -> list[Drift]:
        """The differences of all calls, each once."""
        drifts: dict[tuple[str, str, str, str], Drift] = {}
        for line in self.lines:
            for difference in line.differences:
                same = (difference.where, difference.kind, difference.expected, difference.key)
                drift = drifts.setdefault(
                    same,
                    Drift(difference.where, difference.kind, difference.expected, spot(self.provider, difference.key)),
                )
                drift.times += 1
                drift.actual += [] if difference.actual in drift.actual else [difference.actual]
                drift.calls += [] if line.seen.call.id in drift.calls else [line.seen.call.id]
        return list(drifts.values())

    def waiting(self) -> dict[str, list[str]]:
        """Ids of tasks whose images didn't all come though they may be there, or their tokens, by operation."""
        ended = {"TaskFailedError", "TaskCancelledError", "TaskNotFoundError"}
        ids_by_operation: dict[str, list[str]] = {}
        for seen in (line.seen for line in self.lines):
            has_ended = any(base.__name__ in ended for base in type(seen.error).__mro__)
            if not has_ended and (seen.result is None or seen.unfetched()):
                ids = dict.fromkeys(task_id for task_id in [*seen.task_ids, seen.call.task_id] if task_id)
                if ids:
                    known = [seen.tokens.get(task_id, task_id) for task_id in ids]
                    ids_by_operation.setdefault(seen.call.operation.id, []).extend(known)
        return ids_by_operation

    def _again(self, operation: str, ids: list[str]) -> str:
        """The command that takes tasks up again; an id is a provider's text and nothing to run."""
        words = [self.provider.name]
        words += ["--package", self.package] if self.package else []
        several = sum(task_id.task is not None for task_id in self.provider.operations) > 1
        words += ["--operation", operation] if several else []
        return shlex.join([*words, "--max-submits", "0", *(word for task_id in ids for word in ("--task", task_id))])

    def text(self, scrub: Scrub) -> str:
        """Yield the lines of the report."""
        # Without the queries of its addresses a token leads nowhere.
        cleaned = (scrub.key(line) if line.startswith(_COMMAND) else scrub.text(line) for line in self._lines())
        return "\n".join(map(safe, cleaned)) + "\n"

    def _lines(self) -> Iterator[str]:
        used, limit = self.budget
        yield f"{self.provider.name} at {self.address}, {used} of at most {limit} submit{'s' * (limit != 1)} used"
        yield ""
        for line in self.lines:
            yield line.text()
            yield from (f"         task {task_id}" for task_id in dict.fromkeys(line.seen.task_ids))
        drift = self.drift()
        if drift:
            yield ""
            yield "differs from the spec:"
            yield from (text for difference in drift for text in difference.lines())
        waiting = self.waiting()
        if waiting:
            yield ""
            yield "not fetched, and maybe billed; this asks for it again, and bills nothing:"
            yield from (_COMMAND + self._again(operation, ids) for operation, ids in waiting.items())
        if self.trouble:
            yield ""
            yield self.trouble
        yield ""
        yield self.summary(drift)

    def summary(self, drift: Iterable[Drift]) -> str:
        """Return a summary in one line."""
        counts = {word: sum(line.verdict == word for line in self.lines) for word in VERDICTS}
        words = ", ".join(f"{number} {word}" for word, number in counts.items() if number)
        number, calls = len(list(drift)), len(self.lines)
        count = f"{number or 'no'} difference{'s' * (number != 1)} from the spec"
        # What wasn't seen can't be without a difference.
        open_end = not number and any(line.verdict in ("unclear", "stopped", "not made") for line in self.lines)
        return f"{calls} call{'s' * (calls != 1)}: {words}; {count}{' so far' * open_end}"

    def data(self, scrub: Scrub) -> Any:
        """Return the report as JSON."""
        return scrub.data(
            {
                "provider": self.provider.name,
                "address": self.address,
                "submits": {"used": self.budget[0], "limit": self.budget[1]},
                "calls": [line.data() for line in self.lines],
                "drift": [
                    {
                        "where": item.where,
                        "kind": item.kind,
                        "expected": item.expected,
                        "came": item.actual,
                        "times": item.times,
                        "key": item.spot.key,
                        "place": item.spot.place,
                        "source": item.spot.source,
                        "calls": item.calls,
                    }
                    for item in self.drift()
                ],
                "tasksNotFetched": [item for ids in self.waiting().values() for item in ids],
                "recordingTrouble": self.trouble,
                "exitCode": self.code,
            }
        )
