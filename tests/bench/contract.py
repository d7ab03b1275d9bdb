"""Group contract: the generated contract tests, beside as many tests that do nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.children import OURS, ROOT, Spent, rounds_of, spend
from bench.generators import rows_of
from bench.measure import Goal, Group, Plan, Table, ratios

FOLDER = ROOT / "generated" / "conformance"
ALL, EMPTY = "all five providers", "as many tests that do nothing"
TOGETHER, START = "all five in one process", "a case of each kind, in one process"
_TEST = """\
import pytest

IDS = {ids!r}


@pytest.mark.parametrize("case", [pytest.param(number, id=name) for number, name in enumerate(IDS)])
def test_contract(case: int) -> None:
    assert case >= 0
"""


def _run(*tests: Path | str) -> Spent:
    """As `make test` runs them: with the plugins and options of this project, on all cores unless more is said."""
    told = ["-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT)]
    return spend([OURS, "-m", "pytest", *told, *map(str, tests)])


def _start(cases: list[dict[str, Any]], file: str) -> Callable[[], Spent]:
    """What is loaded before cases of all kinds can run, and next to none of them."""
    first = {case["kind"]: case["id"] for case in reversed(cases)}
    return lambda: _run("-n0", *(f"{FOLDER / file}::test_contract[{case}]" for case in first.values()))


def _alone(provider: str) -> Callable[[], Spent]:
    # Workers start at different speeds, and what they cost is more than the cases of a provider do.
    return lambda: _run(FOLDER / f"test_{provider}.py", "-n0")


def measure(plan: Plan) -> Group:
    """CPU seconds of pytest and its workers, and seconds of the clock."""
    vectors = {path.stem: json.loads(path.read_text("utf-8"))["cases"] for path in (FOLDER / "vectors").glob("*.json")}
    ids: dict[str, list[str]] = {name: [case["id"] for case in cases] for name, cases in sorted(vectors.items())}
    with TemporaryDirectory(prefix="clientsmith-bench-") as name:
        folder = Path(name)
        for provider, cases in ids.items():
            (folder / f"test_empty_{provider}.py").write_text(_TEST.format(ids=cases), "utf-8")
        commands: dict[str, Callable[[], Spent]] = {
            ALL: lambda: _run(FOLDER),
            EMPTY: lambda: _run(folder),
            TOGETHER: lambda: _run(FOLDER, "-n0"),
            START: _start(vectors["ppio"], "test_ppio.py"),
        }
        commands |= {f"{one} alone": _alone(one) for one in ids}
        spent = rounds_of(commands, plan.rounds(3, 1))
    rows = rows_of(spent)
    table = Table("contract tests, CPU", "s", rows, base=EMPTY)
    start = table.samples(START)
    alone = [sum(each) for each in zip(*(table.samples(f"{one} alone") for one in ids), strict=True)]
    one_by_one = [total - len(ids) * off for total, off in zip(alone, start, strict=True)]
    together = [total - off for total, off in zip(table.samples(TOGETHER), start, strict=True)]
    goals = [
        Goal(8, "contract tests of the five providers, seconds by the clock", [one.wall for one in spent[ALL]], 10.0),
        Goal(8, "contract tests / as many empty tests", table.ratio(ALL), 1.25),
        Goal(8, "a vector among five providers / one of a provider alone", ratios(together, one_by_one), 1.1),
    ]
    return Group("contract", [table], goals, [f"{sum(map(len, ids.values()))} vectors"])
