"""One test for both clients: `go` awaits where there is something to await."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from typing import Any, Literal

import httpx

from support.world import World

KEY = "sk-secret-0123456789"


class Mode:
    """The synchronous or the asynchronous client, behind the same few words."""

    def __init__(self, name: Literal["sync", "async"]) -> None:
        self.is_async = name == "async"
        self.runner = asyncio.Runner() if self.is_async else None
        self._clients: list[Any] = []

    def go(self, value: Any) -> Any:
        """The value, or what it comes to once awaited."""
        if self.runner is None or not inspect.iscoroutine(value):
            return value
        return self.runner.run(value)

    def client(self, module: Any, base: Any = None, **options: Any) -> Any:
        """A client of the provider, closed when the test ends; `base` is a Server or an address."""
        given: dict[str, Any] = {"api_key": KEY, "base_url": getattr(base, "url", base), "system": World()}
        made = (module.AsyncClient if self.is_async else module.Client)(**given | options)
        self._clients.append(made)
        return made

    def http(self, handler: Any) -> Any:
        """An httpx client without a network, that asks the handler."""
        return self.http_client(transport=httpx.MockTransport(handler))

    def http_client(self, library: Any = httpx, **options: Any) -> Any:
        """An httpx client of the same kind, closed when the test ends."""
        made = (library.AsyncClient if self.is_async else library.Client)(**options)
        self.closing(made)
        return made

    def hook(self, act: Callable[[Any], object]) -> dict[str, Any]:
        """Event hooks of an httpx client that call this with each request."""

        async def act_async(request: httpx.Request) -> None:
            act(request)

        return {"request": [act_async if self.is_async else act]}

    def closing(self, client: Any) -> None:
        """Close this one too when the test ends."""
        self._clients.append(client)

    def close(self) -> None:
        """Close everything that was made."""
        for client in self._clients:
            self.go(client.aclose() if hasattr(client, "aclose") else client.close())
        if self.runner is not None:
            self.runner.close()
