"""Whether a call is legal: every broken limit, table and rule is named, and nothing else."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from clientsmith.language.build import build
from clientsmith.load import load_text
from clientsmith.oracle.calls import CallValidator
from clientsmith.oracle.operation import OperationView
from clientsmith.oracle.values import violations, with_constants
from clientsmith.oracle.violation import Violation
from support.spec import whole_spec

SPEC = """\
operations:
  generate_image:
    method: POST
    path: "/{project}/images"
    parameters: [{name: project, in: path, type: string}]
    requestBody:
      required: [prompt]
      properties:
        version: {const: 3}
        prompt: {type: string, minLength: 1, maxLength: 8, lengthUnit: utf16}
        model: {type: string, enum: [small, large], default: small}
        ratio: {type: string, enum: ["1:1", "4:3"], default: "1:1"}
        tier: {type: string, enum: [1K, 2K]}
        size: {type: string}
        width: {type: integer}
        height: {type: integer}
        box: {type: object, properties: {width: {type: integer}, height: {type: integer}}}
        n: {type: integer, minimum: 1, maximum: 6}
        seed: {type: integer, minimum: 0, specialValues: {"-1": random}}
        scale: {type: number, exclusiveMinimum: 0, multipleOf: 0.1}
        style: {type: [string, "null"], pattern: "^[a-z]+$"}
        images: {type: array, maxItems: 2, uniqueItems: true, items: {type: string, media: {kinds: [url]}}}
        extra: {type: object, required: [a], additionalProperties: false, properties: {a: {type: integer}}}
    size: SIZE
    modelLimits: {field: model, limits: {small: {n: {maximum: 2}, prompt: {maxLength: 4}}, large: {n: none}}}
    rules:
      - {id: pair, requires: {width: [height]}}
      - {id: one-way, conflicts: [size, box, tier]}
      - {id: large-only, when: {model: {const: small}}, then: {forbidden: [images]}}
      - {id: styled, when: {style: {enum: [ink]}}, then: {required: [seed], properties: {n: {maximum: 1}}}}
    responses: {"200": {}}
