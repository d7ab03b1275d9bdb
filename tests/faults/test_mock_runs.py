"""The tests themselves: off the network, in any order, several runs at once, and each case on its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from clientsmith import cli
from commands import ROOT, SMALL

SPEC = SMALL.format(name="one").replace(
    "description: What it shows.}", "description: It.}, n: {type: integer, maximum: 4}"
)
OUTSIDE = """\
import contextlib, socket
import pytest

def test_connects():
    with contextlib.suppress(Exception), socket.socket() as made:
        made.connect(("192.0.2.1", 80))

@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.com"])
def test_asks_for_a_host(host):
    with contextlib.suppress(Exception):
        socket.create_connection((host, 80))

def test_stays_here():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        assert socket.getaddrinfo("localhost", 80)
"""
SHUFFLED = """\
import os, random

def pytest_collection_modifyitems(items):
    random.Random(os.environ["ORDER"]).shuffle(items)
"""


def started(cwd: Path, *arguments: str | Path, **variables: str) -> subprocess.Popen[bytes]:
    """A run of pytest, begun and not waited for."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", *map(str, arguments)]
    path = os.pathsep.join(str(one) for one in (cwd, ROOT / "tests", ROOT / "generated", ROOT / "generator"))
    environment = {**os.environ, "PYTHONPATH": path, **variables}
    for name in ("PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "PYTEST_XDIST_TESTRUNUID"):
        environment.pop(name, None)
    return subprocess.Popen(command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def verdicts(report: Path) -> dict[str, str]:
    """Test to passed or failed, by the report of a run."""
    # The report is pytest's own, of a moment ago.
    cases = ET.parse(report).iter("testcase")  # noqa: S314 - the same
    return {f"{one.get('classname')}::{one.get('name')}": "failed" if len(one) else "passed" for one in cases}


def run(cwd: Path, *arguments: str | Path, **variables: str) -> tuple[dict[str, str], str]:
    """The verdicts of a run of pytest, and what it said."""
    report = cwd / "report.xml"
    with started(cwd, "-n", "0", f"--junitxml={report}", *arguments, **variables) as process:
        said, _ = process.communicate()
    return verdicts(report), said.decode()


def test_M08_test_that_reaches_for_the_network_fails(tmp_path: Path) -> None:
    """A test connects elsewhere or asks for a name, and hides what comes of it -> it fails; loopback is fine."""
    (tmp_path / "test_outside.py").write_text(OUTSIDE)
    found, said = run(tmp_path, "-p", "faults.offline", "test_outside.py")
    assert Counter(found.values()) == {"failed": 4, "passed": 1}, said
    assert "tried to reach another machine: socket.getaddrinfo 'example.com'" in said
    assert "socket.connect '192.0.2.1'" in said


def test_M08_suite_passes_without_a_network(tmp_path: Path) -> None:
    """Nothing but loopback can be reached -> clients, links, contract tests and live runs are tested all the same."""
    folders = ROOT / "tests", ROOT / "generated/conformance"
    chosen = [
        folders[0] / "faults/test_downloads_links.py",
        folders[0] / "faults/test_mock_live.py",
        folders[1] / "test_aimanyi.py",
    ]
    words: list[str | Path] = ["-p", "faults.offline", "-c", ROOT / "pyproject.toml", "-k", "D07 or M10 or link"]
    found, said = run(tmp_path, *words, *chosen)
    assert set(found.values()) == {"passed"}, said[-3000:]
    assert len(found) > 80
    assert len({name.partition("::")[0] for name in found}) == len(chosen)


def test_M13_case_that_fails_hides_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client has one wrong limit -> the cases about it fail, all others pass, and each of them is counted."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/one.yaml").write_text(SPEC)
    assert cli.main(["vendor", "one", "--into", "shop", "--with-tests", "--specs", "specs"]) == 0
    vectors = json.loads((tmp_path / "shop/conformance/vectors/one.json").read_text("utf-8"))
    ids = {case["id"] for case in vectors["cases"]}
    fields = tmp_path / "shop/one/operations.py"
    source = fields.read_text("utf-8")
    assert source.count("'maximum': 4") + source.count('"maximum": 4') == 1
    fields.write_text(source.replace("maximum': 4", "maximum': 5").replace('maximum": 4', 'maximum": 5'), "utf-8")
    found, said = run(tmp_path, "shop/conformance")
    named = {name.partition("[")[2].removesuffix("]"): verdict for name, verdict in found.items() if "[" in name}
    assert named.keys() == ids, said[-2000:]
    failed = {name for name, verdict in named.items() if verdict == "failed"}
    assert failed == {"one/generate_image/refuse/n-maximum-5"} | {name for name in failed if "n-maximum" in name}
    assert len(failed) <= 2
    assert "given:" in said, "a case that fails shows what was given"


def test_M14_runs_in_any_order_side_by_side_have_the_same_verdicts(tmp_path: Path) -> None:
    """Two runs at once in different orders, one of them in several processes -> the same verdicts, all passed."""
    chosen = [ROOT / "tests/faults/test_files.py", ROOT / "tests/faults/test_mock_answers.py"]
    runs: list[tuple[Path, subprocess.Popen[bytes]]] = []
    for order, processes in (("one", 2), ("two", 0)):
        folder = tmp_path / order
        folder.mkdir()
        (folder / "shuffled.py").write_text(SHUFFLED)
        options = ["-n", str(processes), "-p", "shuffled", f"--junitxml={folder / 'report.xml'}"]
        options += ["-c", str(ROOT / "pyproject.toml"), "-k", "D12 or D13 or D17 or M02 or M03 or M06"]
        runs.append((folder, started(folder, *options, *chosen, ORDER=order)))
    said = [process.communicate()[0].decode() for _, process in runs]
    first, second = (verdicts(folder / "report.xml") for folder, _ in runs)
    assert first == second, said
    assert set(first.values()) == {"passed"}, said
    assert len(first) > 25
    assert list(first) != list(second), "the orders differ"
