"""The steps of an answer in server-sent events, without I/O."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any, cast

from .. import errors
from . import answer_errors, bodies, event_stream, flow
from .answers import DecodedResponse, Drift, DriftKind, Outcome, request_id
from .describe import EventPlan, ImagePath
from .drift import MAX_DRIFT, MAX_DRIFT_TEXT
from .effects import CloseAnswer, Flow, Opened, ReadChunk
from .failures import Failure
from .images import assets_at, failed_item
from .pointer import first
from .reading import decode
from .sending import send
from .stream_core import StreamCore, StreamEvent, plan_of

_JSON = {"content-type": "application/json"}
_DONE = b"[DONE]"


def following(stream: StreamCore[Any]) -> Flow[StreamEvent[Any] | None]:
    """The next event; None after the last."""
    try:
        if not stream.ended and stream.response is None:
            yield from _open(stream)
        while not stream.waiting and not stream.ended:
            arrived = next(stream.arrived, None)
            if arrived is not None:
                _take(stream, *arrived)
            else:
                yield from _read(stream)
        if stream.ended:
            yield from close(stream)
        return stream.waiting.popleft() if stream.waiting else None
    except GeneratorExit:
        raise
    except BaseException as error:
        stream.error = error
        if isinstance(error, errors.ImageClientError) and stream.response is not None:
            partial = () if stream.partial is None else (stream.partial,)
            error.images = error.images or tuple(stream.images) or partial
            mask = stream.client.key.mask_all
            error.failures = error.failures or tuple(one.masked(mask) for one in stream.failures)
            error.content = error.content or stream.client.key.hide_bytes(b"".join(stream.content)) or None
        stream.submission.attach_to(error, stream.client.provider, stream.operation, stream.client.key)
        yield from close(stream)
        raise


def close(stream: StreamCore[Any]) -> Flow[None]:
    """Close the connection, if it is open."""
    stream.ended = True
    opened, stream.opened = stream.opened, None
    if opened is not None:
        yield CloseAnswer(opened)


def _open(stream: StreamCore[Any]) -> Flow[None]:
    """Send the request. An answer that isn't a stream is read whole."""
    client, operation = stream.client, stream.operation
    stream.sent_at = client.options.system.time()
    response = yield from send(client, operation, stream.request, stream.submission)
    stream.response, stream.opened = response, response.opened
    if response.opened is not None:
        return
    drift: tuple[Drift, ...] = ()
    if not event_stream.is_declared(response.headers):
        kind = response.headers.get("content-type", "").partition(";")[0][:100] or "nothing"
        drift = (Drift("", "content-type", f"must be {event_stream.EVENT_STREAM}, is {kind!a}", kind),)
    if not drift or event_stream.looks_like_one(response.content):
        stream.response = response._replace(body=None)
        stream.content.append(response.content)
        _note(stream, drift)
        stream.arrived = chain(stream.parser.feed(response.content), stream.parser.finish())
        stream.is_over = True
        return
    response = response._replace(drift=(*response.drift, *drift))
    result = flow.result_of(client, operation, stream.request, response, stream.submission)
    stream.images = result.images
    events = [StreamEvent("image", at, image, None, result.raw) for at, image in enumerate(result.images)]
    stream.waiting.extend([*events, StreamEvent("end", None, None, None, result.raw)])
    stream.outcome, stream.ended = result, True


def _read(stream: StreamCore[Any]) -> Flow[None]:
    """Read the next piece of the stream."""
    if stream.is_over:
        raise _lost(stream, "the stream ended before its last event", timeout=False)
    piece = yield ReadChunk(cast("Opened", stream.opened))
    if isinstance(piece, Failure):
        raise _lost(stream, piece.message, timeout=piece.timeout) from piece.cause
    if piece is None:
        stream.arrived, stream.is_over = stream.parser.finish(), True
    else:
        stream.content.append(piece)
        most = stream.operation.max_bytes
        stream.size += len(piece)
        if stream.size > most:
            kept = _response(stream)._replace(content=b"".join(stream.content)[:most])
            raise stream.client.undecodable(stream.operation, kept, f"the answer is larger than {most} bytes")
        stream.arrived = stream.parser.feed(piece)


def _response(stream: StreamCore[Any]) -> DecodedResponse:
    return cast("DecodedResponse", stream.response)


