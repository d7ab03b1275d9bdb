"""Child processes: which interpreter, in what environment, what they cost, and what they answer."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
OURS = sys.executable
PEERS = str(Path(sys.prefix) / "bench" / "clients" / "bin" / "python")
"""The interpreter of what calls: the peers' clients, and ours, so that all run in one process on one httpx."""
GENERATORS = str(Path(sys.prefix) / "bench" / "generators" / "bin" / "python")
"""The interpreter of the peers' generators."""
LAUNCHER = Path(__file__).with_name("launcher.py")
LIMIT = 900.0
"""Seconds after which a child is given up."""


@dataclass(frozen=True)
class Spent:
    """What a child cost, with the children that it waited for: seconds of CPU and of the clock, and bytes of memory."""

    cpu: float
    wall: float
    peak: float


def environment(**more: str) -> dict[str, str]:
    """That of a user: byte code is kept, no proxy stands before loopback, and nothing of ours changes what runs."""
    dropped = {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTEST_ADDOPTS"}
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in dropped and not name.lower().endswith("_proxy") and not name.endswith(("_API_KEY", "_BASE_URL"))
    }
    return kept | more


def path(*folders: Path) -> str:
    """A PYTHONPATH with the clients, the benchmark and these folders."""
    return os.pathsep.join(map(str, (ROOT / "generated", ROOT / "tests", *folders)))


def spend(command: Sequence[str], *, cwd: Path = ROOT, **variables: str) -> Spent:
    """Run a command to its end; it is told by its whole path.

    Raises:
        RuntimeError: it failed, or took too long; with the end of what it said.
    """
    with tempfile.TemporaryFile() as said, tempfile.NamedTemporaryFile(suffix=".json") as note:
        with subprocess.Popen(
            [OURS, "-I", "-S", str(LAUNCHER), note.name, *command],
            cwd=cwd,
            env=environment(**variables),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        ) as launcher:
            # The whole group, so that the command ends with what launched it.
            guard = Timer(LIMIT, os.killpg, (launcher.pid, signal.SIGKILL))
            guard.start()
            try:
                launcher.wait()
            except BaseException:
                os.killpg(launcher.pid, signal.SIGKILL)
                raise
            finally:
                guard.cancel()
        told = json.loads(note.read() or "{}")
        if told.get("code") != 0:
            said.seek(0)
            end = said.read().decode("utf-8", "replace")[-2000:]
            raise RuntimeError(f"{' '.join(command)[:200]} ended with {told.get('code', 'no note')}: {end}")
    return Spent(told["cpu"], told["wall"], float(told["peak"]))


def answer(module: str, arguments: Mapping[str, Any], *, interpreter: str = PEERS, folders: Sequence[Path] = ()) -> Any:
    """What a module of the benchmark prints as JSON when it runs with these arguments in a process of its own.

    Raises:
        RuntimeError: it failed; with the end of what it said.
    """
    done = subprocess.run(
        [interpreter, "-m", module, json.dumps(arguments)],
        cwd=ROOT,
        env=environment(PYTHONPATH=path(*folders)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )
    if done.returncode:
        raise RuntimeError(f"{module} ended with {done.returncode}: {done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def loopback() -> Generator[str]:
    """The address of a server in a process of its own, which ends with the block."""
    command = [OURS, "-m", "bench.server"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(PYTHONPATH=path()),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.stdin.close()  # that is its sign to end
            server.wait(timeout=10)


def reason(error: Exception) -> str:
    """Why something can't be measured, in a line without the folders of this machine."""
    last = (str(error).strip().splitlines() or [type(error).__name__])[-1]
    return last.replace(str(ROOT), ".").replace(tempfile.gettempdir(), "")[:300]


def rounds_of(commands: Mapping[str, Callable[[], Spent]], rounds: int) -> dict[str, list[Spent]]:
    """What each command cost in every round; all of them were run before, so that byte code is there."""
    spent: dict[str, list[Spent]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            spent[name].append(command())
    return spent


def working(
    commands: Mapping[str, Callable[[], Spent]], ours: Sequence[str]
) -> tuple[dict[str, Callable[[], Spent]], dict[str, str]]:
    """The commands that run, and why the others don't; the run that shows it fills the caches of byte code too.

    Raises:
        RuntimeError: one of ours doesn't run.
    """
    runs: dict[str, Callable[[], Spent]] = {}
    missing: dict[str, str] = {}
    for name, command in commands.items():
        try:
            command()
        except RuntimeError as error:
            if name in ours:
                raise
            missing[name] = reason(error)
        else:
            runs[name] = command
    return runs, missing
