"""Faults of the images behind links. A docstring says what happens."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace

from PIL import Image

from clientsmith.mock.errors import Reply

ImageFault = Callable[[Reply], Reply]
EXPIRED = b"""<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>AccessDenied</Code><Message>Request has expired.</Message></Error>"""
_NAME = 'attachment; filename="../../.bashrc"'
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def expired() -> Reply:
    """What a storage service says about a link whose time is over."""
    return Reply(403, EXPIRED, {"content-type": "application/xml"})


def _expired(reply: Reply) -> Reply:
    """403 with XML: the link has expired."""
    return expired()


def _cut(reply: Reply) -> Reply:
    """The first half of the image, as if it were all."""
    return replace(reply, body=bytes(reply.body)[: len(reply.body) // 2])


def _empty(reply: Reply) -> Reply:
    """No byte at all."""
    return replace(reply, body=b"")


def _svg(reply: Reply) -> Reply:
    """SVG with a script, under the type of the image."""
    return replace(reply, body=_SVG)


def _webp(reply: Reply) -> Reply:
    """WebP, under the type of another format."""
    made = io.BytesIO()
    Image.open(io.BytesIO(bytes(reply.body))).save(made, "WEBP")
    return replace(reply, body=made.getvalue())


def _named(reply: Reply) -> Reply:
    """The image, under a name that leads out of every folder."""
    return replace(reply, headers={**reply.headers, "content-disposition": _NAME})


def _vast(reply: Reply) -> Reply:
    """A small PNG whose header speaks of 50,000 x 50,000 pixels."""
    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    parts = (b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1_000)), (b"IEND", b"")
    chunks = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    ]
    return Reply(200, b"\x89PNG\r\n\x1a\n" + b"".join(chunks), {"content-type": "image/png"})


IMAGE_FAULTS: dict[str, ImageFault] = {
    "link-expired": _expired,
    "image-cut": _cut,
    "image-empty": _empty,
    "image-is-svg": _svg,
    "image-is-webp": _webp,
    "image-with-a-name": _named,
    "image-of-vast-size": _vast,
}
