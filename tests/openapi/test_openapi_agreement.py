"""The request schema of the OpenAPI document refuses what the client refuses, wherever a schema can say it."""

from __future__ import annotations

import importlib
import json
import re
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError, validators

import everything
from clientsmith import pipeline
from clientsmith.language.model import Field, Operation, Provider
from clientsmith.language.types import JSON
from clientsmith.openapi import document
from clientsmith.render import render
from imageclients._runtime import callers, describe, requests, schema
from imageclients._runtime.jsontypes import is_array
from imageclients.errors import InvalidRequestError, Problem
from support.spec import client_module, sync_spec

ROOT = Path(__file__).parents[2]
COMMITTED = sorted(path.stem for path in (ROOT / "specs").glob("*.yaml"))

PLAIN = "prompt: {type: string}, a: {type: string}, b: {type: string}, c: {type: string}"
MODEL = "model: {type: string, enum: [small, large, huge], default: small, role: model}"
LIMITED = """
prompt: {type: string, minLength: 2, maxLength: 6},
guidance: {type: number, exclusiveMinimum: 0, exclusiveMaximum: 2, multipleOf: 0.1},
word: {type: [string, "null"], enum: [one, two]},
code: {type: [string, integer], pattern: "^[a-z]+$", minimum: 3, specialValues: {A1: it decides, "0": none}},
list: {type: array, minItems: 1, maxItems: 3, uniqueItems: true, items: {type: integer, maximum: 5}},
camera: {type: object, required: [lens], additionalProperties: false, properties: {
  lens: {type: string, enum: [wide, long]},
  marks: {type: array, items: {type: object, required: [at], properties: {at: {type: number, minimum: 0}}}}}},
mode: {const: fast},
version: {const: 2, pointer: /meta/version}
""".replace("\n", " ")
# A closed table with holes is reported unless the pages have them.
HOLES = """discrepancies:
  - id: holes
    statements: [{says: One thing., source: page}, {says: Another., source: page}]
    choice: As it is.
    why: The page has it.
    acknowledges: [{code: missing-row, at: /operations/generate_image/size/table}]
"""
INLINE = {
    "every-kind-of-rule": sync_spec(
        f"{PLAIN}, d: {{type: string}}, e: {{type: string}}, f: {{type: string}}, {MODEL}, "
        "n: {type: integer, minimum: 1, maximum: 9, default: 4}",
        required="model",
        examples="[{id: one, arguments: {model: huge, prompt: fox, f: x}}, "
        "{id: two, arguments: {model: small, n: 2, prompt: fox, f: x}}]",
        rules="""
      - {id: pair, requires: {a: [b], c: [a, b]}}
      - {id: clash, conflicts: [c, d, e]}
      - {id: some, atLeastOne: [prompt, e]}
      - {id: one, exactlyOne: [d, f]}
      - {id: many, when: {n: {minimum: 4}, model: {notEnum: [huge]}}, then: {required: [a], forbidden: [f]}}
      - id: few
        when: {n: {maximum: 3}, a: {present: false}}
        then: {properties: {n: {minimum: 2}, e: {maxLength: 3}}}
      - {id: vain, when: {model: {const: huge}}, then: {ignored: [a]}}
      - {id: guess, conflicts: [a, prompt], evidence: inferred}
""",
    ),
    "rules-on-deep-and-outer-fields": sync_spec(
        "prompt: {type: string, pointer: /input/prompt}, strength: {type: number, minimum: 0, maximum: 1, "
        "default: 0.5, pointer: /input/parts/strength}, mask: {type: string, pointer: /input/parts/mask}, "
        "note: {type: string, pointer: /messages/1/content}, voice: {type: string, pointer: /messages/0/content}",
        required="prompt",
        parameters="[{name: dry, in: query, type: boolean}, {name: project, in: query, required: true, type: string}, "
        "{name: level, in: query, type: integer, minimum: 1, maximum: 3}]",
        examples="[{id: one, arguments: {prompt: fox, project: main}}, "
        "{id: two, arguments: {prompt: fox, project: main, note: x}}]",
        rules="""
      - {id: masked, requires: {mask: [strength]}}
      - {id: strong, when: {strength: {minimum: 0.5}}, then: {properties: {prompt: {maxLength: 5}}}}
      - {id: quiet, conflicts: [note, mask]}
      - {id: dry, when: {dry: {const: true}}, then: {forbidden: [mask]}}
""",
    ),
    "limits-by-model": sync_spec(
        f"prompt: {{type: string, minLength: 1, maxLength: 40, lengthUnit: bytes}}, {MODEL}, "
        'seed: {type: [integer, "null"], minimum: 0, maximum: 99, specialValues: {"-1": random}}, '
        "list: {type: array, items: {type: string}, maxItems: 5, uniqueItems: true}",
        modelLimits="""
      field: model
      limits:
        small: {seed: {maximum: 9}, list: {maxItems: 2}}
        large: {seed: {maximum: 9}, list: {maxItems: 2}}
        huge: {prompt: {maxLength: 8}, seed: {minimum: 5, multipleOf: 5}}
""",
    ),
    "limits-by-model-of-every-kind": sync_spec(
        f"{PLAIN}, {MODEL}, n: {{type: integer, maximum: 9, default: 1}}, "
        'word: {type: [string, "null"], enum: [one, two, three], default: one}',
        modelLimits="""
      field: model
      limits:
        small: {a: forbidden, word: {notEnum: [one]}, b: {required: true}}
        large: {b: forbidden, c: forbidden, n: {notEnum: [3], maximum: 4}}
        huge: {n: {default: 5}, word: {default: two}}
""",
        rules="""
      - {id: many, when: {n: {minimum: 4}}, then: {forbidden: [c]}}
      - {id: large, when: {model: {const: large}}, then: {forbidden: [a]}}
""",
    ),
    "tables-of-single-models": sync_spec(
        f"prompt: {{type: string}}, {MODEL}, size: {{type: string}}",
        size="""
      fields: [{field: size, forms: [preset, WxH]}]
      table:
        - {preset: square, width: 512, height: 512}
        - {preset: tiny, model: small, width: 256, height: 256}
        - {preset: wide, model: large, width: 1024, height: 512}
""",
        modelLimits="{field: model, limits: {small: {size: {closed: true}}, large: {size: {closed: true}}}}",
    ),
    "tables-of-single-models-in-sides": sync_spec(
        f"prompt: {{type: string}}, {MODEL}, width: {{type: integer}}, height: {{type: integer}}",
        size="""
      fields: [{field: width, forms: [width]}, {field: height, forms: [height]}]
      table: [{model: small, width: 64, height: 64}, {model: large, width: 32, height: 128}]
      limits: [{anyOf: [{side: {maximum: 64}}, {pixels: {maximum: 4096}}]}]
""",
        modelLimits="{field: model, limits: {small: {width: {closed: true}}}}",
    ),
    "a-closed-table-of-pairs": sync_spec(
        top=HOLES,
        body='prompt: {type: string}, ratio: {type: string, enum: ["1:1", "2:1", "1:2"]}, '
        "tier: {type: string, enum: [1K, 2K, 4K], default: 1K}",
        size="""
      fields: [{field: ratio, forms: [ratio]}, {field: tier, forms: [tier]}]
      closed: true
      table: [{ratio: "1:1", tier: 1K}, {ratio: "1:1", tier: 2K}, {ratio: "2:1", tier: 1K}, {ratio: "1:2", tier: 4K}]
""",
    ),
    "a-closed-table-by-model": sync_spec(
        top=HOLES,
        body=f"prompt: {{type: string}}, {MODEL}, size: {{type: string}}",
        size="""
      fields: [{field: size, forms: [preset, W*H]}]
      closed: true
      table:
        - {preset: square, width: 512, height: 512}
        - {preset: small, model: small, width: 256, height: 256}
        - {preset: wide, model: large, width: 1024, height: 512}
        - {preset: tall, model: huge, width: 512, height: 1024}
""",
    ),
    "a-closed-table-of-sides": sync_spec(
        "prompt: {type: string}, width: {type: integer, minimum: 1}, height: {type: integer, minimum: 1, default: 512}",
        size="""
      fields: [{field: width, forms: [width]}, {field: height, forms: [height]}]
      closed: true
      table: [{width: 512, height: 512}, {width: 1024, height: 512}, {width: 512, height: 1024}]
""",
    ),
    "an-open-table": sync_spec(
        "prompt: {type: string}, size: {type: string}, ratio: {type: string}",
        size="""
      fields: [{field: size, forms: [tier]}, {field: ratio, forms: [ratio, WxH]}]
      table: [{ratio: "1:1", tier: 1K, width: 64, height: 64}, {ratio: "2:1", tier: 2K, width: 128, height: 64}]
""",
    ),
    "limits-of-sides": sync_spec(
        f"prompt: {{type: string}}, {MODEL}, width: {{type: integer, default: 512}}, height: {{type: integer}}",
        size="""
      fields: [{field: width, forms: [width]}, {field: height, forms: [height]}]
      limits:
        - {side: {minimum: 64, maximum: 1024, multipleOf: 8}, ratio: {maximum: "2:1"}}
        - {when: {model: {const: large}}, width: {maximum: 256}, pixels: {maximum: 131072}}
        - {height: {maximum: 768}, evidence: inferred}
""",
    ),
    "limits-of-a-box": sync_spec(
        "prompt: {type: string}, box: {type: object, properties: {width: {type: integer}, height: {type: integer}}}",
        size="{fields: [{field: box, forms: [object]}], limits: [{side: {minimum: 64, maximum: 1024}}]}",
    ),
    "limits-that-only-warn": sync_spec(
        "prompt: {type: string, maxLength: 5, evidence: inferred}, "
        "n: {type: integer, minimum: 1, maximum: 4, evidence: {maximum: {level: assumed}}}, "
        'seed: {type: integer, minimum: 0, specialValues: {"-1": random}, evidence: {minimum: {level: inferred}}}, '
        "kind: {type: string, enum: [a, b], evidence: {enum: {level: unknown}}}, "
        "camera: {type: object, required: [lens], evidence: inferred, properties: {lens: {type: string}}}, "
        "image: {type: string, media: {kinds: [url]}, evidence: {media: {level: inferred}}}",
    ),
    "every-kind-of-limit": sync_spec(
        requestBody=f"{{additionalProperties: false, required: [prompt, list], properties: {{{LIMITED}}}}}"
    ),
    "images": sync_spec(
        "prompt: {type: string}, link: {type: string, media: {kinds: [url]}}, "
        "inline: {type: string, media: {kinds: [dataUri, base64], types: [image/png, image/jpeg]}}, "
        "both: {type: array, items: {type: string, media: {kinds: [url, dataUri]}}}",
    ),
    "parts-of-a-list": sync_spec(
        "prompt: {type: string, maxLength: 6, pointer: /content/-/text, beside: {/type: text}}, images: {type: array, "
        "minItems: 1, maxItems: 2, pointer: /content/*/image/url, beside: {/type: image}, items: {type: string, "
        "media: {kinds: [url]}}}, words: {type: array, maxItems: 3, uniqueItems: true, pointer: /more/words/*, items: "
        "{type: string, maxLength: 3}}, n: {type: integer, pointer: /content/-/n}",
        rules="[{id: pair, requires: {n: [images]}}, {id: few, when: {n: {minimum: 3}}, then: {properties: {images: "
        "{maxItems: 1}, prompt: {maxLength: 3}}}}, {id: one, conflicts: [n, words]}]",
    ),
    "numbered-fields": sync_spec(
        requestBody="{additionalProperties: false, required: [prompt, words], properties: {prompt: {type: string}, "
        "images: {type: array, maxItems: 3, minItems: 2, expand: {first: image, rest: 'image_{n}', from: 2}, items: "
        "{type: string, media: {kinds: [url]}}}, words: {type: array, minItems: 1, maxItems: 2, expand: {rest: "
        "'w{n}'}, items: {type: string, maxLength: 3}}, note: {type: string}}}",
        examples="[{id: one, arguments: {prompt: fox, words: [a, b]}}, {id: two, arguments: {prompt: fox, words: [a], "
        "images: ['https://fox.dev/1', 'https://fox.dev/2'], note: x}}]",
        rules="[{id: pair, requires: {note: [images]}}, {id: few, when: {note: {present: true}}, then: {properties: "
        "{images: {maxItems: 2}, words: {maxItems: 1}}}}]",
    ),
    "images-and-constants-inside": sync_spec(
        "prompt: {type: string}, refs: {type: array, maxItems: 2, items: {type: object, required: [kind, link], "
        "properties: {kind: {const: image}, link: {type: string, media: {kinds: [url]}}}}}, "
        "box: {type: object, properties: {rank: {const: 2}, inline: {type: string, media: {kinds: [dataUri], "
        "types: [image/png]}}, more: {type: array, items: {type: string, media: {kinds: [base64]}}}}}",
    ),
}

