# Made by `clientsmith generate` from templates/imageclients/_runtime/sending.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Sends a request, with retries where they are safe, until the answer is a success."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple, cast

from .. import errors
from . import answer_errors, bodies, config, contents, download, retry
from .answers import DecodedResponse, misses_object
from .client_core import ClientCore
from .describe import Envelope, ErrorRow, Operation
from .effects import Flow, HttpResponse, Opened, SendRequest
from .failures import Failure
from .formats import sniff
from .images import images
from .keys import key_of_attempt
from .pointer import first
from .reading import decode
from .requests import Request
from .submission import Submission, verdict
from .task_ids import task_ids


class WaitEnded(Exception):
    """A wait has no time for another poll; the cause of the exception is the last error."""


class Lookup(NamedTuple):
    """How to decide whether the answer to a poll is a success.

    Attributes:
        accepts: whether an error answer with this code is the state of the task, as when a task fails with an error.
        lacks: what is missing from an answer of the right form; empty where nothing is.
        waiting: whether the poll is part of a wait, which ends at its deadline and not after a number of retries.
    """

    accepts: Callable[[DecodedResponse, str | None], bool]
    lacks: Callable[[DecodedResponse], str]
    waiting: bool


def send(
    client: ClientCore[Any], operation: Operation, request: Request, submission: Submission, about: Lookup | None = None
) -> Flow[DecodedResponse]:
    """Send a request and return the successful answer; the submission is updated with whether it may be billed."""
    options, timer = client.options, submission.timer
    envelope = client.provider.envelope_of(operation)
    started, sent_at = timer.elapsed(), options.system.time()
    # A submit is sent twice only with an idempotency key.
    keyed = operation.idempotency_header.lower() in request.headers
    waiting = about is not None and about.waiting
    # An endpoint that is the whole base address has the path /, which adds nothing.
    url = request.url or client.address_of(operation) + re.sub(r"^/(?=\?|$)", "", request.path)
    headers = {"accept": operation.accept, **request.headers}
    attempt = 0
    while True:
        attempt += 1
        limit = min(options.timeout or operation.timeout, max(0.001, timer.left()))
        key = yield from key_of_attempt(client.provider, client.key, options.system)
        begun, billed_before = options.system.monotonic(), submission.may_be_billed
        response = yield from _attempt(
            operation,
            submission,
            SendRequest(
                request.method,
                url,
                headers,
                request.body,
                limit,
                operation.max_bytes,
                key,
                signed=bool(request.url),
                streams=request.streams,
            ),
        )
        retry_after, lacks = cast("float | None", None), ""
        if isinstance(response, Failure):
            client.emit("failure", operation, attempt=attempt, reason=response.message)
            again, billed = verdict(client.provider, operation, response, keyed=keyed, waiting=waiting)
        else:
            facts = {"status": response.status, "seconds": options.system.monotonic() - begun}
            client.emit("response", operation, **facts, attempt=attempt)
            response = _decoded(client, operation, response, url, about)
            failed = answer_errors.is_error(envelope, operation, response)
            row, code = answer_errors.error_row(client.provider, operation, response) if failed else (None, None)
            if not failed or (about is not None and about.accepts(response, code)):
                lacks, row = _lacks(operation, response, about), None
                if not lacks:
                    return response
            retry_after = _retry_after(client, envelope, response, row)
            again, billed = verdict(
                client.provider,
                operation,
                response.status,
                row,
                keyed=keyed,
                waiting=waiting,
                garbled=bool(lacks),
                retryable=answer_errors.retryable(envelope, response, row),
            )
        submission.may_be_billed = billed_before or billed
        again = again and bodies.can_be_sent_again(request.body)
        delay: float | None = None
        if again and waiting:
            backoff = max(retry.SHORTEST_DELAY, retry.backoff(attempt, options.system.random))
            delay = retry.delay_within_wait(backoff, retry_after, timer.left())
        elif again:
            elapsed = timer.elapsed() - started
            delay = retry.delay_before_next(attempt, options.max_retries, elapsed, retry_after, options.system.random)
        if delay is None:
            submitted = {"body_sha256": bodies.sha256(request.body), "sent_at": sent_at}
            facts = submitted if billed and not keyed else {}
            error = _error(client, operation, response, lacks, retry_after, facts, url)
            if billed:
                _keep_paid(client, operation, response, submission, error)
            if again and waiting and (retry_after or 0.0) <= max(0.0, timer.left()):
                raise WaitEnded from error
            raise error
        _announce(client, operation, response, attempt, delay)
        yield from timer.pause(delay)


