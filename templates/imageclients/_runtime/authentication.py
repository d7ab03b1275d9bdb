"""Authenticating a request: a function for each way to send the key, chosen from a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .describe import Provider


def _in_header(provider: Provider, key: str) -> dict[str, str]:
    return {provider.key_header.lower(): provider.key_prefix + key}


def _nowhere(_provider: Provider, _key: str) -> dict[str, str]:
    return {}


SCHEMES: Mapping[str, Callable[[Provider, str], dict[str, str]]] = {"header": _in_header, "none": _nowhere}
"""Scheme to the function that makes the headers with the key."""


def scheme(provider: Provider) -> str:
    """How the provider takes the key."""
    return "header" if provider.key_header else "none"


def key_headers(provider: Provider, key: str) -> dict[str, str]:
    """The headers that authenticate a request."""
    return SCHEMES[scheme(provider)](provider, key)


def reserved_header(provider: Provider) -> str:
    """The header, in lower case, that only the client sets; empty for none."""
    return provider.key_header.lower()
