"""What sends: made when first needed, once for a process and an event loop, and forgotten with them."""

from __future__ import annotations

import asyncio
import os
import traceback
from typing import Any

import anyio
import pytest

from imageclients import errors, ppio
from imageclients._runtime import transport
from imageclients._runtime.core import Connection


def never_made() -> object:
    raise AssertionError("one was given")


def test_what_sends_is_made_once_for_each_event_loop_and_forgotten_when_that_has_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connection: Connection[object] = Connection(None, object)
    loops = [asyncio.new_event_loop() for _ in range(3)]
    plain = connection.get(None)
    first, second = connection.get(loops[0]), connection.get(loops[1])
    assert len({plain, first, second}) == 3
    assert [connection.get(one) for one in (None, loops[0], loops[1])] == [plain, first, second]
    loops[0].close()
    third = connection.get(loops[2])
    assert set(connection.made.values()) == {plain, second, third}, "that of the loop that has ended is gone"
    monkeypatch.setattr(os, "getpid", lambda: 0)
    forked = connection.get(loops[1])
    assert list(connection.made.values()) == [forked], "those from before the fork are gone"
    assert connection.release(loops[1]) is forked
    with pytest.raises(errors.ConfigurationError, match="closed"):
        connection.get(loops[1])
    for loop in loops[1:]:
        loop.close()


def test_what_is_given_is_used_as_it_is() -> None:
    given = object()
    connection: Connection[object] = Connection(given, never_made)
    assert connection.get(None) is given
    assert connection.release(None) is None


@pytest.mark.parametrize("kind", [ImportError, OSError, ValueError])
def test_what_cant_be_made_is_a_fault_of_the_configuration(kind: type[Exception]) -> None:
    def fails() -> object:
        raise kind("no such certificate")

    connection: Connection[object] = Connection(None, fails)
    with pytest.raises(errors.ConfigurationError, match="no httpx client can be made: no such certificate") as caught:
        connection.get(None)
    assert isinstance(caught.value.__cause__, kind)


@pytest.mark.parametrize("kind", [ppio.Client, ppio.AsyncClient])
def test_a_key_that_cant_be_used_stands_in_no_frame(kind: Any) -> None:
    with pytest.raises(errors.ConfigurationError) as caught:
        kind("sk-secret \n 0123456789")
    frames = [frame for frame, _ in traceback.walk_tb(caught.value.__traceback__)][1:]
    assert frames
    held = [value for frame in frames for name, value in frame.f_locals.items() if name != "self"]
    assert not [value for value in held if "sk-secret" in repr(value)]


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
def test_what_stops_the_program_comes_through_whoever_awaits_it(kind: type[BaseException]) -> None:
    seen: list[BaseException] = []

    async def steps() -> None:
        raise kind

    async def main() -> None:
        try:
            await transport.apart(steps())
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
        task = asyncio.ensure_future(transport.apart(steps()))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        done, _ = await asyncio.wait([task], timeout=5)
        assert done == {task}
        assert task.cancelled()
        assert ended == ["inside"]

    asyncio.run(main())
