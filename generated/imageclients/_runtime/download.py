# Made by `clientsmith generate` from templates/imageclients/_runtime/download.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Links of images: where they may lead, and errors of their answers."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

from ..errors import DownloadError, LinkExpiredError, NotAnImageError
from .addresses import address_of, are_fake, canonical, is_metadata, is_private
from .config import without_query
from .formats import declared_type, fits_declared, is_page, sniff, sniff_base64
from .image_ends import extent

MAX_BYTES = 64 * 1024 * 1024
MAX_HOPS = 5
SECONDS = 120.0
_BREAKS = str.maketrans("", "", "\t\r\n")
INVISIBLE = " \t\r\n\f\v\0\xa0\u200b\u3000\ufeff"
_FIREWALL = re.compile(rb"\b(waf|firewall|captcha|blocked|bots?|cloudflare)\b|error code: 1\d{3}\b", re.IGNORECASE)


def absolute(link: str, base: str) -> str:
    """A link without outer white space and line breaks, made absolute by the address of the answer that has it."""
    link = link.strip(INVISIBLE)
    if is_inline(link):
        return link
    link = link.translate(_BREAKS)
    try:
        return link if urlsplit(link).scheme else urljoin(base, link)
    except ValueError:
        return link


def is_inline(text: str) -> bool:
    """Whether a text in the place of a link is the image itself: a data URI or base64."""
    return text[:5].lower() == "data:" or sniff_base64(text) is not None


class Goal(NamedTuple):
    """Where a link may be fetched.

    Attributes:
        url: the address to ask for.
        host: the host, if its addresses must be checked first; else empty.
        trusted: whether private addresses are fine.
        upgraded: whether the link is plain http and is only tried over https.
    """

    url: str
    host: str
    trusted: bool
    upgraded: bool


def check_link(url: str, base_url: str, image_hosts: Collection[str] = ()) -> Goal:
    """Where to fetch a link, if the addresses of its host are allowed.

    Raises:
        DownloadError: it isn't a link of the web, or leads to a private place though neither the client itself talks to
            such a place nor `image_hosts` lists it. Metadata services are never fine.
    """
    shown = without_query(url)
    own = urlsplit(base_url)
    try:
        parts = urlsplit(url)
        host, port = canonical(parts.hostname or ""), parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    if not host or parts.scheme not in ("http", "https"):
        raise DownloadError(f"{shown!a} is no link that is followed: only https is")
    own_host, listed = canonical(own.hostname or ""), _is_listed(host, image_hosts)
    trusted = listed or host == own_host or is_private(own_host)
    check_addresses(shown, [host], trusted=trusted)
    in_clear = parts.scheme == "http" and (listed or (trusted and own.scheme == "http"))
    upgraded = parts.scheme == "http" and not in_clear
    if upgraded:
        netloc = parts.netloc.removesuffix(":") if port is None else parts.netloc.removesuffix(":80")
        url = parts._replace(scheme="https", netloc=netloc).geturl()
    looked_up = host != own_host and _is_name(host)
    return Goal(url, host if looked_up else "", trusted, upgraded)


def _is_name(host: str) -> bool:
    try:
        return address_of(host) is None
    except ValueError:
        return False


def _is_listed(host: str, image_hosts: Collection[str]) -> bool:
    return any(entry in ("*", host) or (entry.startswith("*.") and host.endswith(entry[1:])) for entry in image_hosts)


def check_addresses(shown: str, addresses: Collection[str], *, trusted: bool) -> None:
    """Refuse metadata services and, unless trusted, private, loopback and otherwise reserved addresses.

    Raises:
        DownloadError: one of the addresses is refused.
    """
    for address in addresses:
        if is_metadata(address):
            raise DownloadError(f"{shown!a} leads to the metadata address {address}, which isn't followed")
        if not trusted and is_private(address):
            raise DownloadError(
                f"{shown!a} leads to the private address {address}, which isn't followed unless image_hosts lists "
                "the host"
            )


