"""Arguments become plain JSON values, and pointers find and put them."""

from __future__ import annotations

import math
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

import pytest

from imageclients import errors
from imageclients._runtime import pointer
from imageclients._runtime.arguments import plain as plain_json
from support.server import Server, images, reply
from support.spec import client_module, sync_spec

QUERY = client_module(
    sync_spec(
        "prompt: {type: string}",
        required="prompt",
        parameters="[{name: mode, in: query, type: string}, {name: part, in: query, type: string}]",
    )
)


class Kind(Enum):
    """Values as users keep them."""

    FOX = "a fox"


class Index:
    """An integer as numpy has them."""

    def __index__(self) -> int:
        return 3


class Odd:
    """A number that can't be told."""

    def __float__(self) -> float:
        raise OverflowError("it is too large")


COUNTED = client_module(
    sync_spec('prompt: {type: string}, n: {type: [integer, string], role: count}, "a~1b/c": {type: string}')
)


def test_pointers_read_lists_and_make_them() -> None:
    assert list(pointer.find({"a": [1, 2]}, "/a/1")) == [2]
    assert list(pointer.find({"a": [1, 2]}, "/a/2")) == []
    assert list(pointer.find({"a": [1, 2]}, "/a/x")) == []
    assert pointer.find({"a": [{"b": {"c": 1}}, {"b": {"c": 2}}, {}]}, "/a/*/b/c") == [1, 2]
    assert pointer.find({"a": [{"b": [1, 2]}, {"b": [3]}]}, "/a/*/b/*") == [1, 2, 3]
    assert pointer.find([[1], 2], "/*/0") == [1]
    body: dict[str, Any] = {}
    pointer.put(body, "/a/1/b", 1)
    pointer.put(body, "/a/0", 2)
    pointer.put(body, "/a/1/c", 3)
    pointer.put(body, "/d~1e/f", 4)
    pointer.put(body, "/g/2", 5)
    pointer.put(body, "/g/0/h", 6)
    assert body == {"a": [2, {"b": 1, "c": 3}], "d/e": {"f": 4}, "g": [{"h": 6}, None, 5]}


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Kind.FOX, "a fox"),
        (2.0, 2),
        (2.5, 2.5),
        (2.0**53, 2.0**53),
        (2.0**53 - 1, 2**53 - 1),
        (-(2.0**53) + 1, 1 - 2**53),
        (Index(), 3),
        (Fraction(1, 2), 0.5),
        (Decimal("1.5"), 1.5),
        (2**1023 - 1, 2**1023 - 1),
        ((1, [2]), [1, [2]]),
        ({1: (2,)}, {"1": [2]}),
        (True, True),
        (None, None),
    ],
)
def test_values_become_plain_json(value: Any, plain: Any) -> None:
    made = plain_json(value)
    assert made == plain
    assert type(made) is type(plain)


@pytest.mark.parametrize(
    "value", [2**1024, 2**1023, math.nan, math.inf, "\ud800", b"1", {1}, object(), [b"1"], {"a": {1}}]
)
def test_what_json_has_no_word_for_is_refused(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        plain_json(value)


def test_values_that_break_while_they_are_read_are_problems(server: Server) -> None:
    deep: list[Any] = []
    deep.append(deep)
    with QUERY.Client("sk-1234", base_url=server.url) as client:
        for value, text in ((Odd(), "it is too large"), (deep, "recursion")):
            with pytest.raises(errors.InvalidRequestError, match=text):
                client.generate_image(prompt=value)
            with pytest.raises(errors.InvalidRequestError, match=text):
                client.generate_image(prompt="fox", extra_body={"a": value})
    assert server.seen == []


def test_queries_are_encoded_to_the_last_character(server: Server) -> None:
    server.add(reply(200, images(server)))
    with QUERY.Client("sk-1234", base_url=server.url) as client:
        client.generate_image(prompt="fox", mode="a/b X&=", part="~é")
    assert server.seen[0].target == "/images?mode=a%2Fb%20X%26%3D&part=~%C3%A9"


@pytest.mark.parametrize(("number", "requested"), [(2, 2), ("2", None), (1.5, None), (None, None)])
def test_how_many_images_were_asked_for_is_known_where_it_is_a_number(
    server: Server, number: Any, requested: int | None
) -> None:
    server.add(reply(200, images(server)))
    with COUNTED.Client("sk-1234", base_url=server.url, validation="off") as client:
        result = client.generate_image(prompt="fox", n=number)
    assert result.requested == requested
    assert result.partial is (requested == 2)


def test_a_field_may_be_named_like_a_pointer(server: Server) -> None:
    server.add(reply(200, images(server)))
    with COUNTED.Client("sk-1234", base_url=server.url) as client:
        client.generate_image(prompt="fox", a_1b_c="x")
    assert server.seen[0].json == {"prompt": "fox", "a~1b/c": "x"}
