"""The generated client of a provider, found by the name of its package, on a transport of ours."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx

from clientsmith import paths
from clientsmith.language.access import address_variable, key_variables
from clientsmith.language.model import Provider
from clientsmith.live.options import DEFAULT_PACKAGE, Refusal
from clientsmith.live.wire import Sender

WRONG_KEY = "a-wrong-key-of-clientsmith-live"
PLACES = (".", "src", "generated")
Key = str | dict[str, str]
"""What a client takes as its key."""


class Clients:
    """The client's module, its errors and its models.

    Args:
        package: the package that has the client; if empty, the project's own one, else it is made for this run.
        provider: whose client it is.

    Raises:
        Refusal: the package hasn't got it.
    """

    def __init__(self, package: str, provider: Provider) -> None:
        _look_in_project(package or DEFAULT_PACKAGE, provider.name)
        self.is_made = not package and not _is_there(provider.name)
        package = _made(provider) if self.is_made else package or DEFAULT_PACKAGE
        name = f"{package}.{provider.name}"
        try:
            self.module: Any = import_module(name)
            self.errors: Any = import_module(f"{package}.errors")
            self.models: Any = import_module(f"{name}.models")
        except ImportError as error:
            advice = "make it with generate or vendor, or leave --package out, and it is made for the run"
            raise Refusal(f"the client {name} can't be loaded ({error}): {advice}") from error

    def client(self, key: Key, base_url: str | None, **settings: Any) -> Any:
        """A client.

        Raises:
            Refusal: its key or its address can't be used.
        """
        try:
            return self.module.Client(key or None, base_url=base_url, **settings)
        except self.errors.ConfigurationError as error:
            raise Refusal(str(error)) from error


def _look_in_project(package: str, provider: str) -> None:
    for place in (Path(name).resolve() for name in PLACES):
        if place.joinpath(*package.split("."), provider).is_dir() and str(place) not in sys.path:
            sys.path.insert(0, str(place))


def _is_there(provider: str) -> bool:
    try:
        return find_spec(f"{DEFAULT_PACKAGE}.{provider}") is not None
    except ImportError:
        return False  # not even the package


def _made(provider: Provider) -> str:
    """Make the client in a folder of its own, which is gone when this process ends; gives its package's name."""
    from clientsmith.output.vendor import vendored  # noqa: PLC0415 - the same
    from clientsmith.render import render  # noqa: PLC0415 - slow, and most runs have a client

    folder = Path(tempfile.mkdtemp(prefix="clientsmith_live_"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    # Named like the folder, so that it is no other package that is loaded already.
    for name, content in vendored(render([provider], paths.TEMPLATES), [provider], with_tests=False).items():
        path = folder / folder.name / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    sys.path.insert(0, str(folder))
    return folder.name


def key_of(provider: Provider) -> Key:
    """The key, from the environment alone; empty where the provider needs none.

    Raises:
        Refusal: there is none.
    """
    security = provider.security
    if not security.place:
        return ""
    found = {one: text for one in security.env if (text := os.environ.get(one, "").strip())}
    if not found or (security.credentials and len(found) < len(security.env)):
        wanted = key_variables(provider)
        raise Refusal(f"no key: set {wanted} in the environment; it is never taken from the command line")
    if not security.credentials:
        return next(iter(found.values()))
    return dict(zip(security.credentials, found.values(), strict=True))


def every(provider: Provider, key: str) -> Key:
    """The same text for each credential that the provider wants."""
    names = provider.security.credentials
    return dict.fromkeys(names, key) if names else key


def secrets(key: Key) -> list[str]:
    """The texts of a key that nobody may see."""
    return [key] if isinstance(key, str) else list(key.values())


def address_of(provider: Provider) -> str | None:
    """The address from the environment, which counts for more than the documented one; None for that one.

    Raises:
        Refusal: there is neither.
    """
    variable = address_variable(provider)
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
