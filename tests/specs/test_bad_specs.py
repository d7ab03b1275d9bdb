"""Every refusal is a pair bad_specs/NAME.yaml and NAME.txt; the five specs have no problem."""

import ast
import json
import re
from pathlib import Path
from typing import Any, cast

import pytest

from clientsmith import diagnostics, lint, load, schema
from clientsmith.diagnostics import Problem, render

ROOT = Path(__file__).parents[2]
PAIRS = Path(__file__).parent / "bad_specs"
SCHEMA: dict[str, Any] = json.loads((ROOT / "specs/provider.schema.json").read_text("utf-8"))
# These need many megabytes, a file that isn't there, or another schema: the tests of their stage have them.
WITHOUT_PAIR = {"too-large", "too-many-nodes", "unreadable-file", "no-match", "broken-rule"}
NO_CODES = {"utf-8", "datamodel-code-generator"}  # an encoding and a package, written like codes
_CODE = re.compile(r"[a-z]+(?:-[a-z0-9]+)+")


def judged(path: Path) -> tuple[list[Problem], list[str]]:
    """Run the stages up to the first that finds problems; the second part is the source's lines."""
    lines = load.source_lines(path.read_bytes())
    document, problems = load.load(path, path.name)
    if document is not None:
        problems = schema.check(document, SCHEMA) or lint.check(document)
    return problems, lines


def modules_of(stage: Any) -> list[Path]:
    """The modules of a stage."""
    return sorted(Path(stage.__file__).parent.glob("*.py"))


