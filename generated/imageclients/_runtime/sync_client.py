# Made by `clientsmith generate` from templates/imageclients/_runtime/sync_client.py.j2; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The synchronous client, its tasks, results and images: they run the effects of the flows.

Made, like its twin, from templates/_parts/shell.py.j2.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, Unpack, cast

from . import config, connections, download, encodings, files, flow, http_logs, image_flow, task_flow, transport
from .answers import Asset, Outcome
from .client_core import ClientCore
from .describe import Operation
from .effects import CloseAnswer, Effect, Flow, HttpResponse, Opened, ReadChunk, Resolve, SendRequest, Sleep
from .failures import Failure, deadline_passed, failure_of
from .image_core import ImageCore
from .requests import Call
from .result_core import AnswerT_co, ResultCore
from .submission import Submission
from .sync_chunks import close_answer, next_chunk, opened_answer
from .task_core import TaskCore
from .timer import Timer

if TYPE_CHECKING:
    import httpx

    Http = httpx.Client | httpx.BaseTransport

T = TypeVar("T")


class Image(ImageCore):
    __doc__ = ImageCore.__doc__

    def __init__(self, client: BaseClient, asset: Asset, task_id: str | None, token: str | None = None) -> None:
        super().__init__(asset, task_id, token)
        self._client = client

    def read(self) -> bytes:
        """The image's bytes. A link is fetched once, without the key, up to 64 MiB.

        Passing failures are tried again for two minutes, whatever max_retries is.

        Raises:
            DownloadError: it can't be fetched. LinkExpiredError for a dead link, NotAnImageError for bytes that aren't a
                whole image.
        """
        if self._data is None:
            client: BaseClient | None = vars(self).get("_client")
            if client is None:
                self._data, self.media_type = image_flow.without_client(self)
            else:
                self._data = client.run_effects(image_flow.fetch(client, self))
        return self._data

    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
        """Save the image: whole or not at all. A path without a suffix gets that of the image's type.

        Returns:
            The path of the file. A suffix that isn't the image's own is kept, with an ArgumentWarning.

        Raises:
            DownloadError: it can't be fetched or written, or the file exists and overwrite is False.
        """
        with self.attaching_facts():
            files.target(path, self.media_type, overwrite=overwrite)
            data = self.read()
            # Only now is the type known for certain, and with it the name of the file.
            goal = files.target(path, self.media_type, overwrite=overwrite)
            files.warn_of_suffix(goal, self.media_type)
            return files.store(goal, data, overwrite=overwrite)


class Result(ResultCore[AnswerT_co, Image]):
    __doc__ = ResultCore.__doc__


class Task(TaskCore, Generic[AnswerT_co]):
    __doc__ = TaskCore.__doc__

    client: BaseClient

    def refresh(self) -> Self:
        """Poll the task once and update the handle; a task that has ended isn't polled.

        Raises:
            TaskNotFoundError: the provider doesn't know the task.
            APIStatusError, ConnectionFailedError, RequestTimeoutError, DecodeError: the poll failed.
        """
        self.client.run_effects(task_flow.refresh(self))
        return self

    def wait(
        self, *, timeout: float | None = None, on_progress: Callable[[Task[AnswerT_co]], object] | None = None
    ) -> Result[AnswerT_co]:
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
        return self.client.run_effects(task_flow.wait(self, timeout, on_progress))


class CancellableTask(Task[AnswerT_co]):
    """The handle of a task that the provider can cancel."""

    def cancel(self) -> None:
        """Ask the provider to cancel the task; poll it to see whether it did.

        Raises:
            APIStatusError, ConnectionFailedError, RequestTimeoutError: the request failed.
        """
        self.client.run_effects(task_flow.cancel(self))


