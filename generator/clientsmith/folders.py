"""Stage load: where templates/ and specs/ are, in a checkout and in an installed wheel, and how a path is told.

As text: to import pathlib takes as long as half a run with nothing to do.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False  # to import typing takes long, and type checkers know the name
if TYPE_CHECKING:
    from os import PathLike

SOURCE = os.path.dirname(os.path.realpath(__file__))


def _beside(name: str) -> str:
    """The package's own copy, which only a wheel has, else the checkout's."""
    own = os.path.join(SOURCE, name)
    return own if os.path.isdir(own) else os.path.join(os.path.dirname(os.path.dirname(SOURCE)), name)


TEMPLATES = _beside("templates")
SPECS = _beside("specs")


def display(path: str | PathLike[str]) -> str:
    """A file's name in messages: below the working folder where it is there, and never with another machine's path."""
    real, here = os.path.realpath(path), os.getcwd()
    if real == here:
        return "."
    around = here if here.endswith(os.sep) else here + os.sep
    if real.startswith(around):
        return real.removeprefix(around).replace(os.sep, "/")
    from pathlib import Path  # noqa: PLC0415 - see above

    return Path(path).as_posix()
