"""The workflow that users copy: it parses, it may do little, and its steps do what they say, as far as here is CI."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from commands import command, specs, tree
from support.live import picture
from support.server import Server, images, reply

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docs/workflows/clientsmith.yml"
FLOW: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
KEY = "sk-of-a-workflow-42"
HERE = "steps.key.outputs.here == 'true'"


class Runner:
    """Does the steps of a job one after the other, as far as they are commands."""

    def __init__(self, folder: Path, values: Mapping[str, str]) -> None:
        self.folder, self._values = folder, values
        self.summary, self._output = folder / ".summary", folder / ".output"
        self._output.touch()
        self.done: list[str] = []

    def job(self, name: str) -> list[subprocess.CompletedProcess[str]]:
        """What came of each step that was done; a failed one ends the job but for what is always done."""
        came: list[subprocess.CompletedProcess[str]] = []
        job = FLOW["jobs"][name]
        for step in job["steps"]:
            failed = any(one.returncode for one in came)
            if "run" in step and self._wanted(step.get("if", ""), failed=failed):
                self.done.append(step["name"])
                came.append(self.step(step["run"], {**FLOW["env"], **job.get("env", {}), **step.get("env", {})}))
        return came

    def _wanted(self, condition: str, *, failed: bool) -> bool:
        always = condition.startswith("always()")
        here = "here=true" in self._output.read_text()
        known = {"": True, HERE: here, f"always() && {HERE}": here}
        return known[condition] and (always or not failed)

    def step(self, script: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """What came of a script, as GitHub runs it."""
        assert "${{" not in script, "what others write doesn't become part of a script"
        told = {name: re.sub(r"\$\{\{ (.*?) \}\}", lambda found: self._values[found[1]], env[name]) for name in env}
        mine = {
            # Nothing is installed over the tools of this environment either.
            "PIP_DRY_RUN": "1",
            # The tools of this environment stand for those that would be installed; nothing is fetched.
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PIP_NO_INDEX": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "GITHUB_OUTPUT": str(self._output),
            "GITHUB_STEP_SUMMARY": str(self.summary),
        }
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.folder,
            env={"HOME": str(self.folder), "LANG": "C.UTF-8"} | told | mine,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a small project of the layout that the workflow has in mind: specs, and what is made from them."""
    folder = tmp_path_factory.mktemp("committed")
    specs(folder, "one")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder / "tools")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    assert command("generate", "--quiet", cwd=folder).returncode == 0
    return tree(folder)


@pytest.fixture
def project(committed: dict[str, bytes], tmp_path: Path) -> Path:
    """A fresh checkout of it."""
    for name, content in committed.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path


@pytest.fixture
def server() -> Iterator[Server]:
    """A scripted server on loopback."""
    made = Server()
    yield made
    made.close()


def values(key: str, address: str) -> dict[str, str]:
    """What GitHub would put in the place of each expression."""
    return {
        "secrets[format('{0}_API_KEY', matrix.prefix)]": key,
        "vars[format('{0}_BASE_URL', matrix.prefix)]": address,
        "matrix.provider": "one",
        "matrix.prefix": "ONE",
        "inputs.max-submits || '1'": "1",
    }


# What it may do


def test_it_runs_for_pushes_pull_requests_nights_and_by_hand_and_never_with_the_rights_of_the_target() -> None:
    assert set(FLOW["on"]) == {"push", "pull_request", "schedule", "workflow_dispatch"}
    assert FLOW["on"]["workflow_dispatch"]["inputs"]["max-submits"]["default"] == "1"


def test_it_may_only_read() -> None:
    assert FLOW["permissions"] == {"contents": "read"}
    assert all("permissions" not in job for job in FLOW["jobs"].values())
    checkouts = [step for step in steps() if step.get("uses", "").startswith("actions/checkout@")]
    assert len(checkouts) == 2
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def steps() -> list[dict[str, Any]]:
    """The steps of all jobs."""
    return [step for job in FLOW["jobs"].values() for step in job["steps"]]


def test_it_uses_three_actions_of_github_by_their_major_version() -> None:
    used = {step["uses"] for step in steps() if "uses" in step}
    names = {name.partition("@")[0] for name in used}
    assert names == {"actions/checkout", "actions/setup-python", "actions/upload-artifact"}
    assert all(re.fullmatch(r"[\w/-]+@v\d+", name) for name in used)


def test_every_job_has_an_end_and_a_live_run_is_never_cancelled() -> None:
    assert all(0 < job["timeout-minutes"] <= 30 for job in FLOW["jobs"].values())
    assert FLOW["concurrency"]["cancel-in-progress"] == "${{ github.event_name == 'pull_request' }}"
    assert FLOW["jobs"]["live"]["strategy"]["fail-fast"] is False


