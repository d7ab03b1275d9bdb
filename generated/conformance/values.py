# Made by `clientsmith generate` from templates/conformance/values.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Values of a case that JSON has no word for: `{"$word": ...}` stands for them, and `{"$$word": ...}` for itself."""

from __future__ import annotations

import tempfile
from base64 import b64decode
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, cast

CLIENTS = (__package__ or "").rpartition(".")[0] or "imageclients"
"""The package of the clients: the one around this package where it was vendored, else imageclients."""


def made(value: Any) -> Any:
    """The value with everything real that stands in it as `{"$word": ...}`."""
    if isinstance(value, dict):
        data = cast("Mapping[str, Any]", value)
        word = next(iter(data), "")
        if len(data) == 1 and word in _WORDS:
            return _WORDS[word](data[word])
        stripped = len(data) == 1 and word.startswith("$$") and f"${word.lstrip('$')}" in _WORDS
        return {name[stripped:]: made(item) if isinstance(item, dict | list) else item for name, item in data.items()}
    if isinstance(value, list):
        return [made(item) if isinstance(item, dict | list) else item for item in cast("Any", value)]
    return value


@lru_cache(maxsize=1)
def _folder() -> Path:
    kept = tempfile.TemporaryDirectory(prefix="conformance-")
    _folders.append(kept)
    return Path(kept.name)


_folders: list[tempfile.TemporaryDirectory[str]] = []


def _file(text: str) -> Path:
    path = _folder() / "image"
    path.write_bytes(b64decode(text))
    return path


def _size(sides: list[int]) -> Any:
    return import_module(CLIENTS).Size(*sides)


_WORDS: Mapping[str, Callable[[Any], Any]] = {
    "$bytes": b64decode,
    "$file": _file,
    "$number": float,
    "$repeat": lambda parts: str(parts[0]) * int(parts[1]) + str(parts[2] if len(parts) > 2 else ""),
    "$codePoint": chr,
    "$size": _size,
}
"""The words: bytes and a file in base64, a number such as NaN, a text repeated, a lone character, a Size."""
