# Made by `clientsmith generate` from specs/bizyair.yaml and templates/imageclients/PROVIDER/models.py.j2; not to be edited.
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

from pydantic import BaseModel, ConfigDict


class GenerateImageAnswer(BaseModel):
    """
    Answer of generate_image.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    image_url: str
    """
    Link of the image; lives one hour.
    """


class EditImageImagesItem(BaseModel):
    model_config = ConfigDict(
        extra="allow",
    )
    url: str | None = None
    """
    Signed link of the image; lives one hour.
    """


class EditImageTimings(BaseModel):
    """
    How long it took.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    inference: float | None = None
    """
    How long inference took; the unit isn't stated.
    """


class EditImageDataItem(BaseModel):
    model_config = ConfigDict(
        extra="allow",
    )
    url: str | None = None
    """
    Signed link of the image.
    """


class EditImageAnswer(BaseModel):
    """
    Answer of edit_image.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    images: list[EditImageImagesItem] | None = None
    """
    The images.
    """
    timings: EditImageTimings | None = None
    """
    How long it took.
    """
    seed: int | None = None
    """
    A seed; whether the one that was used isn't said.
    """
    shared_id: str | None = None
    """
    An id; what it names isn't said.
    """
    data: list[EditImageDataItem] | None = None
    """
    Links too; in the example those of images.
    """
    created: int | None = None
    """
    When the answer was made, in Unix seconds.
    """
