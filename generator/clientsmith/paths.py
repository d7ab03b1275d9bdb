"""The folders of templates, specs and this program as paths."""

from __future__ import annotations

from pathlib import Path

from clientsmith import folders

TEMPLATES = Path(folders.TEMPLATES)
SPECS = Path(folders.SPECS)
SCHEMA = SPECS / "provider.schema.json"
SOURCE = Path(folders.SOURCE)
