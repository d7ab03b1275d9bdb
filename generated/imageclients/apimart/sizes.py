# Made by `clientsmith generate` from specs/apimart.yaml and templates/imageclients/PROVIDER/sizes.py.j2; not to be edited.
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

    size: Literal["1:1", "4:3", "3:4", "16:9", "9:16", "3:2", "2:3"]
    resolution: Literal["1K", "2K"]


GENERATE_IMAGE: Final[Sizes[GenerateImageFieldsSize]] = Sizes(
    axes=(Axis("size", "size", ("ratio",), default="1:1"), Axis("resolution", "resolution", ("tier",), default="1K")),
    table=(
        Row(ratio="1:1", tier="1K", size=Size(1024, 1024)),
        Row(ratio="1:1", tier="2K", size=Size(2048, 2048)),
        Row(ratio="4:3", tier="1K", size=Size(1152, 864)),
        Row(ratio="4:3", tier="2K", size=Size(2048, 1536)),
        Row(ratio="3:4", tier="1K", size=Size(864, 1152)),
        Row(ratio="3:4", tier="2K", size=Size(1536, 2048)),
        Row(ratio="16:9", tier="1K", size=Size(1280, 720)),
        Row(ratio="16:9", tier="2K", size=Size(2048, 1152)),
        Row(ratio="9:16", tier="1K", size=Size(720, 1280)),
        Row(ratio="9:16", tier="2K", size=Size(1152, 2048)),
        Row(ratio="3:2", tier="1K", size=Size(1248, 832)),
        Row(ratio="3:2", tier="2K", size=Size(2048, 1360)),
        Row(ratio="2:3", tier="1K", size=Size(832, 1248)),
        Row(ratio="2:3", tier="2K", size=Size(1360, 2048)),
    ),
    closed=True,
    source="image#尺寸对照表",
    package=PACKAGE,
)

allowed = GENERATE_IMAGE.allowed
pixels = GENERATE_IMAGE.pixels
parse = GENERATE_IMAGE.parse
nearest = GENERATE_IMAGE.nearest
describe = GENERATE_IMAGE.describe
