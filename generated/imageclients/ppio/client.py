# Made by `clientsmith generate` from specs/ppio.yaml and templates/imageclients/PROVIDER/client.py.j2; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The clients of PPIO: every documented endpoint is a method."""

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
    """A synchronous client of PPIO.

    Qwen-Image text to image as an asynchronous task, with a second endpoint for its result.

    Address: https://api.ppio.com.
    Key: api_key, or PPIO_API_KEY.
    """

    provider = operations.PROVIDER

    # operations/generate_image
    def generate_image(
        self,
        *,
        wait_timeout: float | None = None,
        on_progress: Callable[[Task[models.GetTaskResultAnswer]], object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **fields: Unpack[args.GenerateImageFields],
    ) -> Result[models.GetTaskResultAnswer]:
        """Generate an image from text; the provider answers with a task.

        Qwen-Image is an MMDiT model of 20B parameters, strong at posters with text in the local language.

        Submits, polls until the task has ended (at most 600 s), and returns its result.

        Args:
            prompt: What the image shows. [txt2img#请求体 prompt]
            size: Width and height in pixels. The provider's default is 1024*1024. [txt2img#请求体 size]
            watermark: Whether a visible text says that the image is made by AI. The provider's default is false.
                [txt2img#请求体 watermark]
            wait_timeout: Most seconds to wait for the task in total; the limit above if None.
            on_progress: Called with the task's handle after every poll.
            extra_body: Fields that the spec doesn't know, sent as they are.
            extra_headers: Headers to send along.

        Returns:
            The result, with its images. Their links live 1 hour, unless the answer says.

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
    ) -> Task[models.GetTaskResultAnswer]:
        """Submit like generate_image, and return the task's handle at once.

        Generate an image from text; the provider answers with a task.

        Qwen-Image is an MMDiT model of 20B parameters, strong at posters with text in the local language.

        Args:
            prompt: What the image shows. [txt2img#请求体 prompt]
            size: Width and height in pixels. The provider's default is 1024*1024. [txt2img#请求体 size]
            watermark: Whether a visible text says that the image is made by AI. The provider's default is false.
                [txt2img#请求体 watermark]
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

    def resume_generate_image(self, task_id: str | int) -> Task[models.GetTaskResultAnswer]:
        """Return the handle of a task that generate_image or begin_generate_image submitted before.

        Nothing is sent yet: `refresh()` asks for the task once, `wait()` polls until it has ended.

        Args:
            task_id: Id of the task, as it stands on the handle, the result or an error.

        Raises:
            InvalidRequestError: It can't be an id.
        """
        return self._resume(operations.GENERATE_IMAGE, task_id)

    # operations/get_task_result
    def get_task_result(
        self,
        *,
        extra_headers: Mapping[str, str] | None = None,
        **fields: Unpack[args.GetTaskResultFields],
    ) -> Result[models.GetTaskResultAnswer]:
        """Ask for a task, and for its images once it is done.

        Args:
            task_id: Id of the task. Not empty. [txt2img#获取输出图片]
            extra_headers: Headers to send along.

        Returns:
            The result, with its images. Their links live 1 hour, unless the answer says.

        Raises:
            InvalidRequestError: An argument breaks a rule; nothing was sent.
            ImageClientError: Every other cause, each with its class in `errors`.
        """
        return self._call(operations.GET_TASK_RESULT, fields, None, extra_headers)


class AsyncClient(AsyncBaseClient):
    """An asynchronous client of PPIO.

    Qwen-Image text to image as an asynchronous task, with a second endpoint for its result.

    Address: https://api.ppio.com.
    Key: api_key, or PPIO_API_KEY.
    """

    provider = operations.PROVIDER

    # operations/generate_image
    async def generate_image(
        self,
        *,
        wait_timeout: float | None = None,
        on_progress: Callable[[AsyncTask[models.GetTaskResultAnswer]], object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **fields: Unpack[args.GenerateImageFields],
    ) -> AsyncResult[models.GetTaskResultAnswer]:
        """Generate an image from text; the provider answers with a task.

        Qwen-Image is an MMDiT model of 20B parameters, strong at posters with text in the local language.

        Submits, polls until the task has ended (at most 600 s), and returns its result.

        Args:
            prompt: What the image shows. [txt2img#请求体 prompt]
            size: Width and height in pixels. The provider's default is 1024*1024. [txt2img#请求体 size]
            watermark: Whether a visible text says that the image is made by AI. The provider's default is false.
                [txt2img#请求体 watermark]
            wait_timeout: Most seconds to wait for the task in total; the limit above if None.
            on_progress: Called with the task's handle after every poll.
            extra_body: Fields that the spec doesn't know, sent as they are.
            extra_headers: Headers to send along.

        Returns:
            The result, with its images. Their links live 1 hour, unless the answer says.

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
    ) -> AsyncTask[models.GetTaskResultAnswer]:
        """Submit like generate_image, and return the task's handle at once.

        Generate an image from text; the provider answers with a task.

        Qwen-Image is an MMDiT model of 20B parameters, strong at posters with text in the local language.

        Args:
            prompt: What the image shows. [txt2img#请求体 prompt]
            size: Width and height in pixels. The provider's default is 1024*1024. [txt2img#请求体 size]
            watermark: Whether a visible text says that the image is made by AI. The provider's default is false.
                [txt2img#请求体 watermark]
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

    def resume_generate_image(self, task_id: str | int) -> AsyncTask[models.GetTaskResultAnswer]:
        """Return the handle of a task that generate_image or begin_generate_image submitted before.

        Nothing is sent yet: `refresh()` asks for the task once, `wait()` polls until it has ended.

        Args:
            task_id: Id of the task, as it stands on the handle, the result or an error.

        Raises:
            InvalidRequestError: It can't be an id.
        """
        return self._resume(operations.GENERATE_IMAGE, task_id)

    # operations/get_task_result
    async def get_task_result(
        self,
        *,
        extra_headers: Mapping[str, str] | None = None,
        **fields: Unpack[args.GetTaskResultFields],
    ) -> AsyncResult[models.GetTaskResultAnswer]:
        """Ask for a task, and for its images once it is done.

        Args:
            task_id: Id of the task. Not empty. [txt2img#获取输出图片]
            extra_headers: Headers to send along.

        Returns:
            The result, with its images. Their links live 1 hour, unless the answer says.

        Raises:
            InvalidRequestError: An argument breaks a rule; nothing was sent.
            ImageClientError: Every other cause, each with its class in `errors`.
        """
        return await self._call(operations.GET_TASK_RESULT, fields, None, extra_headers)
