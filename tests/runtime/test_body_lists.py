"""Flat arguments that become parts of a list, or numbered fields: in the order of the spec, not of the call."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from support.spec import client_module, sync_spec

SPEC = sync_spec("""
    images: {type: array, pointer: /messages/0/content/*/image_url/url, beside: {/type: image_url},
      items: {type: string, media: {kinds: [url, dataUri]}}},
    role: {const: user, pointer: /messages/0/role},
    prompt: {type: string, pointer: /messages/0/content/-/text, beside: {/type: text}},
    refs: {type: array, maxItems: 3, expand: {first: ref, rest: "ref_{n}", from: 2}, items: {type: string}},
    words: {type: array, pointer: /words/*, items: {type: string}}
""")
TEXT = {"type": "text", "text": "fox"}


def sent(validation: Any = "strict", **arguments: Any) -> Any:
    bodies: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.read()))
        return httpx.Response(200, json={"data": [{"url": "https://cdn.example.com/1.png"}]})

    http = httpx.Client(transport=httpx.MockTransport(answer))
    client_module(SPEC).Client(api_key="k", http_client=http, validation=validation).generate_image(**arguments)
    return bodies[0]


def image(link: str) -> dict[str, Any]:
    return {"type": "image_url", "image_url": {"url": link}}


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        ({"prompt": "fox"}, [TEXT]),
        ({"prompt": "fox", "images": []}, [TEXT]),
        ({"prompt": "fox", "images": ["https://a", "https://b"]}, [image("https://a"), image("https://b"), TEXT]),
        ({"images": ["https://a"], "prompt": "fox"}, [image("https://a"), TEXT]),
    ],
)
def test_parts_stand_in_the_order_of_the_spec(arguments: dict[str, Any], parts: list[Any]) -> None:
    assert sent(**arguments) == {"messages": [{"role": "user", "content": parts}]}


def test_bytes_are_encoded_in_a_part() -> None:
    (part, _) = sent(prompt="fox", images=[bytes.fromhex("89504e470d0a1a0a")])["messages"][0]["content"]
    assert part == image("data:image/png;base64,iVBORw0KGgo=")


@pytest.mark.parametrize(
    ("refs", "named"),
    [
        ([], {}),
        (["a"], {"ref": "a"}),
        (["a", "b", "c"], {"ref": "a", "ref_2": "b", "ref_3": "c"}),
    ],
)
def test_elements_go_into_numbered_fields(refs: list[str], named: dict[str, str]) -> None:
    body = sent(prompt="fox", refs=refs)
    assert {name: value for name, value in body.items() if name != "messages"} == named


def test_nothing_is_lost_without_checks() -> None:
    body = sent("off", prompt="fox", refs=["a", "b", "c", "d"], words="one")
    assert (body["ref_4"], body["words"]) == ("d", ["one"])
