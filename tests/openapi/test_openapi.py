"""The OpenAPI document of a provider: valid, complete, and in the words of the standard where it has one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

import everything
from clientsmith import pipeline
from clientsmith.language.model import Provider
from clientsmith.openapi import document, openapi_text
from clientsmith.openapi.dump import dump
from support.spec import ADDRESS_SPEC, TASK_SPEC, client_module, sync_spec

ROOT = Path(__file__).parents[2]
SPECS = {path.stem: path for path in sorted((ROOT / "specs").glob("*.yaml"))}
SPECS[everything.NAME] = ROOT / "tests" / f"{everything.NAME}.yaml"


@lru_cache
def provider(path: Path) -> Provider:
    documents, report = pipeline.check([path])
    assert not report.problems, report.text()
    return pipeline.build(documents)[0]


def committed(name: str) -> Any:
    return document(provider(SPECS[name]))


def inline(text: str) -> Any:
    folder = Path(client_module(text).__file__).parent
    return document(provider(folder.parents[1] / f"{folder.name}.yaml"))


def body(text: str, name: str = "GenerateImageRequest") -> Any:
    """The schema of a request of an inline spec."""
    return inline(text)["components"]["schemas"][name]


def only(made: Any) -> Any:
    """The one operation of a document."""
    ((_, item),) = made["paths"].items()
    ((_, operation),) = item.items()
    return operation


def children(data: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(data, dict):
        yield from data.items()  # pyright: ignore[reportUnknownVariableType] - of JSON
    elif isinstance(data, list):
        yield from enumerate(data)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType] - of JSON


def leaves(data: Any) -> Iterator[str]:
    """Every scalar and every key as text."""
    if not isinstance(data, dict | list):
        yield str(data)
    for key, child in children(data):
        yield str(key)
        yield from leaves(child)


def facts(data: Any) -> Iterator[str]:
    """Every scalar of a spec that isn't a word of the language, and every name that it gives."""
    for key, child in children(data):
        if key in ("properties", "enumDescriptions", "limits", "operations", "sources") and isinstance(child, dict):
            yield from (str(name) for name, _ in children(child))
        yield from facts(child.lower() if child in ("GET", "POST", "PUT", "PATCH", "DELETE") else child)
    if not isinstance(data, dict | list):
        yield str(data)


@pytest.mark.parametrize("name", SPECS)
def test_document_is_openapi(name: str) -> None:
    assert list(OpenAPIV31SpecValidator(committed(name)).iter_errors()) == []


@pytest.mark.parametrize("name", SPECS)
def test_every_fact_of_the_spec_stands_in_the_document(name: str) -> None:
    own = provider(SPECS[name])
    assert set(facts(own.document.data)) - set(leaves(document(own))) == set()


@pytest.mark.parametrize("name", SPECS)
def test_yaml_reads_back_as_the_document_without_anchors_and_wrapped_lines(name: str) -> None:
    text = openapi_text(provider(SPECS[name]))
    assert yaml.safe_load(text) == committed(name)
    assert not [line for line in text.splitlines() if line.strip().startswith(("&", "*", "- &", "- *"))]


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(st.characters(exclude_categories=["Cs"])),
        st.sampled_from(
            ["", "no", "~", "1e3", "0x1", "2001-01-01", "a: b", "a #b", "#a", "- a", "a\n\n  b", " a\nb", "a\n"]
        ),
        st.text("ab \n\t:#-'\"\\&*!|>%@`{}[],?\u2028\x85\ufeff", max_size=12),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=8,
)


@given(st.dictionaries(st.one_of(st.text(st.characters(exclude_categories=["Cs"])), st.just("k" * 1200)), JSON))
def test_any_json_is_written_so_that_yaml_reads_the_same(data: Any) -> None:
    for base in (getattr(yaml, "CSafeDumper", yaml.SafeDumper), yaml.SafeDumper):
        assert yaml.safe_load(dump(data, base)) == (data or {})


def test_text_that_a_reader_could_take_for_another_type_is_quoted() -> None:
    texts = ["1e3", "0o7", "y", "N", "no", "Null", "~", "-.5", ".inf", "2001-01-01", "0x1", "=", "<<", "1:30"]
    lines = dump({"texts": texts}).splitlines()[1:]
    assert [line[2] in "'\"" and line[3:-1] for line in lines] == texts