TEXTS = [
    *(
        "",
        " ",
        "a",
        "ab",
        "abc",
        "abcdef",
        "abcdefg",
        "x" * 41,
        "\u3000",
        "ä" * 5,
        "🦊" * 20,
        "A1",
        "0",
        "null",
        "..",
        "a/../b",
    ),
    *("1:1", "2:1", "1K", "2K", "4K", "512*512", "512x512", "1024*512", "0512*512", "512*512 ", "square", "100:200"),
    *("https://example.com/a.png", "HTTP://x", "ftp://x/y", "https://", "https://x y"),
    *("data:image/png;base64,AAAA", "DATA:IMAGE/JPEG;BASE64,AAAA", "data:image/gif;base64,AAAA", "data:text/plain,AA"),
    *("A" * 16, "A" * 15, "QUJD" * 5 + "==", " " * 20, "not an image"),
]
NUMBERS = [0, 1, -1, 2, 3, 5, 7, 8, 9, 10, 64, 100, 128, 512, 513, 768, 1024, 1536, 4096, 0.1, 0.3, 0.5, 1.9, 2.0, 20.5]
OTHERS: list[Any] = [True, False, [], {}, [1], ["a"], {"a": 1}, [None], [[]], {"width": 64}]


@dataclass(frozen=True)
class Case:
    """An operation as the client describes it and as the document does."""

    client: describe.Provider
    operation: describe.Operation
    ours: Operation
    said: Mapping[str, Any]
    schema: Mapping[str, Any]


