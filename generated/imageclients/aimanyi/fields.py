# Made by `clientsmith generate` from specs/aimanyi.yaml and templates/imageclients/PROVIDER/fields.py.j2; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The arguments of each operation, as keywords of its methods."""

from __future__ import annotations

from typing import Literal, Required, TypedDict

from .._runtime.sizes import Size


class GenerateImageFields(TypedDict, total=False):
    """Arguments of generate_image, which describes them."""

    model: Literal["qwen-image-2.0-2026-03-03"] | None
    prompt: Required[str]
    size: str | Size | None
    n: int | None
    watermark: bool | None
    seed: int | None
