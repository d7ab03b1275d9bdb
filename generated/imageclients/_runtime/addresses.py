# Made by `clientsmith generate` from templates/imageclients/_runtime/addresses.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Tells which addresses and host names are public, private, a metadata service, or made up by a fake-IP resolver."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from typing import TypeAlias

from ..errors import ConfigurationError
from .config import is_loopback
from .describe import Provider

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network


def _networks(text: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(word) for word in text.split())


# Listed here because `is_global` differs between versions of Python.
_PRIVATE_4 = _networks(
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
    "192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3"
)
_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
_PRIVATE_6 = _networks("2001::/23 2001:db8::/32 3fff::/20")
_METADATA = _networks(
    "169.254.0.0/16 100.100.100.200 168.63.129.16 192.0.0.192 fe80::/10 fd00:ec2::/32 fd20:ce::254 "
    "fd00:c1::a9fe:a9fe fd00:42::42"
)
_METADATA_NAMES = frozenset(
    [
        "metadata",
        "metadata.google.internal",
        "metadata.goog",
        "metadata.tencentyun.com",
        "metadata.azure.internal",
        "metadata.azure.com",
        "instance-data",
        "instance-data.ec2.internal",
    ]
)
_FAKE = _networks("198.18.0.0/15 240.0.0.0/4 fc00::/18 fdfe:dcba:9876::/48")
"""What fake-IP resolvers (Clash, sing-box, Surge) answer: addresses that only their own tunnel understands."""
_PRIVATE_NAMES = re.compile(r"[^.]*|.*\.(localhost|local|localdomain|internal|intranet|home\.arpa|lan|corp|home)")
_HOST = re.compile(r"\*|(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
# IPv6 networks whose addresses carry one of IPv4 in their last 32 bits: compatible, translated, mapped, NAT64.
_CARRIERS = _networks("::/96 ::ffff:0:0:0/96 ::ffff:0:0/96 64:ff9b::/96")
_ISATAP = (b"\x00\x00\x5e\xfe", b"\x02\x00\x5e\xfe")


def canonical(host: str) -> str:
    """The name of a host in httpx's spelling: lower case, with plain dots and digits, and no dot at the end."""
    host = host.partition("%")[0]
    # Names are at most 253 characters long; the codecs take the square of the length.
    if not host.isascii() and len(host) <= 253:
        import httpx  # noqa: PLC0415 - hardly a link needs it

        try:
            # There are two ways to write such names; httpx's is the one that is connected to.
            return httpx.URL(f"https://{host}").raw_host.decode().lower().rstrip(".")
        except (httpx.InvalidURL, UnicodeError):
            pass
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            host = re.sub("[\u3002\uff0e\uff61]", ".", host)
    return host.lower().rstrip(".")


def address_of(host: str) -> Address | None:
    """The address that a host is written as, in any spelling that sockets take; None for a name.

    Raises:
        ValueError: it is a number in a spelling that is read in several ways, or too large.
    """
    try:
        return _inner(ipaddress.ip_address(host))
    except ValueError:
        parts = host.split(".")
        if not _NUMBER.fullmatch(parts[-1]):
            return None
    if len(parts) > 4 or not all(_NUMBER.fullmatch(part) and len(part) < 20 for part in parts):
        raise ValueError(host)
    numbers = [int(part[2:] or "0", 16) if part.startswith("0x") else int(part, 10) for part in parts]
    # A zero in front means octal to some and nothing to others.
    if any(len(part) > 1 and part[0] == "0" and part[1] != "x" for part in parts) or max(numbers[:-1], default=0) > 255:
        raise ValueError(host)
    total = numbers[-1]
    for place, number in enumerate(numbers[:-1]):
        total += number << (24 - 8 * place)
    if numbers[-1] >= 1 << (8 * (5 - len(parts))):
        raise ValueError(host)
    return ipaddress.IPv4Address(total)


def _inner(address: Address) -> Address:
    """The address of IPv4 that an address of IPv6 carries, if it does: connections go there."""
    if not isinstance(address, ipaddress.IPv6Address):
        return address
    isatap = address in _PUBLIC_6 and address.packed[8:12] in _ISATAP
    if isatap or any(address in network for network in _CARRIERS):
        return ipaddress.IPv4Address(address.packed[-4:])
    return address.sixtofour or (address.teredo or (None, None))[1] or address


def is_private(host: str) -> bool:
    """Whether an address isn't public, or a name has a suffix of local networks."""
    host = canonical(host)
    try:
        address = address_of(host)
    except ValueError:
        return True
    if address is None:
        return is_loopback(host) or _PRIVATE_NAMES.fullmatch(host) is not None
    if isinstance(address, ipaddress.IPv4Address):
        return any(address in network for network in _PRIVATE_4)
    return address not in _PUBLIC_6 or any(address in network for network in _PRIVATE_6)


def is_metadata(host: str) -> bool:
    """Whether a name or address is link-local or a metadata service of a cloud, which hands out credentials."""
    host = canonical(host)
    try:
        address = address_of(host)
    except ValueError:
        return False  # private at any rate
    if address is None:
        return host in _METADATA_NAMES or host.endswith(".metadata.google.internal")
    return any(address in network for network in _METADATA)


def are_fake(addresses: Iterable[str], others: Iterable[str]) -> bool:
    """Whether every private address among these was made up by the resolver that made up some of `others`."""
    private = [address for address in addresses if is_private(address)]
    fakes = [network for network in _FAKE if any(_within(other, network) for other in others)]
    return all(any(_within(address, network) for network in fakes) for address in private)


def _is_address(host: str) -> bool:
    try:
        return address_of(host) is not None
    except ValueError:
        return False


def _within(host: str, network: Network) -> bool:
    try:
        return ipaddress.ip_address(host) in network
    except ValueError:
        return False


def host_names(provider: Provider, given: Iterable[str] | None) -> tuple[str, ...]:
    """The hosts of the option image_hosts, in the spelling in which links are compared with them.

    Raises:
        ConfigurationError: it isn't a list of names or addresses of hosts.
    """
    is_list = isinstance(given, Iterable) and not isinstance(given, str)
    entries: list[object] = [] if given is None else list(given) if is_list else [given]
    names = [canonical(entry.strip().strip("[]")) if isinstance(entry, str) else "" for entry in entries]
    for entry, name in zip(entries, names, strict=True):
        if not is_list or not (_HOST.fullmatch(name) or _is_address(name)):
            raise ConfigurationError(
                f"image_hosts must be a list of hosts without scheme and port, such as "
                f'["images.example.com", "*.example.net", "10.0.0.5"], and has {entry!a:.100}',
                provider=provider.name,
            )
    return tuple(names)
