"""Images whose link leads far away: nothing is sent, and names of hosts have made-up addresses."""

from __future__ import annotations

import json
from typing import Any

import httpx

from imageclients import modelverse
from support.mode import Mode
from support.world import World


def elsewhere(mode: Mode, link: str, hosts: dict[str, list[str]] | None = None, *answers: httpx.Response) -> Any:
    """An image of a client with a public address, whose link leads anywhere; `asked` has what went there.

    Names of hosts have the addresses that are given, or else a public one.
    """
    asked: list[httpx.Request] = []
    left = list(answers)

    def handle(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, content=json.dumps({"data": [{"url": link}]}))
        asked.append(request)
        return left.pop(0)

    http = mode.http(handle)
    http.headers.update({"X-Mine": "1", "Authorization": "Basic other"})
    http.cookies.set("session", "c00kie")
    client = mode.client(modelverse, http_client=http, system=World(hosts=hosts))
    image = mode.go(client.generate_image(prompt="a fox")).images[0]
    image.asked = asked
    return image
