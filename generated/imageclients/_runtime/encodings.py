"""Undoing the content encoding of a body, chunk by chunk, with a limit on what is made of it."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zlib import _Decompress  # pyright: ignore[reportPrivateUsage] - the stubs have no other name for it

_GZIP = b"\x1f\x8b"
_SLACK = 65536
"""Bytes that may come beyond twice the size of the answer: empty parts of a body take no room in it."""
_SLICE = 4096
"""Members after the first are looked for in pieces of so many bytes: zlib copies the rest at the end of each."""


def decoder(encoding: str | None) -> Inflater | None:
    """What undoes a content encoding; None where there is nothing to undo."""
    name = (encoding or "").strip().lower()
    return Inflater(is_deflate=name == "deflate") if name in ("gzip", "x-gzip", "deflate") else None


class Inflater:
    """Undoes gzip and deflate, several members in a row too, and deflate without the header that it should have."""

    def __init__(self, *, is_deflate: bool) -> None:
        self._is_deflate = is_deflate
        self._member: _Decompress | None = None
        self._members = 0
        self._head = b""
        self._is_over = False
        self._room: int | None = None

    def __call__(self, chunk: bytes, most: int) -> bytes:
        """What a chunk of the body stands for, at most so many bytes of it.

        Raises:
            zlib.error: it isn't what the encoding says, or goes on without ever becoming anything.
        """
        self._room = (2 * most + _SLACK if self._room is None else self._room) - len(chunk)
        if self._room < 0:
            raise zlib.error("more came than any answer of this size takes")
        made: list[bytes] = []
        data, at, self._head = memoryview(self._head + chunk), 0, b""
        while at < len(data) and most > 0 and not self._is_over:
            if self._member is None:
                if len(data) - at < len(_GZIP):
                    self._head = bytes(data[at:])
                    break
                self._member = self._next(bytes(data[at : at + len(_GZIP)]))
                self._members += 1
                continue
            piece = data[at : at + (_SLICE if self._members > 1 else len(data))]
            made.append(self._member.decompress(piece, most))
            most -= len(made[-1])
            at += len(piece) - len(self._member.unused_data)
            if self._member.eof:
                self._member = None
        return b"".join(made)

    def _next(self, head: bytes) -> _Decompress | None:
        """What undoes the member that begins so; None for padding and the like, which browsers leave alone too."""
        if head == _GZIP:
            return zlib.decompressobj(zlib.MAX_WBITS | 16)
        has_header = head[0] & 15 == zlib.DEFLATED and int.from_bytes(head, "big") % 31 == 0
        if has_header and (self._is_deflate or not self._members):
            return zlib.decompressobj()
        self._is_over = self._members > 0
        if self._is_over:
            return None
        return zlib.decompressobj(-zlib.MAX_WBITS if self._is_deflate else zlib.MAX_WBITS | 16)

    def finish(self) -> None:
        """Check that nothing is missing at the end of the body; an empty one is whole.

        Raises:
            zlib.error: it breaks off.
        """
        is_cut = self._head and (not self._members or self._head == _GZIP[:1])
        if self._member is not None or is_cut:
            raise zlib.error("the body breaks off")
