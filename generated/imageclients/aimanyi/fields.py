# Made by `clientsmith generate` from specs/aimanyi.yaml and templates/imageclients/PROVIDER/fields.py.j2; not to be edited.
"""The arguments of each operation, as keywords of its methods."""

from __future__ import annotations

from typing import Literal, Required, TypedDict

from .._runtime.sizes import Size


class GenerateImageFields(TypedDict, total=False):
    """Arguments of generate_image."""

    model: Literal["qwen-image-2.0-2026-03-03"] | None
    """The model. Always qwen-image-2.0-2026-03-03. [image#请求体 model]"""

    prompt: Required[str]
    """What the image shows. Not empty. [image#请求体 prompt]"""

    size: str | Size | None
    """A tier, 1K, 2K or 4K, or pixels as 1920*1080 or 1920x1080. The provider's default is 2K. [image#请求体 size]"""

    n: int | None
    """Number of images. 1 to 4; the provider's default is 1. [image#请求体 n]"""

    watermark: bool | None
    """Whether the image is marked as made by AI. Recommended: false; the provider's default is false. [image#请求体
    watermark]
    """

    seed: int | None
    """The same seed makes it likelier to get the same image again. 0 to 2147483647. [image#请求体 seed]"""
