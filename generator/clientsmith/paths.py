"""Stage load: where templates/ and specs/ are, in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _beside(name: str) -> Path:
    """The package's own copy, which only a wheel has, else the checkout's."""
    own = _PACKAGE / name
    return own if own.is_dir() else _PACKAGE.parents[1] / name


TEMPLATES = _beside("templates")
SPECS = _beside("specs")
SCHEMA = SPECS / "provider.schema.json"
SOURCE = _PACKAGE
