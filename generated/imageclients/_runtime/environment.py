# Made by `clientsmith generate` from templates/imageclients/_runtime/environment.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Reads certificates and proxies from the environment, for the httpx clients that a client makes itself."""

from __future__ import annotations

import ipaddress
import os
import ssl
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar
from urllib.parse import urlsplit

from ..errors import ConfigurationError

T = TypeVar("T")


def tls_context() -> ssl.SSLContext:
    """The TLS context of this environment, which checks certificates; making one takes 15 ms, so it is kept.

    Raises:
        ConfigurationError: SSL_CERT_FILE, or else SSL_CERT_DIR, names what can't be used.
    """
    names = ("SSL_CERT_FILE", "SSL_CERT_DIR")
    values = tuple(os.environ.get(name) or "" for name in names)
    # httpx looks at the folder only where no file is named.
    name, path = next((pair for pair in zip(names, values, strict=True) if pair[1]), ("", ""))
    try:
        return _context(values, _stamps(path, is_folder=name == "SSL_CERT_DIR") if path else ())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigurationError(f"{name} is {path!a}, which can't be used: {reason}") from error


def _stamps(path: str, *, is_folder: bool) -> tuple[tuple[str, int, int], ...]:
    """Times and sizes of the certificate files; a changed file is read again for the next client."""
    if not is_folder:
        status = os.stat(path)  # noqa: PTH116 - a path of the environment as it is
        return ((path, status.st_mtime_ns, status.st_size),)
    with os.scandir(path) as entries:
        statuses = [(entry.name, entry.stat()) for entry in entries if entry.is_file()]
    return tuple(sorted((name, status.st_mtime_ns, status.st_size) for name, status in statuses))


@lru_cache(maxsize=4)
def _context(_values: tuple[str, ...], _stamps_of_files: tuple[tuple[str, int, int], ...]) -> ssl.SSLContext:
    import httpx  # noqa: PLC0415 - a client that isn't used yet doesn't pay for it

    return httpx.create_ssl_context()


@lru_cache(maxsize=1)
def no_certificates() -> ssl.SSLContext:
    """A TLS context without certificates, for clients of plain http; loading certificates takes 15 ms."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def proxy_mounts(base_url: str, make: Callable[[str], T]) -> dict[str, T | None]:
    """The environment's proxy for https as `mounts` of an httpx client, with the hosts that NO_PROXY leaves out.

    httpx would read the environment itself, but fails on networks in NO_PROXY and on proxies that aren't for https.

    Raises:
        ConfigurationError: HTTPS_PROXY, ALL_PROXY or NO_PROXY can't be used.
    """
    from urllib.request import getproxies  # noqa: PLC0415 - httpx has imported it by now

    settings = getproxies()
    scheme = next((scheme for scheme in ("https", "all") if settings.get(scheme)), "")
    entries = [entry for entry in map(str.strip, settings.get("no", "").split(",")) if entry]
    if not scheme or "*" in entries:
        return {}
    try:
        host = urlsplit(base_url).hostname or ""
        mounts: dict[str, T | None] = dict.fromkeys(filter(None, (_pattern(entry, host) for entry in entries)))
        address = settings[scheme].strip()
        return {**mounts, "https://": make(_with_host(address if "://" in address else f"http://{address}", scheme))}
    except (ImportError, ValueError) as error:
        raise ConfigurationError(f"{_variable(scheme)} can't be used: {error}") from error
    except Exception as error:
        if type(error).__name__ != "InvalidURL":
            raise
        # Its words quote the address, which may have a password.
        raise ConfigurationError(f"{_variable(scheme)} can't be used: it isn't the address of a proxy") from None


def _with_host(address: str, scheme: str) -> str:
    if not urlsplit(address).hostname:
        raise ConfigurationError(f"{_variable(scheme)} can't be used: it names no host")
    return address


def _pattern(entry: str, host: str) -> str | None:
    """An entry of NO_PROXY in httpx's form; a network is replaced by the client's host, if that is an address in it.

    Raises:
        ConfigurationError: it is neither a host nor a network.
    """
    import httpx  # noqa: PLC0415 - the same

    try:
        network = ipaddress.ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        name = entry.removeprefix("*")
        pattern = entry if "://" in entry else f"all://{name}" if name.lower() == "localhost" else f"all://*{name}"
    else:
        address = _address(host) if network.num_addresses > 1 else network.network_address
        if address is None or address not in network:
            return None
        pattern = f"all://[{address}]" if address.version == 6 else f"all://{address}"
    try:
        httpx.URL(pattern)
    except httpx.InvalidURL as error:
        message = f"{_variable('no')} has the entry {entry!a}, which is neither a host nor a network: {error}"
        raise ConfigurationError(message) from error
    return pattern


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _variable(scheme: str) -> str:
    """The name of the variable for a scheme, in upper or lower case as the environment has it."""
    name = f"{scheme}_proxy"
    return next((variable for variable in (name, name.upper()) if os.environ.get(variable)), name.upper())
