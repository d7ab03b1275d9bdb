"""Fetching and saving images: whole or not at all, without the key, and from nowhere private."""

import os
from base64 import b64encode
from pathlib import Path
from typing import Any

import httpx
import pytest

from imageclients import System, errors, modelverse
from imageclients._runtime import connections, download
from support.far_links import elsewhere
from support.mode import KEY, Mode
from support.pictures import GIF, JPEG, PNG, WEBP
from support.server import Server, raw, reply, reset
from support.spec import client_module, sync_spec
from support.world import World

PICTURE = reply(200, PNG, content_type="image/png")
TRIES = 19
"""How often a link is asked for within two minutes that fails in a way that may pass."""


def image(mode: Mode, server: Server, *script: Any, link: str = "/a.png?sig=s3cr3t", **options: Any) -> Any:
    server.add(reply(200, {"data": [{"url": server.url + link}]}), *script)
    return mode.go(mode.client(modelverse, server, **options).generate_image(prompt="fox")).images[0]


@pytest.mark.parametrize(
    ("data", "kind"), [(PNG, "image/png"), (JPEG, "image/jpeg"), (WEBP, "image/webp"), (GIF, "image/gif")]
)
def test_the_bytes_tell_the_type_and_are_fetched_once_without_the_key(
    mode: Mode, server: Server, data: bytes, kind: str
) -> None:
    found = image(mode, server, reply(200, data, content_type="image/x-wrong"))
    assert mode.go(found.read()) == data
    assert mode.go(found.read()) == data
    assert found.media_type == kind
    assert len(server.seen) == 2
    assert "authorization" not in server.seen[1].headers
    assert KEY not in repr(server.seen[1])


@pytest.mark.parametrize(
    "fault", [reply(500), reply(503), reply(408), reply(429), reset, reply(200, b""), reply(200, PNG[:40])]
)
def test_a_passing_failure_is_tried_again(mode: Mode, server: Server, fault: Any) -> None:
    assert mode.go(image(mode, server, fault, fault, PICTURE).read()) == PNG


@pytest.mark.parametrize(
    ("answer", "kind", "text"),
    [
        (reply(403, b"<Error>Expired</Error>"), errors.LinkExpiredError, "answers 403"),
        (reply(404), errors.LinkExpiredError, "answers 404"),
        (reply(410), errors.LinkExpiredError, "answers 410"),
        (reply(400), errors.DownloadError, "answers 400"),
        (reply(200, b"<!doctype html><html>", content_type="text/html"), errors.NotAnImageError, "but text/html"),
        (reply(200, b"<html>", content_type="image/png"), errors.NotAnImageError, "but image/png"),
        (reply(200, b"{}"), errors.NotAnImageError, "of no type"),
        (reply(200, b"garbage", content_type="image/jpg"), errors.NotAnImageError, "but image/jpeg"),
        (reply(200, b"garbage", content_type="image/pjpeg"), errors.NotAnImageError, "but image/jpeg"),
        (reply(200, b"garbage", content_type="image/x-png"), errors.NotAnImageError, "but image/png"),
    ],
)
def test_what_isnt_an_image_is_told_and_nothing_is_written(
    mode: Mode, server: Server, tmp_path: Path, answer: Any, kind: type, text: str
) -> None:
    found = image(mode, server, *[answer] * TRIES)
    with pytest.raises(errors.DownloadError, match=text) as caught:
        mode.go(found.save(tmp_path / "fox.png"))
    assert type(caught.value) is kind
    assert "s3cr3t" not in str(caught.value)
    assert caught.value.provider == "modelverse"
    tries = TRIES if kind is errors.NotAnImageError else 1
    assert (list(tmp_path.iterdir()), len(server.seen)) == ([], 1 + tries)


@pytest.mark.parametrize(
    "fault",
    [
        reply(200, PNG[:-5]),
        reply(200, JPEG[:10]),
        reply(200, WEBP[:-3]),
        reply(200, GIF[:-1]),
        reply(200, b""),
        raw(b"HTTP/1.1 200 OK\r\ncontent-length: 4000\r\n\r\n" + PNG),
    ],
)
def test_an_image_cut_short_is_refused_after_its_tries(mode: Mode, server: Server, tmp_path: Path, fault: Any) -> None:
    found = image(mode, server, *[fault] * TRIES, max_retries=0)
    with pytest.raises(errors.DownloadError) as caught:
        mode.go(found.save(tmp_path / "fox.png"))
    assert list(tmp_path.iterdir()) == []
    assert (len(server.seen), caught.value.elapsed) == (1 + TRIES, 119.5)


