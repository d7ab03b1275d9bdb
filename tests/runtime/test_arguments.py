"""What isn't legal is refused before a byte leaves, and says what is."""

from collections.abc import Iterator
from typing import Any

import pytest

from imageclients import apimart, bizyair, errors, modelverse, ppio
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
    ("given", "field", "rule", "text"),
    [
        ({"n": 7}, "n", "maximum", "7 is above the maximum 6; the nearest is 6"),
        ({"n": 10**30}, "n", "maximum", "above the maximum 6"),
        ({"n": 10**5000}, "n", "type", "larger than any number"),
        ({"step": 0}, "step", "exclusiveMinimum", "not above 0"),
        ({"step": Float(-0.5)}, "step", "exclusiveMinimum", "not above 0"),
        ({"step": 0.25}, "step", "multipleOf", "isn't a multiple of 0.1"),
        ({"even": 11}, "even", "multipleOf", "11 isn't a multiple of 8; the nearest is 8"),
        ({"even": 20}, "even", "multipleOf", "20 isn't a multiple of 8; the nearest is 16"),
        ({"even": 3}, "even", "multipleOf", "3 isn't a multiple of 8; the nearest is 8"),
        ({"even": 16.5}, "even", "type", "must be integer"),
        ({"utf": "😀😀a"}, "utf", "maxLength", "has 5 of at most 4 UTF-16 units"),
        ({"raw": "狐狸"}, "raw", "maxLength", "has 6 of at most 4 bytes"),
        ({"note": "ab\n"}, "note", "pattern", "doesn't match"),
        ({"tags": "fox"}, "tags", "type", "must be array, is string 'fox'; give a list of them"),
        ({"tags": ["a", "b", "c"]}, "tags", "maxItems", "has 3 of at most 2"),
        ({"tags": []}, "tags", "minItems", "has 0 of at least 1"),
        ({"tags": ["a", "a"]}, "tags", "uniqueItems", "twice"),
        ({"tags": ["a", 1]}, "tags[1]", "type", "must be string"),
        ({"tags": {"a"}}, "tags", "type", "is set"),
        ({"style": {}}, "style.name", "required", "is missing"),
        ({"style": {"name": "a", "nmae": "b"}}, "style.nmae", "unknown", "did you mean 'name'?"),
        ({"style": {"name": "\ud800"}}, "style", "type", "lone surrogate"),
        ({"promt": "fox"}, "promt", "unknown", "did you mean 'prompt'?"),
        ({"extra_body": {"a": {1, 2}}}, "extra_body", "type", "is set"),
        ({"extra_headers": {"X-A": "b\r\nX-C: d"}}, "X-A", "header", "one line"),
        ({"extra_headers": {"X-A": "狐"}}, "X-A", "header", "ASCII"),
    ],
)
def test_an_illegal_argument_is_refused_with_its_name_and_rule(
    call: Any, server: Server, given: dict[str, Any], field: str, rule: str, text: str
) -> None:
    with pytest.raises(errors.InvalidRequestError) as caught:
        call(**{"prompt": "fox"} | given)
    problem = caught.value.problems[0]
    assert (problem.field, problem.rule) == (field, rule)
    assert text in str(problem)
    assert len(caught.value.problems) == 1
    assert server.seen == []


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


def test_a_number_that_breaks_two_limits_is_moved_within_both(call: Any) -> None:
    with pytest.raises(errors.InvalidRequestError) as caught:
        call(prompt="fox", even=21)
    assert [(problem.rule, problem.suggestion) for problem in caught.value.problems] == [
        ("maximum", "the nearest is 16"),
        ("multipleOf", "the nearest is 16"),
    ]


@pytest.mark.parametrize(
    "given", [{"image_urls": "https://a.com/b.png?sig=s3cr3t"}, {"image_urls": ["ftp://a.com/b.png?sig=s3cr3t"]}]
)
def test_a_refusal_doesnt_repeat_the_query_of_a_link(given: dict[str, Any]) -> None:
    with apimart.Client("sk-1234") as client, pytest.raises(errors.InvalidRequestError) as caught:
        client.generate_image(model="qwen-image-2.0", prompt="fox", **given)
    assert "s3cr3t" not in f"{caught.value} {caught.value!r} {caught.value.problems}"


