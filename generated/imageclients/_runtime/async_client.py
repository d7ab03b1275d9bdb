# Made by `clientsmith generate` from templates/imageclients/_runtime/async_client.py.j2; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The asynchronous classes: they do the I/O that the flows ask for.

Made, like its twin, from templates/_parts/shell.py.j2.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, cast

from . import config, files, flow, image_flow, transport
from .answer import Asset
from .core import AnswerT, ClientCore, ImageCore, ResultCore, TaskCore
from .describe import Operation
from .effects import Exchange, Flow, Need, Raw, Resolve, Sleep
from .flow import Outcome
from .request import Call
from .transport import Failure

if TYPE_CHECKING:
    import httpx

    Http = httpx.AsyncClient | httpx.AsyncBaseTransport

T = TypeVar("T")


class AsyncImage(ImageCore):
    __doc__ = ImageCore.__doc__

    def __init__(self, client: AsyncBaseClient, asset: Asset, task_id: str | None) -> None:
        super().__init__(asset, task_id)
        self._client = client

    async def read(self) -> bytes:
        """The image's bytes; a link is fetched once, without the key, and at most 64 MiB of it.

        Raises:
            DownloadError: it can't be fetched; LinkExpiredError for a dead link, NotAnImageError for anything that
                isn't a whole image.
        """
        if self._data is None:
            data, self.media_type = await self._client.drive(image_flow.fetch(self._client, self))
            self._data = data
        return self._data

    async def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
        """Save the image under exactly this path: whole or not at all.

        Raises:
            DownloadError: it can't be fetched or written, or the file exists and overwrite is False.
        """
        goal = files.target(path, overwrite=overwrite)
        return await files.store_async(goal, await self.read(), overwrite=overwrite)


class AsyncResult(ResultCore[AnswerT, AsyncImage]):
    __doc__ = ResultCore.__doc__


class AsyncTask(TaskCore, Generic[AnswerT]):
    __doc__ = TaskCore.__doc__

    client: AsyncBaseClient

    async def refresh(self) -> Self:
        """Ask the provider once and update the handle; a task that has ended isn't asked for again.

        Raises:
            TaskNotFoundError: the provider doesn't know the task.
            APIStatusError, ConnectionFailedError, RequestTimeoutError, DecodeError: the poll failed.
        """
        await self.client.drive(flow.poll(self))
        return self

    async def wait(
        self, *, timeout: float | None = None, on_progress: Callable[[AsyncTask[AnswerT]], object] | None = None
    ) -> AsyncResult[AnswerT]:
        """Poll until the task has ended, and return its result.

        Args:
            timeout: most seconds to wait in total; the provider's own limit if None, no limit if math.inf.
            on_progress: called with this handle after every poll.

        Raises:
            TaskFailedError, TaskCancelledError: the task ended so.
            TaskTimeoutError: it goes on; wait again, or resume it later by its id.
            EmptyResultError: it succeeded without an image.
            APIStatusError, ConnectionFailedError, DecodeError: a poll failed in spite of its retries.
        """
        return await self.client.drive(flow.wait(self, timeout, on_progress))


class AsyncCancellableTask(AsyncTask[AnswerT]):
    """The handle of a task that the provider can cancel."""

    async def cancel(self) -> None:
        """Ask the provider to cancel the task; poll it to see whether it did.

        Raises:
            APIStatusError, ConnectionFailedError, RequestTimeoutError: the request failed.
        """
        await self.client.drive(flow.cancel(self))


