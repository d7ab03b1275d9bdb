# Made by `clientsmith generate` from specs/aimanyi.yaml and templates/imageclients/PROVIDER/sizes.py.j2; not to be edited.
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
from .._runtime.size_limits import Bounds, Limits
from .._runtime.size_limits import Size as Size
from .._runtime.sizes import Axis, Row
from .._runtime.sizes import Choice as Choice

PACKAGE: Final = __name__.rpartition(".")[0]


class GenerateImageFieldsSize(TypedDict, total=False):
    """The arguments of generate_image that say the size."""

    size: str | Size


GENERATE_IMAGE: Final[Sizes[GenerateImageFieldsSize]] = Sizes(
    axes=(Axis("size", "size", ("W*H", "WxH", "tier"), default="2K"),),
    table=(
        Row(tier="1K", approximate=True, size=Size(1024, 1024)),
        Row(tier="2K", approximate=True, size=Size(2048, 2048)),
        Row(tier="4K"),
    ),
    limits=(Limits(pixels=Bounds(minimum=262144, maximum=4194304)),),
    source="image#请求体 size",
    package=PACKAGE,
)

allowed = GENERATE_IMAGE.allowed
pixels = GENERATE_IMAGE.pixels
parse = GENERATE_IMAGE.parse
nearest = GENERATE_IMAGE.nearest
describe = GENERATE_IMAGE.describe
