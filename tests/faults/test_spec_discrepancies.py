"""Names, endpoints, sizes and files of a spec: what is odd there is refused or kept as the page has it, and told."""

from __future__ import annotations

import json
import warnings

import pytest

from faults.spec_outcomes import IMAGE, PROMPT, codes, not_sent, only, openapi, refused, sent
from imageclients.errors import ConfigurationError
from support.spec import TASK_SPEC, client_module, provider_of, sync_spec

ODD_NAMES = [
    *("class", "from", "self", "json", "model_config", "model_dump", "copy", "schema", "import", "None", "True"),
    *("str", "int", "list", "dict", "Any", "Literal", "extra_body", "wait_timeout", "validate", "match", "print"),
]
ITEM = "data: {type: array, items: {type: object, properties: {url: {type: string}, b64: {type: string}}}}"


def test_S21_fields_named_like_words_of_python_and_pydantic() -> None:
    """Fields called class, from, self, json, model_config -> legal stable names, exact wire names, no warning."""
    fields = ", ".join(f"{json.dumps(name)}: {{type: string}}" for name in ODD_NAMES)
    spec = sync_spec(PROMPT + fields, responses=f'{{"200": {{properties: {{{ITEM}, {fields}}}}}}}')
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        names = {field.wire: field.name for field in provider_of(spec).operations[0].arguments}
        values = {name: f"value of {name}" for name in ODD_NAMES}
        done = sent(spec, IMAGE | values, prompt="a fox", **{names[name]: values[name] for name in ODD_NAMES})
    assert done.body == {"prompt": "a fox", **values}
    assert done.result.answer.model_dump(by_alias=True, exclude={"data"}) == values
    assert done.result.drift == ()
    assert (names["class"], names["self"], names["json"]) == ("class_", "self_", "json")


def test_S22_path_parameter_that_is_not_declared() -> None:
    """A {name} in the path without its parameter, or the other way round -> refused, with what to write."""
    problem = only(sync_spec(PROMPT, path='"/v1/{team}/images"'))
    assert (problem.code, problem.hint) == (
        "undeclared-path-parameter",
        "add {name: team, in: path, type: string} to parameters",
    )
    teams = "[{name: team, in: path, type: string}, {name: group, in: path, type: string}]"
    unused = only(sync_spec(PROMPT, path='"/v1/{team}/images"', parameters=teams))
    assert (unused.code, unused.marked) == ("unused-path-parameter", "group")
    query = "[{name: team, in: query, type: string}]"
    assert codes(sync_spec(PROMPT, path='"/v1/{team}/images"', parameters=query)) == ["undeclared-path-parameter"]


def test_S23_operation_id_used_twice() -> None:
    """An operation id used twice -> refused at the second, naming both lines; also where a task makes the second."""
    once = sync_spec(PROMPT)
    problem = only(once + once.partition("operations:\n")[2])
    assert (problem.code, problem.marked) == ("duplicate-key", "generate_image")
    assert f"line {problem.line}" in problem.message
    made = TASK_SPEC.replace("  get_task:", "  resume_generate_image:").replace(
        "n: get_task", "n: resume_generate_image"
    )
    assert codes(made) == ["reserved-operation"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [("maxLenght: 6", "maxLength"), ("max_length: 6", "maxLength"), ("Enum: [a]", "enum"), ("defualt: a", "default")],
)
def test_S24_misspelled_keyword(word: str, meant: str) -> None:
    """A misspelled keyword (maxLenght) -> refused with the keyword that was meant, never ignored."""
    problem = only(sync_spec(PROMPT + f"note: {{type: string, {word}}}"))
    assert (problem.code, problem.marked) == ("unknown-key", word.partition(":")[0])
    assert problem.hint == f"did you mean {meant}?"


@pytest.mark.parametrize(
    ("responses", "code"), [("", "missing-key"), ("{}", "wrong-length"), ('{"400": {}}', "no-success-response")]
)
def test_S25_operation_without_an_answer(responses: str, code: str) -> None:
    """An operation without any answer, or with errors only -> refused."""
    assert code in codes(sync_spec(PROMPT, responses=responses, results=""))


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("your-api-endpoint", "pattern-mismatch"),
        ("api.fox-images.net/v1", "pattern-mismatch"),
        ("//api.fox-images.net", "pattern-mismatch"),
        ("{endpoint}/v1", "pattern-mismatch"),
        ("https://your-api-endpoint", "placeholder-server"),
        ("https://api.example.com/v1", "placeholder-server"),
    ],
)
def test_S26_server_without_scheme_or_host(url: str, code: str) -> None:
    """A server address without a scheme, or a stand-in for one -> refused; no client ships a placeholder."""
    assert codes(sync_spec(PROMPT, top=f'servers: [{{url: "{url}"}}]')) == [code]


