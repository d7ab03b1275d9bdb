"""The manifest of an output folder, and whether nothing was touched since it was written."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from clientsmith.load.files import files_below, read
from clientsmith.output.fingerprint import NOTHING, Inputs, digest

MANIFEST = ".clientsmith.json"
"""In the output folder: which files are ours, with their hashes, and hashes of everything they were made from."""


_MOST_BYTES = 64 << 20


@dataclass(frozen=True)
class Manifest:
    """What the last run wrote.

    Attributes:
        inputs: what all of it was made from; NOTHING where files may be from several runs.
        files: the hash of each file, by its path below the folder.
        pending: hashes that a file may have as well, because a run was about to write it and may have been killed.
    """

    inputs: Inputs = NOTHING
    files: Mapping[str, str] = field(default_factory=dict[str, str])
    pending: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])

    def names(self) -> set[str]:
        """Every file that is ours, or was about to be."""
        return {*self.files, *self.pending}

    def wrote(self, name: str, content: bytes) -> bool:
        """Whether a run of ours made this file as it is, however its lines end now."""
        return digest(content) in (self.files.get(name), *self.pending.get(name, ()))


def read_manifest(root: Path) -> Manifest:
    """The manifest of the folder; an empty one where there is none that can be read."""
    try:
        data = json.loads(read(root / MANIFEST, _MOST_BYTES))
        files, specs, models = (
            {str(name): str(value) for name, value in data.get(key, {}).items()} for key in ("files", "specs", "models")
        )
        pending = {str(name): [str(value) for value in many] for name, many in data.get("pending", {}).items()}
        # A manifest of an earlier version has files alone, and they are ours all the same.
        inputs = Inputs(str(data.get("common", "")), specs, models)
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return Manifest()
    return Manifest(
        inputs,
        {name: value for name, value in files.items() if is_inside(name)},
        {name: values for name, values in pending.items() if is_inside(name)},
    )


def manifest_text(manifest: Manifest) -> str:
    """The manifest as JSON, a file a line."""
    inputs = manifest.inputs
    parts: dict[str, object] = {"common": inputs.common}
    for key, values in (("specs", inputs.specs), ("models", inputs.models), ("files", manifest.files)):
        parts[key] = dict(sorted(values.items()))
    if manifest.pending:
        parts["pending"] = dict(sorted(manifest.pending.items()))
    return json.dumps(parts, indent=1) + "\n"


def is_current(root: Path, inputs: Inputs) -> bool:
    """Whether nothing was touched since a run on the same inputs: then there is nothing to render.

    A folder with links in it is never current: whether they are fine is told by comparing.
    """
    manifest = read_manifest(root)
    before = manifest.inputs
    if not inputs.common or (before.common, before.specs) != (inputs.common, inputs.specs) or manifest.pending:
        return False
    try:
        there = dict(beside(root, set(manifest.files)))
        if there.keys() != manifest.files.keys() or not all(there.values()):
            return False
        return all(digest(read(root / name)) == written for name, written in manifest.files.items())
    except OSError:
        return False


def beside(root: Path, known: set[str]) -> list[tuple[str, bool]]:
    """The files in the folders that these are in, as files_below gives them; of the root, those beside them only.

    Raises:
        OSError: a folder can't be read.
    """
    there: list[tuple[str, bool]] = []
    for top in sorted({name.partition("/")[0] for name in known if "/" in name}):
        path = root / top
        if path.is_symlink():
            there.append((top, False))
        elif path.is_dir():
            there += files_below(root, f"{top}/")
    if root.is_dir():
        # In a package, whatever else is there could be imported; its other folders are none of ours.
        is_package = "__init__.py" in known
        for path in root.iterdir():
            name = path.name
            if name != MANIFEST and path.is_file() and (is_package or {name, part_of(name)} & {*known, MANIFEST}):
                there.append((name, not path.is_symlink()))
    return there


def part_name(name: str) -> str:
    """Where a file of ours is written before it is put into its place."""
    folder, _, last = name.rpartition("/")
    return f"{folder}/.{last}.{os.getpid()}.part".lstrip("/")


def part_of(name: str) -> str:
    """The file that a killed run was writing under this name; empty if the name isn't one of such a part."""
    folder, slash, last = name.rpartition("/")
    stem, _, process = last.removesuffix(".part").rpartition(".")
    if not last.endswith(".part") or len(stem) < 2 or stem[0] != "." or not (process.isascii() and process.isdigit()):
        return ""
    return f"{folder}{slash}{stem[1:]}"


def is_inside(name: str) -> bool:
    """Whether a path below a folder stays there, and is written as plainly as can be."""
    parts = name.split("/")
    # A colon after one letter would be a drive, and elsewhere a stream behind a file.
    return all(part not in ("", ".", "..") for part in parts) and not any(mark in name for mark in "\0\\:")
