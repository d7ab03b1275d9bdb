"""Authenticating a request: a function for each place where a key goes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import quote

from .bodies import Body
from .credentials import Hidden
from .describe import Provider


class Parts(NamedTuple):
    """The parts of a request that may carry a key; the names of headers are in lower case."""

    url: str
    headers: dict[str, str]
    body: Body | None


def _in_header(provider: Provider, key: str, parts: Parts) -> Parts:
    return parts._replace(headers={**parts.headers, provider.key_name.lower(): provider.key_prefix + key})


def _in_query(provider: Provider, key: str, parts: Parts) -> Parts:
    pair = f"{quote(provider.key_name, safe='')}={quote(provider.key_prefix + key, safe='')}"
    return parts._replace(url=f"{parts.url}{'&' if '?' in parts.url else '?'}{pair}")


def _in_body(provider: Provider, key: str, parts: Parts) -> Parts:
    if not isinstance(parts.body, bytes):
        return parts
    # A JSON object, as the client encodes it: no white space before its first name.
    pair = f"{json.dumps(provider.key_name)}:{json.dumps(provider.key_prefix + key)}".encode()
    rest = parts.body[1:]
    return parts._replace(body=b"{" + pair + (b"" if rest == b"}" else b",") + rest)


PLACES: Mapping[str, Callable[[Provider, str, Parts], Parts]] = {
    "header": _in_header,
    "query": _in_query,
    "body": _in_body,
    "": lambda _provider, _key, parts: parts,
}
"""Place of the key to the function that puts it there; empty where no key is needed."""


def authenticated(provider: Provider, key: Hidden, parts: Parts) -> Parts:
    """The parts of a request, with the key."""
    return PLACES[provider.key_in](provider, key.reveal(), parts)


def reserved_header(provider: Provider) -> str:
    """The header, in lower case, that only the client sets; empty for none."""
    return provider.key_name.lower() if provider.key_in == "header" else ""
