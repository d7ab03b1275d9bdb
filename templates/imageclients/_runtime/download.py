"""What a link of an image may be, and whether what came from it is an image."""

from __future__ import annotations

import ipaddress
from urllib.parse import urljoin, urlsplit

from ..errors import DownloadError, LinkExpiredError, NotAnImageError
from .config import is_loopback, without_query
from .media import is_complete, media_type, sniff

MAX_BYTES = 64 * 1024 * 1024
MAX_HOPS = 5
SECONDS = 120.0


def check_link(url: str, *, private_allowed: bool) -> str:
    """The host of a link that may be fetched.

    Raises:
        DownloadError: it isn't https, or goes to a private address; both are fine where the client's own base address
            is of that kind.
    """
    try:
        parts = urlsplit(url)
        host, scheme = parts.hostname or "", parts.scheme.lower()
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        host, scheme = "", ""
    shown = without_query(url)
    if not host or scheme not in ("http", "https"):
        raise DownloadError(f"{shown!a} is no link that is followed: only https is")
    if scheme == "http" and not private_allowed:
        raise DownloadError(f"{shown!a} is plain http, which isn't followed")
    check_addresses(shown, [host], private_allowed=private_allowed)
    return host


def check_addresses(shown: str, addresses: list[str], *, private_allowed: bool) -> None:
    """Refuse links to private, link-local, loopback and otherwise reserved addresses.

    Raises:
        DownloadError: one of the addresses is such.
    """
    if private_allowed:
        return
    for address in addresses:
        try:
            public = ipaddress.ip_address(address.split("%")[0]).is_global
        except ValueError:
            public = not is_loopback(address)
        if not public:
            raise DownloadError(f"{shown!a} leads to the private address {address}, which isn't followed")


def next_hop(url: str, location: str | None, hop: int) -> str:
    """Where a redirect leads.

    Raises:
        DownloadError: nowhere, or it is one redirect too many.
    """
    if not location:
        raise DownloadError(f"{without_query(url)!a} redirects to nowhere")
    if hop >= MAX_HOPS:
        raise DownloadError(f"{without_query(url)!a} redirects more than {MAX_HOPS} times")
    return urljoin(url, location)


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
        told = content_type.split(";")[0].strip().lower()
        if told.startswith("image/") and b"<html" not in data[:500].lower():
            return media_type(told) or told
        raise NotAnImageError(f"{shown!a} isn't an image but {told or 'of no type'}")
    if not is_complete(data, kind):
        raise NotAnImageError(f"{shown!a} is cut short after {len(data)} bytes", passing=True)
    return kind


def is_private(base_url: str) -> bool:
    """Whether the base address is itself one that links mustn't lead to."""
    try:
        check_link(base_url, private_allowed=False)
    except DownloadError:
        return True
    return False
