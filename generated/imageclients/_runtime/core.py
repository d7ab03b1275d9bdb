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
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from typing import Any, ClassVar, Generic, Self, TypeVar, Unpack, cast

from .. import errors
from ..errors import DecodeError, ImageClientError
from . import addresses, answer, config, schema, tasks, transport
from .answer import Asset, Drift, Reply
from .config import Secret
from .connections import SPREAD, Connection
from .describe import Operation, Provider, TaskPlan
from .effects import Exchange
from .flow import Outcome
from .masking import printable
from .options import DEFAULT_RETRIES, Event, EventKind, Options, System
from .pointer import first, first_text
from .portable import Portable
from .request import Call, Request, Validation, build, path_faults
from .retry import retry_after
from .submission import Submission
from .tasks import View
from .timer import Timer

AnswerT_co = TypeVar("AnswerT_co", covariant=True)
ImageT = TypeVar("ImageT")
HttpT = TypeVar("HttpT")
log = config.log


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
        image_hosts: Iterable[str] | None = None,
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
            image_hosts: hosts such as "images.example.com" or "*.example.com" whose links of images are followed over
                plain http too, and to private addresses, but never to metadata services.

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
            image_hosts=addresses.host_names(self.provider, image_hosts),
        )
        if http_client is not None and not transport.can_send(http_client, self.awaits):
            kind = "AsyncClient or httpx.AsyncBaseTransport" if self.awaits else "Client or httpx.BaseTransport"
            raise errors.ConfigurationError(f"http_client must be an httpx.{kind}", provider=self.provider.name)
        self._warned: set[tuple[str, str]] = set()
        self.connection: Connection[HttpT] = Connection(http_client, self._make_http, SPREAD if self.awaits else 1)

    def _make_http(self, secure: bool) -> Any:
        raise TypeError("only the clients of a provider can send")

    def result(self, outcome: Outcome) -> Any:
        """The outcome as the user gets it."""
        raise TypeError(outcome.operation.id)

    def task(self, operation: Operation, submission: Submission, requested: int | None = None) -> Any:
        """The handle of the task that a submit made."""
        raise TypeError(operation.id)

    def image_of(self, asset: Asset, task_id: str | None) -> Any:
        """An image as the user gets it."""
        raise TypeError(asset)

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

    def build(self, *call: Unpack[Call]) -> Request:  # noqa: UP044 - inspect.signature can't evaluate a star
        """The request for a call."""
        return build(self.provider, *call, validation=self.options.validation)

    def message(self, http: Any, need: Exchange) -> Any:
        """The request as httpx's own, with the key for the client's own address only."""
        own = self.connection.given is None
        extensions = {"timeout": transport.timeouts(need.seconds, shrinking=own and not self.awaits)}
        # Only what is decoded by us is asked for, so that no few bytes become many before they are counted.
        headers = {**need.headers, "accept-encoding": "gzip"}
        if need.keyed and self.provider.key_header:
            headers[self.provider.key_header.lower()] = self.provider.key_prefix + self.key.reveal()
        # A client of the user's may have headers and parameters for the provider: none is for others.
        if need.keyed and not own and hasattr(http, "build_request"):
            return transport.message_of_client(http, need.method, need.url, headers, need.body, extensions)
        accept, agent = transport.usual_headers()
        # A client of the user's may say who it is, to others too; httpx's own word isn't the user's.
        given = "" if own else getattr(http, "headers", {}).get("user-agent", "")
        if given and not given.startswith("python-httpx"):
            agent = (b"user-agent", given.encode())
        return transport.message(http, need.method, need.url, headers, need.body, extensions, usual=(accept, agent))

    def emit(self, kind: EventKind, operation: Operation, **said: Any) -> None:
        """Tell the hook and the log; a hook that fails costs nobody an image that was paid for."""
        heard = log.isEnabledFor(logging.DEBUG)
        if not heard and self.options.on_event is None:
            return
        # Differences from the spec have no key any more.
        detail = {name: value if name == "drift" else self.key.mask_all(value) for name, value in said.items()}
        if heard:
            shown = {name: value for name, value in detail.items() if name != "drift"}
            log.debug("%s.%s %s %s", self.provider.name, operation.id, kind, shown)
        if self.options.on_event is not None:
            try:
                self.options.on_event(Event(kind, self.provider.name, operation.id, detail))
            except Exception:
                log.exception("on_event failed")

    def drift_of(self, operation: Operation, reply: Reply, task_id: str | None) -> tuple[Drift, ...]:
        """What the answer has that the spec doesn't describe, told to the hook as well."""
        found = reply.drift if reply.image else (*reply.drift, *answer.drift(operation, reply, self.key))
        if found:
            self.emit("drift", operation, drift=found, task_id=task_id)
            self._warn_of(operation, found)
        return found

    def _warn_of(self, operation: Operation, found: tuple[Drift, ...]) -> None:
        """Log the first drift of each kind; by its place only, because what came may be a prompt or a signed link."""
        plans = [other.task for other in self.provider.operations.values() if other.task is not None]
        # A new status has a warning of its own, with its task.
        statuses = {plan.status for plan in plans if plan.poll == operation.id}
        for item in found:
            if (operation.id, item.kind) not in self._warned and item.path not in statuses:
                self._warned.add((operation.id, item.kind))
                place = schema.show(self.key.mask(item.path))
                name = f"{self.provider.name}.{operation.id}"
                text = "%s: the answer differs from the spec at %s (%s); logged once per kind, result.drift has all"
                log.warning(text, name, place, item.kind)

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

    def resumable(self, operation: Operation, task_id: str | int) -> Submission:
        """What is known of the submit of a task that is taken up by its id.

        Raises:
            InvalidRequestError: it is neither a text nor a whole number, or it is empty or can't be sent.
        """
        # Some providers' ids are numbers, and JSON or a database gives them back as such.
        usable = isinstance(task_id, str | int) and not isinstance(task_id, bool)  # pyright: ignore[reportUnnecessaryIsInstance] - callers may be untyped
        text = str(task_id) if usable else ""
        if text.strip():
            plan = operation.task
            faults = path_faults(self.provider.operations[plan.poll], {plan.parameter: text}) if plan else ()
            problems = [fault._replace(field="task_id") for fault in faults]
            if not problems and (reason := answer.id_fault(text)):
                problems = [errors.Problem("task_id", "type", reason)]
        else:
            problems = [errors.Problem("task_id", "type", "must be the id of a task, a text or a whole number")]
        if problems:
            raise errors.InvalidRequestError(problems, provider=self.provider.name, operation=operation.id)
        return Submission(Timer(self.options.system), may_be_billed=True, task_id=text)


