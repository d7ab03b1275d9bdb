"""Images as arguments: every kind and type, given as text, bytes and files."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from typing import Any

from clientsmith.language.pixels import pixel_limits
from clientsmith.load.json_values import Json, mapping, sequence
from clientsmith.oracle import media, pictures
from clientsmith.oracle.pixels import outside
from clientsmith.vectors.sample_values import Try
from clientsmith.vectors.size_bounds import limit_boxes


def images(schema: Mapping[str, Any]) -> Iterator[Try]:
    """Images to try for a value, or for the elements of a list, that takes some."""
    listed = "media" in mapping(schema.get("items"))
    image = mapping((mapping(schema.get("items")) if listed else schema).get("media"))
    if not image:
        return
    types, most = sequence(image.get("types")), image.get("maxBytes")

    def trial(name: str, value: Any) -> Try:
        return Try(f"media {name}", [value] if listed else value)

    yield trial("url", media.LINK)
    yield trial("plain http", "http://example.com/in.png")
    yield trial("no image", "picture.png")
    for kind, encoded in media.FILES.items():
        name = kind.partition("/")[2]
        yield trial(f"dataUri {name}", f"data:{kind};base64,{encoded}")
        yield trial(f"bytes {name}", {"$bytes": encoded})
    kind, encoded = media.usual(types)
    if kind not in media.FILES:
        yield trial(f"dataUri {kind.partition('/')[2]}", f"data:{kind};base64,{encoded}")
        yield trial(f"base64 {kind.partition('/')[2]}", encoded)
    yield trial("dataUri of text", "data:text/plain;base64,YSBmb3g=")
    yield trial("base64", media.FILES["image/png"])
    yield trial("file", {"$file": media.FILES["image/png"]})
    if "upload" in image["kinds"] and most is not None and most <= 1 << 16:
        for more in (0, 1):
            padded = b64decode(encoded).ljust(most + more, b"\0")
            yield trial(f"{most + more} bytes to upload", {"$bytes": b64encode(padded).decode()})
    yield trial("bytes of no image", {"$bytes": "YSBmb3ggaXMgbm8gaW1hZ2U="})
    yield trial("no bytes", {"$bytes": ""})
    if "file" in image["kinds"] and most is not None and most <= 1 << 16:
        for more in (0, 1):
            padded = b64decode(encoded).ljust(most + more, b"\0")
            yield trial(f"{most + more} bytes", {"$bytes": b64encode(padded).decode()})
    elif most is not None and most <= 1 << 16:
        yield trial("too many bytes", {"$bytes": media.FILES["image/png"]})
        for more in (0, 1):
            kind, _ = media.usual(types)
            text = b64encode(b"\x89" * (most + more)).decode()
            yield trial(f"dataUri of {most + more} bytes", f"data:{kind};base64,{text}")
            yield trial(f"base64 of {most + more} bytes", text)
    for name, kind, encoded in _sized(image):
        yield trial(f"dataUri of {name}", f"data:{kind};base64,{encoded}")
        yield trial(f"base64 of {name}", encoded)
        yield trial(f"bytes of {name}", {"$bytes": encoded})
    if listed and "file" in image["kinds"]:
        yield Try("media two files", [{"$bytes": encoded}, {"$bytes": encoded}])
        yield Try("media a file for a list", {"$bytes": encoded})
    elif listed:
        yield Try("media two", [media.LINK, "picture.png"])
        yield Try("media text for a list", media.LINK)


def _sized(image: Json) -> Iterator[tuple[str, str, str]]:
    """Yield name, type and base64 of images at every bound of their sides and one past it, and of one each type."""
    if not media.is_sized(image):
        return
    limit = pixel_limits(image)
    boxes = [box for _, box, _ in limit_boxes(limit, ()) if 0 < min(box) <= max(box) <= pictures.LARGEST]
    broken = [box for box in boxes if any(outside(limit, *box))]
    legal = [box for box in boxes if box not in broken]
    for at, kind in enumerate(media.sized_types(image)):
        for width, height in dict.fromkeys(boxes if at == 0 else (*legal[:1], *broken[:1])):
            if (encoded := pictures.picture(kind, width, height)) is not None:
                yield f"{width}x{height} {kind.partition('/')[2]}", kind, encoded
