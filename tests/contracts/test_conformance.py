"""Contract tests from specs alone: what the vectors hold, and that they can fail."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from clientsmith import paths, pipeline
from clientsmith.oracle.drift import drift
from clientsmith.vectors import text, vectors
from clientsmith.vectors.operation_under_test import operations_under_test
from clientsmith.vectors.validation import verdict as judged
from commands import command
from conformance.cases import VECTORS, load
from conformance.runner import verdict
from imageclients import System
from support.spec import TASK_SPEC, provider_of, sync_spec

ROOT = Path(__file__).parents[2]
PROVIDERS = sorted(path.stem for path in (ROOT / "specs").glob("*.yaml"))
SCHEMA = json.loads((paths.TEMPLATES / "conformance/vectors.schema.json").read_bytes())


def derived(spec: str) -> dict[str, Any]:
    """The vectors of a spec; what every spec has may be left out."""
    return vectors(provider_of(spec))


def wrong(data: Any) -> list[str]:
    """In what vectors break the schema of vectors."""
    validator: Any = Draft202012Validator(SCHEMA)
    return [error.message for error in validator.iter_errors(data)]


def names(made: dict[str, Any], kind: str, start: str = "") -> list[str]:
    """The names of the cases of a kind that begin so."""
    parts = [case["id"].split("/") for case in made["cases"]]
    return [name for *_, of, name in parts if of == kind and name.startswith(start)]


def case_of(made: dict[str, Any], end: str) -> dict[str, Any]:
    """The one case whose id ends so."""
    found: list[dict[str, Any]] = [case for case in made["cases"] if case["id"].endswith(end)]
    (one,) = found
    return one


@pytest.mark.parametrize("provider", PROVIDERS)
def test_committed_vectors_fit_the_schema_that_documents_them(provider: str) -> None:
    data = json.loads((ROOT / f"generated/conformance/vectors/{provider}.json").read_bytes())
    assert wrong(data) == []


@pytest.mark.parametrize("provider", PROVIDERS)
def test_ids_are_readable_and_unique_and_every_case_names_a_place_of_the_spec(provider: str) -> None:
    documents, _ = pipeline.check([ROOT / f"specs/{provider}.yaml"])
    cases = load(provider)
    assert len({case.id for case in cases}) == len(cases)
    for case in cases:
        steps = [step.replace("~1", "/").replace("~0", "~") for step in case.source.split("/")[1:]]
        pointer = tuple(int(step) if step.isdecimal() and step != "200" else step for step in steps)
        assert pointer in documents[0].value_places, case.id


def test_every_case_expects_something() -> None:
    for provider in PROVIDERS:
        assert all(case.expect for case in load(provider)), provider


def test_a_size_one_past_its_bound_is_refused_with_the_nearest_legal_one() -> None:
    case = next(case for case in load("ppio") if case.id == "ppio/generate_image/refuse/size-width-1537")
    assert case.expect["sent"] == []
    assert case.expect["problems"][0]["rule"] == "size-width-maximum"
    assert case.expect["problems"][0]["nearest"].startswith("1536*")


@pytest.mark.parametrize(
    ("unit", "longest", "expected"),
    [("codePoints", 6, [6, 6, 7, 7]), ("utf16", 6, [6, 6, 7, 7]), ("bytes", 8, [8, 8, 9, 9])],
)
def test_a_length_is_tried_at_its_bound_and_one_past_it_in_its_unit(
    unit: str, longest: int, expected: list[int]
) -> None:
    body = f"prompt: {{type: string, maxLength: {longest}, lengthUnit: {unit}}}"
    made = derived(sync_spec(body))
    found: list[int] = []
    for case in made["cases"]:
        if "prompt-maxLength" in case["id"]:
            value = case["given"]["arguments"]["prompt"]
            written = (
                value if isinstance(value, str) else value["$repeat"][0] * value["$repeat"][1] + value["$repeat"][2]
            )
            sizes = {"codePoints": len(written), "utf16": len(written.encode("utf-16-le")) // 2}
            found.append(sizes.get(unit, len(written.encode())))
            assert ("/refuse/" in case["id"]) == (found[-1] > longest)
    assert sorted(found) == expected
    assert any(
        "\U0001f98a" in json.dumps(case, ensure_ascii=False) for case in made["cases"] if "maxLength" in case["id"]
    )


def test_every_row_of_a_closed_table_and_every_pair_outside_is_tried() -> None:
    size = (
        "{fields: [{field: ratio, forms: [ratio]}, {field: tier, forms: [tier]}], closed: true, table: ["
        '{ratio: "1:1", tier: 1K, width: 1024, height: 1024}, {ratio: "1:1", tier: 2K, width: 2048, height: 2048},'
        '{ratio: "2:1", tier: 1K, width: 1440, height: 720}]}'
    )
    spec = sync_spec(
        'prompt: {type: string}, ratio: {type: string, enum: ["1:1", "2:1"]}, tier: {type: string}', size=size
    )
    acknowledged = (
        "discrepancies: [{id: gap, statements: [{says: a, source: page}, {says: b, source: page}], choice: c, why: d, "
        "acknowledges: [{code: missing-row, at: /operations/generate_image/size/table}]}]\n"
    )
    made = derived(acknowledged + spec)
    assert names(made, "accept", "size-row") == ["size-row-1-1-1K", "size-row-1-1-2K", "size-row-2-1-1K"]
    assert names(made, "refuse", "size-pair") == ["size-pair-2-1-2K"]
    assert case_of(made, "/size/of-2-1-1K")["expect"]["value"] == [1440, 720]
    assert case_of(made, "/size/nearest-to-1440x720")["expect"]["value"]["arguments"] == {"ratio": "2:1", "tier": "1K"}


def test_each_side_area_multiple_and_ratio_is_tried_at_both_bounds() -> None:
    limits = (
        "{side: {minimum: 256, maximum: 2048, multipleOf: 16}, pixels: {minimum: 262144, maximum: 2097152}, "
        'ratio: {minimum: "1:4", maximum: "4:1"}}'
    )
    size = f"{{fields: [{{field: size, forms: [WxH]}}], closed: false, limits: [{limits}]}}"
    made = derived(sync_spec("prompt: {type: string}, size: {type: string}", size=size))
    told = {problem["rule"] for case in made["cases"] for problem in case["expect"].get("problems", ())}
    sides = {f"size-{side}-{word}" for side in ("width", "height") for word in ("minimum", "maximum", "multipleOf")}
    assert told >= sides | {"size-pixels-minimum", "size-pixels-maximum", "size-ratio-minimum", "size-ratio-maximum"}
    held = names(made, "accept", "size-")
    assert {"size-width-256", "size-width-2048", "size-height-256", "size-height-2048"} <= set(held)
    given = [case["given"]["arguments"].get("size") for case in made["cases"] if "/accept/" in case["id"]]
    areas = [int(width) * int(height) for text in given if isinstance(text, str) for width, height in [text.split("x")]]
    assert (min(areas), max(areas)) == (262144, 2097152)
    assert set(names(made, "refuse", "size-separator")) >= {"size-separator-42", "size-separator-58"}


def test_each_rule_across_fields_is_held_and_broken() -> None:
    rules = (
        "[{id: pair, requires: {a: [b]}}, {id: either, conflicts: [a, c]}, {id: some, atLeastOne: [a, b, c]}, "
        "{id: cond, when: {prompt: {const: x}}, then: {required: [b], properties: {n: {maximum: 2}}}}]"
    )
    texts = ", ".join(f"{name}: {{type: string}}" for name in ("prompt", "a", "b", "c"))
    body = f"{texts}, n: {{type: integer, maximum: 5}}"
    made = derived(sync_spec(body, rules=rules))
    for rule in ("pair", "either", "some", "cond"):
        assert names(made, "accept", rule), rule
        assert names(made, "refuse", rule), rule
    assert case_of(made, "/refuse/cond-held-n-maximum-3")["expect"]["problems"][0]["rule"] == "cond"
    assert names(made, "accept", "cond-not-held")


def test_each_limit_by_model_is_tried_on_each_model() -> None:
    limits = "{field: model, limits: {small: {n: {maximum: 2}}, large: {n: {maximum: 4}}, other: {n: unknown}}}"
    body = "prompt: {type: string}, model: {type: string, enum: [small, large, other]}, n: {type: integer, maximum: 9}"
    made = derived(sync_spec(body, modelLimits=limits))
    assert {"model-limit-small-n-maximum-3", "model-limit-large-n-maximum-5"} <= set(names(made, "refuse"))
    assert {"model-limit-large-n-maximum-3", "model-limit-other-n-maximum-5"} <= set(names(made, "accept"))


def test_a_submit_is_sent_twice_only_with_an_idempotency_key() -> None:
    key = "parameters: [{name: Idempotency-Key, in: header, type: string, role: idempotencyKey}]"
    spec = TASK_SPEC.replace("    path: /images\n", f"    path: /images\n    {key}\n", 1)
    assert "idempotent-after-reset" in names(derived(spec), "safety")
    assert "idempotent-after-reset" not in names(derived(TASK_SPEC), "safety")


def test_falsy_values_are_sent_and_what_is_not_given_is_not() -> None:
    body = (
        "prompt: {type: string}, n: {type: integer, minimum: 0}, mark: {type: boolean, default: true}, "
        "note: {type: string}"
    )
    made = derived(sync_spec(body))

    def sent(end: str) -> Any:
        return case_of(made, end)["expect"]["requests"][0]["body"]

    assert set(sent("/wire/required-only")) == {"prompt"}
    assert sent("/wire/falsy-n")["n"] == 0
    assert sent("/wire/falsy-mark")["mark"] is False
    assert sent("/wire/falsy-note")["note"] == ""
    assert set(sent("/wire/everything")) == {"prompt", "n", "mark", "note"}


def test_the_status_map_becomes_scenarios() -> None:
    found = set(names(derived(TASK_SPEC), "task"))
    wanted = {
        "done-at-once",
        "slow",
        "path-waiting-then-done",
        "path-failed-is-failure",
        "path-stopped-is-cancelled",
        "status-never-seen",
        "404-first",
        "429-with-Retry-After",
        "blip-502",
        "stuck",
        "done-without-an-image",
        "another-task",
        "interrupted",
        "resumed",
    }
    assert wanted <= found


def test_a_weak_limit_is_accepted_with_a_warning() -> None:
    made = derived(
        sync_spec("prompt: {type: string}, n: {type: integer, maximum: 4, evidence: {maximum: {level: inferred}}}"),
    )
    case = case_of(made, "/accept/n-maximum-5")
    (warning,) = case["expect"]["warnings"]
    assert (warning["field"], warning["rule"], warning["source"]) == ("n", "maximum", "page")


def test_vectors_are_the_same_bytes_each_time() -> None:
    documents, _ = pipeline.check([ROOT / "specs/apimart.yaml"])
    provider = pipeline.build(documents)[0]
    first, header, rest = (ROOT / "generated/conformance/vectors/apimart.json").read_text("utf-8").split("\n", 2)
    assert header.startswith(' "$comment": "Made by ')
    assert text(provider) == text(provider) == f"{first}\n{rest}"


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_cases_hold_in_any_order(mode: Any) -> None:
    cases = load("modelverse")
    assert [case.id for case in reversed(cases) if verdict(case, mode)] == []


@pytest.fixture(scope="module")
def unseen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the output for a spec that nobody has seen, which needs every word of the language."""
    folder = tmp_path_factory.mktemp("unseen")
    (folder / "specs").mkdir()
    shutil.copy(ROOT / "tests/everything.yaml", folder / "specs")
    done = command("generate", "--quiet", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    return folder


def pytest_run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """The generated tests, as a user runs them."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider", *options, "generated/conformance"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "generated")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_unseen_provider_that_needs_every_word_keeps_its_contract(unseen: Path) -> None:
    done = pytest_run(unseen)
    assert done.returncode == 0, done.stdout[-3000:]
    cases = json.loads((unseen / "generated/conformance/vectors/everything.json").read_bytes())["cases"]
    assert f"{len(cases)} passed" in done.stdout
    assert {case["kind"] for case in cases} == {"wire", "accept", "refuse", "size", "answer", "task", "safety"}


def test_vectors_of_every_word_fit_the_schema(unseen: Path) -> None:
    data = json.loads((unseen / "generated/conformance/vectors/everything.json").read_bytes())
    assert wrong(data) == []


def test_a_broken_client_fails_the_cases_about_what_is_broken_and_no_others(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "generated", tmp_path / "generated", ignore=shutil.ignore_patterns("__pycache__"))
    module = tmp_path / "generated/imageclients/ppio/sizes.py"
    module.write_text(module.read_text("utf-8").replace("maximum=1536", "maximum=1600", 1), encoding="utf-8")
    done = pytest_run(tmp_path, "-k", "ppio and (refuse or accept)")
    assert done.returncode == 1
    failed = {
        line.partition("[")[2].partition("]")[0] for line in done.stdout.splitlines() if line.startswith("FAILED")
    }
    assert failed == {"ppio/generate_image/refuse/size-width-1537"}
    report = done.stdout
    for words in (
        "ppio/generate_image/refuse/size-width-1537 (sync)",
        "given",
        "1537*",
        "expected problems",
        "actual problems",
    ):
        assert words in report


def test_a_failure_shows_what_was_given_expected_and_seen() -> None:
    case = load("ppio")[0]
    other = case._replace(expect={"sent": [["GET https://elsewhere.example.com", 1]]})
    report = verdict(other, "sync")
    assert case.id in report
    assert "given" in report
    assert 'expected sent: [["GET https://elsewhere.example.com", 1]]' in report
    assert 'actual sent: [["POST https://api.ppio.com/v3/async/qwen-image-txt2img", 1]]' in report


def test_a_key_that_shows_up_fails_any_case() -> None:
    case = next(case for case in load("ppio") if case.id.endswith("/wire/required-only"))
    leaky = case._replace(given={**case.given, "arguments": {"prompt": case.suite.api_key}}, expect={"error": None})
    assert "the key goes to api.ppio.com outside of its place" in verdict(leaky, "sync")


def case_named(provider: str, end: str) -> Any:
    return next(case for case in load(provider) if case.id.endswith(end))


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_an_answer_that_stays_open_fails_any_case(mode: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def close(_: object) -> None:
        """Leave it open."""

    case = case_named("ppio", "/wire/required-only")
    monkeypatch.setattr("conformance.provider._Body.close", close)
    assert "1 answers aren't closed" in verdict(case, mode)


def test_a_lookup_in_the_event_loop_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(system: System, host: str) -> list[str]:
        return system.resolve(host)

    case = case_named("ppio", "/safety/pauses-and-lookups-in-an-event-loop")
    assert verdict(case, "async") == ""
    monkeypatch.setattr(System, "resolve_async", resolve)
    assert "the lookup of a host holds up the event loop" in verdict(case, "async")


def test_a_file_that_is_written_in_place_fails_on_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def store(goal: Path, data: bytes, *, overwrite: bool) -> Path:
        goal.write_bytes(data)
        return goal

    case = case_named("modelverse", "/safety/image-saved-over-a-file-on-a-full-disk")
    assert verdict(case, "sync") == ""
    monkeypatch.setattr("imageclients._runtime.files.store", store)
    assert "actual saved" in verdict(case, "sync")


def test_cases_are_the_same_however_the_file_is_laid_out(tmp_path: Path) -> None:
    data = json.loads((VECTORS / "aimanyi.json").read_bytes())
    for indent in (None, 1):
        (tmp_path / "aimanyi.json").write_text(json.dumps(data, indent=indent), encoding="utf-8")
        assert load("aimanyi", tmp_path) == load("aimanyi")
    assert [case.id for case in load("aimanyi")] == [case["id"] for case in data["cases"]]
    assert [case.expect for case in load("aimanyi")] == [case["expect"] for case in data["cases"]]


def test_calls_that_python_takes_for_the_same_are_judged_apart() -> None:
    (tested,) = operations_under_test(provider_of(sync_spec("prompt: {type: string}, n: {type: integer}")))
    tries: list[tuple[Any, list[str]]] = [
        (1, []),
        (True, ["type"]),
        (1, []),
        (1.0, []),
        (1.5, ["type"]),
        ([], ["type"]),
    ]
    for value, rules in tries:
        found = judged(tested, {"prompt": "a fox", "n": value})
        assert [one.rule for one in found.problems] == rules, value
    assert judged(tested, {"n": 1, "prompt": "a fox"}).values == {"prompt": "a fox", "n": 1}


def test_an_answer_differs_where_the_one_before_did_not() -> None:
    described = (
        '{"200": {required: [data], properties: {n: {type: integer, minimum: 1}, pair: {type: array, '
        "minItems: 2, items: {type: integer}}, data: {type: array, items: {type: object, properties: "
        "{url: {type: string}, b64: {type: string}}}}}}}"
    )
    operation = provider_of(sync_spec(responses=described)).operations[0]
    good = {"data": [{"url": "a"}], "n": 1, "pair": [1, 2]}
    for change, expected in (
        ({}, []),
        ({"n": True}, [("/n", "type")]),
        ({"n": 0}, [("/n", "out-of-range")]),
        ({"n": 2}, []),
        ({"pair": [1]}, [("/pair", "out-of-range")]),
        ({"data": [{"url": "a"}, {"uri": "a"}]}, [("/data/1/uri", "unknown-field")]),
        ({"data": [{"url": "a"}, {"url": 1}]}, [("/data/1/url", "type")]),
        ({"data": None}, [("/data", "type")]),
        ({}, []),
    ):
        assert [(one.path, one.kind) for one in drift(operation, 200, {**good, **change})] == expected, change
    assert [one.path for one in drift(operation, 200, {"n": 1})] == ["/data"]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the output, with only one provider's contract tests."""
    shutil.copytree(ROOT / "generated", tmp_path / "generated", ignore=shutil.ignore_patterns("__pycache__"))
    for path in (tmp_path / "generated/conformance").glob("test_*.py"):
        if path.stem != "test_aimanyi":
            path.unlink()
    return tmp_path


ONE = "generated/conformance/test_aimanyi.py::test_contract[aimanyi/generate_image/wire/required-only]"


def test_a_case_is_chosen_by_its_id_and_what_failed_runs_again(copied: Path) -> None:
    def run(*options: str) -> str:
        told = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-o", "cache_dir=cache", *options]
        path = {**os.environ, "PYTHONPATH": str(copied / "generated")}
        return subprocess.run(told, cwd=copied, env=path, capture_output=True, text=True, check=False).stdout

    assert "1 passed" in run(ONE)
    module = copied / "generated/conformance/vectors/aimanyi.json"
    text = module.read_text("utf-8")
    line = next(line for line in text.splitlines() if "/wire/required-only" in line)
    module.write_text(text.replace(line, line.replace('"POST"', '"PUT"')), encoding="utf-8")
    said = run("-k", "wire", "generated/conformance")
    assert "1 failed" in said
    assert f"FAILED {ONE}" in said
    again = run("--lf", "generated/conformance")
    assert "1 failed" in again
    assert "passed" not in again


MARKS = """\
import pytest

def pytest_collection_modifyitems(items):
    for item in items:
        if "/safety/" in item.name:
            item.add_marker(pytest.mark.skip("too long for us"))
"""
WATCHES = """\
import pytest

@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    result = yield
    if "/wire/" in item.name:
        pytest.fail("watched")
    return result
"""
BESIDE = """\
import pytest

@pytest.fixture(scope="module", autouse=True)
def kept():
    made = []
    yield made
    made.append("torn down")

@pytest.mark.parametrize("number", [1, 2])
def test_beside(number, kept):
    assert not kept
"""


def test_marks_and_plugins_of_others_count_for_cases_too(copied: Path) -> None:
    cases = json.loads((copied / "generated/conformance/vectors/aimanyi.json").read_bytes())["cases"]
    count = {kind: sum(case["kind"] == kind for case in cases) for kind in ("safety", "wire")}
    (copied / "conftest.py").write_text(MARKS)
    assert f"{len(cases) - count['safety']} passed, {count['safety']} skipped" in pytest_run(copied).stdout
    (copied / "conftest.py").write_text(WATCHES)
    assert f"{count['wire']} failed, {len(cases) - count['wire']} passed" in pytest_run(copied).stdout


@pytest.mark.parametrize("order", ["a", "z"])
def test_cases_run_among_other_tests(copied: Path, order: str) -> None:
    (copied / "conftest.py").write_text(
        f"import random\n\ndef pytest_collection_modifyitems(items):\n    random.Random({order!r}).shuffle(items)\n"
    )
    for folder in ("generated/conformance", "beside"):
        (copied / folder).mkdir(exist_ok=True)
        (copied / folder / f"test_{order}_beside_{folder[:3]}.py").write_text(BESIDE)
    done = pytest_run(copied, "beside", "-n", "0", "-k", "beside or wire or refuse")
    assert done.returncode == 0, done.stdout[-2000:]
    assert "passed" in done.stdout
