"""The calls of a soak: through asynchronous clients at once, and through synchronous ones that threads share."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import httpx

from imageclients import System, aimanyi, apimart, bizyair, errors, modelverse, ppio
from soak.apart import MockApart
from soak.report import Outcome, Report, descriptors, resident

FAULTS = (
    "reset",
    "close",
    "short-body",
    "reset-in-body",
    "open-chunks",
    "broken-json",
    "html-page",
    "empty-object",
    "gateway-page",
    "status-500",
    "status-503",
    "retry-after-word",
    "error-under-200",
    "bad-key",
    "redirect-found",
    "unknown-field",
    "byte-order-mark",
    "close-after-answer",
)
"""Each strikes by chance, so that together they strike the part of requests that was asked for."""
SPEED = 100
"""How much faster than a clock the clients wait between polls and attempts; deadlines stay as they are."""
READ = 20
"""One result in so many has its images fetched."""


class Kind(NamedTuple):
    """A call: module, and arguments beside the prompt."""

    module: Any
    arguments: dict[str, Any]


KINDS = (
    Kind(ppio, {"size": "256*256"}),
    Kind(apimart, {"model": "qwen-image-2.0", "n": 2}),
    Kind(modelverse, {"model": "Qwen/Qwen-Image"}),
    Kind(bizyair, {"model": "Qwen/Qwen-Image", "image_size": "64x64"}),
    Kind(aimanyi, {"model": "qwen-image-2.0-2026-03-03", "size": "512*512"}),
)


class Hurried(System):
    """The world of a client that waits a hundredth of what it should."""

    def sleep(self, seconds: float) -> None:
        """Wait, but not for long."""
        time.sleep(seconds / SPEED)

    async def sleep_async(self, seconds: float) -> None:
        """The same."""
        await asyncio.sleep(seconds / SPEED)


def run(calls: int, at_once: int, threads: int, faults: float, seed: int) -> Report:
    """Make the calls, four fifths of them asynchronously."""
    with MockApart(task_seconds=0.05, seed=seed, kept=calls * 40) as mock:
        # Warm up before anything is counted: modules, pools and the TLS context are made once.
        asyncio.run(_asynchronous(mock, range(-50, 0), at_once))
        _threaded(mock, range(-100, -50), threads)
        mock.ask("reset")
        for fault in FAULTS:
            mock.ask("fault", fault, "*/*", times=None, chance=faults / len(FAULTS))
        gc.collect()
        before = resident(), descriptors(), threading.active_count()
        border = calls * 4 // 5
        begun = time.monotonic()
        first, late = asyncio.run(_asynchronous(mock, range(border), at_once))
        middle = resident()
        second = _threaded(mock, range(border, calls), threads)
        seconds = time.monotonic() - begun
        gc.collect()
        after = resident(), descriptors(), threading.active_count()
        return Report(calls, seconds, first + second, mock.requests(), late, before, middle, after)


async def _asynchronous(mock: MockApart, numbers: range, at_once: int) -> tuple[list[Outcome], int]:
    """The outcomes, and how many tasks of the event loop are left at the end."""
    limit = asyncio.Semaphore(at_once)
    http = httpx.AsyncClient(limits=httpx.Limits(max_connections=at_once))
    clients = [
        kind.module.AsyncClient("sk-soak", base_url=mock.urls[name(kind)], http_client=http, system=Hurried())
        for kind in KINDS
    ]

    async def one(number: int) -> Outcome:
        kind, client = KINDS[number % len(KINDS)], clients[number % len(KINDS)]
        async with limit:
            try:
                result = await client.generate_image(prompt=f"soak {number}", **kind.arguments)
                if number % READ == 0:
                    await result.images[0].read()
            except errors.ImageClientError as error:
                return failed(number, kind, error)
            return Outcome(number, name(kind), "result", result.task_id)

    found = await asyncio.gather(*(one(number) for number in numbers))
    for client in clients:
        await client.close()
    await http.aclose()
    return list(found), len(asyncio.all_tasks()) - 1


def _threaded(mock: MockApart, numbers: range, threads: int) -> list[Outcome]:
    http = httpx.Client(limits=httpx.Limits(max_connections=threads))
    clients = [
        kind.module.Client("sk-soak", base_url=mock.urls[name(kind)], http_client=http, system=Hurried())
        for kind in KINDS
    ]

    def one(number: int) -> Outcome:
        kind, client = KINDS[number % len(KINDS)], clients[number % len(KINDS)]
        try:
            result = client.generate_image(prompt=f"soak {number}", **kind.arguments)
            if number % READ == 0:
                result.images[0].read()
        except errors.ImageClientError as error:
            return failed(number, kind, error)
        return Outcome(number, name(kind), "result", result.task_id)

    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(one, numbers))
    for client in clients:
        client.close()
    http.close()
    return found


def failed(number: int, kind: Kind, error: errors.ImageClientError) -> Outcome:
    """A call that ended with an error of the client's."""
    return Outcome(number, name(kind), type(error).__name__, error.task_id)


def name(kind: Kind) -> str:
    """The provider of a call."""
    return str(kind.module.__name__.rpartition(".")[2])
