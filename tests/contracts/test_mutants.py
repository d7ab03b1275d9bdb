"""The machinery of `make mutants`: its operators do what they say, and a mutant dies exactly if a check notices it."""

from __future__ import annotations

import ast
import os
import signal
import sys
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from clientsmith import paths, pipeline
from mutants import __main__ as command
from mutants import checks, code_run, facts, spec_run, summary, survivors
from mutants.checks import Check, Trial, judged, tried
from mutants.forked import Died, each
from mutants.installed import install
from mutants.rendered import Renderer, changed, refused
from mutants.silent import silent
from mutants.source import CodeMutant, Module


def module(folder: Path, text: str) -> Module:
    """A module with this text, in the place of the clients' `tiny`."""
    path = folder / "tiny.py"
    path.write_text(dedent(text), encoding="utf-8")
    return Module("tiny.py", path)


def changes(folder: Path, text: str, operator: str) -> list[str]:
    """What each mutant of an operator puts into the module."""
    return [mutant.after for mutant in module(folder, text).mutants() if mutant.operator == operator]


OPERATORS: dict[str, tuple[str, list[str]]] = {
    "comparison": ("low < x <= high", ["low <= x <= high", "low < x < high"]),
    "comparison ": ("x is None", ["x is not None"]),
    "boolean": ("low and high", ["low or high"]),
    "boolean ": ("not x", ["x"]),
    "arithmetic": ("-x", ["x"]),
    "arithmetic ": ("x + low * high", ["x - low * high", "low / high"]),
    "constant": ("x[2]", ["3", "1"]),
    "constant ": ("x * 0.5", ["1.5", "-0.5"]),
    "constant  ": ("x == 'a'", ["'XXaXX'"]),
    "constant   ": ("x is True", ["False"]),
    "condition": ("low if x else high", ["low if True else high", "low if False else high"]),
    "condition ": ("[y for y in x if y]", ["for y in x if True", "for y in x if False"]),
    "keyword": ("print(x, end=low)", ["print(x)"]),
    "returned": ("sorted(x)", ["return None"]),
}


@pytest.mark.parametrize("operator", OPERATORS)
def test_an_operator_on_expressions_makes_exactly_its_mutants(operator: str, tmp_path: Path) -> None:
    expression, expected = OPERATORS[operator]
    made = changes(tmp_path, f"def f(x, low, high):\n    return {expression}\n", operator.strip())
    assert made == expected


STATEMENTS: dict[str, tuple[str, list[str]]] = {
    "deletion": (
        """
        def f(x):
            x.append(1)
            x.a = 1
            x += 1
            y = 1
            raise ValueError
        """,
        ["pass"] * 4,
    ),
    "condition": (
        """
        def f(x):
            while x:
                pass
        """,
        ["while True:", "while False:"],
    ),
    "handler": (
        """
        def f(x):
            try:
                x()
            except (KeyError, ValueError):
                pass
        """,
        ["except ():", "except (ValueError,):", "except (KeyError,):"],
    ),
}


@pytest.mark.parametrize("operator", STATEMENTS)
def test_an_operator_on_statements_makes_exactly_its_mutants(operator: str, tmp_path: Path) -> None:
    text, expected = STATEMENTS[operator]
    assert changes(tmp_path, text, operator) == expected


def test_what_only_people_and_type_checkers_read_is_not_mutated(tmp_path: Path) -> None:
    text = '''
        """Module with a docstring of 1 line."""
        from typing import TYPE_CHECKING, Literal, TypeVar
        if TYPE_CHECKING:
            import os
        __all__ = ["f"]
        T = TypeVar("T")
        Word = Literal["a", "b"]
        class C:
            """Doc."""
            word: Literal["a"]
            """Doc of an attribute."""
            def __repr__(self):
                return "C" + "()"
            def m(self, x: Literal["a"], *, y: "int") -> Literal["b"]:
                """Doc."""
                z = f"there are {len(x[1:])} of them"
                word = "a sentence of words"
        '''
    assert [mutant.id for mutant in module(tmp_path, text).mutants()] == []


def test_mutants_that_compile_to_the_same_are_one_mutant(tmp_path: Path) -> None:
    text = "def f(x):\n    if True:\n        x()\n"
    # True is what is there, and False for the word is False for the condition.
    assert changes(tmp_path, text, "condition") + changes(tmp_path, text, "constant") == ["if False:"]


