"""What comes out of a hostile spec: no markup that acts, no key, no endpoint less, and every time the same bytes."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from clientsmith import paths
from clientsmith.load import load
from clientsmith.openapi import openapi_text
from clientsmith.pipeline import build
from clientsmith.vectors import text as vectors_text
from commands import ROOT
from faults.spec_outcomes import PROMPT, codes, only, openapi, quoted, refused
from support.spec import client_module, provider_of, sync_spec

MARKUP = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "![x](//fox.dev/x)"]


@pytest.mark.parametrize("text", [*MARKUP, "```\n</code></pre><b>", "| a | b |\n|---|---|", "<!-- --> ]]> &lt;"])
def test_H28_markup_in_a_text(text: str) -> None:
    """HTML or Markdown in a text -> plain text in docstrings, and the same text in OpenAPI, whose structure it keeps.

    Why not otherwise: neither of them is HTML. A description in OpenAPI is CommonMark by its standard, which leaves it
    to whoever shows it to clean it; with escapes in it, every other reader would see another text.
    """
    spec = sync_spec(PROMPT + f"note: {{type: string, description: {quoted(text)}}}", description=quoted(text))
    harmless = spec.replace(quoted(text), "plain")
    assert " ".join(text.split()) in " ".join(client_module(spec).Client.generate_image.__doc__.split())
    document, plain = (json.dumps(openapi(one)).replace(provider_of(one).name, "NAME") for one in (spec, harmless))
    assert document == plain.replace('"plain"', json.dumps(text))


@pytest.mark.parametrize("page", sorted(paths.SOURCE.rglob("*.html")), ids=lambda page: page.stem)
def test_H28_page_that_shows_text_of_a_spec(page: Path) -> None:
    """A page of ours that shows names and texts of a spec -> puts them in as text, never as markup."""
    source = page.read_text("utf-8")
    assert ".textContent" in source or "createTextNode" in source
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "srcdoc", "DOMParser", "eval("):
        assert way not in source


SIGNED = [
    "https://b.oss-cn.aliyuncs.com/1.png?Expires=1784000000&OSSAccessKeyId=LTAI5tQnS0xK2v9c&Signature=k2Y6dXbe%2F4%3D",
    "https://b.s3.amazonaws.com/1.png?X-Amz-Credential=AKIAIOSFODNN7ABCDEFG%2F2026&X-Amz-Signature=9f86d081884c7d65",
    "https://b.blob.core.windows.net/1.png?se=2026-01-01&sig=k2Y6dXbe%2F4%3D",
    "https://storage.googleapis.com/b/1.png?X-Goog-Signature=9f86d081884c7d65",
    "https://b.cos.ap-sh.myqcloud.com/1.png?q-ak=AKID&q-signature=9f86d081884c7d65",
    "https://cdn.fox.dev/1.png?auth_key=1784000000-0-0-9f86d081884c7d659a2feaa0c55ad015",
    "https://obs.fox.dev/1.png?AccessKeyId=9F86D081884C7D65&Signature=k2Y6dXbe",
    *("sk-0123456789abcdefghijklmn", "Bearer 0123456789abcdefghijklmnop", "hf_0123456789abcdefghijklmnopqrstuv"),
    *("AKIAIOSFODNN7ABCDEFG", "LTAI5tQnS0xK2v9cAbCd", "r8_0123456789abcdefghijklmnopqrstuvwxyz"),
    "0f8fad5b-d9cb-469f-a165-70867728950e:9f86d081884c7d659a2feaa0c55ad015",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N",
]


def with_example(text: str, name: str = "url") -> str:
    """A spec whose documented answer has the text."""
    body = f"{{{name}: {quoted(text)}, data: []}}"
    return sync_spec(PROMPT, responses=f'{{"200": {{examples: [{{id: one, body: {body}}}]}}}}')


@pytest.mark.parametrize("text", SIGNED)
def test_H29_key_or_signed_link_in_an_example(text: str) -> None:
    """A real key or a signed link in an example or in any text -> refused at its place, until it is made neutral."""
    problem = only(with_example(text))
    assert (problem.code, text in problem.message) == ("secret", False)
    assert "REDACTED" in problem.hint
    assert codes(sync_spec(PROMPT, description=quoted(f"See {text} there."))) == ["secret"]


@pytest.mark.parametrize("name", ["api_key", "Authorization", "X-Api-Key", "secret", "access_token", "AccessKeyId"])
def test_H29_key_by_the_name_that_it_stands_under(name: str) -> None:
    """Whatever stands in an example under the name of a key -> refused, unless it says that it stands for one."""
    assert codes(with_example("9f86d081884c7d659a2feaa0c55ad015", name)) == ["secret"]
    for neutral in ("REDACTED", "YOUR_API_KEY_FROM_THE_CONSOLE", "<your key of 32 characters>", "x" * 32):
        assert "openapi" in openapi(with_example(neutral, name))


def test_H29_neutral_value_is_what_tests_and_documents_carry() -> None:
    """A signed link whose secrets are neutral -> accepted; contract tests and OpenAPI have the neutral value."""
    link = "https://b.oss-cn.aliyuncs.com/1.png?OSSAccessKeyId=REDACTED&Signature=REDACTED"
    spec = with_example(link)
    assert link in json.dumps(openapi(spec))
    assert link in vectors_text(provider_of(spec))


ODD_PARTS = ["responses: {'200': {properties: {a: {type: strange}}}}", "path: /b/{c}", "method: TRACE", "size: {}"]


@pytest.mark.parametrize("odd", ODD_PARTS)
def test_H30_endpoint_with_one_odd_part(odd: str) -> None:
    """An endpoint of several with one odd part -> refused as a whole; never a client that lacks it in silence."""
    parts = {"method": "GET", "path": "/b", "responses": "{'200': {}}"} | dict([odd.split(": ", 1)])
    lines = "".join(f"    {key}: {value}\n" for key, value in parts.items())
    assert len(refused(sync_spec(PROMPT) + f"  look:\n{lines}")) == 1


@pytest.mark.parametrize("path", sorted((ROOT / "specs").glob("*.yaml")), ids=lambda path: path.stem)
def test_H30_every_endpoint_of_a_spec_is_made(path: Path) -> None:
    """Every endpoint of a spec -> a method of either client, a path of OpenAPI and contract tests of its own."""
    document, _ = load(path, path.name)
    assert document is not None
    (provider,) = build([document])
    module = importlib.import_module(f"imageclients.{path.stem}")
    wanted = set(document.data["operations"])
    assert {case["operation"] for case in json.loads(vectors_text(provider))["cases"]} == wanted
    paths = yaml.safe_load(openapi_text(provider))["paths"]
    assert {one["operationId"] for methods in paths.values() for one in methods.values()} == wanted
    assert [name for name in wanted for kind in (module.Client, module.AsyncClient) if name not in vars(kind)] == []


OUTPUT = """
import hashlib, sys
from pathlib import Path
import clientsmith
clientsmith.__version__ = sys.argv[1]
from clientsmith import paths, pipeline
from clientsmith.render import unformatted
documents, report = pipeline.check([Path(sys.argv[2])])
for name, content in unformatted(pipeline.build(documents), paths.TEMPLATES).items():
    if name == "pyproject.toml":
        line = f'version = "{clientsmith.__version__}"'.encode()
        assert content.count(line) == 1
        content = content.replace(line, b"")
    print(hashlib.sha256(content).hexdigest(), name)
"""


def test_H31_output_of_another_release_and_another_order() -> None:
    """Another release number, another order of sets and dicts in memory -> the same bytes in every file.

    The distribution of the clients alone has a number, that of the release which made it.
    """
    spec = ROOT / "tests/everything.yaml"
    told = [
        subprocess.run(
            [sys.executable, "-c", OUTPUT, version, spec],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        ).stdout
        for version, seed in (("0.1.0", "0"), ("99.0.0", "1"), ("0.1.0", "4711"))
    ]
    assert " conformance/vectors/everything.json" in told[0]
    assert told[1:] == told[:1] * 2
