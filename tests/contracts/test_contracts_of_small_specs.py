"""Small specs, each with something odd in it, whose clients must keep all of the contract that is derived from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clientsmith.vectors import text
from conformance.cases import load
from conformance.runner import verdict
from support.small_specs import ANSWERS, SPECS
from support.spec import client_module, provider_of


@pytest.mark.parametrize("name", [*SPECS, *ANSWERS])
def test_a_client_keeps_all_of_its_contract(name: str, tmp_path: Path) -> None:
    spec = {**SPECS, **ANSWERS}[name]
    provider = provider_of(spec)
    client_module(spec)
    (tmp_path / f"{provider.name}.json").write_text(text(provider), encoding="utf-8")
    modes: tuple[Any, ...] = ("sync", "async")
    cases = load(provider.name, tmp_path)
    assert len(cases) > 100
    assert any(case.kind == "wire" for case in cases), "no call is sent"
    reports = [report for case in cases for mode in modes if (report := verdict(case, mode))]
    assert not reports, "\n\n".join([f"{len(reports)} cases", *reports[:5]])
