# Made by `clientsmith generate` from templates/imageclients/_runtime/connections.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The httpx clients that a client sends with: made when first needed, for each process, event loop and scheme."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .. import errors
from . import loops

if TYPE_CHECKING:
    import httpx

HttpT = TypeVar("HttpT")
CONNECTIONS = 100
"""Most connections that a client has at once."""
SPREAD = 50
"""Most httpx clients among which an asynchronous client spreads them: the work of a pool grows with the square of what
goes on in it."""


class Sender(Generic[HttpT]):
    """An httpx client and its number of open requests; each request enters it as a context manager."""

    __slots__ = ("busy", "http")

    def __init__(self, http: HttpT) -> None:
        self.http = http
        self.busy = 0

    def __enter__(self) -> HttpT:
        self.busy += 1
        return self.http

    def __exit__(self, *raised: object) -> None:
        self.busy -= 1

    def keep(self) -> Callable[[], object]:
        """Count a request as open for longer, until what this returns is called."""
        self.busy += 1
        return self.__exit__


class Connection(Generic[HttpT]):
    """The httpx clients, shared by the twins that with_options makes.

    Args:
        given: the user's own httpx client, which is used for everything.
        make: makes an httpx client, for https or for plain http.
        most: how many of these an event loop has at once.
    """

    def __init__(self, given: HttpT | None, make: Callable[[bool], HttpT], most: int) -> None:
        self.given = given
        self.made: dict[tuple[int, object, bool], list[Sender[HttpT]]] = {}
        self._given = None if given is None else Sender(given)
        self._make = make
        self._most = most
        self._closed = False
        self._lock = threading.RLock()

    def get(self, loop: object, url: str) -> Sender[HttpT]:
        """The least busy httpx client for use in this process and this event loop.

        Raises:
            ConfigurationError: it is closed, or the environment names a proxy or certificates that can't be used.
        """
        if self._closed or getattr(self.given, "is_closed", False):
            raise errors.ConfigurationError("the client is closed")
        if self._given is not None:
            return self._given
        owner = (os.getpid(), loop, url[:6].lower() == "https:")
        senders = self.made.get(owner)
        if senders:
            least_busy = min(senders, key=_busy)
            if not least_busy.busy or len(senders) >= self._most:
                return least_busy
        return self._add(owner)

    def _add(self, owner: tuple[int, object, bool]) -> Sender[HttpT]:
        # Made outside the lock: that takes a while, and a fork meanwhile would leave the lock taken for ever.
        try:
            sender = Sender(self._make(owner[2]))
        except (ImportError, OSError, ValueError) as error:
            raise errors.ConfigurationError(f"no httpx client can be made: {error}") from error
        with self._lock:
            if self._closed:
                raise errors.ConfigurationError("the client is closed")
            there = self.made.get(owner, [])
            if len(there) >= self._most:
                return min(there, key=_busy)  # another thread was faster
            # Those from before a fork, and of event loops that have ended, are of no use.
            kept = {key: it for key, it in self.made.items() if key[0] == owner[0] and not loops.has_ended(key[1])}
            self.made = {**kept, owner: [*there, sender]}
        return sender

    def release(self, loop: object) -> list[HttpT]:
        """Mark this as closed, and return the httpx clients to close: those made here for this event loop."""
        with self._lock:
            self._closed = True
            owners = [(os.getpid(), loop, secure) for secure in (True, False)]
            return [sender.http for owner in owners for sender in self.made.pop(owner, ())]


def _busy(sender: Sender[Any]) -> int:
    return sender.busy


def new_client(base_url: str, secure: bool) -> httpx.Client:
    """The httpx client that a synchronous client uses by default."""
    import httpx  # noqa: PLC0415 - a client that isn't used yet doesn't pay for it

    return _kinds()[0](**_settings(base_url, secure, httpx.HTTPTransport, CONNECTIONS))


def new_async_client(base_url: str, secure: bool) -> httpx.AsyncClient:
    """The httpx client that an asynchronous client uses by default, together with others like it."""
    import httpx  # noqa: PLC0415 - the same

    return _kinds()[1](**_settings(base_url, secure, httpx.AsyncHTTPTransport, CONNECTIONS // SPREAD))


def _settings(base_url: str, secure: bool, kind: Callable[..., Any], connections: int) -> dict[str, Any]:
    """Settings of an httpx client; one for https uses the proxies and certificates of the environment."""
    import httpx  # noqa: PLC0415 - the same

    from . import environment  # noqa: PLC0415 - the same

    context = environment.tls_context() if secure else environment.no_certificates()
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=20, keepalive_expiry=5.0)

    def through(proxy: str) -> Any:
        return kind(verify=context, limits=limits, proxy=proxy, trust_env=False)

    mounts = environment.proxy_mounts(base_url, through) if secure else {}
    return {"verify": context, "limits": limits, "mounts": mounts, "trust_env": False, "follow_redirects": False}


@lru_cache(maxsize=1)
def _kinds() -> tuple[type[httpx.Client], type[httpx.AsyncClient]]:
    """httpx's classes without cookies: handling them takes half of the time that httpx adds to a request."""
    import httpx  # noqa: PLC0415 - the same

    class NoCookies(httpx.Cookies):
        def extract_cookies(self, response: httpx.Response) -> None:
            """Keep no cookies."""

    none = NoCookies()

    class Client(httpx.Client):
        cookies = property(lambda _: none)  # pyright: ignore[reportIncompatibleMethodOverride] - never set

    class AsyncClient(httpx.AsyncClient):
        cookies = property(lambda _: none)  # pyright: ignore[reportIncompatibleMethodOverride] - never set

    return Client, AsyncClient
