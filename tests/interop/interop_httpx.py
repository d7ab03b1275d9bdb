"""What others do to httpx sees every request of the clients: mocks, recordings and traces.

Run by `make interop`, in an environment that has them all: see httpx.txt. Addresses are those of the documentation, so
that a request which got past a mock would fail for want of a network, or be paid for.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest

from imageclients import ppio
from support.pictures import PNG
from support.server import Server, reply
from support.world import World

respx: Any = import_module("respx")
sentry_sdk: Any = import_module("sentry_sdk")
vcr: Any = import_module("vcr")
vcr_errors: Any = import_module("vcr.errors")
trace_api: Any = import_module("opentelemetry.trace")
trace_sdk: Any = import_module("opentelemetry.sdk.trace")
trace_export: Any = import_module("opentelemetry.sdk.trace.export")
in_memory: Any = import_module("opentelemetry.sdk.trace.export.in_memory_span_exporter")
trace_httpx: Any = import_module("opentelemetry.instrumentation.httpx")

KEY = "sk-secret-0123456789"
SUBMIT, POLL, LINK = "/v3/async/qwen-image-txt2img", "/v3/async/task-result", "https://cdn.fox-images.net/1.png"
SUBMITTED = {"task_id": "t-1"}
RUNNING = {"task": {"task_id": "t-1", "status": "TASK_STATUS_PROCESSING"}}


def done(link: str) -> dict[str, Any]:
    return {"task": {"task_id": "t-1", "status": "TASK_STATUS_SUCCEED"}, "images": [{"image_url": link}]}


Make = Callable[[str | None], bytes]
"""Makes an image: a submit, two polls and a download."""


def make_sync(base: str | None) -> bytes:
    with ppio.Client(KEY, base_url=base, system=World()) as client:
        return client.generate_image(prompt="a fox").images[0].read()


def make_async(base: str | None) -> bytes:
    async def main() -> bytes:
        async with ppio.AsyncClient(KEY, base_url=base, system=World()) as client:
            result = await client.generate_image(prompt="a fox")
            return await result.images[0].read()

    return asyncio.run(main())


BOTH = pytest.mark.parametrize("make", [make_sync, make_async], ids=["sync", "async"])


@pytest.fixture
def server() -> Iterator[Server]:
    """The provider, on loopback."""
    made = Server()
    made.add(reply(200, SUBMITTED), reply(200, RUNNING), reply(200, done(f"{made.url}/1.png")), reply(200, PNG))
    yield made
    made.close()


def answers(request: httpx.Request) -> httpx.Response:
    """The provider, for mocks."""
    if request.method == "POST":
        assert json.loads(request.content)["prompt"] == "a fox"
        return httpx.Response(200, json=SUBMITTED)
    return httpx.Response(200, content=PNG)


@BOTH
@pytest.mark.parametrize("using", ["httpx", "httpcore"])
def test_N15_respx_answers_every_request(make: Make, using: str) -> None:
    """respx mocks httpx, or what is below it -> it answers submit, polls and download."""
    with respx.mock(using=using) as router:
        submit = router.post(url__regex=SUBMIT).mock(side_effect=answers)
        polls = [httpx.Response(200, json=RUNNING), httpx.Response(200, json=done(LINK))]
        poll = router.get(url__regex=POLL).mock(side_effect=polls)
        download = router.get(LINK).mock(side_effect=answers)
        assert make(None) == PNG
    assert [route.call_count for route in (submit, poll, download)] == [1, 2, 1]
    assert submit.calls[0].request.headers["authorization"] == f"Bearer {KEY}"
    assert "authorization" not in download.calls[0].request.headers


@BOTH
def test_N15_pytest_httpx_answers_every_request(make: Make, httpx_mock: Any) -> None:
    """pytest-httpx mocks httpx -> it answers submit, polls and download, and has their bodies."""
    httpx_mock.add_response(method="POST", json=SUBMITTED)
    httpx_mock.add_response(method="GET", json=RUNNING)
    httpx_mock.add_response(method="GET", json=done(LINK))
    httpx_mock.add_response(url=LINK, content=PNG)
    assert make(None) == PNG
    submit, *rest = httpx_mock.get_requests()
    assert json.loads(submit.content)["prompt"] == "a fox"
    assert [request.url.path for request in rest] == [POLL, POLL, "/1.png"]


@BOTH
def test_N15_vcrpy_lets_nothing_out_and_replays_what_it_recorded(make: Make, server: Server, tmp_path: Path) -> None:
    """vcrpy with record_mode none -> no request goes out; what it recorded is replayed without the provider."""
    tape = str(tmp_path / "tape.yaml")
    with (
        vcr.use_cassette(tape, record_mode="none"),
        pytest.raises(vcr_errors.CannotOverwriteExistingCassetteException),
    ):
        make(server.url)
    assert server.seen == []
    with vcr.use_cassette(tape, record_mode="once", filter_headers=["authorization"]) as recorded:
        assert make(server.url) == PNG
    assert (len(recorded.requests), len(server.seen)) == (4, 4)
    assert KEY not in Path(tape).read_text("utf-8")
    with vcr.use_cassette(tape, record_mode="none", allow_playback_repeats=False) as replayed:
        assert make(server.url) == PNG
    assert (replayed.play_count, len(server.seen)) == (4, 4)


@BOTH
def test_N15_opentelemetry_has_a_span_for_every_request(make: Make, server: Server) -> None:
    """OpenTelemetry instruments httpx -> submit, polls and download are spans within the user's own."""
    spans = in_memory.InMemorySpanExporter()
    provider = trace_sdk.TracerProvider()
    provider.add_span_processor(trace_export.SimpleSpanProcessor(spans))
    instrumentor = trace_httpx.HTTPXClientInstrumentor()
    instrumentor.instrument(tracer_provider=provider)
    try:
        with provider.get_tracer("shop").start_as_current_span("order") as order:
            assert make(server.url) == PNG
    finally:
        instrumentor.uninstrument()
    found = [span for span in spans.get_finished_spans() if span.kind is trace_api.SpanKind.CLIENT]
    assert [(span.attributes or {})["http.method"] for span in found] == ["POST", "GET", "GET", "GET"]
    assert {span.parent and span.parent.span_id for span in found} == {order.get_span_context().span_id}
    assert all("traceparent" in seen.headers for seen in server.seen)


@BOTH
def test_N15_sentry_has_a_span_for_every_request(make: Make, server: Server) -> None:
    """Sentry traces httpx -> submit, polls and download are spans of the user's transaction."""
    transactions: list[Any] = []

    def keep(event: Any, _: Any) -> None:
        """Sentry sends what is returned: nothing."""
        transactions.append(event)

    sentry_sdk.init(dsn="http://key@127.0.0.1:9/1", before_send_transaction=keep, traces_sample_rate=1.0)
    try:
        with sentry_sdk.start_transaction(name="order"):
            assert make(server.url) == PNG
    finally:
        sentry_sdk.init()
    (transaction,) = transactions
    found = [span["description"].split()[0] for span in transaction["spans"] if span["op"] == "http.client"]
    assert found == ["POST", "GET", "GET", "GET"]
    assert KEY not in json.dumps(transaction, default=str)