"""
PIXELS = """{fields: [{field: size, forms: ["W*H", tier]}, {field: width, forms: [width]},
      {field: height, forms: [height]}], table: [{tier: 1K, width: 64, height: 64}], limits: [
      {side: {minimum: 64, maximum: 256, multipleOf: 8}, pixels: {minimum: 8192, maximum: 32768}},
      {when: {model: {const: large}}, ratio: {minimum: "1:2", maximum: "2:1"}}]}"""
TABLE = """{fields: [{field: ratio, forms: [ratio]}, {field: tier, forms: [tier]}], closed: true, table: [
      {ratio: "1:1", tier: 1K, width: 64, height: 64}, {ratio: "1:1", tier: 2K, model: large},
      {ratio: "4:3", tier: 1K}]}"""
OBJECT = "{fields: [{field: box, forms: [object]}], limits: [{width: {maximum: 100}, pixels: {maximum: 999}}]}"
BASE = {"project": "p", "prompt": "fox"}


def validator(size: str) -> CallValidator:
    name, text = whole_spec(SPEC.replace("SIZE", size))
    document, problems = load_text(text, f"{name}.yaml")
    assert document is not None, problems
    provider = build(document)
    return CallValidator(OperationView(provider, provider.operation("generate_image")))


VALIDATORS = {size: validator(size) for size in (PIXELS, TABLE, OBJECT)}


def validated(arguments: dict[str, Any], size: str = PIXELS) -> list[Violation]:
    return VALIDATORS[size].validate(arguments, strict=True)


def broken(arguments: dict[str, Any], size: str = PIXELS) -> list[tuple[str, str, str]]:
    found = validated({**BASE, **arguments}, size)
    assert all(one.message for one in found)
    return [(one.kind, one.fields[0], one.rule) for one in found]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, []),
        ({"n": 2, "seed": -1, "scale": 0.3, "style": None}, []),
        ({"n": 7, "model": "large"}, [("argument", "n", "maximum")]),
        ({"n": 0}, [("argument", "n", "minimum")]),
        ({"n": True}, [("argument", "n", "type")]),
        ({"n": 1.0}, [("argument", "n", "type")]),
        ({"n": "1"}, [("argument", "n", "type")]),
        ({"n": None}, [("argument", "n", "type")]),
        ({"seed": -2}, [("argument", "seed", "minimum")]),
        ({"scale": 0}, [("argument", "scale", "exclusiveMinimum")]),
        ({"scale": 0.35}, [("argument", "scale", "multipleOf")]),
        ({"scale": float("nan")}, [("argument", "scale", "type")]),
        ({"scale": float("inf")}, [("argument", "scale", "type")]),
        ({"prompt": ""}, [("missing", "prompt", "blank"), ("argument", "prompt", "minLength")]),
        ({"prompt": "🦊🦊🦊🦊", "model": "large"}, []),
        ({"prompt": "🦊🦊🦊🦊x", "model": "large"}, [("argument", "prompt", "maxLength")]),
        ({"prompt": "🦊🦊x"}, [("model", "prompt", "model-limit")]),
        ({"prompt": "\ud800"}, [("argument", "prompt", "encoding")]),
        ({"style": "ink\n"}, [("argument", "style", "pattern")]),
        ({"model": "huge"}, [("argument", "model", "enum")]),
        ({"images": "https://a.dev/1", "model": "large"}, [("argument", "images", "type")]),
        ({"images": ["data:,x"], "model": "large"}, [("argument", "images", "media")]),
        ({"images": ["https://a.dev/1"] * 2, "model": "large"}, [("argument", "images", "uniqueItems")]),
        ({"extra": {}}, [("argument", "extra", "required")]),
        ({"extra": {"a": 1, "b": 2}}, [("argument", "extra", "unknown")]),
        ({"version": 3}, [("unknown", "version", "unknown")]),
        ({"sede": 1}, [("unknown", "sede", "unknown")]),
        ({"n": 3}, [("model", "n", "model-limit")]),
        ({"n": 3, "model": "large"}, []),
    ],
)
def test_fields_and_models(arguments: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    assert broken(arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"width": 64, "height": 128}, []),
        ({"width": 64}, [("rule", "width", "pair")]),
        ({"size": "1K", "box": {"width": 1, "height": 1}}, [("rule", "box", "one-way")]),
        ({"images": ["https://a.dev/1"]}, [("rule", "images", "large-only")]),
        ({"style": "ink", "n": 2}, [("rule", "seed", "styled"), ("rule", "n", "styled")]),
        ({"style": "ink", "n": 1, "seed": 1}, []),
    ],
)
def test_rules_across_fields(arguments: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    assert broken(arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "keywords"),
    [
        ({"size": "128*128"}, []),
        ({"size": "1K"}, []),
        ({"size": "128x128"}, ["size-form"]),
        ({"size": "0128*128"}, ["size-form"]),
        ({"size": "3K"}, ["size-form"]),
        ({"size": "1:1"}, ["size-form"]),
        ({"size": "60*256"}, ["size-width-minimum", "size-width-multipleOf"]),
        ({"size": "264*64"}, ["size-width-maximum"]),
        ({"size": "64*64"}, ["size-pixels-minimum"]),
        ({"size": "256*256"}, ["size-pixels-maximum"]),
        ({"size": "64*256"}, []),
        ({"size": "64*256", "model": "large"}, ["size-ratio-minimum"]),
        ({"size": "256*64", "model": "large"}, ["size-ratio-maximum"]),
        ({"size": "128*64", "model": "large"}, []),
        ({"width": 64, "height": 60}, ["size-height-minimum", "size-height-multipleOf", "size-pixels-minimum"]),
    ],
)
def test_sizes_in_pixels(arguments: dict[str, Any], keywords: list[str]) -> None:
    assert [keyword for part, _, keyword in broken(arguments) if part == "size"] == keywords


@pytest.mark.parametrize(
    ("arguments", "legal"),
    [
        ({"tier": "1K"}, True),  # with the default ratio
        ({"ratio": "4:3"}, True),  # some tier has it
        ({"ratio": "4:3", "tier": "2K"}, False),
        ({"tier": "2K"}, False),  # a row of the other model
        ({"tier": "2K", "model": "large"}, True),
        ({}, True),
    ],
)
def test_closed_table(arguments: dict[str, Any], legal: bool) -> None:
    found = broken(arguments, TABLE)
    assert found == ([] if legal else [("size", next(iter(arguments)), "size-table")])


def test_refused_pair_names_the_rows_there_are() -> None:
    found = validated({**BASE, "ratio": "4:3", "tier": "2K"}, TABLE)
    assert [(one.message, one.hint) for one in found] == [
        ("the table has no row with 4:3 and 2K for the model small", "take one of 4:3 1K")
    ]


def test_object_of_sides_is_a_size() -> None:
    assert broken({"box": {"width": 101, "height": 9}}, OBJECT) == [("size", "box", "size-width-maximum")]
    assert broken({"box": {"width": 50, "height": 20}}, OBJECT) == [("size", "box", "size-pixels-maximum")]
    assert broken({"box": {"width": 50}}, OBJECT) == [("size", "box", "size-form")]


def test_missing_arguments_are_named() -> None:
    found = validated({})
    assert [(one.kind, one.fields[0]) for one in found] == [("missing", "prompt"), ("missing", "project")]


def test_hint_names_the_argument_that_was_meant() -> None:
    found = validated({**BASE, "model": "large", "style": "ink", "sede": 1})
    assert {one.fields[0]: one.hint for one in found} == {"sede": "did you mean seed?", "seed": "give seed"}
    (other,) = validated({**BASE, "size": "128x128"})
    assert other.hint == "did you mean 128*128?"


NUMBER_RULES = st.fixed_dictionaries(
    {"type": st.sampled_from(["integer", "number", ["integer", "null"]])},
    optional={
        "minimum": st.integers(-9, 9),
        "maximum": st.integers(-9, 9),
        "exclusiveMinimum": st.integers(-9, 9),
        "multipleOf": st.sampled_from([1, 2, 3, 0.5]),
        "enum": st.lists(st.integers(-3, 3), min_size=1),
    },
)
TEXT_RULES = st.fixed_dictionaries(
    {"type": st.just("string")},
    optional={
        "minLength": st.integers(0, 4),
        "maxLength": st.integers(0, 4),
        "enum": st.lists(st.text("ab", max_size=2), min_size=1),
        "pattern": st.sampled_from(["^a", "b$", "^[ab]*$"]),
    },
)
LIST_RULES = st.fixed_dictionaries(
    {"type": st.just("array"), "items": NUMBER_RULES | TEXT_RULES},
    optional={"minItems": st.integers(0, 3), "maxItems": st.integers(0, 3), "uniqueItems": st.booleans()},
)
VALUES = st.recursive(
    st.booleans() | st.integers(-9, 9) | st.sampled_from([0.5, 1.5, -2.5]) | st.text("abé", max_size=4),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=6,
)


@given(NUMBER_RULES | TEXT_RULES | LIST_RULES, VALUES)
def test_values_are_validated_as_json_schema_says(rule: dict[str, Any], value: Any) -> None:
    rule = json.loads(json.dumps(rule))
    legal = Draft202012Validator(rule).is_valid(value)  # pyright: ignore[reportUnknownMemberType] - stubs
    assert (list(violations(rule, value)) == []) is legal


INSIDE: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"role": {"const": "user"}, "more": {"type": "object", "properties": {}}},
    },
}


FILLED: list[tuple[Any, Any]] = [
    ([], []),
    ([{}], [{"role": "user"}]),
    ([{"role": "other"}], [{"role": "other"}]),
    ([{"more": {}}, "text"], [{"role": "user", "more": {}}, "text"]),
    ({"role": 1}, {"role": 1}),
]


@pytest.mark.parametrize(("value", "filled"), FILLED)
def test_a_constant_is_filled_in_wherever_its_object_is_given(value: Any, filled: Any) -> None:
    assert with_constants(INSIDE, value) == filled
