"""Runs a case through the generated client, synchronous or asynchronous, and says how it differs from what must be."""

from __future__ import annotations

import asyncio
import atexit
import json
import os
from collections.abc import Callable, Coroutine, Generator, Mapping
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from importlib import import_module
from typing import Any, Literal, TypeVar, cast

import httpx

from . import observe, promises
from .cases import Case
from .clock import Clock
from .connections import own_connections
from .listening import listening
from .provider import Script
from .steps import Steps, copied, failure
from .values import CLIENTS, made

T = TypeVar("T")
Mode = Literal["sync", "async"]
MODES: tuple[Mode, ...] = ("sync", "async")


def verdicts(case: Case) -> str:
    """What is wrong with the synchronous client and with the asynchronous one; empty where nothing is."""
    return "\n\n".join([report for mode in MODES if (report := verdict(case, mode))])


def verdict(case: Case, mode: Mode) -> str:
    """What is wrong with the client, as text with what was given, expected and seen; empty where nothing is."""
    words: dict[str, Any] = made(case.expect)
    expected = {name: value for name, value in words.items() if name not in MODES} | words.get(mode, {})
    hidden: list[str] = expected.pop("hides", [])
    seen = outcome(case, mode)
    actual = observe.described(seen, expected)
    wrong = {
        name: (value, actual[name]) for name, value in expected.items() if not observe.fits(name, value, actual[name])
    }
    if broken := promises.broken(seen, case.suite, hidden):
        wrong["broken promises"] = ([], broken)
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
    clock = Clock(suite, given, is_async=mode == "async")
    script = Script(given.get("answers", ()), clock)
    http = _http(case, mode, script)
    seen = observe.Seen(clock, script, origins=_origins(case))
    with ExitStack() as surroundings:
        surroundings.enter_context(listening(CLIENTS, seen.logged, seen.warned))
        surroundings.enter_context(_environment(given.get("environment", {}), suite.package))
        if http is None:
            surroundings.enter_context(own_connections(script, seen.pool))
        try:
            original = seen.client = _client(case, mode, http, seen)
            seen.value = await Steps(case, _changed(original, given), original, seen).act()
        except BaseException as error:
            seen.error = error
            if isinstance(error, asyncio.CancelledError) and (task := asyncio.current_task()) is not None:
                task.uncancel()
        if seen.error is not None and "copied" in given:
            _copy_error(seen, given["copied"])
    seen.closes_ours = script.is_closed
    if isinstance(http, httpx.AsyncClient):
        await http.aclose()
    elif isinstance(http, httpx.Client):
        http.close()
    return seen


def _copy_error(seen: observe.Seen, way: str) -> None:
    try:
        seen.error = copied(seen.error, way, seen)
    except Exception as error:
        seen.error = error


def _http(case: Case, mode: Mode, script: Script) -> Any:
    """What the client sends with: an httpx client, the bare transport, or nothing, so that it makes one of its own.

    What an httpx client would do of its own accord, the calls must not do: follow a redirect, or add words of its own
    to a request. Everything else is the same with a transport, as which the client's own connections go out too.
    """
    wanted: Any = case.given.get("httpClient")
    if wanted == "own":
        return None
    redirects = any(300 <= answer.get("status", 200) < 400 for answer in case.given.get("answers", ()))
    if wanted is None and not redirects and case.kind != "wire":
        return script
    kind: Any = httpx.Client if (mode == "sync") != (wanted == "of the other kind") else httpx.AsyncClient
    options = cast("dict[str, Any]", wanted) if isinstance(wanted, dict) else {}
    return kind(transport=script, trust_env=False, follow_redirects=True, auth=("user", "word"), **options)


def _origins(case: Case) -> tuple[str, ...]:
    """Scheme and host that may see the key: those of the address that the case gives to the client, if it gives one."""
    address = case.given.get("client", {}).get("baseUrl")
    return ("/".join(address.split("/")[:3]),) if isinstance(address, str) else case.suite.origins


@contextmanager
def _environment(variables: Mapping[str, str], provider: str) -> Generator[None]:
    """The environment with the client's own variables as the case has them."""
    names = {*_variables(provider), *variables}
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
def _variables(provider: str) -> tuple[str, ...]:
    described = import_module(f"{CLIENTS}.{provider}.operations").PROVIDER
    return (*described.variables, f"{provider.upper()}_BASE_URL")


def _client(case: Case, mode: Mode, http: Any, seen: observe.Seen) -> Any:
    module = import_module(f"{CLIENTS}.{case.suite.package}")
    options: dict[str, Any] = {"api_key": case.suite.api_key, "base_url": case.suite.base_url, **case.suite.variables}
    client = dict(case.given.get("client", {}))
    options |= client.pop("variables", {})
    options |= _options(client)
    kind = module.Client if mode == "sync" else module.AsyncClient
    return kind(**options, http_client=http, system=seen.clock, on_event=_hook(seen.events, case.given.get("hook")))


def _changed(client: Any, given: Mapping[str, Any]) -> Any:
    """The client with other options, if the case asks for that and not for the client as it was."""
    if "withOptions" not in given:
        return client
    twin = client.with_options(**_options(given["withOptions"]))
    return client if given.get("useOriginal") else twin


def _options(given: Mapping[str, Any]) -> dict[str, Any]:
    return {_OPTIONS[name]: made(value) for name, value in given.items()}


def _hook(events: list[Any], kind: str | None) -> Callable[[Any], object]:
    """The user's on_event, which may fail."""

    def note(event: Any) -> None:
        events.append(event)
        if kind is not None:
            raise failure(kind)

    return note


_OPTIONS = {
    "apiKey": "api_key",
    "baseUrl": "base_url",
    "timeout": "timeout",
    "maxRetries": "max_retries",
    "validation": "validation",
    "allowInsecure": "allow_insecure",
    "imageHosts": "image_hosts",
    "server": "server",
}