def provider_of(path: Path) -> Provider:
    documents, report = pipeline.check([path])
    assert not report.problems, report.text()
    return pipeline.build(documents)[0]


@lru_cache
def cases(name: str) -> tuple[Case, ...]:
    """The operations of a spec: one of the committed, one of the inline ones, or the one that uses every word."""
    if name in INLINE:
        folder = Path(client_module(INLINE[name]).__file__).parent
        package, path = folder.name, folder.parents[1] / f"{folder.name}.yaml"
    elif name in COMMITTED:
        package, path = name, ROOT / "specs" / f"{name}.yaml"
    else:
        package, path = name, ROOT / "tests" / f"{name}.yaml"
    provider = provider_of(path)
    if name == everything.NAME:
        # Beside the inline ones, which share the committed runtime.
        root = Path(client_module(sync_spec()).__file__).parents[2]
        for target, content in render([provider], root / "templates").items():
            (root / target).parent.mkdir(parents=True, exist_ok=True)
            (root / target).write_bytes(content)
        importlib.invalidate_caches()
    client = importlib.import_module(f"imageclients.{package}.operations").PROVIDER
    made = document(provider)
    said = {one["operationId"]: one for item in made["paths"].values() for one in item.values()}
    bodies = {
        identifier: made["components"]["schemas"][
            next(iter(one["requestBody"]["content"].values()))["schema"]["$ref"][21:]
        ]
        for identifier, one in said.items()
        if "requestBody" in one
    }
    return tuple(
        Case(client, client.operations[one.id], one, said[one.id], bodies.get(one.id, {}))
        for one in provider.operations
        if one.media_type == JSON  # parts are no JSON that a schema could judge
    )


