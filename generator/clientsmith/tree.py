"""Stage tree: compare the rendered files with what is there, or write them; never outside the output folder."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from clientsmith.inputs import NOTHING, Inputs, digest
from clientsmith.manifest import MANIFEST, Manifest, beside, is_inside, manifest_text, read_manifest

_PART = re.compile(r"\..+\.[0-9]+\.part")
"""A file that is being written, or was when a run was killed."""


class TreeError(Exception):
    """The output folder can't be written as asked; args is what to do."""


@dataclass(frozen=True)
class Difference:
    """How the output folder differs from what was rendered: paths below it.

    Attributes:
        changed: there, with another content.
        missing: not there.
        leftover: there and ours, but no longer made.
        foreign: there, in the way or beside our files, and never ours or edited since.
    """

    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    leftover: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changed or self.missing or self.leftover or self.foreign)


def untouched(root: Path) -> dict[str, bytes]:
    """Our files that are as the last run wrote them, with their content; none that a link leads to."""
    found: dict[str, bytes] = {}
    for name, told in read_manifest(root).files.items():
        try:
            content = _safe(root, name).read_bytes()
        except (OSError, TreeError):
            continue
        if digest(content) == told:
            found[name] = content
    return found


def compare(root: Path, files: Mapping[str, bytes]) -> Difference:
    """How the folder differs from these files.

    Raises:
        TreeError: a link leads out of the folder.
    """
    owned = read_manifest(root).files
    changed: list[str] = []
    missing: list[str] = []
    foreign: list[str] = []
    for name, content in sorted(files.items()):
        path = _safe(root, name)
        if _blocked(path, root):
            foreign.append(name)
        elif not path.is_file():
            missing.append(name)
        elif path.read_bytes() != content:
            (changed if name in owned else foreign).append(name)
    gone = [name for name in owned if name not in files and (root / name).is_file()]
    # What was edited by hand isn't ours any more.
    leftover = [name for name in gone if digest((root / name).read_bytes()) == owned[name]]
    for name in _strangers(root, set(files) | set(leftover)):
        (leftover if _PART.fullmatch(PurePosixPath(name).name) else foreign).append(name)
    return Difference(tuple(changed), tuple(missing), tuple(sorted(leftover)), tuple(sorted(foreign)))


def _blocked(path: Path, root: Path) -> bool:
    """Whether a folder has the place of this file, or a file that of a folder around it."""
    if path.is_dir():
        return True
    return any(parent.is_file() for parent in path.parents if root in parent.parents)


def _strangers(root: Path, known: set[str]) -> list[str]:
    """Files in the folders that we write to that aren't ours; caches of Python don't count."""
    ours = known | {str(folder) for name in known for folder in PurePosixPath(name).parents}
    return sorted({name for name, _ in beside(str(root), known)} - ours)


def kept(root: Path, made: set[str], prefixes: set[str]) -> dict[str, bytes]:
    """Our files that this run doesn't make and that aren't below these prefixes, as they are."""
    owned = read_manifest(root).files
    apart = [name for name in owned if name not in made and not name.startswith(tuple(prefixes))]
    return {name: (root / name).read_bytes() for name in apart if (root / name).is_file()}


def edited(root: Path, files: Mapping[str, bytes]) -> list[str]:
    """Our files that are neither as we wrote them nor as they should be now."""
    owned = read_manifest(root).files
    return [
        name
        for name, told in owned.items()
        if (root / name).is_file()
        and digest(content := (root / name).read_bytes()) != told
        and content != files.get(name)
    ]


def write(root: Path, files: Mapping[str, bytes], inputs: Inputs = NOTHING, *, force: bool = False) -> Difference:
    """Make the folder hold these files: write what differs, remove what is left over; what is foreign is refused.

    The manifest tells what all of them were made from, if that is known.

    Raises:
        TreeError: a file that isn't ours is in the way, or the folder can't be written; nothing was changed then.
    """
    difference = compare(root, files)
    folders = {str(folder) for name in files for folder in PurePosixPath(name).parents}
    if both := sorted(folders & set(files)):
        raise TreeError(f"{both[0]!a} would be a file and a folder")
    blocked = [name for name in difference.foreign if name in files]
    unmovable = [name for name in blocked if _blocked(root / name, root)]
    if blocked and (unmovable or not force):
        listed = ", ".join(str(root / name) for name in (unmovable or blocked)[:5])
        advice = "move it away" if unmovable else "move it away, or pass --force to replace it"
        raise TreeError(f"{listed} is in the way and wasn't made by clientsmith: {advice}")
    contents = {name: files[name] for name in (*difference.missing, *difference.changed, *blocked)}
    told = {name: digest(content) for name, content in files.items()}
    manifest = manifest_text(Manifest(inputs, told)).encode()
    if not (root / MANIFEST).is_file() or (root / MANIFEST).read_bytes() != manifest:
        contents[MANIFEST] = manifest
    try:
        _put(root, contents)
        for name in difference.leftover:
            path = _safe(root, name)
            path.unlink()
            _remove_empty(path.parent, root)
    except OSError as error:
        raise TreeError(f"{error.filename or root}: {error.strerror}") from error
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
    if real_root not in path.resolve().parents:
        raise TreeError(f"{path} leads out of the output folder by a link: remove the link")
    return path


def _put(root: Path, contents: Mapping[str, bytes]) -> None:
    """Write all files, and only when all are on the disk put them into their places."""
    parts: dict[Path, Path] = {}
    try:
        for name, content in contents.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            parts[path] = path.with_name(f".{path.name}.{os.getpid()}.part")
            parts[path].write_bytes(content)
        for path, part in parts.items():
            part.replace(path)
    finally:
        for path, part in parts.items():
            part.unlink(missing_ok=True)
            _remove_empty(path.parent, root)


def _remove_empty(folder: Path, root: Path) -> None:
    """Remove folders without a file; a cache of Python doesn't keep them."""
    while root in folder.parents and folder.is_dir() and not folder.is_symlink():
        if any(path.name != "__pycache__" for path in folder.iterdir()):
            return
        shutil.rmtree(folder)
        folder = folder.parent
