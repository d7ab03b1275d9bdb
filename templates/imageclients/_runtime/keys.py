"""The key: from the user or the environment, for each attempt, as it is or as a token that is minted from it."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import unicodedata
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, cast

from ..errors import ConfigurationError
from .config import log
from .credentials import Hidden, Secret
from .describe import Mint, Provider
from .effects import Await, Flow
from .options import System

ApiKey: TypeAlias = str | Mapping[str, str] | Callable[[], object] | None
"""A key, credentials by name, or a function that returns one of them for each attempt, which may be asynchronous."""


def api_key(provider: Provider, given: ApiKey, variables: tuple[str, ...]) -> Secret:
    """The key, from the argument or these variables of the environment.

    Raises:
        ConfigurationError: the key is missing or malformed; the message never shows it.
    """
    if not provider.key_in:
        return Secret()
    if callable(given):
        return Secret(given)
    if given is not None:
        return Secret(_credentials(provider, given, "api_key"))
    names, known = provider.credentials, variables
    if len(names) == 1:
        # Any of the variables may have the key; the first that is set counts.
        variables = (next((one for one in variables if one in os.environ), variables[0]),)
    found = {name: os.environ[one] for name, one in zip(names, variables, strict=True) if one in os.environ}
    missing = [one for one in variables if one not in os.environ]
    if missing:
        wanted = " or ".join(known) if len(names) == 1 else " and ".join(missing)
        message = f"no API key: pass api_key=... or set the environment variable {wanted}"
        raise ConfigurationError(message, provider=provider.name)
    return Secret({name: _credential(provider, found[name], one) for name, one in zip(names, variables, strict=True)})


def _credentials(provider: Provider, given: object, origin: str) -> dict[str, Hidden]:
    """Credentials by name, out of a key or a mapping; `origin` says where they are from.

    Raises:
        ConfigurationError: one is missing or malformed, or the provider knows none of the name.
    """
    names = provider.credentials
    if len(names) == 1 and not isinstance(given, Mapping):
        return {names[0]: _credential(provider, given, origin)}
    if not isinstance(given, Mapping) or set(cast("Mapping[object, object]", given)) != set(names):
        message = f"{origin} must be a mapping with {' and '.join(names)}"
        raise ConfigurationError(message, provider=provider.name)
    values = cast("Mapping[str, object]", given)
    return {name: _credential(provider, values[name], f"{origin}[{name!r}]") for name in names}


def _credential(provider: Provider, raw: object, origin: str) -> Hidden:
    def fail(message: str) -> ConfigurationError:
        return ConfigurationError(message, provider=provider.name)

    if not isinstance(raw, str):
        raise fail(f"{origin} must be a string, is {type(raw).__name__}")
    key = raw.strip(" \t\r\n")
    if not key:
        wanted = " or ".join(provider.variables)
        raise fail(f"{origin} is empty: pass api_key=... or set the environment variable {wanted}")
    if key != raw:
        log.warning("%s: white space around %s was removed", provider.name, origin)
    if _is_placeholder(key, provider):
        raise fail(f"{origin} looks like the placeholder of the documentation, not like a key")
    for position, character in enumerate(key):
        if not "!" <= character <= "~":
            name = unicodedata.name(character, f"U+{ord(character):04X}")
            raise fail(f"{origin} has a character that no key has, at position {position + 1}: {name}")
    return Hidden(key)


def _is_placeholder(key: str, provider: Provider) -> bool:
    bare = key.removeprefix("Bearer ").strip("<>{} ").casefold()
    known = {text.strip("<>{} ").casefold() for text in provider.placeholders}
    return bare in known or bare in {"your_api_key", "your-api-key", "api_key", "token"}


def key_of_attempt(provider: Provider, secret: Secret, system: System) -> Flow[Hidden]:
    """The key of this attempt: as it was given, as the user's function returns it, or a token minted from that.

    Raises:
        ConfigurationError: the user's function fails, or returns what can't be a key.
    """
    credentials = secret.credentials
    if credentials is None:
        function: Any = secret.source
        try:
            given: Any = function()
            if hasattr(given, "__await__"):
                given = yield Await(given)
        except Exception as error:
            message = f"api_key failed with {type(error).__name__}; nothing was sent"
            raise ConfigurationError(message, provider=provider.name) from error
        credentials = _credentials(provider, given, "what api_key returns")
        secret.remember(credentials)
    if provider.mint is None:
        return next(iter(credentials.values()))
    token = {"token": Hidden(MINTS[provider.mint.algorithm](provider.mint, credentials, system.time()))}
    secret.remember(token)
    return token["token"]


def _hs256(mint: Mint, credentials: Mapping[str, Hidden], now: float) -> str:
    """A JSON Web Token, signed with HMAC and SHA-256."""
    claims = {
        claim: credentials[value].reveal() if isinstance(value, str) else int(now) + value
        for claim, value in mint.claims.items()
    }
    parts = [json.dumps(part, separators=(",", ":")).encode() for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    signed = b".".join(map(_base64url, parts))
    signature = hmac.new(credentials[mint.secret].reveal().encode(), signed, hashlib.sha256).digest()
    return (signed + b"." + _base64url(signature)).decode()


def _base64url(content: bytes) -> bytes:
    return urlsafe_b64encode(content).rstrip(b"=")


MINTS: Mapping[str, Callable[[Mint, Mapping[str, Hidden], float], str]] = {"HS256": _hs256}
"""Algorithm to the function that mints a token, given the credentials and the time in Unix seconds."""
