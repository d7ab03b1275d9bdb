"""The manifest of an output folder, and whether nothing was touched since it was written.

Without slow imports, like inputs: this is what a run with nothing to do does.
"""

from __future__ import annotations

import os

from clientsmith.load.files import files_below, read
from clientsmith.output.fingerprint import NOTHING, Inputs, digest

TYPE_CHECKING = False  # to import typing takes long, and type checkers know the name
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike

MANIFEST = ".clientsmith.json"
"""In the output folder: which files are ours, with their hashes, and hashes of everything they were made from."""


_MOST_BYTES = 64 << 20


class Manifest:
    """What the last run wrote.

    Attributes:
        inputs: what all of it was made from; NOTHING where files may be from several runs.
        files: the hash of each file, by its path below the folder.
        pending: hashes that a file may have as well, because a run was about to write it and may have been killed.
    """

    def __init__(
        self, inputs: Inputs, files: Mapping[str, str], pending: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self.inputs = inputs
        self.files = files
        self.pending: Mapping[str, Sequence[str]] = pending or {}

    def names(self) -> set[str]:
        """Every file that is ours, or was about to be."""
        return {*self.files, *self.pending}

    def wrote(self, name: str, content: bytes) -> bool:
        """Whether a run of ours made this file as it is, however its lines end now."""
        return digest(content) in (self.files.get(name), *self.pending.get(name, ()))


def read_manifest(root: str | PathLike[str]) -> Manifest:
    """The manifest of the folder; an empty one where there is none that can be read."""
    try:
        text = read(os.path.join(root, MANIFEST), _MOST_BYTES).decode()
    except (OSError, ValueError):
        return Manifest(NOTHING, {})
    return _as_written(text) or _parsed(text)


def manifest_text(manifest: Manifest) -> str:
    """The manifest as JSON, a file a line."""
    parts = [
        f'"common": {_quoted(manifest.inputs.common)}',
        f'"specs": {_object(manifest.inputs.specs)}',
        f'"models": {_object(manifest.inputs.models)}',
        f'"files": {_object(manifest.files)}',
    ]
    if manifest.pending:
        import json  # noqa: PLC0415 - slow, and only while files are being written

        parts.append(f'"pending": {json.dumps(manifest.pending, sort_keys=True)}')
    return "{\n " + ",\n ".join(parts) + "\n}\n"


def is_current(root: str | PathLike[str], inputs: Inputs) -> bool:
    """Whether nothing was touched since a run on the same inputs: then there is nothing to render.

    A folder with links in it is never current: whether they are fine is told by comparing.
    """
    manifest = read_manifest(root)
    told = manifest.inputs
    if not inputs.common or told.common != inputs.common or told.specs != inputs.specs or manifest.pending:
        return False
    folder = os.fspath(root)
    try:
        found = dict(beside(folder, set(manifest.files)))
        if found.keys() != manifest.files.keys() or not all(found.values()):
            return False
        return all(digest(read(f"{folder}/{name}")) == told for name, told in manifest.files.items())
    except OSError:
        return False


def beside(root: str, known: set[str]) -> list[tuple[str, bool]]:
    """The files in the folders that these are in, as files_below gives them; of the root, those beside them only.

    Raises:
        OSError: a folder can't be read.
    """
    found: list[tuple[str, bool]] = []
    for top in sorted({name.partition("/")[0] for name in known if "/" in name}):
        path = f"{root}/{top}"
        if os.path.islink(path):
            found.append((top, False))
        elif os.path.isdir(path):
            found += files_below(root, f"{top}/")
    if os.path.isdir(root):
        # In a package, whatever else is there could be imported; its other folders are none of ours.
        package = "__init__.py" in known
        with os.scandir(root) as entries:
            at_root = [one for one in entries if one.is_file() and one.name != MANIFEST]
            wanted = [one for one in at_root if package or {one.name, part_of(one.name)} & {*known, MANIFEST}]
            found += [(one.name, one.is_file(follow_symlinks=False)) for one in wanted]
    return found


def part_name(name: str) -> str:
    """Where a file of ours is written before it is put into its place."""
    folder, _, last = name.rpartition("/")
    return f"{folder}/.{last}.{os.getpid()}.part".lstrip("/")


def part_of(name: str) -> str:
    """The file that a killed run was writing as this one; empty if this isn't such a part."""
    folder, slash, last = name.rpartition("/")
    stem, _, process = last.removesuffix(".part").rpartition(".")
    if not last.endswith(".part") or len(stem) < 2 or stem[0] != "." or not (process.isascii() and process.isdigit()):
        return ""
    return f"{folder}{slash}{stem[1:]}"


def is_inside(name: str) -> bool:
    """Whether a path below a folder stays there, and is written as plainly as can be."""
    parts = name.split("/")
    # A colon after one letter would be a drive, and elsewhere a stream behind a file.
    return all(part not in ("", ".", "..") for part in parts) and not any(one in name for one in "\0\\:")


def _as_written(text: str) -> Manifest | None:
    """The manifest, if it is exactly as we write it: far faster than what reads any JSON, and checked by writing."""
    words = text.split('"')[1::2]
    try:
        specs, models, files = words.index("specs"), words.index("models"), words.index("files")
    except ValueError:
        return None
    inputs = Inputs("".join(words[1:specs]), _pairs(words[specs + 1 : models]), _pairs(words[models + 1 : files]))
    manifest = Manifest(inputs, _inside(_pairs(words[files + 1 :])))
    return manifest if manifest_text(manifest) == text else None


def _parsed(text: str) -> Manifest:
    import json  # noqa: PLC0415 - slow, and only where somebody else wrote the manifest

    try:
        data = json.loads(text)
        files, specs, models = (
            {str(name): str(told) for name, told in data.get(key, {}).items()} for key in ("files", "specs", "models")
        )
        pending = {str(name): [str(one) for one in many] for name, many in data.get("pending", {}).items()}
        pending = {name: many for name, many in pending.items() if is_inside(name)}
        # A manifest of an earlier version has files alone, and they are ours all the same.
        return Manifest(Inputs(str(data.get("common", "")), specs, models), _inside(files), pending)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return Manifest(NOTHING, {})


def _pairs(words: list[str]) -> dict[str, str]:
    return dict(zip(words[::2], words[1::2], strict=False))


def _inside(files: Mapping[str, str]) -> dict[str, str]:
    return {name: told for name, told in files.items() if is_inside(name)}


def _object(values: Mapping[str, str]) -> str:
    lines = [f"{_quoted(name)}: {_quoted(value)}" for name, value in sorted(values.items())]
    return "{\n  " + ",\n  ".join(lines) + "\n }" if lines else "{}"


def _quoted(text: str) -> str:
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    import json  # noqa: PLC0415 - slow, and rarely needed

    return json.dumps(text)