def _take(stream: StreamCore[Any], name: str, data: bytes) -> None:
    """Turn an event into one of the user's, or into an error."""
    if data.strip() == _DONE:
        stream.arrived, stream.is_over = iter(()), True
        return
    plan, decoded = plan_of(stream.operation), decode(200, _JSON, data)
    told = first(decoded.body, (plan.discriminator,)) if plan.discriminator else None
    name = told if isinstance(told, str) and told else name
    response = _response(stream)._replace(content=data, body=decoded.body, fault=decoded.fault, opened=None)
    event = next((one for one in plan.events if one.name == name), None)
    if event is None:
        _refuse_error(stream, name, response)
    if event is None or decoded.fault:
        message = "isn't documented" if event is None else f"can't be read: {decoded.fault}"
        _note(stream, (_drift(stream, name, "unknown-event", message),))
        return
    index = first(decoded.body, event.number)
    index = index if isinstance(index, int) and not isinstance(index, bool) else None
    shown = list(_images(stream, event, response))
    if event.state == "failure":
        at = len(stream.images) + len(stream.failures) if index is None else index
        stream.failures.append(failed_item(at, decoded.body, event.error_code, event.error_message))
    elif event.state == "partial":
        stream.partial = shown[0] if shown else stream.partial
    else:
        stream.images += shown
    if event.state in ("partial", "image") and not shown:
        places = " or ".join((*event.url, *event.base64))
        _note(stream, (_drift(stream, name, "missing", f"has no image at {places}"),))
    failure = stream.failures[-1] if event.state == "failure" else None
    image = shown[0] if shown else None
    if event.state == "end":
        _finish(stream, response)
    stream.waiting.append(StreamEvent(event.state, index, image, failure, decoded.body))


def _images(stream: StreamCore[Any], event: EventPlan, response: DecodedResponse) -> Iterator[Any]:
    """The images of an event."""
    place = ImagePath("", url=event.url, base64=event.base64, media_type=event.media_type)
    for asset in assets_at(stream.operation, place, response.body, stream.client.options.system.time()):
        yield stream.client.image_of(asset.joined(response.url), None)


def _finish(stream: StreamCore[Any], response: DecodedResponse) -> None:
    """Make the result, or refuse a stream without an image."""
    client, operation, failed = stream.client, stream.operation, stream.failures
    if not stream.images:
        if failed:
            raise client.all_failed(operation, response, failed)
        message = "no image came before the end of the stream"
        raise client.undecodable(operation, response, message, errors.EmptyResultError)
    outcome = Outcome(
        operation,
        response,
        tuple(stream.drift),
        [],
        requested=stream.request.requested,
        elapsed=stream.submission.timer.elapsed(),
        failures=tuple(failed),
    )
    result = client.result(outcome)
    result.images = list(stream.images)
    stream.outcome, stream.ended = result, True


def _refuse_error(stream: StreamCore[Any], name: str, response: DecodedResponse) -> None:
    """Refuse an event that says what went wrong; the error table decides the class."""
    provider = stream.client.provider
    if name == "error" or answer_errors.is_error(provider.envelope, stream.operation, response):
        raise answer_errors.error(provider, stream.operation, response, stream.client.key, _submitted(stream))


def _lost(stream: StreamCore[Any], message: str, *, timeout: bool) -> errors.SubmissionUnknownError:
    """Build the exception for a stream that broke off: what had come may have been billed."""
    kind = errors.SubmissionTimeoutError if timeout else errors.SubmissionUnknownError
    response, key = _response(stream), stream.client.key
    return kind(
        key.mask(message),
        status_code=response.status,
        request_id=key.mask_all(request_id(stream.client.provider.envelope, response)),
        **_submitted(stream),
    )


def _submitted(stream: StreamCore[Any]) -> dict[str, Any]:
    return {"body_sha256": bodies.sha256(stream.request.body), "sent_at": stream.sent_at}


def _drift(stream: StreamCore[Any], name: str, kind: DriftKind, message: str) -> Drift:
    shown = stream.client.key.hide(name)[:MAX_DRIFT_TEXT]
    return Drift(f"event {shown}", kind, message, shown)


def _note(stream: StreamCore[Any], items: tuple[Drift, ...]) -> None:
    """Report drift as it comes, up to as many differences as an answer may have."""
    items = items[: MAX_DRIFT - len(stream.drift)]
    stream.drift += items
    stream.client.note_drift(stream.operation, items, None)
