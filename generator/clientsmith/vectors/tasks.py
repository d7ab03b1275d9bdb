"""Cases for tasks: every acceptor, and all that can happen between submit and result."""

from __future__ import annotations

from clientsmith.vectors.case import Cases
from clientsmith.vectors.operation_under_test import OperationUnderTest
from clientsmith.vectors.task_faults import cancelled_cases, fault_cases, partial_cases, resumed_cases
from clientsmith.vectors.task_plan import plan_of
from clientsmith.vectors.task_states import end_cases, pause_cases, progress_cases, state_cases


def task_cases(cases: Cases, operations_under_test: dict[str, OperationUnderTest]) -> None:
    """Try everything that the operation says about its tasks."""
    plan = plan_of(cases, operations_under_test)
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
        cancelled_cases(plan, operations_under_test[plan.task.cancel])
