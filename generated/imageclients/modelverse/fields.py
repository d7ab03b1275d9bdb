# Made by `clientsmith generate` from specs/modelverse.yaml and templates/imageclients/PROVIDER/fields.py.j2; not to be edited.
"""The arguments of each operation, as keywords of its methods."""

from __future__ import annotations

from typing import Literal, Required, TypedDict


class GenerateImageFields(TypedDict, total=False):
    """Arguments of generate_image."""

    prompt: Required[str]
    """What the image shows. [image#请求体 prompt]"""

    model: Literal["Qwen/Qwen-Image"] | None
    """The model. Always Qwen/Qwen-Image. [image#请求体 model]"""

    n: int | None
    """Number of images. 1 to 4; the provider's default is 1. [image#请求体 n]"""

    aspect_ratio: Literal["21:9", "16:9", "4:3", "3:2", "1:1", "2:3", "3:4", "9:16", "9:21"] | None
    """Ratio of width to height. One of 21:9, 16:9, 4:3, 3:2, 1:1, 2:3, 3:4, 9:16 or 9:21; the provider's default
    is 1:1. [image#请求体 aspect_ratio]
    """

    seed: int | None
    """The same seed with the same fields gives the same image; -1 is a random one. The provider's default is -1.
    [image#请求体 seed]
    """

    steps: int | None
    """Number of inference steps. 1 to 50; the provider's default is 20. [image#请求体 steps]"""

    guidance_scale: float | None
    """How closely the image follows the prompt. 1 to 10; the provider's default is 2.5. [image#请求体
    guidance_scale]
    """

    negative_prompt: str | None
    """What the image mustn't show. [image#请求体 negative_prompt]"""

    response_format: Literal["url", "b64_json"] | None
    """Whether the answer has a link or the image itself. One of url or b64_json; the provider's default is url.
    url: A link that lives 7 days. b64_json: The image itself in base64. [image#请求体 response_format]
    """
