"""Whatever comes in: the loader, the reader of answers, the forms of sizes and the writer of files hold.

hypothesis looks for what breaks them, bounded and the same in every run; `make fuzz` looks for longer and elsewhere.
"""

from __future__ import annotations

import contextlib
import json
import pickle
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from imageclients._runtime.redaction import printable

from clientsmith import pipeline
from clientsmith.load import load_text
from clientsmith.output import tree
from imageclients import apimart, errors, ppio
from imageclients._runtime import answer_errors, sizes
from imageclients._runtime.credentials import Secret
from imageclients._runtime.drift import drift
from imageclients._runtime.images import assets
from imageclients._runtime.reading import decode
from imageclients._runtime.size_limits import Size
from imageclients._runtime.task_ids import task_ids
from imageclients.apimart import operations as tasked
from imageclients.modelverse import operations as instant
from support.mode import KEY, Mode
from support.spec import TASK_SPEC, client_module, sync_spec

ROOT = Path(__file__).parents[1]
SPECS = [path.read_bytes() for path in sorted((ROOT / "specs").glob("*.yaml"))]
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),  # pyright: ignore[reportUnknownArgumentType, reportUnknownLambdaType] - hypothesis leaves the type open
    max_leaves=12,
)
IMAGES: st.SearchStrategy[Any] = st.lists(
    st.fixed_dictionaries({}, optional={"url": JSON, "b64_json": JSON, "task_id": JSON}), max_size=3
)
TASK: st.SearchStrategy[Any] = st.fixed_dictionaries(
    {}, optional={"id": JSON, "status": JSON, "result": JSON, "progress": JSON}
)
DATA: st.SearchStrategy[Any] = JSON | IMAGES | TASK
SHAPED = st.fixed_dictionaries({}, optional={"code": JSON, "error": JSON, "created": JSON, "data": DATA})
"""Objects with the names that answers have, and anything behind them."""


@st.composite
def broken_specs(draw: st.DrawFn) -> bytes:
    """A real spec with a few of its bytes replaced, doubled or gone."""
    text = bytearray(draw(st.sampled_from(SPECS)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text) - 1))
        end = min(len(text), at + draw(st.integers(0, 40)))
        text[at:end] = draw(st.binary(max_size=20) | st.just(bytes(text[at:end]) * 2) | st.sampled_from(_ODD))
    return bytes(text)


_ODD = [
    b"\t",
    b"\r",
    b"&a ",
    b"*a",
    b"!!python/object ",
    b"{",
    b"]",
    b"? ",
    b"|\n",
    b": ",
    b"\xff",
    b"\x00",
    b"9" * 30,
    b"'",
]


@given(broken_specs() | st.binary(max_size=300))
def test_a_broken_spec_is_read_or_refused_with_its_line(source: bytes) -> None:
    document, problems = load_text(source, "fox.yaml")
    assert (document is None) <= bool(problems), "what can't be read says why"
    assert all(problem.place.line >= 1 and problem.place.column >= 1 for problem in problems)


@given(broken_specs())
def test_a_broken_spec_is_built_or_refused(tmp_path_factory: pytest.TempPathFactory, source: bytes) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "fox.yaml"
    path.write_bytes(source)
    documents, report = pipeline.check([path])
    assert bool(documents) != bool(report.problems)
    if documents:
        pipeline.build(documents)


BODIES = st.binary(max_size=200) | (JSON | SHAPED).map(lambda body: json.dumps(body).encode("utf-8", "surrogatepass"))
TYPES = st.sampled_from(
    ["", "application/json", "text/html", "application/json; charset=gbk", "x; charset=\ud800", "; charset=idna"]
)


@given(st.integers(100, 599), TYPES, BODIES, st.sampled_from([instant, tasked]))
def test_an_answer_is_read_whatever_it_is(status: int, kind: str, content: bytes, module: Any) -> None:
    provider, operation = module.PROVIDER, module.GENERATE_IMAGE
    text = "sk-secret-0123456789"
    key = Secret(text)
    reply = decode(status, {"content-type": kind}, content + text.encode())
    assert (reply.body is None) or not reply.fault
    failed = answer_errors.is_error(provider.envelope, operation, reply)
    assert failed or 200 <= status < 300
    error = answer_errors.error(provider, operation, reply, key, {})
    assert text not in f"{error}{error!r}{error.body}"
    for asset in assets(operation, reply.body, 0.0):
        assert bool(asset.url) != bool(asset.base64)
    for difference in drift(operation, reply, key):
        assert difference.path.startswith("/") or not difference.path
    assert isinstance(task_ids(operation, reply.body), tuple)


@given(SHAPED | JSON)
def test_a_call_ends_with_images_or_an_error_of_its_own(body: Any) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=json.dumps(body).encode("utf-8", "surrogatepass"))

    with httpx.Client(transport=httpx.MockTransport(handle)) as http:
        client = apimart.Client("sk-1234", http_client=http)
        try:
            task = client.begin_generate_image(model="qwen-image-2.0", prompt="fox")
        except errors.ImageClientError:
            return
        assert task.id


