"""Whole numbers, however a spec writes them."""

from __future__ import annotations

import json
import re

import pytest

from clientsmith.load import load_text
from faults.spec_outcomes import IMAGE, PROMPT, codes, not_sent, only, openapi, sent
from support.spec import provider_of, sync_spec, whole_spec

WIDE = (
    "prompt: {type: string, maxLength: 800}, n: {type: integer, enum: [1, 2], enumDescriptions: {1: few}, default: 1}, "
    "scale: {type: number, minimum: 0.5, maximum: 10, multipleOf: 0.5, default: 4, specialValues: {-1: its own}}, "
    "version: {const: 3}, width: {type: integer}, height: {type: integer}, "
    "image: {type: string, media: {kinds: [dataUri], maxBytes: 2000}}"
)
SPEC = sync_spec(
    WIDE,
    timeout="60",
    maxResponseBytes="10000000",
    size="{fields: [{field: width, forms: [width]}, {field: height, forms: [height]}], closed: false, "
    "table: [{width: 256, height: 512}], limits: [{side: {minimum: 256, maximum: 1024, multipleOf: 64}}]}",
    examples="[{id: some, arguments: {prompt: a fox, n: 2, scale: 2, width: 256, height: 512}}]",
    rules="[{id: many, when: {n: {minimum: 2}}, then: {properties: {scale: {maximum: 5}}}}]",
    top="errors: [{status: 400, code: 1000, class: badRequest}]",
)
_NUMBER = re.compile(r"(?<=[ \[])(-?[0-9]+)(?=[,\]}\n])")


@pytest.mark.parametrize("form", ["{}.0", "{}.00e0", "{}0E-1"])
def test_N22_whole_number_with_a_fraction_of_zero_or_an_exponent(form: str) -> None:
    """A limit, a table, a status or any other whole number written 800.0 or 8e2 -> the integer, everywhere."""
    _, whole = whole_spec(SPEC)
    head, body = whole.split("errors:", 1)
    written = head + "errors:" + _NUMBER.sub(lambda found: form.format(found[1]), body)
    assert written.count(form.format(256)) == 3
    (plain, _), (other, problems) = load_text(whole, "fox.yaml"), load_text(written, "fox.yaml")
    assert plain is not None
    assert other is not None, problems
    assert json.dumps(other.data) == json.dumps(plain.data)


def test_N22_numbers_of_what_is_made() -> None:
    """Whole numbers in what the generator understood -> integers; only a limit with a fraction is a float."""
    written = _NUMBER.sub(lambda found: f"{found[1]}.0", SPEC)
    floats: list[float] = []

    def collect(text: str) -> float:
        floats.append(float(text))
        return floats[-1]

    json.loads(json.dumps(provider_of(written).meaning()), parse_float=collect)
    assert set(floats) == {0.5}


def test_N22_largest_answer_written_with_an_exponent() -> None:
    """maxResponseBytes: 1e7 and sides of 256.0 -> calls are sent and read, and refused past a limit."""
    spec = _NUMBER.sub(lambda found: f"{found[1]}0e-1", SPEC)
    assert sent(spec, prompt="a fox", n=1, scale=-1, width=256, height=512).body == {
        "prompt": "a fox", "n": 1, "scale": -1, "version": 3, "width": 256, "height": 512,
    }  # fmt: skip
    assert len(sent(spec, IMAGE, prompt="a fox", scale=4.0).result.images) == 1
    assert "below the minimum 256" in str(not_sent(spec, prompt="a fox", width=192, height=512))
    document = repr(openapi(spec))
    assert ("'default': 4," in document, "4.0" in document) == (True, False)


def test_N22_number_that_is_not_whole() -> None:
    """1.5 or 1e40 where a whole number is wanted -> refused with what is wanted."""
    assert codes(sync_spec(PROMPT, maxResponseBytes="10000.5")) == ["wrong-type"]
    problem = only(sync_spec(PROMPT, maxResponseBytes="1e40"))
    assert (problem.code, problem.marked) == ("wrong-type", "1e40")
    assert problem.message == "expected an integer, found 1e+40"


def test_N22_enum_of_numbers() -> None:
    """An enum of 1.0 and 2.0 of a number -> 1 and 1.0 are legal in types and in calls."""
    spec = sync_spec(PROMPT + "scale: {type: number, enum: [1.0, 2.0], enumDescriptions: {1.0: as it is}}")
    (_, scale) = provider_of(spec).operations[0].fields
    assert scale.annotation == "float"
    assert sent(spec, prompt="a fox", scale=1.0).body == {"prompt": "a fox", "scale": 1.0}
