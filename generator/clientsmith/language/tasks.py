"""The words that say how a task is followed until it is done."""

from __future__ import annotations

from dataclasses import dataclass

from clientsmith.language.common import Cited, Described, Json, Pointers
from clientsmith.language.types import NAME, POINTER, POINTERS, SCALAR, SECONDS, many, one_of, whole
from clientsmith.language.words import Group, word


@dataclass(frozen=True, kw_only=True)
class Acceptor(Described, Cited, positional=("expected", "state"), standard="AWS waiters"):
    """A row of the status map."""

    expected: Json = word(SCALAR, "The value.", required=True, example="TASK_STATUS_SUCCEED")
    state: str = word(
        one_of("retry", "success", "failure", "cancelled"),
        "What the value means: not done yet, done, failed, or cancelled.",
        required=True,
        example="success",
    )
    argument: str = word(
        POINTER, "Where the value is, if not at the task's status.", into="poll", example="/task/reason"
    )
    matcher: str = word(
        one_of("path", "status", "error"),
        "What is looked at: a value of the body, the HTTP status, or the code of an error that the poll is answered "
        "with.",
        default="path",
        example="status",
    )


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

    id: Pointers = word(
        POINTERS,
        "Where the answer to the submit has the task's id. Where the submit may also answer at once, `results` of the "
        "same operation says where the images are.",
        required=True,
        into="own",
        example="/data/task_id",
    )
    poll: str = word(
        NAME,
        "Operation that asks for the task.",
        at="poll/operation",
        required=True,
        names="operations",
        example="get_task",
    )
    parameter: str = word(
        NAME,
        "Parameter of that operation that takes the id, by wire name.",
        at="poll/parameter",
        required=True,
        names="parameter",
        example="task_id",
    )
    status: str = word(POINTER, "Where the answer to the poll has the status.", into="poll", example="/data/status")
    acceptors: tuple[Acceptor, ...] = word(
        many("acceptor", minItems=1),
        "The status map: every documented status with what it means. The first row that fits counts.",
        required=True,
        standard="AWS waiters",
        example=[{"expected": "queued", "state": "retry"}, {"expected": "done", "state": "success"}],
    )
    submit_status: str = word(POINTER, "Where the answer to the submit has a status.", into="own", example="/status")
    echo: Pointers = word(
        POINTERS,
        "Where the answer to the poll repeats the id; another id there is an error.",
        at="poll/echo",
        into="poll",
        example="/data/id",
    )
    cancel: str | None = word(
        NAME,
        "Operation that cancels the task.",
        at="cancel/operation",
        required=True,
        names="operations",
        example="cancel_task",
    )
    cancel_parameter: str | None = word(
        NAME,
        "Parameter of that operation that takes the id, by wire name.",
        at="cancel/parameter",
        required=True,
        names="parameter",
        example="task_id",
    )
    unknown_status: str = word(
        one_of("retry", "failure"),
        "What a status that isn't in the map means: go on polling within the deadline, or failure.",
        default="retry",
        example="failure",
    )
    progress: Pointers = word(POINTERS, "Where the progress is, 0 to 100.", into="poll", example="/data/progress")
    eta: Pointers = word(POINTERS, "Where the seconds still to go are.", into="poll", example="/data/eta")
    reason: Pointers = word(
        POINTERS, "Where a failed task has its reason.", into="poll", example=["/data/error/message", "/data/error"]
    )
    code: Pointers = word(POINTERS, "Where a failed task has its code.", into="poll", example="/data/error/code")
    delay: float = word(SECONDS, "Seconds between polls.", default=2, example=1.5, standard="AWS waiters")
    max_delay: float = word(
        SECONDS,
        "The delay grows by half each time up to this many seconds.",
        default=2,
        like="delay",
        example=8,
        standard="AWS waiters",
    )
    max_attempts: int | None = word(whole(1), "Most polls of one wait.", example=120)
    timeout: float = word(SECONDS, "Seconds that a wait may take in total.", default=600, example=300)
    not_found_grace: float = word(
        {"type": "number", "minimum": 0},
        "Seconds after the submit in which a 404 means not there yet.",
        default=10,
        example=5,
    )
