"""Decoding the content encoding of a body, chunk by chunk, with a limit on the decoded size."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from zlib import _Decompress  # pyright: ignore[reportPrivateUsage] - the stubs have no other name for it

_GZIP = b"\x1f\x8b"
_SLACK = 65536
"""Bytes that may come beyond twice the size of the answer: empty parts of a body take no room in it."""
_KNOWN = frozenset(["gzip", "x-gzip", "deflate"])
_MOST_LAYERS = 3
_SLICE = 4096
"""Members after the first are looked for in pieces of so many bytes: zlib copies the rest at the end of each."""


def decoder(encoding: str | None, *, is_given: bool = False) -> Inflater | Chain | None:
    """The decoder of a content encoding, or of several in a row; None for no encoding, or an unknown one.

    A user's transport may have decoded the body already and kept the header, as httpx-curl-cffi does.
    """
    names = [name for name in map(str.strip, (encoding or "").lower().split(",")) if name not in ("", "identity")]
    if not names or len(names) > _MOST_LAYERS or not _KNOWN.issuperset(names):
        return None
    layers = [Inflater(is_deflate=name == "deflate", may_be_plain=is_given and name != "deflate") for name in names]
    return layers[0] if len(layers) == 1 else Chain(layers[::-1])


class Chain:
    """Decodes several encodings, the outermost first."""

    def __init__(self, layers: list[Inflater]) -> None:
        self._layers = layers

    def __call__(self, chunk: bytes, most: int) -> bytes:
        """Decode a chunk of the body, to at most so many bytes.

        Raises:
            zlib.error: the data isn't in these encodings, or is endless without output.
        """
        for layer in self._layers:
            # The output of an inner layer may be larger than the decoded body.
            chunk = layer(chunk, most if layer is self._layers[-1] else 2 * most + _SLACK)
        return chunk

    def finish(self) -> None:
        """Check that the body is complete.

        Raises:
            zlib.error: the body breaks off.
        """
        for layer in self._layers:
            layer.finish()


class Inflater:
    """Decodes gzip and deflate, also several members in a row, and deflate without its header."""

    def __init__(self, *, is_deflate: bool, may_be_plain: bool) -> None:
        self._is_deflate = is_deflate
        self._may_be_plain = may_be_plain
        self._member: _Decompress | None = None
        self._members = 0
        self._head = b""
        self._rest: Literal["member", "plain", "padding"] = "member"
        self._room: int | None = None

    def __call__(self, chunk: bytes, most: int) -> bytes:
        """Decode a chunk of the body, to at most so many bytes.

        Raises:
            zlib.error: the data isn't in this encoding, or is endless without output.
        """
        self._room = (2 * most + _SLACK if self._room is None else self._room) - len(chunk)
        if self._room < 0:
            raise zlib.error("more came than any answer of this size takes")
        data, self._head = memoryview(self._head + chunk), b""
        made: list[bytes] = []
        at = 0
        while at < len(data) and most > 0 and self._rest != "padding":
            if self._rest == "plain":
                made.append(bytes(data[at : at + most]))
                break
            if self._member is None:
                if len(data) - at < len(_GZIP):
                    self._head = bytes(data[at:])
                    break
                self._begin(bytes(data[at : at + len(_GZIP)]))
                continue
            piece = data[at : at + (_SLICE if self._members > 1 else len(data))]
            made.append(self._member.decompress(piece, most))
            most -= len(made[-1])
            at += len(piece) - len(self._member.unused_data)
            if self._member.eof:
                self._member = None
        return b"".join(made)

    def _begin(self, head: bytes) -> None:
        """Choose how to decode the next member by its first bytes."""
        has_header = head[0] & 15 == zlib.DEFLATED and int.from_bytes(head, "big") % 31 == 0
        if head == _GZIP:
            self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        elif has_header and (self._is_deflate or not self._members):
            self._member = zlib.decompressobj()
        elif self._members:
            self._rest = "padding"  # left alone, as browsers do
        elif self._may_be_plain:
            self._rest = "plain"
        else:
            self._member = zlib.decompressobj(-zlib.MAX_WBITS if self._is_deflate else zlib.MAX_WBITS | 16)
        self._members += 1

    def finish(self) -> None:
        """Check that nothing is missing at the end of the body; an empty one is whole.

        Raises:
            zlib.error: the body breaks off.
        """
        if self._member is not None or (self._head and (not self._members or self._head == _GZIP[:1])):
            raise zlib.error("the body breaks off")
