"""A call that meets a fault of the server: its error, what the server was asked, and what may be nowhere."""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from clientsmith.mock.server import Mock
from faults.in_step import AT_ONCE, TASKED, Caller
from imageclients import errors
from support.mode import KEY, Mode

CALLERS = {name: (AT_ONCE | TASKED)[name] for name in ("modelverse", "ppio")}
"""A provider that answers with images, and one that answers with a task."""
BOTH = pytest.mark.parametrize("caller", CALLERS.values(), ids=CALLERS)
"""For a test of a submit: each kind of answer to it."""


def ask(mode: Mode, caller: Caller, client: Any, **arguments: Any) -> Any:
    """A whole call; the prompt is one that can be told from all other texts."""
    return mode.go(client.generate_image(**caller.arguments, **arguments))


def fails(mode: Mode, caller: Caller, client: Any, kind: type[errors.ImageClientError], **arguments: Any) -> Any:
    """The error of a call: of exactly this class, with neither key nor prompt, and with no connection left in use."""
    with pytest.raises(errors.ImageClientError) as caught:
        ask(mode, caller, client, **arguments)
    assert type(caught.value) is kind, f"{type(caught.value).__name__}: {caught.value}"
    assert (caught.value.provider, caught.value.operation) == (caller.name, "generate_image")
    assert KEY not in everything(caught.value)
    assert caller.arguments["prompt"] not in everything(caught.value)
    assert busy(client) == []
    return caught.value


def everything(error: BaseException) -> str:
    """All that an error may be printed as."""
    return f"{error} {error!r} {error.args} {vars(error)} {''.join(traceback.format_exception(error))}"


def busy(client: Any) -> list[Any]:
    """Connections of the client that are neither closed nor free for the next request, and requests that wait."""
    pools = pools_of(client)
    found = [one for pool in pools for one in pool.connections if not (one.is_idle() or one.is_closed())]
    return [*found, *(request for pool in pools for request in pool._requests)]


def pools_of(client: Any) -> list[Any]:
    """The pools of connections that a client uses; none for a transport without."""
    connection = client.connection
    own = [sender.http for senders in connection.made.values() for sender in senders]
    given = [] if connection.given is None else [connection.given]
    pools = [getattr(getattr(http, "_transport", http), "_pool", None) for http in [*own, *given]]
    return [pool for pool in pools if hasattr(pool, "_requests")]


def connections_of(client: Any) -> list[Any]:
    """The connections that a client keeps."""
    return [one for pool in pools_of(client) for one in pool.connections]


def until(condition: Callable[[], bool]) -> None:
    """Wait for what the mock does in its own thread."""
    ending = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < ending
        time.sleep(0.001)


def posts(mock: Mock) -> int:
    """How many submits have arrived, billed or not."""
    return sum(one.method == "POST" for one in mock.requests)


def check_unknown(error: errors.SubmissionUnknownError, mock: Mock) -> None:
    """One submit went out; the error says so, where to, when, and has the hash by which it can be found."""
    (asked,) = mock.requests
    assert (asked.method, asked.billed) == ("POST", True)
    sent = json.dumps(dict(asked.arguments), separators=(",", ":")).encode()
    assert error.body_sha256 == sha256(sent).hexdigest()
    assert error.sent_at == mock.world.clock.now()
    assert f"{mock.address.removeprefix('http://')}: " in str(error)
    assert str(error).endswith("; the request may have been taken and billed, so it wasn't sent again")
