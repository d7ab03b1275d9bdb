"""Ten thousand tasks at once: one thread, and polls that are spread and counted."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from imageclients import System
from imageclients.ppio import AsyncClient

TASKS, POLLS = 10_000, 2
DELAY, JITTER = 2.0, 0.4
"""Seconds between two polls of a task, and the most that chance adds, as the client's own documentation says."""


class Leaping(asyncio.SelectorEventLoop):
    """An event loop that leaps over every wait: its time goes on, and nobody's else does."""

    def __init__(self) -> None:
        super().__init__()
        self._ahead = 0.0
        # There is no other way to its waits.
        selector: Any = vars(self)["_selector"]
        select: Callable[[float | None], Any] = selector.select

        def leap(timeout: float | None = None) -> Any:
            self._ahead += timeout or 0.0
            return select(0)

        selector.select = leap

    def time(self) -> float:
        return self._ahead


class OfTheLoop(System):
    """The time of the event loop."""

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()


class Provider:
    """What stands for an httpx client, whose requests would take most of the test's time; it knows every task."""

    is_closed = False

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.times: list[float] = []
        self.threads: set[int] = set()

    def build_request(self, method: str, url: str, **_: Any) -> str:
        return f"{method} {url}"

    async def send(self, request: str, **_: Any) -> Any:
        task = parse_qs(urlsplit(request).query)["task_id"][0]
        self.asked[task] += 1
        self.times.append(asyncio.get_running_loop().time())
        self.threads.add(threading.active_count())
        done = self.asked[task] >= POLLS
        told = {"task_id": task, "status": "TASK_STATUS_SUCCEED" if done else "TASK_STATUS_PROCESSING"}
        body = {"task": told, "images": [{"image_url": f"https://cdn.example.com/{task}.png"}] if done else []}
        return SimpleNamespace(
            status_code=200,
            headers=httpx.Headers(),
            content=json.dumps(body).encode(),
            is_stream_consumed=True,
            stream=self,
        )

    async def aclose(self) -> None:
        """Nothing is open."""


def test_P19_ten_thousand_waits_share_a_thread_and_spread_their_polls() -> None:
    """10,000 tasks are waited for in one event loop -> each is asked every 2 s, spread by chance, in one thread."""
    provider: Any = Provider()

    async def main() -> list[str]:
        client = AsyncClient("sk-1", http_client=provider, system=OfTheLoop())
        waits = (client.resume_generate_image(f"t{number}").wait() for number in range(TASKS))
        return [result.images[0].url or "" for result in await asyncio.gather(*waits)]

    before = threading.active_count()
    with asyncio.Runner(loop_factory=Leaping) as runner:
        links = runner.run(main())
    assert links == [f"https://cdn.example.com/t{number}.png" for number in range(TASKS)]
    assert set(provider.asked.values()) == {POLLS}
    assert provider.threads == {before}
    # Everything was begun in one moment; from then on chance alone spreads it.
    second = [time for time in provider.times if DELAY <= time <= DELAY + JITTER]
    assert (len(second), provider.times.count(0.0)) == (TASKS, TASKS)
    tenths = Counter(int((time - DELAY) / JITTER * 10) for time in second)
    assert max(tenths.values()) < TASKS / 5, "no tenth of that time has more than twice its share"
