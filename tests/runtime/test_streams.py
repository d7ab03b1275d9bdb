"""Streams of events, as a user of a client sees them: partial images, the result at the end, and what can break off."""

import gzip
import json
import socket
import threading
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from typing import Any, cast

import httpx
import pytest

import imageclients
from imageclients import errors
from imageclients._runtime.event_stream import EventParser
from support.mode import KEY, Mode
from support.pictures import PNG, WEBP
from support.server import Action, Server, reply, reset, silence
from support.spec import client_module, sync_spec

KIND = "text/event-stream; charset=utf-8"
ONE = sync_spec(
    "prompt: {type: string}, n: {type: integer, role: count}",
    top="envelope: {failure: /error, code: /error/code, message: /error/message}\n"
    "errors: [{code: nsfw, status: 400, class: contentRejected}, {code: broken, status: 500, class: server}]",
    maxResponseBytes="100000",
    stream="{set: {stream: true}, discriminator: /type, events: {"
    "partial: {state: partial, base64: /b64, index: /number}, done: {state: end, base64: /b64, mediaType: /format}}}",
)
SEVERAL = sync_spec(
    top="errors: [{code: nsfw, class: contentRejected}]",
    results='{images: [{items: "/data/*", url: /url, base64: /b64}], lifetime: {seconds: 60}}',
    stream="{set: {stream: true, mode: sse}, events: {made: {state: image, url: /url, index: /at}, "
    "failed: {state: failure, index: /at, error: {code: /error/code, message: /error/message}}, over: {state: end}}}",
)
IMAGE, EARLY = b64encode(PNG).decode(), b64encode(WEBP).decode()


def event(data: Any, name: str = "") -> bytes:
    return (f"event: {name}\n".encode() if name else b"") + b"data: " + json.dumps(data).encode() + b"\n\n"


PARTIAL = event({"type": "partial", "b64": EARLY, "number": 0})
DONE = event({"type": "done", "b64": IMAGE, "format": "png", "usage": 7})


def stream(*events: bytes, content_encoding: str = "identity", x_request_id: str = "") -> Action:
    headers = {"content_encoding": content_encoding, "x_request_id": x_request_id}
    return reply(200, b"".join(events), length=None, content_type=KIND, **headers)


def begun(*events: bytes) -> bytes:
    """The beginning of a stream that says it is longer."""
    return b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 90000\r\n\r\n" + b"".join(events)


def read(mode: Mode, made: Any, most: int = 100) -> list[Any]:
    """The events of a stream, which is left after so many of them."""
    if not mode.is_async:
        seen: list[Any] = []
        with made as opened:
            for one in cast("Iterator[Any]", opened):
                seen.append(one)
                if len(seen) == most:
                    break
        return seen

    async def collect() -> list[Any]:
        seen: list[Any] = []
        async with made as opened:
            async for one in cast("AsyncIterator[Any]", opened):
                seen.append(one)
                if len(seen) == most:
                    break
        return seen

    return cast("list[Any]", mode.go(collect()))


def test_partial_images_come_before_the_result(mode: Mode, server: Server) -> None:
    server.add(stream(PARTIAL, b": ping\n\n", DONE, x_request_id="r-1"))
    made = mode.client(client_module(ONE), server).stream_generate_image(prompt="fox", n=2)
    partial, end = read(mode, made)
    assert (partial.kind, partial.index, mode.go(partial.image.read())) == ("partial", 0, WEBP)
    assert (end.kind, end.index, end.data["usage"], mode.go(end.image.read())) == ("end", None, 7, PNG)
    result = made.result
    assert [image.media_type for image in result.images] == ["image/png"]
    assert (result.raw["type"], result.request_id, result.requested, result.partial) == ("done", "r-1", 2, True)
    assert (result.drift, result.status_code) == ((), 200)
    assert (server.seen[0].json, server.seen[0].headers["accept"]) == (
        {"prompt": "fox", "n": 2, "stream": True},
        "text/event-stream",
    )
    assert isinstance(end, imageclients.StreamEvent)
    assert isinstance(made, imageclients.AsyncStream if mode.is_async else imageclients.Stream)


def test_images_and_failures_come_one_by_one(mode: Mode, server: Server) -> None:
    items = [{"url": f"{server.url}/{at}.png", "at": at} for at in (0, 2)]
    failed = {"at": 1, "error": {"code": "nsfw", "message": "No"}}
    events = [event(items[0], "made"), event(failed, "failed"), event(items[1], "made"), event({"n": 2}, "over")]
    server.add(stream(*events), reply(200, PNG, content_type="image/png"))
    made = mode.client(client_module(SEVERAL), server).stream_generate_image(prompt="fox")
    seen = read(mode, made)
    assert [(one.kind, one.index) for one in seen] == [("image", 0), ("failure", 1), ("image", 2), ("end", None)]
    assert seen[1].failure == imageclients.ItemFailure(1, "nsfw", "No")
    assert made.result.failures == (seen[1].failure,)
    assert [image.url for image in made.result.images] == [item["url"] for item in items]
    assert made.result.images[0].expires_at is not None
    assert mode.go(seen[0].image.read()) == PNG
    assert server.seen[0].json == {"prompt": "fox", "stream": True, "mode": "sse"}


