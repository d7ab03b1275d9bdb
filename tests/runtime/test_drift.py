"""Drift and answers that don't fit: what is missing or of another type is named."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from clientsmith.oracle.drift import drift as oracle_drift
from imageclients import errors, ppio
from imageclients._runtime import answers, reading
from imageclients._runtime.credentials import Secret
from imageclients._runtime.drift import drift
from imageclients.ppio.operations import GENERATE_IMAGE, GET_TASK_RESULT
from support.mode import Mode
from support.scene import ACCEPTED, LINK, Scene
from support.spec import TASK_SPEC, client_module, provider_of, sync_spec

KEY = Secret("k" * 50)


def decoded(content: bytes, kind: str = "application/json", status: int = 200) -> answers.DecodedResponse:
    return reading.decode(status, {"content-type": kind}, content)


REQUIRED = client_module(
    sync_spec(
        responses='{"200": {required: [data], properties: {data: {type: array, items: {type: object, required: [file], '
        "properties: {file: {type: object, required: [url], properties: {url: {type: string}, note: {type: string}}}}}}"
        ", more: {type: array, items: {type: object, required: [url], properties: {url: {type: string}}}}}}}",
        results='{images: [{items: "/data/*", url: /file/url}]}',
    )
)


def test_a_field_that_must_be_there_in_another_type_is_named(mode: Mode) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"task": {"task_id": 5, "status": "TASK_STATUS_QUEUED"}})

    client = mode.client(ppio, "https://api.ppio.com", http_client=mode.http(handle))
    with pytest.raises(errors.DecodeError, match="/task/task_id must be string, is integer 5"):
        mode.go(client.get_task_result(task_id="t-1"))
    with pytest.raises(errors.InvalidRequestError) as caught:
        client.resume_generate_image("")
    assert (caught.value.provider, caught.value.operation) == ("ppio", "generate_image")


def test_drift_of_an_answer_that_nobody_describes_is_none() -> None:
    assert drift(GET_TASK_RESULT, decoded(b'{"task": 1, "x": 2}', status=202), KEY) != ()
    assert drift(GENERATE_IMAGE._replace(answers={}), decoded(b'{"x": 2}'), KEY) == ()
    assert drift(GENERATE_IMAGE, decoded(b"{"), KEY) == ()


def test_an_answer_that_fits_no_model_says_where(mode: Mode) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"task": {"task_id": "t-1", "status": "TASK_STATUS_QUEUED", "eta": "soon"}})

    client = mode.client(ppio, "https://api.ppio.com", http_client=mode.http(handle))
    result = mode.go(client.get_task_result(task_id="t-1"))
    with pytest.raises(errors.DecodeError) as caught:
        _ = result.answer
    assert "/task/eta" in str(caught.value)
    assert "errors.pydantic.dev" not in str(caught.value)
    assert caught.value.provider == "ppio"
    assert caught.value.operation == "get_task_result"
    assert caught.value.body == result.raw


@pytest.mark.parametrize(
    ("body", "required"),
    [
        ("{}", {"/data": True}),
        ('{"data": [{"file": {}}]}', {"/data/0/file/url": True}),
        ('{"data": [{"file": {"url": "a"}}, {}]}', {"/data/1/file": True}),
        ('{"data": [{"file": {"url": "a", "note": 5}}]}', {"/data/0/file/note": False}),
        ('{"data": [], "more": [{}]}', {"/more/0/url": False}),
    ],
)
def test_what_is_missing_is_required_where_all_that_leads_to_it_is(
    mode: Mode, body: str, required: dict[str, bool]
) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=body)

    operations: Any = __import__(f"{REQUIRED.__name__}.operations", fromlist=["GENERATE_IMAGE"])
    found = drift(operations.GENERATE_IMAGE, decoded(body.encode()), KEY)
    assert {one.path: one.required for one in found} == required
    client = mode.client(REQUIRED, "https://api.fox-images.net", http_client=mode.http(handle))
    if '"url"' in body:
        assert mode.go(client.generate_image(prompt="fox")).drift == found, "an image that came is given all the same"
        return
    with pytest.raises(errors.DecodeError) as caught:
        mode.go(client.generate_image(prompt="fox"))
    for path, must in required.items():
        assert (f"{path} is missing" in str(caught.value)) is must


def test_an_answer_that_doesnt_fit_its_class_knows_its_task(mode: Mode) -> None:
    scene = Scene(ACCEPTED, (200, {"id": 7, "status": "done", "images": [{"url": LINK}, 7]}))
    module = client_module(TASK_SPEC.replace(", echo: /id", ""))
    result = mode.go(scene.client(mode, module).generate_image(prompt="fox"))
    with pytest.raises(errors.DecodeError) as caught:
        _ = result.answer
    assert caught.value.task_id == "t"
    assert "/id Input should be a valid string; /images/1 Input should be" in str(caught.value)


NUMBERS = sync_spec(
    responses='{"200": {properties: {data: {type: array, items: {type: object, properties: {url: {type: string}, '
    "dies: {type: integer}, ttl: {type: number}}}}}}}",
    results='{images: [{items: "/data/*", url: /url, expiresAt: /dies, ttl: /ttl}]}',
)


@pytest.mark.parametrize(
    ("name", "number", "fits"),
    [
        ("dies", "1e300", False),
        ("dies", "9.3e18", False),
        ("dies", "9.2e18", True),
        ("dies", "1" + "0" * 400, True),
        ("ttl", "1e300", True),
        ("ttl", "1" + "0" * 400, False),
        ("ttl", "-1" + "0" * 400, False),
    ],
)
def test_a_number_is_drift_where_no_model_holds_it(mode: Mode, name: str, number: str, fits: bool) -> None:
    body = f'{{"data": [{{"url": "{LINK}", "{name}": {number}}}]}}'

    def handle(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=body)

    client = mode.client(client_module(NUMBERS), "https://api.fox-images.net", http_client=mode.http(handle))
    result = mode.go(client.generate_image(prompt="fox"))
    assert result.images[0].expires_at is None
    assert [(one.path, one.kind) for one in result.drift] == ([] if fits else [(f"/data/0/{name}", "type")])
    judged = oracle_drift(provider_of(NUMBERS).operations[0], 200, result.raw)
    assert [(one.path, one.kind) for one in judged] == [(one.path, one.kind) for one in result.drift]
    if fits:
        assert result.answer.data[0].model_dump(by_alias=True)[name] == result.raw["data"][0][name]
