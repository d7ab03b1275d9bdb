"""One synchronous call at a time through every client, on loopback and within the process."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from bench.measure import Samples, batch, interleaved, settle
from bench.peers import clients
from bench.peers.clients import Call
from bench.work import LINK

BY_HAND, OURS = "httpx.Client.post(json), by hand", "ours"
GIVEN, DIRECT = "ours, http_client=an httpx.Client", "ours, http_client=a transport alone"
"""Ours as it comes opens connections, so within the process it is one of these two."""
_CLIENTS: dict[str, Callable[[str, bool], Call]] = {
    BY_HAND: clients.by_hand,
    OURS: clients.ours,
    GIVEN: clients.ours_given,
    DIRECT: clients.ours_direct,
    "ours, with result.answer": clients.ours_model,
    "httpx: send, URL and headers prebuilt": clients.prebuilt,
    "httpx: transport direct": clients.transport,
    "http.client": clients.standard,
    "a socket, by hand": clients.bare,
    "httpx2.Client.post(json), by hand": clients.httpx2_by_hand,
    "openai": clients.openai,
    "openapi-python-client": clients.opc,
    "datamodel-code-generator, client": clients.dcg,
    "openapi-generator (Java)": clients.openapi_generator,
}
_OUTSIDE = {OURS, "http.client", "a socket, by hand", "openapi-generator (Java)"}
"""Those that can't be kept within the process."""


def scene(url: str, *, inside: bool, rounds: int, times: int, missing: dict[str, str]) -> dict[str, Samples]:
    """Seconds per call of all clients that can be had."""
    ready: dict[str, Callable[[], float]] = {}
    for name, make in _CLIENTS.items():
        if inside and name in _OUTSIDE:
            continue
        try:
            call = make(url, inside)
            got = call()
        except Exception as error:  # a peer that doesn't work is left out, and the reason told
            missing[name] = f"{type(error).__name__}: {error}".splitlines()[0][:300]
            continue
        assert got == LINK, f"{name} got {got!r}"
        ready[name] = batch(call, times)
    settle()
    # Batches as short as a slice of the scheduler: most run through, even where others want the cores too.
    return interleaved(ready, rounds)


def main(told: dict[str, Any]) -> dict[str, Any]:
    """The samples of both scenes, and who was missing."""
    missing: dict[str, str] = {}
    return {
        "loopback": scene(told["url"], inside=False, rounds=told["rounds"], times=5, missing=missing),
        "inside": scene(told["url"], inside=True, rounds=told["rounds"], times=10, missing=missing),
        "missing": missing,
    }


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
