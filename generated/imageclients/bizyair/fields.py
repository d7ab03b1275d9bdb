# Made by `clientsmith generate` from specs/bizyair.yaml and templates/imageclients/PROVIDER/fields.py.j2; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The arguments of each operation, as keywords of its methods."""

from __future__ import annotations

from os import PathLike
from typing import Literal, Required, TypedDict

from .._runtime.sizes import Size


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
    image: str | bytes | PathLike[str] | None


class EditImageFields(TypedDict, total=False):
    """Arguments of edit_image, which describes them."""

    model: Literal["Qwen/Qwen-Image-Edit"] | None
    prompt: Required[str]
    image: Required[str | bytes | PathLike[str]]
    image2: str | bytes | PathLike[str] | None
    image3: str | bytes | PathLike[str] | None
    num_inference_steps: int | None
    cfg: float | None
