# Made by `clientsmith generate` from specs/bizyair.yaml and templates/imageclients/PROVIDER/fields.py.j2; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The arguments of each operation, as keywords of its methods."""

from __future__ import annotations

import sys
from os import PathLike
from typing import TYPE_CHECKING, Literal, Required

from .._runtime.media import OpenFile
from .._runtime.size_limits import Size

# Before Python 3.12 pydantic takes no TypedDict but that of typing_extensions, which it depends on.
if TYPE_CHECKING or sys.version_info >= (3, 12):
    from typing import TypedDict
else:
    from importlib import import_module

    TypedDict = import_module("typing_extensions").TypedDict


class GenerateImageFields(TypedDict, total=False):
    """Arguments of generate_image, which describes them."""

    model: Literal["Qwen/Qwen-Image"] | None
    prompt: Required[str]
    negative_prompt: str | None
    image_size: Required[str | Size]
    seed: int | None
    num_inference_steps: int | None
    guidance_scale: float | None
    cfg: float | None
    image: str | bytes | PathLike[str] | OpenFile | None


class EditImageFields(TypedDict, total=False):
    """Arguments of edit_image, which describes them."""

    model: Literal["Qwen/Qwen-Image-Edit"] | None
    prompt: Required[str]
    image: Required[str | bytes | PathLike[str] | OpenFile]
    image2: str | bytes | PathLike[str] | OpenFile | None
    image3: str | bytes | PathLike[str] | OpenFile | None
    num_inference_steps: int | None
    cfg: float | None
