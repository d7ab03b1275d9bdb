"""What isn't legal is refused before a byte leaves, and says what is."""

from collections.abc import Iterator
from typing import Any

import pytest

from imageclients import apimart, errors
from support.server import Server, images, reply
from support.spec import client_module, sync_spec

WIDE = client_module(
    sync_spec(
        "prompt: {type: string, maxLength: 10}, n: {type: integer, minimum: 1, maximum: 6}, scale: {type: number}, "
        "seed: {type: integer, minimum: 0, maximum: 2147483647, specialValues: {'-1': random}}, flag: {type: boolean}, "
        "utf: {type: string, maxLength: 4, lengthUnit: utf16}, raw: {type: string, maxLength: 4, lengthUnit: bytes}, "
        "note: {type: [string, 'null'], pattern: '^[a-z]+$'}, "
        "step: {type: number, exclusiveMinimum: 0, multipleOf: 0.1}, "
        "even: {type: integer, minimum: 3, maximum: 20, multipleOf: 8}, "
        "tags: {type: array, items: {type: string}, minItems: 1, maxItems: 2, uniqueItems: true}, "
        "mixed: {type: array, uniqueItems: true}, "
        "style: {type: object, required: [name], additionalProperties: false, properties: {name: {type: string}}}"
    )
)


@pytest.fixture
def call(server: Server) -> Iterator[Any]:
    """A call of WIDE."""
    with WIDE.Client("sk-1234", base_url=server.url) as client:
        yield client.generate_image


class Index:
    """An integer as numpy has them."""

    def __index__(self) -> int:
        return 3


class Float(float):
    """A number as numpy has them."""


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"n": Index()}, {"n": 3}),
        ({"note": None}, {"note": None}),
        ({"step": 0.3}, {"step": 0.3}),
        ({"step": Float(0.3)}, {"step": 0.3}),
        ({"step": 1e30}, {"step": 1e30}),
        ({"prompt": "狐" * 10}, {"prompt": "狐" * 10}),
        ({"prompt": "a\0\x1b\n"}, {"prompt": "a\0\x1b\n"}),
        ({"utf": "😀😀"}, {"utf": "😀😀"}),
        ({"tags": ("a", "b")}, {"tags": ["a", "b"]}),
        ({"mixed": [1, True, 0, False]}, {"mixed": [1, True, 0, False]}),
        ({"extra_body": {"n": 99, "new": [1]}}, {"n": 99, "new": [1]}),
    ],
)
def test_a_legal_argument_is_sent_as_it_is_and_nothing_else(
    call: Any, server: Server, given: dict[str, Any], sent: dict[str, Any]
) -> None:
    server.add(reply(200, images(server)))
    call(**{"prompt": "fox"} | given)
    assert server.seen[0].json == {"prompt": "fox"} | sent
    assert server.seen[0].headers["content-type"] == "application/json"


def test_extra_headers_are_sent_as_text_and_none_is_left_out(call: Any, server: Server) -> None:
    server.add(reply(200, images(server)))
    call(prompt="fox", extra_headers={"X-None": None, "X-Int": 5, "X-Float": 1.5, "X-Yes": True, "X-No": False})
    sent = {name: text for name, text in server.seen[0].headers.items() if name.startswith("x-")}
    assert sent == {"x-int": "5", "x-float": "1.5", "x-yes": "true", "x-no": "false"}


def test_every_refusal_says_where_its_rule_is_documented() -> None:
    with (
        apimart.Client("sk-1234") as client,
        pytest.raises(errors.InvalidRequestError) as caught,
    ):
        client.generate_image(model="qwen-image-2.0", prompt="x" * 801, n=9)
    assert [problem.source for problem in caught.value.problems] == ["image#Body prompt", "image#Body n"]
    assert "801 of at most 800" in str(caught.value)
