"""Which request a call becomes, and which call a request is: the one is the other read back."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Any
from urllib.parse import urlsplit

import pytest

from clientsmith.language.types import MULTIPART
from clientsmith.oracle.authentication import authenticated, key_in
from clientsmith.oracle.body_lists import appending
from clientsmith.oracle.operation import OperationView, below
from clientsmith.oracle.requests import Incoming, ReadRequest, expected_request, read_request
from clientsmith.oracle.uploads import linked
from clientsmith.vectors import vectors
from clientsmith.vectors.operation_under_test import OperationUnderTest, operations_under_test
from clientsmith.vectors.validation import verdict
from support.small_specs import SPECS
from support.spec import provider_of, sync_spec

KEY = "sk-of-this-test"


def as_received(request: dict[str, Any]) -> Incoming:
    """A request as a server has it."""
    url, body = urlsplit(str(request["url"])), request["body"]
    headers = request["headers"]
    content = b"" if body is None else json.dumps(body).encode()
    if headers.get("content-type") == "multipart/form-data":
        headers = {**headers, "content-type": "multipart/form-data; boundary=of-this-test"}
        content = b"".join(map(part, body or ())) + b"--of-this-test--\r\n"
    return Incoming(request["method"], url.path, url.query, headers, content)


def part(facts: dict[str, Any]) -> bytes:
    """A part of a body, as it is received."""
    head = f'--of-this-test\r\ncontent-disposition: form-data; name="{facts["name"]}"'
    head += f'; filename="{facts["filename"]}"' if "filename" in facts else ""
    head += f"\r\ncontent-type: {facts['type']}" if "type" in facts else ""
    content = b64decode(facts["base64"]) if "base64" in facts else facts.get("text", json.dumps(facts.get("json")))
    return head.encode() + b"\r\n\r\n" + (content if isinstance(content, bytes) else content.encode()) + b"\r\n"


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
        # A list without elements has no part in a body of parts, and appends nothing to another list.
        fields = tested.operation.fields
        unsent = {field.wire for field in fields if field.expand is not None or appending(field) is not None}
        unsent |= {field.wire for field in fields} if tested.operation.media_type == MULTIPART else set()
        values = {wire: linked(tested.schema(wire), value) for wire, value in values.items()}
        values, read.arguments = (
            {wire: value for wire, value in one.items() if value != [] or wire not in unsent}
            for one in (values, read.arguments)
        )
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