def test_ids_outlive_lines_that_move_and_tell_equal_places_apart(tmp_path: Path) -> None:
    text = "def f(x):\n    return x + 1, x + 1\n"
    before = [mutant.id for mutant in module(tmp_path, text).mutants()]
    after = [mutant.id for mutant in module(tmp_path, f'"""Doc."""\n\nimport os\n\n\n{text}').mutants()]
    assert before == after
    assert len(set(before)) == len(before)
    assert "tiny.py: f: arithmetic: x + 1 -> x - 1" in before
    assert "tiny.py: f: arithmetic: x + 1 -> x - 1 #2" in before


LARGER = """
def larger(a, b):
    if a > b:
        return a
    return b
"""


def holds(wanted: int, *arguments: int) -> str:
    """A check of `larger`."""
    got = import_module("imageclients.tiny").larger(*arguments)
    return "" if got == wanted else f"{got} is not {wanted}"


SUITE = [
    Check(f"larger of {a} and {b}", "", "sync", partial(holds, max(a, b), a, b)) for a, b in ((1, 2), (2, 1), (2, 2))
]


def fates(folder: Path, text: str, suite: Sequence[Check]) -> dict[str, Trial]:
    """What becomes of each mutant of a module, each in a child of its own."""
    made = module(folder, text)
    mutants = made.mutants()

    def work(mutant: CodeMutant) -> Trial:
        return tried([(check, 0.0) for check in suite], partial(code_run.install_mutant, {"tiny.py": made}, mutant))

    found = each(mutants, work)
    return {mutant.id.partition("larger: ")[2]: judged(trial) for mutant, trial in zip(mutants, found, strict=True)}


def test_a_mutant_dies_if_a_check_notices_it_and_an_equivalent_one_lives(tmp_path: Path) -> None:
    found = fates(tmp_path, LARGER, SUITE)
    assert {name: trial.killed for name, trial in found.items()} == {
        "condition: if a > b: -> if True:": True,
        "condition: if a > b: -> if False:": True,
        "comparison: a > b -> a >= b": False,
        "returned: return a -> return None": True,
        "returned: return b -> return None": True,
    }
    assert found["condition: if a > b: -> if True:"].by == "larger of 1 and 2"
    assert "imageclients.tiny" not in sys.modules


def test_a_mutant_that_lives_on_without_end_is_killed_by_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "CPU_SECONDS", 0.2)
    text = "def larger(a, b):\n    while a > b:\n        return a\n    return b\n"
    endless = text.replace("return a", "a -= 0")
    found = fates(tmp_path, endless, [Check("(1, 2)", "", "sync", partial(holds, 2, 1, 2))])
    assert found["condition: while a > b: -> while True:"].by.startswith("(time or memory)")


def test_a_mutant_that_cannot_be_imported_is_killed(tmp_path: Path) -> None:
    found = fates(tmp_path, "larger = {'larger': max}['larger']\n", SUITE)
    assert {trial.killed for trial in found.values()} == {True}


def test_a_module_that_was_imported_already_is_no_mutant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "imageclients.tiny", ast)
    with pytest.raises(RuntimeError, match="imported before"):
        install({"imageclients.tiny": compile("", "", "exec")}, {"imageclients.tiny": Path()})


def test_children_tell_their_results_in_order_and_their_deaths() -> None:
    def work(job: int) -> int:
        if job == 2:
            os.kill(os.getpid(), signal.SIGTERM)
        if job == 3:
            raise SystemExit("no more")
        return job * job

    one, killed, raised, four = each([1, 2, 3, 4], work)
    assert (one, killed, four) == (1, Died(signal.SIGTERM), 16)
    assert isinstance(raised, Died)
    assert raised.raised.endswith("SystemExit: no more\n")


def test_only_checks_that_run_the_function_try_a_mutant() -> None:
    suite = [Check("sync", "", "sync", str), Check("async", "", "async", str), Check("other", "", "sync", str)]

    def names(bit: int, *runs: int) -> set[str]:
        return {suite[index].id for index in code_run.chosen(bit, suite, runs)}

    assert names(2, 2, 3, 1) == {"sync"}
    assert names(2, 1, 2, 1) == {"async"}
    assert names(2, 1, 1, 1) == set()
    assert names(0, 1, 1, 1) == {"sync", "other"}


def test_the_functions_that_a_check_runs_are_known(tmp_path: Path) -> None:
    def work(_: int) -> list[int]:
        made = module(tmp_path, LARGER)
        install({"imageclients.tiny": compile(made.tree, str(made.path), "exec")}, {"imageclients.tiny": made.path})
        suite = [SUITE[0], Check("none", "", "sync", str)]
        return code_run.runs_of(suite, {made.file: made}, [("tiny.py", "smaller"), ("tiny.py", "larger")])

    assert each([0], work) == [[2, 0]]


