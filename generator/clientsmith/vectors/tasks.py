"""Cases for tasks: every acceptor, and all that can happen between submit and result."""

from __future__ import annotations

from clientsmith.vectors.case import Cases
from clientsmith.vectors.subject import Subject
from clientsmith.vectors.task_bytes import bytes_cases
from clientsmith.vectors.task_faults import cancelled_cases, fault_cases, partial_cases, resumed_cases
from clientsmith.vectors.task_plan import plan_of
from clientsmith.vectors.task_states import end_cases, pause_cases, progress_cases, state_cases


def task_cases(cases: Cases, subjects: dict[str, Subject]) -> None:
    """Try everything that the operation says about its tasks."""
    plan = plan_of(cases, subjects)
    of_bytes = plan_of(cases, subjects, of_bytes=True)
    if of_bytes is not None:
        bytes_cases(of_bytes)
    if plan is None:
        return
    state_cases(plan)
    progress_cases(plan)
    pause_cases(plan)
    fault_cases(plan)
    partial_cases(plan)
    end_cases(plan)
    resumed_cases(plan)
    if plan.task.cancel is not None:
        cancelled_cases(plan, subjects[plan.task.cancel])
