"""Links that are written in another form than they should be."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any

import httpx
import pytest

from faults.far_images import API, answer, far_image, goals
from imageclients import errors
from support.mode import KEY, Mode
from support.pictures import PNG

PICTURE = answer(PNG, content_type="image/png")
FULL = "https://cdn.fox.dev/a.png"


@pytest.mark.parametrize(
    ("link", "goal"),
    [
        ("a.png", f"{API}/v1/a.png"),
        ("./a.png?sig=1", f"{API}/v1/a.png?sig=1"),
        ("../files/a.png", f"{API}/files/a.png"),
        ("/files/a.png", f"{API}/files/a.png"),
        ("?file=a.png", f"{API}/v1/images?file=a.png"),
        ("//cdn.fox.dev/a.png", FULL),
        (FULL, FULL),
        ("HTTPS://CDN.FOX.DEV/a.png", FULL),
    ],
)
def test_N11_link_without_its_beginning_is_joined_to_the_answers_address(mode: Mode, link: str, goal: str) -> None:
    """The link is relative, or begins with // -> joined to the address that was asked, and fetched without the key."""
    found = far_image(mode, link, PICTURE, base_url=f"{API}/v1")
    assert found.url == (link if "://" in link else goal)
    assert mode.go(found.read()) == PNG
    assert goals(found) == [goal]
    assert KEY not in repr(found.asked[0].headers.raw)


@pytest.mark.parametrize("link", ["//10.0.0.1/a.png", "//localhost/a.png", "//169.254.169.254/a.png"])
def test_N11_link_that_is_joined_leads_to_no_private_place(mode: Mode, link: str) -> None:
    """A // link leads to a private place -> DownloadError, and nothing is sent."""
    found = far_image(mode, link, PICTURE)
    with pytest.raises(errors.DownloadError, match="isn't followed"):
        mode.go(found.read())
    assert found.asked == []


@pytest.mark.parametrize(
    "link", [f" {FULL}", f"{FULL}\n", f"\t{FULL}\r\n", f"\ufeff{FULL}\u200b", f"{FULL[:20]}\n{FULL[20:]}"]
)
@pytest.mark.parametrize("place", ["url", "b64"])
def test_N11_white_space_around_a_link_is_no_part_of_it(mode: Mode, link: str, place: str) -> None:
    """There is white space around the link, or a line break in it -> the image comes, in either place for images."""
    if place == "b64" and "\n" in link.strip():
        link = link.strip()[:20] + link.strip()[21:]
    found = far_image(mode, link, PICTURE, place=place)
    assert mode.go(found.read()) == PNG
    assert goals(found) == [FULL]


@pytest.mark.parametrize("text", [b64encode(PNG).decode(), f"  {b64encode(PNG).decode()}\n"])
def test_N11_image_in_the_place_of_its_link_is_taken(mode: Mode, text: str) -> None:
    """Where the link should be there is the image in base64 -> it is taken, and nothing is asked."""
    found = far_image(mode, text)
    assert (mode.go(found.read()), found.media_type, found.asked) == (PNG, "image/png", [])


@pytest.mark.parametrize(
    ("link", "goal"),
    [
        ("http://cdn.fox.dev/a.png?sig=1", "https://cdn.fox.dev/a.png?sig=1"),
        ("http://cdn.fox.dev:80/a.png", FULL),
        ("HTTP://cdn.fox.dev/a.png", FULL),
        ("http://cdn.fox.dev:8443/a.png", "https://cdn.fox.dev:8443/a.png"),
        (f"http{API[5:]}/a.png", f"{API}/a.png"),
    ],
)
def test_N11_link_of_plain_http_is_tried_over_https(mode: Mode, link: str, goal: str) -> None:
    """The link, or a redirect, is plain http -> asked over https, and nothing goes over the wire in the clear."""
    found = far_image(mode, link, PICTURE)
    assert mode.go(found.read()) == PNG
    hop = far_image(mode, "https://first.fox.dev/", answer(status=302, location=link), PICTURE)
    assert mode.go(hop.read()) == PNG
    assert goals(found) == goals(hop)[1:] == [goal]


def test_N11_host_without_https_is_told_with_the_option(mode: Mode, tmp_path: Path) -> None:
    """The host of a plain http link speaks no https -> DownloadError that names the option, after the usual tries."""
    found = far_image(mode, "http://cdn.fox.dev/a.png?sig=s3cr3t", httpx.ConnectError("refused"), max_retries=2)
    with pytest.raises(errors.DownloadError, match=r"image_hosts=\['cdn\.fox\.dev'\]") as caught:
        mode.go(found.save(tmp_path / "fox"))
    assert len(found.asked) == 3
    assert "s3cr3t" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("entry", ["cdn.fox.dev", "CDN.fox.dev.", "*.fox.dev", "*"])
def test_N11_plain_http_is_allowed_by_an_option(mode: Mode, entry: str) -> None:
    """image_hosts lists the host of a plain http link -> the link is followed as it is, with_options included."""
    found = far_image(mode, "http://cdn.fox.dev/a.png", PICTURE, image_hosts=[entry])
    assert mode.go(found.read()) == PNG
    assert goals(found) == ["http://cdn.fox.dev/a.png"]
    twin = found._client.with_options(timeout=5)
    assert twin.options.image_hosts == found._client.options.image_hosts == (entry.lower().rstrip("."),)


@pytest.mark.parametrize("entry", ["fox.dev", "a.cdn.fox.dev", "*.cdn.fox.dev"])
def test_N11_option_is_for_the_listed_hosts_alone(mode: Mode, entry: str) -> None:
    """image_hosts lists other hosts -> a plain http link is only tried over https."""
    found = far_image(mode, "http://cdn.fox.dev/a.png", PICTURE, image_hosts=[entry])
    assert mode.go(found.read()) == PNG
    assert goals(found) == [FULL]


@pytest.mark.parametrize(
    "value", ["cdn.fox.dev", ["https://cdn.fox.dev"], ["cdn.fox.dev:80"], ["abc:80"], 5, ["cdn.fox.dev/a"], [""], [5]]
)
def test_N11_option_that_lists_no_hosts_is_refused(mode: Mode, value: Any) -> None:
    """image_hosts is a text, or has addresses of the web -> ConfigurationError that shows what it takes."""
    with pytest.raises(errors.ConfigurationError, match="image_hosts must be a list of hosts"):
        far_image(mode, FULL, image_hosts=value)
