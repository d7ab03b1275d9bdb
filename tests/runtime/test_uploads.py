"""Files for fields that take links: uploaded after all checks and before the call, once, and never billed."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from clientsmith.oracle import media
from imageclients import System, errors
from support.small_specs import SPECS
from support.spec import client_module

MODULE = client_module(SPECS["files that are uploaded first"])
PNG = bytes.fromhex("89504e470d0a1a0a") + b"a fox"
OTHER = bytes.fromhex("89504e470d0a1a0a") + b"an owl"
LINK = "https://files.fox-images.net/{}"


class Server:
    """A provider that notes what it gets, and answers each upload with another link."""

    def __init__(self, status: int = 200) -> None:
        self.paths: list[str] = []
        self.bodies: list[Any] = []
        self.keys: list[tuple[str, str]] = []
        self.status = status

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.paths.append(request.url.path)
        self.keys.append((request.url.host, request.headers["authorization"]))
        if request.url.path == "/files":
            self.bodies.append(request.read())
            link = LINK.format(self.paths.count("/files"))
            return httpx.Response(self.status, json={"data": {"url": link}, "message": "no"})
        self.bodies.append(json.loads(request.read()))
        return httpx.Response(200, json={"data": [{"url": "https://cdn.example.com/1.png"}]})


def client_of(server: Server, **options: Any) -> Any:
    transport = httpx.MockTransport(server)
    return MODULE.Client(api_key="k", http_client=httpx.Client(transport=transport), **options)


def test_bytes_paths_and_open_files_become_links_in_every_place(tmp_path: Path) -> None:
    path = tmp_path / "fox.png"
    path.write_bytes(OTHER)
    server = Server()
    client_of(server).generate_image(
        prompt="fox",
        image=PNG,
        images=["https://fox.dev/1.png", path],
        parts=[io.BytesIO(PNG + b"!")],
        box={"inside": PNG, "note": "as it is"},
    )
    assert server.paths == ["/files", "/files", "/files", "/images"]
    assert b"a fox" in server.bodies[0]
    assert b"an owl" in server.bodies[1]
    assert server.bodies[3] == {
        "prompt": "fox",
        "image": LINK.format(1),
        "images": ["https://fox.dev/1.png", LINK.format(2)],
        "parts": [{"image": LINK.format(3)}],
        "box": {"inside": LINK.format(1), "note": "as it is"},
    }
    assert set(server.keys) == {("api.fox-images.net", "Bearer k")}


def test_a_client_uploads_a_content_once_and_tells_each_upload() -> None:
    server, events = Server(), list[Any]()
    client = client_of(server, on_event=events.append)
    for twin in (client, client.with_options(timeout=9)):
        twin.generate_image(prompt="fox", images=[PNG, PNG])
    assert server.paths == ["/files", "/images", "/images"]
    told = [(event.operation, event.detail["bytes"]) for event in events if event.kind == "upload"]
    assert told == [("upload_file", len(PNG))]


@pytest.mark.parametrize(
    "wrong",
    [
        {"image": b"GIF89a a fox"},
        {"image": PNG.ljust(91)},
        {"images": [PNG, b"no image"]},
        {"image": PNG, "prompt": 5},
        {"images": [PNG, bytes(PNG).ljust(201)]},
    ],
)
def test_a_call_that_is_refused_uploads_nothing(wrong: dict[str, Any]) -> None:
    server = Server()
    with pytest.raises(errors.InvalidRequestError):
        client_of(server).generate_image(**{"prompt": "fox", **wrong})
    assert server.paths == []


def test_a_failed_upload_is_repeated_and_never_billed() -> None:
    server = Server(status=500)
    with pytest.raises(errors.APIStatusError) as caught:
        client_of(server, max_retries=1, system=_Quick()).generate_image(prompt="fox", image=PNG)
    assert server.paths == ["/files", "/files"]
    assert (caught.value.may_be_billed, caught.value.operation) == (False, "generate_image")


class _Quick(System):
    def sleep(self, seconds: float) -> None:
        """Don't."""


def test_a_link_is_sent_as_it_is() -> None:
    server = Server()
    client_of(server).generate_image(prompt="fox", image=media.LINK)
    assert server.bodies == [{"prompt": "fox", "image": media.LINK}]
