# Made by `clientsmith generate` from templates/imageclients/_runtime/core.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""What the synchronous and the asynchronous classes share: everything but the I/O."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from typing import Any, ClassVar, Generic, Self, TypeVar, cast

from .. import errors
from ..errors import DecodeError, ImageClientError
from . import answer, config, retry, tasks, transport
from .answer import Asset, Drift, Reply
from .config import Secret
from .describe import Operation, Provider, TaskPlan
from .effects import Exchange
from .flow import Outcome
from .options import DEFAULT_RETRIES, Event, EventKind, Options, System
from .pointer import first, first_text
from .request import Call, Request, Validation, build

AnswerT = TypeVar("AnswerT")
ImageT = TypeVar("ImageT")
HttpT = TypeVar("HttpT")
log = config.log


class Connection(Generic[HttpT]):
    """The httpx client, made when first needed, and shared by the twins that with_options makes."""

    def __init__(self, given: HttpT | None, make: Callable[[], HttpT]) -> None:
        self.given = given
        self.made: dict[tuple[int, object], HttpT] = {}
        self._make = make
        self._closed = False
        self._lock = threading.RLock()

    def get(self, loop: object) -> HttpT:
        """The httpx client for use in this process and this event loop.

        Raises:
            ConfigurationError: it is closed, or the environment names a proxy or certificates that can't be used.
        """
        owner = (os.getpid(), loop)
        client = self._current(owner)
        if client is None:
            # Made outside the lock: that takes a while, and a fork meanwhile would leave the lock taken for ever.
            try:
                made = self._make()
            except (ImportError, OSError, ValueError) as error:
                raise errors.ConfigurationError(f"no httpx client can be made: {error}") from error
            with self._lock:
                client = self._current(owner) or made
                # Those from before a fork, and of event loops that have ended, are of no use.
                kept = {one: it for one, it in self.made.items() if one[0] == owner[0] and not _ended(one[1])}
                self.made = {**kept, owner: client}
        return client

    def _current(self, owner: tuple[int, object]) -> HttpT | None:
        """The client of this process and event loop, where connections of others don't work."""
        client = self.made.get(owner) if self.given is None else self.given
        if self._closed or getattr(client, "is_closed", False):
            raise errors.ConfigurationError("the client is closed")
        return client

    def release(self, loop: object) -> HttpT | None:
        """The httpx client to close; None for one of the user's, and where none was made here."""
        with self._lock:
            self._closed = True
            return self.made.pop((os.getpid(), loop), None)


def _ended(loop: Any) -> bool:
    return loop is not None and loop.is_closed()


