# Made by `clientsmith generate` from specs/apimart.yaml and templates/imageclients/PROVIDER/operations.py.j2; not to be edited.
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
    Rule,
    Server,
    TaskPlan,
)
from . import sizes

PACKAGE: Final = __name__.rpartition(".")[0]

# operations/generate_image
GENERATE_IMAGE: Final = Operation(
    id="generate_image",
    method="POST",
    path="/v1/images/generations",
    fields=(
        Field(
            "model",
            "model",
            {"type": "string", "enum": ["qwen-image-2.0", "qwen-image-2.0-pro"]},
            required=True,
            source="image#Body model",
        ),
        Field("prompt", "prompt", {"type": "string", "maxLength": 800}, required=True, source="image#Body prompt"),
        Field(
            "size",
            "size",
            {"type": "string", "enum": ["1:1", "4:3", "3:4", "16:9", "9:16", "3:2", "2:3"]},
            source="image#Body size",
        ),
        Field("resolution", "resolution", {"type": "string", "enum": ["1K", "2K"]}, source="image#Body resolution"),
        Field("n", "n", {"type": "integer", "minimum": 1, "maximum": 6}, source="image#Body n"),
        Field(
            "negative_prompt",
            "negative_prompt",
            {"type": "string", "maxLength": 500},
            source="image#Body negative_prompt",
        ),
        Field(
            "image_urls",
            "image_urls",
            {"type": "array", "items": {"type": "string"}},
            media=("url",),
            source="image#Body image_urls",
        ),
        Field(
            "idempotency_key",
            "Idempotency-Key",
            {"type": "string", "minLength": 1, "maxLength": 191, "pattern": "^[!-~]+$"},
            location="header",
            source="skills",
            weak=frozenset(["maxLength", "minLength", "pattern"]),
        ),
    ),
    has_body=True,
    submits=True,
    timeout=60.0,
    rules=(
        Rule(
            "model-limit",
            "when",
            "Limits of qwen-image-2.0 and qwen-image-2.0-pro.",
            when={"model": {"enum": ["qwen-image-2.0", "qwen-image-2.0-pro"]}},
            then={"properties": {"n": {"maximum": 6}}},
            source="image#支持的模型",
        ),
    ),
    defaults={"n": 1},
    sizes=sizes.GENERATE_IMAGE,
    answers={
        200: {
            "type": "object",
            "properties": {
                "code": {"type": "integer"},
                "data": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "status": {"type": "string", "enum": ["submitted"]},
                            "task_id": {"type": "string"},
                        },
                        "required": ["task_id"],
                    },
                },
            },
            "required": ["data"],
        }
    },
    task=TaskPlan(
        id=("/data/0/task_id",),
        poll="get_task",
        parameter="task_id",
        status="/data/status",
        acceptors=(
            Acceptor("submitted", "retry"),
            Acceptor("pending", "retry"),
            Acceptor("processing", "retry"),
            Acceptor("completed", "success"),
            Acceptor("failed", "failure"),
            Acceptor("cancelled", "cancelled"),
        ),
        submit_status="/data/0/status",
        echo=("/data/id",),
        progress=("/data/progress",),
        reason=("/data/error/message", "/data/error"),
        max_delay=5.0,
        max_attempts=120,
    ),
    count_field="n",
)

# operations/get_task
GET_TASK: Final = Operation(
    id="get_task",
    method="GET",
    path="/v1/tasks/{task_id}",
    fields=(
        Field(
            "task_id",
            "task_id",
            {"type": "string", "minLength": 1},
            location="path",
            required=True,
            source="image#异步处理",
        ),
        Field(
            "language",
            "language",
            {"type": "string", "enum": ["zh", "en", "ko", "ja"]},
            location="query",
            source="task-status",
            weak=frozenset(["enum"]),
        ),
    ),
    answers={
        200: {
            "type": "object",
            "properties": {
                "code": {"type": "integer"},
                "data": {
                    "type": "object",
                    "properties": {
                        "id": {"type": "string"},
                        "status": {
                            "type": "string",
                            "enum": ["pending", "processing", "completed", "failed", "cancelled"],
                        },
                        "progress": {"type": ["number", "null"], "minimum": 0, "maximum": 100},
                        "result": {
                            "type": ["object", "null"],
                            "properties": {
                                "images": {
                                    "type": ["array", "null"],
                                    "items": {
                                        "type": "object",
                                        "properties": {
                                            "url": {"type": ["array", "string"], "items": {"type": "string"}},
                                            "expires_at": {"type": ["integer", "null"]},
                                        },
                                    },
                                }
                            },
                        },
                        "created": {"type": ["integer", "null"]},
                        "completed": {"type": ["integer", "null"]},
                        "estimated_time": {"type": ["number", "null"]},
                        "actual_time": {"type": ["number", "null"]},
                        "error": {},
                    },
                    "required": ["id", "status"],
                },
            },
            "required": ["data"],
        }
    },
    model="GetTaskAnswer",
    results=Results(
        images=(ImagePath("/data/result/images/*", url=("/url/*", "/url"), expires_at=("/expires_at",)),),
        lifetime=86400,
        since="/data/created",
    ),
)

PROVIDER: Final = Provider(
    name="apimart",
    title="APIMart",
    package=PACKAGE,
    servers=(Server("https://api.apimart.ai"),),
    placeholders=("<token>", "YOUR_API_KEY"),
    envelope=Envelope(
        success="/code",
        expected=(200,),
        failure=("/error",),
        code=("/error/code", "/code"),
        message=("/error/message",),
    ),
    errors=(
        ErrorRow("badRequest", status=400, code="400"),
        ErrorRow("authentication", status=401, code="401"),
        ErrorRow("paymentRequired", status=402, code="402"),
    ),
    sources={
        "image": "Qwen Image 2.0 image generation",
        "task-status": "Task status <https://docs.apimart.ai/cn/api-reference/tasks/status>",
        "skills": "The provider's public repository apimart-ai/apimart-skills <https://github.com/apimart-ai/apimart-skills>",
    },
    free=frozenset(["failed"]),
    operations={"generate_image": GENERATE_IMAGE, "get_task": GET_TASK},
)
