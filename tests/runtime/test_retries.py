"""How often the server sees a request, for each thing that may go wrong: never twice where that may bill twice."""

import socket
from typing import Any

import pytest

from imageclients import errors
from support.mode import Mode
from support.server import Server, drip, hang_up, images, raw, reply, reset, silence
from support.spec import client_module, sync_spec
from support.world import World

KEYED = client_module(sync_spec(parameters="[{name: Idempotency-Key, in: header, type: string, role: idempotencyKey}]"))
SAFE = client_module(sync_spec(idempotent="true"))
CHUNKED = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
LOST = {
    "reset": reset,
    "hung up": hang_up,
    "cut short": raw(b'HTTP/1.1 200 OK\r\ncontent-length: 4000\r\n\r\n{"data": [{"u'),
    "chunk without end": raw(CHUNKED + b'3\r\n{"d'),
    "no chunk at the end": raw(CHUNKED + b"2\r\n{}\r\n"),
    "no HTTP": raw(b"SSH-2.0-OpenSSH\r\n\r\n"),
}


def ask(mode: Mode, server: Server, module: Any, world: World | None = None, **options: Any) -> Any:
    given = {"idempotency_key": "mine"} if options.pop("keyed", False) and module is KEYED else {}
    client = mode.client(module, server, **options | ({"system": world} if world else {}))
    return mode.go(client.generate_image(prompt="fox", **given))


@pytest.mark.parametrize("fault", LOST)
def test_a_submit_whose_answer_is_lost_isnt_sent_again(mode: Mode, server: Server, fault: str) -> None:
    server.add(LOST[fault], reply(200, images(server)))
    with pytest.raises(errors.SubmissionUnknownError, match="may have been taken and billed") as caught:
        ask(mode, server, KEYED)
    assert len(server.seen) == 1
    assert len(caught.value.body_sha256) == 64
    assert caught.value.sent_at > 0
    assert server.url.removeprefix("http://") in str(caught.value)


@pytest.mark.parametrize("fault", LOST)
@pytest.mark.parametrize("module", [KEYED, SAFE], ids=["with a key", "idempotent"])
def test_a_lost_answer_is_asked_for_again_where_that_is_safe(
    mode: Mode, server: Server, fault: str, module: Any
) -> None:
    server.add(LOST[fault], LOST[fault], reply(200, images(server)))
    assert len(ask(mode, server, module, keyed=True).images) == 1
    assert len(server.seen) == 3
    assert len({(seen.body, seen.headers.get("idempotency-key")) for seen in server.seen}) == 1


def test_the_error_table_may_say_that_trying_again_is_of_no_use(mode: Mode, server: Server) -> None:
    table = "envelope: {code: /code}\nerrors: [{code: quota, class: rateLimit, retryable: false}]"
    server.add(reply(429, {"code": "quota"}))
    with pytest.raises(errors.RateLimitError):
        ask(mode, server, client_module(sync_spec(top=table)))
    assert len(server.seen) == 1


def test_failure_for_ever_ends_after_the_tries_with_growing_pauses(mode: Mode, server: Server) -> None:
    world = World(chance=1.0)
    server.add(*[reply(500)] * 9)
    with pytest.raises(errors.ServerError):
        ask(mode, server, SAFE, world)
    assert world.pauses == [0.5, 1.0, 2.0, 4.0]
    assert len(server.seen) == 5
    with pytest.raises(errors.ServerError):
        ask(mode, server, SAFE, max_retries=0)
    assert len(server.seen) == 6


def test_retries_are_bounded_in_total_time(mode: Mode, server: Server) -> None:
    world = World()
    server.add(*[reply(429, retry_after="59")] * 9)
    with pytest.raises(errors.RateLimitError):
        ask(mode, server, SAFE, world, max_retries=20)
    assert world.pauses == [59.0, 59.0, 59.0]