def test_a_stream_in_which_everything_failed_is_the_error_of_its_first_code(mode: Mode, server: Server) -> None:
    failed = {"at": 0, "error": {"code": "nsfw", "message": "No"}}
    server.add(stream(event(failed, "failed"), event({}, "over")))
    with pytest.raises(errors.ContentRejectedError) as caught:
        read(mode, mode.client(client_module(SEVERAL), server).stream_generate_image(prompt="fox"))
    assert caught.value.failures == (imageclients.ItemFailure(0, "nsfw", "No"),)
    assert caught.value.may_be_billed is True


@pytest.mark.parametrize("last", [b"", b"data: [DONE]\n\n", b'data: {"type": "done", "b64": "iVBOR'])
def test_a_stream_that_ends_too_early_is_unknown_and_leaves_its_images(mode: Mode, server: Server, last: bytes) -> None:
    server.add(stream(PARTIAL, last))
    made = mode.client(client_module(ONE), server).stream_generate_image(prompt="fox")
    with pytest.raises(errors.SubmissionUnknownError) as caught:
        read(mode, made)
    assert mode.go(caught.value.images[0].read()) == WEBP
    assert (caught.value.may_be_billed, caught.value.status_code, caught.value.content) == (True, 200, PARTIAL + last)
    assert len(caught.value.body_sha256) == 64
    assert len(server.seen) == 1
    with pytest.raises(errors.SubmissionUnknownError):
        _ = made.result


def test_a_broken_connection_is_not_opened_again(mode: Mode, server: Server) -> None:
    def cut(it: Server, connection: socket.socket) -> bool:
        connection.sendall(begun(PARTIAL, DONE[:20]))
        return reset(it, connection)

    server.add(cut)
    seen: list[imageclients.Event] = []
    client = mode.client(client_module(ONE), server, on_event=seen.append)
    with pytest.raises(errors.SubmissionUnknownError) as caught:
        read(mode, client.stream_generate_image(prompt="fox"))
    assert (len(caught.value.images), len(server.seen), [one.kind for one in seen]) == (1, 1, ["response"])
    assert KEY not in str(caught.value)


def test_the_deadline_of_the_request_holds_for_the_whole_stream(mode: Mode, server: Server) -> None:
    def stall(it: Server, connection: socket.socket) -> bool:
        connection.sendall(begun(PARTIAL))
        return silence(it, connection)

    server.add(stall)
    options = {"timeout": 1.0, "system": imageclients.System()}
    with pytest.raises(errors.SubmissionTimeoutError) as caught:
        read(mode, mode.client(client_module(ONE), server, **options).stream_generate_image(prompt="fox"))
    assert (len(caught.value.images), caught.value.may_be_billed) == (1, True)


def test_an_error_in_the_stream_goes_through_the_error_table(mode: Mode, server: Server) -> None:
    bad = {"type": "oops", "error": {"code": "nsfw", "message": f"No {KEY}"}}
    server.add(stream(PARTIAL, event(bad), DONE))
    with pytest.raises(errors.ContentRejectedError) as caught:
        read(mode, mode.client(client_module(ONE), server).stream_generate_image(prompt="fox"))
    assert (caught.value.code, len(caught.value.images), caught.value.may_be_billed) == ("nsfw", 1, True)
    assert KEY not in f"{caught.value} {caught.value.body} {caught.value.content!r}"


def test_an_event_named_error_is_one_whatever_it_says(mode: Mode, server: Server) -> None:
    server.add(stream(b"event: error\ndata: it broke\n\n"))
    with pytest.raises(errors.APIStatusError, match="it broke") as caught:
        read(mode, mode.client(client_module(ONE), server).stream_generate_image(prompt="fox"))
    assert caught.value.may_be_billed is True


def test_what_nobody_documented_is_drift_and_passed_over(mode: Mode, server: Server) -> None:
    server.add(
        stream(event({"type": "thinking"}), b"data: no json\n\n", event({"type": "partial", "number": True}), DONE)
    )
    made = mode.client(client_module(ONE), server).stream_generate_image(prompt="fox")
    assert [(one.kind, one.index) for one in read(mode, made)] == [("partial", None), ("end", None)]
    kinds = [(one.path, one.kind) for one in made.result.drift]
    assert kinds == [("event thinking", "unknown-event"), ("event ", "unknown-event"), ("event partial", "missing")]


