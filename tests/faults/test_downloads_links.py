"""Where links may lead, how long they live, and how often they are followed."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from clientsmith.mock.server import Mock
from faults.in_step import AT_ONCE, TASKED, InStep, no_names
from faults.pictures_of_the_mock import IMAGES, Fetches, image, size_of
from imageclients import errors
from support.far_links import elsewhere
from support.mode import KEY, Mode
from support.pictures import PNG

HOUR, DAY = 3600, 86_400
LIVES: dict[str, int] = {"apimart": DAY, "bizyair": HOUR, "modelverse": 7 * DAY, "ppio": HOUR}
"""Seconds that the links of a provider live, as its page says."""


@pytest.mark.parametrize("name", LIVES)
def test_D01_link_that_has_expired_says_since_when(mode: Mode, stepped: Mock, tmp_path: Path, name: str) -> None:
    """A link is followed a minute after its documented life -> LinkExpiredError with its age, asked once, no file.

    Why not otherwise: the life itself is on the image as `expires_at` from the first moment on, where it is of use;
    the error says for how long it is over.
    """
    found = (TASKED | AT_ONCE)[name].run(mode, stepped).images[0]
    link, fetches = stepped.world.links[found.url.rpartition("/")[2]], Fetches(stepped)
    # Answers tell whole seconds.
    assert found.expires_at.timestamp() == pytest.approx(link.made + LIVES[name], abs=1)
    stepped.advance(link.made + LIVES[name] + 60 - stepped.world.clock.now())
    with pytest.raises(errors.LinkExpiredError, match=r"answers 403: .*; it expired (59|60|61) s ago") as caught:
        mode.go(found.save(tmp_path / "fox.png"))
    assert (caught.value.status_code, fetches == 1, list(tmp_path.iterdir())) == (403, True, [])


def test_D01_link_lives_for_as_long_as_the_page_says(mode: Mode, stepped: Mock) -> None:
    """A link is followed a second before its documented hour is over -> the image comes."""
    found = image(mode, stepped)
    stepped.advance(HOUR - 1)
    assert size_of(mode.go(found.read())) == ("PNG", (64, 48))


PRIVATE = {
    "loopback": "https://127.0.0.1/a.png",
    "loopback by name": "https://localhost/a.png",
    "private": "https://192.168.1.1/a.png",
    "link-local": "https://169.254.1.1/a.png",
    "metadata": "https://169.254.169.254/latest/meta-data",
    "metadata, plain": "http://169.254.169.254/latest/meta-data",
    "metadata, IPv6": "https://[fd00:ec2::254]/latest/meta-data",
    "carrier-grade NAT": "https://100.64.0.1/a.png",
    "IPv4 in IPv6": "https://[::ffff:169.254.169.254]/a.png",
    "IPv4 behind NAT64": "https://[64:ff9b::a9fe:a9fe]/a.png",
    "no address": "https://0.0.0.0/a.png",
    "name of a private address": "https://inside.fox.dev/a.png",
    "name of both": "https://both.fox.dev/a.png",
}
HOSTS = {"inside.fox.dev": ["10.0.0.5"], "both.fox.dev": ["93.184.216.34", "169.254.169.254"]}


@pytest.mark.parametrize("link", PRIVATE.values(), ids=PRIVATE)
def test_D07_link_to_a_private_address_is_refused_and_nothing_is_sent(mode: Mode, link: str) -> None:
    """The link leads to a private or metadata address, also by its name -> DownloadError, and nothing is sent."""
    found = elsewhere(mode, link, HOSTS)
    with pytest.raises(errors.DownloadError, match=r"isn't followed"):
        mode.go(found.read())
    assert found.asked == []


@pytest.mark.parametrize("link", PRIVATE.values(), ids=PRIVATE)
def test_D07_redirect_to_a_private_address_is_refused(mode: Mode, link: str) -> None:
    """A public link redirects to such an address, at once or later -> DownloadError, and nothing is sent there."""
    hop = httpx.Response(302, headers={"location": "/next"})
    found = elsewhere(mode, "https://cdn.fox.dev/a.png", HOSTS, hop, httpx.Response(307, headers={"location": link}))
    with pytest.raises(errors.DownloadError, match=r"isn't followed"):
        mode.go(found.read())
    assert [request.url.host for request in found.asked] == ["cdn.fox.dev"] * 2


def test_D07_name_that_changes_its_address_between_two_tries_is_checked_anew(mode: Mode) -> None:
    """The first try fails, and then the name leads to a private address -> DownloadError, nothing is sent there."""
    hosts = {"cdn.fox.dev": ["93.184.216.34"]}

    class Failing(httpx.Response):
        @property
        def status_code(self) -> int:  # pyright: ignore - a moment at which the name changes
            hosts["cdn.fox.dev"] = ["10.0.0.5"]
            return 500

        @status_code.setter
        def status_code(self, _: int) -> None: ...

    found = elsewhere(mode, "https://cdn.fox.dev/a.png", hosts, Failing(500))
    with pytest.raises(errors.DownloadError, match=r"leads to the private address 10\.0\.0\.5"):
        mode.go(found.read())
    assert len(found.asked) == 1


def test_D07_public_host_is_fetched_without_the_key(mode: Mode) -> None:
    """The link leads to any public https host -> fetched without key, cookies, or headers meant for the provider."""
    hop = httpx.Response(302, headers={"location": "https://other.fox.dev/b.png?sig=1"})
    found = elsewhere(mode, "https://cdn.fox.dev/a.png?sig=1", None, hop, httpx.Response(200, content=PNG))
    assert mode.go(found.read()) == PNG
    assert [str(request.url) for request in found.asked] == [
        "https://cdn.fox.dev/a.png?sig=1",
        "https://other.fox.dev/b.png?sig=1",
    ]
    for request in found.asked:
        assert {"authorization", "cookie", "x-mine"}.isdisjoint(request.headers)
        assert KEY not in repr(request.headers.raw)


def test_D07_client_of_a_private_address_may_follow_links_there(mode: Mode, stepped: Mock) -> None:
    """The client itself is pointed at loopback, where its links lead too -> the image comes, still without the key."""
    found = image(mode, stepped)
    assert found.url.startswith("http://127.0.0.1:")
    assert size_of(mode.go(found.read())) == ("PNG", (64, 48))


@pytest.mark.parametrize("fault", ["file-link", "ftp-link"])
def test_D08_link_of_another_scheme_is_refused(
    mode: Mode, stepped: Mock, tmp_path: Path, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The link begins with file: or ftp: -> DownloadError that names it; no file is read, no host is looked up."""
    stepped.fault(fault, "bizyair/generate_image")
    found, fetches = image(mode, stepped), Fetches(stepped)
    scheme = fault.partition("-")[0]
    with (
        no_names(monkeypatch) as asked,
        pytest.raises(errors.DownloadError, match=f"'{scheme}://.*' is no link that is followed: only https is"),
    ):
        mode.go(found.save(tmp_path / "fox.png"))
    assert (asked, fetches == 0, list(tmp_path.iterdir())) == ([], True, [])


