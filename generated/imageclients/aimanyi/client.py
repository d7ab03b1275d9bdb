# Made by `clientsmith generate` from specs/aimanyi.yaml and templates/imageclients/PROVIDER/client.py.j2; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The clients of Aimanyi: every documented endpoint is a method."""

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
    """A synchronous client of Aimanyi.

    qwen-image-2.0-2026-03-03 from text, described by an Apifox export without address, key or answer.

    Address: base_url must be given, or AIMANYI_BASE_URL set.
    Key: api_key, or AIMANYI_API_KEY.
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
        """Generate up to four images from text.

        Args:
            model: The model. Always qwen-image-2.0-2026-03-03. [image#请求体 model]
            prompt: What the image shows. Not empty. [image#请求体 prompt]
            size: A tier, 1K, 2K or 4K (4K from text alone, without a reference image), or pixels as 1920*1080 or
                1920x1080 with free sides and 512x512 to 2048x2048 pixels in total. The provider's default is 2K.
                [image#请求体 size]
            n: Number of images. 1 to 4; the provider's default is 1. [image#请求体 n]
            watermark: Whether the image is visibly marked as made by AI; no mark is recommended. Recommended: false;
                the provider's default is false. [image#请求体 watermark]
            seed: The same seed makes it likelier to get the same image again. 0 to 2147483647. [image#请求体 seed]
            extra_body: Fields that the spec doesn't know, sent as they are.
            extra_headers: Headers to send along.

        Returns:
            The result, with its images.

        Raises:
            InvalidRequestError: An argument breaks a rule; nothing was sent.
            SubmissionUnknownError: The answer was lost; it may be billed, and wasn't sent again.
            ImageClientError: Every other cause, each with its class in `errors`.
        """
        return self._call(operations.GENERATE_IMAGE, fields, extra_body, extra_headers)


class AsyncClient(AsyncBaseClient):
    """An asynchronous client of Aimanyi.

    qwen-image-2.0-2026-03-03 from text, described by an Apifox export without address, key or answer.

    Address: base_url must be given, or AIMANYI_BASE_URL set.
    Key: api_key, or AIMANYI_API_KEY.
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
        """Generate up to four images from text.

        Args:
            model: The model. Always qwen-image-2.0-2026-03-03. [image#请求体 model]
            prompt: What the image shows. Not empty. [image#请求体 prompt]
            size: A tier, 1K, 2K or 4K (4K from text alone, without a reference image), or pixels as 1920*1080 or
                1920x1080 with free sides and 512x512 to 2048x2048 pixels in total. The provider's default is 2K.
                [image#请求体 size]
            n: Number of images. 1 to 4; the provider's default is 1. [image#请求体 n]
            watermark: Whether the image is visibly marked as made by AI; no mark is recommended. Recommended: false;
                the provider's default is false. [image#请求体 watermark]
            seed: The same seed makes it likelier to get the same image again. 0 to 2147483647. [image#请求体 seed]
            extra_body: Fields that the spec doesn't know, sent as they are.
            extra_headers: Headers to send along.

        Returns:
            The result, with its images.

        Raises:
            InvalidRequestError: An argument breaks a rule; nothing was sent.
            SubmissionUnknownError: The answer was lost; it may be billed, and wasn't sent again.
            ImageClientError: Every other cause, each with its class in `errors`.
        """
        return await self._call(operations.GENERATE_IMAGE, fields, extra_body, extra_headers)
