"""`make documented`: runs every command of README.md and docs/ci.md, in the order in which they stand.

The tool is installed as the README says, by pipx, into folders of its own. Commands run in this checkout; from the
first block on that begins with `# in your project`, in a new project with an environment of its own. What pip reaches
with its ordinary configuration is all that is needed.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from commands import ROOT, specs

PAGES = ("README.md", "docs/ci.md")
IN_PROJECT = "# in your project"
_BLOCK = re.compile(r"^```(sh|console)\n(.*?)^```", re.DOTALL | re.MULTILINE)
_SECONDS = 600


def blocks(page: str) -> Iterator[list[str]]:
    """The commands of each block of a page: all lines of one for a shell, those after a prompt in one of a console."""
    for kind, text in _BLOCK.findall((ROOT / page).read_text("utf-8")):
        lines = text.splitlines()
        yield lines if kind == "sh" else [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]


def in_ci(command: str) -> bool:
    """Whether CI runs a target of make by itself, so that it needn't be run twice."""
    words = shlex.split(command, comments=True)
    return words[:1] == ["make"] and " ".join(words) in (ROOT / ".ci/run").read_text("utf-8").splitlines()


def serves(command: str) -> bool:
    """Whether a command runs until it is stopped."""
    return shlex.split(command, comments=True) == ["clientsmith", "mock"]


class Shell:
    """Runs commands as a user would type them."""

    def __init__(self, folder: Path) -> None:
        self._tools, self._project = folder / "tools", folder / "project"
        home = folder / "home"
        home.mkdir()
        (folder / "clientsmith").symlink_to(ROOT)  # the checkout beside the project
        pipx = {"PIPX_HOME": str(home / "pipx"), "PIPX_BIN_DIR": str(home / "bin"), "PIPX_MAN_DIR": str(home / "man")}
        quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_QUIET": "1", "PIPX_DEFAULT_PYTHON": sys.executable}
        self._env = {name: text for name, text in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
        self._env |= pipx | quiet
        self._cwd = ROOT
        self._path(home / "bin", self._tools / "bin")
        subprocess.run([sys.executable, "-m", "venv", self._tools], check=True)
        subprocess.run([self._tools / "bin/python", "-m", "pip", "install", "pipx"], check=True, env=self._env)

    def _path(self, *folders: Path) -> None:
        self._env["PATH"] = os.pathsep.join([*map(str, folders), self._env["PATH"]])

    def enter_project(self) -> None:
        """Go to a new project, with a spec of its own beside those that came along."""
        if not self._project.exists():
            specs(self._project, "one")
            subprocess.run([sys.executable, "-m", "venv", self._project / ".venv"], check=True)
            self._path(self._project / ".venv/bin")
        self._cwd = self._project

    def run(self, command: str) -> None:
        """Run a command to its end, or until it serves.

        Raises:
            subprocess.CalledProcessError: it failed.
        """
        if serves(command):
            self._serve(command)
            return
        words = ["bash", "-eo", "pipefail", "-c", command]
        subprocess.run(words, cwd=self._cwd, env=self._env, check=True, timeout=_SECONDS, stdin=subprocess.DEVNULL)

    def _serve(self, command: str) -> None:
        words = shlex.split(command, comments=True)
        with subprocess.Popen(words, cwd=self._cwd, env=self._env, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            first = process.stderr.readline()
            process.send_signal(signal.SIGINT)
        if not first.startswith("http://127.0.0.1:"):
            raise subprocess.CalledProcessError(process.returncode, command, stderr=first)


def run(pages: Mapping[str, list[list[str]]], shell: Shell) -> int:
    """Run the commands of all pages, and return how many they were."""
    done = 0
    for page, found in pages.items():
        for lines in found:
            if lines[0].startswith(IN_PROJECT):
                shell.enter_project()
            for line in lines:
                if line.strip() and not line.startswith("#") and not in_ci(line):
                    print(f"{page}: {line}", flush=True)
                    shell.run(line)
                    done += 1
    return done


def main() -> int:
    """Run all, and say how many commands there were, or which one failed."""
    with tempfile.TemporaryDirectory(prefix="documented-") as folder:
        try:
            done = run({page: list(blocks(page)) for page in PAGES}, Shell(Path(folder)))
        except subprocess.SubprocessError as error:
            print(f"{error}\n{getattr(error, 'stderr', None) or ''}", file=sys.stderr)
            return 1
    print(f"{done} commands of {' and '.join(PAGES)} work")
    return 0


if __name__ == "__main__":
    sys.exit(main())
