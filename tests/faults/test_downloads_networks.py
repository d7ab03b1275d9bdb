"""Where links may lead in networks with a proxy, a tunnel or a relay, and where they never may."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from faults.far_images import API, MODULE, answer, far_image, goals
from imageclients import errors
from imageclients._runtime import addresses, async_client, sync_client
from imageclients._runtime.answers import Asset
from support.mode import Mode
from support.pictures import PNG
from support.server import Server, reply
from support.world import World

PICTURE = answer(PNG, content_type="image/png")
LINK = "https://cdn.fox.dev/a.png"
METADATA = [
    "169.254.169.254",
    "169.254.170.2",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "[fd00:ec2::254]",
    "[fd20:ce::254]",
    "[fe80::a9fe:a9fe]",
    "[::ffff:169.254.169.254]",
    "[::100.100.100.200]",
    "2852039166",
    "metadata.google.internal",
    "METADATA.google.internal.",
    "metadata",
    "metadata.tencentyun.com",
    "instance-data",
]


class NoNames(World):
    """A world in which a look-up is a mistake."""

    def resolve(self, host: str) -> list[str]:
        raise AssertionError(f"{host} was looked up")


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_N12_names_are_the_proxys_to_look_up(
    mode: Mode, server: Server, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A proxy is set and local DNS knows nothing -> no name is looked up; the proxy is asked for the image's host."""
    monkeypatch.setenv(name, server.url)
    server.add(*[reply(502)] * 30)
    client = mode.client(MODULE, API, system=NoNames())
    kind = async_client.AsyncImage if mode.is_async else sync_client.Image
    image: Any = kind(client, Asset(LINK, None, None, None, "generate_image"), None)
    with pytest.raises(errors.DownloadError, match="proxy"):
        mode.go(image.read())
    assert {(seen.method, seen.target) for seen in server.seen} == {("CONNECT", "cdn.fox.dev:443")}