def test_S26_provider_without_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider whose page names no address -> its client asks for base_url, by argument or variable."""
    spec = sync_spec(PROMPT, top="servers: []")
    module = client_module(spec)
    variable = f"{provider_of(spec).name.upper()}_BASE_URL"
    for name in ("Client", "AsyncClient"):
        with pytest.raises(ConfigurationError, match=rf"names no address: pass base_url=\.\.\. or set {variable}$"):
            getattr(module, name)(api_key="sk-0123")
    monkeypatch.setenv(variable, "https://images.fox.dev/v2")
    assert str(sent(spec, prompt="a fox").request.url) == "https://images.fox.dev/v2/images"


SIDES = {"1:1": (64, 64), "4:3": (64, 48)}
CELLS = [f'{{ratio: "{ratio}", tier: {tier}K, width: {w * tier}, height: {h * tier}}}'
         for ratio, (w, h) in SIDES.items() for tier in (1, 2)]  # fmt: skip
KEYS = 'ratio: {type: string, enum: ["1:1", "4:3"]}, tier: {type: string, enum: [1K, 2K]}'


def table(rows: list[str], body: str = KEYS, closed: str = "true", **parts: str) -> str:
    """A spec whose size has a ratio and a tier, with these rows."""
    fields = "[{field: ratio, forms: [ratio]}, {field: tier, forms: [tier]}]"
    size = f"{{closed: {closed}, fields: {fields}, table: [{', '.join(rows)}]}}"
    return sync_spec(PROMPT + body, size=size, **parts)


@pytest.mark.parametrize("gap", range(4))
def test_S27_table_that_lacks_a_cell(gap: int) -> None:
    """A closed size table that lacks one pair of ratio and tier -> refused, naming the pair; an open one stays open."""
    rows = [row for index, row in enumerate(CELLS) if index != gap]
    ratio, tier = (("1:1", "1K"), ("1:1", "2K"), ("4:3", "1K"), ("4:3", "2K"))[gap]
    problem = only(table(rows))
    assert problem.code == "missing-row"
    assert f"no row for ratio {ratio} with tier {tier}" in problem.message
    # Of a table that isn't all there is, nothing is missing; a call may ask for what it doesn't list.
    done = sent(table(rows, closed="false"), prompt="a fox", ratio=ratio, tier=tier)
    assert (done.body["ratio"], done.body["tier"]) == (ratio, tier)
    assert sent(table(CELLS), prompt="a fox", ratio=ratio, tier=tier).body == done.body


def test_S27_cell_that_one_model_lacks() -> None:
    """A pair that one model of several lacks -> refused, naming model and pair; a listed value without a row, too."""
    rows = [row.replace("{", f"{{model: {model}, ") for model in ("swift", "heron") for row in CELLS]
    models = KEYS + ", model: {type: string, enum: [swift, heron]}"
    problem = only(table([row for index, row in enumerate(rows) if index != 5], models))
    assert "of the model heron has no row for ratio 1:1 with tier 2K" in problem.message
    assert codes(table(CELLS[::2])) == ["unreachable-value"]


def test_S27_table_without_any_order() -> None:
    """A table that lacks millions of pairs -> refused with a bounded number of problems."""
    rows = [f'{{ratio: "{n}:{n + 1}", tier: t{n}}}' for n in range(1, 1500)]
    assert len(refused(table(rows, "ratio: {type: string}, tier: {type: string}"))) == 100


OFF = ['{ratio: "4:3", width: 1472, height: 1140}', '{ratio: "3:2", width: 2048, height: 1360}']


def test_S28_pixels_off_their_ratio() -> None:
    """Pixels off their ratio (1472x1140 for 4:3) -> refused with the deviation; once acknowledged, kept as they are.

    Why not otherwise: a note that nobody has to answer is read by nobody, and 3 % off is as likely a slip of the spec
    as of the page; up to 1 %, which rounding makes, nothing is said.
    """
    size = f"{{closed: true, fields: [{{field: size, forms: [ratio, WxH]}}], table: [{', '.join(OFF)}]}}"
    spec = sync_spec(PROMPT + "size: {type: string}", size=size)
    problem = only(spec)
    assert problem.code == "ratio-off"
    assert "1472x1140 is 3.2 % off its ratio 4:3" in problem.message
    quotes = "statements: [{says: It is 4:3., source: page}, {says: It is 1472x1140., source: page}]"
    known = "acknowledges: [{code: ratio-off, at: /operations/generate_image/size/table/0}]"
    told = f"discrepancies: [{{id: off, {quotes}, choice: Kept., why: The page has it., {known}}}]\n{spec}"
    sizes = client_module(told).sizes
    assert [str(sizes.pixels(ratio=ratio)) for ratio in ("4:3", "3:2")] == ["1472x1140", "2048x1360"]
    assert sent(told, prompt="a fox", size="1472x1140").body["size"] == "1472x1140"
    assert openapi(told)["x-clientsmith-discrepancies"][0]["id"] == "off"


def test_S29_example_that_is_not_listed() -> None:
    """An example outside the listed values -> refused until the author chooses: a closed list, or recommendations."""
    values = "[1024x1024, 768x1024]"
    example = "[{id: small, arguments: {prompt: a fox, size: 512x512}}]"
    strict = sync_spec(PROMPT + f"size: {{type: string, enum: {values}}}", examples=example)
    problem = only(strict)
    assert (problem.code, problem.marked) == ("illegal-argument", "512x512")
    quotes = "statements: [{says: Two are listed., source: page}, {says: The example has another., source: page}]"
    known = "acknowledges: [{code: illegal-argument, at: /operations/generate_image/examples/0/arguments/size}]"
    chosen = f"discrepancies: [{{id: off, {quotes}, choice: The list., why: It is stated., {known}}}]\n{strict}"
    assert "1024x1024" in str(not_sent(chosen, prompt="a fox", size="512x512"))
    open_list = strict.replace("enum:", "recommended:")
    assert sent(open_list, prompt="a fox", size="512x512").body["size"] == "512x512"
    assert "1024x1024 or 768x1024" in client_module(open_list).Client.generate_image.__doc__
