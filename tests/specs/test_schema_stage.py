"""Facts about the shape of a spec: each fault is told once, at its place, in words that help."""

import json
from pathlib import Path
from typing import Any

import pytest

from clientsmith.load import load_text
from clientsmith.schema import check

TYPES = ["string", "integer", "number", "boolean", "array", "object"]
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["title"],
    "additionalProperties": False,
    "properties": {
        "specVersion": {"enum": [1, 2]},
        "title": {"type": "string", "minLength": 1, "description": "The name people read. Not the module."},
        "fields": {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": "^[a-z_]+$"},
            "additionalProperties": {"$ref": "#/$defs/field"},
        },
        "servers": {
            "type": "array",
            "minItems": 1,
            "maxItems": 2,
            "uniqueItems": True,
            "items": {"$ref": "#/$defs/url"},
        },
        "ratio": {"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.5},
        "mode": {"const": "fast"},
        "level": {"enum": [1, 2, 2.5]},
        "many": {"enum": [f"v{n:02}" for n in range(40)]},
        "flag": {"type": "boolean"},
        "limit": {"anyOf": [{"const": "unknown"}, {"type": "integer"}]},
        "auth": {"oneOf": [{"required": ["key"]}, {"required": ["token"]}]},
        "apart": {"not": {"required": ["a", "b"]}},
        "x": {"type": "object", "patternProperties": {"^x-": True}, "additionalProperties": False},
        "rules": {"type": "array", "items": {"$ref": "#/$defs/rule"}},
    },
    "$defs": {
        "url": {"type": "string", "pattern": "^https://", "description": "An https address"},
        "base": {"properties": {"maxLength": {"type": "integer"}, "maximum": {"type": "integer"}}},
        "field": {
            "type": "object",
            "required": ["type"],
            "allOf": [{"$ref": "#/$defs/base"}],
            "properties": {"type": {"enum": TYPES}},
            "if": {"properties": {"type": {"const": "integer"}}},
            "then": {"properties": {"minimum": {"type": "integer", "maximum": 100}, "maxLength": False}},
            "else": {"properties": {"pattern": {"type": "string"}}},
            "dependentRequired": {"minimum": ["maximum"]},
            "unevaluatedProperties": False,
        },
        "rule": {
            "anyOf": [
                {
                    "type": "object",
                    "required": ["kind", "field"],
                    "properties": {"kind": {"const": "requires"}, "field": {"type": "string"}},
                    "additionalProperties": False,
                },
                {
                    "type": "object",
                    "required": ["kind", "count"],
                    "properties": {"kind": {"const": "limits"}, "count": {"type": "integer"}},
                    "additionalProperties": False,
                },
                {
                    "type": "object",
                    "required": ["exactlyOne"],
                    "properties": {"exactlyOne": {"type": "array", "items": {"type": "string"}}},
                    "additionalProperties": False,
                },
                {"type": "string"},
            ]
        },
    },
}


def told(source: str, schema: dict[str, Any] = SCHEMA) -> list[str]:
    document, problems = load_text(source, "x.yaml")
    assert document is not None, problems
    found = check(document, schema)
    assert all(it.hint for it in found), found
    return [f"{it.place.line}:{it.place.column} {it.code}: {it.message} ({it.hint})" for it in found]


def test_a_document_of_the_right_shape_has_no_problem() -> None:
    source = """
specVersion: 1
title: x
fields:
  n: {type: integer, minimum: 1, maximum: 6}
  s: {type: string, pattern: a, maxLength: 3}
servers: [https://a, https://b]
limit: unknown
auth: {key: k}
x: {x-y: 1}
rules: [text, {kind: requires, field: n}, {exactlyOne: [a, b]}]
"""
    assert told(source) == []


