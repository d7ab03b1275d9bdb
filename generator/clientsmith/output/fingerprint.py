"""Hashes of every file that a run reads, so that a run with nothing to do is recognised."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from clientsmith import paths
from clientsmith.load.files import files_below, read, read_spec, unix_lines

PINNED = ("datamodel-code-generator", "ruff")
"""Packages whose output is part of ours."""


@dataclass(frozen=True)
class Inputs:
    """Hashes of everything that an output is made from.

    Attributes:
        common: of what all providers share: language, templates, this program, pinned packages.
        specs: of each provider's spec together with `common`, by the provider's name. Together, because two
            branches that git has merged may each have changed one of the two.
        models: of the answers that each provider's models are made from, likewise; known once a spec was read.
    """

    common: str = ""
    specs: Mapping[str, str] = field(default_factory=dict[str, str])
    models: Mapping[str, str] = field(default_factory=dict[str, str])


NOTHING = Inputs()
"""Used where it isn't known what an output was made from."""


def inputs_of(specs: Sequence[Path], templates: Path) -> Inputs:
    """The hashes of these spec files and of all else that a run reads.

    Raises:
        OSError: a file can't be read.
        importlib.metadata.PackageNotFoundError: a pinned package isn't installed.
    """
    common = sha256()
    program = [name for name in _files(paths.SOURCE) if _is_program(name)]
    for root, names in (
        (paths.SOURCE, program),
        (templates, _files(templates)),
        (paths.SPECS, [paths.SCHEMA.name]),
    ):
        for name in names:
            common.update(_framed(name, read(root / name)))
    for package in PINNED:
        common.update(_framed(package, version(package).encode()))
    start = common.hexdigest()
    return Inputs(start, {path.stem: _spec_hash(start, path) for path in specs})


def digest(content: bytes) -> str:
    """The hash of a file's content, however its lines end."""
    return sha256(unix_lines(content)).hexdigest()


def _spec_hash(common: str, path: Path) -> str:
    return sha256(common.encode() + _framed(path.name, read_spec(path))).hexdigest()


def _files(root: Path) -> list[str]:
    """The files below a folder, links to files among them, in order."""
    return sorted(name for name, is_plain in files_below(root) if is_plain or (root / name).is_file())


def _is_program(name: str) -> bool:
    """Whether a file of the package is this program, and not one of the templates that a wheel has there."""
    return name.endswith(".py") and "templates" not in name.split("/")


def _framed(name: str, content: bytes) -> bytes:
    content = unix_lines(content)
    return os.fsencode(f"{name}\0{len(content)}\0") + content
