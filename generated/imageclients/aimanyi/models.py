# Made by `clientsmith generate` from specs/aimanyi.yaml and templates/imageclients/PROVIDER/models.py.j2; not to be edited.
"""The answers, as pydantic models: unknown fields are kept, and unknown values of an enum are legal.

Written by datamodel-code-generator.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class GenerateImageDataItem(BaseModel):
    model_config = ConfigDict(
        extra="allow",
    )
    url: str | None = None
    """
    Link of the image.
    """
    b64_json: str | None = None
    """
    The image in base64.
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
    When the answer was made, in Unix seconds.
    """
    data: list[GenerateImageDataItem] | None = None
    """
    One element per image.
    """