TYPE_LIST = '"string", "integer", "number", "boolean", "array" or "object"'
KNOWN_RULE = "known here: count, kind"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        # keys
        ("titles: x", '2:1 unknown-key: unknown key "titles" (did you mean title?)'),
        ("x: {y: 1, x-a: 2}", '2:5 unknown-key: unknown key "y" (remove it)'),
        (
            "fields: {n: {type: integer, maxLenght: 1}}",
            '2:29 unknown-key: unknown key "maxLenght" (did you mean maxLength?)',
        ),
        (
            "fields: {n: {type: integer, zzz: 1}}",
            '2:29 unknown-key: unknown key "zzz" (known here: maxLength, maximum, minimum, pattern, type)',
        ),
        ("fields: {n: {}}", '2:10 missing-key: the key "type" is missing (add it: ' + TYPE_LIST + ")"),
        (
            "fields: {n: {type: integer, minimum: 1}}",
            '2:10 missing-key: the key "maximum" is missing; "minimum" needs it (add it)',
        ),
        (
            "fields: {n: {type: integer, maxLength: 1}}",
            '2:29 forbidden-key: "maxLength" is not allowed here (remove it)',
        ),
        (
            "fields: {n: {type: integer, pattern: a}}",
            '2:29 forbidden-key: "pattern" is not allowed here (remove it)',
        ),
        (
            "fields: {Bad-key: {type: string}}",
            '2:10 bad-key: the key "Bad-key": "Bad-key" doesn\'t fit: expected another form (did you mean bad_key?)',
        ),
        ("auth: {}", '2:1 missing-key: one of the keys "key" or "token" is missing (add one of them)'),
        (
            "auth: {key: 1, token: 2}",
            '2:16 forbidden-key: only one of "key" and "token" may be given (remove one)',
        ),
        ("apart: {a: 1, b: 2}", '2:15 forbidden-key: the keys "a" and "b" don\'t go together (remove one)'),
        # values
        (
            "fields: {n: {type: int}}",
            f'2:20 not-allowed-value: the text "int" is not allowed; expected {TYPE_LIST} (did you mean integer?)',
        ),
        (
            "fields: {n: {type: dict}}",
            f'2:20 not-allowed-value: the text "dict" is not allowed; expected {TYPE_LIST} (did you mean object?)',
        ),
        (
            'level: "2"',
            '2:8 not-allowed-value: the text "2" is not allowed; expected 1, 2 or 2.5 (remove the quotes: 2)',
        ),
        (
            'level: "2.5"',
            '2:8 not-allowed-value: the text "2.5" is not allowed; expected 1, 2 or 2.5 (remove the quotes: 2.5)',
        ),
        (
            'level: "3"',
            '2:8 not-allowed-value: the text "3" is not allowed; expected 1, 2 or 2.5 (write one of these)',
        ),
        (
            "mode: fasst",
            '2:7 not-allowed-value: the text "fasst" is not allowed; expected "fast" (did you mean fast?)',
        ),
        (
            "limit: unknwon",
            '2:8 not-allowed-value: the text "unknwon" is not allowed; expected "unknown" or an integer '
            "(did you mean unknown?)",
        ),
        (
            'fields: {n: {type: integer, maximum: "6"}}',
            '2:38 wrong-type: expected an integer, found the text "6" (remove the quotes: 6)',
        ),
        (
            "fields: {n: {type: integer, maximum: 1.5}}",
            "2:38 wrong-type: expected an integer, found 1.5 (write a number without a fraction, such as 1)",
        ),
        (
            "fields:",
            "2:8 wrong-type: expected a mapping, found nothing (null) (give a value, or remove the key)",
        ),
        ("servers: [5]", "2:11 wrong-type: expected text, found 5 (quote this value)"),
        (
            "servers: https://a",
            '2:10 wrong-type: expected a list, found the text "https://a" (write a list: ["https://a"])',
        ),
        (
            "servers: {a: b}",
            "2:10 wrong-type: expected a list, found a mapping "
            "(write a list: each item on a line of its own after `- `)",
        ),
        ("flag: yes", '2:7 wrong-type: expected true or false, found the text "yes" (write true)'),
        ("flag: off", '2:7 wrong-type: expected true or false, found the text "off" (write false)'),
        ("servers: []", "2:10 wrong-length: must not be empty (add at least one item)"),
        (
            "servers: [https://a, https://b, https://c]",
            "2:10 wrong-length: must have at most 2 items, found 3 (remove 1 item)",
        ),
        ("fields: {}", "2:9 wrong-length: must not be empty (add at least one key)"),
        (
            "servers: [https://a, https://a]",
            '2:22 repeated-item: the text "https://a" is listed twice, first on line 2 (keep one of them)',
        ),
        (
            "servers: [ftp://a]",
            '2:11 pattern-mismatch: "ftp://a" doesn\'t fit: expected another form (An https address)',
        ),
        ("ratio: 0", "2:8 out-of-range: must be greater than 0, found 0 (write more than 0)"),
        ("ratio: 0.7", "2:8 out-of-range: must be a multiple of 0.5, found 0.7 (write 0.5 times a whole number)"),
        (
            "fields: {n: {type: integer, maximum: 9, minimum: 101}}",
            "2:50 out-of-range: must be at most 100, found 101 (write 100 or less)",
        ),
        # alternatives
        ("rules: [{kind: requires}]", '2:9 missing-key: the key "field" is missing (add it)'),
        (
            "rules: [{kind: limits, count: 1, zzz: 1}]",
            f'2:34 unknown-key: unknown key "zzz" ({KNOWN_RULE})',
        ),
        (
            'rules: [{kind: limits, count: "1"}]',
            '2:31 wrong-type: expected an integer, found the text "1" (remove the quotes: 1)',
        ),
        ("rules: [{exactlyOne: [1]}]", "2:23 wrong-type: expected text, found 1 (quote this value)"),
        (
            "rules: [{exactlyone: [a]}]",
            '2:10 unknown-key: unknown key "exactlyone" (did you mean exactlyOne?)',
        ),
        ("rules: [5]", "2:9 wrong-type: expected a mapping or text, found 5 (quote this value)"),
    ],
)
def test_one_fault_is_one_problem_at_its_place(line: str, problem: str) -> None:
    assert told(f"title: x\n{line}\n") == [problem]


