"""Finds the operation of a request, and so whether it may bill."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

from clientsmith.language.model import Operation, Provider

Kind = Literal["bills", "free", "image"]


class Endpoints:
    """The operations of a provider under its address."""

    def __init__(self, provider: Provider, base_url: str) -> None:
        self._header = provider.security.header
        results = [operation.results for operation in provider.operations if operation.results is not None]
        self._has_keyed_links = any(one.security == "provider" for one in results)
        self._host = urlsplit(base_url)[:2]
        base = urlsplit(base_url).path.rstrip("/")
        self._known = [(re.compile(_pattern(base, operation)), operation) for operation in provider.operations]

    def operations(self, method: str, url: str) -> list[Operation]:
        """Return the operations of a request; several if they share an address."""
        parts = urlsplit(url)
        if parts[:2] != self._host:
            return []
        path = parts.path.rstrip("/")
        known = ((pattern, operation) for pattern, operation in self._known if operation.method == method)
        return [operation for pattern, operation in known if pattern.fullmatch(path)]

    def kind(self, method: str, url: str, names: set[str]) -> Kind:
        """Return the kind of a request; in doubt it bills."""
        operations = self.operations(method, url)
        if operations:
            return "bills" if any(operation.submits for operation in operations) else "free"
        keyed = self._header.lower() in names if self._header else urlsplit(url)[:2] == self._host
        return "bills" if (keyed and not self._has_keyed_links) or method != "GET" else "image"


def _pattern(base: str, operation: Operation) -> str:
    path = operation.path.partition("?")[0].rstrip("/")
    parts = re.split(r"\{[^{}]*\}", path)
    return re.escape(base) + "[^/]+".join(re.escape(part) for part in parts)
