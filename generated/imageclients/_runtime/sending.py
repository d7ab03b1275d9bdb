# Made by `clientsmith generate` from templates/imageclients/_runtime/sending.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Sending a request, again where that is safe, until there is an answer that is a success."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from .. import errors
from . import answer, config, download, retry, salvage
from .answer import Reply
from .describe import Operation
from .effects import Exchange, Flow, Raw
from .formats import sniff
from .request import Request
from .submission import Submission, verdict
from .transport import Failure

if TYPE_CHECKING:
    from .core import ClientCore


LAST_POLL = 1.0
"""Seconds that are kept for the last poll of a wait."""
SHORTEST_DELAY = 0.1
"""Seconds between polls that fail, at least: a random part of a delay can be nothing."""


class WaitEnded(Exception):
    """A wait has no time for another poll; its cause is the last fault."""


class Lookup(NamedTuple):
    """What the request that asks for a task adds.

    Attributes:
        accepts: whether an error answer with this code speaks of the task, which may fail in the words of an error.
        lacks: what an answer of the right form doesn't say though it must; empty where nothing is missing.
        waiting: whether a wait sends it, which ends at its deadline and not by a number of retries.
    """

    accepts: Callable[[Reply, str | None], bool]
    lacks: Callable[[Reply], str]
    waiting: bool


def send(
    client: ClientCore[Any], operation: Operation, request: Request, submission: Submission, about: Lookup | None = None
) -> Flow[Reply]:
    """Send a request, and return the answer if it is a success; the submission learns whether it may be billed."""
    options, timer = client.options, submission.timer
    started, sent_at = timer.elapsed(), options.system.time()
    # What may bill is sent twice only with a key by which the provider notices.
    keyed = operation.idempotency_header.lower() in request.headers
    waiting = about is not None and about.waiting
    # An endpoint that is the whole base address has the path /, which adds nothing.
    path = request.path[1:] if request.path == "/" or request.path.startswith("/?") else request.path
    headers = {"accept": "application/json", **request.headers}
    attempt = 0
    while True:
        attempt += 1
        limit = min(options.timeout or operation.timeout, max(0.001, timer.left()))
        begun, billed_before = options.system.monotonic(), submission.may_be_billed
        response = yield from _attempt(
            operation,
            submission,
            Exchange(request.method, client.base_url + path, headers, request.body, limit, operation.max_bytes, True),
        )
        retry_after: float | None = None
        lacks = ""
        if isinstance(response, Failure):
            client.emit("failure", operation, attempt=attempt, reason=response.message)
            again, billed = verdict(client.provider, operation, response, keyed=keyed, waiting=waiting)
        else:
            seconds = options.system.monotonic() - begun
            client.emit("response", operation, status=response.status, seconds=seconds, attempt=attempt)
            response = _decoded(client, operation, response, client.base_url + path, about)
            row, code = answer.error_row(client.provider, response)
            failed = answer.is_error(client.provider.envelope, operation, response)
            if not failed or (about is not None and about.accepts(response, code)):
                lacks, row = _lacks(operation, response, about), None
                if not lacks:
                    return response
            limited = response.status in (429, 503) or (row is not None and row.kind == "rateLimit")
            retry_after = retry.retry_after(response.headers, options.system.time(), limited=limited)
            again, billed = verdict(
                client.provider, operation, response.status, row, keyed=keyed, waiting=waiting, garbled=bool(lacks)
            )
        submission.may_be_billed = billed_before or billed
        delay: float | None = None
        if again and waiting:
            delay = _within_wait(retry.backoff(attempt, options.system.random), retry_after or 0.0, timer.left())
        elif again:
            elapsed = timer.elapsed() - started
            delay = retry.delay_before_next(attempt, options.max_retries, elapsed, retry_after, options.system.random)
        if delay is None:
            once = billed and not keyed
            sent = {"body_sha256": hashlib.sha256(request.body or b"").hexdigest(), "sent_at": sent_at} if once else {}
            error = _error(client, operation, response, lacks, retry_after, sent)
            if billed:
                _keep_paid(client, operation, response, submission, error)
            if again and waiting and (retry_after or 0.0) <= max(0.0, timer.left()):
                raise WaitEnded from error
            raise error
        _announce(client, operation, response, attempt, delay)
        yield from timer.pause(delay)


