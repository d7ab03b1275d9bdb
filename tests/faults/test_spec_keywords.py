"""Slips in the keywords and names of a spec: each is told at its place with what to write, and nothing is written."""

from __future__ import annotations

import pytest

from faults.spec_outcomes import PROMPT, codes, only, refused, sent
from support.spec import client_module, provider_of, sync_spec


@pytest.mark.parametrize(
    "pattern", ["^[a-z", "(a", "a)", "a{3,1}", "*a", "a|*", "[z-a]", "(?", "(?P<", "x{1,99999999999}"]
)
def test_S12_pattern_that_does_not_compile(pattern: str) -> None:
    """A pattern that is no regular expression -> refused at the pattern, which the message repeats."""
    problem = only(sync_spec(PROMPT + f"code: {{type: string, pattern: '{pattern}'}}"))
    assert problem.code in {"bad-pattern", "pattern-not-portable"}
    assert problem.marked == f"'{pattern}'"
    assert f'the pattern "{pattern}"' in problem.message


@pytest.mark.parametrize(
    ("pattern", "engines"),
    [
        ("^(?=.*[0-9])[a-z0-9]+$", "RE2"),
        ("^(?!-)[a-z-]+$", "RE2"),
        ("(?<=a)b", "RE2"),
        ("^(a|b)\\1$", "RE2"),
        ("^[a-z]{1,2000}$", "RE2"),
        ("^\\p{L}+$", "Python"),
        ("^(?<word>a)$", "Python"),
        ("^(?P<word>a)$", "ECMAScript"),
        ("(?i)^fox$", "ECMAScript"),
        ("^a\\-b$", "ECMAScript"),
        ("^a{,3}$", "ECMAScript"),
        ("^(?>a)$", "ECMAScript and RE2"),
        ("^a++$", "ECMAScript and RE2"),
        ("^a\\Z", "ECMAScript and RE2"),
    ],
)
def test_S13_pattern_that_one_engine_can_not_read(pattern: str, engines: str) -> None:
    """A pattern with what an engine lacks (look-ahead, \\p{L}) -> refused, naming the engines that can't read it."""
    problem = only(sync_spec(PROMPT + f"code: {{type: string, pattern: '{pattern}'}}"))
    assert (problem.code, problem.marked) == ("pattern-not-portable", f"'{pattern}'")
    assert problem.message.endswith(f", which {engines} can't read")


def test_S14_required_name_that_is_not_defined() -> None:
    """A required name that no property has -> refused at the name, with the nearest property."""
    problem = only(sync_spec(PROMPT + "size: {type: string}", required="prompt, sise"))
    assert (problem.code, problem.marked, problem.hint) == ("required-undefined", "sise", "did you mean size?")
    inside = "camera: {type: object, required: [lense], properties: {lens: {type: string}}}"
    assert only(sync_spec(PROMPT + inside)).hint == "did you mean lens?"
    answer = '{"200": {required: [dat], properties: {data: {type: array, items: {type: object}}}}}'
    assert only(sync_spec(PROMPT, responses=answer, results="")).hint == "did you mean data?"


@pytest.mark.parametrize("values", ["[a, b, a]", "[1, 2, 1.0]"])
def test_S15_listed_value_twice(values: str) -> None:
    """A value listed twice, also as 1 and 1.0 -> refused."""
    kind = "string" if "a" in values else "number"
    assert codes(sync_spec(PROMPT + f"style: {{type: {kind}, enum: {values}}}")) == ["repeated-item"]


def test_S16_empty_list_of_values() -> None:
    """An empty list of values, which no call could meet -> refused at the list."""
    problem = only(sync_spec(PROMPT + "style: {type: string, enum: []}"))
    assert (problem.code, problem.marked) == ("wrong-length", "[")