def test_a_wrong_kind_lists_the_kinds_of_all_alternatives() -> None:
    kinds = [{"properties": {"kind": {"const": name}}, "required": ["kind", name]} for name in ("ratio", "tier")]
    assert told("a: {kind: tear}", {"properties": {"a": {"oneOf": kinds}}}) == [
        '1:11 not-allowed-value: the text "tear" is not allowed; expected "ratio" or "tier" (did you mean tier?)'
    ]


def test_a_value_that_fits_two_alternatives_is_told_so() -> None:
    schema = {"properties": {"a": {"oneOf": [{"type": "integer"}, {"minimum": 1}], "description": "One."}}}
    assert told("a: 3", schema) == ["1:4 no-match: 3 fits more than one of the allowed forms (One.)"]


def test_a_missing_key_is_told_at_its_mapping_with_what_it_is_for() -> None:
    assert told("\nflag: true\n") == ['2:1 missing-key: the key "title" is missing (The name people read.)']


def test_a_misspelt_key_is_not_also_a_missing_one() -> None:
    assert told("titel: x") == ['1:1 unknown-key: unknown key "titel" (did you mean title?)']


def test_a_long_list_of_allowed_values_is_cut() -> None:
    (problem,) = told("title: x\nmany: 7")
    assert '"v11" or 28 more' in problem
    assert "v12" not in problem


def test_all_problems_of_a_document_are_told_in_its_order() -> None:
    source = "flags: true\nfields:\n  A: {type: int}\n  b: {}\nservers: [x, x]\n"
    assert [it.split(":")[0] + it.split(" ")[1] for it in told(source)] == [
        "1missing-key:",
        "1unknown-key:",
        "3bad-key:",
        "3not-allowed-value:",
        "4missing-key:",
        "5pattern-mismatch:",
        "5pattern-mismatch:",
        "5repeated-item:",
    ]


@pytest.mark.parametrize(
    ("version", "found", "hint"),
    [
        ("3", "3", "change it, or use a release of clientsmith that knows it"),
        ('"1"', '"1"', "write 1"),
        ("true", "true", "change it, or use a release of clientsmith that knows it"),
    ],
)
def test_an_unsupported_version_is_the_only_problem_told(version: str, found: str, hint: str) -> None:
    assert told(f"specVersion: {version}\nnonsense: 1\n") == [
        f"1:14 unsupported-version: specVersion {found} is not supported; this release reads 1 or 2 ({hint})"
    ]