def codes_of(stage: Any) -> set[str]:
    """Find the codes in the source of a stage: what is passed as one, or returned in its place."""
    found: set[str] = set()
    for node in (node for path in modules_of(stage) for node in ast.walk(ast.parse(path.read_text("utf-8")))):
        parts: list[ast.expr] = []
        if isinstance(node, ast.Call):
            parts = node.args[:2]
        elif isinstance(node, ast.Return | ast.Assign) and isinstance(node.value, ast.Tuple):
            parts = node.value.elts[:1]
        found |= {one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return {code for code in found if _CODE.fullmatch(code)} - NO_CODES


@pytest.mark.parametrize("path", sorted(PAIRS.glob("*.yaml")), ids=lambda path: path.stem)
def test_bad_spec_is_refused_as_its_pair_says(path: Path, update: bool) -> None:
    problems, lines = judged(path)
    assert problems, "this spec is accepted"
    shown = [render(one, lines[one.place.line - 1] if one.place.line <= len(lines) else None) for one in problems]
    text = "\n\n".join(shown) + "\n"
    expected = path.with_suffix(".txt")
    if update:
        expected.write_text(text, "utf-8")
    assert text == expected.read_text("utf-8")


def test_every_code_has_a_pair() -> None:
    known = lint.CODES | codes_of(load) | codes_of(schema) | {"alias"}  # the one word without a dash
    shown = {problem.code for path in PAIRS.glob("*.yaml") for problem in judged(path)[0]}
    assert known - shown == WITHOUT_PAIR
    assert shown <= known


def test_no_pair_is_left_over() -> None:
    assert {path.stem for path in PAIRS.glob("*.txt")} == {path.stem for path in PAIRS.glob("*.yaml")}


def test_every_rule_states_itself_and_uses_only_its_codes() -> None:
    for rule in lint.RULES:
        source = Path(cast(Any, rule).__file__).read_text("utf-8")
        assert re.match(r'"""[^"\n]+\.\n?"""', source), rule
        literal = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', source))
        assert literal & lint.CODES <= set(rule.CODES), rule


def test_the_modules_of_a_stage_are_found_by_their_first_line() -> None:
    stages: list[Any] = [load, schema]
    for stage in stages:
        face = Path(stage.__file__)
        parts = set(re.findall(r"^from clientsmith\.(\w+) import", face.read_text("utf-8"), re.MULTILINE))
        assert parts - {"diagnostics", "document"} <= {path.stem for path in modules_of(stage)}, face.name


@pytest.mark.parametrize("path", sorted(PAIRS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_problem_of_a_bad_spec_has_a_hint(path: Path) -> None:
    problems, _ = judged(path)
    assert [(problem.place, problem.code) for problem in problems if not problem.hint] == []


@pytest.mark.parametrize("path", sorted((ROOT / "specs").glob("*.yaml")), ids=lambda path: path.stem)
def test_spec_of_a_provider_has_no_problem(path: Path) -> None:
    problems, lines = judged(path)
    assert [render(one, lines[one.place.line - 1]) for one in problems] == []


def test_problems_are_sorted_and_told_once() -> None:
    for path in PAIRS.glob("*.yaml"):
        problems, _ = judged(path)
        assert problems == diagnostics.ordered(problems)


ACCEPTED = """\
specVersion: 1
name: accepted
title: 狐\u3000(fox)
sources: {page: {title: A page}}
servers: [{url: "http://127.0.0.1:8080/v1"}, {url: "https://api.fox.dev"}]
security: {type: http, scheme: bearer}
parameters: [{name: X-Mode, in: header, const: fast}]
operations:
  generate_image:
    method: POST
    path: "/{project}/images"
    source: page#Body "fields"
    parameters: [{name: project, in: path, type: string, default: main}]
    requestBody:
      required: [prompt]
      properties:
        prompt: {type: string, pointer: /input/prompt, role: prompt}
        model: {type: string, enum: [small, large], default: small, role: model}
        width: {type: integer, pointer: /input/width, minimum: 8, multipleOf: 8, default: 64}
        height: {type: integer, pointer: /input/height, default: 64}
        preset: {type: string, enum: [square, tall, free]}
        n: {type: integer, minimum: 1, maximum: 4, default: 1}
        seed: {type: [integer, "null"], minimum: 0, specialValues: {"-1": random}, default: -1}
        guidance: {type: number, minimum: 0.1, maximum: 20, multipleOf: 0.1, examples: [4, 7.3]}
        image: {type: array, maxItems: 2, items: {type: string, media: {kinds: [url, dataUri]}}}
    size:
      fields:
        - {field: width, forms: [width]}
        - {field: height, forms: [height]}
        - {field: preset, forms: [preset]}
      closed: false
      table: [{preset: square, width: 64, height: 64}, {preset: tall, model: large, width: 64, height: 128}]
      limits: [{side: {minimum: 64, maximum: 128, multipleOf: 8}, ratio: {minimum: "1:2", maximum: "2:1"}}]
    modelLimits: {field: model, limits: {small: {n: {maximum: 2}, seed: none}, large: {n: unknown}}}
    rules:
      - {id: pair, requires: {width: [height], height: [width]}}
      - {id: one-way, conflicts: [preset, width]}
      - {id: other-models, when: {model: {notEnum: [small, large]}}, then: {forbidden: [image]}}
      - {id: images-without-seed, when: {image: {present: true}}, then: {ignored: [seed]}}
    examples:
      - {id: pixels, arguments: {project: a, prompt: a fox, width: 64, height: 128, guidance: 0.3}}
      - {id: preset, arguments: {project: a, prompt: a fox, preset: square, n: 2, seed: -1}}
    responses: {"202": {}}
    results: {images: [{items: /data/*, url: /url}]}
"""


def test_unusual_but_right_spec_is_accepted() -> None:
    document, problems = load.load_text(ACCEPTED, "accepted.yaml")
    assert document is not None, problems
    assert [*schema.check(document, SCHEMA), *lint.check(document)] == []


@pytest.mark.parametrize(
    "pattern",
    [
        "^[a-z]+(-[a-z]+)*$",
        "^https?://.+$",
        "^.*\\\\.png$",
        "^[0-9]{1,5}x[0-9]{1,5}$",
        "^[0-9a-f]{32}$",
        "^#?([0-9a-f]{3}|[0-9a-f]{6})$",
        "^(?:red|green|blue)$",
        "^[^,]*(,[^,]*)*$",
        "ab?c",
        "^v[0-9]+([.][0-9]+)?([.][0-9]+)?(-[a-z]+)?$",
        "^data:image/(png|jpeg|webp);base64,[A-Za-z0-9+/]+={0,2}$",
        "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        "-[0-9]+$",
    ],
)
def test_ordinary_pattern_is_accepted(pattern: str) -> None:
    field = f'link: {{type: string, pattern: "{pattern}"}}\n        n: {{'
    document, problems = load.load_text(ACCEPTED.replace("        n: {", "        " + field, 1), "accepted.yaml")
    assert document is not None, problems
    assert lint.check(document) == []


@pytest.mark.parametrize(
    ("name", "key", "parameter"),
    [
        *((name, True, True) for name in ("Content-Type", "HOST", "content-length", "Transfer-Encoding", "Connection")),
        *((name, True, True) for name in ("Accept-Encoding", "TE", "Trailer", "Upgrade", "Keep-Alive", "Expect")),
        *((name, True, True) for name in ("Proxy-Authorization", "proxy-connection", "Content-Encoding")),
        ("Accept", True, False),
        ("User-Agent", True, False),
        ("Authorization", False, True),
        ("Cookie", False, True),
        ("X-Key", False, False),
    ],
)
def test_headers_that_the_client_sets_are_refused(name: str, key: bool, parameter: bool) -> None:
    security = ACCEPTED.replace("{type: http, scheme: bearer}", f"{{type: apiKey, in: header, name: {name}}}")
    for text, refused in ((security, key), (ACCEPTED.replace("X-Mode", name), parameter)):
        document, problems = load.load_text(text, "accepted.yaml")
        assert document is not None, problems
        found = [*schema.check(document, SCHEMA), *lint.check(document)]
        assert [problem.code for problem in found] == ["bad-header"] * refused


def test_acknowledged_problem_passes() -> None:
    text = ACCEPTED.replace("width: 64, height: 128}]", "ratio: '2:3', width: 64, height: 128}]")
    statement = "{says: It is so., source: page}"
    explained = f"""discrepancies:
  - id: label
    statements: [{statement}, {statement}]
    choice: Kept.
    why: The page has it.
    acknowledges: [{{code: ratio-off, at: /operations/generate_image/size/table/1}}]
"""
    for source, codes in ((text, ["ratio-off"]), (text + explained, [])):
        document, problems = load.load_text(source, "accepted.yaml")
        assert document is not None, problems
        assert [problem.code for problem in lint.check(document)] == codes