class ClientCore(Generic[HttpT]):
    """What every client has; see the `Client` of a provider. `HttpT` is the httpx client that it takes."""

    provider: ClassVar[Provider]
    awaits: ClassVar[bool]

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        http_client: HttpT | None = None,
        timeout: float | None = None,
        max_retries: int = DEFAULT_RETRIES,
        validation: Validation = "strict",
        on_event: Callable[[Event], object] | None = None,
        system: System | None = None,
        allow_insecure: bool = False,
    ) -> None:
        """Make a client; nothing is sent yet.

        Args:
            api_key: the key; NAME_API_KEY of the environment if None.
            base_url: address of the provider; the documented one, or NAME_BASE_URL, if None.
            http_client: an httpx client (proxies, certificates, limits) or transport of yours; you close it.
            timeout: most seconds that one request may take in total; the operation's own if None, none if math.inf.
            max_retries: most times that a request is sent again where that is safe.
            validation: strict refuses what breaks a documented rule, warn warns, off doesn't look.
            on_event: called with every Event: answers, retries, polls, drift.
            system: clock, sleep and chance, for tests.
            allow_insecure: lets the key go over plain http to a host that isn't this machine.

        Raises:
            ConfigurationError: no key or no address, or one that can't be used.
        """
        try:
            self.key: Secret = config.api_key(self.provider, api_key)
        except errors.ConfigurationError as error:
            raise error.with_traceback(None) from None  # its frames have the key, as this one has until here
        finally:
            api_key = None
        self.base_url = config.base_url(self.provider, base_url, allow_insecure=allow_insecure)
        self.options = Options(
            timeout=config.seconds(self.provider, "timeout", timeout),
            max_retries=config.retries(self.provider, max_retries),
            validation=config.validation(self.provider, validation),
            on_event=on_event,
            system=system or System(),
        )
        if http_client is not None and not transport.can_send(http_client, self.awaits):
            kind = "AsyncClient or httpx.AsyncBaseTransport" if self.awaits else "Client or httpx.BaseTransport"
            raise errors.ConfigurationError(f"http_client must be an httpx.{kind}", provider=self.provider.name)
        self.connection: Connection[HttpT] = Connection(http_client, self._make_http)

    def _make_http(self) -> Any:
        raise TypeError("only the clients of a provider can send")

    def result(self, outcome: Outcome) -> Any:
        """The outcome as the user gets it."""
        raise TypeError(outcome.operation.id)

    def task(self, operation: Operation, task_id: str, **facts: Any) -> Any:
        """The handle of a task."""
        raise TypeError(operation.id)

    def with_options(
        self, *, timeout: float | None = None, max_retries: int | None = None, validation: Validation | None = None
    ) -> Self:
        """A client with other settings that shares this one's key and connections."""
        old = self.options
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin.options = old._replace(
            timeout=config.seconds(self.provider, "timeout", timeout) or old.timeout,
            max_retries=old.max_retries if max_retries is None else config.retries(self.provider, max_retries),
            validation=old.validation if validation is None else config.validation(self.provider, validation),
        )
        return twin

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.provider.name} at {self.base_url}>"

    def build(self, *call: *Call) -> Request:
        """The request for a call."""
        return build(self.provider, *call, validation=self.options.validation)

    def message(self, http: Any, need: Exchange) -> Any:
        """The request as httpx's own, with the key for the client's own address only."""
        extensions = {"timeout": transport.timeouts(need.seconds, shrinking=not self.awaits)}
        # Only what is decoded by us is asked for, so that no few bytes become many before they are counted.
        headers = {**transport.usual_headers(), **need.headers, "accept-encoding": "gzip"}
        if need.keyed and self.provider.key_header:
            headers[self.provider.key_header.lower()] = self.provider.key_prefix + self.key.reveal()
        if not hasattr(http, "build_request"):
            own = self.connection.given is None
            return transport.message(need.method, need.url, headers, need.body, extensions, own=own)
        built = http.build_request(need.method, need.url, content=need.body, headers=headers, extensions=extensions)
        # A client of the user's may have headers and parameters for the provider: none is for others.
        return built if need.keyed else type(built)(need.method, need.url, headers=headers, extensions=built.extensions)

    def emit(self, kind: EventKind, operation: Operation, **detail: Any) -> None:
        """Tell the hook and the log; a hook that fails costs nobody an image that was paid for."""
        if log.isEnabledFor(logging.DEBUG):
            shown = {name: value for name, value in detail.items() if name != "drift"}
            log.debug("%s.%s %s %s", self.provider.name, operation.id, kind, shown)
        if self.options.on_event is not None:
            try:
                self.options.on_event(Event(kind, self.provider.name, operation.id, detail))
            except Exception:
                log.exception("on_event failed")

    def drift_of(self, operation: Operation, reply: Reply, task_id: str | None) -> tuple[Drift, ...]:
        """What the answer has that the spec doesn't describe, told to the hook as well."""
        found = answer.drift(operation, reply)
        if found:
            self.emit("drift", operation, drift=found, task_id=task_id)
        return found

    def undecodable(
        self, operation: Operation, reply: Reply, message: str, kind: type[DecodeError] = DecodeError, **more: Any
    ) -> DecodeError:
        """The error for an answer that lacks what it must have; its body goes along."""
        if reply.fault and reply.content[:4096].strip():
            content_type = reply.headers.get("content-type", "no content type")
            message = f"{message} ({content_type}): {answer.excerpt(reply.content, self.key)}"
        return kind(self.key.mask(message), **answer.facts(self.provider, operation, reply, self.key), **more)

    def no_image(self, operation: Operation, reply: Reply, drift: tuple[Drift, ...], **more: Any) -> DecodeError:
        """The error for a success without an image."""
        places = operation.results.images if operation.results is not None else ()
        where = " or ".join(place.items + pointer for place in places for pointer in (*place.url, *place.base64))
        reason = reply.fault or answer.fault_of(operation, drift)
        kind = DecodeError if reason else errors.EmptyResultError
        message = f"no image at {where}" + (f": {reason}" if reason else "")
        return self.undecodable(operation, reply, message, kind, **more)

    def resumable(self, operation: Operation, task_id: str) -> str:
        """The id, if it can be one.

        Raises:
            InvalidRequestError: it isn't a text, or empty.
        """
        if isinstance(task_id, str) and task_id.strip():  # pyright: ignore[reportUnnecessaryIsInstance] - callers may be untyped
            return task_id
        problem = errors.Problem("task_id", "type", "must be the id of a task, a text that isn't empty")
        raise errors.InvalidRequestError([problem], provider=self.provider.name, operation=operation.id)


