"""The event loop of asynchronous clients, asyncio's or trio's."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager, suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    import anyio
    from anyio.lowlevel import RunVar

P = ParamSpec("P")
T = TypeVar("T")
_POOLED = {"AsyncClient", "AsyncHTTPTransport"}


class _Run:
    """An object that lives as long as a run of trio."""


def running_loop() -> object:
    """The event loop of asyncio that runs now, or a weak reference to something that ends with a run of trio."""
    loop = _asyncio_loop()
    if loop is not None:
        return loop
    variable = _run_variable()
    run = variable.get(None)
    if run is None:
        run = _Run()
        variable.set(run)
    return weakref.ref(run)


def _asyncio_loop() -> object:
    asyncio: Any = sys.modules.get("asyncio")  # without it none of its loops runs
    try:
        return asyncio and asyncio.get_running_loop()
    except RuntimeError:
        return None


@lru_cache(maxsize=1)
def _run_variable() -> RunVar[_Run | None]:
    from anyio.lowlevel import RunVar  # noqa: PLC0415 - synchronous clients don't pay for it

    return RunVar("imageclients")


def has_ended(loop: Any) -> bool:
    """Whether a loop from `running_loop` has ended; None (no loop) never has."""
    if isinstance(loop, weakref.ref):
        return loop() is None
    return loop is not None and bool(loop.is_closed())


def time_limit(seconds: float) -> AbstractContextManager[object]:
    """A context that raises TimeoutError after so many seconds."""
    import anyio  # noqa: PLC0415 - the same

    return anyio.fail_after(seconds)


async def sleep(seconds: float) -> None:
    """Wait."""
    import anyio  # noqa: PLC0415 - the same

    await anyio.sleep(seconds)


async def in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function that blocks; a cancellation doesn't wait for it."""
    from functools import partial  # noqa: PLC0415 - the same

    from anyio import to_thread  # noqa: PLC0415 - the same

    return await to_thread.run_sync(partial(function, *args, **kwargs), abandon_on_cancel=True)


@lru_cache(maxsize=64)
def is_pooled(kinds: tuple[type, ...]) -> bool:
    """Whether what sends, given by its class and all its bases, has httpx's own pool of connections."""
    return any(base.__name__ in _POOLED for base in kinds)


async def shielded(http: object, steps: Coroutine[Any, Any, T]) -> T:
    """Await the steps of a request, apart where httpx's pool must be kept from a cancellation at the wrong moment.

    httpx shields its pool from anyio's cancellation only: asyncio's own, at the wrong moment, loses it a connection. So
    does any cancellation of requests that end in the same moment: those of one client are ended one after another.
    """
    if not is_pooled(type(http).__mro__):
        return await steps
    if _asyncio_loop() is not None:
        return await apart_in_asyncio(steps, http)
    return await apart_in_trio(steps, http)


async def apart_in_asyncio(steps: Coroutine[Any, Any, T], http: object) -> T:
    """Await in a task of its own, which is ended in anyio's way when this one is cancelled."""
    import asyncio  # noqa: PLC0415 - the same

    import anyio  # noqa: PLC0415 - the same

    scope = anyio.CancelScope()
    stopped: list[BaseException] = []

    async def run() -> T:
        with scope:
            try:
                return await steps
            except (KeyboardInterrupt, SystemExit) as error:
                stopped.append(error)  # asyncio doesn't raise them where the task is awaited
        raise asyncio.CancelledError

    async def end() -> None:
        async with _lock_of(http, asyncio.get_running_loop()):
            scope.cancel()
            await asyncio.wait([task])

    task = asyncio.ensure_future(run())
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError as error:
        ending = asyncio.ensure_future(end())
        # Whoever cancels again, as anyio does until the caller has ended, must not reach the request.
        with anyio.CancelScope(shield=True):
            while not ending.done():
                with suppress(asyncio.CancelledError):
                    await asyncio.wait([ending])
        if not task.cancelled():
            task.exception()  # retrieved, or else asyncio logs it
        raise (stopped or [error])[0] from None


async def apart_in_trio(steps: Coroutine[Any, Any, T], http: object) -> T:
    """Await shielded, beside a task that ends it when both are cancelled."""
    import anyio  # noqa: PLC0415 - the same

    scope, ended = anyio.CancelScope(shield=True), anyio.Event()
    outcome: list[T] = []
    raised: list[BaseException] = []

    async def end() -> None:
        try:
            await anyio.sleep_forever()
        finally:
            if not ended.is_set():
                with anyio.CancelScope(shield=True):
                    async with _lock_of(http, running_loop()):
                        scope.cancel()
                        await ended.wait()

    # What the steps raise is raised outside the group, which would wrap it.
    async with anyio.create_task_group() as group:
        group.start_soon(end)
        with scope:
            try:
                outcome.append(await steps)
            except anyio.get_cancelled_exc_class():
                raise
            except BaseException as error:
                raised.append(error)
        ended.set()
        group.cancel_scope.cancel()
    if raised:
        raise raised[0]
    return outcome[0]


def _lock_of(http: object, loop: object) -> anyio.Lock:
    """What requests of a client wait for before they are ended, in this event loop."""
    import anyio  # noqa: PLC0415 - the same

    known = _locks.get(http)
    if known is None or known[0] != loop:
        known = _locks[http] = (loop, anyio.Lock())
    return known[1]


_locks: weakref.WeakKeyDictionary[object, tuple[object, anyio.Lock]] = weakref.WeakKeyDictionary()
