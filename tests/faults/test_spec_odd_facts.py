"""Facts that a page tells oddly or not at all, and files that are odd themselves: told, bounded, never made up."""

from __future__ import annotations

import codecs
import json

import pytest

from clientsmith import cli, load
from clientsmith.language.build import build
from clientsmith.openapi import openapi_text
from clientsmith.render import unformatted
from clientsmith.vectors import text as vectors_text
from faults.spec_outcomes import PROMPT, codes, generate, not_sent, only, openapi, sent
from imageclients.errors import APIStatusError, ContentRejectedError
from support.spec import TASK_SPEC, client_module, client_templates, provider_of, sync_spec, whole_spec

LIMITS = "limits: [{pixels: {minimum: 262144, maximum: 4194304}}]"


def sized(row: str, top: str = "") -> str:
    """A size that is a tier or pixels, with limits that the tier 4K can't keep."""
    rows = f"{{tier: 1K, width: 1024, height: 1024}}, {row}"
    size = f"{{fields: [{{field: size, forms: [W*H, tier]}}], table: [{rows}], {LIMITS}}}"
    return sync_spec(PROMPT + "size: {type: string}", size=size, top=top)


def test_S30_tier_beyond_the_pixel_limits() -> None:
    """A tier beyond the limits in pixels -> refused as a contradiction; acknowledged, the tier passes, pixels don't."""
    row = "{tier: 4K, width: 4096, height: 4096}"
    problem = only(sized(row))
    assert problem.code == "row-outside-limits"
    assert '"4K"' in problem.message
    quotes = "statements: [{says: 4K is offered., source: page}, {says: At most 2048x2048., source: page}]"
    known = "[{code: row-outside-limits, at: /operations/generate_image/size/table/1}]"
    told = f"{{id: tier, {quotes}, choice: The tier passes., why: It is offered., acknowledges: {known}}}"
    for spec in (sized(row, f"discrepancies: [{told}]\n"), sized("{tier: 4K, description: No pixels are stated.}")):
        assert sent(spec, prompt="a fox", size="4K").body["size"] == "4K"
        assert "size-pixels-maximum" in str(not_sent(spec, prompt="a fox", size="4096*4096"))
        assert "4K" in json.dumps(openapi(spec)["components"]["schemas"]["GenerateImageRequest"])
    assert openapi(sized(row, f"discrepancies: [{told}]\n"))["x-clientsmith-discrepancies"][0]["choice"]


ENVELOPE = "code: /error/code, message: /error/message"
ERROR = {"error": {"code": "bad_url", "message": "Invalid URL"}}


def error_spec(status: str, envelope: str = ENVELOPE + ", failure: /error") -> str:
    """A provider whose documented error body comes with this status."""
    example = f"{{id: invalid-url, {status}body: {json.dumps(ERROR)}}}"
    return f"envelope: {{{envelope}, errorBody: {{examples: [{example}]}}}}\n" + sync_spec(PROMPT)


def test_S31_error_body_filed_under_success() -> None:
    """An error body documented as the answer under 200 -> refused as a success; as an error shape the client raises."""
    success = f'{{"200": {{examples: [{{id: invalid-url, body: {json.dumps(ERROR)}}}]}}}}'
    filed = f"envelope: {{{ENVELOPE}, failure: /error}}\n" + sync_spec(PROMPT, responses=success)
    problem = only(filed)
    assert (problem.code, problem.hint) == (
        "failure-under-success",
        "put it into errorBody with its status, or correct the envelope",
    )
    assert (shape := only(error_spec("status: 200, ", ENVELOPE))).code == "failure-not-told"
    assert shape.marked == "200"
    with pytest.raises(APIStatusError, match="Invalid URL") as caught:
        sent(error_spec("status: 200, "), ERROR, prompt="a fox")
    assert (caught.value.status_code, caught.value.code) == (200, "bad_url")
    row = "errors: [{code: bad_url, class: contentRejected}]\n"
    with pytest.raises(ContentRejectedError):
        sent(row + error_spec("status: 200, "), ERROR, prompt="a fox")
    cases = json.loads(vectors_text(provider_of(error_spec("status: 200, "))))["cases"]
    (case,) = [case for case in cases if "invalid-url" in case["id"]]
    assert (case["given"]["answers"][0]["status"], case["given"]["answers"][0]["json"]) == (200, ERROR)
    assert case["expect"]["error"]["class"] == "APIStatusError"


def test_S32_endpoint_that_is_mentioned_and_not_documented() -> None:
    """An endpoint that a page only mentions -> marked with its level in docstring and OpenAPI; no field is invented.

    Why not otherwise: a warning of its own would come with every task, at a line whose author can't change how the
    endpoint is documented. A value that breaks a limit read nowhere does warn, at the line that gives it.
    """
    answer = TASK_SPEC[
        TASK_SPEC.index('      "200":\n        properties:\n          id: {type: string}\n          status') :
    ]
    spec = TASK_SPEC.replace("    path: /tasks/{id}\n", "    path: /tasks/{id}\n    evidence: assumed\n")
    spec = spec.replace("name: id, in: path, type: string", "name: id, in: path, type: string, maxLength: 4")
    client = client_module(spec.replace(answer, '      "200": {}\n    results: {images: [{items: "", url: /url}]}\n'))
    assert "id: At most 4 characters. [page, assumed]" in " ".join(client.Client.get_task.__doc__.split())
    assert list(client.models.GetTaskAnswer.model_fields) == []
    assert openapi(spec)["paths"]["/tasks/{id}"]["get"]["x-clientsmith-level"] == "assumed"
    assert openapi(spec)["paths"]["/images"]["post"]["x-clientsmith-level"] == "documented"


