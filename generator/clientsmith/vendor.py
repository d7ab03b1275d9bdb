"""Stage tree: the runtime and chosen clients as one package under a name of the user's own."""

from __future__ import annotations

import keyword
from collections.abc import Sequence
from pathlib import Path

from clientsmith import __version__
from clientsmith.tree import TreeError, read_manifest

PACKAGE = "imageclients/"
NOTE = "VENDORED.md"


def vendored_before(folder: Path) -> set[str]:
    """The providers whose clients are in the folder already."""
    return {name.split("/")[0] for name in read_manifest(folder).files if name.endswith("/client.py")}


def vendored(files: dict[str, bytes], providers: Sequence[str]) -> dict[str, bytes]:
    """The rendered package without its name, with a note of where it comes from."""
    package = {name.removeprefix(PACKAGE): content for name, content in files.items() if name.startswith(PACKAGE)}
    return package | {NOTE: _note(providers).encode()}


def _note(providers: Sequence[str]) -> str:
    return f"""# Vendored clients

Made by clientsmith {__version__} with `clientsmith vendor {" ".join(providers)}`. Run it again to update, also with
further providers. The files are not to be edited: what was edited is shown by `--check` and not overwritten.

They need Python 3.11 or newer, httpx (0.27 or newer) and pydantic (2.7 or newer), nothing else.

Licence: free to use, change and pass on without conditions, also under another licence.
"""


def check_package(folder: Path) -> None:
    """Refuse a folder that can't be imported.

    Raises:
        TreeError: its name is no Python name.
    """
    name = folder.resolve().name
    if not name.isidentifier() or keyword.iskeyword(name):
        raise TreeError(f"{name!a} can't be imported: give a folder whose name is a Python name, such as imageclients")
