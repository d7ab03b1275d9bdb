"""A hundred calls at once through every asynchronous client, on loopback."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

import httpx

from bench.measure import Samples, settle
from bench.peers import clients
from bench.peers.clients import AsyncCall
from bench.work import LINK

BY_HAND, OURS, OURS_AIOHTTP = "httpx.AsyncClient, by hand", "ours", "ours over httpx-aiohttp"
DIRECT = "ours over httpx-aiohttp's transport alone"
EACH = 20
"""Calls that each of the hundred makes, one after another: else there would be fewer and fewer under way."""


def _made() -> dict[str, Callable[[str], AsyncCall]]:
    def over_aiohttp() -> Any:
        return import_module("httpx_aiohttp").AiohttpTransport()

    def package(name: str) -> Any:
        return import_module(name)

    return {
        BY_HAND: lambda url: clients.async_by_hand(httpx, url),
        OURS: clients.async_ours,
        "httpx over httpx-aiohttp, by hand": lambda url: clients.async_by_hand(httpx, url, transport=over_aiohttp()),
        OURS_AIOHTTP: lambda url: clients.async_ours(url, http_client=httpx.AsyncClient(transport=over_aiohttp())),
        DIRECT: lambda url: clients.async_ours(url, http_client=over_aiohttp()),
        "aiohttp, by hand": clients.async_aiohttp,
        "httpx2.AsyncClient, by hand": lambda url: clients.async_by_hand(package("httpx2"), url),
        "ours over httpx2": lambda url: clients.async_ours(url, http_client=package("httpx2").AsyncClient()),
        "AsyncOpenAI": clients.async_openai,
        "openapi-python-client": clients.async_opc,
        "datamodel-code-generator, client": clients.async_dcg,
    }


async def _one_after_another(call: AsyncCall) -> None:
    for _ in range(EACH):
        await call()


async def main(told: dict[str, Any]) -> dict[str, Any]:
    """Seconds per call, and who was missing."""
    missing: dict[str, str] = {}
    ready: dict[str, AsyncCall] = {}
    for name, make in _made().items():
        try:
            call = make(told["url"])
            got = await call()
        except Exception as error:  # a peer that doesn't work is left out, and the reason told
            missing[name] = f"{type(error).__name__}: {error}".splitlines()[0][:300]
            continue
        assert got == LINK, f"{name} got {got!r}"
        ready[name] = call
    settle()
    samples: dict[str, Samples] = {name: [] for name in ready}
    at_once = told["at_once"]
    for number in range(told["rounds"] + 1):
        for name, call in ready.items():
            begun = time.perf_counter()
            await asyncio.gather(*(_one_after_another(call) for _ in range(at_once)))
            if number:
                samples[name].append((time.perf_counter() - begun) / at_once / EACH)
    return {"samples": samples, "missing": missing}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(json.loads(sys.argv[1])))))
