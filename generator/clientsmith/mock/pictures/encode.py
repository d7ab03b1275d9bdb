"""Answers as bytes: JSON in which images become base64, and images themselves, drawn once."""

from __future__ import annotations

import base64
import json
from functools import lru_cache
from typing import Any

from clientsmith.mock.errors import Events
from clientsmith.mock.pictures.picture import picture
from clientsmith.mock.response_faults import Prefixed
from clientsmith.mock.world import Drawing
from clientsmith.oracle.streams import framed


@lru_cache(maxsize=64)
def drawn(drawing: Drawing) -> bytes:
    """The image."""
    return picture(
        drawing.width,
        drawing.height,
        drawing.kind,
        prompt=drawing.prompt,
        facts=dict(drawing.facts),
        seed=drawing.seed,
        index=drawing.index,
    )


def encoded(body: Any) -> bytes:
    """The bytes of an answer."""
    if isinstance(body, bytes):
        return body
    if isinstance(body, Drawing):
        return drawn(body)
    if isinstance(body, Events):
        return "".join(framed(one._replace(data=_with_pictures(one.data))) for one in body.events).encode()
    # Half of a character may stand in what a request named; it is answered as it came.
    return json.dumps(_with_pictures(body), ensure_ascii=False).encode("utf-8", "surrogatepass")


def _with_pictures(value: Any) -> Any:
    if isinstance(value, Drawing):
        return base64.b64encode(drawn(value)).decode()
    if isinstance(value, Prefixed):
        return str(value) + base64.b64encode(drawn(value.drawing)).decode()
    if isinstance(value, dict):
        return {name: _with_pictures(item) for name, item in value.items()}  # pyright: ignore[reportUnknownVariableType] - any JSON
    if isinstance(value, list):
        return [_with_pictures(item) for item in value]  # pyright: ignore[reportUnknownVariableType] - any JSON
    return value
