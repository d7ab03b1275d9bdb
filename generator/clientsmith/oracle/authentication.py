"""How a request is authenticated, as a table of schemes: a header with the key, or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from clientsmith.language.model import Provider, Security


@dataclass(frozen=True)
class Authentication:
    """An authentication scheme.

    Attributes:
        headers: the headers that carry a key, by names in lower case.
        key: the key that the headers of a request carry; empty for none.
    """

    headers: Callable[[Security, str], dict[str, str]]
    key: Callable[[Security, Mapping[str, str]], str]


def _in_header(security: Security, key: str) -> dict[str, str]:
    return {security.header.lower(): security.prefix + key}


def _key_in_header(security: Security, headers: Mapping[str, str]) -> str:
    value = headers.get(security.header.lower(), "")
    key = value.removeprefix(security.prefix)
    return key if value.startswith(security.prefix) and key.strip() else ""


WAYS: Mapping[str, Authentication] = {
    "header": Authentication(_in_header, _key_in_header),
    "none": Authentication(lambda _security, _key: {}, lambda _security, _headers: ""),
}
"""Ways by name; a bearer token is a header with a prefix."""


def way_of(provider: Provider) -> Authentication:
    """Return how requests to a provider are authenticated."""
    return WAYS["header" if provider.security.header else "none"]
