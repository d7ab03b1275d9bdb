"""Makes the calls of a run in turn, within one budget and one deadline."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from clientsmith.diagnostics import safe
from clientsmith.language.model import Provider
from clientsmith.live.answers import Answer
from clientsmith.live.budget import Budget, BudgetUsedUp
from clientsmith.live.clients import Clients, Key
from clientsmith.live.clock import Clock
from clientsmith.live.comparison import Comparison
from clientsmith.live.endpoints import Endpoints
from clientsmith.live.exchange import Exchange
from clientsmith.live.line import line_of
from clientsmith.live.options import Options
from clientsmith.live.outcome import TURNED_AWAY
from clientsmith.live.perform import Performer, Seen
from clientsmith.live.plan import Call
from clientsmith.live.record import Recorder
from clientsmith.live.report import Report
from clientsmith.live.scrub import Scrub
from clientsmith.live.wire import DeadlinePassed, Sender, Wire
from clientsmith.oracle import following
from clientsmith.oracle.answers import task_id
from clientsmith.oracle.errors import may_be_billed
from clientsmith.oracle.operation import OperationView

OK, DIFFERS, BUDGET, INTERRUPTED = 0, 1, 3, 130
LATE = "the time of the run is over"
Say = Callable[[str], None]


class Session:
    """Everything that the calls of a run share."""

    def __init__(
        self,
        provider: Provider,
        options: Options,
        calls: list[Call],
        clients: Clients,
        keys: tuple[Key, Key],
        address: str,
        clock: Clock,
        sender: Sender,
        scrub: Scrub,
    ) -> None:
        self.provider, self.calls, self.address, self.scrub = provider, calls, address, scrub
        self.package, self.budget = options.package, Budget(options.max_submits)
        self.endpoints = Endpoints(provider, address)
        self.wire = Wire(sender, self.endpoints, self.budget, clock, options.timeout, self._note)
        self.http = httpx.Client(transport=self.wire, trust_env=False)
        self.performer = Performer(clients, keys, address, self.http, clock, options.timeout)
        self.comparison = Comparison(provider, self.endpoints, clients.models, address, clock.unix_time)
        self.seen = [Seen(call, provider) for call in calls]
        self.current: Seen | None = None
        self.over_budget, self.barred = False, ""
        self.recorder: Recorder | None = None
        self.say: Say = print

    def go(self, say: Say, recorder: Recorder | None) -> Report:
        """Make the calls, and report."""
        self.say, self.recorder = say, recorder
        stopped = False
        try:
            for seen in self.seen:
                self._make(seen)
        except KeyboardInterrupt:
            stopped = True
            for seen in self.seen:
                seen.unmade = seen.unmade or ("stopped before" if not seen.exchanges and not seen.stopped else "")
        lines = [line_of(self.comparison, seen) for seen in self.seen]
        late = any(seen.unmade == LATE for seen in self.seen)
        code = DIFFERS if late or any(line.verdict in ("differs", "failed", "unclear") for line in lines) else OK
        if self.over_budget or any(isinstance(seen.error, BudgetUsedUp) for seen in self.seen):
            code = BUDGET
        code = INTERRUPTED if stopped else code
        links = [link for seen in self.seen for link in seen.unfetched()]
        if recorder is not None and links:
            say(f"links of images that weren't fetched, while they live: {recorder.unfetched(links)}")
        trouble = recorder.trouble if recorder is not None else ""
        budget = (self.budget.used, self.budget.limit)
        return Report(self.provider, self.address, lines, budget, self.package, trouble, code)

    def _make(self, seen: Seen) -> None:
        if seen.call.bills and self.barred:
            seen.unmade = self.barred
        elif seen.call.bills and not self.budget.left:
            seen.unmade = f"the budget of {self.budget.limit} is used up"
            self.over_budget = self.over_budget or seen.call.kind != "refusal"
        else:
            self.current, self.wire.call = seen, seen.call.id
            if seen.call.operation.task is not None and seen.call.task_id:
                task = seen.call.operation.task
                self.endpoints.learn(task, following.read_token(task, seen.call.task_id)[1])
            self.performer.make(seen)
            if isinstance(seen.error, DeadlinePassed) and not seen.exchanges:
                seen.unmade, seen.error = LATE, None
            if seen.call.kind == "wrong-key":
                self.budget.give_back(
                    sum(exchange.kind == "bills" and exchange.status in TURNED_AWAY for exchange in seen.exchanges)
                )
            if seen.call.kind == "refusal":
                billed = [exchange for exchange in seen.exchanges if exchange.kind == "bills"]
                self.budget.give_back(sum(_is_free(seen, exchange) for exchange in billed))
            kind = type(seen.error).__name__
            if seen.call.kind != "wrong-key" and kind in ("AuthenticationError", "PaymentRequiredError"):
                self.barred = f"it would end in {kind} too"

    def _note(self, exchange: Exchange) -> None:
        if self.recorder is not None:
            self.recorder.exchange(exchange)
        seen = self.current
        if seen is None:
            return
        if exchange not in seen.exchanges:
            seen.exchanges.append(exchange)
        billed = exchange.done and exchange.kind == "bills"
        if billed and (identifier := task_id(seen.call.operation, exchange.json())):
            seen.task_ids.append(identifier)
            task = seen.call.operation.task
            addresses = following.addresses(task, exchange.json(), exchange.url) if task is not None else {}
            if task is not None:
                self.endpoints.learn(task, addresses)
            # Said at once: it is all that is needed to get what was paid for.
            if addresses:
                seen.tokens[identifier] = following.token(identifier, addresses)
            told = self.scrub.key(seen.tokens[identifier]) if addresses else self.scrub.text(identifier)
            self.say(safe(f"{self.scrub.text(seen.call.name)}: task {told}"))


def _is_free(seen: Seen, exchange: Exchange) -> bool:
    """Whether a request was refused and certainly not billed."""
    status, body, view = exchange.status, exchange.json(), OperationView(seen.provider, seen.call.operation)
    if status is None or may_be_billed(view, status, body):
        return False
    return Answer(seen.provider, seen.call.operation, exchange, status, body, 0).is_failure
