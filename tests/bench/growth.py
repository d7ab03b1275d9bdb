"""Group growth: many operations, in many providers and in one: what an operation costs in time and in memory."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import generated_peers, stages, synthetic
from bench.children import Spent
from bench.generators import Ours, rows_of
from bench.measure import Goal, Group, Plan, Row, Samples, Table, ratios

FEW = 100
_PEERS = ("dcg", "opc-bare", "clientele")


def measure(plan: Plan) -> Group:
    """CPU seconds and memory of the processes; a quick run goes to 200 operations, and without the peers there."""
    many, rounds = plan.rounds(1000, 200), plan.rounds(3, 1)
    with TemporaryDirectory(prefix="clientsmith-bench-") as name:
        folder = Path(name)
        spent: dict[str, list[Spent]] = {}
        sizes = {
            f"{count} operations in {'one provider' if single else f'{count // synthetic.BLOCK} providers'}": (
                (1, count) if single else (count // synthetic.BLOCK, synthetic.BLOCK)
            )
            for single in (False, True)
            for count in (FEW, many)
        }
        ours = {title: _ours(folder / title, *shape) for title, shape in sizes.items()}
        small, large = list(ours)[:2]
        peers = _peers(folder, small, ours[small], FEW)
        for number in range(rounds):
            for title, made in ours.items():
                spent.setdefault(title, []).append(made.cold())
            for title, run in peers.items():
                spent.setdefault(title, []).append(run())
            if number == 0 and not plan.quick:
                spent |= {title: [run()] for title, run in _peers(folder, large, ours[large], many).items()}
        where = stages.measure(folder / "stages", plan.rounds(5, 3))
    return _judged(spent, list(sizes), many, where)


def _ours(folder: Path, providers: int, operations: int) -> Ours:
    source = folder / "source"
    synthetic.write(source, providers, operations)
    return Ours(folder, source)


def _peers(folder: Path, title: str, ours: Ours, count: int) -> dict[str, Callable[[], Spent]]:
    """Others on the documents that ours made of the same specs."""
    if not ours.out.exists():
        ours.cold()
    documents = sorted((ours.out / "openapi").glob("*.yaml"))

    def peer(kind: str) -> Callable[[], Spent]:
        def run() -> Spent:
            into = folder / f"{title}-{kind}"
            try:
                return generated_peers.run(kind, documents, into)
            finally:
                shutil.rmtree(into, ignore_errors=True)

        return run

    return {f"{count} operations: {generated_peers.TITLES[kind]}": peer(kind) for kind in _PEERS}


def _judged(spent: dict[str, list[Spent]], titles: list[str], many: int, where: Table) -> Group:
    operations = {title: int(title.split()[0]) for title in spent}
    rows = rows_of(spent)
    table = Table("from cold, everything, CPU", "s", rows, base=titles[0])
    each = [Row(f"{row.name}, each", [one / operations[row.name] for one in row.samples]) for row in rows]
    memory = [Row(name, [one.peak for one in found]) for name, found in spent.items()]
    per = Table("an operation, CPU", "ms", each, base=f"{titles[0]}, each")
    peaks = Table("most memory of one process", "MB", memory, base=titles[0])
    goals: list[Goal] = []
    for small, large in ((titles[0], titles[1]), (titles[2], titles[3])):
        shape = "in many providers" if small == titles[0] else "in one provider"
        time = per.ratio(f"{large}, each", f"{small}, each")
        goals.append(Goal(7, f"an operation of {many} {shape} / one of {FEW}, CPU", time, 1.3))
        extra = _memory(peaks.samples(small), peaks.samples(large), many)
        goals.append(Goal(7, f"memory an operation, {many} {shape} / {FEW}", extra, 1.3))
        ms = [1e3 * one.wall / many for one in spent[large]]
        goals.append(Goal(7, f"an operation of {many} {shape}, with everything, ms by the clock", ms, 5.7, 2.0))
    return Group("growth", [table, per, where, peaks], goals)


def _memory(few: Samples, many: Samples, count: int) -> Samples:
    """Bytes an operation with many over bytes an operation with few; memory that doesn't grow at all is below one."""
    return ratios([one / count for one in many], [one / FEW for one in few])
