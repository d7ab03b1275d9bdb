"""A world with one scripted transport: answers in order, on a clock that goes on by a second for each request."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from imageclients import errors
from imageclients.ppio.operations import PROVIDER
from support.mode import Mode
from support.spec import TASK_SPEC, client_module, sync_spec
from support.world import World

BASE = "https://api.fox-images.net"


LINK = "https://cdn.fox-images.net/1.png"


AT_ONCE = client_module(sync_spec())


TASKED = client_module(TASK_SPEC)


ACCEPTED: Any = (200, {"id": "t"})


DONE: Any = (200, {"id": "t", "status": "done", "images": [{"url": LINK}]})


class Scene(World):
    """A virtual clock on which every answer takes a second; it keeps the requests and the hosts that were looked up."""

    def __init__(self, *steps: Any, seconds: float = 1.0) -> None:
        super().__init__(chance=0.0)
        self.steps, self.seconds = list(steps), seconds
        self.requests: list[httpx.Request] = []
        self.looked_up: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.now += self.seconds
        self.requests.append(request)
        step = self.steps.pop(0)
        if isinstance(step, Exception):
            raise step
        status, body, *headers = step
        content: dict[str, Any] = {"content": body} if isinstance(body, bytes) else {"json": body}
        return httpx.Response(status, **content, headers=headers[0] if headers else {})

    def resolve(self, host: str) -> list[str]:
        self.looked_up.append(host)
        return super().resolve(host)

    def client(self, mode: Mode, module: Any = TASKED, **options: Any) -> Any:
        return mode.client(module, BASE, http_client=mode.http(self), system=self, **options)


def failed(mode: Mode, scene: Scene, module: Any = TASKED, **arguments: Any) -> Any:
    """The error that a call without retries ends with."""
    with pytest.raises(errors.ImageClientError) as caught:
        mode.go(scene.client(mode, module, max_retries=0).generate_image(prompt="fox", **arguments))
    return caught.value


def refused(call: Any, *arguments: Any, **named: Any) -> str:
    """What is wrong with a setting of a client of ppio."""
    with pytest.raises(errors.ConfigurationError) as caught:
        call(PROVIDER, *arguments, **named)
    assert caught.value.provider == "ppio", "whose configuration it is"
    return str(caught.value).removeprefix("ppio: ")
