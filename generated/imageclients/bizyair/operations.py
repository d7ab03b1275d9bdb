# Made by `clientsmith generate` from specs/bizyair.yaml and templates/imageclients/PROVIDER/operations.py.j2; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""What the spec says, in the words of the runtime."""

from __future__ import annotations

from typing import Final

from .._runtime.describe import (
    Field,
    ImagePath,
    Operation,
    Provider,
    Results,
    Rule,
)
from . import sizes

PACKAGE: Final = __name__.rpartition(".")[0]

# operations/generate_image
GENERATE_IMAGE: Final = Operation(
    id="generate_image",
    method="POST",
    path="/",
    fields=(
        Field(
            "model",
            "model",
            {"type": "string", "enum": ["Qwen/Qwen-Image"]},
            required=True,
            fixed="Qwen/Qwen-Image",
            source="create#参数说明 model",
        ),
        Field("prompt", "prompt", {"type": "string"}, required=True, source="create#参数说明 prompt"),
        Field("negative_prompt", "negative_prompt", {"type": "string"}, source="create#参数说明 negative_prompt"),
        Field("image_size", "image_size", {"type": "string"}, required=True, source="create#参数说明 image_size"),
        Field(
            "seed",
            "seed",
            {"type": "integer", "minimum": 0, "maximum": 9999999999},
            source="create#参数说明 seed",
            sources={"minimum": "siliconflow", "maximum": "siliconflow"},
            weak=frozenset(["maximum", "minimum"]),
        ),
        Field(
            "num_inference_steps",
            "num_inference_steps",
            {"type": "integer", "minimum": 1, "maximum": 100},
            source="create#参数说明 num_inference_steps",
            sources={"minimum": "siliconflow", "maximum": "siliconflow"},
            weak=frozenset(["maximum", "minimum"]),
        ),
        Field(
            "guidance_scale",
            "guidance_scale",
            {"type": "number", "minimum": 0, "maximum": 20},
            source="create#参数说明 guidance_scale",
        ),
        Field("cfg", "cfg", {"type": "number", "minimum": 0.1, "maximum": 20}, source="create#参数说明 cfg"),
        Field(
            "image",
            "image",
            {"type": "string"},
            media=("dataUri", "url", "base64"),
            source="create#参数说明 image",
            sources={"media": "edit#请求"},
            weak=frozenset(["media"]),
        ),
    ),
    has_body=True,
    submits=True,
    timeout=60.0,
    rules=(
        Rule(
            "cfg-needs-qwen-image",
            "when",
            "When model isn't Qwen/Qwen-Image, cfg mustn't be given.",
            when={"model": {"notEnum": ["Qwen/Qwen-Image"]}},
            then={"forbidden": ("cfg",)},
            source="create#参数说明 cfg",
        ),
    ),
    defaults={"model": "Qwen/Qwen-Image"},
    sizes=sizes.GENERATE_IMAGE,
    answers={200: {"type": "object", "properties": {"image_url": {"type": "string"}}, "required": ["image_url"]}},
    model="GenerateImageAnswer",
    results=Results(images=(ImagePath("", url=("/image_url",)),), lifetime=3600),
)

# operations/edit_image
EDIT_IMAGE: Final = Operation(
    id="edit_image",
    method="POST",
    path="/",
    fields=(
        Field(
            "model",
            "model",
            {"type": "string", "enum": ["Qwen/Qwen-Image-Edit"]},
            required=True,
            fixed="Qwen/Qwen-Image-Edit",
            source="edit#请求 model",
            weak=frozenset(["enum"]),
        ),
        Field("prompt", "prompt", {"type": "string"}, required=True, source="edit#请求 prompt"),
        Field(
            "image",
            "image",
            {"type": "string"},
            required=True,
            media=("dataUri", "url", "base64"),
            source="edit#请求 image",
            sources={"media": "edit#请求"},
            weak=frozenset(["media"]),
        ),
        Field(
            "image2",
            "image2",
            {"type": "string"},
            media=("dataUri", "url", "base64"),
            source="siliconflow",
            sources={"media": "edit#请求"},
            weak=frozenset(["media"]),
        ),
        Field(
            "image3",
            "image3",
            {"type": "string"},
            media=("dataUri", "url", "base64"),
            source="siliconflow",
            sources={"media": "edit#请求"},
            weak=frozenset(["media"]),
        ),
        Field(
            "num_inference_steps",
            "num_inference_steps",
            {"type": "integer", "minimum": 1, "maximum": 100},
            source="edit#请求 num_inference_steps",
            sources={"minimum": "siliconflow", "maximum": "siliconflow"},
            weak=frozenset(["maximum", "minimum"]),
        ),
        Field(
            "cfg",
            "cfg",
            {"type": "number", "minimum": 0.1, "maximum": 20},
            source="edit#请求 cfg",
            sources={"minimum": "create#参数说明 cfg", "maximum": "create#参数说明 cfg"},
            weak=frozenset(["maximum", "minimum"]),
        ),
    ),
    has_body=True,
    submits=True,
    timeout=60.0,
    answers={
        200: {
            "type": "object",
            "properties": {
                "images": {
                    "type": ["array", "null"],
                    "items": {"type": "object", "properties": {"url": {"type": ["string", "null"]}}},
                },
                "timings": {"type": ["object", "null"], "properties": {"inference": {"type": ["number", "null"]}}},
                "seed": {"type": ["integer", "null"]},
                "shared_id": {"type": ["string", "null"]},
                "data": {
                    "type": ["array", "null"],
                    "items": {"type": "object", "properties": {"url": {"type": ["string", "null"]}}},
                },
                "created": {"type": ["integer", "null"]},
            },
        }
    },
    model="EditImageAnswer",
    results=Results(
        images=(ImagePath("/images/*", url=("/url",)), ImagePath("/data/*", url=("/url",))),
        lifetime=3600,
        since="/created",
    ),
)

PROVIDER: Final = Provider(
    name="bizyair",
    title="BizyAir",
    package=PACKAGE,
    sources={
        "create": "Create an image with Qwen",
        "edit": "Edit an image with Qwen (second part of the same page)",
        "siliconflow": "SiliconFlow's page of the same contract",
    },
    operations={"generate_image": GENERATE_IMAGE, "edit_image": EDIT_IMAGE},
)
