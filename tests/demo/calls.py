"""The calls of the demo, as data: what a newcomer sees first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


class Expression(NamedTuple):
    """An argument that is typed as an expression and not as a value."""

    text: str


LAST_IMAGE = Expression("result.images[0].read()")
"""The bytes of the image that the call before made."""


@dataclass(frozen=True)
class Call:
    """A call as a user types it.

    Attributes:
        arguments: what is typed by name, in that order.
        about: what is special about it, in a few words.
        near: pixels that the `sizes` of the provider turn into arguments.
        named: the result gets a name, for the call after this one.
        awaits: it is a call of AsyncClient.
    """

    provider: str
    arguments: Mapping[str, Any]
    about: str
    near: tuple[int, int] | None = None
    operation: str = "generate_image"
    named: bool = False
    awaits: bool = False


# The mock paints what prompts speak of: lakes, dunes, snow, night, in several languages. One after the other first.
CALLS = (
    Call(
        "bizyair",
        {
            "prompt": "Forest lake, morning",
            "image_size": "1664x928",
            "negative_prompt": "people, text",
            "seed": 7,
            "cfg": 4.0,
        },
        "pixels, seed, cfg",
        named=True,
    ),
    Call("bizyair", {"prompt": "Now under an aurora", "image": LAST_IMAGE}, "the image before", operation="edit_image"),
    Call("aimanyi", {"prompt": "Snowy peaks at sunrise", "size": "1920*1080"}, "pixels"),
    Call(
        "modelverse",
        {"prompt": "Dunes in the desert", "aspect_ratio": "21:9", "steps": 30, "response_format": "b64_json"},
        "ratio, steps, base64",
    ),
    Call("ppio", {"prompt": "冬天的湖，雪山倒影", "size": "1024*1024"}, "pixels"),
    # And these together.
    Call(
        "ppio", {"prompt": "海上明月，波光粼粼", "watermark": False}, "about 2400x1000", near=(2400, 1000), awaits=True
    ),
    Call(
        "apimart",
        {"model": "qwen-image-2.0-pro", "prompt": "Peaks by the sea, dusk", "n": 2},
        "about 2000x1125, two",
        near=(2000, 1125),
        awaits=True,
    ),
    Call(
        "apimart",
        {"model": "qwen-image-2.0", "prompt": "桜の咲く春の山", "size": "3:4", "resolution": "1K"},
        "ratio and tier",
        awaits=True,
    ),
    Call(
        "modelverse",
        {"prompt": "붉은 가을 숲", "aspect_ratio": "2:3", "guidance_scale": 3.5, "negative_prompt": "rain"},
        "ratio, guidance",
        awaits=True,
    ),
    Call(
        "aimanyi",
        {"prompt": "A dream of mountains", "size": "1K", "seed": 42, "watermark": False},
        "tier, seed",
        awaits=True,
    ),
)

REFUSED = Call("aimanyi", {"prompt": "A huge mountain", "size": "4096*4096", "n": 9}, "too much of it")
"""What breaks two documented limits at once."""
