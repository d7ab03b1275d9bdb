"""Stage live: one request and what came of it, as it went over the wire."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clientsmith.live.endpoints import Kind
from clientsmith.rules.spec import mapping, sequence

MOST = 96 * 1024 * 1024
"""Bytes of a decoded answer that are looked at; more than any client takes."""
MOST_DEEP = 100


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
    done: bool = False

    def header(self, name: str) -> str:
        """A header of the answer; empty where it has none."""
        return next((value for known, value in self.answer_headers if known.lower() == name), "")

    def decoded(self) -> bytes:
        """The answer's body, inflated as far as it can be."""
        if self.header("content-encoding").lower() not in ("gzip", "x-gzip", "deflate"):
            return bytes(self.content)
        try:
            return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(bytes(self.content), MOST)
        except zlib.error:
            return bytes(self.content)

    def json(self) -> Any:
        """The answer's body as JSON; None where it is none."""
        return parsed(self.decoded())


def parsed(content: bytes) -> Any:
    """JSON that can be looked through, or None."""
    try:
        value = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    level = [value]
    for _ in range(MOST_DEEP):
        nodes = [mapping(node).values() if isinstance(node, dict) else sequence(node) for node in level]
        level = [item for items in nodes for item in items]
        if not level:
            return value
    return None
