# Made by `clientsmith generate` from templates/conformance/steps.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The steps that a case can ask for."""

from __future__ import annotations

import asyncio
import copy
import inspect
import pickle
import socket
import stat
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

from .cases import Case
from .clock import Interrupted
from .disk import watched_disk
from .observe import Seen
from .values import CLIENTS, made


async def awaited(value: Any) -> Any:
    """The value itself, or what it comes to where it must be awaited."""
    return await value if inspect.isawaitable(value) else value


def failure(kind: str) -> BaseException:
    """What a callback of the user's raises."""
    return Interrupted() if kind == "interrupt" else RuntimeError("a callback fails")


class Steps:
    """Does what a case asks for; `original` is the client before its options were changed."""

    def __init__(self, case: Case, client: Any, original: Any, seen: Seen) -> None:
        self.client, self.original, self.seen = client, original, seen
        self.operation, self.given = case.operation, case.given
        self.names = case.suite.arguments.get(case.operation, {})
        self.sizes = f"{CLIENTS}.{case.suite.package}.sizes"

    async def act(self) -> Any:
        """Do what the case asks for."""
        return await getattr(self, f"_{self.given.get('action', 'call')}")()

    def _arguments(self) -> dict[str, Any]:
        given: Mapping[str, Any] = self.given.get("arguments", {})
        arguments = {self.names.get(wire, wire): made(value) for wire, value in given.items()}
        for ours, name in (("extraBody", "extra_body"), ("extraHeaders", "extra_headers")):
            if ours in self.given:
                arguments[name] = made(self.given[ours])
        return arguments

    async def _configure(self) -> Any:
        """Make a client, and nothing more."""
        return {"baseUrl": self.client.base_url}

    async def _closed(self) -> Any:
        """Close the client as it was made, and call it all the same."""
        async with _Closing(self.original):
            pass
        return await self._call()

    async def _within(self) -> Any:
        """Call inside a with block, `times` times."""
        async with _Closing(self.original):
            for _ in range(self.given.get("times", 1) - 1):
                await self._call_with(self.original)
            return await self._call()

    async def _call(self) -> Any:
        """Call the operation's method, and open its first image if that is asked for."""
        return await self._call_with(self.client)

    async def _call_with(self, client: Any) -> Any:
        options = {"wait_timeout": self.given["waitTimeout"]} if "waitTimeout" in self.given else {}
        if "onProgress" in self.given:
            options["on_progress"] = self._note_progress()
        return await self._opened(await awaited(getattr(client, self.operation)(**self._arguments(), **options)))

    async def _stream(self) -> Any:
        """Read the events of a stream, up to `leave` of them, and then its result."""
        made = getattr(self.client, f"stream_{self.operation}")(**self._arguments())
        most = self.given.get("leave", 0)
        async with _Closing(made):
            if hasattr(made, "__aiter__"):
                async for event in made:
                    self.seen.streamed.append(event)
                    if len(self.seen.streamed) == most:
                        break
            else:
                for event in made:
                    self.seen.streamed.append(event)
                    if len(self.seen.streamed) == most:
                        break
        return made.result

    async def _begin(self) -> Any:
        """Submit, and nothing more."""
        return await awaited(getattr(self.client, f"begin_{self.operation}")(**self._arguments()))

    async def _wait(self) -> Any:
        """Submit, then wait in steps of one's own, `times` times."""
        task = await self._begin()
        for _ in range(self.given.get("times", 1) - 1):
            try:
                await self._waited(task)
            except Exception as error:
                error.add_note("the same wait must not raise this exception again")
        return await self._waited(task)

    async def _resume(self) -> Any:
        """Take a task up by its id, and wait for it."""
        return await self._waited(self._resumed())

    async def _refresh(self) -> Any:
        """Take a task up by its id, and ask for it a number of times."""
        task = self._resumed()
        for _ in range(self.given.get("times", 1)):
            await awaited(task.refresh())
        return task

    async def _cancel(self) -> Any:
        """Take a task up by its id, and cancel it."""
        task = self._resumed()
        await awaited(task.cancel())
        return task

    async def _receive(self) -> Any:
        """Read a callback, and wait for its task if the case asks for that."""
        told = self.given["callback"]
        options = {name: told[name] for name in ("secret", "verified") if name in told}
        task = getattr(self.client, f"receive_{self.operation}")(told["headers"], told["body"].encode(), **options)
        return await self._waited(task) if told.get("wait") else task

    async def _iterate(self) -> Any:
        """Go through all elements of a list."""
        most = {"max_pages": self.given["maxPages"]} if "maxPages" in self.given else {}
        items = getattr(self.client, f"iterate_{self.operation}")(**self._arguments(), **most)
        return [item async for item in items] if hasattr(items, "__aiter__") else list(items)

    def _resumed(self) -> Any:
        return getattr(self.client, f"resume_{self.operation}")(self.given["taskId"])

    async def _waited(self, task: Any) -> Any:
        waiting = task.wait(timeout=self.given.get("waitTimeout"), on_progress=self._note_progress())
        return await self._opened(await awaited(waiting))

    def _note_progress(self) -> Callable[[Any], object]:
        """The user's on_progress."""
        kind = self.given.get("onProgress", "")

        def note(task: Any) -> None:
            self.seen.progress.append([task.status, task.progress, task.eta])
            self.seen.queue_positions.append(task.queue_position)
            if kind in ("error", "interrupt"):
                raise failure(kind)

        async def note_later(task: Any) -> None:
            await asyncio.sleep(0)
            note(task)

        return note_later if kind == "coroutine" else note

    async def _opened(self, result: Any) -> Any:
        """The result, or its copy, with its images read or saved if the case asks for that."""
        for _ in range(int(self.given.get("read", 0))):
            for image in result.images:
                self.seen.read.append((await awaited(image.read()), image.media_type))
        if "save" in self.given:
            with tempfile.TemporaryDirectory() as folder:
                await self._save(result.images[0], Path(folder))
        if "copied" in self.given:
            with suppress(Exception):
                _ = result.answer  # the model that is kept may not go into a pickle
            result = copied(result, self.given["copied"], self.seen)
            for image in result.images if self.given.get("readCopy") else ():
                self.seen.read.append((await awaited(image.read()), image.media_type))
        return result

    async def _save(self, image: Any, folder: Path) -> None:
        """Save an image, perhaps where something is already, and look at what is there then."""
        goal = folder / self.given["save"]
        if self.given.get("existing") == "folder":
            goal.mkdir()
        elif "existing" in self.given:
            goal.write_text(self.given["existing"], encoding="utf-8")
            goal.chmod(0o640)
        mode = goal.stat().st_mode if goal.exists() else None
        meanwhile = self.given.get("meanwhile")
        write = None if meanwhile is None else lambda: goal.write_text(meanwhile, encoding="utf-8")
        try:
            with watched_disk(self.seen.clock, is_full=self.given.get("diskFull", False), meanwhile=write):
                saving = image.save(goal, overwrite=self.given.get("overwrite", False))
                self.seen.saved_as = (await awaited(saving)).name
            self.seen.keeps_mode = mode is None or stat.S_IMODE(goal.stat().st_mode) == stat.S_IMODE(mode)
        finally:
            self.seen.saved = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    async def _system(self) -> Any:
        """Pause and look up a host with the clients' own System; what takes time may not run in an event loop."""
        system, clock = import_module(CLIENTS).System(), self.seen.clock

        def look_up(*_: object, **__: object) -> list[Any]:
            clock.note_blocking("the lookup of a host")
            return [(0, 0, 0, "", ("192.0.2.1", 0))]

        def sleep(_: float) -> None:
            clock.note_blocking("a pause")

        with patch.object(socket, "getaddrinfo", look_up), patch.object(time, "sleep", sleep):
            if clock.is_async:
                await system.sleep_async(0.001)
                return {"addresses": await system.resolve_async("cdn.example.com")}
            system.sleep(0.001)
            return {"addresses": system.resolve("cdn.example.com")}

    async def _size(self) -> Any:
        """What the sizes module says about the size of the operation."""
        size = getattr(import_module(self.sizes), self.operation.upper())
        if "nearest" in self.given and "arguments" in self.given:
            # What is proposed must be legal: it is sent.
            proposed = size.nearest(*self.given["nearest"], model=self.given.get("model")).arguments
            await awaited(getattr(self.client, self.given["method"])(**self._arguments() | dict(proposed)))
            return None
        if "nearest" in self.given:
            return self._choice(size.nearest(*self.given["nearest"]))
        if "nearestRatio" in self.given:
            return size.nearest_ratio(*self.given["nearestRatio"])
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


def copied(value: Any, way: str, seen: Seen) -> Any:
    """A copy of a result or an error: pickled, or copied within the process."""
    if way == "pickle":
        seen.pickled = pickle.dumps(value)
        return pickle.loads(seen.pickled)  # noqa: S301 - made just now
    if way == "copy":
        return copy.copy(value)
    twin = copy.deepcopy(value)
    for name in ("raw", "body"):
        mutable = getattr(value, name, None)
        if isinstance(mutable, dict | list) and getattr(twin, name) is mutable:
            raise AssertionError(f"a deep copy shares its {name}")
    return twin


class _Closing:
    """A client in a with block of its own kind."""

    def __init__(self, client: Any) -> None:
        self.client = client

    async def __aenter__(self) -> Any:
        enter = getattr(self.client, "__aenter__", None) or self.client.__enter__
        return await awaited(enter())

    async def __aexit__(self, *raised: object) -> object:
        leave = getattr(self.client, "__aexit__", None) or self.client.__exit__
        return await awaited(leave(*raised))
