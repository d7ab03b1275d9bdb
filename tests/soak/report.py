"""What a soak came to: every call accounted for, nothing billed twice, nothing left behind."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from clientsmith.mock.world import Exchange

GROWTH = 24 << 20
"""Bytes of memory that a long run may take more than a short one: pools, caches and what the allocator keeps."""
UNTOLD = {"SubmissionUnknownError", "SubmissionServerError", "DecodeError", "EmptyResultError"}
"""Errors of a submit that may have been billed and whose answer never told an id."""


class Outcome(NamedTuple):
    """What became of a call: `result` or the class of an error, and the task's id if it is known."""

    number: int
    provider: str
    kind: str
    task: str | None


class Report(NamedTuple):
    """The figures of a run; memory in bytes, then open files, then threads."""

    calls: int
    seconds: float
    outcomes: list[Outcome]
    requests: list[Exchange]
    tasks_left: int
    before: tuple[int, int, int]
    middle: int
    after: tuple[int, int, int]

    @property
    def billed(self) -> Counter[str]:
        """Prompt to how often it was billed."""
        return Counter(str(one.arguments["prompt"]) for one in self.requests if one.billed)

    def complaints(self) -> list[str]:
        """What is wrong; an empty list if nothing is."""
        found: list[str] = []
        if len(self.outcomes) != self.calls:
            found.append(f"{self.calls - len(self.outcomes)} calls never ended")
        twice = [prompt for prompt, count in self.billed.items() if count > 1]
        if twice:
            found.append(f"{len(twice)} prompts were billed more than once, such as {twice[0]}")
        lost = self.lost()
        if lost:
            found.append(f"{len(lost)} calls were billed and lost, such as {lost[0]}")
        if self.tasks_left:
            found.append(f"{self.tasks_left} tasks of the event loop were left")
        if self.after[1] > self.before[1]:
            found.append(f"{self.after[1] - self.before[1]} files or connections were left open")
        if self.after[2] > self.before[2]:
            found.append(f"{self.after[2] - self.before[2]} threads were left")
        if max(self.middle, self.after[0]) - self.before[0] > GROWTH:
            found.append(f"memory grew by {(self.after[0] - self.before[0]) >> 20} MiB")
        return found

    def lost(self) -> list[Outcome]:
        """Calls that were billed and ended without a result, without a task's id, and without saying so."""
        billed = self.billed
        return [
            one
            for one in self.outcomes
            if billed[f"soak {one.number}"] and one.kind != "result" and one.task is None and one.kind not in UNTOLD
        ]

    def text(self) -> str:
        """Everything in a few lines."""
        kinds = Counter(one.kind for one in self.outcomes)
        struck = sum(bool(one.fault) for one in self.requests)
        lines = [
            f"{self.calls} calls in {self.seconds:.1f} s, {len(self.requests)} requests, {struck} struck by a fault",
            f"billed: {sum(self.billed.values())} submits for {len(self.billed)} prompts, none twice"
            if max(self.billed.values(), default=0) < 2
            else "billed: some twice",
            "ended as: " + ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()),
            f"lost: {len(self.lost())}; left behind: {self.tasks_left} tasks, "
            f"{max(0, self.after[1] - self.before[1])} files or connections, "
            f"{max(0, self.after[2] - self.before[2])} threads",
            f"memory: {self.before[0] >> 20} MiB before, {self.middle >> 20} after the asynchronous part, "
            f"{self.after[0] >> 20} at the end",
        ]
        return "\n".join(lines)


def resident() -> int:
    """Bytes of memory that this process has; 0 where the system doesn't say."""
    status = Path("/proc/self/statm")
    return int(status.read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") if status.exists() else 0


def descriptors() -> int:
    """Open files, sockets included; 0 where the system doesn't say."""
    folder = Path("/proc/self/fd")
    return sum(1 for _ in folder.iterdir()) if folder.exists() else 0