NUMBERS: list[Any] = [0, -1, True, 1e308, -0.5, 10**400, "9" * 30, "1e999", 253_402_300_800, [], {}, None]
TEXTS = [
    "",
    " ",
    "../..",
    "a\0b",
    "\ud800",
    "\u202e",
    "x" * 3_000,
    "([*",
    f"sk {KEY}",
    KEY.upper(),
    "data:,",
    "http://[",
]
ODD: st.SearchStrategy[Any] = st.sampled_from([*NUMBERS, *TEXTS]) | JSON
"""Values with which arithmetic, patterns, paths, encodings and terminals have their troubles."""
PLACES = ["id", "status", "images", "progress", "eta", "why", "error", "message", "data", "usage (tokens", "x" * 300]
STATES = st.sampled_from(["waiting", "done", "done", "failed", "stopped", "new"])
LINKED: st.SearchStrategy[Any] = st.lists(
    st.fixed_dictionaries(
        {"url": st.just("https://cdn.fox-images.net/1.png") | ODD}, optional={"until": ODD, "ttl": ODD, "b64": ODD}
    ),
    max_size=2,
)
SPOKEN = st.dictionaries(st.sampled_from(PLACES), ODD, max_size=3).flatmap(
    lambda odd: st.fixed_dictionaries({}, optional={"status": STATES, "images": LINKED, "id": st.just("t1")}).map(
        lambda plain: odd | plain
    )
)
"""Answers with the fields of the specs below, of which some are as they must be."""
RAW = st.sampled_from(
    [
        b"[" * 5_000,
        b'{"id":' * 5_000,
        b'{"id":' + b"9" * 5_000 + b"}",
        b'{"id": 1e999}',
        b'{"id": "t1", "id": "t2"}',
        b'{"id": "\\ud800"}',
        '{"id": "t1", "status": "done"}'.encode("utf-16"),
        b"\xff\xfe\x00",
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"\xff\xd8\xff\xe0" + bytes(40),
        b"data: {}\n\n",
        b"",
    ]
)
HOSTILE_HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "content-type": st.sampled_from(
            ["application/json", "text/html", "image/png", "x; charset=punycode", "x; charset=utf-16", "; charset=\xe9"]
        ),
        "content-encoding": st.sampled_from(["gzip", "deflate", "br", "\xe9"]),
        "retry-after": st.sampled_from(["9" * 400, "-1", "1e9", "nan", "Tue, 14 Nov 99999 22:13:25 GMT", ",", "\xb2"]),
        "location": st.sampled_from(["http://[", "//x", "https://a.b/c?d", "https://\xe9", "http://127.0.0.1/", KEY]),
        "x-request-id": st.sampled_from(["x" * 5_000, KEY.upper(), "\xe9\x80"]),
        "content-length": st.sampled_from(["5", "-1"]),
    },
)
ANSWERS = st.tuples(
    st.sampled_from([200, 200, 200, 202, 204, 302, 400, 404, 429, 500, 503]) | st.integers(100, 599),
    HOSTILE_HEADERS,
    RAW | SPOKEN.map(lambda body: json.dumps(body).encode()) | BODIES,
)
FEWER = settings(max_examples=settings().max_examples * 2 // 5)
"""Each example is a call with all that belongs to it."""
GOOD: Any = (200, {}, b'{"id": "t1"}')
TASKED = client_module(
    TASK_SPEC.replace(
        "status: /status", "status: /status\n      progress: /progress\n      eta: /eta\n      reason: /why"
    )
    .replace(
        "status: {type: string}",
        "status: {type: string}, progress: {type: number}, eta: {type: integer}, why: {type: string}".replace(
            ", ", "\n          "
        ),
    )
    .replace("url: {type: string}", "url: {type: string}, until: {type: integer}, ttl: {type: integer}")
    .replace("url: /url}]", "url: /url, expiresAt: /until, ttl: /ttl}]")
)
INSTANT = client_module(
    sync_spec(
        results='{images: [{items: "/images/*", url: /url, base64: /b64, expiresAt: /until, ttl: /ttl}]}',
        responses='{"200": {required: [images], properties: {images: {type: array, items: {type: object, properties: '
        "{url: {type: string}, b64: {type: string}, until: {type: integer}, ttl: {type: number}}}}}}}",
    )
)


def run(mode: Mode, module: Any, answers: list[Any]) -> None:
    """Call, read the images and the answer, with these answers; what is raised is an error of the clients."""
    left = [*answers]
    sent: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request.method)
        status, headers, content = left.pop(0) if len(left) > 1 else left[0]
        fields = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        return httpx.Response(status, headers=fields, stream=httpx.ByteStream(content))

    client = mode.client(module, "https://api.fox-images.net", http_client=mode.http(handle), on_event=SEEN.append)
    error: errors.ImageClientError | None = None
    said = ""
    try:
        result = mode.go(client.generate_image(prompt="fox", **({"wait_timeout": 30} if module is TASKED else {})))
        said = f"{result!r} {result.headers} {result.drift} {result.request_id}"
        for image in result.images:
            mode.go(image.read())
        assert result.answer is not None
    except errors.ImageClientError as raised:
        error = raised
    if error is not None:
        assert not isinstance(error, errors.InvalidRequestError | errors.ConfigurationError)
        twin = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
        said += f"{twin} {twin!r} {twin.__dict__}"
        assert printable(str(error), lines=True) == str(error)
        assert len(str(error)) < 12_000
    assert KEY.casefold() not in f"{said} {SEEN}".casefold()
    SEEN.clear()
    assert sent.count("POST") == 1 or answers[0][0] in (429, 503)


