"""The second tier: the runtime's own tests, for mutants that the contract tests let live.

Only to be called in children: pytest runs in this process and leaves it full of imported tests.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple

import pytest

from clientsmith.language.model import Provider
from clientsmith.render import Files
from clientsmith.render import render as real_render
from mutants.checks import Check, Trial
from mutants.forked import Died, allow, each, forever
from mutants.traced import Lines, forget, traced

ROOT = Path(__file__).resolve().parents[2]
FOLDER = "tests/runtime"
_OPTIONS = [
    "-o",
    "addopts=",
    "-q",
    "-x",
    "--assert=plain",
    "-p",
    "no:xdist",
    "-p",
    "no:cacheprovider",
    "--rootdir",
    str(ROOT),
]


class Recorded(NamedTuple):
    """What the tests do without a mutant.

    Attributes:
        code: pytest's exit code.
        failed: the first test that failed.
        lines: the lines that each test runs.
        seconds: the CPU seconds of each test.
        made: the clients that were made of the tests' specs: no mutant of a client changes them, and making one takes
            longer than most tests.
    """

    code: int
    failed: str
    lines: dict[str, Lines]
    seconds: dict[str, float]
    made: dict[str, Files]


SECONDS = 12
"""Of CPU, that a part of a test may take; it waits at most a minute."""
FIRST = 24
"""Tests that are tried before the files of the others are imported."""


class Job(NamedTuple):
    """A mutant and the ids of its tests; `swap` puts it there, if that can be done."""

    tests: Sequence[str]
    swap: Callable[[], bool]


class _Plugin:
    """Keeps what is made of specs, and the first test that fails."""

    def __init__(self, made: dict[str, Files]) -> None:
        self.made = made
        self.failed = ""

    def pytest_collection(self) -> None:
        """Before the tests are imported."""
        spec: Any = import_module("support.spec")

        def render(providers: Sequence[Provider], templates: Path) -> Files:
            [provider] = providers
            # The name is a hash of the spec.
            if provider.name not in self.made:
                self.made[provider.name] = real_render(providers, templates)
            return self.made[provider.name]

        spec.render = render

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """After each part of a test."""
        allow(SECONDS)
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """After each file."""
        if report.failed and not self.failed:
            self.failed = report.nodeid


class _Recorder(_Plugin):
    """Notes the lines and the CPU seconds of each test."""

    def __init__(self, files: Mapping[str, str]) -> None:
        super().__init__({})
        self.files = files
        self.lines: dict[str, Lines] = {}
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Around a test with its fixtures."""
        allow(120)
        forget()
        begun = process_time()
        with traced(self.files, self.lines.setdefault(item.nodeid, {})):
            result = yield
        self.seconds[item.nodeid] = process_time() - begun
        return result


class _Only(_Plugin):
    """Keeps the tests that were asked for, in that order."""

    def __init__(self, wanted: Sequence[str], made: dict[str, Files]) -> None:
        super().__init__(made)
        self.wanted = {name: index for index, name in enumerate(wanted)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Before the first test."""
        items[:] = sorted((item for item in items if item.nodeid in self.wanted), key=lambda i: self.wanted[i.nodeid])


def recorded(files: Mapping[str, str], prepare: Callable[[], None]) -> Recorded:
    """The tests without a mutant."""
    prepare()
    recorder = _Recorder(files)
    code = _run([FOLDER], recorder)
    return Recorded(code, recorder.failed, recorder.lines, recorder.seconds, recorder.made)


def tests_as_checks(found: Recorded) -> list[Check]:
    """The tests, for a Chooser; they are run by their ids."""
    return [Check(name, "", name.partition("::")[2].partition("[")[0], str) for name in found.lines]


class _Resident(_Plugin):
    """Imports all tests once, and lets each mutant meet those that are for it in a child."""

    def __init__(self, made: dict[str, Files], jobs: Sequence[Job]) -> None:
        super().__init__(made)
        self.jobs = jobs
        self.trials: list[Trial | Died] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In the place of the tests."""
        forever()
        items = {item.nodeid: item for item in session.items}

        def work(job: Job) -> Trial:
            allow(SECONDS)
            tests = [items[name] for name in job.tests if name in items]
            if not tests or not job.swap():
                return Trial("not covered")
            for item, following in zip(tests, [*tests[1:], None], strict=True):
                try:
                    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                except BaseException:
                    return Trial("killed", item.nodeid)  # a Ctrl-C of a test's got past it
                if self.failed:
                    return Trial("killed", self.failed)
            return Trial("survived")

        self.trials = each(self.jobs, work, waiters=1)
        return True


def tried_in_place(jobs: Sequence[Job], found: Recorded, prepare: Callable[[], None]) -> list[Trial | Died]:
    """What the tests say of mutants that take the place of imported code; of others nothing.

    One that lives here may have been kept from showing by what was made before it, and is to be tried once more.
    """
    prepare()
    resident = _Resident(found.made, jobs)
    _run([FOLDER], resident)
    return resident.trials


def tried_by_tests(tests: Sequence[str], made: dict[str, Files], prepare: Callable[[], None]) -> Trial:
    """Run tests until one fails: first the likeliest alone, because importing all files takes longer than they do."""
    allow(SECONDS)
    prepare()
    for part in (tests[:FIRST], tests[FIRST:]):
        only = _Only(part, made)
        paths = sorted({name.partition("::")[0] for name in part})
        code = _run(paths, only) if part else 0
        if code:
            return Trial("killed", only.failed or f"pytest left with {code}")
    return Trial("survived")


def _run(paths: Sequence[str], plugin: Any) -> int:
    os.chdir(ROOT)
    try:
        return int(pytest.main([*_OPTIONS, *paths], plugins=[plugin]))
    except Exception:
        # What a mutant left behind may show only when pytest has told its results and tidies up.
        return int(pytest.ExitCode.INTERNAL_ERROR)
