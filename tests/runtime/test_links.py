"""Links of images: where they may lead, redirects, and links that are dead."""

from __future__ import annotations

import pytest

from imageclients import errors
from imageclients._runtime import addresses, download


@pytest.mark.parametrize(
    ("url", "base", "host"),
    [
        ("https://cdn.example.com/1.png", "https://api.example.com", "cdn.example.com"),
        ("https://cdn.example.com./1.png", "https://api.example.com", "cdn.example.com"),
        ("https://api.example.com/1.png", "https://api.example.com", ""),
        ("http://127.0.0.1:9/1.png", "http://127.0.0.1:8", ""),
        ("http://api.example.com/1.png", "http://api.example.com", ""),
    ],
)
def test_a_link_is_followed_to_a_host_that_is_looked_up_unless_it_is_trusted(url: str, base: str, host: str) -> None:
    assert download.check_link(url, base).host == host


@pytest.mark.parametrize(
    ("url", "base", "text"),
    [
        ("https:///1.png", "https://api.example.com", "'https:///1.png' is no link that is followed: only https is"),
        ("https://[::1", "https://api.example.com", "'https://[::1' is no link that is followed: only https is"),
        ("https://a.example.com:x/", "https://api.example.com", "'https://a.example.com:x/' is no link"),
        ("ftp://a.example.com/", "http://127.0.0.1", "'ftp://a.example.com/' is no link"),
        ("https://10.0.0.1/", "https://api.example.com", "leads to the private address 10.0.0.1"),
        ("https://localhost/", "https://api.example.com", "leads to the private address localhost"),
        ("https://[fe80::1%25eth0]/", "https://api.example.com", "leads to the metadata address fe80::1"),
    ],
)
def test_a_link_elsewhere_is_refused(url: str, base: str, text: str) -> None:
    with pytest.raises(errors.DownloadError) as caught:
        download.check_link(url, base)
    assert text in str(caught.value)


def test_redirects_lead_somewhere_and_end() -> None:
    assert download.next_hop("https://a.example.com/b", "/c", 0) == "https://a.example.com/c"
    for location, hop, where in (
        ("/c", download.MAX_HOPS, f"more than {download.MAX_HOPS} times"),
        (None, 0, "to nowhere"),
        ("", 9, "to nowhere"),
        ("https://[", 0, "to nowhere"),
    ):
        with pytest.raises(errors.DownloadError) as caught:
            download.next_hop("https://a.example.com/b?c", location, hop)
        assert str(caught.value) == f"'https://a.example.com/b?***' redirects {where}".replace(
            "3 times", f"{download.MAX_HOPS} times"
        )


@pytest.mark.parametrize(
    ("expired", "age"),
    [(None, ""), (-1.0, ""), (0.0, ""), (0.6, "; it expired 1 s ago"), (90.0, "; it expired 90 s ago")],
)
def test_a_dead_link_says_for_how_long(expired: float | None, age: str) -> None:
    found = download.status_error("a", 403, expired, None)
    assert isinstance(found, errors.LinkExpiredError)
    assert str(found).startswith(f"'a' answers 403: the link is dead or not allowed{age}")
    assert str(found).count("expired") == bool(age)
    assert found.status_code == 403


@pytest.mark.parametrize("inner", ["8.8.8.8", "8.8.8.9", "10.0.0.1", "192.0.0.8", "192.0.0.9", "192.0.0.10", "1.2.3.4"])
def test_an_address_of_ipv4_in_one_of_ipv6_leads_where_it_leads_itself(inner: str) -> None:
    parts = [int(part) for part in inner.split(".")]
    high, low = parts[0] << 8 | parts[1], parts[2] << 8 | parts[3]
    for outer in (f"64:ff9b::{inner}", f"::ffff:{inner}", f"2002:{high:x}:{low:x}::"):
        assert addresses.is_private(outer) is addresses.is_private(inner), outer


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("faß.de", "xn--fa-hia.de"),
        ("STRAẞE.de.", "xn--strae-oqa.de"),
        ("βόλος.com", "xn--nxasmm1c.com"),
        ("ｅｘａｍｐｌｅ。ｃｏｍ", "example.com"),
        ("例え｡jp．", "xn--r8jz45g.jp"),
        ("１２７。0．0｡1", "127.0.0.1"),
    ],
)
def test_a_host_has_the_name_that_is_connected_to_by_idna_2008_and_with_plain_dots(host: str, name: str) -> None:
    assert addresses.canonical(host) == name
    assert addresses.canonical(name) == name