def is_made_up(addresses: Collection[str], own: Collection[str]) -> bool:
    """Whether a fake-IP resolver made up the private addresses of a host; if so, it made up the provider's as well."""
    return not any(map(is_metadata, addresses)) and are_fake(addresses, own)


def takes_proxy(url: str) -> bool:
    """Whether the environment names a proxy for a link; the proxy looks up the host then."""
    parts, proxies = urlsplit(url), getproxies()
    named = bool(proxies.get("https") or proxies.get("all"))
    return parts.scheme == "https" and named and not proxy_bypass(parts.hostname or "")


def largest(most: int, headers: Mapping[str, str]) -> int:
    """The largest number of bytes that is read of a body; more for an answer that is itself an image."""
    is_image = headers.get("content-type", "").strip().lower().startswith("image/")
    return max(most, MAX_BYTES) if is_image else most


def next_hop(url: str, location: str | None, hop: int) -> str:
    """Where a redirect leads.

    Raises:
        DownloadError: it leads nowhere, or there were too many redirects.
    """
    try:
        goal = urljoin(url, location) if location else ""
    except ValueError:
        goal = ""
    if not goal or hop >= MAX_HOPS:
        where = f"more than {MAX_HOPS} times" if goal else "to nowhere"
        raise DownloadError(f"{without_query(url)!a} redirects {where}")
    return goal


def status_error(
    shown: str,
    status: int,
    expired_for: float | None,
    retry_after: float | None,
    headers: Mapping[str, str] | None = None,
    content: bytes = b"",
) -> DownloadError:
    """The error for a link that answers with a bad status; times are in seconds."""
    is_over = expired_for is not None and expired_for > 0
    if status == 403 and not is_over and _is_firewall(headers or {}, content[:4096]):
        text = f"{shown!a} answers 403: a firewall in between refuses the request; the link itself may be alive"
        return DownloadError(text, status_code=status)
    if status in (403, 404, 410):
        age = f"; it expired {expired_for:.0f} s ago" if is_over else ""
        return LinkExpiredError(f"{shown!a} answers {status}: the link is dead or not allowed{age}", status_code=status)
    passing = status in (408, 425, 429) or status >= 500
    return DownloadError(f"{shown!a} answers {status}", status_code=status, retry_after=retry_after, passing=passing)


def _is_firewall(headers: Mapping[str, str], start: bytes) -> bool:
    """Whether a refusal is the page of a firewall, and not the XML by which a storage reports an expired link."""
    if b"expire" in start.lower():
        return False
    return "cf-mitigated" in headers or is_page(start) or _FIREWALL.search(start) is not None


def check_length(content: bytes, headers: Mapping[str, str], shown: str) -> None:
    """Compare the length of a body with its content-length header.

    Raises:
        DownloadError: the body is shorter, or larger than an image may be.
    """
    if len(content) > MAX_BYTES:
        raise DownloadError(f"{shown!a} is larger than {MAX_BYTES} bytes")
    length = headers.get("content-length", "")
    # Other than these, a length doesn't count the bytes that are left after decoding.
    if headers.keys() & {"content-encoding", "transfer-encoding"} or not (length.isdecimal() and len(length) < 20):
        return
    if len(content) < int(length):
        raise DownloadError(f"{shown!a} broke off after {len(content)} of {int(length)} bytes", passing=True)


def image_type(data: bytes, content_type: str, shown: str) -> str:
    """The media type of an image, by its bytes, or by the header if the bytes are of no known format.

    Raises:
        NotAnImageError: it is empty, cut short, or no image at all.
    """
    if not data:
        raise NotAnImageError(f"{shown!a} is empty", passing=True)
    kind = sniff(data)
    if kind is None:
        declared = declared_type(content_type)
        if fits_declared(data, declared):
            return declared
        raise NotAnImageError(f"{shown!a} isn't an image but {declared or 'of no type'}", passing=True)
    if not extent(data, kind).complete:
        raise NotAnImageError(f"{shown!a} is cut short after {len(data)} bytes", passing=True)
    return kind
