# Made by `clientsmith generate` from specs/ppio.yaml and templates/imageclients/PROVIDER/fields.py.j2; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The arguments of each operation, as keywords of its methods."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Required

from .._runtime.size_limits import Size

# Before Python 3.12 pydantic takes no TypedDict but that of typing_extensions, which it depends on.
if TYPE_CHECKING or sys.version_info >= (3, 12):
    from typing import TypedDict
else:
    from importlib import import_module

    TypedDict = import_module("typing_extensions").TypedDict


class GenerateImageFields(TypedDict, total=False):
    """Arguments of generate_image, which describes them."""

    prompt: Required[str]
    size: str | Size | None
    watermark: bool | None


class GetTaskResultFields(TypedDict, total=False):
    """Arguments of get_task_result, which describes them."""

    task_id: Required[str]
