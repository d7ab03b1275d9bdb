"""How often the server sees a request, for each thing that may go wrong: never twice where that may bill twice."""

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


def test_retries_are_bounded_in_total_time(mode: Mode, server: Server) -> None:
    world = World()
    server.add(*[reply(429, retry_after="59")] * 9)
    with pytest.raises(errors.RateLimitError):
        ask(mode, server, SAFE, world, max_retries=20)
    assert world.pauses == [59.0, 59.0, 59.0]


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
