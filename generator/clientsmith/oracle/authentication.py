"""How a request is authenticated: the key of a request, and where it goes, as tables by algorithm and place."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote_plus

from clientsmith.language.model import Mint, Provider, Security
from clientsmith.load.json_values import mapping

Request = dict[str, Any]
"""Method, URL, headers with names in lower case, and body as a JSON value or None."""


@dataclass(frozen=True)
class Authentication:
    """An authentication scheme.

    Attributes:
        add: puts a key into a request.
        key: the text in the key's place, given headers, query and body of a request; None for none.
    """

    add: Callable[[Security, str, Request], Request]
    key: Callable[[Security, Mapping[str, str], str, bytes], str | None]


def _add_header(security: Security, value: str, request: Request) -> Request:
    return {**request, "headers": {**request["headers"], security.wire.lower(): value}}


def _add_query(security: Security, value: str, request: Request) -> Request:
    mark = "&" if "?" in request["url"] else "?"
    return {**request, "url": f"{request['url']}{mark}{quote(security.wire, safe='')}={quote(value, safe='')}"}


def _add_body(security: Security, value: str, request: Request) -> Request:
    body = request["body"]
    return request if body is None else {**request, "body": {security.wire: value, **body}}


def _in_query(security: Security, _headers: Mapping[str, str], query: str, _body: bytes) -> str | None:
    pairs = (part.partition("=") for part in query.split("&"))
    return next((unquote_plus(value) for name, _, value in pairs if unquote_plus(name) == security.wire), None)


def _in_body(security: Security, _headers: Mapping[str, str], _query: str, body: bytes) -> str | None:
    try:
        value = mapping(json.loads(body)).get(security.wire)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, str) else None


PLACES: Mapping[str, Authentication] = {
    "header": Authentication(_add_header, lambda security, headers, _query, _body: headers.get(security.wire.lower())),
    "query": Authentication(_add_query, _in_query),
    "body": Authentication(_add_body, _in_body),
    "": Authentication(lambda _security, _value, request: request, lambda _security, _headers, _query, _body: None),
}
"""Schemes by the place of the key."""


def authenticated(provider: Provider, key: str, request: Request) -> Request:
    """Return the request with the key in its place."""
    security = provider.security
    return PLACES[security.place].add(security, security.prefix + key, request)


def key_in(provider: Provider, headers: Mapping[str, str], query: str, body: bytes) -> str:
    """Return the key of a request; empty for none."""
    security = provider.security
    value = PLACES[security.place].key(security, headers, query, body) or ""
    key = value.removeprefix(security.prefix)
    return key if value.startswith(security.prefix) and key.strip() else ""


def without_key(provider: Provider, request: Mapping[str, Any]) -> Request:
    """Return the URL, headers and body of a request without its key."""
    place, name = provider.security.place, provider.security.wire
    if place == "header":
        headers = {header: value for header, value in request["headers"].items() if header != name.lower()}
        return {**request, "headers": headers}
    if place == "query":
        path, _, query = str(request["url"]).partition("?")
        rest = "&".join(part for part in query.split("&") if unquote_plus(part.partition("=")[0]) != name)
        return {**request, "url": f"{path}?{rest}" if rest else path}
    if place == "body" and isinstance(request["body"], dict):
        body = mapping(request["body"])
        return {**request, "body": {field: value for field, value in body.items() if field != name}}
    return dict(request)


def sent_key(provider: Provider, credentials: Mapping[str, str], now: float) -> str:
    """Return the key that a request at this time carries."""
    mint = provider.security.mint
    return MINTS[mint.algorithm][0](mint, credentials, now) if mint is not None else next(iter(credentials.values()))


def is_minted(mint: Mint, token: str, now: float | None, secret: str = "") -> bool:
    """Return whether a token has the claims, is valid at this time, and signed by a secret if these are given."""
    return MINTS[mint.algorithm][1](mint, token, now, secret)


def _jwt(mint: Mint, credentials: Mapping[str, str], now: float) -> str:
    claims = {name: credentials[to] if isinstance(to, str) else int(now) + to for name, to in mint.claims.items()}
    head = ".".join(_text(json.dumps(part, separators=(",", ":")).encode()) for part in (_HEADER, claims))
    return f"{head}.{_text(_signature(head, credentials[mint.secret]))}"


def _verifies(mint: Mint, token: str, now: float | None, secret: str) -> bool:
    head, _, signature = token.rpartition(".")
    try:
        header, claims = (mapping(json.loads(_bytes(part))) for part in head.split("."))
        signed = hmac.compare_digest(_bytes(signature), _signature(head, secret)) if secret else True
    except (ValueError, binascii.Error, RecursionError):
        return False
    times = [claims.get(name) for name in ("nbf", "exp") if name in mint.claims]
    if not all(isinstance(time, int) and not isinstance(time, bool) for time in times):
        return False
    if now is not None and not claims.get("nbf", now) <= now < claims.get("exp", now + 1):
        return False
    return signed and header.get("alg") == mint.algorithm and claims.keys() >= mint.claims.keys()


def _signature(head: str, secret: str) -> bytes:
    return hmac.digest(secret.encode(), head.encode(), hashlib.sha256)


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


_HEADER = {"alg": "HS256", "typ": "JWT"}
MINTS: Mapping[
    str, tuple[Callable[[Mint, Mapping[str, str], float], str], Callable[[Mint, str, float | None, str], bool]]
] = {"HS256": (_jwt, _verifies)}
"""How a token is made, and how it is verified, by algorithm."""
