"""Compare the rendered files with what is there, or write them; never outside the output folder."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from clientsmith.load import windows
from clientsmith.load.files import MOST_BYTES, read, unix_lines
from clientsmith.output.fingerprint import NOTHING, Inputs, digest
from clientsmith.output.manifest import (
    MANIFEST,
    Manifest,
    beside,
    is_inside,
    manifest_text,
    part_name,
    part_of,
    read_manifest,
)

MOST_OF_ANOTHER = 64 << 20
"""Bytes of the largest file of ours that is no JSON."""


class TreeError(Exception):
    """The output folder can't be written; args say what to do."""


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

    def __len__(self) -> int:
        return len(self.changed) + len(self.missing) + len(self.leftover) + len(self.foreign)


def untouched(root: Path) -> dict[str, bytes]:
    """Our files that are as the last run wrote them, with their content; none that a link leads to."""
    manifest = read_manifest(root)
    contents: dict[str, bytes] = {}
    for name, written in manifest.files.items():
        try:
            content = unix_lines(read(_safe(root, name)))
        except (OSError, TreeError):
            continue
        if digest(content) == written:
            contents[name] = content
    return contents


def compare(root: Path, files: Mapping[str, bytes]) -> Difference:
    """How the folder differs from these files; line ends that a checkout turned around are no difference.

    Raises:
        TreeError: a link leads out of the folder.
    """
    manifest = read_manifest(root)
    owned = manifest.names()
    changed: list[str] = []
    missing: list[str] = []
    foreign: list[str] = []
    for name, content in sorted(files.items()):
        path = _safe(root, name)
        if _blocked(path, root):
            foreign.append(name)
        elif not path.is_file():
            missing.append(name)
        elif not _has(path, content):
            (changed if name in owned else foreign).append(name)
    leftover = {name for name in owned - set(files) if _is_deletable(root, name, manifest)}
    for name in _strangers(root, set(files), owned):
        part = part_of(name)
        if part in owned or part in files or part == MANIFEST:
            leftover.add(name)
        elif name not in leftover:
            foreign.append(name)
    return Difference(tuple(changed), tuple(missing), tuple(sorted(leftover)), tuple(sorted(foreign)))


def _has(path: Path, content: bytes) -> bool:
    """Whether a file has this content, however its lines end."""
    # With each line end turned around it has at most twice the bytes; what is larger needn't be read.
    return path.stat().st_size <= 2 * len(content) and unix_lines(read(path)) == content


def _is_deletable(root: Path, name: str, manifest: Manifest) -> bool:
    """Whether a file that is no longer made is as a run of ours wrote it, and has our header.

    The manifest alone isn't believed: somebody may have put a file of the user's into it.
    """
    from clientsmith.render.headers import is_ours  # noqa: PLC0415 - a run with nothing to do renders nothing

    path = root / name
    if path.is_symlink() or not path.is_file():
        return False
    content = _content(root, name)
    return content is not None and manifest.wrote(name, content) and is_ours(name, content)


def _content(root: Path, name: str) -> bytes | None:
    """The content of a file in the folder; None where it is larger than any of ours."""
    path = _safe(root, name)
    # Contract tests, which are the only JSON, may be as large as a spec makes them.
    most = MOST_BYTES if name.endswith(".json") else MOST_OF_ANOTHER
    return unix_lines(read(path)) if path.stat().st_size <= most else None


def _blocked(path: Path, root: Path) -> bool:
    """Whether a folder, a pipe or a device has the place of this file, or a file that of a folder around it."""
    if path.exists() and not path.is_file():
        return True
    return any(parent.exists() and not parent.is_dir() for parent in path.parents if root in parent.parents)


def _strangers(root: Path, made: set[str], owned: set[str]) -> list[str]:
    """Files in the folders that we write to, or wrote to, that we don't make; caches of Python don't count."""
    ours = made | {str(folder) for name in made for folder in PurePosixPath(name).parents}
    return sorted({name for name, _ in beside(root, made | owned)} - ours)


def kept(root: Path, made: set[str], prefixes: set[str]) -> dict[str, bytes]:
    """Our files that this run doesn't make and that aren't below these prefixes, as they are."""
    owned = read_manifest(root).files
    apart = [name for name in owned if name not in made and not name.startswith(tuple(prefixes))]
    return {name: unix_lines(read(root / name)) for name in apart if (root / name).is_file()}


