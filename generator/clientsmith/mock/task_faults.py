"""Faults of tasks: how a task ends that a submit has just made. A docstring says what happens."""

from __future__ import annotations

from collections.abc import Callable

from clientsmith.mock.world import Job, World

TaskFault = Callable[[Job, World], None]


def _fails(job: Job, world: World) -> None:
    """The task fails, with a reason."""
    job.ends = "failure"


def _cancelled(job: Job, world: World) -> None:
    """The task ends as cancelled by someone else."""
    job.ends = "cancelled"


def _stuck(job: Job, world: World) -> None:
    """The task never ends."""
    job.ends = "never"


def _vanishes(job: Job, world: World) -> None:
    """Nobody has ever heard of the task."""
    del world.jobs[job.id]


def _empty(job: Job, world: World) -> None:
    """The task succeeds without an image."""
    job.drawings = []


def _fewer(job: Job, world: World) -> None:
    """The task succeeds with half of the images."""
    job.drawings = job.drawings[: len(job.drawings) // 2]


def _same_id(job: Job, world: World) -> None:
    """The task gets the id of the one before."""
    before = [other for other in world.jobs.values() if other is not job and other.provider == job.provider]
    if before:
        del world.jobs[job.id]
        job.id = before[-1].id


TASK_FAULTS: dict[str, TaskFault] = {
    "task-fails": _fails,
    "task-cancelled": _cancelled,
    "task-stuck": _stuck,
    "task-vanishes": _vanishes,
    "task-without-images": _empty,
    "task-with-fewer-images": _fewer,
    "task-with-the-same-id": _same_id,
}
