"""httpx clients of the user's own, of httpx and of its continuation, and what a process does to a client."""

import asyncio
import os
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import httpx2
import pytest

from imageclients import errors, modelverse
from imageclients._runtime import connections, loops, transport
from support.mode import KEY, Mode
from support.pictures import PNG
from support.server import Action, Server, images, raw, reply
from support.spec import client_module, sync_spec
from support.world import World

LIBRARIES = [httpx, httpx2]


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_client_of_the_users_is_used_and_stays_open(mode: Mode, server: Server, library: Any) -> None:
    server.add(reply(200, images(server)), reply(200, PNG), reply(200, {}))
    http = mode.http_client(library, headers={"x-mine": "1"}, auth=("user", "pw"), follow_redirects=True)
    client = mode.client(modelverse, server, http_client=http)
    result = mode.go(client.generate_image(prompt="fox"))
    assert mode.go(result.images[0].read()) == PNG
    mode.go(client.close())
    assert mode.go(http.get(server.url)).status_code == 200
    # Its headers are for the provider, so the link of an image goes without.
    assert [seen.headers.get("x-mine") for seen in server.seen] == ["1", None, "1"]
    assert [seen.headers.get("authorization", "") for seen in server.seen[:2]] == [f"Bearer {KEY}", ""]


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize(
    ("exception", "kind", "requests"),
    [
        ("ConnectError", errors.ConnectionFailedError, 3),
        ("ConnectTimeout", errors.ConnectionFailedError, 3),
        ("PoolTimeout", errors.ConnectionFailedError, 3),
        ("ProxyError", errors.ConnectionFailedError, 3),
        ("UnsupportedProtocol", errors.ConnectionFailedError, 1),
        ("ReadTimeout", errors.SubmissionTimeoutError, 1),
        ("WriteTimeout", errors.SubmissionTimeoutError, 1),
        ("ReadError", errors.SubmissionUnknownError, 1),
        ("WriteError", errors.SubmissionUnknownError, 1),
        ("RemoteProtocolError", errors.SubmissionUnknownError, 1),
        ("DecodingError", errors.SubmissionUnknownError, 1),
    ],
)
def test_each_exception_of_the_library_has_its_meaning(
    mode: Mode, library: Any, exception: str, kind: type, requests: int
) -> None:
    seen: list[Any] = []

    def handle(request: Any) -> Any:
        seen.append(request)
        raise getattr(library, exception)("no")

    http = mode.http_client(library, transport=library.MockTransport(handle))
    client = mode.client(modelverse, http_client=http, max_retries=2)
    with pytest.raises(errors.ImageClientError) as caught:
        mode.go(client.generate_image(prompt="fox"))
    assert type(caught.value) is kind
    assert len(seen) == requests


def test_an_answer_that_a_hook_has_read_already_is_fine(mode: Mode, server: Server) -> None:
    async def read_async(response: Any) -> None:
        await response.aread()

    def read(response: Any) -> None:
        response.read()

    server.add(reply(200, images(server)))
    hooks = {"response": [read_async if mode.is_async else read]}
    client = mode.client(modelverse, server, http_client=mode.http_client(event_hooks=hooks))
    assert len(mode.go(client.generate_image(prompt="fox")).images) == 1