def edited(root: Path, files: Mapping[str, bytes]) -> list[str]:
    """Our files that are neither as a run of ours wrote them nor as they should be now."""
    manifest = read_manifest(root)
    there = [name for name in sorted(manifest.names()) if (root / name).is_file()]
    other = [name for name in there if name not in files or not _has(root / name, files[name])]
    contents = {name: _content(root, name) for name in other}
    return [name for name, content in contents.items() if content is None or not manifest.wrote(name, content)]


def write(root: Path, files: Mapping[str, bytes], inputs: Inputs = NOTHING, *, force: bool = False) -> Difference:
    """Make the folder hold these files: write what differs, remove what is left over; what is foreign is refused.

    The manifest tells what all of them were made from, if that is known.

    Raises:
        TreeError: a file that isn't ours is in the way, or the folder can't be written; nothing was changed then.
    """
    _refuse_unportable(files)
    difference = compare(root, files)
    folders = {str(folder) for name in files for folder in PurePosixPath(name).parents}
    if both := sorted(folders & set(files)):
        raise TreeError(f"{both[0]!a} would be a file and a folder")
    blocked = [name for name in difference.foreign if name in files]
    unmovable = [name for name in blocked if _blocked(root / name, root)]
    if blocked and (unmovable or not force):
        listed = "".join(f"\n  {root / name}" for name in unmovable or blocked)
        number = len(unmovable or blocked)
        advice = "move them away" if unmovable else "move them away, or pass --force to replace them"
        if number == 1:
            advice = advice.replace("them", "it")
            raise TreeError(f"{listed.strip()} is in the way and wasn't made by clientsmith: {advice}")
        raise TreeError(f"{number} files are in the way and weren't made by clientsmith: {advice}{listed}")
    contents = {name: files[name] for name in (*difference.missing, *difference.changed, *blocked)}
    try:
        _replace(root, contents, difference.leftover, Manifest(inputs, {n: digest(c) for n, c in files.items()}))
    except OSError as error:
        raise TreeError(f"{error.filename or root}: {error.strerror}") from error
    return difference


def _refuse_unportable(files: Mapping[str, bytes]) -> None:
    """Refuse files that couldn't all be checked out on Windows or macOS.

    Raises:
        TreeError: one has a name that Windows doesn't allow, or two differ in case alone.
    """
    folded: dict[str, str] = {}
    for name in files:
        if is_inside(name) and (why := windows.trouble(name)):
            raise TreeError(f"{name!a} can't be written: {why}")
        other = folded.setdefault(name.casefold(), name)
        if other != name:
            raise TreeError(f"{name!a} and {other!a} are one file on Windows and macOS")


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


def _replace(root: Path, contents: Mapping[str, bytes], leftover: Sequence[str], manifest: Manifest) -> None:
    """Write all files, put them into their places when all are on the disk, and remove what is left over.

    First the manifest names what is about to be written, so that after a run that was killed in the midst of it the
    next one knows each file for ours, whichever of the two contents it has.
    """
    before, path = read_manifest(root), root / MANIFEST
    old = read(path) if path.is_file() else None
    if not contents and not leftover:
        if old != manifest_text(manifest).encode():
            _put(root, {MANIFEST: manifest_text(manifest).encode()})
        return
    pending = {name: list(many) for name, many in before.pending.items()}
    for name, content in contents.items():
        pending.setdefault(name, []).append(digest(content))
    try:
        _put(root, {MANIFEST: manifest_text(Manifest(before.inputs, before.files, pending)).encode()})
        parts = _written(root, contents)
    except BaseException:
        # Nothing is in its place yet, and nothing shall tell that it nearly was.
        if old is None:
            path.unlink(missing_ok=True)
        elif read(path) != old:
            _put(root, {MANIFEST: old})
        raise
    _into_place(root, parts)
    for name in leftover:
        gone = _safe(root, name)
        gone.unlink(missing_ok=True)
        _remove_empty(gone.parent, root)
    _put(root, {MANIFEST: manifest_text(manifest).encode()})


def _put(root: Path, contents: Mapping[str, bytes]) -> None:
    _into_place(root, _written(root, contents))


def _written(root: Path, contents: Mapping[str, bytes]) -> dict[Path, Path]:
    """Write each file beside its place; gives that of each part. Where one can't be written, none is left."""
    parts: dict[Path, Path] = {}
    try:
        for name, content in contents.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            parts[path] = root / part_name(name)
            parts[path].write_bytes(content)
    except BaseException:
        _drop(root, parts)
        raise
    return parts


def _into_place(root: Path, parts: Mapping[Path, Path]) -> None:
    try:
        for path, part in parts.items():
            part.replace(path)
    finally:
        _drop(root, parts)


def _drop(root: Path, parts: Mapping[Path, Path]) -> None:
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