def outputs(source: bytes, name: str) -> dict[str, bytes]:
    """The client and the OpenAPI document that a file makes."""
    document, problems = load.load_text(source, f"{name}.yaml")
    assert document is not None, problems
    provider = build(document)
    return {**unformatted([provider], client_templates()), "openapi": openapi_text(provider).encode()}


def test_S33_byte_order_mark_and_other_line_ends() -> None:
    """A file with a byte order mark, or CRLF line ends -> accepted, and the output is the same byte by byte."""
    name, whole = whole_spec(sync_spec(PROMPT, description="|-\n      one\n      two"))
    plain = outputs(whole.encode(), name)
    windows = whole.replace("\n", "\r\n").encode()
    for source in (codecs.BOM_UTF8 + whole.encode(), windows, codecs.BOM_UTF8 + windows):
        assert outputs(source, name) == plain


@pytest.mark.parametrize(
    ("wrong", "place", "code"),
    [
        (b"\ttitle: Fox\n", "1:1", "tab-indent"),
        (b"sources:\n  page:\n\t\ttitle: A page\n", "3:1", "tab-indent"),
        (b"title: caf\xe9\n", "1:11", "not-utf-8"),
        (b"\xef\xbb\xbftitle: Fox\r\nname: caf\xe9\r\n", "2:10", "not-utf-8"),
        (b"title: Fox\rname: 010\r", "2:7", "ambiguous-value"),
        ("title: 狐\nsummary: 狐".encode("gbk"), "1:8", "not-utf-8"),
        ("title: Fox\n".encode("utf-16"), "1:1", "not-utf-8"),
        (b"title: a\nname: \xed\xa0\x80\n", "2:7", "not-utf-8"),
    ],
)
def test_S33_tabs_and_bytes_that_are_no_text(wrong: bytes, place: str, code: str) -> None:
    """Tabs as indentation, or a file that isn't UTF-8 -> refused with line and column."""
    run = generate(wrong, "odd")
    assert (run.code, run.made) == (cli.PROBLEMS, [])
    assert f"odd.yaml:{place}: {code}: " in run.said


@pytest.mark.parametrize("version", ["2", "0", "1.1", "true", '"1"', "one", "null"])
def test_S34_version_that_is_not_known(version: str) -> None:
    """A specVersion that is newer or none -> refused with the version that is read; nothing else is reported then."""
    problem = only(f"specVersion: {version}\nname: odd\nwords: of another language\n".encode())
    assert (problem.code, problem.marked) == ("unsupported-version", version)
    assert problem.message.endswith("this release reads 1")


def test_S34_version_that_is_missing() -> None:
    """A spec without specVersion -> refused as the key that is missing."""
    name, whole = whole_spec(sync_spec(PROMPT))
    problem = only(whole.replace(name, "odd").replace("specVersion: 1\n", "").encode())
    assert (problem.code, '"specVersion"' in problem.message) == ("missing-key", True)


def test_S35_spec_of_5000_fields() -> None:
    """A spec of 5,000 fields -> read, checked and rendered like any other."""
    kinds = ("string, enum: [a{0}, b], description: Text {0}.", "integer, minimum: 1, maximum: {0}, default: 1")
    fields = ", ".join(f"field_{n}: {{type: {kinds[n % 2].format(n + 5)}}}" for n in range(5000))
    spec = sync_spec(PROMPT + fields)
    module = client_module(spec)
    assert sent(spec, prompt="a fox", field_4999=5004).body == {"prompt": "a fox", "field_4999": 5004}
    assert "field_4999" in str(not_sent(spec, prompt="a fox", field_4999=5005))
    assert "field_4998: Text 5003." in module.Client.generate_image.__doc__
    assert len(openapi(spec)["components"]["schemas"]["GenerateImageRequest"]["properties"]) == 5001


def test_S35_spec_of_10_megabytes() -> None:
    """A spec of 10 MB -> read; one of more than 16 MiB is refused before anything of it is."""
    text = "狐 and more. " * 120_000
    fields = ", ".join(f"text_{n}: {{type: string, description: {text}}}" for n in range(6))
    spec = sync_spec(PROMPT + fields)
    assert len(spec.encode()) > 10_000_000
    assert [field.description for field in provider_of(spec).operations[0].fields[1:]] == [text.strip()] * 6
    run = generate(spec.encode() + b"# " + b"x" * load.MAX_BYTES, "odd")
    assert (run.code, run.made) == (cli.PROBLEMS, [])
    assert ":1:1: too-large: " in run.said


@pytest.mark.parametrize("keyword", ["minimum", "maximum", "exclusiveMinimum", "multipleOf", "maxLength", "minItems"])
def test_S36_limit_written_as_text(keyword: str) -> None:
    """A limit written in quotes ("6") -> refused at the text, with the number to write."""
    problem = only(sync_spec(PROMPT + f'n: {{type: integer, {keyword}: "6"}}'))
    assert (problem.code, problem.marked, problem.hint) == ("wrong-type", '"6"', "remove the quotes: 6")


def test_S36_limit_of_a_size_written_as_text() -> None:
    """A side or a total of pixels written in quotes -> refused like any other limit."""
    size = '{fields: [{field: size, forms: [WxH]}], limits: [{side: {maximum: "2048"}, pixels: {minimum: "64"}}]}'
    assert codes(sync_spec(PROMPT + "size: {type: string}", size=size)) == ["wrong-type", "wrong-type"]
