# Made by `clientsmith generate` from specs/ppio.yaml and templates/imageclients/PROVIDER/fields.py.j2; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The arguments of each operation, as keywords of its methods."""

from __future__ import annotations

from typing import Required, TypedDict

from .._runtime.sizes import Size


class GenerateImageFields(TypedDict, total=False):
    """Arguments of generate_image, which describes them."""

    prompt: Required[str]
    size: str | Size | None
    watermark: bool | None


class GetTaskResultFields(TypedDict, total=False):
    """Arguments of get_task_result, which describes them."""

    task_id: Required[str]
