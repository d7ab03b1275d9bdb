"""The transport of every request of a run; it enforces the budget and the deadline."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import httpx

from clientsmith.live.budget import Budget
from clientsmith.live.clock import Clock
from clientsmith.live.endpoints import Endpoints
from clientsmith.live.exchange import Exchange

Sender = Callable[[httpx.Request, str], httpx.Response]
"""Answers a request of a call: the network, or a recording."""


class DeadlinePassed(Exception):
    """The time of the run is over; nothing was sent."""


class Wire(httpx.BaseTransport):
    """Sends what may still be sent, and tells `note` about each exchange: before it is sent, and when it is over."""

    def __init__(
        self,
        sender: Sender,
        endpoints: Endpoints,
        budget: Budget,
        clock: Clock,
        until: float,
        note: Callable[[Exchange], None],
    ) -> None:
        self.call = ""
        self.exchanges: list[Exchange] = []
        self._sender, self._endpoints, self._budget = sender, endpoints, budget
        self._clock, self._until, self._note = clock, until, note

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of the client.

        Raises:
            BudgetUsedUp, DeadlinePassed: it wasn't sent.
        """
        headers = {name.lower(): value for name, value in request.headers.items()}
        kind = self._endpoints.kind(request.method, str(request.url), set(headers))
        self._clock.begin(self.call)
        if self._clock.monotonic() >= self._until:
            raise DeadlinePassed("the time of the run is over: nothing was sent")
        if kind == "bills":
            self._budget.take()
        exchange = Exchange(
            number=len(self.exchanges) + 1,
            call=self.call,
            kind=kind,
            method=request.method,
            url=str(request.url),
            headers=headers,
            body=request.read(),
            at=round(self._clock.monotonic(), 3),
            signed=kind == "image" or self._endpoints.of_address(request.method, str(request.url)) is not None,
        )
        self.exchanges.append(exchange)
        self._note(exchange)
        request.extensions = {**request.extensions, "timeout": self._limits(request.extensions.get("timeout", {}))}
        try:
            response = self._sender(request, self.call)
        except BaseException as error:
            self._over(exchange, type(error).__name__)
            raise
        exchange.status = response.status_code
        exchange.answer_headers = list(response.headers.multi_items())
        stream = _Tee(response, exchange, self._over, self._time_is_left)
        return httpx.Response(response.status_code, headers=response.headers.raw, stream=stream)

    def _over(self, exchange: Exchange, failure: str) -> None:
        exchange.failure = exchange.failure or failure
        exchange.seconds = round(self._clock.monotonic() - exchange.at, 3)
        exchange.done = True
        self._note(exchange)

    def _time_is_left(self) -> None:
        if self._clock.monotonic() >= self._until:
            raise httpx.ReadTimeout("the time of the run is over")

    def _limits(self, given: Any) -> dict[str, Any]:
        """The limits of each phase as the client set them, and none later than the end of the run."""
        left = max(0.001, self._until - self._clock.monotonic())
        soon = {phase: min(left, given.get(phase) or left) for phase in ("connect", "pool")}
        late = {phase: _Sooner(given.get(phase), self._clock, self._until) for phase in ("read", "write")}
        return {**given, **soon, **late}


class _Sooner:
    """The limit of a read that ends with the run at the latest.

    httpcore hands it to `socket.settimeout` before each read, which takes whole seconds from anything with `__index__`;
    those of gevent and eventlet take what `__float__` gives. The client's own limit works in the same way.
    """

    def __init__(self, given: Any, clock: Clock, until: float) -> None:
        self._given, self._clock, self._until = given, clock, until

    def __float__(self) -> float:
        left = self._until - self._clock.monotonic()
        if left <= 0:
            raise TimeoutError
        return left if self._given is None else min(left, float(self._given))

    def __index__(self) -> int:
        return math.ceil(float(self))


class _Tee(httpx.SyncByteStream):
    """The body on its way to the client, of which a copy is kept."""

    def __init__(
        self,
        response: httpx.Response,
        exchange: Exchange,
        over: Callable[[Exchange, str], None],
        check: Callable[[], None],
    ) -> None:
        self._response, self._exchange, self._over, self._check = response, exchange, over, check

    def __iter__(self) -> Iterator[bytes]:
        try:
            # What comes from a recording is there already.
            read = self._response.is_stream_consumed
            for chunk in [self._response.content] if read else self._response.iter_raw():
                self._exchange.content += chunk
                self._check()
                yield chunk
        except GeneratorExit:
            raise  # the client has enough
        except BaseException as error:
            self._exchange.failure = type(error).__name__
            raise

    def close(self) -> None:
        self._response.close()
        if not self._exchange.done:
            self._over(self._exchange, "")
