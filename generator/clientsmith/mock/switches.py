"""Stage mock: the mock's own addresses: the page, what was asked, faults, and the time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from clientsmith.mock.faults import KNOWN, Faults, Rule
from clientsmith.mock.world import World
from clientsmith.rules.spec import mapping

PAGE = Path(__file__).with_name("page.html")
_LOOK = 0.1
"""Seconds between two looks for something new."""
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src 'self'"
)


def switches(world: World, faults: Faults, names: Sequence[str]) -> list[Route]:
    """The routes of the mock itself."""

    async def page(request: Request) -> Response:
        return HTMLResponse(PAGE.read_text("utf-8"), headers={"content-security-policy": _POLICY})

    async def exchanges(request: Request) -> Response:
        return JSONResponse(_state(world, names))

    async def events(request: Request) -> Response:
        return StreamingResponse(_events(request, world, names), media_type="text/event-stream")

    async def known(request: Request) -> Response:
        return JSONResponse({"known": KNOWN, "rules": [asdict(rule) for rule in faults.rules]})

    async def add(request: Request) -> Response:
        try:
            faults.add(Rule(**mapping(await request.json())))
        except (ValueError, TypeError) as error:
            return JSONResponse({"error": str(error)}, 400)
        return JSONResponse({"rules": [asdict(rule) for rule in faults.rules]})

    async def clear(request: Request) -> Response:
        faults.clear()
        return JSONResponse({"rules": []})

    async def advance(request: Request) -> Response:
        seconds = mapping(await request.json()).get("seconds")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds < 1e9:
            return JSONResponse({"error": "seconds must be a number from 0"}, 400)
        world.clock.advance(seconds)
        return JSONResponse({"now": world.clock.now()})

    async def reset(request: Request) -> Response:
        world.reset()
        faults.clear()
        return JSONResponse({"now": world.clock.now()})

    return [
        Route("/", page, methods=["GET"]),
        Route("/_mock/exchanges", exchanges, methods=["GET"]),
        Route("/_mock/events", events, methods=["GET"]),
        Route("/_mock/faults", known, methods=["GET"]),
        Route("/_mock/faults", add, methods=["POST"]),
        Route("/_mock/faults", clear, methods=["DELETE"]),
        Route("/_mock/advance", advance, methods=["POST"]),
        Route("/_mock/reset", reset, methods=["POST"]),
    ]


def _state(world: World, names: Sequence[str], after: int = 0) -> dict[str, Any]:
    found = [asdict(one) for one in world.exchanges if one.number > after]
    return {"providers": list(names), "now": world.clock.now(), "exchanges": found}


async def _events(request: Request, world: World, names: Sequence[str]) -> AsyncIterator[str]:
    """What is new, as it comes; also once when nothing was there yet."""
    seen = -1
    while not await request.is_disconnected() and not world.closing:
        if world.changes != seen:
            seen = world.changes
            yield f"data: {json.dumps(_state(world, names), ensure_ascii=False)}\n\n"
        await asyncio.sleep(_LOOK)
