# Made by `clientsmith generate` from templates/conformance/runner.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Runs a case through the generated client, synchronous or asynchronous, and says how it differs from what must be."""

from __future__ import annotations

import asyncio
import atexit
import inspect
import json
import os
import tempfile
from collections.abc import Coroutine, Generator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

import httpx

from . import observe
from .cases import Case
from .listening import listening
from .provider import Clock, Script
from .values import made

T = TypeVar("T")
Mode = Literal["sync", "async"]
MODES: tuple[Mode, ...] = ("sync", "async")
CLIENTS = (__package__ or "").rpartition(".")[0] or "imageclients"
"""The package of the clients: the one around this package where it was vendored, else imageclients."""


def verdicts(case: Case) -> str:
    """What is wrong with the synchronous client and with the asynchronous one; empty where nothing is."""
    return "\n\n".join([report for mode in MODES if (report := verdict(case, mode))])


def verdict(case: Case, mode: Mode) -> str:
    """What is wrong with the client, as text with what was given, expected and seen; empty where nothing is."""
    expected: dict[str, Any] = made(case.expect)
    seen = outcome(case, mode)
    got = observe.described(seen, expected)
    wrong = {name: (value, got[name]) for name, value in expected.items() if not observe.fits(name, value, got[name])}
    if found := observe.leaks(seen, case.suite):
        wrong["leaks"] = ([], found)
    if not wrong:
        return ""
    parts = [f"{case.id} ({mode}), from {case.source}", _shown("given", case.given)]
    for name, (wanted, was) in wrong.items():
        parts += [_shown(f"expected {name}", wanted), _shown(f"actual {name}", was)]
    if "error" not in expected and seen.error is not None:
        parts.append(_shown("error", observe.described(seen, ["error"])["error"]))
    return "\n".join(parts)


def _shown(label: str, value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=1, default=repr)
    flat = json.dumps(value, ensure_ascii=False, default=repr)
    return f"{label}: {flat if len(flat) < 100 else text}"


def outcome(case: Case, mode: Mode) -> observe.Seen:
    """Everything that could be seen of a case."""
    if mode == "sync":
        return _through(_run(case, mode))
    return _loop().run_until_complete(_run(case, mode))


def _through(steps: Coroutine[Any, Any, T]) -> T:
    """What a coroutine returns that never waits: a synchronous client does all of its work in one go."""
    try:
        steps.send(None)
    except StopIteration as done:
        return cast("T", done.value)
    raise AssertionError("the synchronous client awaits something")


@lru_cache(maxsize=1)
def _loop() -> asyncio.AbstractEventLoop:
    """One event loop for all cases of the process: making one takes longer than most cases."""
    runner = asyncio.Runner()
    atexit.register(runner.close)
    return runner.get_loop()


async def _run(case: Case, mode: Mode) -> observe.Seen:
    given, suite = case.given, case.suite
    clock = Clock(suite.unix_time, given.get("random", suite.chance), given.get("hosts", {}))
    script = Script(given.get("answers", ()), clock)
    http = _http(case, mode, script)
    events: list[Any] = []
    seen = observe.Seen(clock, script, events)
    with listening(CLIENTS, seen.logged, seen.warned), _environment(given.get("environment", {}), suite.package):
        try:
            client = _client(case, mode, http, clock, events)
            seen.value = await _Call(case, client, seen).act()
        except BaseException as error:
            seen.error = error
    if http is not script:
        await _got(http.aclose() if mode == "async" else http.close())
    return seen


def _http(case: Case, mode: Mode, script: Script) -> Any:
    """What the client sends with: an httpx client, or the bare transport, as fits the case.

    What an httpx client would do of its own accord, the calls must not do: follow a redirect, or add words of its own
    to a request. Everything else is the same with a transport, as which the client's own connections go out too.
    """
    redirects = any(300 <= answer.get("status", 200) < 400 for answer in case.given.get("answers", ()))
    if not redirects and case.kind != "wire":
        return script
    kind: Any = httpx.Client if mode == "sync" else httpx.AsyncClient
    return kind(transport=script, trust_env=False, follow_redirects=True, auth=("user", "word"))


@contextmanager
def _environment(variables: Mapping[str, str], provider: str) -> Generator[None]:
    """The environment with the client's own variables as the case has them."""
    names = _variables(provider)
    before = {name: os.environ.pop(name) for name in names if name in os.environ}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name in names:
            if name in os.environ:
                del os.environ[name]
        os.environ.update(before)


@lru_cache
def _variables(provider: str) -> tuple[str, str]:
    return f"{provider.upper()}_API_KEY", f"{provider.upper()}_BASE_URL"


def _client(case: Case, mode: Mode, http: Any, clock: Clock, events: list[Any]) -> Any:
    module = import_module(f"{CLIENTS}.{case.suite.package}")
    options: dict[str, Any] = {"api_key": case.suite.key, "base_url": case.suite.base_url}
    told: Mapping[str, Any] = case.given.get("client", {})
    options |= {_OPTIONS[name]: made(value) for name, value in told.items()}
    kind = module.Client if mode == "sync" else module.AsyncClient
    client = kind(**options, http_client=http, system=clock, on_event=events.append)
    changed: Mapping[str, Any] = case.given.get("withOptions", {})
    return (
        client.with_options(**{_OPTIONS[name]: made(value) for name, value in changed.items()}) if changed else client
    )


