"""Slips in the values and keywords of a spec: each is told at its place with what to write, and nothing is written."""

from __future__ import annotations

import pytest

from faults.spec_outcomes import PROMPT, codes, not_sent, only, openapi, sent
from support.spec import provider_of, sync_spec, whole_spec

MODELS = "model: {type: string, enum: [swift-2, swift-3], "


def test_S01_ratio_without_quotes_is_text() -> None:
    """A size left unquoted (16:9, 190:20:30) -> loads as the text, never as 969, and is sent so."""
    ratios = "16:9, 1:1, 4:3, 190:20:30"
    spec = sync_spec(
        PROMPT + f"ratio: {{type: string, enum: [{ratios}], default: 16:9, enumDescriptions: {{16:9: wide}}}}"
    )
    (field,) = [field for field in provider_of(spec).operations[0].arguments if field.wire == "ratio"]
    assert list(field.schema["enum"]) == ratios.split(", ")
    assert (field.default, dict(field.value_descriptions)) == ("16:9", {"16:9": "wide"})
    assert sent(spec, prompt="a fox", ratio="16:9").body == {"prompt": "a fox", "ratio": "16:9"}
    assert "integer 969" in str(not_sent(spec, prompt="a fox", ratio=969))


@pytest.mark.parametrize(
    ("again", "text"),
    [("n: {type: integer}", "n"), ('"n": {type: integer}', '"n"'), ("'n': {type: string, maxLength: 3}", "'n'")],
)
def test_S02_key_written_twice(again: str, text: str) -> None:
    """A key written twice in one mapping, quoted or not -> refused at the second, naming the lines of both."""
    name, whole = whole_spec(sync_spec(PROMPT + f"n: {{type: integer}},\n      m: {{type: string}},\n      {again}"))
    problem = only(whole.replace(name, "odd").encode())
    first = next(number for number, line in enumerate(whole.split("\n"), 1) if "n: {type: integer}," in line)
    assert (problem.code, problem.line, problem.marked) == ("duplicate-key", first + 2, text)
    assert f'"n" is written twice: on line {first} and on line {first + 2}' in problem.message


def test_S03_switch_words_without_quotes_are_text() -> None:
    """The words no, on, off, yes and y left unquoted, as values and as keys -> texts, never booleans."""
    words = ["no", "on", "off", "yes", "y", "No", "OFF"]
    spec = sync_spec(PROMPT + f"hdr: {{type: string, enum: [{', '.join(words)}]}}, on: {{type: string, default: no}}")
    for word in words:
        assert sent(spec, prompt="a fox", hdr=word, on="off").body == {"prompt": "a fox", "hdr": word, "on": "off"}
    assert "hdr" in str(not_sent(spec, prompt="a fox", hdr=False))
    assert codes(sync_spec(PROMPT + "hdr: {type: string, enum: [true, no]}")) == ["bad-enum-value"]
    assert only(sync_spec(PROMPT + "hdr: {type: boolean, default: True}")).hint == 'quote this value: "True"'


@pytest.mark.parametrize("date", ["2026-03-03", "2026-03-03T10:00:00Z"])
def test_S04_date_without_quotes(date: str) -> None:
    """A version that looks like a date, unquoted -> refused on its line with `quote this value`; quoted it is text."""
    problem = only(sync_spec(PROMPT + f"model: {{type: string, default: {date}}}"))
    assert (problem.code, problem.marked, problem.hint) == ("ambiguous-value", date, f'quote this value: "{date}"')
    spec = sync_spec(PROMPT + f'model: {{type: string, enum: ["{date}"]}}')
    assert sent(spec, prompt="a fox", model=date).body["model"] == date


@pytest.mark.parametrize(
    ("field", "marked", "says"),
    [
        ("{type: integer, maximum: 6, default: 9}", "9", "at most 6"),
        ("{type: integer, minimum: 1, default: 0}", "0", "at least 1"),
        ("{type: number, exclusiveMaximum: 2, default: 2}", "2", "smaller than 2"),
        ("{type: string, maxLength: 2, default: abc}", "abc", "at most 2"),
        ("{type: integer, multipleOf: 8, default: 12}", "12", "multiple of 8"),
    ],
)
def test_S05_default_outside_its_own_limits(field: str, marked: str, says: str) -> None:
    """A default that the field's own limits forbid (9 of at most 6) -> refused at the default, naming the limit."""
    problem = only(sync_spec(PROMPT + f"n: {field}"))
    assert (problem.code, problem.marked) == ("bad-default", marked)
    assert says in problem.message


@pytest.mark.parametrize(
    ("field", "marked"),
    [
        ("{type: integer, default: one}", "one"),
        ("{type: integer, default: true}", "true"),
        ("{type: integer, default: 1.5}", "1.5"),
        ("{type: string, default: 1}", "1"),
        ("{type: boolean, default: 0}", "0"),
        ("{type: array, items: {type: string}, default: [1]}", "1"),
        ("{type: array, items: {type: string}, default: a}", "a"),
    ],
)
def test_S06_default_of_another_type(field: str, marked: str) -> None:
    """A default of another type than the field's -> refused at the default; no client is written."""
    problem = only(sync_spec(PROMPT + f"n: {field}"))
    assert (problem.code, problem.marked) == ("bad-default", marked)


def test_S07_default_that_is_not_listed() -> None:
    """A default that isn't among the listed values -> refused at the default, with the nearest that is."""
    problem = only(sync_spec(PROMPT + MODELS + "default: swift-33}"))
    assert (problem.code, problem.marked, problem.hint) == ("bad-default", "swift-33", "did you mean swift-3?")


