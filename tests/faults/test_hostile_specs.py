"""Names, addresses, keys and patterns of a spec that would do harm: refused, or sent exactly as they are."""

from __future__ import annotations

import json
import warnings
from typing import Any

import pytest

from clientsmith import cli
from faults.only_text import HARMLESS, RUN, output
from faults.spec_outcomes import IMAGE, PROMPT, codes, generate, not_sent, only, quoted, refused, sent
from support.spec import client_module, provider_of, sync_spec, whole_spec

NASTY_PATHS = ["/images'", '/images"', "/images\n", f"/x\n{RUN}", "/im ages", "/x?y=1", "/x#y", "/x\\y", "/%2e%2e/x"]
DOTTED_PATHS = ["/v1/../images", "/./images", "/v1//images", "/images/..", "/im{ages"]


@pytest.mark.parametrize("path", NASTY_PATHS)
def test_H05_quote_in_a_path(path: str) -> None:
    """A quote, a line break or anything else that no path has -> refused at the path."""
    assert [one.code for one in refused(sync_spec(PROMPT, path=quoted(path)))] == ["pattern-mismatch"]


@pytest.mark.parametrize("path", DOTTED_PATHS)
def test_H05_path_that_would_be_sent_as_another(path: str) -> None:
    """A path with dotted or empty parts, which would be sent as another -> refused at the path."""
    assert codes(sync_spec(PROMPT, path=quoted(path))) == ["bad-path"]


@pytest.mark.parametrize("path", ["/", "/~fox/@me:v1/a.b_c-d", "/images/"])
def test_H05_path_that_is_legal_is_sent_as_it_is(path: str) -> None:
    """A path with odd but legal characters -> the request goes to exactly that path."""
    assert sent(sync_spec(PROMPT, path=quoted(path)), prompt="a fox").request.url.raw_path == path.encode()


def _team(value: str) -> str:
    """A spec with this default of a parameter that is a part of the path."""
    parameters = f"[{{name: team, in: path, type: string, default: {quoted(value)}}}]"
    return sync_spec(PROMPT, path="/{team}/images", parameters=parameters)


@pytest.mark.parametrize("value", ["a'b", 'a"b', "a/b", "a?b#c", "狐", "{x}", "..a"])
def test_H05_value_in_a_path_stays_one_part_of_it(value: str) -> None:
    """A quote or slash in the default of a path parameter and in its argument -> one part of the path."""
    request = sent(_team(value), prompt="a", team=value).request
    first, _, rest = request.url.raw_path.decode().removeprefix("/").partition("/")
    assert rest == "images"
    assert first not in {"..", "."}


@pytest.mark.parametrize("value", ["..", ".", "../..", "a/../b", "%2e%2e", "%2E."])
def test_H05_value_that_would_step_out_of_its_part_of_the_path(value: str) -> None:
    """The step . or .. in the default of a path parameter and in its argument -> refused before anything is sent."""
    assert [problem.rule for problem in not_sent(_team(value), prompt="a", team=value).problems] == ["path"]


@pytest.mark.parametrize(
    "url",
    [
        *(
            "https://fox.dev/'",
            'https://fox.dev/"',
            "https://fox.dev/v1\n",
            f"https://fox.dev/\n{RUN}",
            "ftp://fox.dev",
        ),
        *("https://fox.dev/v1?x=1", "https://key@fox.dev", "https://fox.dev/{v}", "javascript:alert(1)", "file:///etc"),
    ],
)
def test_H06_quote_in_a_server(url: str) -> None:
    """A quote, a line break, a query or another scheme in a server's address -> refused at the address."""
    expected = "bad-server" if "{" in url else "pattern-mismatch"
    assert codes(sync_spec(PROMPT, top=f"servers: [{{url: {quoted(url)}}}]")) == [expected]


@pytest.mark.parametrize(
    "url", ["https://fox.dev/v1/../v2", "https://fox.dev//v1", "https://fox.dev:99999", "https://-.dev"]
)
def test_H06_server_that_would_be_sent_as_another(url: str) -> None:
    """A server with dotted or empty parts, or without a real host or port -> refused at the address."""
    assert codes(sync_spec(PROMPT, top=f"servers: [{{url: {quoted(url)}}}]")) == ["bad-server"]


NASTY_NAMES = [f"a\n{RUN}", "a\n", "a b", "a'b", "a.b", "a-b", "__init__\n", "1a", "A", "ä", "a;b", "../a"]


