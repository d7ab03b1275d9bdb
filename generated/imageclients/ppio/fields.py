# Made by `clientsmith generate` from specs/ppio.yaml and templates/imageclients/PROVIDER/fields.py.j2; not to be edited.
"""The arguments of each operation, as keywords of its methods."""

from __future__ import annotations

from typing import Required, TypedDict

from .._runtime.sizes import Size


class GenerateImageFields(TypedDict, total=False):
    """Arguments of generate_image."""

    prompt: Required[str]
    """What the image shows. [txt2img#请求体 prompt]"""

    size: str | Size | None
    """Width and height in pixels. The provider's default is 1024*1024. [txt2img#请求体 size]"""

    watermark: bool | None
    """Whether a visible text says that the image is made by AI. The provider's default is false. [txt2img#请求体
    watermark]
    """


class GetTaskResultFields(TypedDict, total=False):
    """Arguments of get_task_result."""

    task_id: Required[str]
    """Id of the task. Not empty. [txt2img#示例 2]"""
