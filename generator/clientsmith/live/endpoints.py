"""Finds the operation of a request, and so whether it may bill."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlsplit

from clientsmith.language.model import Operation, Provider, Task
from clientsmith.oracle import following
from clientsmith.oracle.authentication import without_key
from clientsmith.oracle.operation import called_at

Kind = Literal["bills", "free", "image"]


class Endpoints:
    """The operations of a provider under its address."""

    def __init__(self, provider: Provider, base_url: str) -> None:
        self._provider = provider
        results = [operation.results for operation in provider.operations if operation.results is not None]
        self._has_keyed_links = any(one.security == "provider" for one in results)
        self._host = urlsplit(base_url)[:2]
        self._known = [
            (urlsplit(address)[:2], re.compile(_pattern(urlsplit(address).path.rstrip("/"), operation)), operation)
            for operation in provider.operations
            for address in [called_at(provider, operation, base_url)]
        ]
        self._addresses: dict[tuple[str, str], Operation] = {}

    def learn(self, task: Task, addresses: Mapping[str, str]) -> None:
        """Take the addresses of a task, by what they are for: calls about it go there."""
        for kind, address in addresses.items():
            operation = self._provider.operation(following.operation_of(task, kind) or "")
            self._addresses[operation.method, address] = operation
            # A recording lacks the queries of links.
            self._addresses.setdefault((operation.method, address.partition("?")[0]), operation)

    def of_address(self, method: str, url: str) -> Operation | None:
        """Return the operation that an address of a task stands for."""
        return self._addresses.get((method, url)) or self._addresses.get((method, url.partition("?")[0]))

    def operations(self, method: str, url: str) -> list[Operation]:
        """Return the operations of a request; several if they share an address."""
        if (of_task := self.of_address(method, url)) is not None:
            return [of_task]
        parts = urlsplit(url)
        path = parts.path.rstrip("/")
        return [
            operation
            for host, pattern, operation in self._known
            if host == parts[:2] and operation.method == method and pattern.fullmatch(path)
        ]

    def kind(self, method: str, url: str, names: set[str]) -> Kind:
        """Return the kind of a request; in doubt it bills."""
        operations = self.operations(method, url)
        if operations:
            return "bills" if any(operation.submits for operation in operations) else "free"
        return "bills" if method != "GET" or (self._has_key(url, names) and not self._has_keyed_links) else "image"

    def _has_key(self, url: str, names: set[str]) -> bool:
        """Return whether a GET carries the key, as calls do and images don't; in doubt it does."""
        if not self._provider.security.place:
            return urlsplit(url)[:2] == self._host
        request = {"url": url, "headers": dict.fromkeys(names, ""), "body": None}
        return without_key(self._provider, request) != request


def _pattern(base: str, operation: Operation) -> str:
    path = operation.path.partition("?")[0].rstrip("/")
    parts = re.split(r"\{[^{}]*\}", path)
    return re.escape(base) + "[^/]+".join(re.escape(part) for part in parts)
