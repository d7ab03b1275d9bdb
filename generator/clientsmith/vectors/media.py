"""Stage vectors: images as arguments: samples of every kind, and what becomes of them on the wire."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from clientsmith.model import Media

LINK = "https://example.com/in.png"
_PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="  # one pixel
_JPEG = b64encode(b"\xff\xd8\xff\xe0 a very small picture \xff\xd9").decode()
_CHUNKS = b"WEBPVP8 a very small picture"
_WEBP = b64encode(b"RIFF" + len(_CHUNKS).to_bytes(4, "little") + _CHUNKS).decode()
_GIF = b64encode(b"GIF89a a very small picture ;").decode()
FILES = {"image/png": _PNG, "image/jpeg": _JPEG, "image/webp": _WEBP, "image/gif": _GIF}
"""A small image of each type, in base64."""


def samples(media: Media) -> list[Any]:
    """A text for each kind that the field takes, its own first."""
    kind = next((kind for kind in FILES if not media.types or kind in media.types), "image/png")
    made = {"url": LINK, "dataUri": f"data:{kind};base64,{FILES[kind]}", "base64": FILES[kind]}
    return [made[kind] for kind in media.kinds]


def form_of(text: str) -> str:
    """The kind of image that a text of these vectors is; empty where it is none."""
    if text.startswith(("https://", "http://")):
        return "url"
    if text.startswith("data:image/"):
        return "dataUri"
    return "base64" if len(text) >= 16 and not set(text) & set(".:-_ ") else ""


def type_of(text: str) -> str:
    """The type that a data URI names."""
    return text[5:].partition(";")[0]


def sent(media: Media, encoded: str) -> str | None:
    """What a field sends for the bytes of an image given in base64; None where it takes none."""
    data = b64decode(encoded)
    kind = next((kind for kind, text in FILES.items() if text == encoded), None)
    if kind is None or (media.types and kind not in media.types):
        return None
    if media.max_bytes is not None and len(data) > media.max_bytes:
        return None
    if "dataUri" in media.kinds:
        return f"data:{kind};base64,{encoded}"
    return encoded if "base64" in media.kinds else None
