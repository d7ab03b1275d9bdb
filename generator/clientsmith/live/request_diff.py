"""Compares a sent request with the expected one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from clientsmith.diagnostics import shown
from clientsmith.language.model import Provider
from clientsmith.language.types import MULTIPART
from clientsmith.live.difference import Difference
from clientsmith.live.exchange import Exchange
from clientsmith.live.plan import Call
from clientsmith.load.json_values import mapping, sequence
from clientsmith.oracle.authentication import without_key
from clientsmith.oracle.bodies import ENCODINGS
from clientsmith.oracle.operation import OperationView, called_at

FRAMING = frozenset(
    {"host", "user-agent", "accept-encoding", "connection", "content-length", "transfer-encoding", "cookie"}
)
"""Headers that belong to the transport and not to the call."""
_ABSENT = object()
"""Stands for an absent value; null is a value."""


def request_differences(
    provider: Provider, address: str, call: Call, exchanges: list[Exchange]
) -> Iterator[Difference]:
    """Yield where the first billable request differs from the expected one: method, URL, headers but the key, body."""
    exchange = next((exchange for exchange in exchanges if exchange.kind == "bills"), None)
    if call.expected is None or exchange is None:
        return
    wanted, security = without_key(provider, call.expected), provider.security
    documented = OperationView(provider, call.operation).base_url
    url = called_at(provider, call.operation, address) + str(wanted["url"]).removeprefix(documented)
    body = _body(call, exchange) if exchange.body else None
    sent = {"url": exchange.url, "headers": exchange.headers, "body": body}
    actual_request = without_key(provider, sent)
    headers = {name: value for name, value in actual_request["headers"].items() if name not in FRAMING}
    if call.operation.media_type == MULTIPART:
        headers |= {"content-type": headers.get("content-type", "").partition(";")[0]}  # each has a boundary of its own
    expected = wanted["headers"]
    pairs: list[tuple[str, str, Any, Any]] = [
        ("method", "", wanted["method"], exchange.method),
        ("url", "", url, actual_request["url"]),
    ]
    for name in sorted({*expected, *headers}):
        pairs.append(("header", f" {name}", expected.get(name, _ABSENT), headers.get(name, _ABSENT)))
    if security.place and actual_request == sent:
        pairs.append(("header", f" {security.wire.lower()}", "the key", _ABSENT))
    pairs += [
        ("body", f" {path or '/'}", expected_value, actual)
        for path, expected_value, actual in _unlike(wanted["body"], actual_request["body"])
    ]
    for kind, part, expected_value, actual in pairs:
        if expected_value != actual:
            where = f"{call.operation.id} request{part}"
            yield Difference(where, f"sent-{kind}", _word(expected_value), _word(actual), call.key)


def _body(call: Call, exchange: Exchange) -> Any:
    """The content of a request; None for none that can be read."""
    try:
        return ENCODINGS[call.operation.media_type].parse(exchange.body, exchange.headers.get("content-type", ""))
    except ValueError:
        return None


def _unlike(wanted: Any, actual: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield the places where two JSON values differ, as JSON Pointer and both values."""
    if isinstance(wanted, dict) and isinstance(actual, dict):
        left, right = mapping(wanted), mapping(actual)
        for name in dict.fromkeys([*left, *right]):
            yield from _unlike(left.get(name, _ABSENT), right.get(name, _ABSENT), f"{path}/{name}")
    elif isinstance(wanted, list) and isinstance(actual, list) and len(sequence(wanted)) == len(sequence(actual)):
        for index, (left_item, right_item) in enumerate(zip(sequence(wanted), sequence(actual), strict=True)):
            yield from _unlike(left_item, right_item, f"{path}/{index}")
    elif wanted != actual or isinstance(wanted, bool) != isinstance(actual, bool):
        yield path, wanted, actual


def _word(value: Any) -> str:
    if value is _ABSENT:
        return "nothing"
    return value if isinstance(value, str) and urlsplit(value).scheme else shown(value)
