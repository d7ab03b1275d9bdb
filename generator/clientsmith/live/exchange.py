"""One request and its response, as sent over the wire."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clientsmith.live.endpoints import Kind
from clientsmith.oracle.reading import read

MOST = 96 * 1024 * 1024
"""Most bytes of a decoded response that are read; more than any client takes."""
_PIECE = 256
"""Bytes that are unpacked at once."""


@dataclass
class Exchange:
    """A request and its answer; times are in seconds of the run.

    Attributes:
        number: counts from 1 within the run.
        call: id of the call that it belongs to.
        content: the answer's body as it came, maybe compressed.
        failure: name of the exception that came instead of a whole answer; empty for none.
        done: whether it is over.
    """

    number: int
    call: str
    kind: Kind
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    at: float
    seconds: float = 0.0
    status: int | None = None
    answer_headers: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    content: bytearray = field(default_factory=bytearray)
    failure: str = ""
    signed: bool = False
    """Whether the query of its address may be a signature."""
    done: bool = False

    def header(self, name: str) -> str:
        """A header of the answer; empty where it has none."""
        return next((value for known, value in self.answer_headers if known.lower() == name), "")

    def decoded(self) -> bytes:
        """The answer's body, inflated as far as it can be; stars for a compression that nobody asked for.

        What can't be unpacked can't be searched for the key.
        """
        encoding = self.header("content-encoding").strip().lower()
        if encoding in ("", "identity"):
            return bytes(self.content)
        return _inflated(bytes(self.content)) if encoding in ("gzip", "x-gzip", "deflate") else b"*" * len(self.content)

    def json(self) -> Any:
        """Return the response body as JSON; None if it isn't JSON."""
        return read(self.decoded(), self.header("content-type"))


def _inflated(content: bytes) -> bytes:
    """Return as much of a compressed body as can be decompressed."""
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 32).decompress
    parts, left = list[bytes](), MOST
    # Piece by piece, because a fault takes along all that its piece would have given.
    with contextlib.suppress(zlib.error):
        for start in range(0, len(content), _PIECE):
            parts.append(inflate(content[start : start + _PIECE], left))
            left -= len(parts[-1])
            if left <= 0:
                break
    return b"".join(parts)
