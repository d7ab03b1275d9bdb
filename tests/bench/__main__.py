"""`make bench`: measures everything side by side, prints it, and says which goals are met."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from bench import (
    asynchronous,
    big_answers,
    calls,
    checks,
    clients,
    contract,
    generators,
    growth,
    lines,
    processes,
    report,
    rows,
)
from bench.children import ROOT
from bench.measure import Group, Plan

GROUPS: dict[str, Callable[[Plan], Group]] = {
    "calls": calls.measure,
    "asynchronous": asynchronous.measure,
    "clients": clients.measure,
    "processes": processes.measure,
    "checks": checks.measure,
    "generate": generators.measure,
    "growth": growth.measure,
    "rows": rows.measure,
    "contract": contract.measure,
    "answers": big_answers.measure,
    "size": lines.measure,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """0 if no goal is missed, else 1; what was too noisy to tell isn't."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=GROUPS, metavar="GROUP", help=", ".join(GROUPS))
    parser.add_argument("--quick", action="store_true", help="fewer rounds, smaller sizes, none of the slowest peers")
    parser.add_argument("--write", action="store_true", help="write docs/benchmark.md")
    told = parser.parse_args(arguments)
    if told.write and told.only:
        parser.error("--write is for all groups: the file has them all")
    groups: list[Group] = []
    for name in told.only or GROUPS:
        groups.append(GROUPS[name](Plan(quick=told.quick)))
        print(report.of_group(groups[-1]), end="\n\n", flush=True)
    goals = [goal for group in groups for goal in group.goals]
    print(report.of_goals(goals))
    if told.write:
        command = f'make bench ARGS="{"--quick " if told.quick else ""}--write"'
        (ROOT / "docs" / "benchmark.md").write_text(report.document(command, groups), "utf-8")
    return 1 if any(goal.verdict == "MISSED" for goal in goals) else 0


if __name__ == "__main__":
    sys.exit(main())
