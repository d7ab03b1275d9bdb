"""Images of a provider far away that follows a script: nothing is sent, and names of hosts have made-up addresses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from support.mode import Mode
from support.spec import client_module, sync_spec
from support.world import World

MODULE = client_module(sync_spec())
API = "https://api.fox-images.net"
Answer = httpx.Response | Exception


def answer(content: bytes = b"", status: int = 200, **headers: str) -> httpx.Response:
    """An answer; underscores in names of headers are hyphens."""
    return httpx.Response(
        status, content=content, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


def far_image(
    mode: Mode,
    text: str,
    *answers: Answer | Callable[[], Answer],
    place: str = "url",
    hosts: dict[str, list[str]] | None = None,
    **options: Any,
) -> Any:
    """An image that the provider gives by this text; `asked` has the requests for it, the last answer is repeated."""
    asked: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, json={"data": [{place: text}]})
        asked.append(request)
        made = answers[min(len(asked), len(answers)) - 1]
        made = made if isinstance(made, httpx.Response | Exception) else made()
        if isinstance(made, Exception):
            raise made
        # Each request has an answer of its own.
        return httpx.Response(made.status_code, headers=made.headers, content=made.content)

    given = {"http_client": mode.http(handle), "system": World(hosts=hosts), **options}
    client = mode.client(MODULE, given.pop("base_url", API), **given)
    found = mode.go(client.generate_image(prompt="a fox")).images[0]
    found.asked = asked
    return found


def goals(found: Any) -> list[str]:
    """Where the image was asked for."""
    return [str(request.url) for request in found.asked]
