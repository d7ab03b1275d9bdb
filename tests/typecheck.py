"""The two type checkers, strict, on a folder outside this project."""

import json
import subprocess
import sys
from pathlib import Path

PYRIGHT = """\
{{"typeCheckingMode": "strict", "pythonVersion": "3.11", "include": ["."], "extraPaths": ["{extra}"]}}
"""
MYPY = "[mypy]\nstrict = true\nexplicit_package_bases = true\nnamespace_packages = true\nmypy_path = {extra}\n"

Found = dict[str, list[str]]
"""Line of a file, as NAME:NUMBER, to the messages there."""


def mypy(folder: Path, extra: Path, *targets: Path) -> Found:
    """What mypy --strict says about files, imported packages being looked for in `extra`."""
    (folder / "mypy.ini").write_text(MYPY.format(extra=extra))
    words = ["--config-file", "mypy.ini", "--no-error-summary", "--cache-dir", str(folder / ".mypy_cache")]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *words, *map(str, targets)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    found: Found = {}
    for line in done.stdout.splitlines():
        name, number, kind, *message = line.split(":", 3)
        if kind.strip() == "error":
            found.setdefault(f"{Path(name).name}:{number}", []).append(":".join(message).strip())
    return found


def pyright(folder: Path, extra: Path) -> Found:
    """What basedpyright says in the mode strict about everything in the folder."""
    (folder / "pyrightconfig.json").write_text(PYRIGHT.format(extra=extra))
    done = subprocess.run(
        [sys.executable, "-m", "basedpyright", "--outputjson", "--pythonpath", sys.executable, "-p", str(folder)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    told = json.loads(done.stdout)
    assert told["summary"]["filesAnalyzed"] > 0
    found: Found = {}
    for one in told["generalDiagnostics"]:
        if one["severity"] == "error":
            place = f"{Path(one['file']).name}:{one['range']['start']['line'] + 1}"
            found.setdefault(place, []).append(one["message"])
    return found


def assert_types(folder: Path, package: Path) -> None:
    """Neither checker has anything to say about the package, which may be changed for it."""
    for path in package.rglob("*.py"):
        # What spares a project that vendors the package all rules but the basic ones.
        path.write_bytes(path.read_bytes().replace(b"# pyright: basic\n", b""))
    assert mypy(folder, package, package) == {}
    assert pyright(folder, package) == {}
