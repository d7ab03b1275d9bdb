"""The mock's own addresses: the page, the exchanges so far, faults, and the time."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import math
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from secrets import token_hex
from time import time
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from clientsmith.language.model import Provider
from clientsmith.load.json_values import mapping, sequence
from clientsmith.mock.faults import KNOWN, Faults, Rule
from clientsmith.mock.image_faults import IMAGE_FAULTS
from clientsmith.mock.task_faults import TASK_FAULTS
from clientsmith.mock.world import Exchange, World
from clientsmith.oracle.authentication import sent_key
from clientsmith.oracle.operation import below
from clientsmith.oracle.requests import expected_request
from clientsmith.vectors.operation_under_test import operations_under_test

PAGE = Path(__file__).with_name("page.html")
PLACES: Mapping[str, str] = {
    name: "image" if name in IMAGE_FAULTS else "submit" if name in TASK_FAULTS else "request" for name in KNOWN
}
"""Name of a fault to what it strikes."""
_LOOK = 0.1
"""Seconds between two looks for something new."""
_AT_ONCE = 250
"""Exchanges of one event."""
_LONGEST, _MOST, _SHOWN = 2_000, 100, 200
"""Characters of a text and elements of a list that the page gets whole; characters that it gets of a longer text."""
_RULE: Mapping[str, tuple[type, ...]] = {
    "name": (str,),
    "where": (str,),
    "skip": (int,),
    "times": (int, type(None)),
    "chance": (int, float),
}


@dataclass(frozen=True)
class Guide:
    """How a provider is called.

    Attributes:
        base: path of its base_url.
        operations: their names.
        example: a documented call that bills: path below the base, headers and body.
    """

    name: str
    base: str
    operations: tuple[str, ...] = ()
    example: Mapping[str, Any] | None = None


def guide(provider: Provider, base: str) -> Guide:
    """The guide to a provider whose base_url has this path."""
    names = tuple(operation.id for operation in provider.operations)
    for tested in operations_under_test(provider):
        for example in tested.operation.examples if tested.operation.submits else ():
            names = provider.security.credentials or ("api_key",)
            key = sent_key(provider, dict.fromkeys(names, "any-key"), time())
            made = expected_request(tested, example.arguments, key)
            if tested.operation.method != "POST" or made["body"] is None:
                continue
            headers = {name: value for name, value in made["headers"].items() if name != "accept"}
            path = below("", tested.operation) + str(made["url"]).removeprefix(tested.base_url)
            return Guide(provider.name, base, names, {"path": path, "headers": headers, "body": made["body"]})
    return Guide(provider.name, base, names)


@dataclass
class _Story:
    """What the page shows, and a name for the time since the last start or reset: numbers begin again then."""

    world: World
    faults: Faults
    guides: Sequence[Guide]
    _era: str = field(default_factory=lambda: token_hex(4))
    _of: object = None

    def era(self) -> str:
        """The name; another one after each reset."""
        if self.world.exchanges is not self._of:
            self._of, self._era = self.world.exchanges, token_hex(4)
        return self._era


def admin_routes(
    world: World, faults: Faults, names: Sequence[str], guides: Sequence[Guide] | None = None
) -> list[Route]:
    """The routes of the mock itself; without guides the providers stand at `/NAME`."""
    story = _Story(world, faults, guides or [Guide(name, f"/{name}") for name in names])

    async def page(request: Request) -> Response:
        text = PAGE.read_text("utf-8")
        return HTMLResponse(text, headers={"content-security-policy": _policy(text), **_FRESH})

    async def icon(request: Request) -> Response:
        # Browsers ask for it by themselves; a provider that stands at the root isn't to hear of it.
        return Response(status_code=204)

    async def exchanges(request: Request) -> Response:
        shown = [{**vars(each), "arguments": _plain(each.arguments)} for each in world.exchanges]
        return _json({"providers": list(names), "now": world.clock.now(), "exchanges": shown})

    async def events(request: Request) -> Response:
        if request.method == "HEAD":
            return Response(media_type="text/event-stream", headers=_FRESH)
        return StreamingResponse(_events(request, story), media_type="text/event-stream", headers=_FRESH)

    async def known(request: Request) -> Response:
        return _json({"known": KNOWN, "places": PLACES, "rules": _rules(faults)})

    async def add(request: Request) -> Response:
        try:
            faults.add(_rule(await request.json()))
        except (ValueError, TypeError, RecursionError) as error:
            return _json({"error": str(error)}, 400)
        return _json({"rules": _rules(faults)})

    async def clear(request: Request) -> Response:
        faults.clear()
        return _json({"rules": []})

    async def advance(request: Request) -> Response:
        try:
            seconds = mapping(await request.json()).get("seconds")
        except (ValueError, RecursionError) as error:
            return _json({"error": str(error)}, 400)
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds < 1e9:
            return _json({"error": "seconds must be a number from 0"}, 400)
        world.clock.advance(seconds)
        return _json({"now": world.clock.now()})

    async def reset(request: Request) -> Response:
        world.reset()
        faults.clear()
        return _json({"now": world.clock.now()})

    return [
        Route("/", page, methods=["GET"]),
        Route("/favicon.ico", icon, methods=["GET"]),
        Route("/_mock/exchanges", exchanges, methods=["GET"]),
        Route("/_mock/events", events, methods=["GET"]),
        Route("/_mock/faults", known, methods=["GET"]),
        Route("/_mock/faults", add, methods=["POST"]),
        Route("/_mock/faults", clear, methods=["DELETE"]),
        Route("/_mock/advance", advance, methods=["POST"]),
        Route("/_mock/reset", reset, methods=["POST"]),
    ]


_FRESH = {"cache-control": "no-store"}


def _json(value: Any, status: int = 200) -> Response:
    """JSON in ASCII: a request may have halves of surrogates, for which UTF-8 has no bytes."""
    return Response(json.dumps(value), status, _FRESH, "application/json")


def _policy(page: str) -> str:
    """Let the page's own style and script run, by their digests, and nothing else; it reaches this mock only."""

    def digests(tag: str) -> str:
        texts: list[str] = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        hashes = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
        return " ".join(f"'sha256-{digest}'" for digest in hashes)

    # The icon of the page is a data link; an image can't run anything.
    return (
        f"default-src 'none'; style-src {digests('style')}; script-src {digests('script')}; connect-src 'self'; "
        "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _rules(faults: Faults) -> list[dict[str, Any]]:
    return [asdict(rule) for rule in faults.rules]


def _rule(body: Any) -> Rule:
    """The rule that a body describes; ValueError for one that would fail only when it strikes."""
    for name, value in mapping(body).items():
        if name not in _RULE or isinstance(value, bool) or not isinstance(value, _RULE[name]):
            raise ValueError(f"{name} is no part of a rule, or of another type")
    if "name" not in mapping(body):
        raise ValueError("the name of a fault is missing")
    return Rule(**mapping(body))


def _plain(value: Any, *, brief: bool = False) -> Any:
    """A value that every reader of JSON takes; a brief one has the beginning of what is long, such as images."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, str) and brief and len(value) > _LONGEST:
        return f"{value[:_SHOWN]}… ({len(value):,} characters)"
    if isinstance(value, list):
        items = sequence(cast("Any", value))
        left = len(items) - _MOST if brief else 0
        plain = [_plain(item, brief=brief) for item in (items[:_MOST] if left > 0 else items)]
        return [*plain, f"… ({left:,} more)"] if left > 0 else plain
    if isinstance(value, dict):
        return {name: _plain(item, brief=brief) for name, item in mapping(cast("Any", value)).items()}
    return value


def _brief(exchange: Exchange) -> dict[str, Any]:
    """An exchange as the page shows it."""
    whole = vars(exchange)
    return {**whole, **{name: _plain(whole[name], brief=True) for name in ("path", "arguments", "problems", "task")}}


async def _events(request: Request, story: _Story) -> AsyncIterator[str]:
    """What is new, as it comes; also once when nothing was there yet.

    An event has everything new since the event before; its id is the last exchange that is shown whole,
    so that a reader who was away goes on from there.
    """
    world = story.world
    era, _, number = request.headers.get("last-event-id", "").partition(".")
    last = int(number) if era == story.era() and re.fullmatch(r"[0-9]{1,9}", number) else -1
    unfinished = set[int]()
    seen: object = None
    yield "retry: 1000\n\n"
    while not await request.is_disconnected() and not world.closing:
        if story.era() != era:
            era, last, unfinished = story.era(), -1, set[int]()
        rules = _rules(story.faults)
        # An exchange is there before it is answered, and its change is counted once it is.
        state = (era, world.count, world.changes, rules)
        if state != seen:
            seen = state
            new = [each for each in world.exchanges if each.number > last or each.number in unfinished]
            for at in range(0, len(new) or 1, _AT_ONCE):
                part = new[at : at + _AT_ONCE]
                event = _event(story, part, rules, whole=last < 0)
                numbers = {each.number for each in part}
                last = max(last, 0, *numbers)
                unfinished = (unfinished | numbers) - {each.number for each in part if each.status or each.milliseconds}
                upto = min(unfinished, default=last + 1) - 1
                yield f"id: {era}.{upto}\ndata: {json.dumps(event)}\n\n"
                # Others get their turn between the parts of a long story.
                await asyncio.sleep(0)
        await asyncio.sleep(_LOOK)


def _event(story: _Story, part: Sequence[Exchange], rules: Any, *, whole: bool) -> dict[str, Any]:
    """What changed; a whole event begins from nothing, and says how the providers are called."""
    world = story.world
    event = {
        "whole": whole,
        "providers": [each.name for each in story.guides],
        "now": world.clock.now(),
        "count": world.count,
        "billed": world.billed,
        "first": world.exchanges[0].number if world.exchanges else 1,
        "rules": rules,
        "exchanges": [_brief(each) for each in part],
    }
    return {**event, "guides": [asdict(each) for each in story.guides]} if whole else event
