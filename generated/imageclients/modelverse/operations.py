# Made by `clientsmith generate` from specs/modelverse.yaml and templates/imageclients/PROVIDER/operations.py.j2; not to be edited.
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
    Envelope,
    ErrorRow,
    Field,
    ImagePath,
    Operation,
    Provider,
    Results,
    Server,
)
from . import sizes

PACKAGE: Final = __name__.rpartition(".")[0]

# operations/generate_image
GENERATE_IMAGE: Final = Operation(
    id="generate_image",
    method="POST",
    path="/images/generations",
    fields=(
        Field("prompt", "prompt", {"type": "string"}, required=True, source="image#请求体 prompt"),
        Field(
            "model",
            "model",
            {"type": "string", "enum": ["Qwen/Qwen-Image"]},
            required=True,
            fixed="Qwen/Qwen-Image",
            source="image#请求体 model",
        ),
        Field("n", "n", {"type": "integer", "minimum": 1, "maximum": 4}, source="image#请求体 n"),
        Field(
            "aspect_ratio",
            "aspect_ratio",
            {"type": "string", "enum": ["21:9", "16:9", "4:3", "3:2", "1:1", "2:3", "3:4", "9:16", "9:21"]},
            source="image#请求体 aspect_ratio",
        ),
        Field(
            "seed",
            "seed",
            {"type": "integer", "specialValues": ["-1"]},
            source="image#请求体 seed",
            weak=frozenset(["specialValues"]),
        ),
        Field("steps", "steps", {"type": "integer", "minimum": 1, "maximum": 50}, source="image#请求体 steps"),
        Field(
            "guidance_scale",
            "guidance_scale",
            {"type": "number", "minimum": 1, "maximum": 10},
            source="image#请求体 guidance_scale",
        ),
        Field("negative_prompt", "negative_prompt", {"type": "string"}, source="image#请求体 negative_prompt"),
        Field(
            "response_format",
            "response_format",
            {"type": "string", "enum": ["url", "b64_json"]},
            source="image#请求体 response_format",
        ),
    ),
    has_body=True,
    submits=True,
    timeout=60.0,
    max_bytes=134217728,
    defaults={"model": "Qwen/Qwen-Image", "n": 1},
    sizes=sizes.GENERATE_IMAGE,
    answers={
        200: {
            "type": "object",
            "properties": {
                "created": {"type": "integer"},
                "data": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {"url": {"type": ["string", "null"]}, "b64_json": {"type": ["string", "null"]}},
                    },
                },
                "error": {"type": ["object", "null"]},
                "usage": {
                    "type": ["object", "null"],
                    "properties": {"input_tokens_details": {"type": ["object", "null"]}},
                },
            },
            "required": ["data"],
        }
    },
    model="GenerateImageAnswer",
    results=Results(
        images=(ImagePath("/data/*", url=("/url",), base64=("/b64_json",)),), lifetime=604800, since="/created"
    ),
    count_field="n",
)

PROVIDER: Final = Provider(
    name="modelverse",
    title="ModelVerse (UCloud)",
    package=PACKAGE,
    servers=(Server("https://api.modelverse.cn/v1"),),
    placeholders=("<你的API Key>", "你的API Key"),
    envelope=Envelope(
        failure=("/error",), code=("/error/code",), message=("/error/message",), request_id=("/error/param",)
    ),
    errors=(
        ErrorRow("badRequest", status=400, code="param_error"),
        ErrorRow("badRequest", status=400, code="invalid_messages"),
        ErrorRow("contentRejected", status=400, code="sensitive_check_error"),
        ErrorRow("badRequest", status=400, code="websearch_error"),
        ErrorRow("badRequest", status=400, code="model_error"),
        ErrorRow("badRequest", status=400, code="tokens_too_long"),
        ErrorRow("authentication", status=401, code="auth_error"),
        ErrorRow("server", status=408, code="timeout", retryable=True),
        ErrorRow("rateLimit", status=429, code="rate_limit", retryable=True),
        ErrorRow("server", status=500, code="internal_error", retryable=True),
        ErrorRow("server", status=500, code="model_server_error", retryable=True),
        ErrorRow("server", status=504, code="gateway_timeout_error", retryable=True),
        ErrorRow("permissionDenied", code="forbidden"),
    ),
    sources={
        "image": "Qwen/Qwen-Image API",
        "image-newer": "The same page, newer revision",
        "repository": "The provider's public repository UCloudDoc-Team/modelverse <https://github.com/UCloudDoc-Team/modelverse>",
    },
    operations={"generate_image": GENERATE_IMAGE},
)
