"""The same call through every client: synchronous ones that can be called, and asynchronous ones that can be awaited.

Each function returns a call that returns the link of the image, so that nobody gets away with doing less.
"""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

import httpx

from bench.work import ANSWER, ARGUMENTS, HEADERS, KEY, PATH

Call = Callable[[], str]
AsyncCall = Callable[[], Awaitable[str]]
BEARER = {"Authorization": f"Bearer {KEY}"}
JSON = {**BEARER, "Content-Type": "application/json"}


def _mocked(package: Any, transport: bool) -> dict[str, Any]:
    """Arguments of an httpx client: none, or those of one that stays in the process.

    The answer comes as a stream, as from every transport, and making it costs next to nothing: that is nobody's work.
    """
    headers = package.Headers(HEADERS)

    def reply(_: Any) -> Any:
        return package.Response(200, headers=headers, stream=package.ByteStream(ANSWER))

    return {"transport": package.MockTransport(reply)} if transport else {}


def by_hand(url: str, inside: bool) -> Call:
    """What one would write, and what all others are measured against."""
    client = httpx.Client(**_mocked(httpx, inside))

    def call() -> str:
        response = client.post(url + PATH, json=ARGUMENTS, headers=BEARER)
        response.raise_for_status()
        return str(response.json()["data"][0]["url"])

    return call


def ours(url: str, _: bool) -> Call:
    """Our client as it comes."""
    from imageclients.modelverse import Client

    client = Client(KEY, base_url=url)
    return lambda: str(client.generate_image(**ARGUMENTS).images[0].url)


def ours_given(url: str, inside: bool) -> Call:
    """Our client with an httpx client of the user's, which it can't know anything about."""
    from imageclients.modelverse import Client

    client = Client(KEY, base_url=url, http_client=httpx.Client(**_mocked(httpx, inside)))
    return lambda: str(client.generate_image(**ARGUMENTS).images[0].url)


def ours_direct(url: str, inside: bool) -> Call:
    """Our client with a transport and no httpx client around it, which is its fast way."""
    from imageclients.modelverse import Client

    given: Any = _mocked(httpx, inside).get("transport") or httpx.HTTPTransport()
    client = Client(KEY, base_url=url, http_client=given)
    return lambda: str(client.generate_image(**ARGUMENTS).images[0].url)


def ours_model(url: str, inside: bool) -> Call:
    """Our client, and the whole answer as a pydantic model."""
    from imageclients.modelverse import Client

    given: Any = _mocked(httpx, inside).get("transport")
    client = Client(KEY, base_url=url, http_client=given)
    return lambda: str(client.generate_image(**ARGUMENTS).answer.data[0].url)


def prebuilt(url: str, inside: bool) -> Call:
    """httpx without working the address and the headers out each time."""
    client = httpx.Client(**_mocked(httpx, inside))
    address, headers = httpx.URL(url + PATH), httpx.Headers({**client.headers, **JSON})

    def call() -> str:
        response = client.send(httpx.Request("POST", address, headers=headers, content=json.dumps(ARGUMENTS).encode()))
        response.raise_for_status()
        return str(response.json()["data"][0]["url"])

    return call


def transport(url: str, inside: bool) -> Call:
    """httpx's transport without its client."""
    told = _mocked(httpx, inside)
    direct: httpx.BaseTransport = told.get("transport") or httpx.HTTPTransport()
    address, headers = httpx.URL(url + PATH), httpx.Headers(JSON)

    def call() -> str:
        request = httpx.Request("POST", address, headers=headers, content=json.dumps(ARGUMENTS).encode())
        response = direct.handle_request(request)
        return str(json.loads(response.read())["data"][0]["url"])

    return call