@pytest.mark.parametrize("name", NASTY_NAMES)
def test_H07_name_that_is_code(name: str) -> None:
    """Code or a line break where a name is due (operation, argument, provider) -> refused: names have an alphabet."""
    told = quoted(name)
    assert codes(sync_spec(PROMPT + f"x: {{type: string, pythonName: {told}}}")) == ["pattern-mismatch"]
    assert codes(sync_spec(PROMPT).replace("generate_image", told)) == ["bad-key"]
    own, whole = whole_spec(sync_spec(PROMPT))
    run = generate(whole.replace(f"name: {own}", f"name: {told}"), own)
    assert (run.code, run.made) == (cli.PROBLEMS, [])
    assert "pattern-mismatch" in run.said


def test_H07_names_for_the_values_of_a_list() -> None:
    """An extension that names the values of a list (x-enum-varnames) -> refused: values become no names at all."""
    names = quoted(f"A\n{RUN}")
    problem = only(sync_spec(PROMPT + f"style: {{type: string, enum: [a], x-enum-varnames: [{names}]}}"))
    assert (problem.code, problem.marked) == ("unknown-key", "x-enum-varnames")
    value = quoted(f"A = 1\n{RUN}")
    plain = sync_spec(PROMPT + f"style: {{type: string, enum: [{value}]}}")
    assert output(plain).trees == output(plain.replace(value, HARMLESS)).trees


@pytest.mark.parametrize("text", ['application/json"', 'application/json; x="', "application/json\n", "text/html", "'"])
def test_H12_quote_in_a_media_type(text: str) -> None:
    """A quote or a line break in a media type, of a body or of an image -> refused as no media type."""
    body = f"{{mediaType: {quoted(text)}, properties: {{prompt: {{type: string}}}}}}"
    assert codes(sync_spec(PROMPT, requestBody=body)) == ["not-allowed-value"]
    types = quoted(text.replace("text/html", "text/html;charset=utf-8"))
    image = f"image: {{type: string, media: {{kinds: [dataUri], types: [{types}]}}}}"
    assert codes(sync_spec(PROMPT + image)) == ["pattern-mismatch"]


KEYS = ["customBasePath", "x-python-type", "default_factory", "x-python-import", "customTypePath", "!!python/name"]
PLACES = [
    ("openapi", "{}: os.system\noperations:"),
    ("server", "servers: [{{url: 'https://fox.dev', {}: os.system}}]\noperations:"),
    ("security", "security: {{type: none, {}: os.system}}\noperations:"),
    ("envelope", "envelope: {{code: /code, {}: os.system}}\noperations:"),
    ("error", "errors: [{{status: 400, class: badRequest, {}: os.system}}]\noperations:"),
]


@pytest.mark.parametrize("key", KEYS)
def test_H15_key_that_would_become_code(key: str) -> None:
    """A key whose value would become an import or expression (customBasePath, default_factory) -> refused anywhere."""
    spec = sync_spec(PROMPT)
    specs = [spec.replace("operations:", place.format(quoted(key)), 1) for _, place in PLACES]
    told = f"{quoted(key)}: os.system"
    specs += [
        sync_spec(PROMPT + f"x: {{type: string, {told}}}"),
        sync_spec(PROMPT, **{quoted(key): "os.system"}),
        sync_spec(PROMPT, rules=f"[{{id: a, conflicts: [a, b], {told}}}]"),
        sync_spec(PROMPT, responses=f'{{"200": {{{told}}}}}'),
        sync_spec(PROMPT, responses=f'{{"200": {{properties: {{x: {{type: string, {told}}}}}}}}}'),
        sync_spec(PROMPT, results=f"{{images: [{{items: /data/*, url: /url, {told}}}]}}"),
        sync_spec(PROMPT, parameters=f"[{{name: a, in: query, type: string, {told}}}]"),
    ]
    for one in specs:
        assert ("unknown-key", True) in {(found.code, key in found.message) for found in refused(one)}, one


@pytest.mark.parametrize("name", ["../../evil", "..", "/evil", "a/b", "a\\b", "evil.py", "con/../../x", "a\0b"])
def test_H16_name_that_leads_elsewhere(name: str) -> None:
    """../../ in the name of provider, operation, tag or source -> refused; nothing is written outside the output."""
    own, whole = whole_spec(sync_spec(PROMPT))
    told = quoted(name)
    for text, code in (
        (whole.replace(f"name: {own}", f"name: {told}"), "pattern-mismatch"),
        (whole.replace("  generate_image:", f"  {told}:"), "bad-key"),
        (whole.replace("    path: /images", f"    path: /images\n    tags: [{told}]"), "unknown-key"),
        (whole.replace("sources: {", f"sources: {{{told}: {{title: A}}, "), "bad-key"),
    ):
        run = generate(text, own)
        assert (run.code, run.made) == (cli.PROBLEMS, [])
        assert f" {code}: " in run.said


