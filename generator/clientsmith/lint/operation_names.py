"""No operation has the name of something else that a client has."""

import keyword
from collections.abc import Iterator

from clientsmith.diagnostics import shown
from clientsmith.language.names import CLIENT_MEMBERS
from clientsmith.lint.spec import Spec
from clientsmith.load.finding import Finding

CODES = ("reserved-operation",)
_MADE = {
    "task": ("task", "begin_", "resume_"),
    "callbacks": ("callback of", "receive_"),
    "pages": ("pages of", "iterate_"),
    "stream": ("stream", "stream_"),
}
"""Word of an operation to what it has, and the beginnings of the methods that the client has for that."""


def check(spec: Spec) -> Iterator[Finding]:
    """Find operation ids that are taken."""
    made = {
        prefix + name: f"the {what} {name}"
        for name, operation in spec.operations.items()
        for word, (what, *prefixes) in _MADE.items()
        if word in operation.data
        for prefix in prefixes
    }
    for name, operation in spec.operations.items():
        if keyword.iskeyword(name):
            taken = "is a word of Python"
        elif name in CLIENT_MEMBERS:
            taken = "is a name that every client needs"
        elif name in made:
            taken = f"is made for {made[name]}"
        elif "__" in name or name.endswith("_"):
            taken = "has underscores that Python gives a meaning"
        else:
            continue
        message = f"{shown(name)} {taken}"
        yield Finding(operation.pointer, "reserved-operation", message, "choose another operation id", on_key=True)
