# Made by `clientsmith generate` from templates/imageclients/_runtime/download.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""What a link of an image may be, and whether what came from it is an image."""

from __future__ import annotations

import ipaddress
from urllib.parse import urljoin, urlsplit

from ..errors import DownloadError, LinkExpiredError, NotAnImageError
from .config import is_loopback, without_query
from .media import SUFFIXES, is_complete, media_type, sniff

MAX_BYTES = 64 * 1024 * 1024
MAX_HOPS = 5
SECONDS = 120.0
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def check_link(url: str, base_url: str) -> str:
    """The host of a link that may be fetched if its addresses may; empty where they needn't be looked at.

    Raises:
        DownloadError: it isn't https, or goes to a private address; both are fine where the client itself talks to such
            a place, and the host of the client is always fine.
    """
    own = urlsplit(base_url)
    try:
        parts = urlsplit(url)
        host, scheme = (parts.hostname or "").rstrip("."), parts.scheme
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        host, scheme = "", ""
    shown = without_query(url)
    trusted = is_private(own.hostname or "") or host == own.hostname
    if not host or scheme not in ("http", "https"):
        raise DownloadError(f"{shown!a} is no link that is followed: only https is")
    if scheme == "http" and not (trusted and own.scheme == "http"):
        raise DownloadError(f"{shown!a} is plain http, which isn't followed")
    if trusted:
        return ""
    check_addresses(shown, [host])
    return host


def check_addresses(shown: str, addresses: list[str]) -> None:
    """Refuse links to private, link-local, loopback and otherwise reserved addresses.

    Raises:
        DownloadError: one of the addresses is such.
    """
    for address in addresses:
        if is_private(address):
            raise DownloadError(f"{shown!a} leads to the private address {address}, which isn't followed")


def is_private(host: str) -> bool:
    """Whether an address isn't one of the public internet; a name is private only where it means this machine."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return is_loopback(host)
    if isinstance(address, ipaddress.IPv6Address):
        # Addresses that carry one of IPv4 lead where that one does.
        inner = address.sixtofour or (address.teredo or (None, None))[1]
        if address in _NAT64:
            inner = ipaddress.IPv4Address(address.packed[-4:])
        address = inner or address.ipv4_mapped or address
    return not address.is_global or address.is_multicast


def next_hop(url: str, location: str | None, hop: int) -> str:
    """Where a redirect leads.

    Raises:
        DownloadError: nowhere, or it is one redirect too many.
    """
    try:
        goal = urljoin(url, location) if location else ""
    except ValueError:
        goal = ""
    if not goal or hop >= MAX_HOPS:
        where = f"more than {MAX_HOPS} times" if goal else "to nowhere"
        raise DownloadError(f"{without_query(url)!a} redirects {where}")
    return goal


def status_error(shown: str, status: int, expired_for: float | None, asked: float | None) -> DownloadError:
    """The error for a link that answers with a bad status; times are in seconds."""
    if status in (403, 404, 410):
        age = f"; it expired {expired_for:.0f} s ago" if expired_for is not None and expired_for > 0 else ""
        return LinkExpiredError(f"{shown!a} answers {status}: the link is dead or not allowed{age}", status_code=status)
    passing = status in (408, 429) or status >= 500
    return DownloadError(f"{shown!a} answers {status}", status_code=status, retry_after=asked, passing=passing)


def image_type(data: bytes, content_type: str, shown: str) -> str:
    """The media type of an image, from its own bytes; from the header only where the bytes say nothing.

    Raises:
        NotAnImageError: it is empty, cut short, or no image at all.
    """
    if not data:
        raise NotAnImageError(f"{shown!a} is empty", passing=True)
    kind = sniff(data)
    if kind is None:
        told = content_type.partition(";")[0].strip().lower()
        told = media_type(told.removeprefix("image/").removeprefix("x-")) or told
        # The types that could have been told by the bytes aren't taken on trust.
        if told.startswith("image/") and told not in SUFFIXES and b"<html" not in data[:500].lower():
            return told
        raise NotAnImageError(f"{shown!a} isn't an image but {told or 'of no type'}")
    if not is_complete(data, kind):
        raise NotAnImageError(f"{shown!a} is cut short after {len(data)} bytes", passing=True)
    return kind
