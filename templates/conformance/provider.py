"""The other side of a case: a provider that answers by a script."""

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

from .clock import Clock, Interrupted, cancel
from .values import made

FRAMING = frozenset({"host", "user-agent", "accept-encoding", "connection", "content-length", "transfer-encoding"})
"""Headers that belong to the transport and not to the call."""
_BLOCK = 1 << 20


class Script(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers one request after the other as the case says.

    Attributes:
        requests: every request.
        answer: the last answer that isn't an image.
        open_answers: how many answers the client hasn't closed.
        is_closed: whether the client has closed this transport, which isn't its own.
    """

    def __init__(self, answers: Sequence[Mapping[str, Any]], clock: Clock) -> None:
        self.requests: list[httpx.Request] = []
        self.answer: Mapping[str, Any] = {}
        self.open_answers = 0
        self.is_closed = False
        self.clock = clock
        self._answers = answers
        self._repeated: tuple[Mapping[str, Any], bytes, list[tuple[str, str]]] | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer the synchronous client."""
        request.read()
        answer = self._next(request)
        if "fault" in answer:
            raise _fault(answer)
        return self._response(answer)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer the asynchronous client."""
        await request.aread()
        answer = self._next(request)
        if "fault" in answer:
            await _fail(answer["fault"], _fault(answer))
        return self._response(answer)

    def close(self) -> None:
        """Note that somebody closes it."""
        self.is_closed = True

    async def aclose(self) -> None:
        """The same for the asynchronous client."""
        self.is_closed = True

    def _next(self, request: httpx.Request) -> Mapping[str, Any]:
        at = len(self.requests)
        self.requests.append(request)
        if at >= len(self._answers) and not (self._answers and self._answers[-1].get("repeat")):
            raise AssertionError(f"request {at + 1} is one more than the case has answers for")
        answer = self._answers[min(at, len(self._answers) - 1)]
        if "base64" not in answer and "bytes" not in answer:
            self.answer = answer
        self.clock.now += answer.get("seconds", 0)
        return answer

    def _response(self, answer: Mapping[str, Any]) -> httpx.Response:
        if self._repeated is None or self._repeated[0] is not answer:
            self._repeated = answer, _sent(answer), list(_headers(answer))
        _, content, headers = self._repeated
        self.open_answers += 1
        phrase = {"reason_phrase": answer["phrase"].encode()} if "phrase" in answer else {}
        body = _Body(content, answer, self)
        return httpx.Response(answer.get("status", 200), headers=headers, stream=body, extensions=phrase)


def _fault(answer: Mapping[str, Any]) -> BaseException:
    """What happens instead of the answer; a proxy has words of its own."""
    return httpx.ProxyError(answer["text"]) if answer["fault"] == "proxy" else FAULTS[answer["fault"]]()


async def _fail(fault: str, error: BaseException) -> None:
    """Raise the fault; an interrupted program of asyncio sees the cancellation of its task."""
    if fault == "interrupt":
        await cancel()
    raise error


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that may come in drips, each of which takes its time, and that must be closed."""

    def __init__(self, content: bytes, answer: Mapping[str, Any], script: Script) -> None:
        drip: Mapping[str, Any] = answer.get("drip", {})
        self._content, self._script = content, script
        self._chunks, self._seconds = drip.get("chunks", 1), drip.get("seconds", 0)
        self._fault, self._close_fault = drip.get("fault"), drip.get("closeFault")
        self._is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield from self._drips()
        if self._fault:
            raise FAULTS[self._fault]()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._drips():
            yield chunk
        if self._fault:
            await _fail(self._fault, FAULTS[self._fault]())

    def _drips(self) -> Iterator[bytes]:
        step = max(1, -(-len(self._content) // self._chunks))
        for at in range(0, len(self._content), step):
            self._script.clock.now += self._seconds
            yield self._content[at : at + step]

    def close(self) -> None:
        """Note that the client closes the answer, which may fail as well."""
        if not self._is_closed:
            self._is_closed = True
            self._script.open_answers -= 1
            if self._close_fault:
                raise FAULTS[self._close_fault]()

    async def aclose(self) -> None:
        """The same for the asynchronous client."""
        self.close()


def _headers(answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    given: Mapping[str, str | list[str]] = answer.get("headers", {})
    if "json" in answer and "content-type" not in given:
        yield "content-type", "application/json"
    if answer.get("gzip"):
        yield "content-encoding", "gzip"
    for name, value in given.items():
        yield from ((name, line) for line in ([value] if isinstance(value, str) else value))


def _sent(answer: Mapping[str, Any]) -> bytes:
    """The body as it goes over the wire."""
    content, zipped = _content(answer), answer.get("gzip", False)
    if "bytes" in answer:
        return _filled(content, answer["bytes"], zipped=zipped)
    return _zipped(content, 0) if zipped else content


@lru_cache(maxsize=2)
def _filled(content: bytes, size: int, *, zipped: bool) -> bytes:
    """The content made so long; the last ones are kept, since making them takes longer than reading them.

    White space is legal after JSON, and as good as any content to fill an answer with.
    """
    blanks = max(0, size - len(content))
    return _zipped(content, blanks) if zipped else content.ljust(len(content) + blanks)


def _content(answer: Mapping[str, Any]) -> bytes:
    if "base64" in answer:
        content = b64decode(answer["base64"])
    elif "json" in answer:
        content = json.dumps(answer["json"], ensure_ascii=False).encode()
    else:
        content = str(made(answer.get("text", ""))).encode()
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


FAULTS: Mapping[str, Callable[[], BaseException]] = {
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