def test_text_of_several_lines_is_shown_line_by_line() -> None:
    assert dump({"text": "a: b\n\n  # c", "b": "é"}) == "text: |-\n  a: b\n\n    # c\nb: é\n"


@pytest.mark.parametrize("name", SPECS)
def test_documented_calls_and_bodies_fit_their_schemas(name: str) -> None:
    made = committed(name)
    schemas = made["components"]["schemas"]
    seen = 0
    responses = list(made["components"].get("responses", {}).values())
    for item in made["paths"].values():
        for operation in item.values():
            responses += [one for one in operation["responses"].values() if "$ref" not in one]
            responses += [operation["requestBody"]] if "requestBody" in operation else []
    for content in (content for one in responses for content in one.get("content", {}).values()):
        judge: Any = Draft202012Validator({**content["schema"], "components": {"schemas": schemas}})
        for example in content.get("examples", {}).values():
            judge.validate(example["value"])
            seen += 1
    assert seen >= 2


LIMITS = [
    ("type: integer, minimum: 1, maximum: 6", {"minimum": 1, "maximum": 6}),
    (
        "type: number, exclusiveMinimum: 0, exclusiveMaximum: 9, multipleOf: 0.5",
        {"exclusiveMinimum": 0, "multipleOf": 0.5},
    ),
    ("type: string, minLength: 2, maxLength: 9", {"minLength": 2, "maxLength": 9}),
    ("type: string, maxLength: 9, lengthUnit: utf16", {"x-clientsmith-length": {"unit": "utf16", "maxLength": 9}}),
    ('type: string, pattern: "^[a-z]+$"', {"pattern": "^[a-z]+$"}),
    ("type: string, enum: [a, b]", {"enum": ["a", "b"]}),
    ('type: [string, "null"], enum: [a, b]', {"type": ["string", "null"], "enum": ["a", "b", None]}),
    ("type: boolean, default: false", {"default": False}),
    ("type: string, examples: [a], deprecated: true", {"examples": ["a"], "deprecated": True}),
    (
        "type: array, items: {type: integer, maximum: 3}, minItems: 1, maxItems: 2, uniqueItems: true",
        {"items": {"type": "integer", "maximum": 3}, "minItems": 1, "maxItems": 2, "uniqueItems": True},
    ),
    (
        "type: object, required: [a], additionalProperties: false, properties: {a: {type: string, title: A}}",
        {"required": ["a"], "additionalProperties": False, "properties": {"a": {"type": "string", "title": "A"}}},
    ),
    (
        'type: integer, minimum: 0, specialValues: {"-1": random}',
        {
            "anyOf": [{"enum": [-1]}, {"type": "integer", "minimum": 0}],
            "x-clientsmith-special-values": {"-1": "random"},
        },
    ),
    (
        "type: string, enum: [a, b], enumDescriptions: {a: first}, recommended: [b], role: seed",
        {
            "x-clientsmith-enum-descriptions": {"a": "first"},
            "x-clientsmith-recommended": ["b"],
            "x-clientsmith-role": "seed",
        },
    ),
    ("type: string, pythonName: other", {"x-clientsmith-argument": "other"}),
    (
        "type: string, media: {kinds: [url], types: [image/png], maxBytes: 5}",
        {"x-clientsmith-media": {"kinds": ["url"], "types": ["image/png"], "maxBytes": 5}},
    ),
]


@pytest.mark.parametrize(("told", "expected"), LIMITS, ids=[told for told, _ in LIMITS])
def test_a_limit_of_a_field_stands_in_the_keyword_that_says_it(told: str, expected: dict[str, Any]) -> None:
    made = body(sync_spec(f"prompt: {{type: string}}, x: {{{told}, description: What}}"))["properties"]["x"]
    assert expected.items() <= made.items()
    assert made["description"] == "What"