CONFLICT = "model: {const: heron-pro, enum: [swift-2, swift-3], examples: [swift-2]}"
FIELD = "/operations/generate_image/requestBody/properties/model"


def recorded(*parts: str, acknowledges: tuple[tuple[str, str], ...]) -> str:
    """A discrepancy with these parts that acknowledges problems by code and place."""
    rows = ", ".join(f"{{code: {code}, at: {at}}}" for code, at in acknowledges)
    return f"discrepancies: [{{id: which-model, {', '.join(parts)}, acknowledges: [{rows}]}}]\n"


def test_S08_constant_against_the_listed_values() -> None:
    """A constant that its own list and examples contradict -> refused, until a discrepancy with both quotes has it."""
    body = PROMPT + CONFLICT
    assert set(codes(sync_spec(body))) == {"bad-const", "bad-example"}
    quotes = "statements: [{says: It is heron-pro., source: page}, {says: It is swift-2., source: page}]"
    choice, why = "choice: What is listed.", "why: The constant is of another page."
    known = (("bad-const", f"{FIELD}/const"), ("bad-example", f"{FIELD}/examples/0"))
    spec = sync_spec(body, top=recorded(quotes, choice, why, acknowledges=known))
    assert sent(spec, prompt="a fox").body == {"prompt": "a fox", "model": "heron-pro"}
    (told,) = openapi(spec)["x-clientsmith-discrepancies"]
    assert [one["says"] for one in told["statements"]] == ["It is heron-pro.", "It is swift-2."]
    assert told["choice"] == "What is listed."
    # One quote isn't a contradiction, and one without a choice isn't decided.
    one_quote = "statements: [{says: It is heron-pro., source: page}]"
    assert codes(sync_spec(body, top=recorded(one_quote, choice, why, acknowledges=known))) == ["wrong-length"]
    assert codes(sync_spec(body, top=recorded(quotes, why, acknowledges=known))) == ["missing-key"]
    half = sync_spec(body, top=recorded(quotes, choice, why, acknowledges=known[:1]))
    assert set(codes(half)) == {"bad-example"}


@pytest.mark.parametrize("examples", ['[{id: big, arguments: {prompt: a fox, n: 99}, source: "page#big"}]', ""])
def test_S09_example_beyond_a_limit(examples: str) -> None:
    """A documented example beyond a limit (99 of at most 4) -> refused at the example, or acknowledged; never sent."""
    own = "" if examples else ", examples: [99]"
    code, at = ("bad-example", "requestBody/properties/n/examples/0") if own else (
        "illegal-argument", "examples/0/arguments/n"
    )  # fmt: skip
    spec = sync_spec(PROMPT + f"n: {{type: integer, maximum: 4{own}}}", examples=examples)
    problem = only(spec)
    assert (problem.code, problem.marked) == (code, "99")
    assert "at most 4" in problem.message
    quotes = "statements: [{says: At most 4., source: page}, {says: The example has 99., source: page}]"
    parts = (quotes, "choice: At most 4.", "why: It is the rule.")
    passed = recorded(*parts, acknowledges=((code, f"/operations/generate_image/{at}"),)) + spec
    assert sent(passed, prompt="a fox", n=4).body["n"] == 4
    assert "4" in str(not_sent(passed, prompt="a fox", n=99))


@pytest.mark.parametrize(
    ("field", "marked", "says"),
    [
        ("{type: integer, minimum: 6, maximum: 1}", "1", "minimum 6 and maximum 1"),
        ("{type: number, exclusiveMinimum: 2, exclusiveMaximum: 2}", "2", "exclusiveMinimum 2 and exclusiveMaximum 2"),
        ("{type: integer, exclusiveMinimum: 1, exclusiveMaximum: 2}", "2", "no whole number lies between 1 and 2"),
        ("{type: integer, minimum: 9, maximum: 15, multipleOf: 8}", "15", "no multiple of 8 lies between 9 and 15"),
        ("{type: array, minItems: 3, maxItems: 2, items: {type: string}}", "2", "minItems 3 and maxItems 2"),
    ],
)
def test_S10_minimum_above_the_maximum(field: str, marked: str, says: str) -> None:
    """A smallest value above the largest, or none between them -> refused at the limit, naming both."""
    problem = only(sync_spec(PROMPT + f"n: {field}"))
    assert (problem.code, problem.marked) == ("limits-crossed", marked)
    assert says in problem.message


def test_S10_limits_of_a_model_that_are_crossed() -> None:
    """Limits by model whose smallest value is above the largest -> refused as those of a field are."""
    limits = "{field: model, limits: {swift-2: {n: {minimum: 4, maximum: 2}}}}"
    problem = only(sync_spec(PROMPT + MODELS + "}, n: {type: integer}", modelLimits=limits))
    assert (problem.code, problem.marked) == ("limits-crossed", "2")


def test_S11_shortest_length_above_the_longest() -> None:
    """A shortest length above the longest -> refused at the length, naming both; equal ones are one legal length."""
    problem = only(sync_spec(PROMPT + "note: {type: string, minLength: 9, maxLength: 8}"))
    assert (problem.code, problem.marked) == ("limits-crossed", "8")
    assert "minLength 9 and maxLength 8" in problem.message
    spec = sync_spec(PROMPT + "note: {type: string, minLength: 3, maxLength: 3}")
    assert sent(spec, prompt="a fox", note="abc").body["note"] == "abc"
