"""The provider's name is the name of its file, and can be the name of a Python module of its own."""

import keyword
import sys
from collections.abc import Iterator
from pathlib import PurePath

from clientsmith.diagnostics import shown
from clientsmith.lint.spec import Spec
from clientsmith.load import windows
from clientsmith.load.finding import Finding

CODES = ("name-not-file", "reserved-name")

_OWN = frozenset({"errors", "runtime", "conformance", "httpx", "httpx2", "pydantic", "imageclients", "clientsmith"})


def check(spec: Spec) -> Iterator[Finding]:
    """Find a name that isn't the file's, or that Python, Windows or the generated package has taken."""
    name = str(spec.data["name"])
    stem = PurePath(spec.document.file).stem
    if name != stem:
        message = f"the name {shown(name)} is not the name of the file, {shown(stem)}"
        yield Finding(("name",), "name-not-file", message, f"write {stem}, or rename the file to {name}.yaml")
    if keyword.iskeyword(name) or keyword.issoftkeyword(name):
        taken = "is a word of Python"
    elif name in _OWN or name in sys.stdlib_module_names:
        taken = "is the name of a module that the clients need"
    elif "__" in name or name.endswith("_"):
        taken = "has underscores that Python gives a meaning"
    elif windows.trouble(name):
        taken = "is the name of a device on Windows, and so of no file there"
    else:
        return
    yield Finding(("name",), "reserved-name", f"{shown(name)} {taken}", f"add to it, such as {name}_api")
