"""The ASGI application: the providers, their images, the page, and the admin API of the mock itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from clientsmith.language.model import Provider
from clientsmith.mock import tasks
from clientsmith.mock.admin_api import admin_routes, guide
from clientsmith.mock.connection_faults import CONNECTION_FAULTS
from clientsmith.mock.errors import Reply, error
from clientsmith.mock.faults import Faults
from clientsmith.mock.gate import FAILED, LOG, OWN, Gate
from clientsmith.mock.image_faults import IMAGE_FAULTS, expired
from clientsmith.mock.inward import IMAGES
from clientsmith.mock.over_the_wire import OverTheWire
from clientsmith.mock.pictures.encode import encoded
from clientsmith.mock.response_faults import RESPONSE_FAULTS, Moment
from clientsmith.mock.simulated import Simulated
from clientsmith.mock.task_faults import TASK_FAULTS
from clientsmith.mock.world import Exchange, World
from clientsmith.oracle.authentication import key_in
from clientsmith.oracle.following import submitter
from clientsmith.oracle.operation import filled
from clientsmith.oracle.requests import Incoming

_OF_IMAGES = (IMAGE_FAULTS, RESPONSE_FAULTS, CONNECTION_FAULTS)
MOST_BODY = 128 << 20
"""Bytes that the body of a request may have."""


@dataclass(frozen=True)
class Setup:
    """What a mock is made of.

    Attributes:
        root: the one provider that stands at the root, if one does; the others stand at `/NAME`.
        key: the one key that is taken; any if empty.
        lenient: whether fields that no page knows are let through.
        cors: origins of web pages that may call the providers; `*` for all.
        host: the address that the mock is bound to.
        most: bytes that the body of a request may have.
    """

    providers: Sequence[Provider]
    world: World
    faults: Faults
    address: str
    root: str = ""
    key: str = ""
    lenient: bool = False
    cors: tuple[str, ...] = ()
    host: str = "127.0.0.1"
    most: int = MOST_BODY


def base_path(provider: Provider, root: str) -> str:
    """Where a provider's operations begin: its mount, and the path of its documented server."""
    path = urlsplit(filled(provider.servers[0])).path.rstrip("/") if provider.servers else ""
    return path if provider.name == root else f"/{provider.name}{path}"