RULES = [
    ("requires: {a: [b]}", {"dependentRequired": {"a": ["b"]}}),
    (
        "requires: {c: [b]}",
        {"if": {"properties": {"in": {"required": ["c"]}}, "required": ["in"]}, "then": {"required": ["b"]}},
    ),
    ("conflicts: [a, b]", {"not": {"required": ["a", "b"]}}),
    ("atLeastOne: [a, b]", {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}),
    ("exactlyOne: [a, b]", {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}),
    (
        "when: {a: {const: x}}, then: {required: [b]}",
        {"if": {"properties": {"a": {"const": "x"}}, "required": ["a"]}, "then": {"required": ["b"]}},
    ),
    # A field that isn't given counts with its default, which is 3.
    (
        "when: {n: {minimum: 2}}, then: {forbidden: [b]}",
        {"if": {"properties": {"n": {"minimum": 2}}}, "then": {"not": {"required": ["b"]}}},
    ),
    (
        "when: {n: {minimum: 4}}, then: {properties: {m: {maximum: 2}}}",
        {
            "if": {"properties": {"n": {"minimum": 4}}, "required": ["n"]},
            "then": {"properties": {"m": {"maximum": 2}}},
        },
    ),
    (
        "when: {n: {notEnum: [4]}, a: {present: false}}, then: {required: [m]}",
        {
            "if": {"properties": {"n": {"not": {"enum": [4]}}}, "not": {"required": ["a"]}},
            "then": {"required": ["m"]},
        },
    ),
]
RULED = (
    "prompt: {type: string}, a: {type: string}, b: {type: string}, c: {type: string, pointer: /in/c}, "
    "n: {type: integer, default: 3}, m: {type: integer}"
)


@pytest.mark.parametrize(("told", "expected"), RULES, ids=[told for told, _ in RULES])
def test_a_rule_is_a_schema_and_listed_as_such(told: str, expected: dict[str, Any]) -> None:
    made = body(sync_spec(RULED, rules=f"[{{id: the-rule, {told}}}]"))
    assert made["allOf"] == [{"$comment": "the-rule", **expected}]
    (row,) = made["x-clientsmith-rules"]
    assert (row["id"], row["expressed"], row["source"], row["level"]) == ("the-rule", True, "page", "documented")
    assert row["sentence"]


def test_a_rule_on_a_parameter_is_listed_as_not_expressed() -> None:
    parameters = "[{name: q, in: query, type: boolean}]"
    made = body(sync_spec(RULED, parameters=parameters, rules="[{id: outer, conflicts: [q, a]}]"))
    assert "allOf" not in made
    assert [row["expressed"] for row in made["x-clientsmith-rules"]] == [False]
    assert made["x-clientsmith-unexpressed"] == [{"rule": "outer"}]


def test_limits_by_model_are_conditions_on_the_model() -> None:
    made = body(
        sync_spec(
            "prompt: {type: string}, model: {type: string, enum: [s, l], default: s}, n: {type: integer}",
            modelLimits="{field: model, limits: {s: {n: {maximum: 2}}, l: {n: {maximum: 4}}}}",
        )
    )
    small, large = made["allOf"]
    assert (small["if"], small["then"]) == (
        {"properties": {"model": {"enum": ["s"]}}},
        {"properties": {"n": {"maximum": 2}}},
    )
    assert large["if"] == {"properties": {"model": {"enum": ["l"]}}, "required": ["model"]}
    assert made["x-clientsmith-model-limits"]["limits"] == {"s": {"n": {"maximum": 2}}, "l": {"n": {"maximum": 4}}}


def test_weak_limits_and_rules_are_advice() -> None:
    made = body(
        sync_spec(
            "prompt: {type: string, maxLength: 5, evidence: inferred}, "
            "n: {type: integer, minimum: 1, maximum: 9, evidence: {maximum: {level: assumed, note: A guess}}}",
            rules="[{id: guess, conflicts: [prompt, n], evidence: inferred}]",
        )
    )
    prompt, n = made["properties"]["prompt"], made["properties"]["n"]
    assert "maxLength" not in prompt
    assert prompt["x-clientsmith-advice"] == {"maxLength": 5}
    assert prompt["x-clientsmith-level"] == "inferred"
    assert n["minimum"] == 1
    assert n["x-clientsmith-advice"] == {"maximum": 9}
    assert n["x-clientsmith-evidence"] == {"maximum": {"source": "page", "level": "assumed", "note": "A guess"}}
    assert "allOf" not in made
    assert made["x-clientsmith-advice"] == {"allOf": [{"$comment": "guess", "not": {"required": ["prompt", "n"]}}]}