def test_an_answer_that_is_no_stream_is_a_result_with_drift(mode: Mode, server: Server) -> None:
    server.add(reply(200, {"data": [{"b64": IMAGE}, {"b64": IMAGE}]}))
    made = mode.client(client_module(ONE), server).stream_generate_image(prompt="fox")
    assert [(one.kind, one.index) for one in read(mode, made)] == [("image", 0), ("image", 1), ("end", None)]
    assert [(one.kind, one.path) for one in made.result.drift] == [("content-type", "")]
    assert made.result.answer.data[0].b64 == IMAGE


def test_events_without_their_content_type_are_read_all_the_same(mode: Mode, server: Server) -> None:
    server.add(reply(200, PARTIAL + DONE, content_type="text/plain"))
    made = mode.client(client_module(ONE), server).stream_generate_image(prompt="fox")
    assert [one.kind for one in read(mode, made)] == ["partial", "end"]
    assert [one.kind for one in made.result.drift] == ["content-type"]


def test_a_stream_may_be_compressed(mode: Mode, server: Server) -> None:
    packed = gzip.compress(PARTIAL + DONE)
    server.add(stream(packed, content_encoding="gzip"), stream(packed[:-9], content_encoding="gzip"))
    client = mode.client(client_module(ONE), server)
    assert [one.kind for one in read(mode, client.stream_generate_image(prompt="fox"))] == ["partial", "end"]


def test_a_stream_may_be_as_large_as_an_answer(mode: Mode, server: Server) -> None:
    filler = b":" * (100_000 - len(PARTIAL + DONE) - 1) + b"\n"
    server.add(stream(PARTIAL, filler, DONE), stream(PARTIAL, filler, b"\n", DONE))
    client = mode.client(client_module(ONE), server)
    assert len(read(mode, client.stream_generate_image(prompt="fox"))) == 2
    with pytest.raises(errors.DecodeError, match="larger than 100000 bytes") as caught:
        read(mode, client.stream_generate_image(prompt="fox"))
    assert (len(caught.value.images), caught.value.may_be_billed) == (1, True)


def test_an_early_end_of_the_loop_closes_the_connection(mode: Mode, server: Server) -> None:
    gone = threading.Event()

    def stall(_: Server, connection: socket.socket) -> bool:
        connection.sendall(begun(PARTIAL))
        if connection.recv(1) == b"":
            gone.set()
        return False

    server.add(stall, reply(200, {"data": [{"b64": IMAGE}]}))
    client = mode.client(client_module(ONE), server)
    made = client.stream_generate_image(prompt="fox")
    assert [one.kind for one in read(mode, made, most=1)] == ["partial"]
    assert gone.wait(10)
    assert read(mode, made) == []
    with pytest.raises(errors.ImageClientError, match="wasn't read") as caught:
        _ = made.result
    assert caught.value.may_be_billed is True
    assert mode.go(client.generate_image(prompt="fox")).images


def test_a_refusal_is_the_error_of_any_submit_and_bad_arguments_are_not_sent(mode: Mode, server: Server) -> None:
    server.add(reply(400, {"error": {"code": "nsfw", "message": "No"}}))
    client = mode.client(client_module(ONE), server)
    with pytest.raises(errors.ContentRejectedError) as caught:
        read(mode, client.stream_generate_image(prompt="fox"))
    assert caught.value.may_be_billed is True
    with pytest.raises(errors.InvalidRequestError):
        client.stream_generate_image(prompt="fox", n="two")
    with pytest.raises(errors.InvalidRequestError):
        client.stream_generate_image(prompt="fox", extra_body=[1])
    assert len(server.seen) == 1


def test_a_body_that_a_hook_has_read_is_a_stream_too(mode: Mode) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=PARTIAL + DONE, headers={"content-type": KIND})

    made = mode.client(client_module(ONE), None, http_client=mode.http(answer)).stream_generate_image(prompt="fox")
    assert [one.kind for one in read(mode, made)] == ["partial", "end"]
    assert made.result.drift == ()


LINES = b'\xef\xbb\xbfevent: a\r\ndata: {"x":\rdata:1}\n\rid: 7\nretry: 5\n: note\n\nevent: b\ndata\ndata: \xc3\xa9\n\n'


@pytest.mark.parametrize("step", [1, 2, 3, 7, 1000])
def test_events_are_the_same_however_they_are_cut(step: int) -> None:
    parser = EventParser()
    pieces = [LINES[at : at + step] for at in range(0, len(LINES), step)]
    seen = [one for piece in pieces for one in parser.feed(piece)]
    assert seen == [("a", b'{"x":\n1}'), ("b", b"\n\xc3\xa9")]
    assert list(parser.finish()) == []


def test_the_last_event_needs_no_blank_line() -> None:
    parser = EventParser()
    assert list(parser.feed(b"data: 1\r")) == []
    assert list(parser.finish()) == [("", b"1")]
