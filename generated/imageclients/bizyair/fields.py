# Made by `clientsmith generate` from specs/bizyair.yaml and templates/imageclients/PROVIDER/fields.py.j2; not to be edited.
"""The arguments of each operation, as keywords of its methods."""

from __future__ import annotations

from os import PathLike
from typing import Literal, Required, TypedDict

from .._runtime.sizes import Size


class GenerateImageFields(TypedDict, total=False):
    """Arguments of generate_image."""

    model: Literal["Qwen/Qwen-Image"] | None
    """The model. Always Qwen/Qwen-Image. [create#参数说明 model]"""

    prompt: Required[str]
    """What the image shows. [create#参数说明 prompt]"""

    negative_prompt: str | None
    """What the image mustn't show. [create#参数说明 negative_prompt]"""

    image_size: Required[str | Size]
    """Width and height in pixels; seven values are recommended and others allowed. Recommended: 1328x1328,
    1664x928, 928x1664, 1472x1140, 1140x1472, 1584x1056 or 1056x1584. [create#参数说明 image_size]
    """

    seed: int | None
    """The same seed gives the same image. 0 to 9999999999. [create#参数说明 seed]"""

    num_inference_steps: int | None
    """Number of inference steps; more are finer and slower. 50 is recommended, with cfg 4.0. 1 to 100;
    recommended: 50; the provider's default is 20. [create#参数说明 num_inference_steps]
    """

    guidance_scale: float | None
    """How closely the image follows the prompt; low values leave more freedom. 0 to 20; the provider's default
    is 7.5. [create#参数说明 guidance_scale]
    """

    cfg: float | None
    """Strength of classifier-free guidance, for the model Qwen/Qwen-Image only. 4.0 is recommended, with 50
    steps. 0.1 to 20; recommended: 4.0. [create#参数说明 cfg]
    """

    image: str | bytes | PathLike[str] | None
    """An image to start from. A public link or a data URI; bytes and paths are encoded. [create#参数说明 image]"""


class EditImageFields(TypedDict, total=False):
    """Arguments of edit_image."""

    model: Literal["Qwen/Qwen-Image-Edit"] | None
    """The model. Always Qwen/Qwen-Image-Edit. [edit#请求 model, example]"""

    prompt: Required[str]
    """What to change. [edit#请求 prompt, example]"""

    image: Required[str | bytes | PathLike[str]]
    """The image to change. A public link or a data URI; bytes and paths are encoded. [edit#请求 image, example]"""

    num_inference_steps: int | None
    """Number of inference steps. 1 to 100. [edit#请求 num_inference_steps, example]"""

    cfg: float | None
    """Strength of classifier-free guidance. 0.1 to 20. [edit#请求 cfg, example]"""