def test_pointers_and_constants_make_the_body_that_is_sent() -> None:
    text = sync_spec(
        "prompt: {type: string, pointer: /input/text}, mode: {const: fast, pointer: /input/mode}, a: {type: string}",
        parameters="[{name: X-Way, in: header, const: mine}, {name: v, in: query, const: 2}]",
        examples="[{id: fox, arguments: {prompt: a fox}}]",
    )
    made = body(text)
    assert made["required"] == ["input"]
    assert made["properties"]["input"]["required"] == ["text", "mode"]
    assert made["properties"]["input"]["properties"]["mode"]["const"] == "fast"
    operation = only(inline(text))
    header, query = operation["parameters"]
    assert (header["required"], header["schema"]["enum"]) == (True, ["mine"])
    assert (query["required"], query["schema"]["const"]) == (True, 2)
    sent = operation["requestBody"]["content"]["application/json"]["examples"]["fox"]["value"]
    assert sent == {"input": {"text": "a fox", "mode": "fast"}}


def test_constants_and_images_inside_of_arguments_are_refused_like_those_at_the_top() -> None:
    made = body(
        sync_spec(
            "prompt: {type: string}, refs: {type: array, items: {type: object, properties: {kind: {const: image}, "
            "rank: {type: integer, const: 2}, link: {type: string, media: {kinds: [url]}}}}}, "
            "link: {type: string, media: {kinds: [url]}}"
        )
    )
    inside = made["properties"]["refs"]["items"]["properties"]
    assert (inside["kind"]["const"], inside["rank"]["const"]) == ("image", 2)
    assert inside["link"]["pattern"] == made["properties"]["link"]["pattern"]
    judge: Any = Draft202012Validator(made)
    links = {"https://a.net/b.png": True, "fox.png": False}
    assert {link: judge.is_valid({"prompt": "fox", "refs": [{"link": link}]}) for link in links} == links
    kinds = {"image": True, "text": False}
    assert {kind: judge.is_valid({"prompt": "fox", "refs": [{"kind": kind}]}) for kind in kinds} == kinds


def test_sizes_are_forms_combinations_and_limits_of_sides() -> None:
    text = body(
        sync_spec(
            "prompt: {type: string}, size: {type: string}",
            size="{fields: [{field: size, forms: [WxH, W*H, tier]}], table: [{tier: 1K}], "
            "limits: [{side: {maximum: 9}}]}",
        )
    )
    pattern, names = text["properties"]["size"]["anyOf"]
    assert pattern["pattern"] == "^[1-9][0-9]{0,5}[x*][1-9][0-9]{0,5}$"
    assert names["enum"] == ["1K"]
    assert text["x-clientsmith-unexpressed"] == [{"rule": "size-width-maximum"}, {"rule": "size-height-maximum"}]
    assert text["x-clientsmith-size"]["limits"] == [{"side": {"maximum": 9}, "source": "page", "level": "documented"}]
    pairs = committed("apimart")["components"]["schemas"]["GenerateImageRequest"]["allOf"][-1]
    assert len(pairs["then"]["anyOf"]) == 14
    square, high = pairs["then"]["anyOf"][:2]
    assert square == {"properties": {"size": {"const": "1:1"}, "resolution": {"const": "1K"}}}
    # 2K isn't what a call without a tier means.
    assert high["required"] == ["resolution"]


def test_a_submit_links_to_its_poll_and_cancel() -> None:
    links = committed(everything.NAME)["paths"]["/projects/{project}/images"]["post"]["responses"]["200"]["links"]
    assert {name: (link["operationId"], link["parameters"]) for name, link in links.items()} == {
        "get_task": ("get_task", {"task_id": "$response.body#/task_id"}),
        "get_images": ("get_images", {"task_id": "$response.body#/task_id"}),
        "cancel_task": ("cancel_task", {"task_id": "$response.body#/task_id"}),
    }
    task = inline(TASK_SPEC)["paths"]["/images"]["post"]["x-clientsmith-task"]
    assert [row["state"] for row in task["acceptors"]] == ["retry", "success", "failure", "cancelled"]
    assert (task["delay"], task["timeout"], task["unknownStatus"]) == (2, 600, "retry")


