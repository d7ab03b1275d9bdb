"""Which files a run reads, and hashes of them all, so that a run with nothing to do does nothing.

With os and hashlib alone, because a run with nothing to do costs little more than what it imports.
"""

from __future__ import annotations

import os
import sys
from hashlib import sha256

from clientsmith import folders
from clientsmith.load.files import files_below, read, read_spec, unix_lines

TYPE_CHECKING = False  # to import typing takes long, and type checkers know the name
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from os import PathLike

PINNED = ("datamodel-code-generator", "ruff")
"""Packages whose output is part of ours."""


class Inputs:
    """Hashes of everything that an output is made from.

    Attributes:
        common: of what all providers share: language, templates, this program, pinned packages.
        specs: of each provider's spec together with what is common, by the provider's name. Together, because two
            branches that git has merged may each have changed one of the two.
        models: of the answers that each provider's models are made from, likewise; known once a spec was read.
    """

    def __init__(self, common: str, specs: Mapping[str, str], models: Mapping[str, str]) -> None:
        self.common = common
        self.specs = specs
        self.models = models


NOTHING = Inputs("", {}, {})
"""Where it isn't known what an output was made from."""


def inputs_of(specs: Sequence[str | PathLike[str]], templates: str | PathLike[str]) -> Inputs:
    """The hashes of these spec files and of all else that a run reads.

    Raises:
        OSError: a file can't be read.
    """
    common = sha256()
    templates = os.fspath(templates)
    for root, names in (
        (folders.SOURCE, _names(folders.SOURCE, _is_own)),
        (templates, _names(templates)),
        (folders.SPECS, ["provider.schema.json"]),
    ):
        for name in names:
            common.update(_framed(name, read(f"{root}/{name}")))
    for package, version in zip(PINNED, versions(PINNED), strict=True):
        common.update(_framed(package, version.encode()))
    start = common.hexdigest()
    told: dict[str, str] = {}
    for path in specs:
        name = os.path.basename(path)
        told[name.removesuffix(".yaml")] = sha256(start.encode() + _framed(name, read_spec(path))).hexdigest()
    return Inputs(start, told, {})


def digest(content: bytes) -> str:
    """The hash of a file's content, however its lines end."""
    return sha256(unix_lines(content)).hexdigest()


def versions(packages: Sequence[str]) -> list[str]:
    """The versions of installed packages.

    Raises:
        importlib.metadata.PackageNotFoundError: one isn't installed.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")
        except (FileNotFoundError, NotADirectoryError):
            if not os.path.isfile(folder):
                continue
            break  # an archive may hold packages too
        told = [_distribution(name) for name in names if name.endswith(("-info", "-INFO"))]
        here: dict[str, str] = {}
        for package, number in told:
            # Where two are in one folder, it isn't for us to say which counts.
            here[package] = "" if package in here else number
        # As for imports, the first folder counts.
        found = here | found
    return [found.get(package.lower().replace("-", "_")) or _searched(package) for package in packages]


def _searched(package: str) -> str:
    # Takes as long as a whole run with nothing to do, and is right where something is unusual.
    from importlib.metadata import version  # noqa: PLC0415 - see above

    return version(package)


def _distribution(name: str) -> tuple[str, str]:
    """The package and version that a folder with metadata is named after; no version where the name doesn't tell it."""
    stem, _, kind = name.rpartition(".")
    package, _, number = stem.partition("-")
    plain = package.lower().replace("-", "_").replace(".", "_")
    return plain, number if kind == "dist-info" and "-" not in number else ""


def _names(root: str, wanted: Callable[[str], bool] = lambda _: True) -> list[str]:
    """The files below a folder, links to files among them, in order."""
    found = files_below(root)
    return sorted(name for name, plain in found if wanted(name) and (plain or os.path.isfile(f"{root}/{name}")))


def _is_own(name: str) -> bool:
    """Whether a file of the package is this program, and not one of the templates that a wheel has there."""
    return name.endswith(".py") and "templates" not in name.split("/")


def _framed(name: str, content: bytes) -> bytes:
    content = unix_lines(content)
    return os.fsencode(f"{name}\0{len(content)}\0") + content