def pattern(_: Any, told: str, value: Any, __: Any) -> Iterator[ValidationError]:
    """ECMAScript's reading of a pattern: digits and letters are ASCII, and $ is the very end."""
    portable = re.sub(r"\$$", r"\\Z", told).replace(r"\d", "[0-9]").replace(r"\w", "[A-Za-z0-9_]")
    if isinstance(value, str) and not re.search(portable, value):
        yield ValidationError(f"{value!r} doesn't match {told}")


def multiple_of(_: Any, step: float, value: Any, __: Any) -> Iterator[ValidationError]:
    """Of the numbers as they are written: the one of jsonschema divides floats."""
    if isinstance(value, int | float) and not isinstance(value, bool) and Decimal(str(value)) % Decimal(str(step)):
        yield ValidationError(f"{value} isn't a multiple of {step}")


untyped: Any = validators  # in part, in its stubs
Judge: Any = untyped.extend(Draft202012Validator, {"pattern": pattern, "multipleOf": multiple_of})


def values_of(told: Mapping[str, Any], depth: int = 0) -> st.SearchStrategy[Any]:
    """Values for a schema, legal or not, with those at its limits."""
    kinds = told.get("type", ())
    near = [
        number + step
        for word in ("minimum", "maximum")
        if (number := told.get(word)) is not None
        for step in (-1, 0, 1)
    ]
    special = [int(text) if re.fullmatch("-?[0-9]+", text) else text for text in told.get("specialValues", ())]
    known: list[Any] = [*told.get("enum", ()), *near, *special]
    lengths = [told[word] + step for word in ("minLength", "maxLength") if word in told for step in (-1, 0, 1)]
    texts = ["x" * length for length in lengths if length >= 0]
    # Inside an object the client takes a side of 2.0 for no side, where JSON Schema takes it for 2.
    numbers = [number for number in NUMBERS if depth == 0 or not str(number).endswith(".0")]
    options = [st.sampled_from([*known, *texts, *TEXTS, *numbers, *OTHERS])]
    if "array" in kinds and depth < 3:
        options.append(st.lists(values_of(told.get("items", {}), depth + 1), max_size=told.get("maxItems", 2) + 1))
    if "object" in kinds and depth < 3:
        inside = {name: values_of(child, depth + 1) for name, child in told.get("properties", {}).items()}
        options.append(st.fixed_dictionaries({}, optional={**inside, "other": st.just(1)}))
        options.append(st.fixed_dictionaries(inside))
    return st.one_of(*options)


