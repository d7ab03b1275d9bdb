"""Fetching and saving images: whole or not at all, without the key, and from nowhere private."""

import os
from base64 import b64encode
from pathlib import Path
from typing import Any

import httpx
import pytest

from imageclients import System, errors, modelverse
from imageclients._runtime import connections
from support.far_links import elsewhere
from support.mode import Mode
from support.pictures import GIF, JPEG, PNG
from support.server import Server, reply
from support.spec import client_module, sync_spec
from support.world import World

PICTURE = reply(200, PNG, content_type="image/png")


def image(mode: Mode, server: Server, *script: Any, link: str = "/a.png?sig=s3cr3t", **options: Any) -> Any:
    server.add(reply(200, {"data": [{"url": server.url + link}]}), *script)
    return mode.go(mode.client(modelverse, server, **options).generate_image(prompt="fox")).images[0]


def test_where_there_are_no_hard_links_saving_works_all_the_same(
    mode: Mode, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: Any) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", none)
    mode.go(image(mode, server, PICTURE).save(tmp_path / "fox.png"))
    assert [path.name for path in tmp_path.iterdir()] == ["fox.png"]


@pytest.mark.parametrize("path", [b"fox.png", 5, None])
def test_what_is_no_path_is_told_before_anything_is_fetched(mode: Mode, server: Server, path: Any) -> None:
    with pytest.raises(errors.DownloadError, match="is no path to save to"):
        mode.go(image(mode, server, PICTURE).save(path))
    assert len(server.seen) == 1


@pytest.mark.parametrize("data", [PNG[:-5], JPEG[:10], GIF[:-1], b""])
@pytest.mark.parametrize("place", ["url", "b64"])
def test_an_inline_image_that_is_cut_fails_at_once(mode: Mode, server: Server, data: bytes, place: str) -> None:
    world = World()
    server.add(reply(200, {"data": [{place: "data:image/png;base64," + b64encode(data).decode()}]}))
    client = mode.client(client_module(sync_spec()), server, system=world)
    found = mode.go(client.generate_image(prompt="fox")).images[0]
    with pytest.raises(errors.NotAnImageError, match="is cut short" if data else "is empty"):
        mode.go(found.read())
    assert (world.pauses, len(server.seen)) == ([], 1)


def test_no_try_begins_after_the_time_of_a_download(mode: Mode, server: Server) -> None:
    world = World(chance=0.0)

    def slow(server: Server, connection: Any) -> bool:
        world.now += 70
        return reply(500)(server, connection)

    found = image(mode, server, slow, slow, PICTURE, system=world)
    with pytest.raises(errors.DownloadError, match="answers 500") as caught:
        mode.go(found.read())
    assert (len(server.seen), caught.value.elapsed) == (3, 140.1)


def test_a_host_that_isnt_known_is_asked_for_again(mode: Mode, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Flaky(World):
        def resolve(self, host: str) -> list[str]:
            asked.append(host)
            return []

    def handle(request: httpx.Request) -> httpx.Response:
        assert request.method == "POST"
        return httpx.Response(200, json={"data": [{"url": "https://cdn.fox/a.png?sig=s3cr3t"}]})

    def new_client(_: str, secure: bool) -> Any:
        assert secure
        return mode.http(handle)

    for name in ("new_client", "new_async_client"):
        monkeypatch.setattr(connections, name, new_client)
    client = mode.client(modelverse, system=Flaky(), max_retries=2)
    found = mode.go(client.generate_image(prompt="fox")).images[0]
    with pytest.raises(errors.DownloadError, match=r"cdn\.fox/a\.png\?\*\*\*': the host's name isn't known") as caught:
        mode.go(found.read())
    assert type(caught.value) is errors.DownloadError
    assert asked == ["cdn.fox"] * 3


def test_a_name_that_no_host_can_have_has_no_addresses() -> None:
    assert [System().resolve(host) for host in ("a..b", "a" * 64 + ".fox", "a\0b")] == [[], [], []]


@pytest.mark.parametrize("link", ["https://a..b/x", "https://xn--/", "https://xn--a/x", "https://cdn.fox/\ud800.png"])
def test_a_link_that_is_none_is_a_download_error(mode: Mode, link: str) -> None:
    with pytest.raises(errors.DownloadError) as caught:
        mode.go(elsewhere(mode, link, None, *[httpx.Response(404)] * 5).read())
    assert str(caught.value).isascii()
