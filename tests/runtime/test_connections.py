"""What sends: made when first needed, for a process, an event loop and a scheme, and forgotten with them."""

from __future__ import annotations

import asyncio
import os

import anyio
import pytest

from imageclients import errors
from imageclients._runtime import loops
from imageclients._runtime.connections import Connection

HTTP, HTTPS = "http://127.0.0.1:8000/a", "https://api.fox-images.net/a"


def make(secure: bool) -> object:
    return {"secure": secure}


def never_made(_: bool) -> object:
    raise AssertionError("one was given")


def test_what_sends_is_made_once_for_each_event_loop_and_forgotten_when_that_has_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connection: Connection[object] = Connection(None, make, 1)
    running = [asyncio.new_event_loop() for _ in range(3)]
    plain = connection.get(None, HTTP)
    first, second = connection.get(running[0], HTTP), connection.get(running[1], HTTP)
    assert len({plain, first, second}) == 3
    assert [connection.get(one, HTTP) for one in (None, running[0], running[1])] == [plain, first, second]
    running[0].close()
    third = connection.get(running[2], HTTP)
    assert [*connection.made.values()] == [[plain], [second], [third]], "that of the loop that has ended is gone"
    monkeypatch.setattr(os, "getpid", lambda: 0)
    forked = connection.get(running[1], HTTP)
    assert [*connection.made.values()] == [[forked]], "those from before the fork are gone"
    assert connection.release(running[1]) == [forked.http]
    with pytest.raises(errors.ConfigurationError, match="closed"):
        connection.get(running[1], HTTP)
    for loop in running[1:]:
        loop.close()


def test_plain_http_and_https_have_clients_of_their_own_and_all_are_closed() -> None:
    connection: Connection[object] = Connection(None, make, 1)
    assert connection.get(None, HTTP).http == {"secure": False}
    for url in (HTTPS, "HTTPS://api.fox-images.net/a"):
        assert connection.get(None, url).http == {"secure": True}
    assert connection.release(None) == [{"secure": True}, {"secure": False}]


def test_another_client_is_made_while_all_are_busy_and_the_least_busy_is_used_then() -> None:
    connection: Connection[object] = Connection(None, make, 3)
    first = connection.get(None, HTTP)
    with first:
        second = connection.get(None, HTTP)
        assert second is not first
        assert connection.get(None, HTTP) is second, "it isn't busy"
        with second:
            third = connection.get(None, HTTP)
            assert third not in (first, second)
            with third, first:
                assert [sender.busy for sender in connection.made[os.getpid(), None, False]] == [2, 1, 1]
                assert connection.get(None, HTTP) is second, "no more than three"
    assert connection.get(None, HTTP) is first
    assert [sender.busy for sender in connection.made[os.getpid(), None, False]] == [0, 0, 0]


def test_a_client_is_busy_no_more_when_its_request_fails() -> None:
    connection: Connection[object] = Connection(None, make, 3)
    with pytest.raises(asyncio.CancelledError), connection.get(None, HTTP):
        raise asyncio.CancelledError
    assert connection.get(None, HTTP).busy == 0


def test_what_is_made_while_the_client_is_closed_isnt_kept() -> None:
    def closed_meanwhile(_: bool) -> object:
        connection.release(None)
        return object()

    connection: Connection[object] = Connection(None, closed_meanwhile, 1)
    with pytest.raises(errors.ConfigurationError, match="closed"):
        connection.get(None, HTTP)
    assert connection.made == {}


def test_what_another_thread_made_meanwhile_is_used() -> None:
    def slower(secure: bool) -> object:
        if not connection.made:
            connection.made[os.getpid(), None, secure] = [faster]
        return object()

    connection: Connection[object] = Connection(None, slower, 1)
    faster = Connection[object](None, make, 1).get(None, HTTP)
    assert connection.get(None, HTTP) is faster
    assert [*connection.made.values()] == [[faster]]


def test_what_is_given_is_used_as_it_is() -> None:
    given = object()
    connection: Connection[object] = Connection(given, never_made, 1)
    assert connection.get(None, HTTP).http is connection.get(None, HTTPS).http is given
    assert connection.release(None) == []


@pytest.mark.parametrize("kind", [ImportError, OSError, ValueError])
def test_what_cant_be_made_is_a_fault_of_the_configuration(kind: type[Exception]) -> None:
    def fails(_: bool) -> object:
        raise kind("no such certificate")

    connection: Connection[object] = Connection(None, fails, 1)
    with pytest.raises(errors.ConfigurationError, match="no httpx client can be made: no such certificate") as caught:
        connection.get(None, HTTP)
    assert isinstance(caught.value.__cause__, kind)


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
def test_what_stops_the_program_comes_through_whoever_awaits_it(kind: type[BaseException]) -> None:
    seen: list[BaseException] = []

    async def steps() -> None:
        raise kind

    async def main() -> None:
        try:
            await loops.apart_in_asyncio(steps(), Connection)
        except kind as error:
            seen.append(error)
            raise

    with pytest.raises(kind):
        asyncio.run(main())
    assert len(seen) == 1


def test_what_is_sent_apart_has_ended_when_its_call_is_cancelled() -> None:
    ended: list[str] = []

    async def steps() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            with anyio.CancelScope(shield=True):
                for _ in range(5):
                    await asyncio.sleep(0)
            ended.append("inside")

    async def main() -> None:
        task = asyncio.ensure_future(loops.apart_in_asyncio(steps(), Connection))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        done, _ = await asyncio.wait([task], timeout=5)
        assert done == {task}
        assert task.cancelled()
        assert ended == ["inside"]

    asyncio.run(main())
