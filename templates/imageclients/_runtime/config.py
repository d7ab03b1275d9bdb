"""Addresses, times and retries as the user sets them, checked before anything is sent."""

from __future__ import annotations

import ipaddress
import logging
import math
import os
import re
from typing import get_args
from urllib.parse import urlsplit

from ..errors import ConfigurationError
from .describe import Provider
from .jsontypes import is_number
from .requests import Validation

log = logging.getLogger(__name__.removesuffix("._runtime.config"))
"""The logger of the package, under the name that it was vendored as."""


_USER = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.-]*://)[^/@?#]*@")


def base_url(provider: Provider, given: str | None, *, allow_insecure: bool) -> str:
    """A base address without a slash at its end: as it is given, or from NAME_BASE_URL.

    Raises:
        ConfigurationError: the address is missing, or isn't https; plain http is for loopback only.
    """
    variable = f"{provider.name.upper()}_BASE_URL"
    url = given or os.environ.get(variable)
    if not url:
        message = f"the documentation names no address: pass base_url=... or set {variable}"
        raise ConfigurationError(message, provider=provider.name)
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except (ValueError, TypeError, AttributeError):
        parts, usable = urlsplit(""), False
    if not usable or parts.username or parts.password or set("?#\\") & set(url) or _has_odd(url):
        message = "base_url must be like https://host or https://host/prefix, without user, query or fragment"
        raise ConfigurationError(message, provider=provider.name)
    if parts.scheme == "http" and not allow_insecure and not is_loopback(parts.hostname or ""):
        message = f"base_url {parts.hostname} would send the key over plain http: use https, or allow_insecure=True"
        raise ConfigurationError(message, provider=provider.name)
    return url.rstrip("/")


def _has_odd(url: str) -> bool:
    return any(not "!" <= character <= "~" for character in url)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its name or address."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def seconds(provider: Provider, name: str, value: float | None) -> float | None:
    """A time limit: None for the default, math.inf for none at all.

    Raises:
        ConfigurationError: it isn't a positive number.
    """
    if value is None:
        return None
    if not is_number(value) or not value > 0:
        raise ConfigurationError(f"{name} must be a positive number of seconds, is {value!r}", provider=provider.name)
    # More than 30 years are no limit, and more than what sockets take.
    return float(value) if value < 1e9 else math.inf


def retries(provider: Provider, value: int) -> int:
    """A number of retries.

    Raises:
        ConfigurationError: it isn't a whole number from 0 to 20.
    """
    if isinstance(value, bool) or value not in range(21):
        message = f"max_retries must be a whole number from 0 to 20, is {value!r}"
        raise ConfigurationError(message, provider=provider.name)
    return int(value)


def validation(provider: Provider, value: Validation) -> Validation:
    """A way to validate.

    Raises:
        ConfigurationError: it isn't strict, warn or off.
    """
    if value not in get_args(Validation):
        raise ConfigurationError(f"validation must be strict, warn or off, is {value!r}", provider=provider.name)
    return value


def without_query(url: str) -> str:
    """A link for messages and logs, without its query, which may be a signature."""
    head, mark, _ = _USER.sub(r"\1", url[:2000]).partition("?")
    return f"{head[:200]}?***" if mark else head[:200]
