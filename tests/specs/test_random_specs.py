"""Whatever `validate` lets pass generates, keeps its own contract, and is served by the mock."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hypothesis import assume, given, settings

from clientsmith import pipeline
from clientsmith.language.model import Provider
from clientsmith.mock.server import Mock
from clientsmith.openapi import openapi_text
from clientsmith.vectors import text as vectors_text
from conformance.cases import Case, load
from conformance.runner import verdict
from conformance.values import made
from imageclients import ArgumentWarning
from support.random_specs import specs, text
from support.spec import client_module, whole_spec

EXAMPLES = max(8, settings().max_examples // 50)
"""Specs to try, of which some are refused: few in the suite, for each takes seconds, and hundreds for `make fuzz`."""
MOST_CALLS = 12
"""Calls to the mock for each spec."""


def accepted(spec: str, folder: Path) -> Provider | None:
    """The provider of a spec; None where `validate` refuses it."""
    name, whole = whole_spec(spec)
    path = folder / f"{name}.yaml"
    path.write_text(whole, "utf-8")
    documents, report = pipeline.check([path])
    return None if report.problems else pipeline.build(documents)[0]


def is_plain_call(case: Case) -> bool:
    """Whether a case is a call with nothing but arguments, which is sent."""
    return case.kind == "wire" and case.expect.get("error", "") is None and "extraBody" not in case.given


def call_mock(module: Any, mock: Mock, provider: Provider, cases: Iterable[Case]) -> None:
    """Make the calls of submits; of a task that nobody submitted the mock rightly knows nothing."""
    submits = {operation.id: operation for operation in provider.operations if operation.submits}
    calls = [case for case in cases if case.operation in submits and is_plain_call(case)]
    assert calls
    with warnings.catch_warnings(), module.Client(api_key="any", base_url=mock.url(provider.name)) as client:
        warnings.simplefilter("ignore", ArgumentWarning)
        for case in calls[:MOST_CALLS]:
            names, operation = case.suite.arguments[case.operation], submits[case.operation]
            arguments = {names[wire]: made(value) for wire, value in case.given["arguments"].items()}
            result = getattr(client, operation.id)(**arguments)
            if operation.results or operation.task:
                assert result.images[0].read(), case.id


def held(spec: dict[str, Any]) -> None:
    """Assert all that an accepted spec promises; a refused one promises nothing.

    Raises:
        AssertionError: a case of the contract fails, or the mock refuses a call that the contract says is sent.
    """
    source = text(spec)
    with tempfile.TemporaryDirectory(prefix="clientsmith-tests-") as name:
        folder = Path(name)
        provider = accepted(source, folder)
        assume(provider is not None)
        assert provider is not None
        module = client_module(source)
        assert openapi_text(provider)
        vectors = folder / "vectors"
        vectors.mkdir()
        (vectors / f"{provider.name}.json").write_text(vectors_text(provider), "utf-8")
        cases = load(provider.name, vectors)
        reports = [report for case in cases if (report := verdict(case, "sync"))]
        assert not reports, "\n\n".join([f"{len(reports)} of {len(cases)} cases of", source, *reports[:3]])
        with Mock(specs=folder, task_seconds=0) as mock:
            call_mock(module, mock, provider, cases)


@settings(max_examples=EXAMPLES)
@given(specs())
def test_spec_that_is_accepted_works_in_every_part(spec: dict[str, Any]) -> None:
    held(spec)
