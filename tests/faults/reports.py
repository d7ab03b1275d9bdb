"""What tools that report errors make of an exception, and a world that ends at this machine."""

from __future__ import annotations

import socket
import traceback
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any

import pytest

from faults.in_step import no_names
from support.server import Server

SIGNED = "?Expires=1&OSSAccessKeyId=me&Signature=s3cr3t"
"""The query of a signed link."""


def signed(server: Server) -> dict[str, Any]:
    """An answer with a signed link to that server."""
    return {"data": [{"url": f"{server.url}/1.png{SIGNED}"}]}


@pytest.fixture
def only_this_machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No host is looked up, and no connection is made to another machine, while a test runs."""
    connect = socket.socket.connect

    def near(self: socket.socket, address: Any) -> None:
        assert address[0] == "127.0.0.1", address
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", near, raising=False)
    with no_names(monkeypatch) as asked:
        yield
        assert asked == []


def reported(error: BaseException) -> str:
    """The traceback with all locals, causes included; without the frames of the tests."""
    parts: list[str] = []
    seen: set[int] = set()
    pending: list[BaseException | None] = [error]
    while pending:
        one = pending.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        pending += [one.__cause__, one.__context__]
        parts += [f"{one!r} {one} {one.args} {vars(one)} {getattr(one, '__notes__', '')}", *_frames(one.__traceback__)]
    return "\n".join(parts)


def _frames(trace: TracebackType | None) -> Iterator[str]:
    for frame, line in traceback.walk_tb(trace):
        if "/tests/" not in frame.f_code.co_filename:
            values = [told for name, value in frame.f_locals.items() for told in (name, *_shown(value))]
            yield f"{frame.f_code.co_qualname} {line} {' '.join(values)}"


def _shown(value: Any) -> Iterator[str]:
    """A value and what is in it, if it is a list or a mapping."""
    inside: Any = value
    yield _repr(value)
    if isinstance(value, Mapping):
        yield from map(_repr, inside.values())
    elif isinstance(value, list | tuple):
        yield from map(_repr, inside)


def _repr(value: Any) -> str:
    """The repr of something that may be half made."""
    try:
        return repr(value)
    except AttributeError:
        return f"a broken {type(value).__name__}"
