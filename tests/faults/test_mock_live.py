"""`clientsmith live` against the mock: never without a key, never over its budget, and every difference is listed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from clientsmith import cli
from clientsmith.live.clock import Clock
from clientsmith.mock.server import Mock
from faults.on_the_wire import Line
from support.live import TASK, shortest_pause
from support.small_specs import ANSWERS
from support.spec import client_module


class Told(NamedTuple):
    """The exit code of a run, and what it said."""

    code: int
    out: str
    err: str


class Run:
    """The command, in an empty folder, with the mock in place of the provider."""

    def __init__(
        self, name: str, mock: Mock, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str], *specs: str
    ) -> None:
        self.name, self.mock, self._patch, self._capture, self._specs = name, mock, patch, capture, specs
        patch.setattr(Clock, "random", shortest_pause)
        self.set("CLIENTSMITH_LIVE", "1")
        self.set(f"{name}_API_KEY", "sk-of-a-live-run")
        self.set(f"{name}_BASE_URL", mock.url(name))

    def set(self, variable: str, value: str | None) -> None:
        """Set or remove a variable of the environment."""
        if value is None:
            self._patch.delenv(variable.upper(), raising=False)
        else:
            self._patch.setenv(variable.upper(), value)

    def __call__(self, *words: str) -> Told:
        code = cli.main(["live", self.name, *self._specs, "--record", "recording", "--json", "report.json", *words])
        out, err = self._capture.readouterr()
        return Told(code, out, err)

    @property
    def report(self) -> Any:
        """The report as data."""
        return json.loads(Path("report.json").read_text("utf-8"))


@pytest.fixture
def live(stepped: Mock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A run of a provider that answers at once."""
    monkeypatch.chdir(tmp_path)
    return Run("bizyair", stepped, monkeypatch, capsys)


@pytest.fixture(scope="module")
def tasked_server() -> Iterator[Mock]:
    """A mock of a provider of a few lines, whose tasks are done at once."""
    folder = Path(client_module(TASK).__path__[0])
    with Mock(folder.name, specs=folder.parents[1], task_seconds=0) as mock:
        yield mock


