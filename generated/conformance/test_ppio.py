# Made by `clientsmith generate` from specs/ppio.yaml and templates/conformance/test_PROVIDER.py.j2; not to be edited.
"""Does the client of this provider keep the contract that its spec describes? The cases are in `vectors/`."""

from __future__ import annotations

import pytest

from .cases import Case, load
from .runner import verdicts

CASES = [pytest.param(case, id=case.id) for case in load("ppio")]


@pytest.mark.parametrize("case", CASES)
def test_contract(case: Case) -> None:
    if report := verdicts(case):
        pytest.fail(report, pytrace=False)
