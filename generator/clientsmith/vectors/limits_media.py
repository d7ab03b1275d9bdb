"""Images as arguments: every kind and type, given as text, bytes and files."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from clientsmith.language.model import Field
from clientsmith.vectors import media
from clientsmith.vectors.tries import Try


def images(field: Field, listed: bool) -> Iterator[Try]:
    def one(name: str, value: Any) -> Try:
        return Try(f"media {name}", [value] if listed else value)

    if field.media is None:
        return
    yield one("url", media.LINK)
    yield one("plain http", "http://example.com/in.png")
    yield one("no image", "picture.png")
    for kind, encoded in media.FILES.items():
        name = kind.partition("/")[2]
        yield one(f"dataUri {name}", f"data:{kind};base64,{encoded}")
        yield one(f"bytes {name}", {"$bytes": encoded})
    kind, encoded = media.usual(field.media.types)
    if kind not in media.FILES:
        yield one(f"dataUri {kind.partition('/')[2]}", f"data:{kind};base64,{encoded}")
        yield one(f"base64 {kind.partition('/')[2]}", encoded)
    yield one("dataUri of text", "data:text/plain;base64,YSBmb3g=")
    yield one("base64", media.FILES["image/png"])
    yield one("file", {"$file": media.FILES["image/png"]})
    yield one("bytes of no image", {"$bytes": "YSBmb3ggaXMgbm8gaW1hZ2U="})
    yield one("no bytes", {"$bytes": ""})
    if field.media.max_bytes is not None and field.media.max_bytes <= 1 << 16:
        yield one("too many bytes", {"$bytes": media.FILES["image/png"]})
        for more in (0, 1):
            kind, _ = media.usual(field.media.types)
            text = b64encode(b"\x89" * (field.media.max_bytes + more)).decode()
            yield one(f"dataUri of {field.media.max_bytes + more} bytes", f"data:{kind};base64,{text}")
            yield one(f"base64 of {field.media.max_bytes + more} bytes", text)
    if listed:
        yield Try("media two", [media.LINK, "picture.png"])
        yield Try("media text for a list", media.LINK)