DATA: dict[str, Any] = {
    "specVersion": 1,
    "name": "fox",
    "sources": {"page": {"title": "A page", "level": "inferred"}},
    "servers": [],
    "operations": {
        "paint": {
            "method": "POST",
            "summary": "Paint.",
            "source": "page#paint",
            "requestBody": {"properties": {"n": {"type": "integer", "maximum": 6, "description": "How many."}}},
            "size": {"table": [{"ratio": "1:2", "width": 512}], "closed": True},
            "task": {"acceptors": [{"expected": "done", "state": "success"}], "status": "/status"},
        }
    },
}


def test_every_fact_of_a_spec_is_dropped_and_changed_and_no_prose() -> None:
    found = {
        (edit.pointer.removeprefix("/operations/paint"), edit.operator, str(edit.after)) for edit in facts.edits(DATA)
    }
    assert {row for row in found if row[1] != "drop"} == {
        ("/sources/page/level", "evidence", "documented"),
        ("/method", "swap", "DELETE"),
        ("/method", "swap", "GET"),
        ("/requestBody/required", "require", "['n']"),
        ("/requestBody/properties/n/evidence", "evidence", "inferred"),
        ("/requestBody/properties/n/type", "swap", "number"),
        ("/requestBody/properties/n/maximum", "shift", "7"),
        ("/requestBody/properties/n/maximum", "shift", "5"),
        ("/size/table/0/ratio", "swap", "2:1"),
        ("/size/table/0/width", "shift", "511"),
        ("/size/table/0/width", "shift", "513"),
        ("/size/table/0/width", "shift", "496"),
        ("/size/table/0/width", "shift", "528"),
        ("/size/closed", "flip", "False"),
        ("/task/acceptors/0/expected", "change", "doneX"),
        ("/task/acceptors/0/state", "swap", "cancelled"),
        ("/task/acceptors/0/state", "swap", "retry"),
        ("/task/acceptors/0/state", "swap", "failure"),
        ("/task/status", "change", "/statusX"),
    }
    dropped = {row[0] for row in found if row[1] == "drop"}
    assert {
        "/requestBody/properties/n",
        "/requestBody/properties/n/maximum",
        "/size/table/0",
        "/task/acceptors/0",
    } < dropped
    assert not [name for name in dropped if name.endswith(("/summary", "/source", "/description"))]


def test_facts_that_cannot_show_are_known_by_the_words_of_the_language() -> None:
    rows = [
        {"status": 400, "code": "a", "type": "t", "class": "badRequest"},
        {"status": 400, "code": "b", "class": "badRequest"},
        {"status": 500, "code": "b", "class": "server"},
        {"status": 404, "type": "t", "class": "notFound"},
    ]
    properties = {
        name: {"type": "string", "default": "1"} for name in ("unread", "condition", "size", "model", "told")
    } | {"n": {"type": "integer", "default": 1, "role": "count"}}
    operation: dict[str, Any] = {
        "requestBody": {"properties": properties},
        "size": {"fields": [{"field": "size", "forms": ["WxH"]}]},
        "rules": [{"id": "r", "when": {"condition": {"const": "1"}}, "then": {"forbidden": ["told"]}}],
        "modelLimits": {"field": "model", "limits": {}},
    }
    above = ("operations", "paint", "requestBody", "properties")
    assert silent({"errors": rows, "operations": {"paint": operation}}) == {
        ("errors", 0, "status"),
        ("errors", 0, "type"),
        ("errors", 1, "type"),
        ("errors", 2, "type"),
        (*above, "unread", "default"),
        (*above, "told", "default"),
    }


def test_an_edit_changes_a_copy() -> None:
    edit = next(edit for edit in facts.edits(DATA) if edit.operator == "shift")
    changed_data = edit.applied(DATA)
    assert changed_data != DATA
    assert changed_data["operations"]["paint"]["requestBody"]["properties"]["n"]["maximum"] in (5, 7)
    assert DATA["operations"]["paint"]["requestBody"]["properties"]["n"]["maximum"] == 6


@pytest.fixture(scope="module")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> Renderer:
    return Renderer(paths.TEMPLATES, tmp_path_factory.mktemp("mutants") / "templates")