class BaseClient(ClientCore["Http"]):
    """What the synchronous clients of all providers share."""

    awaits = False

    def _make_http(self, secure: bool) -> Any:
        return connections.new_client(self.base_url, secure)

    def close(self) -> None:
        """Close the connections; an httpx client of yours stays open."""
        http: Any
        for http in self.connection.release(None):
            http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def result(self, outcome: Outcome) -> Result[Any]:
        """The outcome as the user gets it."""
        return Result(self, outcome)

    def image_of(self, asset: Asset, task_id: str | None, token: str | None = None) -> Image:
        """An image as the user gets it."""
        return Image(self, asset, task_id, token)

    def task(self, operation: Operation, submission: Submission, requested: int | None = None) -> CancellableTask[Any]:
        """The handle of a task; a generated method tells its type checker whether it can be cancelled."""
        kind = CancellableTask if task_flow.plan_of(operation).cancel else Task
        return cast("type[CancellableTask[Any]]", kind)(self, operation, submission, requested)

    def _call(self, *call: Unpack[Call]) -> Result[Any]:
        """Send one request and return its result."""
        return self.run_effects(flow.call(self, call[0], self.build(*call)))

    def _begin(self, *call: Unpack[Call]) -> CancellableTask[Any]:
        """Submit a task and return its handle, which is done already if the provider answers at once."""
        return self.run_effects(flow.begin(self, call[0], self.build(*call), self._submission()))

    def _run(
        self, wait_timeout: float | None, on_progress: Callable[[Any], object] | None, *call: Unpack[Call]
    ) -> Result[Any]:
        """Submit a task and wait until it has ended."""
        config.seconds(self.provider, "wait_timeout", wait_timeout)
        return self.run_effects(flow.run(self, call[0], self.build(*call), wait_timeout, on_progress))

    def _submission(self) -> Submission:
        return Submission(Timer(self.options.system))

    def _resume(self, operation: Operation, task_id: str | int) -> CancellableTask[Any]:
        """The handle of a task that was submitted before, without sending anything."""
        return self.task(operation, self.resumable(operation, task_id))

    def _receive(
        self, operation: Operation, headers: Any, body: bytes, secret: str | None, *, verified: bool
    ) -> CancellableTask[Any]:
        """The handle of the task that a callback is about, in the state that it tells."""
        from .callbacks import receive  # noqa: PLC0415 - few programs have callbacks

        return cast("CancellableTask[Any]", receive(self, operation, headers, body, secret, verified=verified))

    def _iterate(
        self, operation: Operation, fields: Mapping[str, Any], extra_headers: Any, max_pages: int | None
    ) -> Iterator[Any]:
        """Go through all elements of a list, a call for each page."""
        from .pages import PageWalk  # noqa: PLC0415 - few providers have lists

        walk = PageWalk(self.provider, operation, fields, max_pages)
        while not walk.is_over:
            page = self._call(operation, walk.fields, None, extra_headers)
            for item in walk.items_of(page.raw):
                yield item

    def run_effects(self, flow: Flow[T]) -> T:
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
                outcome = self._run_effect(effect)
            except BaseException as raised:  # noqa: BLE001 - cancellation and Ctrl-C too
                error = raised

    def _run_effect(self, effect: Effect) -> Any:
        if isinstance(effect, SendRequest):
            sender = self.connection.get(None, effect.url)
            with sender as http:
                answer = self._send(http, effect)
                if isinstance(answer, Opened):
                    answer.release = sender.keep()
                return answer
        if isinstance(effect, ReadChunk):
            return next_chunk(self, effect.opened)
        if isinstance(effect, CloseAnswer):
            return close_answer(effect.opened)
        if isinstance(effect, Sleep):
            return self.options.system.sleep(effect.seconds)
        if isinstance(effect, Resolve):
            return self.options.system.resolve(effect.host)
        return transport.refuse_awaitable(effect.value)

    def _send(self, http: Any, effect: SendRequest) -> HttpResponse | Opened | Failure:
        direct = getattr(http, "handle_request", None)
        deadline = self.options.system.monotonic() + effect.seconds
        quiet = http_logs.hides_query.set(effect.signed)
        masked = http_logs.hidden_key.set(self.key)
        message: Any = None
        opened: Opened | None = None
        chunks: list[bytes] = []
        try:
            with transport.NO_LIMIT:  # a blocking read is limited by itself, and _read looks at the clock
                message = self.message(http, effect)
                if direct is not None:
                    response = direct(message)
                else:
                    auth = transport.no_auth(type(http).__mro__)
                    response = http.send(message, stream=True, auth=auth, follow_redirects=False)
                try:
                    status, headers = transport.head_of(response)
                    if effect.streams:
                        opened = opened_answer(self, http, message, response, effect, deadline)
                    if opened is not None:
                        return opened
                    most = download.largest(effect.max_bytes, headers)
                    is_whole = self._read(response, headers, most, deadline, chunks)
                finally:
                    if opened is None:
                        with contextlib.suppress(Exception):  # the body was read, however the connection ends
                            response.stream.close()
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

    def _read(self, response: Any, headers: dict[str, str], most: int, deadline: float, chunks: list[bytes]) -> bool:
        """Add the decoded body to the chunks, at most a byte more than allowed; False if time ran out."""
        if getattr(response, "is_stream_consumed", False):
            chunks.append(cast("bytes", response.content))  # a hook or a transport of the user's has read it
            return True
        inflate = encodings.decoder(headers.get("content-encoding"), is_given=self.connection.given is not None)
        left = most + 1
        for chunk in response.stream:
            chunks.append(chunk[:left] if inflate is None else inflate(chunk, left))
            left -= len(chunks[-1])
            if left <= 0:
                return True
            if self.options.system.monotonic() > deadline:
                return False
        if inflate is not None:
            inflate.finish()
        return True