class ImageCore(Portable):
    """An image: a link that is fetched when needed, or bytes that came with the answer.

    Attributes:
        url: the link, or None for an image that came with the answer.
        media_type: such as image/png; what the answer says, and once read what the bytes show; or None.
        expires_at: when the link dies, or None where nothing is known.
        base64: the image as the answer has it, or None for a link.
        task_id: id of the task that made it, or None.
        operation: id of the operation whose answer has it.
        drift: once read, what is odd about the bytes, such as an end that is missing; on_event hears of it as well.
    """

    def __init__(self, asset: Asset, task_id: str | None) -> None:
        self.url = asset.url
        self.task_id = task_id
        self.operation = asset.operation
        self.drift: tuple[Drift, ...] = ()
        self.media_type = asset.media_type
        self.expires_at = None if asset.expires_at is None else datetime.fromtimestamp(asset.expires_at, UTC)
        self.base64 = asset.base64
        self._data: bytes | None = asset.data

    def __repr__(self) -> str:
        is_link = self.url is not None and "://" in self.url[:10]
        where = config.without_query(self.url or "") if is_link else "in the answer"
        client: ClientCore[Any] | None = vars(self).get("_client")
        shown = where if client is None else client.key.mask(where)
        return printable(f"<{type(self).__name__} {self.media_type or 'of unknown type'}, {shown}>")

    @contextmanager
    def saving(self) -> Generator[None]:
        """Puts on an error of saving what is known of the image: its task, its operation, and how long it took."""
        client: ClientCore[Any] | None = vars(self).get("_client")
        timer = None if client is None else Timer(client.options.system)
        try:
            yield
        except errors.DownloadError as error:
            if client is not None and timer is not None and not error.provider:
                error.provider, error.operation = client.provider.name, self.operation
                error.task_id, error.elapsed = client.key.mask_all(self.task_id), timer.elapsed()
            raise


