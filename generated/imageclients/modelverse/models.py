# Made by `clientsmith generate` from specs/modelverse.yaml and templates/imageclients/PROVIDER/models.py.j2; not to be edited.
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

from typing import Any

from pydantic import BaseModel, ConfigDict


class GenerateImageDataItem(BaseModel):
    model_config = ConfigDict(
        extra="allow",
    )
    url: str | None = None
    """
    Link of the image; lives 7 days.
    """
    b64_json: str | None = None
    """
    The image in base64, with a prefix data:image/png;base64, in the example.
    """


class GenerateImageUsage(BaseModel):
    """
    What was used.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    input_tokens_details: dict[str, Any] | None = None
    """
    Empty in the example.
    """


class GenerateImageAnswer(BaseModel):
    """
    Answer of generate_image.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    created: int | None = None
    """
    When the request was made, in Unix seconds.
    """
    data: list[GenerateImageDataItem]
    """
    One element per image.
    """
    error: dict[str, Any] | None = None
    """
    What went wrong; filled on failure only.
    """
    usage: GenerateImageUsage | None = None
    """
    What was used.
    """
