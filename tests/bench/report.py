"""What was found, as text for the terminal and for docs/benchmark.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence

from bench.measure import NOISY, Goal, Group, Row, Table, median, spread

UNITS = {"s": 1.0, "ms": 1e3, "us": 1e6, "MB": 1e-6}
"""What a second, or a byte, is multiplied by to be shown."""


def of_group(group: Group) -> str:
    """The tables and remarks of a group."""
    return "\n\n".join([*map(_table, group.tables), *(["\n".join(group.remarks)] if group.remarks else [])])


def _table(table: Table) -> str:
    width = max(len(table.title), *(len(row.name) for row in table.rows))
    head = f"{table.title:{width}}  {table.unit:>9}  {'ratio':>7}  {'spread':>6}"
    less = f", both without {table.less}" if table.less else ""
    rows = [_row(table, row, width) for row in table.rows]
    return "\n".join([head, "-" * len(head), *rows, f"(ratio: / {table.base}{less})"])


def _row(table: Table, row: Row, width: int) -> str:
    found = table.ratio(row.name)
    ratio = f"{median(found):7.2f}" if found else f"{'':7}"
    wide = spread(row.samples)
    noisy = "  too noisy to tell" if wide > NOISY else ""
    shown = f"{wide:6.0%}" if len(row.samples) > 1 else "  once"
    also = f"  {row.also}" if row.also else ""
    return f"{row.name:{width}}  {median(row.samples) * UNITS[table.unit]:9.2f}  {ratio}  {shown}{also}{noisy}"


def of_goals(goals: Iterable[Goal]) -> str:
    """The table of goals: is, at most, verdict."""
    shown = _sorted(goals)
    width = max(len(goal.text) for goal in shown)
    lines = [f"{'':2} {'goal':{width}}  {'is':>9}  {'at most':>8}  {'aim':>6}"]
    for goal in shown:
        aim = "" if goal.aim is None else f"{goal.aim:.4g}"
        number = str(goal.number or "")
        is_now = f"{goal.value:9.4g}" if goal.samples else f"{'-':>9}"
        lines.append(f"{number:2} {goal.text:{width}}  {is_now}  {goal.limit:8.4g}  {aim:>6}  {goal.verdict}")
    return "\n".join(lines)


def _sorted(goals: Iterable[Goal]) -> list[Goal]:
    return sorted(goals, key=lambda goal: goal.number or 99)


def document(command: str, groups: Sequence[Group]) -> str:
    """docs/benchmark.md: nothing in it changes but the figures."""
    goals = [goal for group in groups for goal in group.goals]
    rows = [
        f"| {goal.number or 'size'} | {goal.text} | {goal.value:.4g} | {goal.limit:g} | "
        f"{'' if goal.aim is None else f'{goal.aim:g}'} | {goal.verdict} |"
        for goal in _sorted(goals)
    ]
    parts = [f"## {group.name}\n\n```text\n{of_group(group)}\n```" for group in groups]
    return (
        "\n\n".join(
            [
                _ABOUT.format(command=command, cores=os.cpu_count(), python=platform.python_version()),
                "\n".join(["| goal | what | is | at most | aim | |", "|---|---|--:|--:|--:|---|", *rows]),
                _LIMITS,
                *parts,
                "",
            ]
        ).rstrip("\n")
        + "\n"
    )


_ABOUT = """\
# Benchmark

```sh
{command}
```

measures clients and generator beside what people would use instead, in one run, and writes this file. `--only calls`
measures one group, `--quick` fewer rounds and smaller sizes. The exit code is 1 where a goal is missed.

How it is measured:

- All that is compared takes turns, calls in an order that changes from round to round: what ran before decides what the
  processor still remembers. What is shown is the median of the rounds, and how wide their middle half is, in parts of
  the median. Over 25 % it is *too noisy to tell*, and the goal is then neither met nor missed. A ratio is the median of
  the ratios of each round. Ratios hold on other machines, times don't.
- Calls within a process are timed by the clock, in batches of a few calls. Processes are measured in CPU seconds, their
  own and those of the children that they waited for; seconds by the clock stand beside them.
- The peers are pinned in [requirements.txt](../tests/bench/requirements.txt) (what calls) and
  [generators.txt](../tests/bench/generators.txt) (what generates), each in an environment of its own in `.venv/bench`.
  They generate from [generated/openapi](../generated/openapi): the same providers, all in one process, as ours.
- Our clients run in the peers' environment, on the same httpx. It has no rich and no click: `import httpx` loads them
  where it finds them, and takes half as long again.
- Byte code is kept, as on a user's machine. The server on loopback is a process of its own that answers at once.

One run on {cores} cores, Python {python}:"""

_LIMITS = """\
What sets the limits:

- *A call on loopback.* `httpx: transport direct` is a request and no more: nothing is checked, and nothing
  made of the answer. What ours adds to it is the check both ways, retries, the total deadline and the result.
  `http.client` and `a socket, by hand` show what another implementation of HTTP would save; the default stays httpx's.
- *A call in process* through an `httpx.Client` of the user's: `send` with everything prebuilt alone takes most of what
  is allowed, half of it for cookies, which our own clients leave out. A transport, as `http_client`, is fastest: of
  some 70 us, 8 check and encode the request, 7 make httpx's Request, 6 send it and read the answer, 4 decode it, 3
  look for errors and drift, 10 make images and result, each timed in a loop by itself. The rest is what they cost more
  one after another, with cold caches. Nothing among them is large, so both goals in process are missed.
- *Over httpx-aiohttp*: `httpx over httpx-aiohttp, by hand` and `aiohttp, by hand` are what the transport itself takes.
- *A base64 answer of 10 MB* has two speeds, by chance of the allocator: the pages of its buffers are kept from call to
  call, or given back and fetched anew. By hand they are as well.
- *An operation with everything*: see *where it goes*. Three quarters are the test vectors, about 500 for an operation
  of eight fields, each worked out and judged on a path of its own. Had they only to be written, that and the other
  stages would take about what is allowed; without them it is less."""