@pytest.mark.parametrize(
    ("value", "pause"),
    [
        ("2", 2.0),
        ("0", 0.25),
        ("Tue, 14 Nov 2023 22:13:30 GMT", 10.0),
        ("soon", 0.25),
        ("nan", 0.25),
    ],
)
def test_retry_after_is_kept_and_nonsense_falls_back_to_our_own_pause(server: Server, value: str, pause: float) -> None:
    world, mode = World(chance=0.5), Mode("sync")
    server.add(reply(429, retry_after=value), reply(200, images(server)))
    ask(mode, server, KEYED, world)
    mode.close()
    assert world.pauses == [pause]


@pytest.mark.parametrize("value", ["86400", "Wed, 15 Nov 2023 22:13:20 GMT"])
def test_a_retry_after_of_a_day_is_raised_at_once(mode: Mode, server: Server, value: str) -> None:
    world = World()
    server.add(reply(429, retry_after=value))
    with pytest.raises(errors.RateLimitError, match=r"retry after 86400\.0 s") as caught:
        ask(mode, server, KEYED, world)
    assert caught.value.retry_after == 86400
    server.add(reply(429, retry_after="61"))
    with pytest.raises(errors.RateLimitError):
        ask(mode, server, KEYED, world)
    assert world.pauses == []


def test_a_refused_connection_is_tried_again_since_nothing_was_sent(mode: Mode) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    world = World()
    with pytest.raises(errors.ConnectionFailedError, match=rf"127\.0\.0\.1:{port}: connection refused"):
        ask(mode, Server(), KEYED, world, base_url=f"http://127.0.0.1:{port}")
    assert len(world.pauses) == 4


def test_an_unknown_host_is_told_at_once(mode: Mode, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    world = World()
    with pytest.raises(errors.ConnectionFailedError, match=r"fox\.invalid: the host's name isn't known"):
        ask(mode, Server(), KEYED, world, base_url="https://fox.invalid")
    assert world.pauses == []


@pytest.mark.parametrize(
    "fault",
    [
        silence,
        drip(b"a", b"HTTP/1.1 200 OK\r\nx-a: "),
        drip(b"HTTP/1.1 103 Early Hints\r\n\r\n"),
        drip(b" ", b"HTTP/1.1 200 OK\r\ncontent-length: 4000\r\n\r\n{"),
        drip(b"1\r\n \r\n", CHUNKED),
    ],
    ids=["silence", "head", "early hints", "body", "chunks"],
)
def test_the_limit_of_a_request_is_total_while_bytes_drip(mode: Mode, server: Server, fault: Any) -> None:
    from imageclients import System

    server.add(fault)
    with pytest.raises(errors.SubmissionTimeoutError) as caught:
        ask(mode, server, KEYED, timeout=0.2, system=System())
    assert isinstance(caught.value, errors.RequestTimeoutError)
    assert caught.value.elapsed is not None
    assert caught.value.elapsed < 10
    assert len(server.seen) == 1


def test_a_request_that_is_safe_to_repeat_and_has_no_answer_is_a_timeout(mode: Mode, server: Server) -> None:
    server.add(silence, silence)
    with pytest.raises(errors.RequestTimeoutError) as caught:
        ask(mode, server, SAFE, timeout=0.2, max_retries=1)
    assert not isinstance(caught.value, errors.SubmissionUnknownError)
    assert len(server.seen) == 2


def test_events_tell_of_every_attempt(mode: Mode, server: Server) -> None:
    events: list[Any] = []
    server.add(reset, reply(503), reply(200, images(server)))
    ask(mode, server, SAFE, on_event=events.append)
    assert [event.kind for event in events] == ["failure", "retry", "response", "retry", "response"]
    assert [event.detail.get("status") for event in events if event.kind == "response"] == [503, 200]


def test_an_idle_connection_that_the_server_closed_costs_nothing(mode: Mode, server: Server) -> None:
    body = b'{"data": [{"url": "https://a.com/b"}]}'
    closing = raw(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body))
    server.add(closing, closing)
    client = mode.client(SAFE, server)
    for _ in range(2):
        assert len(mode.go(client.generate_image(prompt="fox")).images) == 1
