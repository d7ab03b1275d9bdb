# Made by `clientsmith generate` from templates/imageclients/_runtime/upload_places.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Where the values of a call have files that are uploaded before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .given_files import File
from .jsontypes import is_array, is_object


def replaced(schema: Mapping[str, Any], value: Any, link_of: Callable[[Mapping[str, str], File], Any]) -> Any:
    """A copy of a value with what `link_of` returns in place of each file that is uploaded."""
    how = schema.get("media", {}).get("upload")
    if is_array(value):
        inner = schema if "media" in schema else schema.get("items", {})
        return [replaced(inner, item, link_of) for item in value]
    if is_object(value):
        known = schema.get("properties", {})
        return {name: replaced(known.get(name, {}), item, link_of) for name, item in value.items()}
    return link_of(how, value) if how and isinstance(value, File) else value
