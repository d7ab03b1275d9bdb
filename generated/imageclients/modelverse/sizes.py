# Made by `clientsmith generate` from specs/modelverse.yaml and templates/imageclients/PROVIDER/sizes.py.j2; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The sizes that are allowed, and how to get from pixels to arguments and back."""

from __future__ import annotations

from typing import Final, Literal, TypedDict

from .._runtime.size_choices import SizeChoices as Sizes
from .._runtime.size_limits import Size as Size
from .._runtime.sizes import Axis, Row
from .._runtime.sizes import Choice as Choice

PACKAGE: Final = __name__.rpartition(".")[0]


class GenerateImageFieldsSize(TypedDict, total=False):
    """The arguments of generate_image that say the size."""

    aspect_ratio: Literal["21:9", "16:9", "4:3", "3:2", "1:1", "2:3", "3:4", "9:16", "9:21"]


GENERATE_IMAGE: Final[Sizes[GenerateImageFieldsSize]] = Sizes(
    axes=(Axis("aspect_ratio", "aspect_ratio", ("ratio",), default="1:1"),),
    table=(
        Row(ratio="21:9"),
        Row(ratio="16:9"),
        Row(ratio="4:3"),
        Row(ratio="3:2"),
        Row(ratio="1:1"),
        Row(ratio="2:3"),
        Row(ratio="3:4"),
        Row(ratio="9:16"),
        Row(ratio="9:21"),
    ),
    closed=True,
    source="image#请求体 aspect_ratio",
    package=PACKAGE,
)

allowed = GENERATE_IMAGE.allowed
pixels = GENERATE_IMAGE.pixels
parse = GENERATE_IMAGE.parse
nearest = GENERATE_IMAGE.nearest
describe = GENERATE_IMAGE.describe