class ImageCore:
    """An image: a link that is fetched when needed, or bytes that came with the answer.

    Attributes:
        url: the link, or None for an image that came with the answer.
        media_type: such as image/png; what the answer says, and once read what the bytes show; or None.
        expires_at: when the link dies, or None where nothing is known.
        base64: the image as the answer has it, or None for a link.
        task_id: id of the task that made it, or None.
    """

    def __init__(self, asset: Asset, task_id: str | None) -> None:
        self.url = asset.url
        self.task_id = task_id
        self.media_type = asset.media_type
        self.expires_at = None if asset.expires_at is None else datetime.fromtimestamp(asset.expires_at, UTC)
        self.base64 = asset.base64
        self._data: bytes | None = None

    def __repr__(self) -> str:
        where = "in the answer" if self.url is None else config.without_query(self.url)
        return f"<{type(self).__name__} {self.media_type or 'of unknown type'}, {where}>"


class ResultCore(Generic[AnswerT, ImageT]):
    """The outcome of a call: the images, and the answer that they came with.

    Attributes:
        images: the images, in the order of the answer.
        raw: the answer's body as JSON.
        drift: everything in the answer that the spec doesn't describe.
        status_code: HTTP status.
        headers: of the answer, with names in lower case.
        task_id: id of the task that made the images, or None.
        requested: how many images were asked for, or None where that isn't known.
        elapsed: seconds from the call to the result.
    """

    def __init__(self, client: ClientCore[Any], outcome: Outcome, image: Callable[[Asset, str | None], ImageT]) -> None:
        reply = outcome.reply
        self._provider = client.provider
        self._operation = outcome.operation
        self._answer: AnswerT | None = None
        self.images = [image(asset, outcome.task_id) for asset in outcome.assets]
        self.raw: Any = reply.body
        self.drift = outcome.drift
        self.status_code = reply.status
        self.headers = reply.headers
        self.task_id = outcome.task_id
        self.requested = outcome.requested
        self.elapsed = outcome.elapsed
        self._reply = Reply(reply.status, reply.headers, b"", reply.body, reply.fault)  # without its text

    @property
    def request_id(self) -> str | None:
        """The provider's id of the request, or None."""
        return answer.request_id(self._provider.envelope, self._reply)

    @property
    def answer(self) -> AnswerT:
        """The answer as its class in the provider's `models`, made when first asked for.

        Raises:
            DecodeError: the answer doesn't fit the class; `raw` has it all the same.
        """
        if self._answer is None:
            from pydantic import ValidationError  # noqa: PLC0415 - images alone don't need pydantic

            model = getattr(import_module(f"{self._provider.package}.models"), self._operation.model)
            try:
                self._answer = cast("AnswerT", model.model_validate(self.raw))
            except ValidationError as error:
                where = "; ".join(f"/{'/'.join(map(str, e['loc']))} {e['msg']}" for e in error.errors())
                message = f"the answer doesn't fit {self._operation.model}: {where}"
                raise DecodeError(
                    message,
                    provider=self._provider.name,
                    operation=self._operation.id,
                    task_id=self.task_id,
                    body=self.raw,
                ) from None
        return self._answer

    @property
    def partial(self) -> bool:
        """Whether fewer images came than were asked for."""
        return self.requested is not None and len(self.images) < self.requested

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._provider.name}: {len(self.images)} image(s)>"


