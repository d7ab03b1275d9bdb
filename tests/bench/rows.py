"""Group rows: what a row of a table, an enum or an error table costs `validate`, with few and with many of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measure import Goal, Group, Plan, Row, Table, batch, interleaved, settle

FEW = 500


def _table(count: int) -> str:
    rows = ", ".join(f"{{width: {64 + at % 100}, height: {64 + at // 100}}}" for at in range(count))
    return _spec(
        "size: {type: string}", f"size: {{fields: [{{field: size, forms: [WxH]}}], closed: true, table: [{rows}]}}"
    )


def _enum(count: int) -> str:
    return _spec(f"style: {{type: string, enum: [{', '.join(f's{at}' for at in range(count))}]}}")


def _errors(count: int) -> str:
    rows = ", ".join(f"{{code: e{at}, class: badRequest}}" for at in range(count))
    return f"errors: [{rows}]\n{_spec()}"


KINDS: dict[str, Callable[[int], str]] = {"a table of sizes": _table, "an enum": _enum, "an error table": _errors}


def _spec(field: str = "", line: str = "") -> str:
    return f"""\
operations:
  generate_image:
    method: POST
    path: /images
    source: page
    requestBody: {{properties: {{prompt: {{type: string}}, {field}}}}}
    {line}
    responses: {{"200": {{}}}}
"""


def _each(path: Path, count: int) -> Callable[[], float]:
    """A case that checks the spec once, and measures the seconds that one of its rows takes."""
    from clientsmith import pipeline

    check = batch(lambda: pipeline.check([path]), 1)
    return lambda: check() / count


def measure(plan: Plan) -> Group:
    """Seconds for a row: the whole check, less that of a spec without rows."""
    many = plan.rounds(20_000, 5_000)
    with TemporaryDirectory(prefix="clientsmith-bench-") as name:
        cases: dict[str, Callable[[], float]] = {}
        for kind, made in KINDS.items():
            for count in (FEW, many):
                path = Path(name, f"s{len(cases)}.yaml")
                head = f"specVersion: 1\nname: {path.stem}\ntitle: Rows\nsources: {{page: {{title: A page}}}}\n"
                head += "servers: []\nsecurity: {type: none}\n"
                path.write_text(head + made(count), "utf-8")
                cases[f"{kind}, {count} rows"] = _each(path, count)
        settle()
        samples = interleaved(cases, plan.rounds(3, 1))
    tables: list[Table] = []
    goals: list[Goal] = []
    for kind in KINDS:
        few, lots = f"{kind}, {FEW} rows", f"{kind}, {many} rows"
        table = Table(f"validate: {kind}, each row", "us", [Row(few, samples[few]), Row(lots, samples[lots])], base=few)
        tables.append(table)
        goals.append(Goal(7, f"validate: a row of {many} / one of {FEW}, {kind}", table.ratio(lots, few), 1.5))
    return Group("rows", tables, goals)
