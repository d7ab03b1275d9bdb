"""The words that say how a task is followed until it is done."""

from __future__ import annotations

from dataclasses import dataclass

from clientsmith.language.common import Cited, Described, Json, Pointers
from clientsmith.language.types import (
    FAILURE_CLASS,
    HOSTS,
    NAME,
    POINTER,
    POINTERS,
    SCALAR,
    SECONDS,
    many,
    one_of,
    whole,
)
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


_REACHED: Json = {"anyOf": [{"required": ["parameter"]}, {"required": ["url"]}]}
"""A call about a task needs its id or an address of its own."""


@dataclass(frozen=True, kw_only=True)
class Task(
    Cited,
    runtime="TaskPlan",
    groups={
        "poll": Group(
            "How the task is asked for: by its id, at an address that the answer to the submit gives, or both.",
            required=True,
            limits=_REACHED,
        ),
        "result": Group(
            "How the result of a task that succeeded is fetched, where the answer to the poll doesn't have it. An "
            "error that doesn't pass is the failure of the task.",
            limits=_REACHED,
        ),
        "cancel": Group("How the task is cancelled, where the provider can.", limits=_REACHED),
    },
):
    """The answer is a task: how it is followed until it is done. Times are in seconds."""

    id: Pointers = word(POINTERS, required=True, into="own", example="/data/task_id")
    """Where the answer to the submit has the task's id. Where the submit may also answer at once, `results` of the same
    operation says where the images are.
    """
    poll: str = word(NAME, at="poll/operation", required=True, names="operations", example="get_task")
    """Operation that asks for the task."""
    parameter: str = word(NAME, at="poll/parameter", names="parameter", example="task_id")
    """Parameter of that operation that takes the id, by wire name."""
    poll_url: Pointers = word(POINTERS, at="poll/url", into="own", example="/status_url")
    """Where the answer to the submit has the address to call. It is called as it stands, with its path and query, where
    the key may go to it: see `hosts`. Any other address isn't called: the operation is called by the id then, if it
    has a parameter for that, else it is an error.
    """
    hosts: tuple[str, ...] = word(HOSTS, example=["queue.fox.dev", "*.fox.dev"])
    """Hosts besides the provider's own to whose addresses the key may go, over https and by its usual port; `*.` stands
    for one name in front. With a base address of the user's own, only that one counts.
    """
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
    """Where the answer to the poll repeats the id; another id there is an error. Of several places that have one, any
    may have this id.
    """
    result: str | None = word(NAME, at="result/operation", required=True, names="operations", example="get_images")
    """Operation whose answer has the images."""
    result_parameter: str = word(NAME, at="result/parameter", names="parameter", example="task_id")
    """Parameter of that operation that takes the id, by wire name."""
    result_url: Pointers = word(POINTERS, at="result/url", into="own", example="/response_url")
    """Where the answer to the submit has the address to call, as for the poll."""
    cancel: str | None = word(NAME, at="cancel/operation", required=True, names="operations", example="cancel_task")
    """Operation that cancels the task."""
    cancel_parameter: str | None = word(NAME, at="cancel/parameter", names="parameter", example="task_id")
    """Parameter of that operation that takes the id, by wire name."""
    cancel_url: Pointers = word(POINTERS, at="cancel/url", into="own", example="/cancel_url")
    """Where the answer to the submit has the address to call, as for the poll."""
    unknown_status: str = word(one_of("retry", "failure"), default="retry", example="failure")
    """What a status that isn't in the map means: go on polling within the deadline, or failure."""
    progress: Pointers = word(POINTERS, into="poll", example="/data/progress")
    """Where the progress is, 0 to 100."""
    eta: Pointers = word(POINTERS, into="poll", example="/data/eta")
    """Where the seconds still to go are."""
    queue_position: Pointers = word(POINTERS, into="poll", example="/data/queue_position")
    """Where the answer to the poll says how many tasks are before this one."""
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
