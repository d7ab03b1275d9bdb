# Made by `clientsmith generate` from specs/apimart.yaml and templates/imageclients/PROVIDER/fields.py.j2; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The arguments of each operation, as keywords of its methods."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Literal, Required

# Before Python 3.12 pydantic takes no TypedDict but that of typing_extensions, which it depends on.
if TYPE_CHECKING or sys.version_info >= (3, 12):
    from typing import TypedDict
else:
    from importlib import import_module

    TypedDict = import_module("typing_extensions").TypedDict


class GenerateImageFields(TypedDict, total=False):
    """Arguments of generate_image, which describes them."""

    model: Required[Literal["qwen-image-2.0", "qwen-image-2.0-pro"]]
    prompt: Required[str]
    size: Literal["1:1", "4:3", "3:4", "16:9", "9:16", "3:2", "2:3"] | None
    resolution: Literal["1K", "2K"] | None
    n: int | None
    negative_prompt: str | None
    image_urls: list[str] | tuple[str, ...] | None
    idempotency_key: str | None


class GetTaskFields(TypedDict, total=False):
    """Arguments of get_task, which describes them."""

    task_id: Required[str]
    language: Literal["zh", "en", "ko", "ja"] | None
