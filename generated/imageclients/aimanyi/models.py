# Made by `clientsmith generate` from specs/aimanyi.yaml and templates/imageclients/PROVIDER/models.py.j2; not to be edited.
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