@pytest.fixture
def tasked(
    tasked_server: Mock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """A run of that provider."""
    tasked_server.reset()
    monkeypatch.chdir(tmp_path)
    folder = Path(client_module(TASK).__path__[0])
    return Run(folder.name, tasked_server, monkeypatch, capsys, "--specs", str(folder.parents[1]))


@pytest.mark.parametrize("key", [None, "", "  ", "your_api_key"])
def test_M09_live_run_without_a_key_sends_nothing_and_is_no_success(live: Run, key: str | None) -> None:
    """A live run has no key, or the placeholder of a page -> exit code 2, the variable is named, nothing is sent.

    Why not otherwise: what can't run is an error of its own, not a test that was skipped: whoever asked for a live run
    is told, and the workflow for CI, which may lack a key, says so in its own words before it begins.
    """
    live.set("BIZYAIR_API_KEY", key)
    told = live()
    assert (told.code, told.out) == (2, "")
    assert ("api_key looks like the placeholder" if key == "your_api_key" else "BIZYAIR_API_KEY") in told.err
    assert live.mock.requests == []
    assert not Path("recording").exists()


@pytest.mark.parametrize("value", [None, "", "0", "yes"])
def test_M09_live_run_without_leave_sends_nothing_and_is_no_success(live: Run, value: str | None) -> None:
    """A live run has a key, but no leave to cost money -> exit code 2, the switch is named, nothing is sent."""
    live.set("CLIENTSMITH_LIVE", value)
    told = live()
    assert (told.code, told.out) == (2, "")
    assert "CLIENTSMITH_LIVE=1" in told.err
    assert "cost money" in told.err
    assert live.mock.requests == []
    assert not Path("recording").exists()


def test_M10_live_run_makes_the_smallest_call_first_and_stops_at_its_budget(live: Run) -> None:
    """A live run has a key and a budget of two -> two submits, the smallest there are, each of one image; then it ends.

    Why not otherwise: the cap counts requests that may bill, since no page of these says a price; `--list` says
    beforehand how many images of how many pixels each of them asks for.
    """
    told = live("--max-submits", "2")
    assert told.code == 0, told.out + told.err
    assert live.mock.submits == 2
    assert "2 of at most 2 submits used" in told.out
    assert [one.arguments.get("image_size") for one in live.mock.requests] == ["512x512", "512x512"]
    assert [len(one["images"]) for one in live.report["calls"]] == [1, 1]
    assert [one["images"][0]["pixels"] for one in live.report["calls"]] == [[512, 512]] * 2


def test_M10_budget_is_one_unless_more_is_said(live: Run) -> None:
    """A live run has a key and no word on its budget -> one submit, whatever else there would be to call."""
    assert live().code == 0
    assert live.mock.submits == len(live.mock.requests) == 1


ALL_FAIL = [
    "status-503",
    "status-500",
    "retry-after-seconds",
    "reset",
    "close",
    "short-body",
    "broken-json",
    "no-images",
]


@pytest.mark.parametrize("fault", ALL_FAIL)
def test_M10_budget_holds_whatever_the_provider_does(live: Run, fault: str) -> None:
    """Every submit fails in a way that is worth another try -> no more requests than the budget has; exit code 1."""
    live.mock.fault(fault, times=None)
    told = live("--max-submits", "2")
    assert told.code == 1
    assert [one.method for one in live.mock.requests] == ["POST"] * 2
    assert "2 of at most 2 submits used" in told.out
    assert told.out.count("failed   generate_image") == 2


def test_M10_named_calls_beyond_the_budget_are_not_made(live: Run) -> None:
    """Two calls are asked for by name with a budget of one -> one is made, the other is listed, and exit code 3."""
    told = live("--case", "required-only", "--case", "example-all-fields", "--operation", "generate_image")
    assert told.code == 3
    assert live.mock.submits == len(live.mock.requests) == 1
    assert re.search(r"^not made generate_image example-all-fields  the budget of 1 is used up", told.out, re.MULTILINE)


def test_M11_new_field_and_new_status_are_listed_and_lose_nothing(tasked: Run) -> None:
    """Answers have a field and a status that no page knows -> both are listed with the place of the spec; exit code 1.

    Why not otherwise: the exit code says that the page wants reading again, which a new field does too; that the call
    itself succeeded is its verdict, `differs` and not `failed`, and its images are there.
    """
    name = tasked.name
    tasked.mock.fault("unknown-field", f"{name}/generate_image")
    tasked.mock.fault("status-unknown", f"{name}/get_task")
    told = tasked()
    assert told.code == 1
    assert "differs  generate_image required-only  200, 2 polls, 1 image (64x48 png)" in told.out
    new = "generate_image 200 /field_that_is_new  unknown-field  no such field -> "
    assert new in told.out
    status = 'task status  unknown-status  one of "waiting", "done", "failed" -> "status_that_is_new"'
    assert status in told.out
    places = re.findall(rf"^    .*{name}\.yaml:\d+  (/\S+)  \[(\S+)\]$", told.out, re.MULTILINE)
    assert ("/operations/generate_image/task", "page#status") in places
    assert len(list(Path("recording").glob("*.png"))) == 1


def test_M11_changed_type_is_a_failure(tasked: Run) -> None:
    """Every field of an answer is of another type -> the call has failed, the id is kept, and the types are listed."""
    tasked.mock.fault("wrong-types", f"{tasked.name}/get_task", times=None)
    told = tasked()
    assert told.code == 1
    assert "failed   generate_image required-only" in told.out
    assert "outcome  1 image -> TaskTimeoutError 200 after DecodeError  (1 time)" in told.out
    assert "its last poll failed with DecodeError: the answer has no status at /status" in told.out
    assert re.search(r"get_task 200 /status  type  .*string.* -> a list  \(5 times\)", told.out), told.out
    assert len(tasked.mock.requests) == 6, "a poll that can't be read is tried five times, not until the run ends"
    assert "DecodeError: " in tasked.report["calls"][0]["error"]["lastFault"]
    task = tasked.mock.requests[0].task
    assert f"--task {task}" in told.out
    tasked.mock.faults.clear()
    again = tasked("--record", "again", "--task", task)
    assert (again.code, tasked.mock.submits) == (0, 1), "the task is taken up without a submit"


def test_M11_answer_as_described_differs_in_nothing(tasked: Run) -> None:
    """The answers are as the page says -> exit code 0, and no difference is listed."""
    told = tasked()
    assert (told.code, "no differences from the spec" in told.out) == (0, True), told.out
    with Line(tasked.mock.address) as line:
        assert line.ask("GET", "/_mock/exchanges").json["exchanges"][0]["billed"]


@pytest.mark.parametrize("name", ANSWERS)
def test_M11_answer_of_any_form_differs_in_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Images stand in lists of lists, a task is told by its HTTP status -> the mock serves it, and nothing differs."""
    monkeypatch.chdir(tmp_path)
    folder = Path(client_module(ANSWERS[name].replace("    task:\n", "    task:\n      delay: 0.01\n")).__path__[0])
    with Mock(folder.name, specs=folder.parents[1], task_seconds=0.05) as mock:
        told = Run(folder.name, mock, monkeypatch, capsys, "--specs", str(folder.parents[1]))("--probe")
    assert (told.code, "no differences from the spec" in told.out) == (0, True), told.out + told.err
