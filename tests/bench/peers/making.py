"""What making a client costs in a fresh process: the first, and those after it; and with the first call of each.

httpx is loaded before, for all: what loading costs is measured elsewhere.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import httpx

from bench.work import ARGUMENTS, KEY, PATH


def _timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def _later(make: Callable[[], object], times: int) -> float:
    return _timed(lambda: [make() for _ in range(times)]) / times


def main(told: dict[str, Any]) -> dict[str, float]:
    """Seconds for each."""
    url, times = told["url"], 200
    if told["kind"] == "ours":
        from imageclients.modelverse import Client

        def made() -> Client:
            return Client(KEY, base_url=url)

        def called() -> object:
            with made() as client:
                return client.generate_image(**ARGUMENTS)

        first, later = _timed(made), _later(made, times)
        # Twice before the one that counts: the first call of a process loads modules and compiles rules.
        first_call, _, new = _timed(called), _timed(called), _later(called, 20)
        warm_client = made()
        warm_client.generate_image(**ARGUMENTS)
        warm = _later(lambda: warm_client.generate_image(**ARGUMENTS), 20)
        warm_client.close()
        return {"first": first, "later": later, "first call": first_call, "new": new, "warm": warm}
    shared = httpx.create_ssl_context() if told["kind"] == "httpx, shared" else True

    def plain() -> httpx.Client:
        return httpx.Client(verify=shared)

    def posted() -> object:
        with plain() as client:
            return client.post(url + PATH, json=ARGUMENTS).raise_for_status().json()

    return {
        "first": _timed(plain),
        "later": _later(plain, times if shared is not True else 5),
        "first call": _timed(posted),
        "new": _later(posted, 20 if shared is not True else 5),
    }


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