def _retry_after(
    client: ClientCore[Any], envelope: Envelope, response: DecodedResponse, row: ErrorRow | None
) -> float | None:
    """Seconds that a failed answer asks to wait: by its headers, else by its body."""
    limited = response.status in (429, 503) or (row is not None and row.kind == "rateLimit")
    told = retry.retry_after(response.headers, client.options.system.time(), limited=limited)
    pointers = envelope.retry_after
    return told if told is not None or not pointers else retry.seconds(first(response.body, pointers))


def _attempt(operation: Operation, submission: Submission, effect: SendRequest) -> Flow[Any]:
    """Send the request once, and return an HttpResponse or a Failure; a submit may be billed from here on."""
    billed_before = submission.may_be_billed
    submission.may_be_billed |= operation.submits
    try:
        return (yield effect)
    except errors.ConfigurationError:
        submission.may_be_billed = billed_before  # the client couldn't send it
        raise


def _announce(
    client: ClientCore[Any], operation: Operation, response: DecodedResponse | Failure, attempt: int, delay: float
) -> None:
    """Report to the hook and the log that the request is sent again."""
    client.emit("retry", operation, attempt=attempt, delay=delay)
    reason = client.key.mask(response.message) if isinstance(response, Failure) else f"status {response.status}"
    name = f"{client.provider.name}.{operation.id}"
    config.log.info("%s: attempt %d failed (%s); the next is in %.1f s", name, attempt, reason, delay)


def _decoded(
    client: ClientCore[Any], operation: Operation, response: HttpResponse | Opened, url: str, about: Lookup | None
) -> DecodedResponse:
    """The answer with its body decoded. A poll with too large a body gets a fault, so that it is repeated.

    Raises:
        DecodeError: it is larger than answers may be.
    """
    if isinstance(response, Opened):
        return DecodedResponse(response.status, response.headers, b"", None, "", url=url, opened=response)
    size, most = len(response.content), download.largest(operation.max_bytes, response.headers)
    if size > most or (size > operation.max_bytes and sniff(response.content) is None):
        kept = DecodedResponse(response.status, response.headers, response.content[: operation.max_bytes], None, "")
        message = f"the answer is larger than {operation.max_bytes} bytes"
        if about is not None:
            return kept._replace(fault=message)
        raise client.undecodable(operation, kept, message)
    return contents.read(operation, response, url)


def _keep_paid(
    client: ClientCore[Any],
    operation: Operation,
    response: DecodedResponse | Failure,
    submission: Submission,
    error: errors.ImageClientError,
) -> None:
    """Keep the ids and images of an answer that failed or broke off: they may have been paid for."""
    if isinstance(response, Failure):
        error.content = client.key.hide_bytes(response.content) or None
        response = decode(200, {}, response.content)
    ids = task_ids(operation, response.body)
    submission.task_id, submission.other_task_ids = (ids or ("",))[0], ids[1:]
    assets = images(operation, response, client.options.system.time())
    error.images = tuple(client.image_of(asset, submission.task_id or None) for asset in assets)


def _lacks(operation: Operation, response: DecodedResponse, about: Lookup | None) -> str:
    """What is wrong with the answer to a free request; that of a submit was paid for, so nothing is wrong with it."""
    if operation.submits:
        return ""
    if response.fault and operation.answers:
        return response.fault
    return about.lacks(response) if about is not None else misses_object(operation, response)


def _error(
    client: ClientCore[Any],
    operation: Operation,
    response: DecodedResponse | Failure,
    lacks: str,
    retry_after: float | None,
    submitted: dict[str, Any],
    url: str,
) -> errors.ImageClientError:
    """Build the exception for the last attempt; `submitted` has the facts of a submit that may be billed."""
    if isinstance(response, Failure):
        kind: type[errors.ImageClientError] = errors.ConnectionFailedError
        if submitted:
            kind = errors.SubmissionTimeoutError if response.timeout else errors.SubmissionUnknownError
        elif response.sent and response.timeout:
            kind = errors.RequestTimeoutError
        failed = kind(f"{url.split('/')[2].partition('?')[0]}: {client.key.mask(response.message)}", **submitted)
        failed.__cause__ = response.cause
        return failed
    if lacks:
        return client.undecodable(operation, response, lacks)
    return answer_errors.error(client.provider, operation, response, client.key, submitted, retry_after=retry_after)