def standard(url: str, _: bool) -> Call:
    """The standard library."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port)

    def call() -> str:
        connection.request("POST", PATH, json.dumps(ARGUMENTS).encode(), JSON)
        return str(json.loads(connection.getresponse().read())["data"][0]["url"])

    return call


def bare(url: str, _: bool) -> Call:
    """A socket, and no more of HTTP than this answer needs: what nobody can be faster than."""
    parts = urlsplit(url)
    connection = socket.create_connection((str(parts.hostname), parts.port or 80))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    head = f"POST {PATH} HTTP/1.1\r\nHost: {parts.netloc}\r\n" + "".join(f"{n}: {v}\r\n" for n, v in JSON.items())

    def call() -> str:
        body = json.dumps(ARGUMENTS).encode()
        connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        came = connection.recv(65536)
        while not came.endswith(ANSWER[-8:]):
            came += connection.recv(65536)
        return str(json.loads(came.partition(b"\r\n\r\n")[2])["data"][0]["url"])

    return call


def httpx2_by_hand(url: str, inside: bool) -> Call:
    """The continuation of httpx."""
    package: Any = import_module("httpx2")
    client = package.Client(**_mocked(package, inside))

    def call() -> str:
        response = client.post(url + PATH, json=ARGUMENTS, headers=BEARER)
        response.raise_for_status()
        return str(response.json()["data"][0]["url"])

    return call


def _openai_arguments() -> dict[str, Any]:
    known = ("prompt", "model", "n", "response_format")
    told = {name: ARGUMENTS[name] for name in known}
    return told | {"extra_body": {name: value for name, value in ARGUMENTS.items() if name not in known}}


def openai(url: str, inside: bool) -> Call:
    """OpenAI's package, whose image endpoint the provider has; the fields that it doesn't know go along."""
    package: Any = import_module("openai")
    given = {"http_client": httpx.Client(**_mocked(httpx, True))} if inside else {}
    client = package.OpenAI(api_key=KEY, base_url=url, **given)
    told = _openai_arguments()
    return lambda: str(client.images.generate(**told).data[0].url)


def _opc_body() -> Callable[[], Any]:
    models: Any = import_module("opc_modelverse.models")
    told = ARGUMENTS | {
        "model": models.GenerateImageRequestModel(ARGUMENTS["model"]),
        "aspect_ratio": models.GenerateImageRequestAspectRatio(ARGUMENTS["aspect_ratio"]),
        "response_format": models.GenerateImageRequestResponseFormat(ARGUMENTS["response_format"]),
    }
    return lambda: models.GenerateImageRequest(**told)


def opc(url: str, inside: bool) -> Call:
    """The client that openapi-python-client makes."""
    package: Any = import_module("opc_modelverse")
    operation: Any = import_module("opc_modelverse.api.modelverse.generate_image")
    client, body = package.AuthenticatedClient(url, token=KEY, httpx_args=_mocked(httpx, inside)), _opc_body()
    return lambda: str(operation.sync(client=client, body=body()).data[0].url)


def dcg(url: str, inside: bool) -> Call:
    """The client that datamodel-code-generator makes."""
    package: Any = import_module("dcg_modelverse.api")
    models: Any = import_module("dcg_modelverse.models")
    httpx2: Any = import_module("httpx2")
    given = {"http_client": httpx2.Client(**_mocked(httpx2, True))} if inside else {}
    client = package.Client(base_url=url, key=KEY, **given)
    return lambda: str(client.modelverse.generate_image(body=models.GenerateImageRequest(**ARGUMENTS)).data[0].url)


def openapi_generator(url: str, _: bool) -> Call:
    """The client that openapi-generator makes, on urllib3."""
    package: Any = import_module("og_modelverse")
    api = package.ModelverseApi(package.ApiClient(package.Configuration(host=url, access_token=KEY)))
    request: Any = package.GenerateImageRequest
    return lambda: str(api.generate_image(request(**ARGUMENTS)).data[0].url)


def async_by_hand(package: Any, url: str, **given: Any) -> AsyncCall:
    """What one would write, with a client of httpx's kind."""
    client: Any = package.AsyncClient(**given)

    async def call() -> str:
        response = await client.post(url + PATH, json=ARGUMENTS, headers=BEARER)
        response.raise_for_status()
        return str(response.json()["data"][0]["url"])

    return call


def async_ours(url: str, **given: Any) -> AsyncCall:
    """Our client."""
    from imageclients.modelverse import AsyncClient

    client = AsyncClient(KEY, base_url=url, **given)

    async def call() -> str:
        return str((await client.generate_image(**ARGUMENTS)).images[0].url)

    return call


def async_aiohttp(url: str) -> AsyncCall:
    """aiohttp by hand."""
    session: Any = import_module("aiohttp").ClientSession()

    async def call() -> str:
        async with session.post(url + PATH, json=ARGUMENTS, headers=BEARER) as response:
            response.raise_for_status()
            return str((await response.json())["data"][0]["url"])

    return call


def async_openai(url: str) -> AsyncCall:
    """OpenAI's package."""
    client: Any = import_module("openai").AsyncOpenAI(api_key=KEY, base_url=url)
    told = _openai_arguments()

    async def call() -> str:
        return str((await client.images.generate(**told)).data[0].url)

    return call


def async_opc(url: str) -> AsyncCall:
    """The client that openapi-python-client makes."""
    package: Any = import_module("opc_modelverse")
    operation: Any = import_module("opc_modelverse.api.modelverse.generate_image")
    client, body = package.AuthenticatedClient(url, token=KEY), _opc_body()

    async def call() -> str:
        return str((await operation.asyncio(client=client, body=body())).data[0].url)

    return call


def async_dcg(url: str) -> AsyncCall:
    """The client that datamodel-code-generator makes."""
    client: Any = import_module("dcg_modelverse.api").AsyncClient(base_url=url, key=KEY)
    models: Any = import_module("dcg_modelverse.models")

    async def call() -> str:
        body = models.GenerateImageRequest(**ARGUMENTS)
        return str((await client.modelverse.generate_image(body=body)).data[0].url)

    return call