class Providers:
    """Answers what isn't the mock's own."""

    def __init__(self, setup: Setup) -> None:
        self.setup, self.world, self.faults = setup, setup.world, setup.faults
        self.simulated: list[tuple[str, Simulated]] = []
        # The one at the root is asked last: every path begins with nothing.
        for provider in sorted(setup.providers, key=lambda provider: provider.name == setup.root):
            mount = "" if provider.name == setup.root else f"/{provider.name}"
            where = {"address": setup.address, "mount": mount, "base": base_path(provider, setup.root)}
            made = Simulated(provider, self.world, **where, key=setup.key, lenient=setup.lenient)
            self.simulated.append((mount, made))

    async def answer(self, request: Request) -> Response:
        """Answer a request to a provider."""
        begun = perf_counter()
        incoming = await _incoming(request)
        simulated = next((each for mount, each in self.simulated if f"{incoming.path}/".startswith(f"{mount}/")), None)
        if simulated is None:
            known = ", ".join(mount for mount, _ in self.simulated)
            return Response(f"This mock has {known}\n", 404, media_type="text/plain")
        exchange = self._exchange(simulated.provider.name, incoming)
        try:
            response = await self._answered(simulated, incoming, exchange)
        except Exception:
            LOG.exception("the mock failed at %s %s", incoming.method, incoming.path)
            exchange.problems.append(FAILED)
            exchange.billed, exchange.status = False, 500
            response = await self._response(error(simulated.provider, "server", FAILED, status=500), "")
        self.world.billed += exchange.billed
        exchange.milliseconds = round((perf_counter() - begun) * 1000, 1)
        self.world.changes += 1
        return response

    async def _answered(self, simulated: Simulated, incoming: Incoming, exchange: Exchange) -> Response:
        """What a provider answers, or what a fault makes of that."""
        reply = simulated.answer(incoming, exchange)
        task_faults = (TASK_FAULTS,) if exchange.billed and exchange.task else ()
        kinds = (RESPONSE_FAULTS, CONNECTION_FAULTS, *task_faults)
        fault = self.faults.strikes(simulated.provider.name, exchange.operation, kinds) if exchange.operation else ""
        if fault:
            exchange.fault = fault
            reply = self._struck(fault, reply, simulated, incoming, exchange)
        exchange.images = [f"{IMAGES}{name}" for name in reply.shows if fault not in CONNECTION_FAULTS]
        response = await self._response(reply, fault)
        exchange.status = 0 if fault in CONNECTION_FAULTS else reply.status
        return response

    async def image(self, request: Request) -> Response:
        """Answer a request for an image."""
        name = str(request.path_params["name"])
        link = self.world.links.get(name)
        if link is None:
            return Response("There is no such image\n", 404, media_type="text/plain")
        refused = self._named(link.provider).refused_link(await _incoming(request))
        if refused is not None and "plain" not in request.query_params:
            return await self._response(refused, "")
        fault = "" if "plain" in request.query_params else self.faults.strikes(link.provider, "image", _OF_IMAGES)
        if link.expires is not None and self.world.clock.now() >= link.expires:
            reply = expired()
        else:
            kind = f"image/{link.drawing.kind}"
            reply = Reply(200, await run_in_threadpool(encoded, link.drawing), {"content-type": kind})
        if fault in IMAGE_FAULTS:
            reply = IMAGE_FAULTS[fault](reply)
        elif fault in RESPONSE_FAULTS:
            reply = RESPONSE_FAULTS[fault](reply, self._moment(self._named(link.provider), None, link.provider))
        return await self._response(reply, fault)

    def _exchange(self, provider: str, incoming: Incoming) -> Exchange:
        self.world.count += 1
        path = incoming.path + (f"?{incoming.query}" if incoming.query else "")
        now = self.world.clock.now()
        exchange = Exchange(self.world.count, now, provider, "", incoming.method, path, {})
        self.world.exchanges.append(exchange)
        return exchange

    def _struck(self, fault: str, reply: Reply, simulated: Simulated, incoming: Incoming, exchange: Exchange) -> Reply:
        job = self.world.jobs.get(exchange.task)
        if fault in TASK_FAULTS and job is not None and exchange.billed:
            TASK_FAULTS[fault](job, self.world)
            tasks_at = simulated.address + simulated.tasks
            body = tasks.renamed(reply.body, simulated.provider, job, exchange.task, tasks_at)
            task = simulated.provider.operation(job.operation).task
            body = simulated.inward.of_task(body, task, [exchange.task], job.id) if task is not None else body
            reply = replace(reply, body=body)
            exchange.task = job.id
            return reply
        if fault in RESPONSE_FAULTS:
            reply = RESPONSE_FAULTS[fault](reply, self._moment(simulated, incoming, exchange.operation))
            if reply.refused:
                # It was turned away before anything was made.
                exchange.billed = False
                if job is not None and not exchange.state:
                    del self.world.jobs[exchange.task]
        return reply

    def _moment(self, simulated: Simulated, incoming: Incoming | None, operation: str) -> Moment:
        provider = simulated.provider
        poller = next((each for each in provider.operations if each.id == operation), provider.operations[0])
        owner = submitter(provider, poller)
        key = key_in(provider, incoming.headers, incoming.query, incoming.body) if incoming is not None else ""
        task = owner.task if owner is not None else None
        return Moment(provider.seen_by(poller), poller, task, self.world, key, self.setup.address + IMAGES)

    def _named(self, name: str) -> Simulated:
        return next(each for _, each in self.simulated if each.provider.name == name)

    async def _response(self, reply: Reply, fault: str) -> Response:
        body = await run_in_threadpool(encoded, reply.body)
        if fault in CONNECTION_FAULTS:
            return OverTheWire(CONNECTION_FAULTS[fault], body, reply.headers.get("content-type", "application/json"))
        headers = {"content-type": "application/json", **reply.headers}
        # The server itself leaves out the body of an answer to HEAD.
        return Response(body, reply.status, headers)


async def _incoming(request: Request) -> Incoming:
    headers: Mapping[str, str] = {name.lower(): value for name, value in request.headers.items()}
    path: bytes = request.scope["raw_path"]
    query: bytes = request.scope["query_string"]
    return Incoming(request.method, path.decode("ascii"), query.decode("latin-1"), headers, await request.body())


async def _nothing(request: Request) -> Response:
    return Response("The mock has nothing here\n", 404, media_type="text/plain")


def application(setup: Setup) -> Starlette:
    """The whole mock as an ASGI application."""
    providers = Providers(setup)
    guides = [guide(provider, base_path(provider, setup.root)) for provider in setup.providers]
    methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    readable = {"retry-after", *(name for provider in setup.providers for name in provider.envelope.request_id_headers)}
    gates = [Middleware(Gate, host=setup.host, most=setup.most, images=IMAGES, cors=setup.cors)]
    if setup.cors:
        gates.append(Middleware(CORSMiddleware, setup.cors, methods, ["*"], expose_headers=sorted(readable)))
    made = Starlette(
        routes=[
            *admin_routes(setup.world, setup.faults, [each.name for each in guides], guides),
            Route(f"{IMAGES}{{name}}", providers.image, methods=["GET"]),
            Route(f"{OWN}{{path:path}}", _nothing, methods=methods),
            Route("/{path:path}", providers.answer, methods=methods),
        ],
        middleware=gates,
    )

    async def otherwise(scope: Scope, receive: Receive, send: Send) -> None:
        response = await providers.answer(Request(scope, receive))
        await response(scope, receive, send)

    # No pattern of a route takes every path, such as one with a line break in a task's id.
    made.router.default = otherwise
    return made
