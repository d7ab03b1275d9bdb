"""`clientsmith mock` as a process, and the mock as a fixture of somebody else's tests."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clientsmith import cli
from commands import ROOT, specs
from faults.on_the_wire import Line

CALL = json.dumps({"model": "Qwen/Qwen-Image", "prompt": "a fox", "image_size": "64x48"}).encode()
HEADERS = {"authorization": "Bearer sk-1", "content-type": "application/json"}


@contextmanager
def mock(*words: str) -> Generator[tuple[subprocess.Popen[str], str, str]]:
    """The command on any free port, the address that it tells, and everything that it says to begin with."""
    command = [sys.executable, "-m", "clientsmith", "mock", "bizyair", "ppio", "--port", "0", *words]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        said += process.stderr.readline() + process.stderr.readline()
        try:
            yield process, said.partition("/  shows")[0], said
        finally:
            process.kill()


@pytest.mark.parametrize("busy", [False, True])
def test_ctrl_c_stops_it_cleanly_and_frees_the_port(busy: bool) -> None:
    with mock("--fault", "silence@ppio/*") as (process, address, said), Line(address) as line:
        assert "Ctrl-C stops" in said
        assert f"base_url {address}/bizyair" in said
        assert line.ask("POST", "/bizyair", HEADERS, CALL).status == 200
        port = int(address.rpartition(":")[2])
        with (
            socket.create_connection(("127.0.0.1", port)) as waiting,
            socket.create_connection(("127.0.0.1", port)) as other,
        ):
            if busy:
                # A request that isn't answered, and a page that waits for news.
                waiting.sendall(b"GET /_mock/events HTTP/1.1\r\nhost: localhost\r\n\r\n")
                assert waiting.recv(1) == b"H"
                body = b'{"prompt": "a fox"}'
                head = "POST /ppio/v3/async/qwen-image-txt2img HTTP/1.1\r\nhost: localhost\r\n"
                head += f"content-length: {len(body)}\r\n"
                lines = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
                other.sendall(f"{head}{lines}\r\n".encode() + body)
                while "silence" not in line.ask("GET", "/_mock/exchanges").content.decode():
                    pass
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in out + err
    assert out == ""
    socket.create_server(("127.0.0.1", port)).close()


def test_faults_seed_and_key_are_told_on_the_command_line() -> None:
    words = ["--fault", "status-503@bizyair/generate_image:2", "--key", "sk-1", "--seed", "7", "--unknown-fields"]
    with mock(*words) as (_, address, _), Line(address) as line:
        statuses = [line.ask("POST", "/bizyair", HEADERS, CALL).status for _ in range(3)]
        assert statuses == [503, 503, 200]
        assert line.ask("POST", "/bizyair", {**HEADERS, "authorization": "Bearer sk-2"}, CALL).status == 401
        unknown = CALL.replace(b"{", b'{"new": 1, ', 1)
        assert line.ask("POST", "/bizyair", HEADERS, unknown).status == 200


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["no_such_provider"], "has no spec 'no_such_provider'"),
        (["--fault", "statsu-503"], "there is no fault 'statsu-503'"),
        (["--fault", "status-503:0"], "times 1 or more"),
        (["--fault", "status-503%2"], "chance from 0 to 1"),
        (["--fault", "status-503%often"], "--fault status-503%often"),
    ],
)
def test_what_makes_no_sense_is_told_and_nothing_is_started(
    capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert cli.main(["mock", *words, "--port", "0", "--specs", str(ROOT / "specs")]) == 2
    assert said in capsys.readouterr().err


def test_port_that_is_taken_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code = cli.main(["mock", "bizyair", "--port", str(port), "--specs", str(ROOT / "specs")])
    err = capsys.readouterr().err
    assert code != 0
    assert "Traceback" not in err
    assert "in use" in err.lower()


CONFTEST = 'pytest_plugins = ["clientsmith.testing"]\n'
TESTS = """\
import httpx

HEADERS = {"Authorization": "Bearer sk-1"}

def test_it_survives_a_busy_provider(clientsmith_mock):
    clientsmith_mock.fault("status-503", "fox/generate_image")
    with httpx.Client(base_url=clientsmith_mock.url("fox"), headers=HEADERS, trust_env=False) as http:
        statuses = [http.post("/images", json={"prompt": "a fox"}).status_code for _ in range(2)]
        refused = http.post("/images", json={})
    assert statuses == [503, 200]
    assert refused.status_code == 400
    assert [one.status for one in clientsmith_mock.requests] == [503, 200, 400]

def test_nothing_of_the_test_before_is_left(clientsmith_mock, clientsmith_mock_server):
    assert clientsmith_mock is clientsmith_mock_server
    assert (clientsmith_mock.requests, clientsmith_mock.submits) == ([], 0)
    assert [one.name for one in clientsmith_mock.providers] == ["fox"]
"""


def test_fixture_works_in_the_tests_of_a_user_with_specs_of_their_own(tmp_path: Path) -> None:
    specs(tmp_path, "fox")
    (tmp_path / "tests").mkdir()
    (tmp_path / "pytest.ini").write_text("[pytest]\nclientsmith_specs = specs\nfilterwarnings = error\n")
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "tests/test_fox.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout
