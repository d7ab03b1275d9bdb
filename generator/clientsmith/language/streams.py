"""The words that describe an answer in server-sent events, whose images come one after another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clientsmith.language.common import Cited, Described, Json, Pointers
from clientsmith.language.types import POINTER, POINTERS, SCALAR, mapped, named, one_of, shaped
from clientsmith.language.words import Group, word

_SHOWN: Json = {"anyOf": [{"required": ["url"]}, {"required": ["base64"]}]}


@dataclass(frozen=True, kw_only=True)
class StreamEvent(
    Described,
    Cited,
    positional=("name", "state"),
    runtime="EventPlan",
    groups={"error": Group("Where the data of a failed image has its error.")},
    limits={
        "allOf": [
            {"if": {"properties": {"state": {"enum": ["partial", "image"]}}}, "then": _SHOWN},
            {"if": {"required": ["error"]}, "then": {"properties": {"state": {"const": "failure"}}}},
        ]
    },
):
    """An event of a stream. Its pointers lead into the JSON of its data."""

    name: str
    state: str = word(one_of("partial", "image", "failure", "end"), required=True, example="partial")
    """What the event means. partial: an image that isn't finished; image: one that is; failure: an image that isn't
    made; end: all is done, and the result is there.
    """
    number: Pointers = word(POINTERS, at="index", example="/image_index")
    """The number of the image, or of the partial image."""
    url: Pointers = word(POINTERS, example="/url")
    """Link of the image; goes before base64 where both are set."""
    base64: Pointers = word(POINTERS, example="/b64_json")
    """The image in base64, with or without a data: prefix."""
    media_type: Pointers = word(POINTERS, example="/output_format")
    """The image's type: a media type, or jpeg, png, webp."""
    error_code: Pointers = word(POINTERS, at="error/code", example="/error/code")
    """Code of the error of the image."""
    error_message: Pointers = word(POINTERS, at="error/message", example="/error/message")
    """Its message."""


@dataclass(frozen=True, kw_only=True)
class Stream(Cited, runtime="StreamPlan"):
    """The answer may come as server-sent events: a method of its own, stream_ and the operation's id, asks for them."""

    values: Mapping[str, Json] = word(
        mapped(SCALAR, minProperties=1), at="set", required=True, example={"stream": True}
    )
    """What that method adds to the body, by name at its top level."""
    discriminator: str = word(POINTER, example="/type")
    """Where the data of an event has its name; the event's own name counts where there is none."""
    events: tuple[StreamEvent, ...] = word(
        named("streamEvent", shaped("^[!-~]{1,100}$", "the name of an event such as image.completed"), minProperties=1),
        required=True,
        example={"image.completed": {"state": "end", "base64": "/b64_json"}},
    )
    """Name to event. Others are drift and are passed over, but one that is named error, or that the envelope calls a
    failure, ends the stream with that error. `[DONE]` ends it as well.
    """
