"""Finds images and constants in the arguments of a call, at any depth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from .describe import Field
from .given_files import File, file_fault, file_of
from .jsontypes import is_array, is_mapping, is_object
from .media import Fault, Media, MediaProblem, encode, fault_of, size_of_text
from .size_limits import Bounds, Limits, Size

_SIZE_WORDS = frozenset({"side", "pixels", "ratio"})


def media_of(schema: Mapping[str, Any]) -> Media | None:
    """The images that a schema takes; None for no images."""
    media = schema.get("media")
    if media is None:
        return None
    limits = None if _SIZE_WORDS.isdisjoint(media) else _limits_of(media)
    return Media(tuple(media["kinds"]), tuple(media.get("types", ())), media.get("maxBytes"), limits)


def _limits_of(words: Mapping[str, Any]) -> Limits:
    """The limits that words of a spec are: side, pixels and ratio."""

    def bounds(word: str) -> Bounds:
        said = words.get(word, {})
        return Bounds(said.get("minimum", 1), said.get("maximum"), said.get("multipleOf", 1))

    ratios = [words.get("ratio", {}).get(word) for word in ("minimum", "maximum")]
    low, high = (None if text is None else (int(text.split(":")[0]), int(text.split(":")[1])) for text in ratios)
    return Limits(bounds("side"), bounds("side"), bounds("pixels"), (low, high))


def described(field: Field) -> Mapping[str, Any]:
    """The schema of a field, with `media` if the field itself takes images."""
    if not field.media:
        return field.schema
    media: dict[str, Any] = {"kinds": field.media, "types": field.media_types, "maxBytes": field.media_bytes}
    media |= field.media_size
    if field.upload:
        media["upload"] = field.upload
    return {**field.schema, "media": media}


def has_images_or_constants(schema: Mapping[str, Any]) -> bool:
    """Whether a value of this schema may have images, or objects with constants."""
    inside = [*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else ())]
    return not schema.keys().isdisjoint(("media", "const")) or any(map(has_images_or_constants, inside))


def has_uploads(schema: Mapping[str, Any]) -> bool:
    """Whether a value of this schema may have files that are uploaded."""
    inside = [*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else ())]
    return "upload" in schema.get("media", {}) or any(map(has_uploads, inside))


def completed(schema: Mapping[str, Any], value: Any) -> Any:
    """A copy of a value with its images encoded, and the constants of its objects filled in.

    Raises:
        MediaProblem: the value has an image that can't be encoded; its path leads there.
    """
    media = media_of(schema)
    if is_mapping(value) and "properties" in schema:
        properties = schema["properties"]
        constants = {name: child["const"] for name, child in properties.items() if "const" in child}
        return constants | {
            name: _completed_at(f".{name}", properties.get(name, {}), item) for name, item in value.items()
        }
    if isinstance(value, list | tuple):
        item_schema = schema if media is not None else schema.get("items", {})
        items = cast("Sequence[Any]", value)
        return [_completed_at(f"[{index}]", item_schema, item) for index, item in enumerate(items)]
    if media is None:
        return value
    return file_of(media, value) if media.takes_files else encode(media, value)


def _completed_at(step: str, schema: Mapping[str, Any], value: Any) -> Any:
    try:
        return completed(schema, value)
    except MediaProblem as error:
        raise MediaProblem(error.message, error.suggestion, step + error.path) from None


def image_faults(schema: Mapping[str, Any], value: Any, path: str = "") -> Iterator[tuple[str, Fault]]:
    """Path and fault of every text in a plain JSON value that must be an image and isn't."""
    media = media_of(schema)
    if is_array(value):
        for index, item in enumerate(value):
            yield from image_faults(schema if media is not None else schema.get("items", {}), item, f"{path}[{index}]")
    elif is_object(value):
        properties = schema.get("properties", {})
        for name, item in value.items():
            yield from image_faults(properties.get(name, {}), item, f"{path}.{name}")
    elif media is not None:
        is_file = "file" in media.kinds or (media.takes_files and isinstance(value, File))
        fault = (file_fault if is_file else fault_of)(media, value)
        yield from () if fault is None else ((path, fault),)


def other_sizes(value: Any, partner: Any) -> Iterator[tuple[str, Size, Size]]:
    """Path and sides of every image that has others than the first of its partner, and the partner's sides."""
    wanted = next((size_of_text(text) for _, text in _each(partner)), None)
    for path, text in _each(value) if wanted is not None else ():
        size = size_of_text(text)
        if wanted is not None and size is not None and size != wanted:
            yield path, size, wanted


def _each(value: Any) -> list[tuple[str, Any]]:
    return [(f"[{index}]", item) for index, item in enumerate(value)] if is_array(value) else [("", value)]