def test_a_change_of_a_spec_that_no_client_shows_is_no_mutant(renderer: Renderer) -> None:
    [document], _ = pipeline.check([paths.SPECS / "ppio.yaml"])
    original = renderer.rendered(document)
    assert original is not None
    prompt = document.data["operations"]["generate_image"]["requestBody"]["properties"]["prompt"]
    for edit, same in (
        (facts.Edit(("description",), "change", "", "Another text."), True),
        (facts.Edit(("operations", "generate_image", "requestBody", "properties", "prompt"), "", prompt, prompt), True),
        (facts.Edit(("operations", "generate_image", "path"), "change", "", "/v4"), False),
    ):
        made = renderer.rendered(changed(document, edit.applied(document.data)))
        assert made is not None
        assert (made.mark == original.mark) is same


def test_a_spec_that_cannot_be_built_is_no_mutant_and_one_that_the_lint_refuses_is_counted(renderer: Renderer) -> None:
    [document], _ = pipeline.check([paths.SPECS / "ppio.yaml"])
    broken = facts.Edit(("operations", "get_task_result"), "drop", None, drops=True)
    assert renderer.rendered(changed(document, broken.applied(document.data))) is None
    assert not refused(document)
    assert refused(changed(document, broken.applied(document.data)))


def test_a_shifted_limit_of_a_spec_is_noticed_by_a_check_at_the_limit(renderer: Renderer) -> None:
    [document], _ = pipeline.check([paths.SPECS / "ppio.yaml"])
    apart = summary.Apart()
    place = "/operations/generate_image/size/limits/0"
    found = [edit for edit in facts.edits(document.data) if edit.pointer in (place, f"{place}/side/maximum")]
    limits = spec_run.spec_mutants("ppio", document, [*found, found[-1]], renderer, apart)
    assert (len(found), len(limits), apart.alike) == (4, 4, 1)

    def largest() -> str:
        sizes = import_module("imageclients.ppio.sizes")
        return "" if sizes.nearest(9000, 9000).arguments == {"size": "1536*1536"} else "wrong"

    def quiet() -> str:
        return str(import_module("imageclients.ppio.sizes").GENERATE_IMAGE or "")[:0]

    def work(check: Check) -> list[summary.Result]:
        for name in [name for name in sys.modules if name.startswith("imageclients.ppio")]:
            del sys.modules[name]
        usual = checks.Baseline([0.0], [])
        return spec_run.tried_specs(limits, renderer, [check], usual, Path(), summary.Apart(), lambda _: None)

    [noticed, missed] = each([Check("a", "ppio", "sync", largest), Check("b", "ppio", "sync", quiet)], work)
    assert not isinstance(noticed, Died)
    assert not isinstance(missed, Died)
    assert [result.id.rpartition("/")[2] for result in noticed] == [
        "0: drop",
        "maximum: drop",
        "maximum: shift: 1536 -> 1537",
        "maximum: shift: 1536 -> 1535",
    ]
    assert {result.killed for result in noticed} == {True}
    assert {result.killed for result in missed} == {False}
    assert {result.where.partition(":")[0] for result in noticed} == {"specs/ppio.yaml"}


def test_every_reason_of_the_committed_list_has_a_kind_and_a_sentence(tmp_path: Path) -> None:
    survivors.explained()
    broken = tmp_path / "survivors.yaml"
    for text, said in (
        ("[{why: because, mutants: [a]}]", "a reason begins with one of"),
        ("[{why: 'equivalent: ', mutants: [a]}]", "a reason begins with one of"),
        ("[{why: 'equivalent: so it is', mutants: [a, a]}]", "stands there twice"),
    ):
        broken.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=said):
            survivors.explained(broken)


def test_a_survivor_needs_a_reason_and_a_reason_a_survivor() -> None:
    reasons = {"lives": "equivalent: it does.", "killed": "equivalent: it did.", "gone": "equivalent: it was."}
    assert survivors.unexplained(["lives", "new"], reasons) == ["new"]
    assert survivors.outdated(["lives"], ["lives", "killed"], reasons, whole=True) == ["killed", "gone"]
    assert survivors.outdated(["lives"], ["lives", "killed"], reasons, whole=False) == ["killed"]


def test_a_score_is_never_rounded_up_to_all() -> None:
    assert summary.share(1999, 2000) == "99.9"
    assert summary.share(2000, 2000) == "100.0"


def test_without_vectors_the_command_says_so_and_stops(tmp_path: Path) -> None:
    (tmp_path / "conformance").mkdir()
    for name in ("__init__", "cases", "runner"):
        text = "load = verdict = None\n" if name != "__init__" else ""
        (tmp_path / "conformance" / f"{name}.py").write_text(text, encoding="utf-8")

    def work(_: int) -> int:
        for name in [name for name in sys.modules if name.startswith("conformance")]:
            del sys.modules[name]
        return command.main(["--only", "spec", "--generated", str(tmp_path)])

    assert each([0], work) == [2]
