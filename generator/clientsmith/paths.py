"""Where templates/ and specs/ are, in a checkout and in an installed wheel, and how messages show a path."""

from __future__ import annotations

import os
from pathlib import Path

SOURCE = Path(__file__).resolve().parent


def _beside(name: str) -> Path:
    """The package's own copy, which only a wheel has, else the checkout's."""
    own = SOURCE / name
    return own if own.is_dir() else SOURCE.parent.parent / name


TEMPLATES = _beside("templates")
SPECS = _beside("specs")
SCHEMA = SPECS / "provider.schema.json"


def display(path: Path) -> str:
    """A path as messages show it: relative to the working folder if it is below it, with slashes."""
    # Path.resolve raises for a link that leads to itself, which is reported later as unreadable.
    real, here = Path(os.path.realpath(path)), Path.cwd()
    return (real.relative_to(here) if real.is_relative_to(here) else path).as_posix()
