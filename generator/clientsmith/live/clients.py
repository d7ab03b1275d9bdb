"""Stage live: the generated client of a provider, found by the name of its package, on a transport of ours."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx

from clientsmith.live.options import Refusal
from clientsmith.live.wire import Sender
from clientsmith.model import Provider

WRONG_KEY = "a-wrong-key-of-clientsmith-live"
PLACES = (".", "src", "generated")


class Clients:
    """The client's module, its errors and its models.

    Raises:
        Refusal: there is none, under that name.
    """

    def __init__(self, package: str, provider: str) -> None:
        for place in (Path(name).resolve() for name in PLACES):
            # A project's own clients come before those that are installed.
            if place.joinpath(*package.split("."), provider).is_dir() and str(place) not in sys.path:
                sys.path.insert(0, str(place))
        try:
            self.module: Any = import_module(f"{package}.{provider}")
            self.errors: Any = import_module(f"{package}.errors")
            self.models: Any = import_module(f"{package}.{provider}.models")
        except ImportError as error:
            advice = "make it with generate or vendor, and name its package with --package"
            raise Refusal(f"the client {package}.{provider} can't be loaded ({error}): {advice}") from error

    def client(self, key: str, base_url: str | None, **settings: Any) -> Any:
        """A client.

        Raises:
            Refusal: its key or its address can't be used.
        """
        try:
            return self.module.Client(key or None, base_url=base_url, **settings)
        except self.errors.ConfigurationError as error:
            raise Refusal(str(error)) from error


def key_of(provider: Provider) -> str:
    """The key, from the environment alone; empty where the provider needs none.

    Raises:
        Refusal: there is none.
    """
    if not provider.security.header:
        return ""
    variable = f"{provider.name.upper()}_API_KEY"
    key = os.environ.get(variable, "").strip()
    if not key:
        raise Refusal(f"no key: set {variable} in the environment; it is never taken from the command line")
    return key


def address_of(provider: Provider) -> str | None:
    """The address from the environment, which counts for more than the documented one; None for that one.

    Raises:
        Refusal: there is neither.
    """
    variable = f"{provider.name.upper()}_BASE_URL"
    given = os.environ.get(variable, "").strip()
    if not given and not provider.servers:
        raise Refusal(f"no address: the page of {provider.name} names none, so set {variable} in the environment")
    return given or None


def network(base_url: str) -> tuple[httpx.Client, Sender]:
    """A client of httpx that sends as the clients do by themselves, proxies of the environment included."""
    http = httpx.Client(follow_redirects=False, trust_env=base_url.startswith("https:"))

    def send(request: httpx.Request, _: str) -> httpx.Response:
        return http.send(request, stream=True, auth=None, follow_redirects=False)

    return http, send