def _attempt(operation: Operation, submission: Submission, exchange: Exchange) -> Flow[Any]:
    """Send the request once, and give its answer as Raw or a Failure; until that says otherwise it may be billed."""
    billed_before = submission.may_be_billed
    submission.may_be_billed |= operation.submits
    try:
        return (yield exchange)
    except errors.ConfigurationError:
        submission.may_be_billed = billed_before  # the client couldn't send it
        raise


def _announce(
    client: ClientCore[Any], operation: Operation, response: Reply | Failure, attempt: int, delay: float
) -> None:
    """Tell the hook and the log that the request is sent again."""
    client.emit("retry", operation, attempt=attempt, delay=delay)
    reason = client.key.mask(response.message) if isinstance(response, Failure) else f"status {response.status}"
    name = f"{client.provider.name}.{operation.id}"
    config.log.info("%s: attempt %d failed (%s); the next is in %.1f s", name, attempt, reason, delay)


def _decoded(client: ClientCore[Any], operation: Operation, response: Raw, url: str, about: Lookup | None) -> Reply:
    """The answer with its body read; that of a poll may be too large in passing.

    Raises:
        DecodeError: it is larger than answers may be.
    """
    size, most = len(response.content), download.largest(operation.max_bytes, response.headers)
    if size > most or (size > operation.max_bytes and sniff(response.content) is None):
        kept = Reply(response.status, response.headers, response.content[: operation.max_bytes], None, "")
        message = f"the answer is larger than {operation.max_bytes} bytes"
        if about is not None:
            return kept._replace(fault=message)
        raise client.undecodable(operation, kept, message)
    return salvage.read(operation, answer.decode(*response)._replace(url=url))


def _within_wait(backoff: float, retry_after: float, left: float) -> float | None:
    """Seconds before the next poll of a wait; None where no time is left for one."""
    left -= LAST_POLL
    # No poll comes earlier than the provider asks for.
    return None if left <= 0 or retry_after > left else min(max(SHORTEST_DELAY, backoff, retry_after), left)


def _keep_paid(
    client: ClientCore[Any],
    operation: Operation,
    response: Reply | Failure,
    submission: Submission,
    error: errors.ImageClientError,
) -> None:
    """Keep the ids and images of an answer that failed or broke off: they may have been paid for."""
    if isinstance(response, Failure):
        reply = answer.decode(200, {}, response.content)
        error.content = client.key.hide_bytes(response.content) or None
    else:
        reply = response
    ids = answer.task_ids(operation, reply.body)
    submission.task_id, submission.other_task_ids = (ids or ("",))[0], ids[1:]
    found = answer.images(operation, reply, client.options.system.time())
    error.images = tuple(client.image_of(asset, submission.task_id or None) for asset in found)


def _lacks(operation: Operation, reply: Reply, about: Lookup | None) -> str:
    """What makes the answer to a free request unreadable; what was paid for is taken as it is."""
    if operation.submits:
        return ""
    if reply.fault and operation.answers:
        return reply.fault
    return about.lacks(reply) if about is not None else answer.misses_object(operation, reply)


def _error(
    client: ClientCore[Any],
    operation: Operation,
    response: Reply | Failure,
    lacks: str,
    retry_after: float | None,
    sent: dict[str, Any],
) -> errors.ImageClientError:
    """The error for the last attempt; `sent` is what is known of a request that may be billed and isn't sent again."""
    if isinstance(response, Failure):
        kind: type[errors.ImageClientError] = errors.ConnectionFailedError
        if sent:
            kind = errors.SubmissionTimeoutError if response.timeout else errors.SubmissionUnknownError
        elif response.sent and response.timeout:
            kind = errors.RequestTimeoutError
        failed = kind(f"{client.base_url.split('/')[2]}: {client.key.mask(response.message)}", **sent)
        failed.__cause__ = response.cause
        return failed
    if lacks:
        return client.undecodable(operation, response, lacks)
    return answer.error(client.provider, operation, response, client.key, sent, retry_after=retry_after)
