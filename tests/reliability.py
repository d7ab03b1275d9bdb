"""`make reliability`: runs the tests of everything that goes wrong, and writes docs/reliability.md from them."""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(__file__).with_name("faults")
PAGE = ROOT / "docs/reliability.md"
GROUPS = {
    "S": ("Mistakes in a spec", 36),
    "H": ("Hostile text in a spec", 31),
    "A": ("Bad arguments", 32),
    "V": ("Faults of the server", 61),
    "P": ("Tasks and polling", 22),
    "D": ("Downloads and files", 19),
    "C": ("The process of the client", 14),
    "K": ("Secrets", 14),
    "M": ("The mock and the tests themselves", 14),
    "N": ("Found by use outside of this project", 28),
}
"""Letter of an id to what the group is about, and how many ids it has."""
_LATER = {"N23"}
"""Ids without a test so far: specs made at random, of all words of the language."""
_NAME = re.compile(r"test_([A-Z])(\d\d)_\w+")
_OTHERWISE = "Why not otherwise:"
_BEGINNING = """\
# What goes wrong, and what happens then

Made by `make reliability`, which writes this page only if every test on it passes; a test compares it with the tests.
Each line is a test in [tests/faults](../tests/faults), named after its id; most run with the synchronous and the
asynchronous client, against the mock (`clientsmith mock`), which makes the fault on a real connection.
"""


class Line(NamedTuple):
    """A line of the page: id, what goes wrong, what happens then, why nothing else, and its test."""

    id: str
    given: str
    then: str
    why: str
    test: str


def lines() -> Iterator[Line]:
    """What the tests say of themselves.

    Raises:
        ValueError: a test doesn't say what goes wrong and what happens then.
    """
    for path in sorted(FOLDER.glob("test_*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (match := _NAME.fullmatch(node.name)):
                first, _, rest = (ast.get_docstring(node) or "").partition("\n\n")
                given, arrow, then = " ".join(first.split()).partition(" -> ")
                if not arrow:
                    raise ValueError(f"{path.name}: {node.name}: its docstring isn't `GIVEN -> WHAT HAPPENS.`")
                why = " ".join(rest.partition(_OTHERWISE)[2].split())
                yield Line(match[1] + match[2], given, then.rstrip("."), why, f"{path.name}::{node.name}")


def page(found: Iterable[Line]) -> str:
    """The whole page."""
    by_group: dict[str, list[Line]] = defaultdict(list)
    for line in sorted(found):
        by_group[line.id[0]].append(line)
    parts = [_BEGINNING]
    for letter, (title, _) in GROUPS.items():
        parts.append(f"## {title}\n")
        parts.append("| id | what goes wrong | what happens | test |\n|---|---|---|---|")
        parts += [_row(line) for line in by_group[letter]]
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def _row(line: Line) -> str:
    file, _, name = line.test.partition("::")
    then = f"{line.then}. *{line.why}*" if line.why else line.then
    cells = line.id, line.given, then, f"[{name.removeprefix('test_')}](../tests/faults/{file})"
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def missing(found: Iterable[Line]) -> list[str]:
    """Ids that have no test."""
    known = {line.id for line in found}
    return [
        one
        for letter, (_, count) in GROUPS.items()
        for at in range(count)
        if (one := f"{letter}{at + 1:02}") not in known | _LATER
    ]


def main() -> int:
    """0 if the page was written, 1 if a test failed or is missing."""
    found = list(lines())
    if gone := missing(found):
        print(f"no test has the ids {', '.join(gone)}", file=sys.stderr)
        return 1
    code = pytest.main([str(FOLDER), "--rootdir", str(ROOT)])
    if code != pytest.ExitCode.OK:
        print(f"{PAGE.relative_to(ROOT)} stays as it is: not every test passes", file=sys.stderr)
        return 1
    PAGE.write_text(page(found), "utf-8")
    print(f"{PAGE.relative_to(ROOT)} has {len(found)} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
