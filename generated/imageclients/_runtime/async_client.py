# Made by `clientsmith generate` from templates/imageclients/_runtime/async_client.py.j2; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The asynchronous client, its tasks, results and images: they run the effects of the flows.

Made, like its twin, from templates/_parts/shell.py.j2.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, Unpack, cast

from . import config, connections, download, encodings, files, flow, http_logs, image_flow, loops, task_flow, transport
from .answers import Asset, Outcome
from .async_chunks import close_answer, next_chunk, opened_answer
from .client_core import ClientCore
from .describe import Operation
from .effects import CloseAnswer, Effect, Flow, HttpResponse, Opened, ReadChunk, Resolve, SendRequest, Sleep
from .failures import Failure, deadline_passed, failure_of
from .image_core import ImageCore
from .requests import Call
from .result_core import AnswerT_co, ResultCore
from .submission import Submission
from .task_core import TaskCore
from .timer import Timer

if TYPE_CHECKING:
    import httpx

    Http = httpx.AsyncClient | httpx.AsyncBaseTransport

T = TypeVar("T")


class AsyncImage(ImageCore):
    __doc__ = ImageCore.__doc__

    def __init__(self, client: AsyncBaseClient, asset: Asset, task_id: str | None, token: str | None = None) -> None:
        super().__init__(asset, task_id, token)
        self._client = client

    async def read(self) -> bytes:
        """The image's bytes. A link is fetched once, without the key, up to 64 MiB.

        Passing failures are tried again for two minutes, whatever max_retries is.

        Raises:
            DownloadError: it can't be fetched. LinkExpiredError for a dead link, NotAnImageError for bytes that aren't a
                whole image.
        """
        if self._data is None:
            client: AsyncBaseClient | None = vars(self).get("_client")
            if client is None:
                self._data, self.media_type = image_flow.without_client(self)
            else:
                self._data = await client.run_effects(image_flow.fetch(client, self))
        return self._data

    async def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
        """Save the image: whole or not at all. A path without a suffix gets that of the image's type.

        Returns:
            The path of the file. A suffix that isn't the image's own is kept, with an ArgumentWarning.

        Raises:
            DownloadError: it can't be fetched or written, or the file exists and overwrite is False.
        """
        with self.attaching_facts():
            files.target(path, self.media_type, overwrite=overwrite)
            data = await self.read()
            # Only now is the type known for certain, and with it the name of the file.
            goal = files.target(path, self.media_type, overwrite=overwrite)
            files.warn_of_suffix(goal, self.media_type)
            return await files.store_async(goal, data, overwrite=overwrite)


class AsyncResult(ResultCore[AnswerT_co, AsyncImage]):
    __doc__ = ResultCore.__doc__


class AsyncTask(TaskCore, Generic[AnswerT_co]):
    __doc__ = TaskCore.__doc__

    client: AsyncBaseClient

    async def refresh(self) -> Self:
        """Poll the task once and update the handle; a task that has ended isn't polled.

        Raises:
            TaskNotFoundError: the provider doesn't know the task.
            APIStatusError, ConnectionFailedError, RequestTimeoutError, DecodeError: the poll failed.
        """
        await self.client.run_effects(task_flow.refresh(self))
        return self

    async def wait(
        self, *, timeout: float | None = None, on_progress: Callable[[AsyncTask[AnswerT_co]], object] | None = None
    ) -> AsyncResult[AnswerT_co]:
        """Poll until the task has ended, and return its result.

        Args:
            timeout: most seconds to wait in total; the provider's own limit if None, no limit if math.inf.
            on_progress: called with this handle after every poll.

        Raises:
            TaskFailedError, TaskCancelledError: the task failed or was cancelled.
            TaskTimeoutError: the task goes on; wait again, or resume it later by its id.
            EmptyResultError: it succeeded without an image.
            APIStatusError, ConnectionFailedError, DecodeError: a poll failed in spite of its retries.
        """
        return await self.client.run_effects(task_flow.wait(self, timeout, on_progress))


class AsyncCancellableTask(AsyncTask[AnswerT_co]):
    """The handle of a task that the provider can cancel."""

    async def cancel(self) -> None:
        """Ask the provider to cancel the task; poll it to see whether it did.

        Raises:
            APIStatusError, ConnectionFailedError, RequestTimeoutError: the request failed.
        """
        await self.client.run_effects(task_flow.cancel(self))


