# Made by `clientsmith generate` from specs/bizyair.yaml and templates/imageclients/PROVIDER/sizes.py.j2; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The sizes that are allowed, and how to get from pixels to arguments and back."""

from __future__ import annotations

from typing import Final, TypedDict

from .._runtime.size_choices import SizeChoices as Sizes
from .._runtime.size_limits import Size as Size
from .._runtime.sizes import Axis, Row
from .._runtime.sizes import Choice as Choice

PACKAGE: Final = __name__.rpartition(".")[0]


class GenerateImageFieldsSize(TypedDict, total=False):
    """The arguments of generate_image that say the size."""

    image_size: str | Size


GENERATE_IMAGE: Final[Sizes[GenerateImageFieldsSize]] = Sizes(
    axes=(Axis("image_size", "image_size", ("WxH",)),),
    table=(
        Row(ratio="1:1", size=Size(1328, 1328)),
        Row(ratio="16:9", size=Size(1664, 928)),
        Row(ratio="9:16", size=Size(928, 1664)),
        Row(ratio="4:3", size=Size(1472, 1140)),
        Row(ratio="3:4", size=Size(1140, 1472)),
        Row(ratio="3:2", size=Size(1584, 1056)),
        Row(ratio="2:3", size=Size(1056, 1584)),
    ),
    source="create#image_size可选值",
    package=PACKAGE,
)

allowed = GENERATE_IMAGE.allowed
pixels = GENERATE_IMAGE.pixels
parse = GENERATE_IMAGE.parse
nearest = GENERATE_IMAGE.nearest
describe = GENERATE_IMAGE.describe
