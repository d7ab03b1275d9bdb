# Made by `clientsmith generate` from specs/modelverse.yaml and templates/imageclients/PROVIDER/client.py.j2; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The clients of ModelVerse (UCloud): every documented endpoint is a method."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Unpack

from .._runtime.async_client import AsyncBaseClient, AsyncResult
from .._runtime.lazy import LazyModule
from .._runtime.sync_client import BaseClient, Result
from . import operations

if TYPE_CHECKING:
    from . import fields as args
    from . import models
else:
    args, models = LazyModule(f"{__package__}.fields"), LazyModule(f"{__package__}.models")


class Client(BaseClient):
    """A synchronous client of ModelVerse (UCloud).

    Qwen/Qwen-Image, answered at once, in the style of OpenAI's image endpoint.

    Address: https://api.modelverse.cn/v1.
    Key: api_key, or MODELVERSE_API_KEY.
    """

    provider = operations.PROVIDER

    # operations/generate_image
    def generate_image(
        self,
        *,
        extra_body: Mapping[str, Any] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **fields: Unpack[args.GenerateImageFields],
    ) -> Result[models.GenerateImageAnswer]:
        """Generate up to four images from text, answered at once.

        Args:
            prompt: What the image shows. [image#请求体 prompt]
            model: The model. Always Qwen/Qwen-Image. [image#请求体 model]
            n: Number of images. 1 to 4; the provider's default is 1. [image#请求体 n]
            aspect_ratio: Ratio of width to height. One of 21:9, 16:9, 4:3, 3:2, 1:1, 2:3, 3:4, 9:16 or 9:21; the
                provider's default is 1:1. [image#请求体 aspect_ratio]
            seed: The same seed with the same fields gives the same image; -1 is a random one. The provider's default is
                -1. [image#请求体 seed; specialValues: image#请求体 seed, inferred]
            steps: Number of inference steps. 1 to 50; the provider's default is 20. [image#请求体 steps]
            guidance_scale: How closely the image follows the prompt. 1 to 10; the provider's default is 2.5. [image#请求体
                guidance_scale]
            negative_prompt: What the image mustn't show. [image#请求体 negative_prompt]
            response_format: Whether the answer has a link or the image itself. One of url or b64_json; the provider's
                default is url. url: A link that lives 7 days. b64_json: The image itself in base64. [image#请求体
                response_format]
            extra_body: Fields that the spec doesn't know, sent as they are.
            extra_headers: Headers to send along.

        Returns:
            The result, with its images. Their links live 7 days, unless the answer says.

        Raises:
            InvalidRequestError: An argument breaks a rule; nothing was sent.
            SubmissionUnknownError: The answer was lost; it may be billed, and wasn't sent again.
            ImageClientError: Every other cause, each with its class in `errors`.
        """
        return self._call(operations.GENERATE_IMAGE, fields, extra_body, extra_headers)


class AsyncClient(AsyncBaseClient):
    """An asynchronous client of ModelVerse (UCloud).

    Qwen/Qwen-Image, answered at once, in the style of OpenAI's image endpoint.

    Address: https://api.modelverse.cn/v1.
    Key: api_key, or MODELVERSE_API_KEY.
    """

    provider = operations.PROVIDER

    # operations/generate_image
    async def generate_image(
        self,
        *,
        extra_body: Mapping[str, Any] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **fields: Unpack[args.GenerateImageFields],
    ) -> AsyncResult[models.GenerateImageAnswer]:
        """Generate up to four images from text, answered at once.

        Args:
            prompt: What the image shows. [image#请求体 prompt]
            model: The model. Always Qwen/Qwen-Image. [image#请求体 model]
            n: Number of images. 1 to 4; the provider's default is 1. [image#请求体 n]
            aspect_ratio: Ratio of width to height. One of 21:9, 16:9, 4:3, 3:2, 1:1, 2:3, 3:4, 9:16 or 9:21; the
                provider's default is 1:1. [image#请求体 aspect_ratio]
            seed: The same seed with the same fields gives the same image; -1 is a random one. The provider's default is
                -1. [image#请求体 seed; specialValues: image#请求体 seed, inferred]
            steps: Number of inference steps. 1 to 50; the provider's default is 20. [image#请求体 steps]
            guidance_scale: How closely the image follows the prompt. 1 to 10; the provider's default is 2.5. [image#请求体
                guidance_scale]
            negative_prompt: What the image mustn't show. [image#请求体 negative_prompt]
            response_format: Whether the answer has a link or the image itself. One of url or b64_json; the provider's
                default is url. url: A link that lives 7 days. b64_json: The image itself in base64. [image#请求体
                response_format]
            extra_body: Fields that the spec doesn't know, sent as they are.
            extra_headers: Headers to send along.

        Returns:
            The result, with its images. Their links live 7 days, unless the answer says.

        Raises:
            InvalidRequestError: An argument breaks a rule; nothing was sent.
            SubmissionUnknownError: The answer was lost; it may be billed, and wasn't sent again.
            ImageClientError: Every other cause, each with its class in `errors`.
        """
        return await self._call(operations.GENERATE_IMAGE, fields, extra_body, extra_headers)
