"""Faults of the connection: what is sent, or isn't, in place of an answer; docstrings say what happens."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Awaitable, Callable

from clientsmith.mock.wire import Wire

ConnectionFault = Callable[[Wire, bytes, str], Awaitable[None]]
"""Sends what the fault sends, given the connection, and the body and content type that the answer would have had."""

_DRIP = 0.05
_MIB = 1 << 20
_BOMB, _HUGE = 1024, 700
"""MiB that a compressed body inflates to, and that a large body has."""


def _ok(kind: str) -> bytes:
    return b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: %s\r\n" % kind.encode()


async def _reset(wire: Wire, body: bytes, kind: str) -> None:
    """The connection is reset after the request was read."""
    wire.reset()


async def _close(wire: Wire, body: bytes, kind: str) -> None:
    """The connection is closed without an answer."""
    wire.close()


async def _silence(wire: Wire, body: bytes, kind: str) -> None:
    """Nothing at all comes back."""
    await wire.hang()
    wire.close()


async def _slow_headers(wire: Wire, body: bytes, kind: str) -> None:
    """The headers come byte by byte, without end."""
    wire.send(b"HTTP/1.1 200 OK\r\nx-slow: ")
    await wire.drip(b"z" * 2_000, _DRIP)
    wire.close()


async def _slow_body(wire: Wire, body: bytes, kind: str) -> None:
    """The body comes byte by byte, without end."""
    wire.send(_ok(kind) + b"content-length: 100000\r\n\r\n")
    await wire.drip(b" " * 2_000, _DRIP)
    wire.close()


async def _short(wire: Wire, body: bytes, kind: str) -> None:
    """4,000 bytes are announced, 13 come, and then the end."""
    wire.send(_ok(kind) + b"content-length: 4000\r\n\r\n" + b'{"data": null')
    wire.close()


async def _reset_in_body(wire: Wire, body: bytes, kind: str) -> None:
    """The connection is reset in the middle of the body."""
    wire.send(_ok(kind) + b"content-length: %d\r\n\r\n" % max(2, len(body)) + body[: len(body) // 2])
    await wire.hang(0.05)
    wire.reset()


async def _open_chunks(wire: Wire, body: bytes, kind: str) -> None:
    """A body in chunks without the last one."""
    wire.send(_ok(kind) + b"transfer-encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (len(body) or 1, body or b" "))
    wire.close()


async def _huge_headers(wire: Wire, body: bytes, kind: str) -> None:
    """20 MB of headers."""

    async def lines() -> AsyncIterator[bytes]:
        for number in range(20_000):
            yield b"x-%d: " % number + b"a" * 1_000 + b"\r\n"

    wire.send(_ok(kind))
    await wire.pour(lines())
    wire.send(b"content-length: 2\r\n\r\n{}")
    wire.close()


async def _early_hints(wire: Wire, body: bytes, kind: str) -> None:
    """Answers 103 without end."""
    for _ in range(2_000):
        if wire.closed:
            break
        wire.send(b"HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\n")
        await wire.hang(_DRIP)
    wire.close()


async def _bomb(wire: Wire, body: bytes, kind: str) -> None:
    """1 MB of gzip that inflates to 1 GiB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    head = packer.compress(b" " * _MIB) + packer.flush(zlib.Z_FULL_FLUSH)
    # From one full flush to the next everything stands for itself, so that it can be sent again and again.
    block = packer.compress(b" " * _MIB) + packer.flush(zlib.Z_FULL_FLUSH)

    async def blocks() -> AsyncIterator[bytes]:
        for _ in range(_BOMB - 1):
            yield block

    size = len(head) + len(block) * (_BOMB - 1)
    wire.send(_ok(kind) + b"content-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % size + head)
    await wire.pour(blocks())
    wire.close()


async def _huge_body(wire: Wire, body: bytes, kind: str) -> None:
    """700 MB of JSON."""

    async def blocks() -> AsyncIterator[bytes]:
        for _ in range(_HUGE):
            yield b" " * _MIB

    wire.send(_ok(kind) + b"content-length: %d\r\n\r\n" % (_HUGE * _MIB))
    await wire.pour(blocks())
    wire.close()


async def _bom(wire: Wire, body: bytes, kind: str) -> None:
    """The right answer, after a byte order mark."""
    wire.send(_ok(kind) + b"content-length: %d\r\n\r\n\xef\xbb\xbf" % (len(body) + 3) + body)
    wire.close()


async def _close_after(wire: Wire, body: bytes, kind: str) -> None:
    """The right answer, and then the connection is closed without a word."""
    wire.send(_ok(kind).replace(b"connection: close\r\n", b"") + b"content-length: %d\r\n\r\n" % len(body) + body)
    wire.close()


async def _longer(wire: Wire, body: bytes, kind: str) -> None:
    """More bytes than announced."""
    wire.send(_ok(kind) + b"content-length: %d\r\n\r\n" % max(1, len(body) - 5) + body)
    wire.close()


async def _stall(wire: Wire, body: bytes, kind: str) -> None:
    """Half of the body comes, and then nothing more."""
    wire.send(_ok(kind) + b"content-length: %d\r\n\r\n" % max(2, len(body)) + body[: len(body) // 2])
    await wire.hang()
    wire.close()


CONNECTION_FAULTS: dict[str, ConnectionFault] = {
    "reset": _reset,
    "close": _close,
    "silence": _silence,
    "slow-headers": _slow_headers,
    "slow-body": _slow_body,
    "short-body": _short,
    "reset-in-body": _reset_in_body,
    "stall": _stall,
    "open-chunks": _open_chunks,
    "huge-headers": _huge_headers,
    "early-hints": _early_hints,
    "gzip-bomb": _bomb,
    "huge-body": _huge_body,
    "byte-order-mark": _bom,
    "close-after-answer": _close_after,
    "longer-body": _longer,
}