def legal(told: Mapping[str, Any], extra: list[Any]) -> st.SearchStrategy[Any]:
    """Values that fit a schema by itself, so that rules across fields come to be asked."""
    fitting = values_of(told).filter(lambda value: not schema.check(told, value))
    known = [value for value in [*told.get("enum", ()), *extra] if not schema.check(told, value)]
    return st.one_of(st.sampled_from(known), fitting) if known else fitting


def known_values(field: Field, operation: Operation) -> list[Any]:
    """What the spec itself says of a field: defaults, names of sizes, and what rules are about."""
    found = [field.default, *field.recommended]
    if field.media is not None:
        images = ["https://example.com/a.png", "data:image/png;base64,AAAA", "A" * 16]
        found += [images] if "array" in field.schema["type"] else images
    for rule in operation.rules:
        when: list[Any] = [value for name, told in rule.when.items() if name == field.wire for value in told.values()]
        for value in when:
            found += value if is_array(value) else [value]
    for axis in operation.size.axes if operation.size is not None else ():
        if axis.wire == field.wire and operation.size is not None:
            keys = [form for form in axis.forms if form in ("ratio", "tier", "preset", "width", "height")]
            found += [getattr(row, key) for key in keys for row in operation.size.table]
            marks = [form.strip("WH") for form in axis.forms if form in ("WxH", "W*H", "W:H")]
            found += [f"{row.width}{mark}{row.height}" for mark in marks for row in operation.size.table]
            found += [{"width": 64, "height": high} for high in (63, 1024, 1025)] if "object" in axis.forms else []
    return [value for value in found if value is not None]


