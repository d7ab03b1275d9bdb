"""The exact request that a call makes, worked out from the IR alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from clientsmith.language.model import Field
from clientsmith.oracle.equality import Same
from clientsmith.oracle.pointers import put
from clientsmith.vectors.subject import KEY, Subject


def request(subject: Subject, values: Mapping[str, Any], extra: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Method, URL, headers and body for values by wire name; `extra` is added to the body as it is."""
    operation = subject.operation
    sent: list[tuple[Field, Any]] = [(one, one.constant) for one in subject.constants]
    sent += [(subject.fields[wire], values[wire]) for wire in subject.ordered(values)]
    body: dict[str, Any] = {}
    for field, value in sent:
        if field.location == "body":
            body = put(body, field.pointer or [field.wire], value)
    body |= extra or {}
    headers = {"accept": "application/json"}
    if subject.provider.security.header:
        headers[subject.provider.security.header.lower()] = subject.provider.security.prefix + KEY
    if operation.has_body or body:
        headers["content-type"] = "application/json"
    headers |= {field.wire.lower(): text(value) for field, value in sent if field.location == "header"}
    return {
        "method": operation.method,
        "url": address(subject, sent),
        "headers": headers,
        "body": body if operation.has_body or body else None,
    }


def address(subject: Subject, sent: list[tuple[Field, Any]]) -> str:
    """The URL with path and query."""
    path = "" if subject.operation.path == "/" else subject.operation.path
    for field, value in sent:
        if field.location == "path":
            segment = quote(text(value), safe="")
            # Two dots would lead out of the path, however they got in.
            path = path.replace("{" + field.wire + "}", {".": "%2E", "..": "%2E%2E"}.get(segment, segment))
    query = "&".join(
        f"{quote(field.wire, safe='')}={quote(text(value), safe='')}"
        for field, value in sent
        if field.location == "query"
    )
    return subject.base_url + path + (f"?{query}" if query else "")


def line(subject: Subject, values: Mapping[str, Any]) -> str:
    """Method and URL, as `sent` has them."""
    asked = ("line", Same(values))
    if asked not in subject.found:
        made = request(subject, values)
        subject.found[asked] = f"{made['method']} {made['url']}"
    return str(subject.found[asked])


def text(value: Any) -> str:
    """A value in a header, path or query."""
    return value if isinstance(value, str) else json.dumps(value)


CONNECT, EARLY = 10.0, 0.9
"""Most seconds to connect, and the part of a request's total in which it must have begun."""


def timeouts(seconds: float) -> list[float | None]:
    """The limits of a request of so many whole seconds in total: to connect, read, write, and get a connection."""
    early = round(EARLY * seconds, 6)
    return [min(CONNECT, early), float(seconds), float(seconds), early]
