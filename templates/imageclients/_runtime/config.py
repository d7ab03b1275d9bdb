"""Keys, addresses, times and retries as the user sets them, checked before anything is sent."""

from __future__ import annotations

import ipaddress
import logging
import math
import os
import re
import unicodedata
from typing import get_args
from urllib.parse import urlsplit

from ..errors import ConfigurationError
from .describe import Provider
from .jsontypes import is_number
from .redaction import KeyRedactor
from .requests import Validation

log = logging.getLogger(__name__.removesuffix("._runtime.config"))
"""The logger of the package, under the name that it was vendored as."""


_USER = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.-]*://)[^/@?#]*@")


class Secret(KeyRedactor):
    """A key that shows itself to no repr, log or traceback; it can be neither pickled nor copied."""

    __slots__ = ()

    def reveal(self) -> str:
        """The key itself, for the header it goes into."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    def __reduce__(self) -> str:
        raise TypeError("a key can't be pickled or copied")


def api_key(provider: Provider, given: str | None) -> Secret:
    """The key, from the argument or NAME_API_KEY.

    Raises:
        ConfigurationError: the key is missing or malformed; the message never shows it.
    """
    if not provider.key_header:
        return Secret("")
    variable = f"{provider.name.upper()}_API_KEY"
    raw = given if given is not None else os.environ.get(variable)
    origin = "api_key" if given is not None else variable

    def fail(message: str) -> ConfigurationError:
        return ConfigurationError(message, provider=provider.name)

    if raw is None:
        raise fail(f"no API key: pass api_key=... or set the environment variable {variable}")
    if not isinstance(raw, str):  # pyright: ignore[reportUnnecessaryIsInstance] - callers may be untyped
        raise fail(f"{origin} must be a string, is {type(raw).__name__}")
    key = raw.strip(" \t\r\n")
    if not key:
        raise fail(f"{origin} is empty: pass api_key=... or set the environment variable {variable}")
    if key != raw:
        log.warning("%s: white space around %s was removed", provider.name, origin)
    if _is_placeholder(key, provider):
        raise fail(f"{origin} looks like the placeholder of the documentation, not like a key")
    for position, character in enumerate(key):
        if not "!" <= character <= "~":
            name = unicodedata.name(character, f"U+{ord(character):04X}")
            raise fail(f"{origin} has a character that no key has, at position {position + 1}: {name}")
    return Secret(key)


def _is_placeholder(key: str, provider: Provider) -> bool:
    bare = key.removeprefix("Bearer ").strip("<>{} ").casefold()
    known = {text.strip("<>{} ").casefold() for text in provider.placeholders}
    return bare in known or bare in {"your_api_key", "your-api-key", "api_key", "token"}


def base_url(provider: Provider, given: str | None, *, allow_insecure: bool) -> str:
    """The base address without a slash at its end: from the argument, the spec, or NAME_BASE_URL.

    Raises:
        ConfigurationError: the address is missing, or isn't https; plain http is for loopback only.
    """
    variable = f"{provider.name.upper()}_BASE_URL"
    documented = provider.servers[0] if provider.servers else None
    url = given or documented or os.environ.get(variable)
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
