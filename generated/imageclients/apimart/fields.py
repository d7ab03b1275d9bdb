# Made by `clientsmith generate` from specs/apimart.yaml and templates/imageclients/PROVIDER/fields.py.j2; not to be edited.
"""The arguments of each operation, as keywords of its methods."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import Literal, Required, TypedDict


class GenerateImageFields(TypedDict, total=False):
    """Arguments of generate_image."""

    model: Required[Literal["qwen-image-2.0", "qwen-image-2.0-pro"]]
    """The model. One of qwen-image-2.0 or qwen-image-2.0-pro. qwen-image-2.0: The standard model, balanced
    between quality and speed. qwen-image-2.0-pro: Better at text in images and at realistic texture.
    [image#Body model]
    """

    prompt: Required[str]
    """What the image shows. At most 800 characters. [image#Body prompt]"""

    size: Literal["1:1", "4:3", "3:4", "16:9", "9:16", "3:2", "2:3"] | None
    """Ratio of width to height. With resolution it chooses the pixels. One of 1:1, 4:3, 3:4, 16:9, 9:16, 3:2 or
    2:3; the provider's default is 1:1. [image#Body size]
    """

    resolution: Literal["1K", "2K"] | None
    """Tier of resolution. One of 1K or 2K; the provider's default is 1K. 1K: Standard resolution. 2K: High
    resolution. [image#Body resolution]
    """

    n: int | None
    """Number of images. 1 to 6; the provider's default is 1. [image#Body n]"""

    negative_prompt: str | None
    """What the image mustn't show. At most 500 characters. [image#Body negative_prompt]"""

    image_urls: Sequence[str | bytes | PathLike[str]] | None
    """Reference images as links that the provider can reach; base64 isn't taken. A public link. [image#Body
    image_urls]
    """

    idempotency_key: str | None
    """A key of your own for this request. With it a submit whose answer was lost may be sent again. 1 to 191
    characters; matching ^[!-~]+$. [skills, inferred]
    """


class GetTaskFields(TypedDict, total=False):
    """Arguments of get_task."""

    task_id: Required[str]
    """Id of the task. Not empty. [image#注意事项 1]"""

    language: Literal["zh", "en", "ko", "ja"] | None
    """Language of messages. One of zh, en, ko or ja. [task-status, inferred]"""