def test_live_run_is_for_nights_and_by_hand_after_the_contract() -> None:
    live = FLOW["jobs"]["live"]
    assert live["if"] == "github.event_name == 'schedule' || github.event_name == 'workflow_dispatch'"
    assert live["needs"] == "contract"
    assert all(HERE in step.get("if", "") for step in live["steps"] if step.get("id") != "key")


def test_secret_is_in_the_live_job_alone_and_in_no_command() -> None:
    text = FILE.read_text("utf-8")
    assert text.count("secrets") == str(FLOW["jobs"]["live"]["env"]["KEY"]).count("secrets") == 1
    assert not any("${{" in step.get("run", "") for step in steps())


# What it does


def test_contract_job_passes_on_a_project_that_is_as_its_specs_say(project: Path) -> None:
    runner = Runner(project, {})
    came = runner.job("contract")
    assert [one.returncode for one in came] == [0, 0, 0], [one.stdout + one.stderr for one in came]
    assert runner.done == ["Install", "The clients are what the specs say", "The clients keep their contract"]
    assert re.search(r"\d{2,} passed", came[-1].stdout)


def test_contract_job_fails_where_the_spec_was_changed_alone(project: Path) -> None:
    spec = project / "specs/one.yaml"
    spec.write_text(spec.read_text().replace("/images\n", "/pictures\n"))
    runner = Runner(project, {})
    assert [one.returncode for one in runner.job("contract")] == [0, 1]


def test_contract_tests_fail_where_the_client_was_changed_alone(project: Path) -> None:
    client = project / "generated/imageclients/one/operations.py"
    client.write_text(client.read_text().replace('path="/images"', 'path="/pictures"'))
    runner = Runner(project, {})
    assert [one.returncode for one in runner.job("contract")] == [0, 1]
    script = FLOW["jobs"]["contract"]["steps"][-1]["run"]
    done = Runner(project, {}).step(script, {})
    assert done.returncode == 1
    assert "/pictures" in done.stdout


def test_commands_of_the_page_for_vendored_clients_do_the_same(project: Path) -> None:
    page = (ROOT / "docs/ci.md").read_text("utf-8")
    vendored, script = (
        text.replace("ppio modelverse", "one") for text in re.findall(r"```sh\n(.*?)```", page, re.DOTALL)[-2:]
    )
    assert Runner(project, {}).step(vendored, {}).returncode == 0
    done = Runner(project, {}).step(script, {})
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\d{2,} passed", done.stdout)
    (project / "src/shop/images/one/operations.py").write_text("")
    assert Runner(project, {}).step(script, {}).returncode == 1


def test_nightly_run_calls_once_and_leaves_report_and_recording(project: Path, server: Server) -> None:
    server.add(reply(200, images(server)), picture())
    runner = Runner(project, values(KEY, server.url))
    came = runner.job("live")
    assert [one.returncode for one in came] == [0] * 4, [one.stdout + one.stderr for one in came]
    assert [one.method for one in server.seen] == ["POST", "GET"]
    assert server.seen[0].headers["authorization"] == f"Bearer {KEY}"
    report = (project / "live/report.txt").read_text()
    assert "ok       generate_image required-only" in report
    assert runner.summary.read_text() == "".join(f"    {line}\n" for line in report.splitlines())
    uploaded = FLOW["jobs"]["live"]["steps"][-1]["with"]["path"]
    files = tree(project / uploaded)
    assert {"report.txt", "report.json", "recording/run.json", "recording/001.json", "recording/002.png"} <= set(files)
    assert not any(KEY.encode() in content for content in files.values())


def test_nightly_run_that_finds_drift_fails_and_reports_all_the_same(project: Path, server: Server) -> None:
    server.add(reply(200, images(server) | {"another": 1}), picture())
    runner = Runner(project, values(KEY, server.url))
    assert [one.returncode for one in runner.job("live")] == [0, 0, 1, 0]
    assert "/another  unknown-field" in runner.summary.read_text()


def test_nightly_run_without_a_key_sends_nothing_and_is_no_failure(project: Path, server: Server) -> None:
    runner = Runner(project, values("", server.url))
    assert [one.returncode for one in runner.job("live")] == [0]
    assert runner.done == ["Is there a key?"]
    assert server.seen == []


def test_page_about_it_names_every_step_and_knob() -> None:
    page = (ROOT / "docs/ci.md").read_text("utf-8")
    for word in ("workflows/clientsmith.yml", "generate --check", "vendor", "generated/conformance", "NAME_API_KEY"):
        assert word in page, word
    assert all(name in page for name in ("actions/checkout", "max-submits", "by hash", "retention-days"))