def test_an_expired_link_says_since_when(mode: Mode, server: Server) -> None:
    world = World()
    found = image(mode, server, reply(403), system=world)
    world.now += 604_800 + 60
    with pytest.raises(errors.LinkExpiredError, match="it expired 60 s ago"):
        mode.go(found.read())


def test_an_image_larger_than_allowed_isnt_read_to_its_end(
    mode: Mode, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "MAX_BYTES", 1000)
    found = image(mode, server, reply(200, PNG + bytes(900_000)))
    with pytest.raises(errors.DownloadError, match="larger than 1000 bytes"):
        mode.go(found.read())
    assert len(server.seen) == 2


def test_a_few_redirects_are_followed_and_no_more(mode: Mode, server: Server) -> None:
    hop = reply(302, location="/next?sig=5")
    assert mode.go(image(mode, server, *[hop] * 5, PICTURE).read()) == PNG
    assert server.seen[-1].target == "/next?sig=5"
    with pytest.raises(errors.DownloadError, match="more than 5 times"):
        mode.go(image(mode, server, *[hop] * 9).read())


@pytest.mark.parametrize("location", ["", "file:///etc/passwd", "ftp://a.com/b", "https://[bad"])
def test_a_redirect_to_elsewhere_than_https_is_refused(mode: Mode, location: str) -> None:
    found = elsewhere(mode, "https://cdn.fox/a.png", None, httpx.Response(302, headers={"location": location}))
    with pytest.raises(errors.DownloadError):
        mode.go(found.read())
    assert len(found.asked) == 1


@pytest.mark.parametrize(
    "link",
    [
        "https://LOCALHOST./a.png",
        "https://[2001::f5ff:fffe]/a.png",
        "https://[ff0e::1]/a.png",
        "https://0.0.0.0/a.png",
        "https://both.fox/a.png",
        "ftp://cdn.fox/a.png",
        "file:///etc/passwd",
        "https://cdn.fox:port/a.png",
    ],
)
def test_a_link_to_a_private_place_or_another_scheme_is_refused_and_nothing_is_sent(mode: Mode, link: str) -> None:
    hosts = {"both.fox": ["93.184.216.34", "192.168.1.1"]}
    found = elsewhere(mode, link, hosts)
    with pytest.raises(errors.DownloadError):
        mode.go(found.read())
    assert found.asked == []
    goal = link if "://" in link and ":port" not in link else "http://10.0.0.1"
    redirect = httpx.Response(302, headers={"location": goal})
    found = elsewhere(mode, "https://cdn.fox/a.png", hosts, redirect)
    with pytest.raises(errors.DownloadError):
        mode.go(found.read())
    assert len(found.asked) == 1


def test_a_link_to_the_clients_own_host_is_fine(mode: Mode) -> None:
    hosts = {"api.modelverse.cn": ["10.0.0.5"]}
    found = elsewhere(mode, "https://api.modelverse.cn/files/a.png", hosts, httpx.Response(200, content=PNG))
    assert mode.go(found.read()) == PNG


def test_a_data_link_is_decoded_where_it_is(mode: Mode, tmp_path: Path) -> None:
    found = elsewhere(mode, "data:image/png;base64," + b64encode(PNG).decode())
    assert mode.go(found.save(tmp_path / "fox.png")).read_bytes() == PNG
    for wrong in ("data:image/png;base64,!!!", "data:image/png,fox", "data:text/html;base64,PGh0bWw+"):
        with pytest.raises(errors.NotAnImageError):
            mode.go(elsewhere(mode, wrong).read())


def test_saving_gives_a_name_without_a_suffix_that_of_the_image(mode: Mode, server: Server, tmp_path: Path) -> None:
    names = {"fox": "fox.png", "狐" * 80 + ".png": "狐" * 80 + ".png", ".fox": ".fox.png", "fox2.": "fox2.png"}
    for name, written in names.items():
        goal = tmp_path / written
        assert mode.go(image(mode, server, PICTURE).save(str(tmp_path / name))) == goal
        assert goal.read_bytes() == PNG
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names.values())


