"""The runtime and chosen clients as one package under a name of the user's own."""

from __future__ import annotations

import keyword
from collections.abc import Sequence
from pathlib import Path

from clientsmith import __version__
from clientsmith.language.access import host, key_variables
from clientsmith.language.model import Provider
from clientsmith.load import windows
from clientsmith.output.manifest import read_manifest
from clientsmith.output.tree import TreeError
from clientsmith.render.headers import headed

PACKAGE = "imageclients/"
TESTS = "conformance/"
NOTE = "VENDORED.md"
ATTRIBUTES = ".gitattributes"


def vendored_before(folder: Path) -> set[str]:
    """The providers whose clients are in the folder already."""
    return {name.split("/")[0] for name in read_manifest(folder).names() if name.endswith("/client.py")}


def has_tests(folder: Path) -> bool:
    """Whether the contract tests are in the folder."""
    return any(name.startswith(TESTS) for name in read_manifest(folder).names())


def vendored(files: dict[str, bytes], providers: Sequence[Provider], *, with_tests: bool) -> dict[str, bytes]:
    """The rendered package without its name, with the contract tests if asked for, and a note of where it is from."""
    package = {name.removeprefix(PACKAGE): content for name, content in files.items() if name.startswith(PACKAGE)}
    if with_tests:
        # The tests look for the clients in the package around them, whatever its name is.
        package |= {name: content for name, content in files.items() if name.startswith(TESTS)}
    note = _note(sorted(providers, key=lambda provider: provider.name), with_tests=with_tests).encode()
    header = "# Made by `clientsmith generate` from the specs of these providers; not to be edited.\n"
    return package | {ATTRIBUTES: files[ATTRIBUTES], NOTE: headed(NOTE, note, header)}


def _note(providers: Sequence[Provider], *, with_tests: bool) -> str:
    tests = (
        "\n`pytest` on the folder `conformance` runs their contract tests, without a network.\n" if with_tests else ""
    )
    names = " ".join(provider.name for provider in providers)
    command = f"clientsmith vendor {names} --into DIR{' --with-tests' if with_tests else ''}"
    rows = "".join(f"| `{one.name}` | {_code(key_variables(one))} | {host(one)} |\n" for one in providers)
    return f"""# Vendored clients

Made by clientsmith {__version__}:

    {command}

Run it again to update, also with further providers. The files are not to be edited: what was edited is shown by
`--check` and not overwritten.

| module | key from | goes to |
| --- | --- | --- |
{rows}
They need Python 3.11 or newer, httpx (0.27 or newer) and pydantic (2.7 or newer), nothing else.
{tests}
Licence: free to use, change and pass on without conditions, also under another licence.
"""


def _code(text: str) -> str:
    return f"`{text}`" if text else "no key"


def check_package(folder: Path) -> None:
    """Refuse a folder that can't be imported.

    Raises:
        TreeError: its name is no Python name, or none that Windows can have.
    """
    name = folder.resolve().name
    if not name.isidentifier() or keyword.iskeyword(name):
        raise TreeError(f"{name!a} can't be imported: give a folder whose name is a Python name, such as imageclients")
    if why := windows.trouble(name):
        raise TreeError(f"{why}: give the folder another name, such as imageclients")