def test_extra_headers_are_sent_as_text_and_none_is_left_out(call: Any, server: Server) -> None:
    server.add(reply(200, images(server)))
    call(prompt="fox", extra_headers={"X-None": None, "X-Int": 5, "X-Float": 1.5, "X-Yes": True, "X-No": False})
    sent = {name: text for name, text in server.seen[0].headers.items() if name.startswith("x-")}
    assert sent == {"x-int": "5", "x-float": "1.5", "x-yes": "true", "x-no": "false"}


def test_all_problems_are_told_at_once_and_the_error_is_a_value_error(call: Any) -> None:
    with pytest.raises(ValueError, match="nothing was sent") as caught:
        call(n=0, seed=-9, bogus=1)
    assert isinstance(caught.value, errors.InvalidRequestError)
    assert {problem.field for problem in caught.value.problems} == {"n", "seed", "bogus", "prompt"}


def test_what_the_caller_changes_after_the_call_began_isnt_sent(server: Server) -> None:
    tags = ["a"]
    server.add(reply(429), reply(200, images(server)))

    def change(_: Any) -> None:
        tags.append("b")

    with WIDE.Client("sk-1234", base_url=server.url, on_event=change, system=_patient()) as client:
        client.generate_image(prompt="fox", tags=tags)
    assert len(tags) > 1
    assert [request.json["tags"] for request in server.seen] == [["a"], ["a"]]


def test_extra_headers_go_along_and_replace_ours_whatever_their_case(call: Any, server: Server) -> None:
    server.add(reply(200, images(server)))
    call(prompt="fox", extra_headers={"X-Trace": "a b", "ACCEPT": "*/*"})
    assert server.seen[0].headers["x-trace"] == "a b"
    assert server.seen[0].headers["accept"] == "*/*"
    assert server.seen[0].headers["authorization"] == "Bearer sk-1234"


@pytest.mark.parametrize(
    ("module", "given", "text"),
    [
        (apimart, {"size": "21:9"}, "'1:1', '4:3'"),
        (apimart, {"image_size": "1:1"}, "the size is given by size"),
        (apimart, {"image_urls": "https://a.com/b.png"}, "must be array"),
        (apimart, {"image_urls": ["data:image/png;base64,AAAA"]}, "takes no data URI"),
        (apimart, {"image_urls": [b"\x89PNG"]}, "takes links only"),
        (ppio, {"size": "1024x1024"}, "the nearest is size 1024*1024"),
        (ppio, {"size": "100*2000"}, "below the minimum 256"),
        (ppio, {"size": "big"}, "isn't W*H"),
        (modelverse, {"aspect_ratio": "16:10"}, "the nearest is 3:2"),
        (bizyair, {"image_size": None}, "is missing"),
        (modelverse, {"model": "qwen"}, "Qwen/Qwen-Image"),
    ],
)
def test_a_refusal_names_what_is_legal_instead(module: Any, given: dict[str, Any], text: str) -> None:
    arguments: dict[str, Any] = {"prompt": "fox"} | given
    with (
        module.Client("sk-1234", base_url="http://127.0.0.1:9") as client,
        pytest.raises(errors.InvalidRequestError) as caught,
    ):
        client.generate_image(**arguments)
    assert text in str(caught.value)


def test_every_refusal_says_where_its_rule_is_documented() -> None:
    with (
        apimart.Client("sk-1234") as client,
        pytest.raises(errors.InvalidRequestError) as caught,
    ):
        client.generate_image(model="qwen-image-2.0", prompt="x" * 801, n=9)
    assert [problem.source for problem in caught.value.problems] == ["image#Body prompt", "image#Body n"]
    assert "801 of at most 800" in str(caught.value)


def _patient() -> Any:
    from support.world import World

    return World()
