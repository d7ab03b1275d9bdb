"""What the synchronous and the asynchronous clients share: settings, requests, events and errors, without I/O."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Generic, Self, TypeVar, Unpack, cast

from .. import errors
from ..errors import DecodeError
from . import addresses, answer_errors, config, following, keys, servers, transport
from .answer_headers import header_drift
from .answers import Asset, DecodedResponse, Drift, ItemFailure, Outcome
from .authentication import Parts, authenticated
from .connections import SPREAD, Connection
from .credentials import Secret
from .describe import Operation, Provider
from .drift import drift, fault_of
from .effects import SendRequest
from .images import image_places, item_failures
from .messages import show
from .options import DEFAULT_RETRIES, Event, EventKind, Options, System
from .requests import Call, Request, Validation, build
from .submission import Submission
from .timer import Timer

HttpT = TypeVar("HttpT")
log = config.log


class ClientCore(Generic[HttpT]):
    """What all clients share; see the `Client` of a provider. `HttpT` is the httpx client that it takes."""

    provider: ClassVar[Provider]
    awaits: ClassVar[bool]

    def __init__(
        self,
        api_key: keys.ApiKey = None,
        *,
        base_url: str | None = None,
        server: str | None = None,
        variables: Mapping[str, str | None] | None = None,
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
            api_key: the key, or what the provider wants in its place: a mapping with its credentials. A function that
                returns it is called for each attempt. If None, it is taken from the environment.
            base_url: address of the provider; the documented one, or NAME_BASE_URL, if None.
            server: name of one of the documented servers; the first if None.
            variables: variables of that server's address.
            http_client: an httpx client (proxies, certificates, limits) or transport of yours; you close it.
            timeout: most seconds that one request may take in total; the operation's own if None, none if math.inf.
            max_retries: most times that a request is sent again where that is safe.
            validation: strict refuses calls that break a documented rule, warn warns, off doesn't check.
            on_event: called with every Event, such as an answer, a retry, a poll or drift.
            system: clock, sleep and chance, for tests.
            allow_insecure: lets the key go over plain http to a host that isn't this machine.
            image_hosts: hosts such as "images.example.com" or "*.example.com" whose links of images are followed over
                plain http too, and to private addresses, but never to metadata services.

        Raises:
            ConfigurationError: no key or no address, or one that can't be used.
        """
        try:
            self.addresses = servers.addresses(
                self.provider, base_url, server, variables or {}, allow_insecure=allow_insecure
            )
            self.base_url = self.addresses.base_url
            self.key: Secret = keys.api_key(self.provider, api_key, self.addresses.variables)
        except errors.ConfigurationError as error:
            raise error.with_traceback(None) from None  # its frames have the key, as this one has until here
        finally:
            api_key = None
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
        self.uploads: dict[tuple[str, str], str] = {}  # the link of a file, by operation and the hash of its content
        self.connection: Connection[HttpT] = Connection(http_client, self._make_http, SPREAD if self.awaits else 1)

    def _make_http(self, secure: bool) -> Any:
        raise TypeError("only the clients of a provider can send")

    def result(self, outcome: Outcome) -> Any:
        """The result that the user gets for an outcome."""
        raise TypeError(outcome.operation.id)

    def task(self, operation: Operation, submission: Submission, requested: int | None = None) -> Any:
        """The handle of the task that a submit made."""
        raise TypeError(operation.id)

    def image_of(self, asset: Asset, task_id: str | None, token: str | None = None) -> Any:
        """The image that the user gets for this one of an answer."""
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

    def address_of(self, operation: Operation) -> str:
        """The base address of an operation."""
        return self.addresses.own.get(operation.id, self.base_url)

    def build(self, *call: Unpack[Call]) -> Request:  # noqa: UP044 - inspect.signature can't evaluate a star
        """The request for a call."""
        options = self.options
        return build(self.provider, *call, validation=options.validation, random=options.system.random)

    def message(self, http: Any, effect: SendRequest) -> Any:
        """The request as httpx's own, with the key for the client's own address only."""
        own = self.connection.given is None
        extensions = {"timeout": transport.timeouts(effect.seconds, shrinking=own and not self.awaits)}
        # Only encodings that the client decodes itself, so that inflated bytes are counted.
        headers = {**effect.headers, "accept-encoding": "gzip"}
        parts = Parts(effect.url, headers, effect.body)
        if effect.key is not None:
            parts = authenticated(self.provider, effect.key, parts)
        # A client of the user's may have headers and parameters for the provider: none is for others.
        if effect.key is not None and not effect.is_link and not own and hasattr(http, "build_request"):
            return transport.message_of_client(http, effect.method, *parts, extensions)
        accept, agent = transport.usual_headers()
        # A client of the user's may say who it is, to others too; httpx's own word isn't the user's.
        given = "" if own else getattr(http, "headers", {}).get("user-agent", "")
        if given and not given.startswith("python-httpx"):
            agent = (b"user-agent", given.encode())
        return transport.message(http, effect.method, *parts, extensions, usual=(accept, agent))

    def emit(self, kind: EventKind, operation: Operation, **facts: Any) -> None:
        """Send an event to the hook and the log; a failing hook is logged, and fails no call."""
        logs = log.isEnabledFor(logging.DEBUG)
        if not logs and self.options.on_event is None:
            return
        # Differences from the spec have no key any more.
        detail = {name: value if name == "drift" else self.key.mask_all(value) for name, value in facts.items()}
        if logs:
            shown = {name: value for name, value in detail.items() if name != "drift"}
            log.debug("%s.%s %s %s", self.provider.name, operation.id, kind, shown)
        if self.options.on_event is not None:
            try:
                self.options.on_event(Event(kind, self.provider.name, operation.id, detail))
            except Exception:
                log.exception("on_event failed")

    def drift_of(self, operation: Operation, response: DecodedResponse, task_id: str | None) -> tuple[Drift, ...]:
        """The drift of an answer, which is also sent to the hook and the log."""
        items = response.drift if response.image else (*response.drift, *drift(operation, response, self.key))
        items = (*items, *header_drift(operation, response, self.key)) if operation.answer_headers else items
        self.note_drift(operation, items, task_id)
        return items

    def note_drift(self, operation: Operation, items: tuple[Drift, ...], task_id: str | None) -> None:
        """Send drift to the hook and the log, if there is any."""
        if items:
            self.emit("drift", operation, drift=items, task_id=task_id)
            self._warn_of(operation, items)

    def _warn_of(self, operation: Operation, items: tuple[Drift, ...]) -> None:
        """Log the first drift of each kind. Only its place is logged: a value may be a prompt or a signed link."""
        plans = [other.task for other in self.provider.operations.values() if other.task is not None]
        # A new status has a warning of its own, with its task.
        statuses = {plan.status for plan in plans if plan.poll == operation.id}
        for item in items:
            if (operation.id, item.kind) not in self._warned and item.path not in statuses:
                self._warned.add((operation.id, item.kind))
                place = show(self.key.mask(item.path))
                name = f"{self.provider.name}.{operation.id}"
                text = "%s: the answer differs from the spec at %s (%s); logged once per kind, result.drift has all"
                log.warning(text, name, place, item.kind)

    def undecodable(
        self,
        operation: Operation,
        response: DecodedResponse,
        message: str,
        kind: type[DecodeError] = DecodeError,
        **more: Any,
    ) -> DecodeError:
        """Build the exception for an answer that lacks required values; it keeps the body."""
        if response.fault and response.content[:4096].strip():
            content_type = response.headers.get("content-type", "no content type")
            message = f"{message} ({content_type}): {answer_errors.excerpt(response.content, self.key)}"
        return kind(self.key.mask(message), **answer_errors.facts(self.provider, operation, response, self.key), **more)

    def no_image(
        self, operation: Operation, response: DecodedResponse, differences: tuple[Drift, ...], **more: Any
    ) -> DecodeError:
        """Build the exception for a success without an image."""
        if failed := item_failures(operation, response.body):
            return self.all_failed(operation, response, failed, **more)
        where = " or ".join(image_places(operation))
        reason = response.fault or fault_of(operation, differences)
        kind = DecodeError if reason else errors.EmptyResultError
        message = f"no image at {where}" + (f": {reason}" if reason else "")
        return self.undecodable(operation, response, message, kind, **more)

    def all_failed(
        self, operation: Operation, response: DecodedResponse, failed: list[ItemFailure], **more: Any
    ) -> DecodeError:
        """Build the exception for an answer of errors alone; the error table decides its class by the first code."""
        code = next((one.code for one in failed if one.code is not None), None)
        row = next((row for row in self.provider.errors if row.code and row.code == code), None)
        kind: Any = errors.EmptyResultError if row is None else errors.class_for(row.kind, response.status)
        said = next((one.message for one in failed if one.message is not None), code)
        facts = answer_errors.facts(self.provider, operation, response, self.key)
        message = self.key.mask(f"no image came: {said}")[:2000]
        return cast("DecodeError", kind(message, code=self.key.mask_all(code), **facts, **more))

    def resumable(self, operation: Operation, task_id: str | int) -> Submission:
        """A submission for a task that is resumed by its id or its token.

        Raises:
            InvalidRequestError: it is neither a text nor a whole number, or it is empty, or doesn't lead to the task.
        """
        problems = following.id_problems(self.provider, operation, self.addresses, task_id)
        if problems:
            raise errors.InvalidRequestError(problems, provider=self.provider.name, operation=operation.id)
        known, addresses = following.task_of(operation, task_id)
        return Submission(Timer(self.options.system), may_be_billed=True, task_id=known, addresses=addresses)
