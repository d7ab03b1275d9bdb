# Made by `clientsmith generate` from specs/apimart.yaml and templates/imageclients/PROVIDER/models.py.j2; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The answers, as pydantic models: unknown fields are kept, and unknown values of an enum are legal.

Written by datamodel-code-generator.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class GenerateImageDataItem(BaseModel):
    model_config = ConfigDict(
        extra="allow",
    )
    status: Literal["submitted"] | str | None = None
    """
    Status of the task.
    """
    task_id: str
    """
    Id of the task.
    """


class GenerateImageAnswer(BaseModel):
    """
    Answer of generate_image.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    code: int | None = None
    """
    200 for success.
    """
    data: list[GenerateImageDataItem]
    """
    One element per task.
    """


class GetTaskDataResultImagesItem(BaseModel):
    model_config = ConfigDict(
        extra="allow",
    )
    url: list[str] | str | None = None
    """
    Links of the image; an older copy of the page has one text.
    """
    expires_at: int | None = None
    """
    When the links die, in Unix seconds.
    """


class GetTaskDataResult(BaseModel):
    """
    Only of a task that is done.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    images: list[GetTaskDataResultImagesItem] | None = None
    """
    The images.
    """


class GetTaskData(BaseModel):
    """
    The task. An object here; the answer to the submit has an array.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    id: str
    """
    Id of the task.
    """
    status: Literal["pending", "processing", "completed", "failed", "cancelled"] | str
    """
    Where the task stands.
    """
    progress: float | None = None
    """
    Progress in percent.
    """
    result: GetTaskDataResult | None = None
    """
    Only of a task that is done.
    """
    created: int | None = None
    """
    When the task was made, in Unix seconds.
    """
    completed: int | None = None
    """
    When it was done, in Unix seconds; only then.
    """
    estimated_time: float | None = None
    """
    Seconds that it was expected to take.
    """
    actual_time: float | None = None
    """
    Seconds that it took.
    """
    error: Any | None = None
    """
    Why it failed; only then. Its shape isn't documented: clients of the provider read error.message, or a text.
    """


class GetTaskAnswer(BaseModel):
    """
    Answer of get_task.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    code: int | None = None
    """
    200 for success.
    """
    data: GetTaskData
    """
    The task. An object here; the answer to the submit has an array.
    """
