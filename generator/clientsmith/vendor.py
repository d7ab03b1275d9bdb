"""Stage tree: the runtime and chosen clients as one package under a name of the user's own."""

from __future__ import annotations

import keyword
from collections.abc import Sequence
from pathlib import Path

from clientsmith import __version__
from clientsmith.manifest import read_manifest
from clientsmith.tree import TreeError

PACKAGE = "imageclients/"
TESTS = "conformance/"
NOTE = "VENDORED.md"


def vendored_before(folder: Path) -> set[str]:
    """The providers whose clients are in the folder already."""
    return {name.split("/")[0] for name in read_manifest(folder).files if name.endswith("/client.py")}


def has_tests(folder: Path) -> bool:
    """Whether the contract tests are in the folder."""
    return any(name.startswith(TESTS) for name in read_manifest(folder).files)


def vendored(files: dict[str, bytes], providers: Sequence[str], *, with_tests: bool) -> dict[str, bytes]:
    """The rendered package without its name, with the contract tests if asked for, and a note of where it is from."""
    package = {name.removeprefix(PACKAGE): content for name, content in files.items() if name.startswith(PACKAGE)}
    if with_tests:
        # The tests look for the clients in the package around them, whatever its name is.
        package |= {name: content for name, content in files.items() if name.startswith(TESTS)}
    return package | {NOTE: _note(providers, with_tests=with_tests).encode()}


def _note(providers: Sequence[str], *, with_tests: bool) -> str:
    tests = (
        "\n`pytest` on the folder `conformance` runs their contract tests, without a network.\n" if with_tests else ""
    )
    command = f"clientsmith vendor {' '.join(providers)}{' --with-tests' if with_tests else ''}"
    return f"""# Vendored clients

Made by clientsmith {__version__}:

    {command}

Run it again to update, also with further providers. The files are not to be edited: what was edited is shown by
`--check` and not overwritten.

They need Python 3.11 or newer, httpx (0.27 or newer) and pydantic (2.7 or newer), nothing else.
{tests}
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
