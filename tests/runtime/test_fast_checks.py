"""The fast checks of arguments and answers: what they accept is valid, and they accept what is plain."""

from __future__ import annotations

import importlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imageclients import errors
from imageclients._runtime import requests, schema
from imageclients._runtime.fastcheck import fast_checks, is_valid
from imageclients._runtime.jsontypes import is_object
from imageclients._runtime.prepared import Prepared
from support.mode import Mode
from support.server import Server
from support.spec import client_module, sync_spec

BIG = 2**53


def sure(told: dict[str, Any], value: Any, *, closed: bool = False) -> bool:
    return is_valid(fast_checks(told, closed=closed), value)


def operations_of(package: Any) -> Any:
    """The module that describes a provider's operations."""
    return importlib.import_module(f"{package.__name__}.operations")


YES: list[tuple[dict[str, Any], Any]] = [
    ({"type": "string"}, ""),
    ({"type": "string", "minLength": 2, "maxLength": 3}, "ab"),
    ({"type": "string", "minLength": 2, "maxLength": 3}, "狐狸图"),
    ({"type": "string", "minLength": 9, "maxLength": 9, "lengthUnit": "tokens"}, "a fox"),
    ({"type": "string", "lengthUnit": "codePoints", "maxLength": 1}, "🦊"),
    ({"type": "string", "enum": ["url", "b64"]}, "b64"),
    ({"type": "string", "enum": ["url", {"no": "text"}]}, "url"),
    ({"type": ["string", "null"]}, None),
    ({"type": ["null", "string"], "enum": ["url"]}, None),
    ({"type": "boolean"}, False),
    ({"type": "integer"}, -BIG),
    ({"type": "integer"}, BIG),
    ({"type": "integer", "minimum": 1, "maximum": 4}, 1),
    ({"type": "integer", "minimum": 1, "maximum": 4}, 4),
    ({"type": "integer", "minimum": 1, "maximum": 4, "specialValues": ["-1"]}, 4),
    ({"type": "integer", "enum": [1, 2]}, 2),
    ({"type": "number", "enum": [1, 2.5]}, 1),
    ({"type": "number", "minimum": 1, "maximum": 2}, 1),
    ({"type": "number", "minimum": 1.5, "maximum": 2.5}, 1.5),
    ({"type": "number", "minimum": 1.5, "maximum": 2.5}, 2.5),
    ({"type": "number"}, -0.5),
    ({"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 2}, ["a"]),
    ({"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 2}, ["a", "b"]),
    ({"type": "array", "items": {"type": "integer"}}, []),
    ({"type": "object"}, {"anything": object()}),
    ({"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}, {"a": 1, "more": None}),
    ({"type": "object", "properties": {"a": {"type": "integer"}}, "additionalProperties": False}, {}),
]
NO: list[tuple[dict[str, Any], Any]] = [
    ({}, "of no type"),
    ({"type": "string"}, 1),
    ({"type": "string"}, None),
    ({"type": "string", "minLength": 2, "maxLength": 3}, "a"),
    ({"type": "string", "minLength": 2, "maxLength": 3}, "abcd"),
    ({"type": "string", "lengthUnit": "utf16", "maxLength": 5}, "a fox"),
    ({"type": "string", "lengthUnit": "bytes", "maxLength": 5}, "a fox"),
    ({"type": "string", "pattern": "fox"}, "a fox"),
    ({"type": "string", "enum": ["url", "b64"]}, "URL"),
    ({"type": "string", "enum": ["url"], "maxLength": 2}, "url"),
    ({"type": "boolean", "enum": [True]}, False),
    ({"type": "boolean"}, 0),
    ({"type": "integer"}, True),
    ({"type": "integer"}, 2.0),
    ({"type": "integer"}, BIG + 1),
    ({"type": "integer", "minimum": -(10**20)}, -BIG - 1),
    ({"type": "integer", "maximum": 10**20}, BIG + 1),
    ({"type": "integer", "minimum": 1, "maximum": 4}, 0),
    ({"type": "integer", "minimum": 1, "maximum": 4}, 5),
    ({"type": "integer", "enum": [1, 2]}, 3),
    ({"type": "integer", "enum": [1, 2]}, True),
    ({"type": ["integer", "boolean"], "enum": [True]}, 1),
    ({"type": "number"}, 2.0),
    ({"type": "number"}, 3.0),
    ({"type": "number", "enum": [1, 2.5]}, 1.0),
    ({"type": "number", "enum": [1, 2.5]}, 3),
    ({"type": "number"}, float("nan")),
    ({"type": "number"}, float("inf")),
    ({"type": "number", "minimum": 1.5, "maximum": 2.5}, 1.4),
    ({"type": "number", "minimum": 1.5, "maximum": 2.5}, 2.6),
    ({"type": "number", "minimum": 1.5, "maximum": 2.5}, 1),
    ({"type": "number", "minimum": 1.5, "maximum": 2.5}, 3),
    ({"type": "integer", "exclusiveMinimum": 1}, 2),
    ({"type": "integer", "exclusiveMaximum": 1}, 0),
    ({"type": "integer", "multipleOf": 2}, 2),
    ({"type": "array"}, [1]),
    ({"type": "array", "items": {"type": "string"}, "minItems": 1}, []),
    ({"type": "array", "items": {"type": "string"}, "maxItems": 1}, ["a", "b"]),
    ({"type": "array", "items": {"type": "string"}, "uniqueItems": True}, ["a"]),
    ({"type": "array", "items": {"type": "string"}}, ["a", 1]),
    ({"type": "array", "items": {"type": "string"}, "enum": [["a"]]}, ["b"]),
    ({"type": "object", "required": ["a"]}, {}),
    ({"type": "object", "properties": {"a": {"type": "integer"}}}, {"a": "1"}),
    ({"type": "object", "properties": {"a": {"type": "integer"}}, "additionalProperties": False}, {"b": 1}),
    ({"type": "object", "properties": {}, "additionalProperties": False}, {"b": 1}),
]


@pytest.mark.parametrize(("told", "value"), YES)
def test_what_is_plain_and_legal_is_seen_at_once(told: dict[str, Any], value: Any) -> None:
    assert sure(told, value)


@pytest.mark.parametrize(("told", "value"), NO)
def test_what_is_not_surely_legal_is_looked_at_again(told: dict[str, Any], value: Any) -> None:
    assert not sure(told, value)


@pytest.mark.parametrize("value", ["text", 1, 1.5, True, ["a"], {"a": "b"}])
def test_a_keyword_that_the_look_does_not_know_is_left_to_the_checker(value: Any) -> None:
    kind = {str: "string", int: "integer", float: "number", bool: "boolean", list: "array", dict: "object"}[type(value)]
    told: dict[str, Any] = {"type": kind, "items": {"type": "string"}} if kind == "array" else {"type": kind}
    assert sure(told, value)
    assert not sure({**told, "newKeyword": 1}, value)


def test_a_closed_look_knows_every_property() -> None:
    described = {"type": "object", "properties": {"a": {"type": "object", "properties": {"b": {"type": "string"}}}}}
    assert is_valid(fast_checks(described), {"a": {"c": 1}}), "open unless it is said"
    assert schema.check(described, {"a": {"c": 1}, "d": 1}) == []
    assert sure(described, {"a": {"b": ""}}, closed=True)
    assert not sure(described, {"a": {"c": 1}}, closed=True)
    assert not sure(described, {"c": 1}, closed=True)
    listed = {"type": "array", "items": described}
    assert sure(listed, [{"c": 1}])
    assert not sure(listed, [{"c": 1}], closed=True)
    assert sure({"type": "object"}, {"a": 1}, closed=True), "an object that nothing is said of is open"


_TEXT = st.text(alphabet="ab狐🦊", max_size=4)
_NUMBER = st.integers(-3, 3) | st.sampled_from([0.5, 1.0, 1.5, float("nan"), float("inf"), BIG, BIG + 1])
_SCALARS = st.none() | st.booleans() | _NUMBER | _TEXT
_VALUES: st.SearchStrategy[Any] = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),  # pyright: ignore[reportUnknownArgumentType, reportUnknownLambdaType] - hypothesis leaves the type open
)
_NAMES = ("string", "integer", "number", "boolean", "null", "array", "object")
_KEYWORDS: dict[str, Any] = {
    "enum": st.lists(_SCALARS | st.lists(_TEXT, max_size=1), min_size=1, max_size=3),
    "minLength": st.integers(0, 2),
    "maxLength": st.integers(0, 3),
    "lengthUnit": st.sampled_from(["codePoints", "utf16", "bytes", "tokens"]),
    "pattern": st.sampled_from(["^a", "b$"]),
    "specialValues": st.just({"-1": "random"}),
    "minimum": st.integers(-2, 2),
    "maximum": st.integers(-2, 2),
    "exclusiveMinimum": st.integers(-2, 2),
    "multipleOf": st.sampled_from([2, 0.5]),
    "minItems": st.integers(0, 2),
    "maxItems": st.integers(0, 2),
    "uniqueItems": st.booleans(),
    "required": st.lists(st.sampled_from("ab"), max_size=1),
    "additionalProperties": st.booleans(),
}
_SCHEMAS: st.SearchStrategy[Any] = st.recursive(
    st.fixed_dictionaries({"type": st.sampled_from(_NAMES) | st.lists(st.sampled_from(_NAMES), max_size=2)}),
    lambda inner: st.fixed_dictionaries(
        {"type": st.sampled_from(_NAMES)},
        optional={**_KEYWORDS, "items": inner, "properties": st.dictionaries(st.sampled_from("ab"), inner)},
    ),
)


@given(_SCHEMAS, _VALUES, st.booleans())
def test_what_fits_at_first_sight_breaks_nothing(told: dict[str, Any], value: Any, closed: bool) -> None:
    if sure(told, value, closed=closed):
        found: list[Any] = []
        schema.checker(told, closed=closed)(value, (), found)
        assert found == []


FOX = client_module(
    sync_spec(
        "prompt: {type: string, maxLength: 20}, steps: {type: integer, minimum: 1, maximum: 50}, "
        "style: {type: [string, 'null'], enum: [photo, drawing]}, model: {type: string, enum: [fox-1, fox-2]}, "
        "n: {type: integer, maximum: 4}, tags: {type: array, items: {type: string}}, extra: {type: object}",
        required="prompt, model",
        parameters="[{name: trace, in: header, type: string}, {name: mode, in: query, type: string}]",
    )
)
OPERATION = operations_of(FOX).GENERATE_IMAGE
WHOLE = {"prompt": "a fox", "steps": 3, "style": None, "model": "fox-1", "n": 1, "mode": "fast"}


def seen(**arguments: Any) -> dict[str, Any] | None:
    return Prepared(OPERATION).quick_validate(arguments)


def test_plain_arguments_are_seen_at_once_and_in_the_order_of_the_fields() -> None:
    shuffled = {name: WHOLE[name] for name in sorted(WHOLE)}
    given_ = seen(**shuffled) or {}
    assert given_ == WHOLE
    assert [name for name in given_ if name != "mode"] == [name for name in WHOLE if name != "mode"]
    assert seen(prompt="a fox", model="fox-1") == {"prompt": "a fox", "model": "fox-1"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"prompt": ""},
        {"prompt": " \n\u3000"},
        {"prompt": None},
        {"prompt": b"a fox"},
        {"steps": 0},
        {"steps": 51},
        {"steps": None},
        {"style": "Photo"},
        {"unknown": 1},
        {"tags": ["a"]},
        {"extra": {"a": {1, 2}}},
        {"trace": "abc"},
        {"trace": "a\nb"},
    ],
)
def test_everything_else_is_examined(wrong: dict[str, Any]) -> None:
    assert seen(**{**WHOLE, **wrong}) is None


def test_what_must_be_given_and_is_not_is_examined() -> None:
    assert seen(prompt="a fox") is None
    assert seen(model="fox-1") is None


def test_a_fixed_value_is_filled_in() -> None:
    module = client_module(
        sync_spec("prompt: {type: string}, model: {type: string, enum: [fox-1]}", required="prompt, model")
    )
    ready = Prepared(operations_of(module).GENERATE_IMAGE)
    assert ready.quick_validate({"prompt": "a fox"}) == {"prompt": "a fox", "model": "fox-1"}
    assert ready.quick_validate({"prompt": "a fox", "model": "fox-1"}) == {"prompt": "a fox", "model": "fox-1"}
    assert ready.quick_validate({"prompt": "a fox", "model": "fox-2"}) is None


def test_a_fixed_value_that_is_not_plain_is_examined_where_it_is_filled_in() -> None:
    module = client_module(
        sync_spec("prompt: {type: string}, model: {type: string, enum: [' ']}", required="prompt, model")
    )
    ready = Prepared(operations_of(module).GENERATE_IMAGE)
    assert ready.quick_validate({"prompt": "a fox"}) is None


def test_plain_calls_are_not_examined(monkeypatch: pytest.MonkeyPatch) -> None:
    def examined(*_: object) -> None:
        raise AssertionError("the first look was enough")

    monkeypatch.setattr(requests, "collect", examined)
    built = requests.build(operations_of(FOX).PROVIDER, OPERATION, WHOLE, validation="strict")
    assert built.path.endswith("?mode=fast")
    assert body_of(built) == {name: value for name, value in WHOLE.items() if name != "mode"}
    with pytest.raises(AssertionError, match="enough"):
        requests.build(operations_of(FOX).PROVIDER, OPERATION, WHOLE, {}, None, validation="strict")


def test_half_a_character_is_found_where_the_rest_is_plain(mode: Mode, server: Server) -> None:
    client = mode.client(FOX, server)
    for name in ("prompt", "mode"):
        with pytest.raises(errors.InvalidRequestError) as caught:
            mode.go(client.generate_image(**{**WHOLE, name: "a \ud83e fox"}))
        assert [problem.field for problem in caught.value.problems] == [name]
        assert "surrogate" in str(caught.value)
    assert server.seen == []


def test_a_look_at_an_answer_is_closed() -> None:
    ready = Prepared(OPERATION)
    assert ready.answers
    for described in OPERATION.answers.values():
        assert is_object(described)
        assert not is_valid(ready.answers[id(described)], {"data": [{"url": "https://a/b.png", "news": 1}]})


def build(package: Any, **arguments: Any) -> requests.Request:
    words = operations_of(package)
    # A copy, so that it is made ready anew.
    return requests.build(words.PROVIDER, words.GENERATE_IMAGE._replace(), arguments, validation="strict")


def body_of(built: requests.Request) -> Any:
    assert isinstance(built.body, bytes)
    return json.loads(built.body)


def test_a_header_is_one_line_and_null_is_sent_where_it_is_legal() -> None:
    built = build(FOX, **WHOLE, tags=["a"], trace="abc")
    assert built.headers["trace"] == "abc"
    assert body_of(built)["style"] is None
    with pytest.raises(errors.InvalidRequestError, match="one line of visible ASCII"):
        build(FOX, **WHOLE, trace="a\nb")


RULED = client_module(
    sync_spec(
        "prompt: {type: string}, n: {type: integer}, seed: {type: integer}, mode: {type: string, const: fast}, "
        "image: {type: [string, 'null'], media: {kinds: [url]}}, tags: {type: array, items: {type: string}}",
        rules="[{id: seeded, requires: {n: [seed]}, source: page}, "
        "{id: few, when: {mode: {const: fast}}, then: {properties: {n: {maximum: 2}}}, source: page}]",
    )
)


def test_rules_know_constants_and_say_nothing_of_what_cant_be_sent() -> None:
    assert body_of(build(RULED, prompt="fox", n=2, seed=1))["mode"] == "fast"
    with pytest.raises(errors.InvalidRequestError, match="n: 3 is above the maximum 2"):
        build(RULED, prompt="fox", n=3, seed=1)
    with pytest.raises(errors.InvalidRequestError) as caught:
        build(RULED, prompt="fox", n=b"2")
    assert [one.field for one in caught.value.problems] == ["n"]
    assert body_of(build(RULED, prompt="fox", image=None, tags=["a"]))["image"] is None


def test_lengths_are_counted_where_only_one_of_them_is_limited() -> None:
    assert [violation.rule for violation in schema.check({"type": "string", "minLength": 2}, "a")] == ["minLength"]
    assert [violation.rule for violation in schema.check({"type": "string", "maxLength": 2}, "abc")] == ["maxLength"]
