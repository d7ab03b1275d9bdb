"""Whatever comes in: the loader, the reader of answers, the forms of sizes and the writer of files hold.

hypothesis looks for what breaks them, bounded and the same in every run; `make fuzz` looks for longer and elsewhere.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientsmith import pipeline, tree
from clientsmith.load import load_text
from imageclients import apimart, errors, ppio
from imageclients._runtime import answer, sizes
from imageclients._runtime.config import Secret
from imageclients.apimart import operations as tasked
from imageclients.modelverse import operations as instant
from support.spec import client_module, sync_spec

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
    key = Secret("sk-secret-0123456789")
    reply = answer.decode(status, {"content-type": kind}, content + key.reveal().encode())
    assert (reply.body is None) or not reply.fault
    failed = answer.is_error(provider.envelope, operation, reply)
    assert failed or 200 <= status < 300
    error = answer.error(provider, operation, reply, key, {})
    assert key.reveal() not in f"{error}{error!r}{error.body}"
    for asset in answer.assets(operation, reply.body, 0.0):
        assert bool(asset.url) != bool(asset.base64)
    for difference in answer.drift(operation, reply, key):
        assert difference.path.startswith("/") or not difference.path
    assert isinstance(answer.task_id(operation, reply.body), str)


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
    found = sizes.separated(sizes.encode(sizes.Size(width, height), form))
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
