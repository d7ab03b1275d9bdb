"""Python files in order, by the pinned ruff."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

LINE_LENGTH = 120


class FormatError(RuntimeError):
    """ruff couldn't format the output; args are its messages."""


def formatted(files: dict[str, bytes]) -> dict[str, bytes]:
    """All Python files formatted by the pinned ruff, in one process each way, without anybody's settings.

    Raises:
        FormatError: ruff is missing, or the files are no Python.
    """
    sources = {name: content for name, content in files.items() if name.endswith(".py")}
    if not sources:
        return files
    try:
        program = import_module("ruff").find_ruff_bin()
    except (ImportError, FileNotFoundError) as error:
        raise FormatError(f"ruff, which formats the output, isn't installed: {error}") from error
    return files | _ruff(program, sources)


def _ruff(program: str, sources: dict[str, bytes]) -> dict[str, bytes]:
    """ruff formats files, not a stream of many; they are put into a folder of their own and read back."""
    import tempfile  # noqa: PLC0415 - only where something is rendered

    with tempfile.TemporaryDirectory(prefix="clientsmith-") as folder:
        root = Path(folder)
        for name, content in sources.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)
        common = [
            "--isolated",
            "--no-cache",
            f"--config=line-length={LINE_LENGTH}",
            "--target-version=py311",
            # A provider may be called `build`, and the temporary folder may be one that git ignores.
            "--config=exclude=[]",
            "--no-respect-gitignore",
        ]
        _run([program, "check", *common, "--select=I,F401", "--fix", "--exit-zero", "--quiet", "."], root)
        _run([program, "format", *common, "."], root)
        return {name: (root / name).read_bytes() for name in sources}


def _run(command: Iterable[str], folder: Path) -> None:
    done = subprocess.run(list(command), cwd=folder, capture_output=True, encoding="utf-8", check=False)  # noqa: S603 - our own
    if done.returncode != 0:
        raise FormatError(done.stdout + done.stderr)