@st.composite
def calls(draw: st.DrawFn, case: Case) -> dict[str, Any]:
    """Arguments by Python name: a documented call with a few changes, or of everything something; one or two wild."""
    fields = case.ours.arguments
    names = [field.wire for field in fields]
    base = draw(st.sampled_from([{}, *(dict(example.arguments) for example in case.ours.examples)]))
    changed = draw(st.lists(st.sampled_from(names), max_size=3)) if base else names
    wild = draw(st.lists(st.sampled_from(changed), max_size=2)) if changed else []
    arguments: dict[str, Any] = {field.name: base[field.wire] for field in fields if field.wire in base}
    for field in fields:
        if field.wire not in changed:
            continue
        arguments.pop(field.name, None)
        if field.wire in wild:
            arguments[field.name] = draw(values_of(field.schema))
        elif draw(st.booleans()) or (field.required and draw(st.integers(0, 9)) > 0):
            arguments[field.name] = draw(legal(field.schema, known_values(field, case.ours)))
        elif "null" in field.schema.get("type", ()) and draw(st.booleans()):
            arguments[field.name] = None
    if names and draw(st.integers(0, 9)) == 0 and not case.ours.open_body:
        arguments["other_field"] = 1
    return arguments


def sent(case: Case, arguments: Mapping[str, Any]) -> tuple[Any, bool]:
    """The body that goes out if nothing is checked, and whether the document lets it and the parameters through."""
    extra = {"other_field": 1} if "other_field" in arguments else {}
    plain = {name: value for name, value in arguments.items() if name not in extra}
    # What no header or path can have is refused even unchecked, and neither is a part of the body.
    places = {field.name: field.location for field in case.ours.arguments}
    inside = {name: value for name, value in plain.items() if places[name] != "header"}
    inside |= {name: "x" for name, value in inside.items() if places[name] == "path" and value is not None}
    made = requests.build(case.client, case.operation, inside, validation="off")
    body = {**json.loads(cast("bytes", made.body) or b"{}"), **extra}
    wrong = list(Judge(case.schema).iter_errors(body))
    fixed = {field.wire: field.fixed for field in case.ours.arguments if field.fixed is not None}
    given_ = fixed | {field.wire: plain[field.name] for field in case.ours.arguments if field.name in plain}
    for parameter in case.said.get("parameters", ()):
        constant = parameter["schema"].get("const", parameter["schema"].get("enum", [None])[0])
        name = parameter["name"]
        is_argument = any(field.wire == name for field in case.ours.arguments)
        if is_argument and name not in given_:
            wrong += [ValidationError(f"{name} is missing")] if parameter["required"] else []
        else:
            wrong += Judge(parameter["schema"]).iter_errors(given_[name] if is_argument else constant)
    return body, not wrong


def refusal(case: Case, arguments: Mapping[str, Any]) -> tuple[Problem, ...] | None:
    """Why the client refuses the call; None where it doesn't."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", callers.ArgumentWarning)
        try:
            requests.build(case.client, case.operation, arguments, validation="strict")
        except InvalidRequestError as error:
            return error.problems
        except ValueError:
            # A side of no pixels, of which a closed table has no nearest, is refused in this way.
            return ()
    return None


def unexpressed(case: Case) -> set[tuple[str | None, str]]:
    """What the document says that it doesn't say: field, or None for any, and rule."""
    rows = list(case.schema.get("x-clientsmith-unexpressed", ()))
    for parameter in case.said.get("parameters", ()):
        rows += parameter.get("x-clientsmith-unexpressed", ())
    names = {field.wire: field.name for field in case.ours.arguments}
    return {(names[row["field"]] if "field" in row else None, row["rule"]) for row in rows}


