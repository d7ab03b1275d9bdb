# Made by `clientsmith generate` from specs/bizyair.yaml and templates/imageclients/PROVIDER/client.py.j2; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The clients of BizyAir: every documented endpoint is a method."""

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
    """A synchronous client of BizyAir.

    Qwen/Qwen-Image from text and Qwen/Qwen-Image-Edit on an image, both answered at once; described without an address.

    Address: base_url must be given, or BIZYAIR_BASE_URL set.
    Key: api_key, or BIZYAIR_API_KEY.
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
        """Generate an image from text, answered at once.

        When model isn't Qwen/Qwen-Image, cfg mustn't be given.

        Args:
            model: The model. Always Qwen/Qwen-Image. [create#参数说明 model]
            prompt: What the image shows. [create#参数说明 prompt]
            negative_prompt: What the image mustn't show. [create#参数说明 negative_prompt]
            image_size: Width and height in pixels; seven values are recommended and others allowed. Recommended:
                1328x1328, 1664x928, 928x1664, 1472x1140, 1140x1472, 1584x1056 or 1056x1584. [create#参数说明 image_size]
            seed: The same seed gives the same image. 0 to 9999999999. [create#参数说明 seed; minimum and maximum:
                siliconflow, inferred]
            num_inference_steps: Number of inference steps; more are finer and slower. 50 is recommended, with cfg 4.0.
                1 to 100; recommended: 50; the provider's default is 20. [create#参数说明 num_inference_steps; minimum and
                maximum: siliconflow, inferred; recommended: create#推荐参数值]
            guidance_scale: How closely the image follows the prompt; low values leave more freedom. 0 to 20; the
                provider's default is 7.5. [create#参数说明 guidance_scale]
            cfg: Strength of classifier-free guidance, for the model Qwen/Qwen-Image only. 4.0 is recommended, with 50
                steps. 0.1 to 20; recommended: 4. [create#参数说明 cfg]
            image: A base image, to edit or to blend with. A data URI, a public link or base64; bytes and paths are
                encoded. [create#参数说明 image; media: edit#请求, assumed]
            extra_body: Fields that the spec doesn't know, sent as they are.
            extra_headers: Headers to send along.

        Returns:
            The result, with its images. Their links live 1 hour, unless the answer says.

        Raises:
            InvalidRequestError: An argument breaks a rule; nothing was sent.
            SubmissionUnknownError: The answer was lost; it may be billed, and wasn't sent again.
            ImageClientError: Every other cause, each with its class in `errors`.
        """
        return self._call(operations.GENERATE_IMAGE, fields, extra_body, extra_headers)

    # operations/edit_image
    def edit_image(
        self,
        *,
        extra_body: Mapping[str, Any] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **fields: Unpack[args.EditImageFields],
    ) -> Result[models.EditImageAnswer]:
        """Change an image as a text says, answered at once.

        Args:
            model: The model. Always Qwen/Qwen-Image-Edit. [edit#请求 model, example; enum: edit#请求 model, inferred]
            prompt: What to change. [edit#请求 prompt, example]
            image: The image to change. A data URI, a public link or base64; bytes and paths are encoded. [edit#请求
                image, example; media: edit#请求, assumed]
            image2: A second image. A data URI, a public link or base64; bytes and paths are encoded. [siliconflow,
                inferred; media: edit#请求, assumed]
            image3: A third image. A data URI, a public link or base64; bytes and paths are encoded. [siliconflow,
                inferred; media: edit#请求, assumed]
            num_inference_steps: Number of inference steps. 1 to 100. [edit#请求 num_inference_steps, example; minimum and
                maximum: siliconflow, inferred]
            cfg: Strength of classifier-free guidance. 0.1 to 20. [edit#请求 cfg, example; minimum and maximum:
                create#参数说明 cfg, inferred]
            extra_body: Fields that the spec doesn't know, sent as they are.
            extra_headers: Headers to send along.

        Returns:
            The result, with its images. Their links live 1 hour, unless the answer says.

        Raises:
            InvalidRequestError: An argument breaks a rule; nothing was sent.
            SubmissionUnknownError: The answer was lost; it may be billed, and wasn't sent again.
            ImageClientError: Every other cause, each with its class in `errors`.
        """
        return self._call(operations.EDIT_IMAGE, fields, extra_body, extra_headers)


class AsyncClient(AsyncBaseClient):
    """An asynchronous client of BizyAir.

    Qwen/Qwen-Image from text and Qwen/Qwen-Image-Edit on an image, both answered at once; described without an address.

    Address: base_url must be given, or BIZYAIR_BASE_URL set.
    Key: api_key, or BIZYAIR_API_KEY.
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
        """Generate an image from text, answered at once.

        When model isn't Qwen/Qwen-Image, cfg mustn't be given.

        Args:
            model: The model. Always Qwen/Qwen-Image. [create#参数说明 model]
            prompt: What the image shows. [create#参数说明 prompt]
            negative_prompt: What the image mustn't show. [create#参数说明 negative_prompt]
            image_size: Width and height in pixels; seven values are recommended and others allowed. Recommended:
                1328x1328, 1664x928, 928x1664, 1472x1140, 1140x1472, 1584x1056 or 1056x1584. [create#参数说明 image_size]
            seed: The same seed gives the same image. 0 to 9999999999. [create#参数说明 seed; minimum and maximum:
                siliconflow, inferred]
            num_inference_steps: Number of inference steps; more are finer and slower. 50 is recommended, with cfg 4.0.
                1 to 100; recommended: 50; the provider's default is 20. [create#参数说明 num_inference_steps; minimum and
                maximum: siliconflow, inferred; recommended: create#推荐参数值]
            guidance_scale: How closely the image follows the prompt; low values leave more freedom. 0 to 20; the
                provider's default is 7.5. [create#参数说明 guidance_scale]
            cfg: Strength of classifier-free guidance, for the model Qwen/Qwen-Image only. 4.0 is recommended, with 50
                steps. 0.1 to 20; recommended: 4. [create#参数说明 cfg]
            image: A base image, to edit or to blend with. A data URI, a public link or base64; bytes and paths are
                encoded. [create#参数说明 image; media: edit#请求, assumed]
            extra_body: Fields that the spec doesn't know, sent as they are.
            extra_headers: Headers to send along.

        Returns:
            The result, with its images. Their links live 1 hour, unless the answer says.

        Raises:
            InvalidRequestError: An argument breaks a rule; nothing was sent.
            SubmissionUnknownError: The answer was lost; it may be billed, and wasn't sent again.
            ImageClientError: Every other cause, each with its class in `errors`.
        """
        return await self._call(operations.GENERATE_IMAGE, fields, extra_body, extra_headers)

    # operations/edit_image
    async def edit_image(
        self,
        *,
        extra_body: Mapping[str, Any] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **fields: Unpack[args.EditImageFields],
    ) -> AsyncResult[models.EditImageAnswer]:
        """Change an image as a text says, answered at once.

        Args:
            model: The model. Always Qwen/Qwen-Image-Edit. [edit#请求 model, example; enum: edit#请求 model, inferred]
            prompt: What to change. [edit#请求 prompt, example]
            image: The image to change. A data URI, a public link or base64; bytes and paths are encoded. [edit#请求
                image, example; media: edit#请求, assumed]
            image2: A second image. A data URI, a public link or base64; bytes and paths are encoded. [siliconflow,
                inferred; media: edit#请求, assumed]
            image3: A third image. A data URI, a public link or base64; bytes and paths are encoded. [siliconflow,
                inferred; media: edit#请求, assumed]
            num_inference_steps: Number of inference steps. 1 to 100. [edit#请求 num_inference_steps, example; minimum and
                maximum: siliconflow, inferred]
            cfg: Strength of classifier-free guidance. 0.1 to 20. [edit#请求 cfg, example; minimum and maximum:
                create#参数说明 cfg, inferred]
            extra_body: Fields that the spec doesn't know, sent as they are.
            extra_headers: Headers to send along.

        Returns:
            The result, with its images. Their links live 1 hour, unless the answer says.

        Raises:
            InvalidRequestError: An argument breaks a rule; nothing was sent.
            SubmissionUnknownError: The answer was lost; it may be billed, and wasn't sent again.
            ImageClientError: Every other cause, each with its class in `errors`.
        """
        return await self._call(operations.EDIT_IMAGE, fields, extra_body, extra_headers)