class ResultCore(Portable, Generic[AnswerT_co, ImageT]):
    """The outcome of a call: the images, and the answer that they came with.

    Attributes:
        images: the images, in the order of the answer.
        raw: the answer's body as JSON.
        drift: everything in the answer that the spec doesn't describe.
        status_code: HTTP status.
        headers: of the answer, with names in lower case.
        task_id: id of the task that made the images, or None.
        other_task_ids: ids of further tasks that the same submit made; each can be resumed.
        requested: how many images were asked for, or None where that isn't known.
        elapsed: seconds from the call to the result.
    """

    def __init__(self, client: ClientCore[Any], outcome: Outcome) -> None:
        reply = outcome.reply
        self._client = client
        self._provider = client.provider
        self._operation_id = outcome.operation.id
        self._answer: AnswerT_co | None = None
        self.images: list[ImageT] = [client.image_of(asset, outcome.task_id) for asset in outcome.assets]
        self.raw: Any = reply.body
        self.drift = outcome.drift
        self.status_code = reply.status
        self.headers = client.key.mask_headers(reply.headers)
        self.task_id = outcome.task_id
        self.other_task_ids = outcome.other_task_ids
        self.requested = outcome.requested
        self.elapsed = outcome.elapsed
        self._key = client.key

    def __getstate__(self) -> dict[str, Any]:
        # The model is made anew from `raw`.
        return {
            **super().__getstate__(),
            "drift": tuple(Drift(*self._masked(list(item))) for item in self.drift),
            "_answer": None,
        }

    def _hidden(self, value: Any) -> Any:
        """A JSON value without the key; a result that was unpickled has none, and was masked before."""
        key: Secret | None = vars(self).get("_key")
        return value if key is None else key.mask_all(value)

    @property
    def _operation(self) -> Operation:
        return self._provider.operations[self._operation_id]

    @property
    def request_id(self) -> str | None:
        """The provider's id of the request, or None."""
        reply = Reply(self.status_code, self.headers, b"", self.raw, "")
        found: str | None = self._hidden(answer.request_id(self._provider.envelope, reply))
        return found

    @property
    def answer(self) -> AnswerT_co:
        """The answer as its class in the provider's `models`, made when first asked for.

        Raises:
            DecodeError: the answer doesn't fit the class; `raw` has it all the same.
        """
        if self._answer is None:
            from pydantic import ValidationError  # noqa: PLC0415 - images alone don't need pydantic

            model = getattr(import_module(f"{self._provider.package}.models"), self._operation.model)
            try:
                self._answer = cast("AnswerT_co", model.model_validate(self.raw))
            except (ValidationError, ArithmeticError, RecursionError) as error:
                reason = str(error)
                if isinstance(error, ValidationError):
                    parts = error.errors(include_url=False, include_context=False, include_input=False)
                    reason = answer.misfits(self.raw, [(part["loc"], part["msg"]) for part in parts], self._key)
                raise DecodeError(
                    self._key.mask(f"the answer doesn't fit {self._operation.model}: {reason}"),
                    provider=self._provider.name,
                    operation=self._operation.id,
                    status_code=self.status_code,
                    request_id=self.request_id,
                    task_id=self._key.mask_all(self.task_id),
                    body=self._key.mask_all(self.raw),
                    elapsed=self.elapsed,
                    may_be_billed=self._operation.submits or self.task_id is not None,
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
        other_ids: ids of further tasks that the same submit made; each can be resumed.
        status: the provider's last word on it, or None before the first poll.
        progress: 0 to 100, or None where the provider doesn't say.
        eta: seconds still to go, or None where the provider doesn't say.
    """

    def __init__(
        self, client: ClientCore[Any], operation: Operation, submission: Submission, requested: int | None = None
    ) -> None:
        self.id = submission.task_id
        self.other_ids = submission.other_task_ids
        self.status: str | None = None
        self.progress: float | None = None
        self.eta: float | None = None
        self.client = client
        self.operation = operation
        self.submission = submission
        self.requested = requested
        self.outcome: Outcome | ImageClientError | None = None
        self.retry_after: float | None = None
        self._seen = submission.timer.elapsed()
        self._assets: list[Asset] = []
        self._steady = 0

    @property
    def done(self) -> bool:
        """Whether it has ended, well or not."""
        return self.outcome is not None

    def unseen(self) -> float:
        """Seconds since the provider last knew the task."""
        return self.submission.timer.elapsed() - self._seen

    def attach_to(self, error: BaseException, operation: Operation) -> None:
        """Put on an exception what is known of the task: its id, and the images that an answer had already."""
        self.submission.attach_to(error, self.client, operation)
        if isinstance(error, ImageClientError) and not error.images:
            error.images = self._images()

    def _images(self) -> tuple[Any, ...]:
        return tuple(self.client.image_of(asset, self.id or None) for asset in self._assets)

    def take_submit(self, plan: TaskPlan, reply: Reply, drift: tuple[Drift, ...], *, named: bool) -> None:
        """Learn from the answer to the submit; a task that still runs isn't done because it has an image already."""
        view = tasks.judge_submit(plan, reply.body)
        assets = answer.images(self.operation, reply, self.client.options.system.time())
        self.status = view.status
        if len(self.other_ids) > 0:
            others = self.client.key.mask_all(list(self.other_ids))
            log.warning("%s: the submit made further tasks: %a", self.client.provider.name, others)
            more = Drift("", "more-tasks", "must name one task, names more; each can be resumed", others)
            self.client.emit("drift", self.operation, drift=(more,), task_id=self.id)
            drift = (*drift, more)
        if view.state in ("failure", "cancelled"):
            self._fail(view, self.operation, reply, assets, None)
        elif assets and (view.state == "success" or not named or reply.image):
            self._succeed(self.operation, reply, drift, assets)
        elif assets:
            self._is_steady(view, assets)

    def take(self, plan: TaskPlan, operation: Operation, reply: Reply) -> None:
        """Learn from the answer to a poll.

        Raises:
            DecodeError: it is about another task.
        """
        if self.outcome is not None:
            return  # another wait was faster; what ended stays ended
        client = self.client
        drift = client.drift_of(operation, reply, self.id)
        echoed = first(reply.body, plan.echo)
        if echoed is not None and str(echoed) != self.id:
            raise client.undecodable(operation, reply, "the answer is about another task")
        _, code = answer.error_row(client.provider, reply)
        view = tasks.judge(plan, reply.status, reply.body, code)
        if view.state == "unknown" and view.status is not None and view.status != self.status:
            shown = [client.key.mask(text) for text in (self.id, view.status)]
            log.warning("%s: task %s has the unknown status %a", client.provider.name, *shown)
            client.emit("unknown-status", operation, task_id=self.id, task_status=view.status)
        self.status, self.progress, self.eta = view.status, view.progress, view.eta
        self.retry_after = retry_after(reply.headers, client.options.system.time())
        self._seen = self.submission.timer.elapsed()
        client.emit("poll", operation, task_id=self.id, task_status=view.status, progress=view.progress)
        assets = answer.images(operation, reply, client.options.system.time())
        if view.state in ("failure", "cancelled"):
            self._fail(view, operation, reply, assets, code)
        elif view.state == "success" or reply.image:
            self._succeed(operation, reply, drift, assets)
        elif self._is_steady(view, assets):
            message = "must be a documented status; the images came all the same"
            unknown = Drift(plan.status, "unknown-status", message, view.status)
            client.emit("drift", operation, drift=(unknown,), task_id=self.id)
            self._succeed(operation, reply, (*drift, unknown), assets)

    def _is_steady(self, view: View, assets: list[Asset]) -> bool:
        """Whether a task of unknown status is done: as many images as asked for in two answers running, or the same in
        three where no number is known."""
        before, self._assets = self._assets, assets or self._assets
        if view.state == "retry" or not assets:
            self._steady = 0
        elif self.requested is not None:
            self._steady = self._steady + 1 if len(assets) >= self.requested else 0
        else:
            self._steady = self._steady + 1 if _same_images(before, assets) else 1
        return self._steady >= (3 if self.requested is None else 2)

    def _succeed(self, operation: Operation, reply: Reply, drift: tuple[Drift, ...], assets: list[Asset]) -> None:
        client, elapsed = self.client, self.submission.timer.elapsed()
        if not assets:
            self.outcome = client.no_image(operation, reply, drift, elapsed=elapsed, may_be_billed=True)
            self.submission.attach_to(self.outcome, client, operation)
        else:
            task_id = self.id or None
            self.outcome = Outcome(
                operation, reply, drift, assets, self.requested, task_id, elapsed, other_task_ids=self.other_ids
            )

    def _fail(
        self, view: View, operation: Operation, reply: Reply, assets: list[Asset], error_code: str | None
    ) -> None:
        client, failed = self.client, view.state == "failure"
        kind = errors.TaskFailedError if failed else errors.TaskCancelledError
        words = "the task failed" if failed else "the task was cancelled"
        reason = view.reason or first_text(reply.body, client.provider.envelope.message)
        message = f"{words}: {client.key.mask(reason)}" if reason else f"{words}, without a reason"
        self._assets = assets or self._assets
        code, free = view.code or error_code, client.provider.free
        rejected = any(row.code == code and row.kind == "contentRejected" for row in client.provider.errors)
        billed = ("failed" if failed else "cancelled") not in free or (rejected and "contentRejected" not in free)
        facts = answer.facts(client.provider, operation, reply, client.key)
        facts |= {"operation": self.operation.id, "task_id": client.key.hide(self.id) or None}
        self.outcome = kind(
            message,
            code=None if code is None else client.key.mask(code),
            elapsed=self.submission.timer.elapsed(),
            may_be_billed=billed or bool(self._assets or self.other_ids),
            images=self._images(),
            **facts,
        )

    def __repr__(self) -> str:
        shown = self.client.key.mask(f"{self.id} {self.status or 'not polled yet'}")
        return f"<{type(self).__name__} {self.client.provider.name} {shown}>"


def _same_images(before: list[Asset], assets: list[Asset]) -> bool:
    """Whether two answers have the same images; a link may be signed anew each time."""

    def names(images: list[Asset]) -> list[str]:
        return [(image.url or "").partition("?")[0] + (image.base64 or "") for image in images]

    return names(before) == names(assets)