_OPTIONS = {
    "apiKey": "api_key",
    "baseUrl": "base_url",
    "timeout": "timeout",
    "maxRetries": "max_retries",
    "validation": "validation",
    "allowInsecure": "allow_insecure",
    "imageHosts": "image_hosts",
}


async def _got(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value


class _Closing:
    """A client in a with block of its own kind."""

    def __init__(self, client: Any) -> None:
        self.client = client

    async def __aenter__(self) -> Any:
        enter = getattr(self.client, "__aenter__", None) or self.client.__enter__
        return await _got(enter())

    async def __aexit__(self, *told: object) -> None:
        leave = getattr(self.client, "__aexit__", None) or self.client.__exit__
        await _got(leave(*told))


class _Call:
    """The steps that a case can ask for."""

    def __init__(self, case: Case, client: Any, seen: observe.Seen) -> None:
        self.client, self.seen = client, seen
        self.operation, self.given = case.operation, case.given
        self.names = case.suite.arguments.get(case.operation, {})
        self.sizes = f"{CLIENTS}.{case.suite.package}.sizes"

    async def act(self) -> Any:
        """Do what the case asks for."""
        return await getattr(self, f"_{self.given.get('action', 'call')}")()

    def _arguments(self) -> dict[str, Any]:
        told: Mapping[str, Any] = self.given.get("arguments", {})
        arguments = {self.names.get(wire, wire): made(value) for wire, value in told.items()}
        for ours, name in (("extraBody", "extra_body"), ("extraHeaders", "extra_headers")):
            if ours in self.given:
                arguments[name] = made(self.given[ours])
        return arguments

    async def _configure(self) -> Any:
        """Make a client, and nothing more."""
        return {"baseUrl": self.client.base_url}

    async def _closed(self) -> Any:
        """Close the client, and call it all the same."""
        async with _Closing(self.client):
            pass
        return await self._call()

    async def _call(self) -> Any:
        """The operation's method, and its first image if that is asked for."""
        waits = {"wait_timeout": self.given["waitTimeout"]} if "waitTimeout" in self.given else {}
        result = await _got(getattr(self.client, self.operation)(**self._arguments(), **waits))
        return await self._opened(result)

    async def _begin(self) -> Any:
        """Submit, and nothing more."""
        return await _got(getattr(self.client, f"begin_{self.operation}")(**self._arguments()))

    async def _wait(self) -> Any:
        """Submit, then wait in steps of one's own."""
        return await self._waited(await self._begin())

    async def _resume(self) -> Any:
        """Take a task up by its id, and wait for it."""
        return await self._waited(self._resumed())

    async def _refresh(self) -> Any:
        """Take a task up by its id, and ask for it a number of times."""
        task = self._resumed()
        for _ in range(self.given.get("times", 1)):
            await _got(task.refresh())
        return task

    async def _cancel(self) -> Any:
        """Take a task up by its id, and cancel it."""
        task = self._resumed()
        await _got(task.cancel())
        return task

    def _resumed(self) -> Any:
        return getattr(self.client, f"resume_{self.operation}")(self.given["taskId"])

    async def _waited(self, task: Any) -> Any:
        def note(handle: Any) -> None:
            self.seen.progress.append([handle.status, handle.progress, handle.eta])

        result = await _got(task.wait(timeout=self.given.get("waitTimeout"), on_progress=note))
        return await self._opened(result)

    async def _opened(self, result: Any) -> Any:
        """The result, with its images read or saved if the case asks for that."""
        for _ in range(int(self.given.get("read", 0))):
            for image in result.images:
                self.seen.read.append((await _got(image.read()), image.media_type))
        if "save" in self.given:
            with tempfile.TemporaryDirectory() as folder:
                await self._save(result.images[0], Path(folder))
        return result

    async def _save(self, image: Any, folder: Path) -> None:
        """Save an image, perhaps where something is already, and look at what is there then."""
        goal = folder / self.given["save"]
        if self.given.get("existing") == "folder":
            goal.mkdir()
        elif "existing" in self.given:
            goal.write_text(self.given["existing"], encoding="utf-8")
        try:
            await _got(image.save(goal, overwrite=self.given.get("overwrite", False)))
        finally:
            self.seen.saved = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    async def _size(self) -> Any:
        """What the sizes module says about the size of the operation."""
        size = getattr(import_module(self.sizes), self.operation.upper())
        if "nearest" in self.given and "arguments" in self.given:
            # What is proposed must be legal: it is sent.
            proposed = size.nearest(*self.given["nearest"]).arguments
            await _got(getattr(self.client, self.given["method"])(**self._arguments() | dict(proposed)))
            return None
        if "nearest" in self.given:
            return self._choice(size.nearest(*self.given["nearest"]))
        if "text" in self.given:
            return list(size.parse(self.given["text"]))
        if "keys" in self.given:
            found = size.pixels(**self.given["keys"])
            return None if found is None else list(found)
        return [self._choice(choice) for choice in size.allowed(model=self.given.get("model"))]

    def _choice(self, choice: Any) -> dict[str, Any]:
        wire = {name: wire for wire, name in self.names.items()}
        arguments = {wire.get(name, name): value for name, value in choice.arguments.items()}
        return {
            "arguments": arguments,
            "pixels": None if choice.size is None else list(choice.size),
            "approximate": choice.approximate,
        }
