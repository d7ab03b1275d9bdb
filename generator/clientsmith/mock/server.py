"""A mock that runs: on loopback, in a thread of its own."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, cast

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from clientsmith import paths, pipeline
from clientsmith.language.model import Provider
from clientsmith.mock.app import MOST_BODY, Setup, application, base_path
from clientsmith.mock.faults import Faults, Rule
from clientsmith.mock.over_the_wire import TRANSPORT
from clientsmith.mock.world import KEPT, Exchange, World

HOST = "127.0.0.1"
_START = 10.0
_STOP = 1
"""Seconds that requests still under way get when the mock stops."""


class Protocol(H11Protocol):
    """uvicorn's, which lets applications reach the connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note the connection in the state that every request gets."""
        # Loops of others have transports that are none of asyncio's classes.
        super().connection_made(cast("asyncio.Transport", transport))
        connection: socket.socket | None = transport.get_extra_info("socket")
        if connection is not None:
            # Else each answer in two parts would wait 40 ms for the other side to acknowledge the first.
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.app_state = {**self.app_state, TRANSPORT: transport}


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, world: World) -> None:
        super().__init__(config)
        self.world = world
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin, and say so."""
        await super().startup(sockets)
        self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End, with everything that waits for news."""
        self.world.closing = True
        await super().shutdown(sockets)


class Mock:
    """A server of its own on loopback that behaves as specs say; a context manager.

    Args:
        names: the providers; all specs of the folder if empty. A single one stands at the root as well.
        specs: folder of the specs; those of clientsmith by default.
        port: 0 for any that is free.
        task_seconds: how long tasks take.
        stepped: time stands still, but for `advance`.
        seed: ids, links and faults of chance follow from it.
        key: the one key that is taken; any if empty.
        lenient: let fields through that no page knows.
        kept: how many exchanges are remembered.
        cors: origins of web pages that may call the providers from a browser, such as `http://localhost:3000`; `*` for
            all, none by default.
        most_body: bytes that the body of a request may have.

    Raises:
        ValueError: the specs have problems, there is no such spec, or an origin is none.
        OSError: the port is taken.
    """

    def __init__(
        self,
        *names: str,
        specs: str | os.PathLike[str] = paths.SPECS,
        port: int = 0,
        task_seconds: float = 2.0,
        stepped: bool = False,
        seed: int = 0,
        key: str = "",
        lenient: bool = False,
        kept: int = KEPT,
        cors: Sequence[str] = (),
        most_body: int = MOST_BODY,
    ) -> None:
        self.providers = _providers(Path(specs), names)
        origins = _origins(cors)
        self.world = World(seed=seed, task_seconds=task_seconds, stepped=stepped, kept=kept)
        self.faults = Faults(seed)
        self._socket = socket.create_server((HOST, port))
        self.address = f"http://{HOST}:{self._socket.getsockname()[1]}"
        """Scheme, host and port."""
        self._root = self.providers[0].name if len(names) == 1 else ""
        shared = (self.providers, self.world, self.faults, self.address)
        setup = Setup(*shared, self._root, key, lenient, cors=origins, host=HOST, most=most_body)
        config = uvicorn.Config(
            application(setup),
            http=Protocol,
            loop="asyncio",  # uvicorn takes uvloop where it finds it, in which not all faults can be made
            ws="none",
            lifespan="off",
            log_level="critical",
            access_log=False,
            timeout_keep_alive=60,
            timeout_graceful_shutdown=_STOP,
        )
        self._server = _Server(config, self.world)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name="clientsmith-mock")

    def start(self) -> Self:
        """Begin to answer."""
        self._thread.start()
        if not self._server.ready.wait(_START):
            raise TimeoutError(f"the mock didn't start within {_START:.0f} s")
        return self

    def serve(self) -> None:
        """Answer in this thread, until Ctrl-C."""
        self._server.run([self._socket])

    def close(self) -> None:
        """Stop, and give the port back."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join()
        self._socket.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def url(self, name: str = "") -> str:
        """The base_url of a provider; of the only one by default."""
        wanted = name or self.providers[0].name
        provider = next((each for each in self.providers if each.name == wanted), None)
        if provider is None:
            raise ValueError(f"this mock has no {wanted!a}: it has {', '.join(each.name for each in self.providers)}")
        return self.address + base_path(provider, self._root)

    def fault(self, name: str, where: str = "*", *, skip: int = 0, times: int | None = 1, chance: float = 1.0) -> None:
        """Let a fault strike requests to `provider/operation`, or `provider/image`; patterns with * are fine.

        Raises:
            ValueError: there is no such fault, or a number makes no sense.
        """
        self.faults.add(Rule(name, where, skip, times, chance))

    def advance(self, seconds: float) -> None:
        """Let time go on: tasks get on, links die."""
        self.world.clock.advance(seconds)

    @property
    def requests(self) -> list[Exchange]:
        """Requests with what was answered, the oldest first; without requests for images."""
        return list(self.world.exchanges)

    @property
    def submits(self) -> int:
        """How many requests a provider would have charged for."""
        return self.world.billed

    def reset(self) -> None:
        """Forget requests, tasks, links and faults."""
        self.world.reset()
        self.faults.clear()


def _origins(cors: Sequence[str]) -> tuple[str, ...]:
    """The origins, each as a browser sends it."""
    origins = (cors,) if isinstance(cors, str) else tuple(cors)
    for origin in origins:
        if origin != "*" and not re.fullmatch(r"https?://[^/\s?#@]+", origin):
            raise ValueError(f"{origin!a} is no origin: write scheme, host and port, such as http://localhost:3000")
    return origins


def _providers(specs: Path, names: Sequence[str]) -> list[Provider]:
    known = sorted(specs.glob("*.yaml"))
    if not known:
        raise ValueError(f"{specs} has no specs: there is no .yaml file" if specs.is_dir() else f"{specs} is no folder")
    files = [specs / f"{name}.yaml" for name in names] or known
    missing = [path.stem for path in files if not path.is_file()]
    if missing:
        raise ValueError(f"{specs} has no spec {missing[0]!a}: there are {', '.join(path.stem for path in known)}")
    documents, report = pipeline.check(files)
    if report.problems:
        raise ValueError(report.text())
    return pipeline.build(documents)