SEEN: list[Any] = []


@pytest.mark.parametrize("name", ["sync", "async"])
@FEWER
@given(st.lists(ANSWERS, min_size=1, max_size=2))
def test_a_hostile_answer_to_a_submit_ends_in_an_error_of_the_clients(name: Any, answers: list[Any]) -> None:
    with contextlib.closing(Mode(name)) as mode:
        run(mode, INSTANT, answers)


@pytest.mark.parametrize("name", ["sync", "async"])
@FEWER
@given(st.lists(ANSWERS, min_size=1, max_size=3), st.booleans())
def test_a_hostile_answer_to_a_poll_ends_in_an_error_of_the_clients(name: Any, answers: list[Any], good: bool) -> None:
    with contextlib.closing(Mode(name)) as mode:
        run(mode, TASKED, [GOOD, *answers] if good else answers)


@pytest.mark.parametrize("name", ["sync", "async"])
@FEWER
@given(LINKED, st.lists(ANSWERS, min_size=1, max_size=3))
def test_a_hostile_answer_to_a_download_ends_in_an_error_of_the_clients(
    name: Any, images: Any, answers: list[Any]
) -> None:
    with contextlib.closing(Mode(name)) as mode:
        run(mode, INSTANT, [(200, {}, json.dumps({"images": images}).encode()), *answers])


SIZED = client_module(
    sync_spec(
        "prompt: {type: string}, size: {type: string}",
        size='{fields: [{field: size, forms: ["W*H", WxH, ratio, tier]}], closed: false, table: [{tier: 1K, '
        "width: 1024, height: 1024}], limits: [{side: {minimum: 64, maximum: 4096, multipleOf: 8}, "
        'ratio: {maximum: "4:1"}}]}',
    )
)
SIDE = st.integers(1, 999_999)
WRITTEN = st.tuples(SIDE.map(str), st.sampled_from("x*:X×,"), SIDE.map(str)).map("".join)


@given(WRITTEN | st.text(max_size=12))
def test_a_size_is_sent_as_it_is_or_refused(text: str) -> None:
    sent: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content)["size"])
        return httpx.Response(200, json={"data": [{"url": "https://cdn.fox-images.net/1.png"}]})

    with httpx.Client(transport=httpx.MockTransport(handle)) as http:
        client = SIZED.Client("sk-1234", http_client=http)
        try:
            client.generate_image(prompt="fox", size=text)
        except errors.InvalidRequestError as error:
            assert sent == []
            for problem in error.problems:
                offered = problem.suggestion.removeprefix("the nearest is ").removeprefix("size ")
                if offered != problem.suggestion:
                    client.generate_image(prompt="fox", size=offered)
        else:
            assert sent == [text]


@given(SIDE, SIDE, st.sampled_from(sorted(sizes.PIXEL_FORMS)))
def test_a_size_that_is_written_is_read_again(width: int, height: int, form: str) -> None:
    found = sizes.separated(sizes.encode(Size(width, height), form))
    assert found == ((width, height), sizes.PIXEL_FORMS[form])
    assert ppio.sizes.parse(f"{width}*{height}") == (width, height)


NAMES = st.lists(
    st.sampled_from(["..", ".", "", "a", "b.py", "~", "a\\b", "C:", "con", "é", "\u202e", "a\0b", ".git"])
    | st.text(max_size=6),
    min_size=1,
    max_size=5,
).map("/".join)


@given(st.dictionaries(NAMES, st.binary(max_size=10), max_size=3))
def test_files_are_written_inside_or_not_at_all(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]
) -> None:
    above = tmp_path_factory.mktemp("fuzz")
    root = above / "out"
    root.mkdir()
    (above / "beside.txt").write_text("ours", "utf-8")
    try:
        tree.write(root, files)
    except (tree.TreeError, OSError, ValueError):
        made = [path for path in root.rglob("*") if path.is_file()]
        assert made == [], "all or nothing"
    else:
        for name, content in files.items():
            assert (root / name).read_bytes() == content
    assert sorted(path.name for path in above.iterdir()) == ["beside.txt", "out"]
    assert (above / "beside.txt").read_text("utf-8") == "ours"
