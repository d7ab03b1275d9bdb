# Made by `clientsmith generate` from specs/aimanyi.yaml and templates/imageclients/PROVIDER/operations.py.j2; not to be edited.
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
            {"type": "string", "enum": ["qwen-image-2.0-2026-03-03"]},
            required=True,
            fixed="qwen-image-2.0-2026-03-03",
            source="image#请求体 model",
        ),
        Field("prompt", "prompt", {"type": "string", "minLength": 1}, required=True, source="image#请求体 prompt"),
        Field("size", "size", {"type": "string"}, source="image#请求体 size"),
        Field("n", "n", {"type": "integer", "minimum": 1, "maximum": 4}, source="image#请求体 n"),
        Field("watermark", "watermark", {"type": "boolean"}, source="image#请求体 watermark"),
        Field("seed", "seed", {"type": "integer", "minimum": 0, "maximum": 2147483647}, source="image#请求体 seed"),
    ),
    has_body=True,
    submits=True,
    timeout=60.0,
    max_bytes=134217728,
    defaults={"model": "qwen-image-2.0-2026-03-03", "n": 1},
    sizes=sizes.GENERATE_IMAGE,
    model="GenerateImageAnswer",
    results=Results(images=(ImagePath("/data/*", url=("/url",), base64=("/b64_json",)),)),
    count_field="n",
)

PROVIDER: Final = Provider(
    name="aimanyi",
    title="Aimanyi",
    package=PACKAGE,
    envelope=Envelope(failure=("/error",), code=("/error/code",), message=("/error/message",)),
    errors=(ErrorRow("badRequest", status=200), ErrorRow("notFound", status=404)),
    sources={
        "image": "qwen-image-2.0-2026-03-03 (Apifox) <https://doc.aimanyi.top/api-453605126.html>",
        "gateway": "The One-API / New-API family of gateways, whose error body the page's example is",
    },
    operations={"generate_image": GENERATE_IMAGE},
)
