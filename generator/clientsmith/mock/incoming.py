"""A request as it came in, and which operations it may be for."""

from __future__ import annotations

from clientsmith.language.model import Operation, Provider
from clientsmith.oracle.requests import Incoming, path_pattern


def operations_of(provider: Provider, incoming: Incoming, base: str) -> tuple[list[Operation], set[str]]:
    """Return the operations that a request may be for, and all methods that its address takes."""
    there = [one for one in provider.operations if path_pattern(one, base).fullmatch(incoming.path)]
    methods = {one.method for one in there} | {"HEAD" for one in there if _takes(one, "HEAD")}
    return [one for one in there if _takes(one, incoming.method)], methods


def _takes(operation: Operation, method: str) -> bool:
    """Whether an operation is asked for by this method; HEAD is GET without a body, and changes nothing."""
    return operation.method == method or (method == "HEAD" and operation.method == "GET" and not operation.submits)
