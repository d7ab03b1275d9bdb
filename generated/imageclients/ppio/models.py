# Made by `clientsmith generate` from specs/ppio.yaml and templates/imageclients/PROVIDER/models.py.j2; not to be edited.
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


class GenerateImageAnswer(BaseModel):
    """
    Answer of generate_image.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    task_id: str
    """
    Id of the task.
    """


class GetTaskResultExtra(BaseModel):
    """
    More about the answer.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    has_nsfw_contents: list[Any] | None = None
    """
    Its meaning isn't documented; empty in the example.
    """


class GetTaskResultTask(BaseModel):
    """
    The task.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    task_id: str
    """
    Id of the task.
    """
    task_type: str | None = None
    """
    Kind of the task; an open list.
    """
    status: Literal["TASK_STATUS_QUEUED", "TASK_STATUS_PROCESSING", "TASK_STATUS_SUCCEED", "TASK_STATUS_FAILED"] | str
    """
    Where the task stands.
    """
    reason: str | None = None
    """
    Why it failed; empty otherwise.
    """
    eta: float | None = None
    """
    Seconds still to go.
    """
    progress_percent: float | None = None
    """
    Progress in percent.
    """


class GetTaskResultImagesItem(BaseModel):
    model_config = ConfigDict(
        extra="allow",
    )
    image_url: str | None = None
    """
    Link of the image.
    """
    image_url_ttl: int | str | None = None
    """
    Seconds that the link lives; 3600 by default.
    """
    image_type: Literal["jpeg", "png", "webp"] | str | None = None
    """
    Format of the image.
    """
    nsfw_detection_result: Any | None = None
    """
    Result of a check of the content; only null was seen.
    """


class GetTaskResultVideosItem(BaseModel):
    model_config = ConfigDict(
        extra="allow",
    )
    video_url: str | None = None
    """
    Link of the video.
    """
    video_url_ttl: str | None = None
    """
    Seconds that the link lives.
    """
    video_type: str | None = None
    """
    Format of the video.
    """


class GetTaskResultAudiosItem(BaseModel):
    model_config = ConfigDict(
        extra="allow",
    )
    audio_url: str | None = None
    """
    Link of the sound.
    """
    audio_url_ttl: int | str | None = None
    """
    Seconds that the link lives.
    """
    audio_type: str | None = None
    """
    Format of the sound.
    """


class GetTaskResultAnswer(BaseModel):
    """
    Answer of get_task_result.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    extra: GetTaskResultExtra | None = None
    """
    More about the answer.
    """
    task: GetTaskResultTask
    """
    The task.
    """
    images: list[GetTaskResultImagesItem] | None = None
    """
    The images of a task that succeeded.
    """
    videos: list[GetTaskResultVideosItem] | None = None
    """
    Videos of other models; empty here.
    """
    audios: list[GetTaskResultAudiosItem] | None = None
    """
    Sound of other models; empty here.
    """