def test_the_limit_holds_for_any_transport_while_chunks_come(mode: Mode) -> None:
    world = World()

    class Slow(httpx.SyncByteStream, httpx.AsyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            for _ in range(9):
                world.now += 10
                yield b" "

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for chunk in self:
                yield chunk

    def handle(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=Slow())

    client = mode.client(modelverse, http_client=mode.http(handle), system=world, timeout=25)
    with pytest.raises(errors.SubmissionTimeoutError):
        mode.go(client.generate_image(prompt="fox"))
    assert world.now == 30


def test_a_closed_client_of_the_users_is_told(mode: Mode) -> None:
    http = mode.http(httpx.Response)
    client = mode.client(modelverse, http_client=http)
    mode.go(http.aclose() if mode.is_async else http.close())
    with pytest.raises(errors.ConfigurationError, match="closed"):
        mode.go(client.generate_image(prompt="fox"))


def test_a_failure_while_another_is_handled_isnt_mixed_up_with_it(mode: Mode, server: Server) -> None:
    server.add(raw(b"no http\r\n\r\n"))
    client = mode.client(modelverse, server)
    told = ""
    try:
        os.stat("/no/such/file")  # noqa: PTH116 - any error will do
    except OSError:
        with pytest.raises(errors.SubmissionUnknownError) as caught:
            mode.go(client.generate_image(prompt="fox"))
        told = str(caught.value).lower()
    assert "billed" in told
    assert "no such file" not in told


@pytest.mark.parametrize("library", LIBRARIES)
def test_what_a_client_of_the_users_adds_doesnt_go_to_the_host_of_an_image(
    mode: Mode, server: Server, library: Any
) -> None:
    link = f"{server.url}/a.png?sig=1"
    server.add(reply(200, {"data": [{"url": link}]}), reply(302, location="/b.png"), reply(200, PNG))
    options = {"params": {"token": "mine"}, "headers": {"x-mine": "1"}, "cookies": {"session": "1"}}
    client = mode.client(modelverse, server, http_client=mode.http_client(library, **options))
    assert mode.go(mode.go(client.generate_image(prompt="fox")).images[0].read()) == PNG
    submit, *fetched = server.seen
    assert submit.target.endswith("?token=mine")
    assert [seen.target for seen in fetched] == ["/a.png?sig=1", "/b.png"]
    assert all({"x-mine", "cookie"}.isdisjoint(seen.headers) for seen in fetched)


def held_until(together: threading.Barrier) -> Action:
    """An image whose second half comes when so many others have begun."""

    def act(_: Server, connection: socket.socket) -> bool:
        head = f"HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: {len(PNG)}\r\n\r\n"
        connection.sendall(head.encode() + PNG[:20])
        together.wait(30)
        connection.sendall(PNG[20:])
        return True

    return act


def test_many_images_come_at_the_same_time(mode: Mode, server: Server) -> None:
    number = 40
    together = threading.Barrier(number)
    server.add(reply(200, images(server, number)), *[held_until(together)] * number)
    result = mode.go(mode.client(client_module(sync_spec()), server).generate_image(prompt="fox"))

    async def read() -> Any:
        return await asyncio.gather(*(image.read() for image in result.images))

    def one(image: Any) -> Any:
        return image.read()

    with ThreadPoolExecutor(number) as pool:
        found: Any = mode.go(read()) if mode.is_async else list(pool.map(one, result.images))
    assert found == [PNG] * number


def test_what_has_a_pool_of_httpx_is_known_whatever_it_is_called() -> None:
    class Logged(httpx.AsyncHTTPTransport):
        """A transport of the user's."""

    made = [kind() for kind in (httpx.AsyncClient, httpx2.AsyncClient, Logged)]
    assert all(loops.is_pooled(type(one).__mro__) for one in made)
    assert loops.is_pooled(type(connections.new_async_client("http://127.0.0.1", False)).__mro__)
    assert not loops.is_pooled(httpx.MockTransport.__mro__)


def test_only_what_has_a_pool_of_httpx_is_sent_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    apart: list[object] = []
    usual = loops.apart_in_asyncio

    async def noted(steps: Any, http: object) -> Any:
        apart.append(http)
        return await usual(steps, http)

    monkeypatch.setattr(loops, "apart_in_asyncio", noted)
    inner = httpx.MockTransport(lambda _: httpx.Response(200, json={"data": [{"url": "https://a.b/c.png"}]}))

    async def ask(http: Any) -> int:
        client = client_module(sync_spec()).AsyncClient(KEY, http_client=http)
        assert (await client.generate_image(prompt="fox")).images
        return len(apart)

    assert asyncio.run(ask(inner)) == 0
    assert asyncio.run(ask(httpx.AsyncClient(transport=inner))) == 1


def test_cookies_of_a_provider_arent_kept(mode: Mode, server: Server) -> None:
    cookie = "session=1; Path=/"
    server.add(reply(200, images(server), set_cookie=cookie), reply(200, PNG, set_cookie=cookie), reply(200, {}))
    client = mode.client(modelverse, server)
    assert mode.go(mode.go(client.generate_image(prompt="fox")).images[0].read()) == PNG
    with pytest.raises(errors.DecodeError):
        mode.go(client.generate_image(prompt="fox"))
    assert len(server.seen) == 3
    assert all("cookie" not in seen.headers for seen in server.seen)


@pytest.mark.parametrize("given", [False, True], ids=["own", "http_client"])
@pytest.mark.parametrize(
    "location",
    ["//xn--", "https://fox.dev:port", "http://[::1", "https-://xn--a", "a" * 65_530, ":ftp://[1]\xff", "\t"],
)
def test_a_redirect_to_no_address_is_an_answer_to_what_was_sent(
    mode: Mode, server: Server, location: str, given: bool
) -> None:
    server.add(reply(302, location=location))
    http = mode.http_client() if given else None
    with pytest.raises((errors.SubmissionUnknownError, errors.APIStatusError)) as caught:
        mode.go(mode.client(modelverse, server, http_client=http).generate_image(prompt="fox"))
    assert "nothing was sent" not in str(caught.value)
    assert len(server.seen) == 1


def test_only_own_synchronous_clients_have_times_that_shrink(mode: Mode, server: Server) -> None:
    seen: list[Any] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request.extensions["timeout"])
        return httpx.Response(200, json=images(server))

    mode.go(mode.client(modelverse, server, http_client=mode.http(handle), timeout=5).generate_image(prompt="fox"))
    (limits,) = seen
    assert {phase: type(limit) for phase, limit in limits.items()} == dict.fromkeys(limits, float)
    shrinking = transport.timeouts(5, shrinking=True)["read"]
    assert 4 < float(shrinking) <= 5
    assert range(6)[shrinking] == 5
    over = transport.timeouts(-1, shrinking=True)["read"]
    for convert in (float, range(6).__getitem__):
        with pytest.raises(TimeoutError):
            convert(over)