class TaskCore:
    """The handle of a task at the provider; its id is all that another process needs to take it up again.

    Attributes:
        id: the provider's id of the task.
        status: the provider's last word on it, or None before the first poll.
        progress: 0 to 100, or None where the provider doesn't say.
        eta: seconds still to go, or None where the provider doesn't say.
    """

    def __init__(
        self,
        client: ClientCore[Any],
        operation: Operation,
        task_id: str,
        *,
        status: str | None = None,
        requested: int | None = None,
        outcome: Outcome | None = None,
    ) -> None:
        self.id = task_id
        self.status = status
        self.progress: float | None = None
        self.eta: float | None = None
        self.client = client
        self.operation = operation
        self.requested = requested
        self.outcome: Outcome | ImageClientError | None = outcome
        self.asked: float | None = None
        self.began = client.options.system.monotonic()

    @property
    def done(self) -> bool:
        """Whether it has ended, well or not."""
        return self.outcome is not None

    def facts(self) -> dict[str, Any]:
        """What an error about the task says of it."""
        elapsed = self.client.options.system.monotonic() - self.began
        names = {"provider": self.client.provider.name, "operation": self.operation.id}
        return {**names, "task_id": self.id, "elapsed": elapsed}

    def take(self, plan: TaskPlan, operation: Operation, reply: Reply) -> None:
        """Learn from the answer to a poll.

        Raises:
            DecodeError: it is about another task, or has no status.
        """
        if self.outcome is not None:
            return  # another wait was faster; what ended stays ended
        client = self.client
        drift = client.drift_of(operation, reply, self.id)
        echoed = first(reply.body, plan.echo)
        if echoed is not None and str(echoed) != self.id:
            raise client.undecodable(operation, reply, "the answer is about another task", task_id=self.id)
        _, error_code = answer.error_row(client.provider, reply)
        view = tasks.judge(plan, reply.status, reply.body, error_code)
        if view.state == "unknown" and view.status is None:
            message = reply.fault or f"the answer has no status at {plan.status}"
            raise client.undecodable(operation, reply, message, task_id=self.id)
        if view.state == "unknown" and view.status != self.status:
            log.warning("%s: task %s has the unknown status %a", client.provider.name, self.id, view.status)
            client.emit("unknown-status", operation, task_id=self.id, task_status=view.status)
        self.status, self.progress, self.eta = view.status, view.progress, view.eta
        self.asked = retry.retry_after(reply.headers, client.options.system.time())
        client.emit("poll", operation, task_id=self.id, task_status=view.status, progress=view.progress)
        if view.state == "success":
            assets = answer.assets(operation, reply.body, client.options.system.time())
            outcome = Outcome(operation, reply, drift, assets, self.requested, self.id, self.facts()["elapsed"])
            self.outcome = outcome if assets else client.no_image(operation, reply, drift, task_id=self.id)
        elif view.state in ("failure", "cancelled"):
            kind = errors.TaskFailedError if view.state == "failure" else errors.TaskCancelledError
            words = "the task failed" if view.state == "failure" else "the task was cancelled"
            told = view.reason or first_text(reply.body, client.provider.envelope.message)
            reason = f"{words}: {client.key.mask(told)}" if told else f"{words}, without a reason"
            known = answer.facts(client.provider, operation, reply, client.key) | self.facts()
            self.outcome = kind(reason, code=view.code or error_code, **known)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.client.provider.name} {self.id} {self.status or 'not polled yet'}>"
