# Made by `clientsmith generate` from specs/modelverse.yaml and templates/imageclients/PROVIDER/fields.py.j2; not to be edited.
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

    prompt: Required[str]
    model: Literal["Qwen/Qwen-Image"] | None
    n: int | None
    aspect_ratio: Literal["21:9", "16:9", "4:3", "3:2", "1:1", "2:3", "3:4", "9:16", "9:21"] | None
    seed: int | None
    steps: int | None
    guidance_scale: float | None
    negative_prompt: str | None
    response_format: Literal["url", "b64_json"] | None