def check(case: Case, arguments: Mapping[str, Any], counted: Counter[str]) -> None:
    problems = refusal(case, arguments)
    body, valid = sent(case, arguments)
    counted["accepted" if problems is None else "refused"] += 1
    if problems is None:
        assert valid, f"the client sends {body}, which the schema refuses"
    elif valid:
        counted["left to the client"] += 1
        assert problems, f"the client alone refuses {body}"
        headers = {field.name for field in case.ours.arguments if field.location == "header"}
        excused = unexpressed(case) | {(name, "header") for name in headers}
        for problem in problems:
            named = {(None, problem.rule), (re.split(r"[.\[]", problem.field)[0], problem.rule)}
            assert named & excused, f"the client alone refuses {body}: {problem}"


def compared(case: Case) -> Counter[str]:
    """How often both accepted, both refused, and the client alone refused."""
    counted = Counter[str]()

    @settings(max_examples=80)
    @given(calls(case))
    def agree(arguments: dict[str, Any]) -> None:
        check(case, arguments, counted)

    agree()
    return counted


@pytest.mark.parametrize("name", [*COMMITTED, everything.NAME, *INLINE])
def test_document_and_client_refuse_the_same_calls(name: str) -> None:
    for case in cases(name):
        counted = compared(case)
        # It says something only where both answers occur.
        assert min(counted["accepted"], counted["refused"]) >= 5, counted


@pytest.mark.parametrize(
    ("name", "arguments", "legal"),
    [
        # The model that isn't given is the default one, small.
        ("a-closed-table-by-model", {"size": "small"}, True),
        ("a-closed-table-by-model", {"size": "wide"}, False),
        ("a-closed-table-by-model", {"size": "1024*512"}, False),
        ("a-closed-table-by-model", {"size": "1024*512", "model": "large"}, True),
        ("an-open-table", {"ratio": "4:3", "size": "2K"}, True),
        ("an-open-table", {"ratio": "64x64", "size": "3K"}, False),
        # The width that isn't given is 512, which is too wide for the large one.
        ("limits-of-sides", {"height": 64, "model": "large"}, False),
        ("limits-of-sides", {"height": 128, "width": 256, "model": "large"}, True),
        # A side alone can be too long, too.
        ("limits-of-sides", {"width": 4096}, False),
        ("limits-of-sides", {"model": "large"}, True),
    ],
)
def test_defaults_count_where_nothing_is_given(name: str, arguments: dict[str, Any], legal: bool) -> None:
    (case,) = cases(name)
    _, valid = sent(case, {"prompt": "fox", **arguments})
    assert valid is legal
    assert (refusal(case, {"prompt": "fox", **arguments}) is None) is legal


def test_what_no_schema_can_say_is_left_to_the_client_and_listed() -> None:
    rules = {name: {rule for case in cases(name) for _, rule in unexpressed(case)} for name in (*COMMITTED, *INLINE)}
    assert {name: found for name, found in rules.items() if found} == {
        "aimanyi": {"size-pixels-minimum", "size-pixels-maximum"},
        "apimart": {"path"},
        "ppio": {f"size-{side}-{word}" for side in ("width", "height") for word in ("minimum", "maximum")},
        "rules-on-deep-and-outer-fields": {"dry"},
        "limits-by-model": {"minLength", "maxLength", "model-limit"},
        "limits-of-sides": {"size-ratio-maximum", "size-pixels-maximum"},
        # Defaults that depend on the model.
        "limits-by-model-of-every-kind": {"many"},
        "tables-of-single-models": {"size-table"},
        "tables-of-single-models-in-sides": {"size-table", "size-anyOf"},
        "parts-of-a-list": {"type", "minItems", "uniqueItems"},
        "numbered-fields": {"type", "minItems"},
    }
