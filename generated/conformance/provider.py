# Made by `clientsmith generate` from templates/conformance/provider.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The other side of a case: a provider that follows a script, and a world in which only waiting takes time."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import zlib
from base64 import b64decode
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import httpx

from .values import made

FRAMING = frozenset({"host", "user-agent", "accept-encoding", "connection", "content-length", "transfer-encoding"})
"""Headers that belong to the transport and not to the call."""
_PUBLIC = "93.184.216.34"
_BLOCK = 1 << 20
_BEGUN = 5_000.0


class Clock:
    """Time, chance and names of hosts as the case has them; `pauses` has every wait of the client in seconds."""

    def __init__(self, unix_time: float, chance: float, hosts: Mapping[str, Sequence[str]]) -> None:
        self.now = 0.0
        self.pauses: list[float] = []
        self._unix_time, self._chance, self._hosts = unix_time, chance, hosts

    def monotonic(self) -> float:
        """Seconds of a clock that began long before the case."""
        return _BEGUN + self.now

    def time(self) -> float:
        """Unix seconds."""
        return self._unix_time + self.now

    def random(self) -> float:
        """The same number each time."""
        return self._chance

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.pauses.append(seconds)
        self.now += seconds

    async def sleep_async(self, seconds: float) -> None:
        """The same for the asynchronous client."""
        self.sleep(seconds)

    def resolve(self, host: str) -> list[str]:
        """The addresses of a host; a public one unless the case says otherwise."""
        return list(self._hosts.get(host, (_PUBLIC,)))

    async def resolve_async(self, host: str) -> list[str]:
        """The same for the asynchronous client."""
        return self.resolve(host)


class Interrupted(BaseException):
    """Somebody stopped the program while it waited."""


class Script(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers one request after the other as the case says, and keeps what was asked."""

    def __init__(self, answers: Sequence[Mapping[str, Any]], clock: Clock) -> None:
        self.requests: list[httpx.Request] = []
        self.told: Mapping[str, Any] = {}
        self._answers, self._clock = answers, clock
        self._repeated: tuple[Mapping[str, Any], bytes, list[tuple[str, str]]] | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer the synchronous client."""
        request.read()
        return self._answered(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer the asynchronous client."""
        await request.aread()
        return self._answered(request)

    def _answered(self, request: httpx.Request) -> httpx.Response:
        at = len(self.requests)
        self.requests.append(request)
        if at >= len(self._answers) and not (self._answers and self._answers[-1].get("repeat")):
            raise AssertionError(f"request {at + 1} is one more than the case has answers for")
        told = self._answers[min(at, len(self._answers) - 1)]
        if "base64" not in told and "bytes" not in told:
            self.told = told
        self._clock.now += told.get("seconds", 0)
        if "fault" in told:
            raise _FAULTS[told["fault"]]()
        if self._repeated is None or self._repeated[0] is not told:
            self._repeated = told, _sent(told), list(_headers(told))
        _, content, headers = self._repeated
        body = _Body(content, told.get("drip", {}), self._clock)
        return httpx.Response(told.get("status", 200), headers=headers, stream=body)


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that may come in drips, each of which takes its time."""

    def __init__(self, content: bytes, drip: Mapping[str, Any], clock: Clock) -> None:
        self._content, self._clock = content, clock
        self._chunks, self._seconds = drip.get("chunks", 1), drip.get("seconds", 0)
        self._fault = drip.get("fault")

    def __iter__(self) -> Iterator[bytes]:
        step = max(1, -(-len(self._content) // self._chunks))
        for at in range(0, len(self._content), step):
            self._clock.now += self._seconds
            yield self._content[at : at + step]
        if self._fault:
            raise _FAULTS[self._fault]()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self:
            yield chunk


def _headers(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    given: Mapping[str, str] = told.get("headers", {})
    if "json" in told and "content-type" not in given:
        yield "content-type", "application/json"
    if told.get("gzip"):
        yield "content-encoding", "gzip"
    yield from given.items()


def _sent(told: Mapping[str, Any]) -> bytes:
    """The body as it goes over the wire."""
    content, zipped = _content(told), told.get("gzip", False)
    if "bytes" in told:
        return _filled(content, told["bytes"], zipped=zipped)
    return _zipped(content, 0) if zipped else content


@lru_cache(maxsize=2)
def _filled(content: bytes, size: int, *, zipped: bool) -> bytes:
    """The content made so long; the last ones are kept, since making them takes longer than reading them.

    White space is legal after JSON, and as good as any content to fill an answer with.
    """
    blanks = max(0, size - len(content))
    return _zipped(content, blanks) if zipped else content.ljust(len(content) + blanks)


def _content(told: Mapping[str, Any]) -> bytes:
    if "base64" in told:
        content = b64decode(told["base64"])
    elif "json" in told:
        content = json.dumps(told["json"], ensure_ascii=False).encode()
    else:
        content = str(made(told.get("text", ""))).encode()
    return content


def _zipped(content: bytes, blanks: int) -> bytes:
    """The content and so many blanks in gzip, made from one block of blanks that is repeated."""
    whole, rest = divmod(blanks, _BLOCK)
    check = zlib.crc32(content)
    parts = [b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff", _deflated(content)]
    parts += [_deflated(b" " * _BLOCK)] * whole + [_deflated(b" " * rest), b"\x03\x00"]
    for size in (*([_BLOCK] * whole), rest):
        check = zlib.crc32(b" " * size, check)
    return b"".join(parts) + struct.pack("<II", check, (len(content) + blanks) & 0xFFFFFFFF)


def _deflated(data: bytes) -> bytes:
    """A part of a deflate stream that stands for itself."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)


def _caused(error: Exception, cause: BaseException) -> Exception:
    error.__cause__ = cause
    return error


def _certificate() -> Exception:
    cause = ssl.SSLCertVerificationError(1, "certificate verify failed")
    cause.verify_message = "self-signed certificate"
    return _caused(httpx.ConnectError("certificate verify failed"), cause)


def _unknown_host(code: int) -> Exception:
    return _caused(httpx.ConnectError("name not known"), socket.gaierror(code, "name not known"))


_FAULTS: Mapping[str, Callable[[], BaseException]] = {
    "refused": lambda: _caused(httpx.ConnectError("refused"), ConnectionRefusedError(111, "Connection refused")),
    "connect-timeout": lambda: httpx.ConnectTimeout("no connection"),
    "pool-timeout": lambda: httpx.PoolTimeout("no connection is free"),
    "certificate": _certificate,
    "unknown-host": lambda: _unknown_host(socket.EAI_NONAME),
    "no-name-server": lambda: _unknown_host(socket.EAI_AGAIN),
    "read-timeout": lambda: httpx.ReadTimeout("nothing came"),
    "write-timeout": lambda: httpx.WriteTimeout("not taken"),
    "reset": lambda: _caused(httpx.ReadError("reset"), ConnectionResetError(104, "Connection reset by peer")),
    "closed": lambda: httpx.RemoteProtocolError("closed without an answer"),
    "interrupt": Interrupted,
}
"""What can happen to a request instead of an answer."""