def test_N12_host_that_goes_past_the_proxy_is_looked_up(mode: Mode, monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_PROXY has the image's host -> its addresses are looked at as ever."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "cdn.fox.dev")
    found = far_image(mode, LINK, PICTURE, hosts={"cdn.fox.dev": ["10.0.0.1"]})
    with pytest.raises(errors.DownloadError, match="leads to the private address"):
        mode.go(found.read())
    assert found.asked == []


def test_N12_client_of_the_users_may_know_what_is_unknown_here(mode: Mode) -> None:
    """The user's own client has a proxy and local DNS knows nothing -> the image comes as the answer did."""
    found = far_image(mode, LINK, PICTURE, hosts={"cdn.fox.dev": [], "api.fox-images.net": []})
    assert mode.go(found.read()) == PNG


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "localhost", "printer", "nas.local", "app.internal", "0x7f000001", *METADATA]
)
def test_N12_private_place_is_refused_behind_a_proxy_too(
    mode: Mode, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    """A proxy is set, and a link leads to an address or a name of the inside -> DownloadError, and nothing is sent."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    found = far_image(mode, f"https://{host}/a.png", PICTURE, system=NoNames())
    with pytest.raises(errors.DownloadError, match="isn't followed"):
        mode.go(found.read())
    assert found.asked == []


FAKES = [
    ("198.18.0.9", "198.19.255.3"),
    ("fc00::9", "fc00::1:3"),
    ("fdfe:dcba:9876::9", "fdfe:dcba:9876::3"),
    ("240.0.0.9", "240.1.2.3"),
]


@pytest.mark.parametrize(("own", "image"), FAKES)
def test_N12_addresses_of_a_tunnel_are_fine_where_the_provider_has_one(mode: Mode, own: str, image: str) -> None:
    """A fake-IP resolver answers for the provider and for the image -> the image comes."""
    found = far_image(mode, LINK, PICTURE, hosts={"api.fox-images.net": [own], "cdn.fox.dev": [image]})
    assert mode.go(found.read()) == PNG


@pytest.mark.parametrize(
    ("own", "image"),
    [
        (["93.184.216.34"], ["198.18.0.7"]),
        ([], ["198.18.0.7"]),
        (["10.0.0.1"], ["198.18.0.7"]),
        (["198.18.0.5"], ["10.0.0.1"]),
        (["198.18.0.5"], ["198.18.0.7", "10.0.0.1"]),
        (["198.18.0.5"], ["169.254.169.254"]),
        (["198.18.0.5"], ["fc00::7"]),
        (["10.0.0.1"], ["10.0.0.2"]),
        (["169.254.1.1"], ["169.254.1.2"]),
    ],
)
def test_N12_made_up_addresses_are_refused_elsewhere(mode: Mode, own: list[str], image: list[str]) -> None:
    """Only the image's name has such an address, or a really private one -> DownloadError, and nothing is sent."""
    found = far_image(mode, LINK, PICTURE, hosts={"api.fox-images.net": own, "cdn.fox.dev": image})
    with pytest.raises(errors.DownloadError, match="isn't followed"):
        mode.go(found.read())
    assert found.asked == []


def test_N12_address_of_a_tunnel_that_the_link_has_itself_is_refused(mode: Mode) -> None:
    """The link has an address of the tunnel instead of a name -> DownloadError: what it stands for nobody knows."""
    found = far_image(mode, "https://198.18.0.7/a.png", PICTURE, hosts={"api.fox-images.net": ["198.18.0.5"]})
    with pytest.raises(errors.DownloadError, match="isn't followed"):
        mode.go(found.read())
    assert found.asked == []


@pytest.mark.parametrize(
    ("link", "entry"),
    [
        (LINK, "cdn.fox.dev"),
        (LINK, "*.fox.dev"),
        ("https://10.0.0.7/a.png", "10.0.0.7"),
        ("http://10.0.0.7:9000/a.png", "10.0.0.7"),
        ("https://[fd00::7]/a.png", "[fd00::7]"),
        ("http://minio:9000/a.png", "minio"),
    ],
)
def test_N12_relay_of_the_users_own_is_allowed_by_an_option(mode: Mode, link: str, entry: str) -> None:
    """image_hosts lists a relay at a private address -> its links are followed as they are; without it refused."""
    hosts = {"cdn.fox.dev": ["10.0.0.7"], "minio": ["172.17.0.2"]}
    found = far_image(mode, link, PICTURE, hosts=hosts, image_hosts=[entry])
    assert mode.go(found.read()) == PNG
    assert goals(found) == [link]
    refused = far_image(mode, link, PICTURE, hosts=hosts)
    with pytest.raises(errors.DownloadError, match="isn't followed unless image_hosts lists the host"):
        mode.go(refused.read())
    assert refused.asked == []


@pytest.mark.parametrize("base", [API, "http://127.0.0.1:9"], ids=["listed", "client on this machine"])
@pytest.mark.parametrize("host", [*METADATA, "cdn.fox.dev"])
def test_N12_metadata_is_refused_whatever_is_allowed(mode: Mode, base: str, host: str) -> None:
    """A link or a redirect leads to a metadata service, also by its name -> refused, whatever image_hosts lists."""
    hosts = {"cdn.fox.dev": ["169.254.169.254"], "127.0.0.1": ["127.0.0.1"]}
    for answers in ([], [answer(status=302, location=f"http://{host}/latest")]):
        link = "https://first.fox.dev/a.png" if answers else f"https://{host}/latest"
        options: dict[str, Any] = {"image_hosts": ["*"]} if base == API else {}
        found = far_image(mode, link, *answers, hosts=hosts, base_url=base, **options)
        with pytest.raises(errors.DownloadError, match=r"metadata address .* which isn't followed"):
            mode.go(found.read())
        assert len(found.asked) == len(answers)


PRIVATE = """
0.0.0.0 10.1.2.3 100.64.0.1 100.127.255.255 127.0.0.1 127.1.2.3 169.254.1.1 172.16.0.1 172.31.255.255 192.0.0.1
192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1
255.255.255.255 :: ::1 ::127.0.0.1 ::10.0.0.1 ::ffff:127.0.0.1 ::ffff:0:127.0.0.1 ::ffff:0:a00:1 64:ff9b::127.0.0.1
64:ff9b:1::1 2002:7f00:1:: 2002:a00:1::1 2001:0:808:808:0:0:f5ff:fffe 2001:4860::5efe:10.0.0.1
2001:4860::200:5efe:10.0.0.1 fc00::1 fd00::1 fe80::1 fec0::1 ff02::1 100::1 2001:db8::1 2001:2::1 3fff::1 5f00::1
2130706433 0x7f000001 0x7f.1 0177.0.0.1 127.1 127.0.1 10.1 012.0.0.1 0300.0250.0.1 3232235521 1.2.3.4.5 4294967296 256.1
64:ff9b::7f00:0 64:ff9b::ffff:ffff fe80::1%eth0 64:ff9b::10.0.0.1 2002:a00:1::
127.0.0.1. localhost localhost. a.localhost printer printer. nas.local app.internal fox.home.arpa router.lan
"""
PUBLIC = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.1 100.63.255.255 100.128.0.1 172.15.255.255 172.32.0.1 192.0.1.1 192.167.255.255
198.17.255.255 198.20.0.1 223.255.255.255 134744072 0x8080808 8.8.2056 8.8.8.8. 2001:4860:4860::8888 2606:4700::1111
::8.8.8.8 ::ffff:8.8.8.8 ::ffff:0:8.8.8.8 64:ff9b::8.8.8.8 2002:808:808:: 2001:4860::5efe:8.8.8.8 2001:200::1
2001:4860:4860::8888%1 64:ff9b::808:809 2001:0:7f00:1:0:0:f7f7:f7f7 2002:5db8:d822::1
cdn.fox.dev cdn.fox.dev. local.fox.dev localhost.fox.dev internal.fox.dev
"""


def test_N12_private_address_is_known_in_every_spelling() -> None:
    """An address is private in itself, inside of IPv6, as one number, octal, hex, or with a dot -> known as private."""
    assert [host for host in PRIVATE.split() if not addresses.is_private(host)] == []
    assert [host for host in PUBLIC.split() if addresses.is_private(host)] == []
    odd = ["127\u30020\u30020\u30021", "\uff11\uff12\uff17.0.0.1", "\uff4cocalhost", "fe80::1%eth0", "a" * 300]
    assert all(map(addresses.is_private, odd))


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::127.0.0.1]", "127.0.0.1.", "127\u30020\u30020\u30021"]
)
def test_N12_private_address_in_another_spelling_is_not_fetched(mode: Mode, host: str) -> None:
    """A link has this machine's address in another spelling -> DownloadError, and nothing is sent."""
    found = far_image(mode, f"https://{host}/a.png", PICTURE)
    with pytest.raises(errors.DownloadError, match="isn't followed"):
        mode.go(found.read())
    assert found.asked == []


@pytest.mark.parametrize(
    ("page", "headers"),
    [
        (b"<!DOCTYPE html><html><title>Access denied</title>", {"content_type": "text/html"}),
        (b"<html><body>Attention Required! | Cloudflare</body></html>", {"content_type": "text/html"}),
        (b"error code: 1020", {"content_type": "text/plain"}),
        (b'{"message": "blocked by WAF"}', {"content_type": "application/json"}),
        (b"", {"cf_mitigated": "challenge"}),
    ],
)
def test_N12_firewall_that_refuses_is_no_dead_link(mode: Mode, page: bytes, headers: dict[str, str]) -> None:
    """A firewall in between answers 403 -> DownloadError that says so, at once; the link isn't called expired."""
    found = far_image(mode, LINK, answer(page, 403, **headers))
    with pytest.raises(errors.DownloadError, match="answers 403: a firewall") as caught:
        mode.go(found.read())
    assert type(caught.value) is errors.DownloadError
    assert (caught.value.status_code, len(found.asked)) == (403, 1)
    assert "expire" not in str(caught.value)


@pytest.mark.parametrize(
    "body",
    [
        b"<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>",
        b"<Error><Code>AccessDenied</Code></Error>",
        b"<html><h1>This link has expired</h1></html>",
        b'{"error": "signature expired"}',
        b"",
    ],
)
def test_N12_storage_that_refuses_is_a_dead_link(mode: Mode, body: bytes) -> None:
    """Storage answers 403 with its own words, or with none -> LinkExpiredError, at once."""
    found = far_image(mode, LINK, answer(body, 403))
    with pytest.raises(errors.LinkExpiredError):
        mode.go(found.read())
    assert len(found.asked) == 1


@pytest.mark.parametrize(
    "fault",
    [
        answer(status=408),
        answer(status=425),
        answer(status=429),
        answer(status=520),
        answer(b"<html>busy</html>", content_type="text/html"),
        answer(b'{"error": '),
        answer(),
        answer(PNG[:40]),
        answer(PNG, content_length="1000"),
        httpx.ReadError("reset"),
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("silence"),
        httpx.RemoteProtocolError("half"),
    ],
    ids=repr,
)
def test_N08_download_is_tried_again_until_its_time_is_over(mode: Mode, fault: Any) -> None:
    """A link fails in a way that may pass -> asked for two minutes, whatever max_retries is; then its last fault."""
    late = [fault] * 15
    found = far_image(mode, LINK, *late, PICTURE, max_retries=0)
    assert mode.go(found.read()) == PNG
    assert len(found.asked) == 16
    broken = far_image(mode, LINK, fault, max_retries=0)
    with pytest.raises(errors.DownloadError) as caught:
        mode.go(broken.read())
    assert (len(broken.asked), caught.value.elapsed, caught.value.passing) == (19, 119.5, True)


@pytest.mark.parametrize("status", [400, 401, 404, 410, 418, 451])
def test_N08_download_that_is_refused_for_good_ends_at_once(mode: Mode, status: int) -> None:
    """A link is answered with a refusal that doesn't pass -> DownloadError after one request."""
    found = far_image(mode, LINK, answer(status=status))
    with pytest.raises(errors.DownloadError):
        mode.go(found.read())
    assert len(found.asked) == 1


def test_N08_download_ends_where_the_clock_stands_still(mode: Mode) -> None:
    """The clock stands still, and no pause is drawn -> the tries end all the same, because pauses count."""

    class Frozen(World):
        def monotonic(self) -> float:
            return 0.0

    found = far_image(mode, LINK, answer(status=500), system=Frozen(chance=0.0))
    with pytest.raises(errors.DownloadError) as caught:
        mode.go(found.read())
    assert len(found.asked) == 79
    assert caught.value.elapsed == pytest.approx(119.9)
