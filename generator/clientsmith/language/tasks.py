"""The words that say how a task is followed until it is done."""

from __future__ import annotations

from dataclasses import dataclass

from clientsmith.language.common import Cited, Described, Json, Pointers
from clientsmith.language.types import FAILURE_CLASS, NAME, POINTER, POINTERS, SCALAR, SECONDS, many, one_of, whole
from clientsmith.language.words import Group, word


@dataclass(frozen=True, kw_only=True)
class Acceptor(
    Described,
    Cited,
    positional=("expected", "state"),
    standard="AWS waiters",
    limits={"if": {"required": ["class"]}, "then": {"properties": {"state": {"const": "failure"}}}},
):
    """A row of the status map."""

    expected: Json = word(SCALAR, required=True, example="TASK_STATUS_SUCCEED")
    """The value."""
    state: str = word(one_of("retry", "success", "failure", "cancelled"), required=True, example="success")
    """What the value means: not done yet, done, failed, or cancelled."""
    argument: str = word(POINTER, into="poll", example="/task/reason")
    """Where the value is, if not at the task's status."""
    matcher: str = word(one_of("path", "status", "error"), default="path", example="status")
    """What is looked at: a value of the body, the HTTP status, or the code of an error that the poll is answered with.
    """
    kind: str | None = word(FAILURE_CLASS, at="class", standard="ours", example="contentRejected")
    """Class of the error of a task that failed so; without it the row of the error table with the failure's code
    decides.
    """


@dataclass(frozen=True, kw_only=True)
class Task(
    Cited,
    runtime="TaskPlan",
    groups={
        "poll": Group("How the task is asked for.", required=True),
        "cancel": Group("How the task is cancelled, where the provider can."),
    },
):
    """The answer is a task: how it is followed until it is done. Times are in seconds."""

    id: Pointers = word(POINTERS, required=True, into="own", example="/data/task_id")
    """Where the answer to the submit has the task's id. Where the submit may also answer at once, `results` of the same
    operation says where the images are.
    """
    poll: str = word(NAME, at="poll/operation", required=True, names="operations", example="get_task")
    """Operation that asks for the task."""
    parameter: str = word(NAME, at="poll/parameter", required=True, names="parameter", example="task_id")
    """Parameter of that operation that takes the id, by wire name."""
    status: str = word(POINTER, into="poll", example="/data/status")
    """Where the answer to the poll has the status."""
    acceptors: tuple[Acceptor, ...] = word(
        many("acceptor", minItems=1),
        required=True,
        standard="AWS waiters",
        example=[{"expected": "queued", "state": "retry"}, {"expected": "done", "state": "success"}],
    )
    """The status map: every documented status with what it means. The first row that fits counts."""
    submit_status: str = word(POINTER, into="own", example="/status")
    """Where the answer to the submit has a status."""
    echo: Pointers = word(POINTERS, at="poll/echo", into="poll", example="/data/id")
    """Where the answer to the poll repeats the id; another id there is an error."""
    cancel: str | None = word(NAME, at="cancel/operation", required=True, names="operations", example="cancel_task")
    """Operation that cancels the task."""
    cancel_parameter: str | None = word(
        NAME, at="cancel/parameter", required=True, names="parameter", example="task_id"
    )
    """Parameter of that operation that takes the id, by wire name."""
    unknown_status: str = word(one_of("retry", "failure"), default="retry", example="failure")
    """What a status that isn't in the map means: go on polling within the deadline, or failure."""
    progress: Pointers = word(POINTERS, into="poll", example="/data/progress")
    """Where the progress is, 0 to 100."""
    eta: Pointers = word(POINTERS, into="poll", example="/data/eta")
    """Where the seconds still to go are."""
    reason: Pointers = word(POINTERS, into="poll", example=["/data/error/message", "/data/error"])
    """Where a failed task has its reason."""
    code: Pointers = word(POINTERS, into="poll", example="/data/error/code")
    """Where a failed task has its code."""
    delay: float = word(SECONDS, default=2, example=1.5, standard="AWS waiters")
    """Seconds between polls."""
    max_delay: float = word(SECONDS, default=2, like="delay", example=8, standard="AWS waiters")
    """The delay grows by half each time up to this many seconds."""
    max_attempts: int | None = word(whole(1), example=120)
    """Most polls of one wait."""
    timeout: float = word(SECONDS, default=600, example=300)
    """Seconds that a wait may take in total."""
    not_found_grace: float = word({"type": "number", "minimum": 0}, default=10, example=5)
    """Seconds after the submit in which a 404 means not there yet."""
