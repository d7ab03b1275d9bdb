"""Stage tree: compare the rendered files with what is there, or write them; never outside the output folder."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, cast

MANIFEST = ".clientsmith.json"
"""In the output folder: which files are ours, with their hashes, and a hash of everything they were made from."""


class TreeError(Exception):
    """The output folder can't be written as asked; args is what to do."""


@dataclass(frozen=True)
class Manifest:
    """What the last run wrote."""

    inputs: str
    files: Mapping[str, str]


@dataclass(frozen=True)
class Difference:
    """How the output folder differs from what was rendered: paths below it.

    Attributes:
        changed: there, with another content.
        missing: not there.
        leftover: there and ours, but no longer made.
        foreign: there, in the way, and never ours.
    """

    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    leftover: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changed or self.missing or self.leftover or self.foreign)


def digest(content: bytes) -> str:
    """The hash of a file's content."""
    return sha256(content).hexdigest()


def read_manifest(root: Path) -> Manifest:
    """The manifest of the folder; an empty one where there is none that can be read."""
    try:
        data = cast("dict[str, Any]", json.loads((root / MANIFEST).read_bytes()))
        return Manifest(str(data["inputs"]), {str(k): str(v) for k, v in data["files"].items() if is_inside(str(k))})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Manifest("", {})


def manifest_bytes(inputs: str, files: Mapping[str, bytes]) -> bytes:
    """The manifest of rendered files."""
    data = {"inputs": inputs, "files": {name: digest(content) for name, content in sorted(files.items())}}
    return (json.dumps(data, indent=1) + "\n").encode()


def is_inside(name: str) -> bool:
    """Whether a path below a folder stays there."""
    path = PurePosixPath(name)
    return bool(name) and not path.is_absolute() and ".." not in path.parts and "\0" not in name and "\\" not in name


def is_current(root: Path, inputs: str) -> bool:
    """Whether nothing was touched since a run on the same inputs: then there is nothing to render."""
    manifest = read_manifest(root)
    if not inputs or manifest.inputs != inputs:
        return False
    try:
        same = all(digest((root / name).read_bytes()) == told for name, told in manifest.files.items())
    except OSError:
        return False
    return same and not _strangers(root, set(manifest.files))


def compare(root: Path, files: Mapping[str, bytes]) -> Difference:
    """How the folder differs from these files."""
    owned = read_manifest(root).files
    changed: list[str] = []
    missing: list[str] = []
    foreign: list[str] = []
    for name, content in sorted(files.items()):
        path = _safe(root, name)
        if not path.is_file():
            missing.append(name)
        elif path.read_bytes() != content:
            (changed if name in owned else foreign).append(name)
    leftover = [name for name in owned if name not in files and (root / name).is_file()]
    foreign += _strangers(root, set(files) | set(leftover))
    return Difference(tuple(changed), tuple(missing), tuple(sorted(leftover)), tuple(sorted(foreign)))


def _strangers(root: Path, known: set[str]) -> list[str]:
    """Files in the folders that we write to that aren't ours; caches of Python don't count."""
    folders = {str(PurePosixPath(name).parent) for name in known} - {"."}
    found: list[str] = []
    for folder in sorted(folders):
        directory = root / folder
        if directory.is_dir():
            found += [
                f"{folder}/{path.name}"
                for path in directory.iterdir()
                if path.is_file() and f"{folder}/{path.name}" not in known and path.suffix not in (".pyc", ".part")
            ]
    return found


def kept(root: Path, made: set[str], prefixes: set[str]) -> dict[str, bytes]:
    """Our files that this run doesn't make and that aren't below these prefixes, as they are."""
    owned = read_manifest(root).files
    apart = [name for name in owned if name not in made and not name.startswith(tuple(prefixes))]
    return {name: (root / name).read_bytes() for name in apart if (root / name).is_file()}


def write(root: Path, files: Mapping[str, bytes], inputs: str, *, force: bool = False) -> Difference:
    """Make the folder hold these files: write what differs, remove what is left over; what is foreign is refused.

    Raises:
        TreeError: a file that isn't ours is in the way, or the folder can't be written; nothing was changed then.
    """
    difference = compare(root, files)
    blocked = [name for name in difference.foreign if name in files]
    if blocked and not force:
        listed = ", ".join(str(root / name) for name in blocked[:5])
        raise TreeError(f"{listed} wasn't made by clientsmith: move it away, or pass --force to replace it")
    try:
        for name in (*difference.missing, *difference.changed, *blocked):
            _put(_safe(root, name), files[name])
        for name in difference.leftover:
            path = _safe(root, name)
            path.unlink()
            _remove_empty(path.parent, root)
        content = manifest_bytes(inputs, files)
        if not (root / MANIFEST).is_file() or (root / MANIFEST).read_bytes() != content:
            _put(root / MANIFEST, content)
    except OSError as error:
        raise TreeError(f"{error.filename}: {error.strerror}") from error
    return difference


def _safe(root: Path, name: str) -> Path:
    """The path of an output file, sure to be below the root, links included.

    Raises:
        TreeError: it isn't.
    """
    if not is_inside(name):
        raise TreeError(f"{name!a} is outside the output folder")
    path = root / name
    real_root = root.resolve()
    if real_root != path.resolve() and real_root not in path.resolve().parents:
        raise TreeError(f"{path} leads out of the output folder by a link: remove the link")
    return path


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _remove_empty(folder: Path, root: Path) -> None:
    """Remove folders that a left-over file was the last of; a cache of Python doesn't keep them."""
    while folder != root and root in folder.parents:
        rest = [path for path in folder.iterdir() if path.name != "__pycache__"]
        if rest:
            return
        cache = folder / "__pycache__"
        if cache.is_dir():
            for path in cache.iterdir():
                path.unlink()
            cache.rmdir()
        folder.rmdir()
        folder = folder.parent
