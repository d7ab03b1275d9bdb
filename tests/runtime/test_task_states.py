"""The state of a task by the status map, and the delays between polls."""

from __future__ import annotations

from imageclients._runtime import tasks
from imageclients._runtime.describe import Acceptor, TaskPlan

PLAN = TaskPlan(
    ("/id",),
    "get",
    (Acceptor("w", "retry"), Acceptor(404, "failure", matcher="status")),
    parameter="id",
    status="/status",
)


def test_the_status_map_is_asked_first_and_then_what_unknown_means() -> None:
    view = tasks.view_of(PLAN, 200, {"status": "new"}, None)
    assert (view.state, view.status) == ("unknown", "new")
    assert tasks.view_of(PLAN._replace(unknown_status="failure"), 200, {"status": "new"}, None).state == "failure"
    assert tasks.view_of(PLAN._replace(unknown_status="failure"), 200, {}, None).state == "unknown"
    assert tasks.view_of(PLAN, 200, {"status": 7}, None).status == "7"
    assert tasks.view_of(PLAN, 200, {"status": ""}, None).status is None
    assert tasks.view_of(PLAN, 200, {"status": ["w"]}, None).status is None


def test_words_of_the_body_count_under_a_good_status_only() -> None:
    told = {status: tasks.is_mapped(PLAN, status, {"status": "w"}, None) for status in (199, 200, 201, 299, 300, 404)}
    assert told == {199: False, 200: True, 201: True, 299: True, 300: False, 404: False}
    assert tasks.is_mapped(PLAN, 404, {}, None)


def test_polls_slow_down_to_the_longest_delay() -> None:
    plan = PLAN._replace(delay=2.0, max_delay=5.0)
    assert [tasks.delay_before_poll(plan, polls, None, lambda: 0.0) for polls in (0, 1, 2, 3, 4, 9_999)] == [
        2,
        2,
        3,
        4.5,
        5,
        5,
    ]
    assert tasks.delay_before_poll(plan, 1, None, lambda: 1.0) == 2.4
    assert tasks.delay_before_poll(plan, 1, 2.2, lambda: 0.0) == 2.2
    assert tasks.delay_before_poll(plan._replace(delay=0.1), 1, None, lambda: 0.0) == 0.1