def test_D08_data_uri_is_decoded_where_it_is(mode: Mode, stepped: Mock, tmp_path: Path) -> None:
    """The image comes as a data URI in place of a link -> decoded and saved without any request."""
    stepped.fault("data-link", "bizyair/generate_image")
    found, fetches = image(mode, stepped), Fetches(stepped)
    data = mode.go(found.save(tmp_path / "fox.png")).read_bytes()
    assert (size_of(data), found.media_type, fetches == 0) == (("PNG", (1, 1)), "image/png", True)
    assert found.url == "data:image/png;base64," + b64encode(data).decode()


def test_D19_image_that_was_read_is_not_fetched_again(mode: Mode, stepped: Mock, tmp_path: Path) -> None:
    """An image is read, and saved twice, when its link is long dead -> one request; each file has the same hash.

    Why not otherwise: the image keeps its bytes, so that their hash is there for whoever needs it; a hash that the
    client computed for all would be one more pass over every image.
    """
    found, fetches = image(mode, stepped, system=InStep(stepped)), Fetches(stepped)
    data = mode.go(found.read())
    stepped.advance(2 * HOUR)
    stepped.fault("link-expired", IMAGES, times=None)
    saved = [mode.go(found.save(tmp_path / name)).read_bytes() for name in ("one.png", "two.png")]
    assert fetches == 1
    assert {sha256(one).hexdigest() for one in (*saved, mode.go(found.read()))} == {sha256(data).hexdigest()}