class AsyncBaseClient(ClientCore["Http"]):
    """What the asynchronous clients of all providers share."""

    awaits = True

    def _make_http(self) -> Any:
        return transport.new_async_client(self.base_url)

    async def close(self) -> None:
        """Close the connections; an httpx client of yours stays open."""
        client = self.connection.release(transport.running_loop())
        if client is not None:
            await client.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self.close()

    def result(self, outcome: Outcome) -> AsyncResult[Any]:
        """The outcome as the user gets it."""
        return AsyncResult(self, outcome, lambda asset, task_id: AsyncImage(self, asset, task_id))

    def task(self, operation: Operation, task_id: str, **facts: Any) -> AsyncCancellableTask[Any]:
        """The handle of a task; a generated method tells its type checker whether it can be cancelled."""
        kind = AsyncCancellableTask if flow.plan_of(operation).cancel else AsyncTask
        return cast("type[AsyncCancellableTask[Any]]", kind)(self, operation, task_id, **facts)

    async def _call(self, *call: *Call) -> AsyncResult[Any]:
        """One request, and its answer."""
        return await self.drive(flow.call(self, call[0], self.build(*call)))

    async def _begin(self, *call: *Call) -> AsyncCancellableTask[Any]:
        """Submit; the handle is done already where the provider answers at once."""
        return await self.drive(flow.begin(self, call[0], self.build(*call), []))

    async def _run(
        self, wait_timeout: float | None, on_progress: Callable[[Any], object] | None, *call: *Call
    ) -> AsyncResult[Any]:
        """Submit, and wait until the task has ended."""
        config.seconds(self.provider, "wait_timeout", wait_timeout)
        return await self.drive(flow.run(self, call[0], self.build(*call), wait_timeout, on_progress))

    def _resume(self, operation: Operation, task_id: str) -> AsyncCancellableTask[Any]:
        """The handle of a task that was submitted before; nothing is sent yet."""
        return self.task(operation, self.resumable(operation, task_id))

    async def drive(self, steps: Flow[T]) -> T:
        """Do what a flow asks for until it is through; what goes wrong on the way is the flow's to judge."""
        came: Any = None
        error: BaseException | None = None
        while True:
            try:
                need = steps.send(came) if error is None else steps.throw(error)
            except StopIteration as stop:
                return cast("T", stop.value)
            came = error = None
            try:
                came = await self._do(need)
            except BaseException as raised:  # noqa: BLE001 - cancellation and Ctrl-C too
                error = raised

    async def _do(self, need: Need) -> Any:
        if isinstance(need, Exchange):
            http = self.connection.get(transport.running_loop())
            sent = self._exchange(http, need)
            return await (transport.apart(sent) if transport.is_pooled(type(http).__mro__) else sent)
        if isinstance(need, Sleep):
            return await self.options.system.sleep_async(need.seconds)
        if isinstance(need, Resolve):
            return await self.options.system.resolve_async(need.host)
        return await need.value

    async def _exchange(self, http: Any, need: Exchange) -> Raw | Failure:
        direct = getattr(http, "handle_async_request", None)
        deadline = self.options.system.monotonic() + need.seconds
        quiet = transport.hides_query.set(not need.keyed)
        try:
            with transport.time_limit(need.seconds):
                message = self.message(http, need)
                if direct is not None:
                    response = await direct(message)
                else:
                    response = await http.send(message, stream=True, auth=None, follow_redirects=False)
                try:
                    status, headers = transport.head_of(response)
                    content = await self._read(response, headers, need.max_bytes, deadline)
                finally:
                    await response.stream.aclose()
        except BaseException as error:  # noqa: BLE001 - cancellation and Ctrl-C too
            failure = transport.failure_of(error, need.seconds)
            if failure is None:
                raise error.with_traceback(None)  # its frames may hold the key
            return failure
        finally:
            transport.hides_query.reset(quiet)
        if content is None:
            return transport.deadline_passed(need.seconds)
        return Raw(status, headers, content)

    async def _read(self, response: Any, headers: dict[str, str], most: int, deadline: float) -> bytes | None:
        """The decoded body, at most a byte more than allowed; None where time ran out."""
        if getattr(response, "is_stream_consumed", False):
            return cast("bytes", response.content)  # a hook or a transport of the user's has read it
        encoding = headers.get("content-encoding")
        inflate = None if encoding is None else transport.inflater(encoding)
        chunks: list[bytes] = []
        left = most + 1
        async for chunk in response.stream:
            chunks.append(chunk[:left] if inflate is None else inflate(chunk, left))
            left -= len(chunks[-1])
            if left <= 0:
                break
            if self.options.system.monotonic() > deadline:
                return None
        return b"".join(chunks)