def test_a_submit_that_gives_addresses_alone_has_no_links_and_keeps_them_as_an_extension() -> None:
    submit = inline(ADDRESS_SPEC)["paths"]["/images"]["post"]
    assert "links" not in submit["responses"]["200"]
    assert submit["x-clientsmith-task"]["poll"] == {"operation": "get_task", "url": "/polling_url"}


def test_errors_have_the_header_that_says_whether_to_try_again() -> None:
    document = inline(TASK_SPEC.replace("operations:", "envelope: {retryable: {header: X-Again}}\noperations:", 1))
    assert document["components"]["responses"]["ErrorDefault"]["headers"]["X-Again"]["schema"] == {
        "enum": ["true", "false"]
    }
    assert document["x-clientsmith-envelope"]["retryable"] == {"header": "X-Again"}


def test_errors_are_responses_by_status_with_every_row_of_the_table() -> None:
    top = """
envelope:
  errorBody:
    properties: {error: {type: string}}
    examples: [{id: busy, status: 429, body: {error: busy}}]
errors:
  - {status: 400, code: bad, class: badRequest, fault: request, retryable: false}
  - {status: 400, code: nude, class: contentRejected}
  - {status: 5XX, class: server}
  - {code: 7, class: rateLimit}
"""
    made = inline(sync_spec("prompt: {type: string}", top=top))
    responses = made["components"]["responses"]
    assert list(only(made)["responses"]) == ["200", "400", "429", "5XX", "default"]
    assert list(responses) == ["Error400", "Error429", "Error5XX", "ErrorDefault"]
    bad, nude = responses["Error400"]["x-clientsmith-errors"]
    assert (bad["class"], bad["code"], bad["fault"], bad["retryable"]) == ("badRequest", "bad", "request", False)
    assert nude["class"] == "contentRejected"
    assert responses["ErrorDefault"]["x-clientsmith-errors"][0]["code"] == "7"
    content = responses["Error429"]["content"]["application/json"]
    assert content["schema"] == {"$ref": "#/components/schemas/ErrorBody"}
    assert content["examples"]["busy"]["value"] == {"error": "busy"}


def test_an_error_inside_a_good_status_is_the_other_shape_of_its_body() -> None:
    answer = only(committed("aimanyi"))["responses"]["200"]
    content = answer["content"]["application/json"]
    assert content["schema"]["anyOf"][1] == {"$ref": "#/components/schemas/ErrorBody"}
    assert "not-found" in content["examples"]
    assert [row["class"] for row in answer["x-clientsmith-errors"]] == ["badRequest"]


def test_operations_that_openapi_would_take_for_one_have_paths_of_their_own() -> None:
    paths = committed("bizyair")["paths"]
    assert list(paths) == ["/", "/#edit_image"]
    assert paths["/#edit_image"]["post"]["x-clientsmith-path"] == "/"
    spelled = (
        TASK_SPEC
        + """\
  stop_task:
    method: DELETE
    path: /tasks/{task}
    parameters: [{name: task, in: path, type: string}]
    responses: {"200": {}}
"""
    )
    assert list(inline(spelled)["paths"]) == ["/images", "/tasks/{id}", "/tasks/{task}#stop_task"]


def test_an_unknown_address_is_a_variable_that_leads_nowhere() -> None:
    (server,) = committed("bizyair")["servers"]
    assert server["x-clientsmith-server-unknown"] is True
    assert server["variables"]["address"]["default"] == "https://unknown.invalid"


@pytest.mark.parametrize(
    ("told", "scheme"),
    [
        ("{type: http, scheme: bearer}", {"type": "http", "scheme": "bearer"}),
        (
            '{type: apiKey, in: header, name: X-Key, prefix: "Key "}',
            {"type": "apiKey", "in": "header", "name": "X-Key", "x-clientsmith-key-prefix": "Key "},
        ),
        ("{type: none}", None),
    ],
)
def test_the_key_is_a_security_scheme(told: str, scheme: dict[str, Any] | None) -> None:
    made = inline(sync_spec("prompt: {type: string}", top=f"security: {told}"))
    if scheme is None:
        assert made["security"] == []
        assert "securitySchemes" not in made["components"]
    else:
        assert scheme.items() <= made["components"]["securitySchemes"]["key"].items()
        assert made["security"] == [{"key": []}]