class AsyncBaseClient(ClientCore["Http"]):
    """What the asynchronous clients of all providers share."""

    awaits = True

    def _make_http(self, secure: bool) -> Any:
        return connections.new_async_client(self.base_url, secure)

    async def close(self) -> None:
        """Close the connections; an httpx client of yours stays open."""
        http: Any
        for http in self.connection.release(loops.running_loop()):
            await http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self.close()

    def result(self, outcome: Outcome) -> AsyncResult[Any]:
        """The outcome as the user gets it."""
        return AsyncResult(self, outcome)

    def image_of(self, asset: Asset, task_id: str | None, token: str | None = None) -> AsyncImage:
        """An image as the user gets it."""
        return AsyncImage(self, asset, task_id, token)

    def task(
        self, operation: Operation, submission: Submission, requested: int | None = None
    ) -> AsyncCancellableTask[Any]:
        """The handle of a task; a generated method tells its type checker whether it can be cancelled."""
        kind = AsyncCancellableTask if task_flow.plan_of(operation).cancel else AsyncTask
        return cast("type[AsyncCancellableTask[Any]]", kind)(self, operation, submission, requested)

    async def _call(self, *call: Unpack[Call]) -> AsyncResult[Any]:
        """Send one request and return its result."""
        return await self.run_effects(flow.call(self, call[0], self.build(*call)))

    async def _begin(self, *call: Unpack[Call]) -> AsyncCancellableTask[Any]:
        """Submit a task and return its handle, which is done already if the provider answers at once."""
        return await self.run_effects(flow.begin(self, call[0], self.build(*call), self._submission()))

    async def _run(
        self, wait_timeout: float | None, on_progress: Callable[[Any], object] | None, *call: Unpack[Call]
    ) -> AsyncResult[Any]:
        """Submit a task and wait until it has ended."""
        config.seconds(self.provider, "wait_timeout", wait_timeout)
        return await self.run_effects(flow.run(self, call[0], self.build(*call), wait_timeout, on_progress))

    def _submission(self) -> Submission:
        return Submission(Timer(self.options.system))

    def _resume(self, operation: Operation, task_id: str | int) -> AsyncCancellableTask[Any]:
        """The handle of a task that was submitted before, without sending anything."""
        return self.task(operation, self.resumable(operation, task_id))

    def _receive(
        self, operation: Operation, headers: Any, body: bytes, secret: str | None, *, verified: bool
    ) -> AsyncCancellableTask[Any]:
        """The handle of the task that a callback is about, in the state that it tells."""
        from .callbacks import receive  # noqa: PLC0415 - few programs have callbacks

        return cast("AsyncCancellableTask[Any]", receive(self, operation, headers, body, secret, verified=verified))

    async def _iterate(
        self, operation: Operation, fields: Mapping[str, Any], extra_headers: Any, max_pages: int | None
    ) -> AsyncIterator[Any]:
        """Go through all elements of a list, a call for each page."""
        from .pages import PageWalk  # noqa: PLC0415 - few providers have lists

        walk = PageWalk(self.provider, operation, fields, max_pages)
        while not walk.is_over:
            page = await self._call(operation, walk.fields, None, extra_headers)
            for item in walk.items_of(page.raw):
                yield item

    async def run_effects(self, flow: Flow[T]) -> T:
        """Run a flow to completion; exceptions are thrown back into it."""
        outcome: Any = None
        error: BaseException | None = None
        while True:
            try:
                effect = flow.send(outcome) if error is None else flow.throw(error)
            except StopIteration as stop:
                return cast("T", stop.value)
            outcome = error = None
            try:
                outcome = await self._run_effect(effect)
            except BaseException as raised:  # noqa: BLE001 - cancellation and Ctrl-C too
                error = raised

    async def _run_effect(self, effect: Effect) -> Any:
        if isinstance(effect, SendRequest):
            sender = self.connection.get(loops.running_loop(), effect.url)
            with sender as http:
                answer = await loops.shielded(http, self._send(http, effect))
                if isinstance(answer, Opened):
                    answer.release = sender.keep()
                return answer
        if isinstance(effect, ReadChunk):
            return await loops.shielded(effect.opened.http, next_chunk(self, effect.opened))
        if isinstance(effect, CloseAnswer):
            return await loops.shielded(effect.opened.http, close_answer(effect.opened))
        if isinstance(effect, Sleep):
            return await self.options.system.sleep_async(effect.seconds)
        if isinstance(effect, Resolve):
            return await self.options.system.resolve_async(effect.host)
        return await effect.value

    async def _send(self, http: Any, effect: SendRequest) -> HttpResponse | Opened | Failure:
        direct = getattr(http, "handle_async_request", None)
        deadline = self.options.system.monotonic() + effect.seconds
        quiet = http_logs.hides_query.set(effect.signed)
        masked = http_logs.hidden_key.set(self.key)
        message: Any = None
        opened: Opened | None = None
        chunks: list[bytes] = []
        try:
            with loops.time_limit(effect.seconds):
                message = self.message(http, effect)
                if direct is not None:
                    response = await direct(message)
                else:
                    auth = transport.no_auth(type(http).__mro__)
                    response = await http.send(message, stream=True, auth=auth, follow_redirects=False)
                try:
                    status, headers = transport.head_of(response)
                    if effect.streams:
                        opened = opened_answer(self, http, message, response, effect, deadline)
                    if opened is not None:
                        return opened
                    most = download.largest(effect.max_bytes, headers)
                    is_whole = await self._read(response, headers, most, deadline, chunks)
                finally:
                    if opened is None:
                        with contextlib.suppress(Exception):  # the body was read, however the connection ends
                            await response.stream.aclose()
        except BaseException as error:  # noqa: BLE001 - cancellation and Ctrl-C too
            failure = failure_of(error, effect.seconds, message)
            if failure is None:
                raise error.with_traceback(None)  # its frames may hold the key
            return failure._replace(content=b"".join(chunks))
        finally:
            http_logs.hides_query.reset(quiet)
            http_logs.hidden_key.reset(masked)
        content = b"".join(chunks)
        if not is_whole:
            return deadline_passed(effect.seconds)._replace(content=content)
        return HttpResponse(status, headers, content)

    async def _read(
        self, response: Any, headers: dict[str, str], most: int, deadline: float, chunks: list[bytes]
    ) -> bool:
        """Add the decoded body to the chunks, at most a byte more than allowed; False if time ran out."""
        if getattr(response, "is_stream_consumed", False):
            chunks.append(cast("bytes", response.content))  # a hook or a transport of the user's has read it
            return True
        inflate = encodings.decoder(headers.get("content-encoding"), is_given=self.connection.given is not None)
        left = most + 1
        async for chunk in response.stream:
            chunks.append(chunk[:left] if inflate is None else inflate(chunk, left))
            left -= len(chunks[-1])
            if left <= 0:
                return True
            if self.options.system.monotonic() > deadline:
                return False
        if inflate is not None:
            inflate.finish()
        return True