def test_H16_title_that_looks_like_a_path() -> None:
    """../../ in a title or summary -> text like any other; everything is written below the output folder.

    Why not otherwise: no path is made from a title, and a title may well have dots and slashes.
    """
    own, whole = whole_spec(sync_spec(PROMPT, summary="../../evil"))
    run = generate(whole.replace("title: Fox", "title: ../../evil"), own)
    assert run.code == cli.OK
    assert f"project/out/imageclients/{own}/client.py" in run.made
    assert all(path == "project/out" or path.startswith("project/out/") for path in run.made)
    assert not [path for path in run.made if "evil" in path]


@pytest.mark.parametrize(
    "pattern",
    [
        *("^(a+)+$", "^(a|a)*$", "^(.*)*$", "^([a-z]+)*$", "^(a?){30}a{30}$", "^(a*)*b$", "^(b(a?){2,})*$"),
        *("^.*a.*b.*$", "^[a-z]*[a-z]*$", "(x+x+)+y", "[a-z]+@", "^(\\s+|\\S)*$", "^(\\w+\\s?)*$", "^(ab?)*(ba?)*c$"),
        *("^([a-z0-9]+[-.])*[a-z0-9]+@([a-z0-9]+\\.)*$|^(([a-z])+.)+$", "^(a|b|ab)*c$", "^(0|[0-9])+$", "\\s+$"),
    ],
)
def test_H24_pattern_that_takes_forever(pattern: str) -> None:
    """A pattern that some text makes slow, exponentially or by the square -> refused, saying why and what to write."""
    problem = only(sync_spec(PROMPT + f"code: {{type: string, pattern: {quoted(pattern)}}}"))
    assert problem.code == "pattern-too-slow"
    assert "can take very long: " in problem.message


@pytest.mark.parametrize(
    "pattern", ["^[a-z]+(-[a-z]+)*$", "^([a-z]+,)*[0-9]+$", "^(a|b)*c$", "^.*\\.png$", "^a{1,900}$"]
)
def test_H24_pattern_that_is_fast_takes_any_text(pattern: str) -> None:
    """A pattern that takes time in proportion to the text -> accepted, and a text of 10,000 characters is judged."""
    spec = sync_spec(PROMPT + f"code: {{type: string, pattern: {quoted(pattern)}}}")
    for text in ("a" * 10_000 + "!", "a-" * 5_000, "ab,-." * 2_000 + "\n"):
        assert pattern in str(not_sent(spec, prompt="a fox", code=text))


MODULES = ["json", "asyncio", "typing", "httpx", "pydantic", "httpx2", "os", "sys", "enum", "logging", "imageclients"]


@pytest.mark.parametrize("name", MODULES)
def test_H25_provider_named_like_a_module(name: str) -> None:
    """A provider called like a module of Python or of a dependency -> refused, with a name that is free."""
    own, whole = whole_spec(sync_spec(PROMPT))
    run = generate(whole.replace(f"name: {own}", f"name: {name}"), name)
    assert (run.code, run.made) == (cli.PROBLEMS, [])
    assert f'reserved-name: "{name}"' in run.said
    assert f"such as {name}_api" in run.said


def test_H25_fields_and_operations_named_like_modules() -> None:
    """Fields and endpoints called json, asyncio, typing, httpx -> sent under those names; no module is hidden."""
    names = [*MODULES, "Any", "Mapping", "Callable", "operations", "models", "args", "fields", "TypedDict", "str"]
    fields = ", ".join(f"{name}: {{type: string}}" for name in names)
    answer = '{"200": {properties: {data: {type: array, items: {type: object, properties: {url: {type: string}, '
    answer += f"b64: {{type: string}}, {fields}}}}}}}, {fields}}}}}}}"
    spec = sync_spec(PROMPT + fields, responses=answer)
    for name in ("json", "asyncio", "typing", "httpx", "pydantic", "logging"):
        spec += f"  {name}:\n    method: GET\n    path: /{name}\n    responses: {{'200': {{}}}}\n"
    values: dict[str, Any] = {name: f"of {name}" for name in names}
    python = {field.wire: field.name for field in provider_of(spec).operations[0].arguments}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        done = sent(spec, IMAGE | values, prompt="a fox", **{python[name]: values[name] for name in names})
    assert json.loads(done.request.content) == {"prompt": "a fox", **values}
    assert done.result.answer.model_dump(by_alias=True, include=None, exclude={"data"}) == values
    assert callable(client_module(spec).Client.json)
