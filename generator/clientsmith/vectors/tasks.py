"""Tasks: every status of the map, and everything that can happen between submit and result."""

from __future__ import annotations

from clientsmith.vectors import sample
from clientsmith.vectors.case import Cases
from clientsmith.vectors.subject import Subject
from clientsmith.vectors.task_faults import cancelled_cases, fault_cases, partial_cases, resumed_cases
from clientsmith.vectors.task_plan import Plan
from clientsmith.vectors.task_states import end_cases, pause_cases, progress_cases, state_cases


def task_cases(cases: Cases, subjects: dict[str, Subject]) -> None:
    """Try everything that the operation says about its tasks."""
    task = cases.subject.operation.task
    call = sample.minimal(cases.subject)
    if task is None or call is None:
        return
    plan = Plan(cases, cases.subject, subjects[task.poll], task, call)
    if not plan.rows("success") or plan.poller.operation.results is None:
        return
    state_cases(plan)
    progress_cases(plan)
    pause_cases(plan)
    fault_cases(plan)
    partial_cases(plan)
    end_cases(plan)
    resumed_cases(plan)
    if task.cancel is not None:
        cancelled_cases(plan, subjects[task.cancel])
