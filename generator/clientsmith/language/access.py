"""What a client needs from outside: the variable of its key, and the host that the key goes to."""

from __future__ import annotations

from urllib.parse import urlsplit

from clientsmith.language.model import Provider
from clientsmith.language.prose import listed


def key_variables(provider: Provider) -> str:
    """The variables of the environment that the client takes its key from; empty where it needs none."""
    names = provider.key_env
    return listed(names, "and" if provider.security.credentials else "or") if names else ""


def address_variable(provider: Provider) -> str:
    """The variable of the environment for an address that the spec doesn't have."""
    return f"{provider.name.upper()}_BASE_URL"


def host(provider: Provider) -> str:
    """The host that the client calls by default, or, if the spec has none, the variable that gives it."""
    if provider.servers:
        return urlsplit(provider.servers[0].url).netloc
    return f"the address in {address_variable(provider)}"


def access(provider: Provider) -> str:
    """Both in a sentence."""
    key = key_variables(provider)
    return f"sends the key in {key} to {host(provider)}" if key else f"needs no key and calls {host(provider)}"
