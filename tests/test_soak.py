"""A short soak: nothing lost, nothing sent twice, nothing left behind; `make soak` is the long one."""

from __future__ import annotations

from soak.run import run


def test_calls_with_faults_among_them_are_all_accounted_for() -> None:
    found = run(calls=150, at_once=20, threads=4, faults=0.2, seed=3)
    assert found.complaints() == [], found.text()
    assert len({one.kind for one in found.outcomes}) > 2, "some calls fail"
    assert sum(bool(one.fault) for one in found.requests) > 10, "faults strike"
    assert found.billed.total() > 100
