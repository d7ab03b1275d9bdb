# Made by `clientsmith generate` from specs/apimart.yaml and templates/imageclients/PROVIDER/client.py.j2; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The clients of APIMart: every documented endpoint is a method."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Unpack

from .._runtime.async_client import AsyncBaseClient, AsyncResult, AsyncTask
from .._runtime.lazy import LazyModule
from .._runtime.sync_client import BaseClient, Result, Task
from . import operations

if TYPE_CHECKING:
    from . import fields as args
    from . import models
else:
    args, models = LazyModule(f"{__package__}.fields"), LazyModule(f"{__package__}.models")


class Client(BaseClient):
    """A synchronous client of APIMart.

    Qwen Image 2.0 as an asynchronous task, from text or from reference images, in seven ratios and two tiers.

    Address: https://api.apimart.ai.
    Key: api_key, or APIMART_API_KEY.
    Failed images aren't billed.
    """

    provider = operations.PROVIDER

    # operations/generate_image
    def generate_image(
        self,
        *,
        wait_timeout: float | None = None,
        on_progress: Callable[[Task[models.GetTaskAnswer]], object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **fields: Unpack[args.GenerateImageFields],
    ) -> Result[models.GetTaskAnswer]:
        """Generate up to six images from text, or from text and reference images; the provider answers with a task.

        Submits, polls until the task has ended (at most 600 s or 120 polls), and returns its result.

        Args:
            model: The model. One of qwen-image-2.0 or qwen-image-2.0-pro. qwen-image-2.0: The standard model, balanced
                between quality and speed. qwen-image-2.0-pro: Better at text in images and at realistic texture.
                [image#Body model]
            prompt: What the image shows. At most 800 characters. [image#Body prompt]
            size: Ratio of width to height, not pixels: with resolution it chooses the pixels, and the sizes module
                turns pixels into the nearest ratio and tier. One of 1:1, 4:3, 3:4, 16:9, 9:16, 3:2 or 2:3; the
                provider's default is 1:1. 1:1: Square. 4:3: Landscape. 3:4: Portrait. 16:9: Wide landscape. 9:16: Tall
                portrait. 3:2: Landscape. 2:3: Portrait. [image#Body size]
            resolution: Tier of resolution. One of 1K or 2K; the provider's default is 1K. 1K: Standard resolution. 2K:
                High resolution. [image#Body resolution]
            n: Number of images. 1 to 6; the provider's default is 1. [image#Body n]
            negative_prompt: What the image mustn't show. At most 500 characters. [image#Body negative_prompt]
            image_urls: Reference images, which make it a call from image to image: links that the provider can reach;
                base64 isn't taken. A public link. [image#Body image_urls]
            idempotency_key: A key of your own for this request, of 1 to 191 visible ASCII characters. The provider's
                newer contract takes it; the page of this endpoint doesn't name it. 1 to 191 characters; matching
                ^[!-~]+$. [skills, inferred]
            wait_timeout: Most seconds to wait for the task in total; the limit above if None.
            on_progress: Called with the task's handle after every poll.
            extra_body: Fields that the spec doesn't know, sent as they are.
            extra_headers: Headers to send along.

        Returns:
            The result, with its images. Their links live 1 day, unless the answer says.

        Raises:
            InvalidRequestError: An argument breaks a rule; nothing was sent.
            SubmissionUnknownError: The answer was lost; it may be billed, and wasn't sent again.
            TaskFailedError, TaskTimeoutError: It failed, or isn't done yet; the id is on the error.
            ImageClientError: Every other cause, each with its class in `errors`.
        """
        return self._run(wait_timeout, on_progress, operations.GENERATE_IMAGE, fields, extra_body, extra_headers)

    def begin_generate_image(
        self,
        *,
        extra_body: Mapping[str, Any] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **fields: Unpack[args.GenerateImageFields],
    ) -> Task[models.GetTaskAnswer]:
        """Submit like generate_image, and return the task's handle at once.

        Generate up to six images from text, or from text and reference images; the provider answers with a task.

        Args:
            model: The model. One of qwen-image-2.0 or qwen-image-2.0-pro. qwen-image-2.0: The standard model, balanced
                between quality and speed. qwen-image-2.0-pro: Better at text in images and at realistic texture.
                [image#Body model]
            prompt: What the image shows. At most 800 characters. [image#Body prompt]
            size: Ratio of width to height, not pixels: with resolution it chooses the pixels, and the sizes module
                turns pixels into the nearest ratio and tier. One of 1:1, 4:3, 3:4, 16:9, 9:16, 3:2 or 2:3; the
                provider's default is 1:1. 1:1: Square. 4:3: Landscape. 3:4: Portrait. 16:9: Wide landscape. 9:16: Tall
                portrait. 3:2: Landscape. 2:3: Portrait. [image#Body size]
            resolution: Tier of resolution. One of 1K or 2K; the provider's default is 1K. 1K: Standard resolution. 2K:
                High resolution. [image#Body resolution]
            n: Number of images. 1 to 6; the provider's default is 1. [image#Body n]
            negative_prompt: What the image mustn't show. At most 500 characters. [image#Body negative_prompt]
            image_urls: Reference images, which make it a call from image to image: links that the provider can reach;
                base64 isn't taken. A public link. [image#Body image_urls]
            idempotency_key: A key of your own for this request, of 1 to 191 visible ASCII characters. The provider's
                newer contract takes it; the page of this endpoint doesn't name it. 1 to 191 characters; matching
                ^[!-~]+$. [skills, inferred]
            extra_body: Fields that the spec doesn't know, sent as they are.
            extra_headers: Headers to send along.

        Returns:
            The task's handle. Keep its id: resume_generate_image takes it up again with it, in another process too.

        Raises:
            InvalidRequestError: An argument breaks a rule; nothing was sent.
            SubmissionUnknownError: The answer was lost; it may be billed, and wasn't sent again.
            ImageClientError: Every other cause, each with its class in `errors`.
        """
        return self._begin(operations.GENERATE_IMAGE, fields, extra_body, extra_headers)

    def resume_generate_image(self, task_id: str | int) -> Task[models.GetTaskAnswer]:
        """Return the handle of a task that generate_image or begin_generate_image submitted before.

        Nothing is sent yet: `refresh()` asks for the task once, `wait()` polls until it has ended.

        Args:
            task_id: Id of the task, as it stands on the handle, the result or an error.

        Raises:
            InvalidRequestError: It can't be an id.
        """
        return self._resume(operations.GENERATE_IMAGE, task_id)

    # operations/get_task
    def get_task(
        self,
        *,
        extra_headers: Mapping[str, str] | None = None,
        **fields: Unpack[args.GetTaskFields],
    ) -> Result[models.GetTaskAnswer]:
        """Ask for a task, and for its images once it is done.

        Args:
            task_id: Id of the task. Not empty. [image#异步处理]
            language: Language of messages. One of zh, en, ko or ja. [task-status, inferred]
            extra_headers: Headers to send along.

        Returns:
            The result, with its images. Their links live 1 day, unless the answer says.

        Raises:
            InvalidRequestError: An argument breaks a rule; nothing was sent.
            ImageClientError: Every other cause, each with its class in `errors`.
        """
        return self._call(operations.GET_TASK, fields, None, extra_headers)


class AsyncClient(AsyncBaseClient):
    """An asynchronous client of APIMart.

    Qwen Image 2.0 as an asynchronous task, from text or from reference images, in seven ratios and two tiers.

    Address: https://api.apimart.ai.
    Key: api_key, or APIMART_API_KEY.
    Failed images aren't billed.
    """

    provider = operations.PROVIDER

    # operations/generate_image
    async def generate_image(
        self,
        *,
        wait_timeout: float | None = None,
        on_progress: Callable[[AsyncTask[models.GetTaskAnswer]], object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **fields: Unpack[args.GenerateImageFields],
    ) -> AsyncResult[models.GetTaskAnswer]:
        """Generate up to six images from text, or from text and reference images; the provider answers with a task.

        Submits, polls until the task has ended (at most 600 s or 120 polls), and returns its result.

        Args:
            model: The model. One of qwen-image-2.0 or qwen-image-2.0-pro. qwen-image-2.0: The standard model, balanced
                between quality and speed. qwen-image-2.0-pro: Better at text in images and at realistic texture.
                [image#Body model]
            prompt: What the image shows. At most 800 characters. [image#Body prompt]
            size: Ratio of width to height, not pixels: with resolution it chooses the pixels, and the sizes module
                turns pixels into the nearest ratio and tier. One of 1:1, 4:3, 3:4, 16:9, 9:16, 3:2 or 2:3; the
                provider's default is 1:1. 1:1: Square. 4:3: Landscape. 3:4: Portrait. 16:9: Wide landscape. 9:16: Tall
                portrait. 3:2: Landscape. 2:3: Portrait. [image#Body size]
            resolution: Tier of resolution. One of 1K or 2K; the provider's default is 1K. 1K: Standard resolution. 2K:
                High resolution. [image#Body resolution]
            n: Number of images. 1 to 6; the provider's default is 1. [image#Body n]
            negative_prompt: What the image mustn't show. At most 500 characters. [image#Body negative_prompt]
            image_urls: Reference images, which make it a call from image to image: links that the provider can reach;
                base64 isn't taken. A public link. [image#Body image_urls]
            idempotency_key: A key of your own for this request, of 1 to 191 visible ASCII characters. The provider's
                newer contract takes it; the page of this endpoint doesn't name it. 1 to 191 characters; matching
                ^[!-~]+$. [skills, inferred]
            wait_timeout: Most seconds to wait for the task in total; the limit above if None.
            on_progress: Called with the task's handle after every poll.
            extra_body: Fields that the spec doesn't know, sent as they are.
            extra_headers: Headers to send along.

        Returns:
            The result, with its images. Their links live 1 day, unless the answer says.

        Raises:
            InvalidRequestError: An argument breaks a rule; nothing was sent.
            SubmissionUnknownError: The answer was lost; it may be billed, and wasn't sent again.
            TaskFailedError, TaskTimeoutError: It failed, or isn't done yet; the id is on the error.
            ImageClientError: Every other cause, each with its class in `errors`.
        """
        return await self._run(wait_timeout, on_progress, operations.GENERATE_IMAGE, fields, extra_body, extra_headers)

    async def begin_generate_image(
        self,
        *,
        extra_body: Mapping[str, Any] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **fields: Unpack[args.GenerateImageFields],
    ) -> AsyncTask[models.GetTaskAnswer]:
        """Submit like generate_image, and return the task's handle at once.

        Generate up to six images from text, or from text and reference images; the provider answers with a task.

        Args:
            model: The model. One of qwen-image-2.0 or qwen-image-2.0-pro. qwen-image-2.0: The standard model, balanced
                between quality and speed. qwen-image-2.0-pro: Better at text in images and at realistic texture.
                [image#Body model]
            prompt: What the image shows. At most 800 characters. [image#Body prompt]
            size: Ratio of width to height, not pixels: with resolution it chooses the pixels, and the sizes module
                turns pixels into the nearest ratio and tier. One of 1:1, 4:3, 3:4, 16:9, 9:16, 3:2 or 2:3; the
                provider's default is 1:1. 1:1: Square. 4:3: Landscape. 3:4: Portrait. 16:9: Wide landscape. 9:16: Tall
                portrait. 3:2: Landscape. 2:3: Portrait. [image#Body size]
            resolution: Tier of resolution. One of 1K or 2K; the provider's default is 1K. 1K: Standard resolution. 2K:
                High resolution. [image#Body resolution]
            n: Number of images. 1 to 6; the provider's default is 1. [image#Body n]
            negative_prompt: What the image mustn't show. At most 500 characters. [image#Body negative_prompt]
            image_urls: Reference images, which make it a call from image to image: links that the provider can reach;
                base64 isn't taken. A public link. [image#Body image_urls]
            idempotency_key: A key of your own for this request, of 1 to 191 visible ASCII characters. The provider's
                newer contract takes it; the page of this endpoint doesn't name it. 1 to 191 characters; matching
                ^[!-~]+$. [skills, inferred]
            extra_body: Fields that the spec doesn't know, sent as they are.
            extra_headers: Headers to send along.

        Returns:
            The task's handle. Keep its id: resume_generate_image takes it up again with it, in another process too.

        Raises:
            InvalidRequestError: An argument breaks a rule; nothing was sent.
            SubmissionUnknownError: The answer was lost; it may be billed, and wasn't sent again.
            ImageClientError: Every other cause, each with its class in `errors`.
        """
        return await self._begin(operations.GENERATE_IMAGE, fields, extra_body, extra_headers)

    def resume_generate_image(self, task_id: str | int) -> AsyncTask[models.GetTaskAnswer]:
        """Return the handle of a task that generate_image or begin_generate_image submitted before.

        Nothing is sent yet: `refresh()` asks for the task once, `wait()` polls until it has ended.

        Args:
            task_id: Id of the task, as it stands on the handle, the result or an error.

        Raises:
            InvalidRequestError: It can't be an id.
        """
        return self._resume(operations.GENERATE_IMAGE, task_id)

    # operations/get_task
    async def get_task(
        self,
        *,
        extra_headers: Mapping[str, str] | None = None,
        **fields: Unpack[args.GetTaskFields],
    ) -> AsyncResult[models.GetTaskAnswer]:
        """Ask for a task, and for its images once it is done.

        Args:
            task_id: Id of the task. Not empty. [image#异步处理]
            language: Language of messages. One of zh, en, ko or ja. [task-status, inferred]
            extra_headers: Headers to send along.

        Returns:
            The result, with its images. Their links live 1 day, unless the answer says.

        Raises:
            InvalidRequestError: An argument breaks a rule; nothing was sent.
            ImageClientError: Every other cause, each with its class in `errors`.
        """
        return await self._call(operations.GET_TASK, fields, None, extra_headers)
