# Made by `clientsmith generate` from templates/imageclients/_runtime/async_chunks.py.j2; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Reading an answer piece by piece, for the asynchronous client.

Made, like its twin, from templates/_parts/chunks.py.j2.
"""

from __future__ import annotations

import contextlib
from typing import Any

from . import encodings, event_stream, http_logs, transport
from .client_core import ClientCore
from .effects import Opened, SendRequest
from .failures import Failure, deadline_passed, failure_of
from .loops import time_limit


def opened_answer(
    client: ClientCore[Any], http: Any, message: Any, response: Any, effect: SendRequest, deadline: float
) -> Opened | None:
    """An event stream whose body is still to be read; None for any other answer.

    A hook or a transport of the user's may have read the body already.
    """
    status, headers = transport.head_of(response)
    if not event_stream.is_declared(headers) or not 200 <= status < 300:
        return None
    if getattr(response, "is_stream_consumed", False):
        return None
    inflate = encodings.decoder(headers.get("content-encoding"), is_given=client.connection.given is not None)
    chunks = aiter(response.stream)
    return Opened(
        status, headers, http, response, message, chunks, inflate, effect.max_bytes + 1, effect.seconds, deadline
    )


async def next_chunk(client: ClientCore[Any], opened: Opened) -> bytes | Failure | None:
    """The next piece of the decoded body, or None at its end; the answer is closed then, and after a failure."""
    quiet = http_logs.hides_query.set(False)
    masked = http_logs.hidden_key.set(client.key)
    chunk: bytes | None = None
    monotonic = client.options.system.monotonic
    try:
        with time_limit(opened.deadline - monotonic()):
            chunk = await anext(opened.chunks, None)
            if chunk is None and opened.inflate is not None:
                opened.inflate.finish()
            elif chunk is not None:
                chunk = chunk[: opened.left] if opened.inflate is None else opened.inflate(chunk, opened.left)
                opened.left -= len(chunk)
        late = monotonic() > opened.deadline
        if chunk is not None and not late:
            return chunk
        await close_answer(opened)
        return deadline_passed(opened.seconds) if late else None
    except BaseException as error:  # noqa: BLE001 - cancellation and Ctrl-C too
        await close_answer(opened)
        failure = failure_of(error, opened.seconds, opened.message)
        if failure is None:
            raise error.with_traceback(None)  # its frames may hold the key
        return failure
    finally:
        http_logs.hides_query.reset(quiet)
        http_logs.hidden_key.reset(masked)


async def close_answer(opened: Opened) -> None:
    """Close an answer; nothing that goes wrong then matters."""
    opened.release()
    opened.release = int
    with contextlib.suppress(Exception):
        if hasattr(opened.chunks, "aclose"):
            await opened.chunks.aclose()
    with contextlib.suppress(Exception):
        await opened.response.stream.aclose()
