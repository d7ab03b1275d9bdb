"""Stage load: which files a run reads, and a hash of them all, so that a run with nothing to do does nothing."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from clientsmith import paths

PINNED = ("datamodel-code-generator", "ruff")
"""Packages whose output is part of ours."""


def spec_files(folder: Path) -> list[Path]:
    """The specs of a folder, in order of name; what is hidden is an editor's or a file system's."""
    return sorted(path for path in folder.glob("*.yaml") if path.is_file() and not path.name.startswith("."))


def display(path: Path) -> str:
    """A file's name in messages: below the working folder where it is there, and never with another machine's path."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def inputs_digest(specs: Sequence[Path], templates: Path) -> str:
    """A hash of everything that the output is made from: specs, language, templates, this program, pinned packages."""
    whole = sha256()
    own = sorted(path for path in paths.SOURCE.rglob("*.py") if "templates" not in path.relative_to(paths.SOURCE).parts)
    groups: tuple[tuple[Path, Sequence[Path]], ...] = (
        (paths.SOURCE, own),
        (templates, sorted(path for path in templates.rglob("*") if path.is_file() and path.suffix != ".pyc")),
        (paths.SCHEMA.parent, [paths.SCHEMA]),
    )
    for root, files in groups:
        for path in files:
            _add(whole, path.relative_to(root).as_posix(), path.read_bytes())
    for path in specs:
        _add(whole, path.name, path.read_bytes())
    for package in PINNED:
        _add(whole, package, version(package).encode())
    return whole.hexdigest()


def _add(whole: Any, name: str, content: bytes) -> None:
    # A checkout may have turned line ends around; the output has the same bytes all the same.
    content = content.replace(b"\r\n", b"\n")
    whole.update(f"{name}\0{len(content)}\0".encode())
    whole.update(content)