def test_a_version_given_as_a_constant_is_read_too() -> None:
    schema = {"properties": {"specVersion": {"$ref": "#/$defs/v"}}, "$defs": {"v": {"const": 1}}}
    assert told("specVersion: 1", schema) == []
    assert "this release reads 1 (" in told("specVersion: 2", schema)[0]


def test_a_document_as_deep_as_the_loader_allows_is_judged() -> None:
    node = {"type": "object", "properties": {"a": {"anyOf": [{"$ref": "#/$defs/n"}, {"type": "integer"}]}}}
    schema: dict[str, Any] = {"allOf": [{"$ref": "#/$defs/n"}], "$defs": {"n": node}}
    depth = 64
    fine, wrong = ("{a: " * depth + last + "}" * depth for last in ("1", "x"))
    assert told(fine, schema) == []
    assert told(wrong, schema) == [
        f'1:{4 * depth + 1} wrong-type: expected a mapping or an integer, found the text "x" '
        "(write it as `key: value` lines)"
    ]


def test_a_schema_too_deep_for_the_interpreter_is_a_problem_not_a_crash() -> None:
    schema: dict[str, Any] = {"$ref": "#/$defs/0", "$defs": {"1000": True}}
    for n in range(1000):
        schema["$defs"][str(n)] = {"$ref": f"#/$defs/{n + 1}"}
    assert told("a: {b: 1}", schema) == ["1:5 too-deep: nested too deep to be checked (flatten it)"]


def test_text_of_a_spec_can_not_be_mistaken_for_a_schema_reference() -> None:
    assert told('title: x\nx: {x-ref: 1, "$ref": "file:///etc/passwd"}') == [
        '2:15 unknown-key: unknown key "$ref" (remove it)'
    ]


def test_a_rule_without_words_of_its_own_is_told_in_those_of_the_validator() -> None:
    schema: dict[str, Any] = {"properties": {"a": {"contains": {"const": 1}, "description": "Holds 1."}}}
    assert told("a: [2]", schema) == [
        "1:4 broken-rule: [2] does not contain items matching the given schema (Holds 1.)"
    ]


@pytest.mark.parametrize(
    ("rule", "value", "hint"),
    [
        ({"minLength": 3}, "a", "add 2 characters"),
        ({"maxLength": 1}, "abc", "remove 2 characters"),
        ({"minimum": 2}, "1", "write 2 or more"),
        ({"exclusiveMaximum": 2}, "2", "write less than 2"),
        ({"pattern": "^[a-z]+/[a-z]+$"}, "'image/png;'", "did you mean image/png?"),
        ({"pattern": "^[a-z-]+$"}, "Two Words", "did you mean two-words?"),
        ({"pattern": "^[0-9]$"}, "ab", "write another form"),
        ({"type": "string"}, "[a]", "write one text"),
        ({"type": ["boolean", "null"]}, "maybe", "write true or false"),
        ({"type": []}, "a", "give another kind of value"),
        ({"enum": [1, 2]}, "[a]", "write one of these"),
        ({"const": 1}, "7", "write just that"),
        ({"not": {"const": 7}}, "7", "write another value"),
        ({"oneOf": [{"type": "integer"}, {"minimum": 1}]}, "3", "write it so that it can only be one of them"),
        ({"uniqueItems": True}, "[1, 1.0]", "keep one of them"),
        ({"contains": {"const": 1}}, "[2]", "change it until `contains` of the schema holds"),
    ],
)
def test_a_rule_without_a_description_has_a_hint_too(rule: dict[str, Any], value: str, hint: str) -> None:
    (problem,) = told(f"a: {value}", {"properties": {"a": rule}})
    assert problem.endswith(f" ({hint})")


def test_every_pattern_of_the_language_says_in_words_what_is_wanted() -> None:
    silent: list[object] = []

    def look(rule: dict[str, Any]) -> dict[str, Any]:
        # The word `pattern` of specs is a property, whose rule is a mapping.
        if isinstance(rule.get("pattern"), str) and not str(rule.get("patternErrorMessage")).startswith("Expected "):
            silent.append(rule)
        return rule

    text = (Path(__file__).parents[2] / "specs/provider.schema.json").read_text("utf-8")
    json.loads(text, object_hook=look)
    assert silent == []
