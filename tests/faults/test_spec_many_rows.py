"""Specs of very many rows: what each stage does grows with the rows, and not with their square."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from clientsmith import lint, load, pipeline, schema
from clientsmith.language.build import build
from clientsmith.openapi import openapi_text
from clientsmith.render.literals import provider_call
from clientsmith.vectors import text, vectors
from faults.spec_outcomes import PROMPT, not_sent, sent
from imageclients._runtime import fastcheck, sizes
from support.spec import TASK_SPEC, provider_of, sync_spec, whole_spec


def _listed(form: str, count: int) -> str:
    return ", ".join(
        form.format(n=number, width=256 + number % 100, height=256 + number // 100) for number in range(count)
    )


def _enum(count: int) -> str:
    return sync_spec(PROMPT + f"model: {{type: string, enum: [{_listed('m{n}', count)}]}}")


def _pixels(count: int) -> str:
    table = _listed("{{width: {width}, height: {height}}}", count)
    return sync_spec(
        PROMPT + "size: {type: string}",
        size=f"{{fields: [{{field: size, forms: [WxH]}}], closed: true, table: [{table}]}}",
    )


def _presets(count: int) -> str:
    table = _listed("{{preset: p{n}, width: {width}, height: {height}}}", count)
    return sync_spec(
        PROMPT + f"size: {{type: string, enum: [{_listed('p{n}', count)}]}}",
        size=f"{{fields: [{{field: size, forms: [preset]}}], closed: true, table: [{table}]}}",
    )


def _pairs(count: int) -> str:
    table = ", ".join(f"{{ratio: '{1 + at // 10}:7', tier: t{at % 10}}}" for at in range(count))
    fields = "[{field: size, forms: [ratio]}, {field: tier, forms: [tier]}]"
    return sync_spec(
        PROMPT + "size: {type: string}, tier: {type: string}",
        size=f"{{fields: {fields}, closed: true, table: [{table}]}}",
    )


def _models(count: int) -> str:
    table = _listed("{{model: m{n}, preset: wide, width: {width}, height: {height}}}", count)
    return sync_spec(
        PROMPT + f"size: {{type: string}}, model: {{type: string, enum: [{_listed('m{n}', count)}]}}",
        size=f"{{fields: [{{field: size, forms: [preset]}}], closed: true, table: [{table}]}}",
    )


def _model_limits(count: int) -> str:
    models = _listed("m{n}: {{steps: {{maximum: {width}}}}}", count)
    return sync_spec(
        PROMPT + f"steps: {{type: integer}}, model: {{type: string, enum: [{_listed('m{n}', count)}]}}",
        modelLimits=f"{{field: model, limits: {{{models}}}}}",
    )


def _errors(count: int) -> str:
    rows = _listed("{{status: {width}, code: c{n}, class: badRequest}}", count)
    return sync_spec(top=f"errors: [{rows.replace('status: 2', 'status: 4').replace('status: 3', 'status: 4')}]")


def _statuses(count: int) -> str:
    rows = "".join(f"        - {{expected: s{at}, state: retry}}\n" for at in range(count))
    return TASK_SPEC.replace("        - {expected: done,", f"{rows}        - {{expected: done,")


KINDS = [_enum, _pixels, _presets, _pairs, _models, _model_limits, _errors, _statuses]


def _counted(step: Callable[[], Any]) -> int:
    """How many calls a step makes, of Python functions and steps of generators."""
    calls = 0

    def count(frame: Any, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        step()
    finally:
        sys.setprofile(before)
    return calls


def _work(spec: str) -> dict[str, int]:
    """The calls that each stage makes on a spec, and the length of what comes out."""
    name, whole = whole_spec(spec)
    document, problems = load.load_text(whole, f"{name}.yaml")
    assert document is not None, problems
    assert [*schema.check(document, pipeline.language()), *lint.check(document)] == []
    provider = build(document)
    work = {
        "load": _counted(lambda: load.load_text(whole, f"{name}.yaml")),
        "schema": _counted(lambda: schema.check(document, pipeline.language())),
        "rules": _counted(lambda: lint.check(document)),
        "build": _counted(lambda: build(document)),
        "describe": _counted(lambda: provider_call(provider)),
        "vectors": _counted(lambda: text(provider)),
        "openapi": _counted(lambda: openapi_text(provider)),
    }
    return work | {"length of openapi": len(openapi_text(provider)), "length of vectors": len(text(provider))}


@pytest.mark.parametrize("kind", KINDS)
def test_N24_many_rows(kind: Callable[[int], str]) -> None:
    """Very many values of an enum, rows of a table, errors or statuses -> each stage works in proportion to them."""
    few, many = _work(kind(300)), _work(kind(1200))
    grown = {stage: many[stage] / few[stage] for stage in few if many[stage] > 5_000}
    assert {stage: by for stage, by in grown.items() if by > 4.6} == {}


def test_N24_cases_of_many_rows() -> None:
    """A table of more than 200 rows -> 200 rows have cases, the first and the last among them; with fewer each has."""
    for count, kept in ((200, 200), (1200, 200)):
        cases = vectors(provider_of(_presets(count)))["cases"]
        rows = [case["given"]["arguments"]["size"] for case in cases if "/accept/size-row-" in case["id"]]
        assert len(rows) == kept
        assert {rows[0], rows[-1]} == {"p0", f"p{count - 1}"}


def test_N24_call_with_one_of_many_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """An enum of 5,000 values -> each is looked at once to make the client; a call takes it, or names a few of them."""
    spec = _enum(5_000)
    assert sent(spec, prompt="a fox", model="m4999").body == {"prompt": "a fox", "model": "m4999"}
    message = str(not_sent(spec, prompt="a fox", model="m49999"))
    assert "'m4999'" in message
    assert len(message) < 1_000
    field = {"type": "string", "enum": [f"m{at}" for at in range(5_000)]}
    few = _counted(lambda: fastcheck.fast_checks({**field, "enum": field["enum"][:500]}))
    assert _counted(lambda: fastcheck.fast_checks(field)) < 11 * few


def test_N24_message_about_a_table_of_many_rows() -> None:
    """A name that none of 4,000 rows has -> refused with the first 20 of them and how many more there are."""
    error = not_sent(_pairs(4_000), prompt="a fox", tier="none")
    assert len(str(error)) < 2_000
    names = [f"p{at}" for at in range(21)]
    assert sizes.first_listed(names).endswith(", p18, p19 and 1 more")
    assert sizes.first_listed(names[:20]).endswith(", p18, p19")


def test_N24_many_problems() -> None:
    """20,000 rows that all break a rule -> the first hundred of that rule are shown, and each once."""
    text = _presets(3_000).replace("preset: p", "preset: x")
    name, whole = whole_spec(text)
    document, _ = load.load_text(whole, f"{name}.yaml")
    assert document is not None
    by_code: dict[str, int] = {}
    for problem in lint.check(document):
        by_code[problem.code] = by_code.get(problem.code, 0) + 1
    assert by_code == {"unreachable-value": 100}
