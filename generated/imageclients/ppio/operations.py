# Made by `clientsmith generate` from specs/ppio.yaml and templates/imageclients/PROVIDER/operations.py.j2; not to be edited.
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
    Acceptor,
    Envelope,
    ErrorRow,
    Field,
    ImagePath,
    Operation,
    Provider,
    Results,
    Server,
    TaskPlan,
)
from . import sizes

PACKAGE: Final = __name__.rpartition(".")[0]

# operations/generate_image
GENERATE_IMAGE: Final = Operation(
    id="generate_image",
    method="POST",
    path="/v3/async/qwen-image-txt2img",
    fields=(
        Field("prompt", "prompt", {"type": "string"}, required=True, source="txt2img#请求体 prompt"),
        Field("size", "size", {"type": "string"}, source="txt2img#请求体 size"),
        Field("watermark", "watermark", {"type": "boolean"}, source="txt2img#请求体 watermark"),
    ),
    has_body=True,
    submits=True,
    timeout=60.0,
    sizes=sizes.GENERATE_IMAGE,
    answers={200: {"type": "object", "properties": {"task_id": {"type": "string"}}, "required": ["task_id"]}},
    task=TaskPlan(
        id=("/task_id",),
        poll="get_task_result",
        parameter="task_id",
        status="/task/status",
        acceptors=(
            Acceptor("TASK_STATUS_QUEUED", "retry"),
            Acceptor("TASK_STATUS_PROCESSING", "retry"),
            Acceptor("TASK_STATUS_SUCCEED", "success"),
            Acceptor("TASK_FAILED", "failure", matcher="error"),
            Acceptor("TASK_STATUS_FAILED", "failure"),
        ),
        echo=("/task/task_id",),
        progress=("/task/progress_percent",),
        eta=("/task/eta",),
        reason=("/task/reason",),
    ),
)

# operations/get_task_result
GET_TASK_RESULT: Final = Operation(
    id="get_task_result",
    method="GET",
    path="/v3/async/task-result",
    fields=(
        Field(
            "task_id",
            "task_id",
            {"type": "string", "minLength": 1},
            location="query",
            required=True,
            source="txt2img#获取输出图片",
        ),
    ),
    answers={
        200: {
            "type": "object",
            "properties": {
                "extra": {"type": "object", "properties": {"has_nsfw_contents": {"type": ["array", "null"]}}},
                "task": {
                    "type": "object",
                    "properties": {
                        "task_id": {"type": "string"},
                        "task_type": {"type": "string"},
                        "status": {
                            "type": "string",
                            "enum": [
                                "TASK_STATUS_QUEUED",
                                "TASK_STATUS_PROCESSING",
                                "TASK_STATUS_SUCCEED",
                                "TASK_STATUS_FAILED",
                            ],
                        },
                        "reason": {"type": ["string", "null"]},
                        "eta": {"type": ["number", "null"]},
                        "progress_percent": {"type": ["number", "null"], "minimum": 0, "maximum": 100},
                    },
                    "required": ["task_id", "status"],
                },
                "images": {
                    "type": ["array", "null"],
                    "items": {
                        "type": "object",
                        "properties": {
                            "image_url": {"type": "string"},
                            "image_url_ttl": {"type": ["integer", "string"]},
                            "image_type": {"type": "string", "enum": ["jpeg", "png", "webp"]},
                            "nsfw_detection_result": {},
                        },
                    },
                },
                "videos": {
                    "type": ["array", "null"],
                    "items": {
                        "type": "object",
                        "properties": {
                            "video_url": {"type": "string"},
                            "video_url_ttl": {"type": "string"},
                            "video_type": {"type": "string"},
                        },
                    },
                },
                "audios": {
                    "type": ["array", "null"],
                    "items": {
                        "type": "object",
                        "properties": {
                            "audio_url": {"type": "string"},
                            "audio_url_ttl": {"type": ["integer", "string"]},
                            "audio_type": {"type": "string"},
                        },
                    },
                },
            },
            "required": ["task"],
        }
    },
    model="GetTaskResultAnswer",
    results=Results(
        images=(ImagePath("/images/*", url=("/image_url",), ttl=("/image_url_ttl",), media_type=("/image_type",)),),
        lifetime=3600,
    ),
)

PROVIDER: Final = Provider(
    name="ppio",
    title="PPIO",
    package=PACKAGE,
    servers=(Server("https://api.ppio.com"),),
    placeholders=("{{API Key}}", "{{API 密钥}}"),
    envelope=Envelope(code=("/reason", "/code"), message=("/message",)),
    errors=(
        ErrorRow("badRequest", status=400, code="INVALID_REQUEST_BODY"),
        ErrorRow("badRequest", status=400, code="IMAGE_FILE_EXCEEDS_MAX_SIZE"),
        ErrorRow("badRequest", status=400, code="INVALID_IMAGE_FORMAT"),
        ErrorRow("badRequest", status=400, code="IMAGE_EXCEEDS_MAX_RESOLUTION"),
        ErrorRow("badRequest", status=400, code="INVALID_IMAGE_SIZE"),
        ErrorRow("badRequest", status=400, code="IMAGE_NO_FACE_DETECTED"),
        ErrorRow("badRequest", status=400, code="INVALID_CUSTOM_OUTPUT_PATH"),
        ErrorRow("contentRejected", status=400, code="ILLEGAL_PROMPT"),
        ErrorRow("contentRejected", status=400, code="ILLEGAL_IMAGE_CONTENT"),
        ErrorRow("badRequest", status=400, code="INVALID_AUDIO_FILE"),
        ErrorRow("notFound", status=404, code="API_NOT_FOUND"),
        ErrorRow("authentication", status=400, code="MISSING_API_KEY"),
        ErrorRow("authentication", status=403, code="INVALID_API_KEY"),
        ErrorRow("permissionDenied", status=403, code="FEATURE_NOT_ALLOWED"),
        ErrorRow("permissionDenied", status=403, code="API_NOT_ALLOWED"),
        ErrorRow("permissionDenied", status=403, code="NEED_REAL_NAME_VERIFY"),
        ErrorRow("rateLimit", status=429, code="RATE_LIMIT_EXCEEDED", retryable=True),
        ErrorRow("paymentRequired", status=400, code="BILLING_BALANCE_NOT_ENOUGH"),
        ErrorRow("paymentRequired", status=403, code="BILLING_AUTH_FAILED"),
        ErrorRow("server", status=500, code="BILLING_FAILED", retryable=True),
        ErrorRow("server", status=500, code="CREATE_TASK_FAILED", retryable=True),
        ErrorRow("notFound", status=404, code="TASK_NOT_FOUND"),
        ErrorRow("server", status=500, code="GET_RESULT_FAILED", retryable=True),
        ErrorRow("server", status=500, code="TASK_FAILED", retryable=False),
        ErrorRow("server", status="5XX", retryable=True),
    ),
    sources={
        "txt2img": "Qwen-Image text to image",
        "task-result": "Get async task result <https://ppio.com/docs/models/reference-get-async-task-result>",
        "error-codes": "API error codes",
    },
    operations={"generate_image": GENERATE_IMAGE, "get_task_result": GET_TASK_RESULT},
)
