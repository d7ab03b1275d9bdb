# Made by `clientsmith generate` from specs/aimanyi.yaml and templates/conformance/test_PROVIDER.py.j2; not to be edited.
"""Does the client of this provider keep the contract that its spec describes? The cases are in `vectors/`."""

from __future__ import annotations

import pytest

from .cases import Case, load
from .runner import verdict

CASES = [pytest.param(case, id=case.id) for case in load("aimanyi")]


@pytest.mark.parametrize("case", CASES)
def test_sync(case: Case) -> None:
    if report := verdict(case, "sync"):
        pytest.fail(report, pytrace=False)


@pytest.mark.parametrize("case", CASES)
def test_async(case: Case) -> None:
    if report := verdict(case, "async"):
        pytest.fail(report, pytrace=False)