def test_a_file_in_the_way_stays_unless_overwrite_is_said(mode: Mode, server: Server, tmp_path: Path) -> None:
    goal, target = tmp_path / "fox.png", tmp_path / "other"
    target.write_bytes(b"other")
    goal.symlink_to(target)
    found = image(mode, server, PICTURE)
    with pytest.raises(errors.DownloadError, match="exists already"):
        mode.go(found.save(goal))
    assert len(server.seen) == 1, "nothing is fetched for a path that can't be written"
    mode.go(found.save(goal, overwrite=True))
    assert (goal.read_bytes(), goal.is_symlink(), target.read_bytes()) == (PNG, False, b"other")


@pytest.mark.parametrize("path", ["missing/fox.png", ".", "a\0b", "a\0b/fox.png", "x" * 300, "x" * 300 + "/fox.png"])
def test_a_path_that_cant_be_written_is_a_download_error(mode: Mode, server: Server, tmp_path: Path, path: str) -> None:
    with pytest.raises(errors.DownloadError):
        mode.go(image(mode, server, PICTURE).save(tmp_path / path))
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_old_file_and_no_other(
    mode: Mode, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal = tmp_path / "fox.png"
    goal.write_bytes(b"old")
    found = image(mode, server, PICTURE)
    mode.go(found.read())

    def full(*_: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fdopen", full)
    with pytest.raises(errors.DownloadError, match="No space left"):
        mode.go(found.save(goal, overwrite=True))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"fox.png": b"old"}


def test_a_file_that_appears_meanwhile_isnt_replaced(mode: Mode, server: Server, tmp_path: Path) -> None:
    goal = tmp_path / "fox.png"

    def appear(server: Server, connection: Any) -> bool:
        goal.write_bytes(b"other")
        return PICTURE(server, connection)

    with pytest.raises(errors.DownloadError, match="exists already"):
        mode.go(image(mode, server, appear).save(goal))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"fox.png": b"other"}


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


@pytest.mark.parametrize("data", [PNG + bytes(9), PNG + b"trailer", JPEG + bytes(9), JPEG + b"\r\n", GIF + bytes(9)])
def test_bytes_after_the_end_of_a_whole_image_do_no_harm(mode: Mode, server: Server, data: bytes) -> None:
    assert mode.go(image(mode, server, reply(200, data)).read()) == data


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


@pytest.mark.parametrize("hosts", [["64:ff9b::5db8:d822"], ["2002:5db8:d822::1"], ["2606:2800:220:1::1"]])
def test_addresses_that_lead_to_public_places_are_fine(mode: Mode, hosts: list[str]) -> None:
    found = elsewhere(mode, "https://cdn.fox/a.png", {"cdn.fox": hosts}, httpx.Response(200, content=PNG))
    assert mode.go(found.read()) == PNG


@pytest.mark.parametrize("hosts", [["64:ff9b::a00:1"], ["2002:a00:1::1"], ["::ffff:10.0.0.1"], ["ff02::1"]])
def test_a_name_may_lead_to_no_private_place_in_any_form(mode: Mode, hosts: list[str]) -> None:
    found = elsewhere(mode, "https://cdn.fox/a.png", {"cdn.fox": hosts})
    with pytest.raises(errors.DownloadError, match="leads to the private address"):
        mode.go(found.read())
    assert found.asked == []


@pytest.mark.parametrize("link", ["https://a..b/x", "https://xn--/", "https://xn--a/x", "https://cdn.fox/\ud800.png"])
def test_a_link_that_is_none_is_a_download_error(mode: Mode, link: str) -> None:
    with pytest.raises(errors.DownloadError) as caught:
        mode.go(elsewhere(mode, link, None, *[httpx.Response(404)] * 5).read())
    assert str(caught.value).isascii()


def test_the_user_of_a_link_isnt_shown(mode: Mode) -> None:
    found = elsewhere(mode, "https://fox:s3cr3t@cdn.fox/a.png?sig=s3cr3t", None, httpx.Response(400))
    with pytest.raises(errors.DownloadError, match=r"https://cdn\.fox/a\.png\?\*\*\*") as caught:
        mode.go(found.read())
    assert "s3cr3t" not in f"{caught.value} {found!r}"


def test_no_log_line_has_the_query_that_a_redirect_leads_to(
    mode: Mode, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    hop = reply(302, location="/next.png?sig=s3cr3t")
    assert mode.go(image(mode, server, hop, PICTURE).read()) == PNG
    assert "httpcore.http11" in {record.name for record in caplog.records}
    assert "s3cr3t" not in caplog.text
