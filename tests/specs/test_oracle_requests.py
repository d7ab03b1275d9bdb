"""Which request a call becomes, and which call a request is: the one is the other read back."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import pytest

from clientsmith.oracle.authentication import authenticated, key_in
from clientsmith.oracle.operation import OperationView, below
from clientsmith.oracle.requests import Incoming, ReadRequest, expected_request, read_request
from clientsmith.vectors import vectors
from clientsmith.vectors.operation_under_test import OperationUnderTest, operations_under_test
from clientsmith.vectors.validation import verdict
from support.small_specs import SPECS
from support.spec import provider_of, sync_spec

KEY = "sk-of-this-test"


def as_received(request: dict[str, Any]) -> Incoming:
    """A request as a server has it."""
    url, body = urlsplit(str(request["url"])), request["body"]
    content = b"" if body is None else json.dumps(body).encode()
    return Incoming(request["method"], url.path, url.query, request["headers"], content)


def read_back(view: OperationView, values: dict[str, Any]) -> ReadRequest:
    request = expected_request(view, values, KEY)
    path = urlsplit(view.base_url).path
    # A server that stands for all has each operation below the name of its server.
    request["url"] = str(request["url"]).replace(view.base_url, f"http://127.0.0.1{below(path, view.operation)}", 1)
    return read_request(view, as_received(request), path)


@pytest.mark.parametrize("name", SPECS)
def test_a_server_reads_back_what_a_client_writes(name: str) -> None:
    by_id = {tested.operation.id: tested for tested in operations_under_test(provider_of(SPECS[name]))}
    calls = [
        (by_id[case["operation"]], case["given"]["arguments"])
        for case in vectors(provider_of(SPECS[name]))["cases"]
        if case["kind"] == "wire" and "extra" not in case["id"]
    ]
    assert calls
    for tested, arguments in calls:
        values = dict(verdict(tested, arguments).values)
        read = read_back(tested, values)
        assert (read.arguments, read.problems, read.unknown) == (values, [], [])


def one_operation(body: str) -> OperationUnderTest:
    (tested,) = operations_under_test(provider_of(sync_spec(body)))
    return tested


IN_LISTS = "prompt: {type: string, pointer: /c/0/text}, a: {type: string, pointer: /c/2/a}, n: {type: integer}"


@pytest.mark.parametrize(
    ("body", "unknown"),
    [
        ({"c": [{"text": "fox", "more": 1}]}, ["/c/0/more"]),
        ({"c": [{"text": "fox"}, {}]}, ["/c/1"]),
        ({"c": [{"text": "fox"}, None]}, ["/c/1"]),
        ({"c": {"0": {"text": "fox"}}}, ["c"]),
        ({"c": [{"text": "fox"}], "d": []}, ["d"]),
        ({"c": [["fox"]]}, ["/c/0"]),
    ],
)
def test_what_stands_beside_the_fields_of_a_body_is_unknown(body: Any, unknown: list[str]) -> None:
    view = one_operation(IN_LISTS)
    request = {**expected_request(view, {}, KEY), "body": body}
    read = read_request(view, as_received(request), "")
    assert [one.partition(" is no field")[0] for one in read.unknown] == unknown


def test_a_body_that_lacks_an_inner_constant_is_refused_by_a_server() -> None:
    view = one_operation("prompt: {type: string}, r: {type: object, properties: {role: {const: user}}}")
    request = expected_request(view, {"prompt": "fox", "r": {}}, KEY)
    assert read_request(view, as_received(request), "").problems == ["r lacks a value that is always the same, in {}"]
    assert verdict(view, {"prompt": "fox", "r": {}}).values == {"prompt": "fox", "r": {"role": "user"}}


@pytest.mark.parametrize(
    ("security", "headers", "key"),
    [
        ("{type: http, scheme: bearer}", {"authorization": f"Bearer {KEY}"}, KEY),
        ("{type: apiKey, in: header, name: X-Key, prefix: 'Key '}", {"x-key": f"Key {KEY}"}, KEY),
        ("{type: none}", {}, ""),
    ],
)
def test_a_key_is_read_where_it_is_written(security: str, headers: dict[str, str], key: str) -> None:
    provider = provider_of(sync_spec(top=f"security: {security}"))
    request = authenticated(provider, KEY, {"url": "", "headers": {}, "body": None})
    assert request["headers"] == headers
    assert key_in(provider, headers, "", b"") == key
    assert key_in(provider, {"authorization": "Bearer ", "x-key": KEY}, "", b"") == ""