@pytest.mark.parametrize("value", ["969", "1.5", "true"])
def test_S17_number_among_texts(value: str) -> None:
    """A number or boolean among the listed values of a text -> refused at the value, with its quoted form."""
    problem = only(sync_spec(PROMPT + f"ratio: {{type: string, enum: [square, {value}]}}"))
    assert (problem.code, problem.marked, problem.hint) == ("bad-enum-value", value, f'write "{value}" in quotes')


@pytest.mark.parametrize(
    ("word", "meant"),
    [("int", "integer"), ("str", "string"), ("bool", "boolean"), ("Integer", "integer"), ("list", "array")],
)
def test_S18_unknown_type(word: str, meant: str) -> None:
    """A type of another language (int) -> refused with `did you mean integer`."""
    problem = only(sync_spec(PROMPT + f"n: {{type: {word}}}"))
    assert (problem.code, problem.marked, problem.hint) == ("not-allowed-value", word, f"did you mean {meant}?")


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("{$ref: '#/components/schemas/Size'}", ("unknown-reference", "'#/components/schemas/Size'")),
        ("{type: object, $ref: Size}", ("beside-reference", "type")),
    ],
)
def test_S19_reference_that_leads_nowhere(field: str, said: tuple[str, str]) -> None:
    """A $ref, to something that isn't there or to anything else -> refused at the $ref; nothing is written."""
    assert said in [(one.code, one.marked) for one in refused(sync_spec(PROMPT + f"size: {field}"))]


def test_S20_names_that_become_one() -> None:
    """image-size, image_size and imageSize beside each other -> refused until each has a pythonName of its own."""
    names = ["image-size", "image_size", "imageSize"]
    body = PROMPT + ", ".join(f"{name}: {{type: string}}" for name in names)
    assert [(one.code, one.marked) for one in refused(sync_spec(body))] == [
        ("same-python-name", "image_size"),
        ("same-python-name", "imageSize"),
    ]
    own = body.replace("image_size: {", "image_size: {pythonName: size_a, ").replace(
        "Size: {", "Size: {pythonName: b, "
    )
    done = sent(sync_spec(own), prompt="a fox", image_size="1", size_a="2", b="3")
    assert done.body == {"prompt": "a fox", "image-size": "1", "image_size": "2", "imageSize": "3"}


@pytest.mark.parametrize("added", ["a: {type: string}", "Image: {type: string}", "copy_of: {type: string}"])
def test_S20_field_that_is_added_renames_none(added: str) -> None:
    """A field added before others -> every argument and every attribute of an answer keeps its Python name."""
    fields = "image-size: {type: string}, copy: {type: string}, 图: {type: string, pythonName: picture}"
    before, after = _names(fields), _names(f"{added}, {fields}")
    assert before.items() <= after.items()
    assert len(after) == len(before) + 2


def _names(fields: str) -> dict[tuple[str, str], str]:
    """The Python name of each field as an argument, and as an attribute of an answer."""
    answer = f'{{"200": {{properties: {{{fields.replace(", pythonName: picture", "")}}}}}}}'
    spec = sync_spec(PROMPT + fields, responses=answer, results='{images: [{items: "", url: /copy}]}')
    model = client_module(spec).models.GenerateImageAnswer
    arguments = {("argument", field.wire): field.name for field in provider_of(spec).operations[0].arguments}
    return arguments | {("answer", field.alias or name): name for name, field in model.model_fields.items()}


@pytest.mark.parametrize("names", ["model_copy, field_model_copy", "image-url, imageUrl", "copy, Copy"])
def test_S20_attributes_of_an_answer_that_become_one(names: str) -> None:
    """Two fields of an answer that would be one attribute of its model -> refused at the second."""
    first, second = names.split(", ")
    answer = f'{{"200": {{properties: {{{first}: {{type: string}}, {second}: {{type: string}}}}}}}}'
    problem = only(sync_spec(PROMPT, responses=answer, results=""))
    assert (problem.code, problem.marked) == ("same-python-name", second)
