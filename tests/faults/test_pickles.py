"""Errors and results that go to another process, or are copied: what they keep, and what never goes along."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from inspect import isclass
from multiprocessing import get_context
from typing import Any

import httpx
import pytest

import imageclients
from imageclients import errors, modelverse, ppio
from support.mode import KEY, Mode
from support.pictures import PNG
from support.spec import client_module, sync_spec

BASE = "http://127.0.0.1:9"
LINK = f"{BASE}/1.png"
AT_ONCE = client_module(sync_spec())
WAYS: dict[str, Callable[[Any], Any]] = {
    # What is unpickled was pickled a moment before.
    "pickle": lambda value: pickle.loads(pickle.dumps(value)),  # noqa: S301 - our own bytes
    "oldest pickle": lambda value: pickle.loads(pickle.dumps(value, 2)),  # noqa: S301 - our own bytes
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}
EVERY_WAY = pytest.mark.parametrize("way", WAYS)
PROBLEM = errors.Problem("size", "enum", "isn't legal", "take 1K", "page#size", warning=True)
CLASSES = [kind for kind in vars(errors).values() if isclass(kind) and issubclass(kind, errors.ImageClientError)]


def made(kind: type[errors.ImageClientError]) -> errors.ImageClientError:
    """An error of a class with something in each of its attributes."""
    if issubclass(kind, errors.InvalidRequestError):
        error: errors.ImageClientError = kind([PROBLEM], provider="p", operation="o")
    else:
        error = kind("slow", provider="p", operation="o", status_code=429, code="c", request_id="r", body={"a": [1]})
    for name, value in vars(error).items():
        if value is None or value in ("", 0.0, False):
            setattr(error, name, 7.5)
    error.add_note("task t goes on")
    error.__cause__ = errors.ServerError("the last fault", status_code=502, body=["b"])
    return error


def answered(mode: Mode, body: Any, module: Any = AT_ONCE, **headers: str) -> Any:
    """The result of a call with this answer; links lead to an image."""

    def handle(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, content=PNG, headers={"content-type": "image/png"})
        return httpx.Response(200, json=body, headers=headers)

    client = mode.client(module, BASE, http_client=mode.http(handle))
    return mode.go(client.generate_image(prompt="fox"))


def seen(result: Any) -> dict[str, Any]:
    """Everything that a user can read from a result."""
    names = ("raw", "drift", "status_code", "headers", "request_id", "task_id", "requested", "elapsed", "partial")
    images = [(one.url, one.media_type, one.expires_at, one.base64, one.task_id) for one in result.images]
    return {**{name: getattr(result, name) for name in names}, "answer": result.answer, "images": images}


@EVERY_WAY
@pytest.mark.parametrize("kind", CLASSES)
def test_N19_every_error_keeps_its_state(kind: type[errors.ImageClientError], way: str) -> None:
    """An error of any class is pickled or copied -> class, text, attributes, notes and its cause are kept."""
    error = made(kind)
    twin = WAYS[way](error)
    assert twin is not error
    assert (type(twin), str(twin), twin.args, vars(twin)) == (kind, str(error), error.args, vars(error))
    cause: Any = twin.__cause__
    assert (type(cause), str(cause), cause.body) == (errors.ServerError, str(error.__cause__), ["b"])


def test_N19_a_deep_copy_of_an_error_shares_nothing_that_changes() -> None:
    """The body of a deep copy is changed -> that of the error isn't."""
    error = errors.ServerError("slow", body={"a": [1]})
    copy.deepcopy(error).body["a"].append(2)
    assert error.body == {"a": [1]}


def test_N19_an_error_of_httpx_and_its_request_are_not_pickled(mode: Mode) -> None:
    """The cause of an error is httpx's own, which holds the request with the key -> the pickle has neither."""

    def handle(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    client = mode.client(AT_ONCE, BASE, http_client=mode.http(handle), max_retries=0)
    with pytest.raises(errors.ConnectionFailedError) as caught:
        mode.go(client.generate_image(prompt="fox"))
    assert isinstance(caught.value.__cause__, httpx.ConnectError)
    stored = pickle.dumps(caught.value)
    assert KEY.encode() not in stored
    assert b"httpx" not in stored
    assert copy.copy(caught.value).__cause__ is caught.value.__cause__


@EVERY_WAY
def test_N19_a_result_keeps_its_state(mode: Mode, way: str) -> None:
    """A result is pickled or copied -> answer, images, drift, headers and ids are kept."""
    body = {"data": [{"url": LINK}, {"b64": "aGk="}], "new": 1}
    result = answered(mode, body, **{"x-request-id": "r-1"})
    twin = WAYS[way](result)
    assert type(twin) is type(result)
    assert seen(twin) == seen(result)
    assert twin.drift[0].path == "/new"
    assert repr(twin) == repr(result)


@EVERY_WAY
def test_N19_an_image_that_was_read_keeps_its_bytes(mode: Mode, way: str) -> None:
    """An image was read before its result is pickled or copied -> it is read and saved without a request."""
    result = answered(mode, {"data": [{"url": LINK}]})
    mode.go(result.images[0].read())
    image = WAYS[way](result).images[0]
    assert mode.go(image.read()) == PNG
    assert image.media_type == "image/png"


def test_N19_an_image_of_the_answer_needs_no_client(mode: Mode) -> None:
    """An image that came as base64, or as a data URI, is unpickled unread -> it is read all the same."""
    from base64 import b64encode

    text = b64encode(PNG).decode()
    result = answered(mode, {"data": [{"b64": text}, {"url": f"data:image/png;base64,{text}"}]})
    for image in WAYS["pickle"](result).images + [WAYS["pickle"](one) for one in result.images]:
        assert mode.go(image.read()) == PNG


def test_N19_an_unread_link_says_what_to_do_once_it_is_unpickled(mode: Mode) -> None:
    """A link wasn't read before it was pickled -> DownloadError that says so; url still has the link."""
    result = answered(mode, {"data": [{"url": f"{LINK}?signature=abc"}]})
    image = WAYS["pickle"](result).images[0]
    with pytest.raises(errors.DownloadError, match=r"call read\(\) first") as caught:
        mode.go(image.read())
    assert image.url == f"{LINK}?signature=abc"
    assert "abc" not in str(caught.value)


@pytest.mark.parametrize("way", ["copy", "deepcopy"])
def test_N19_a_copy_in_the_same_process_still_fetches(mode: Mode, way: str) -> None:
    """An unread result is copied -> the copy fetches its images with the same client."""
    result = answered(mode, {"data": [{"url": LINK}]})
    twin = WAYS[way](result)
    assert mode.go(twin.images[0].read()) == PNG
    assert mode.go(WAYS[way](result.images[0]).read()) == PNG
    twin.raw["data"] = []
    assert (result.raw["data"] == []) == (way == "copy")


def test_N19_no_key_goes_into_a_pickle(mode: Mode) -> None:
    """A provider echoes the key in its answer, headers and links -> the pickle doesn't have it."""
    body = {"data": [{"url": f"{LINK}?key={KEY}"}], "echo": {KEY: [KEY]}, "note": f"your key is {KEY}"}
    result = answered(mode, body, **{"x-echo": KEY})
    for value in (result, result.images[0], result.images):
        assert KEY.encode() not in pickle.dumps(value)
    assert WAYS["pickle"](result).raw["note"] == "your key is ***"


def test_N19_a_result_is_read_in_a_process_that_never_had_the_client(mode: Mode) -> None:
    """A result goes to another program -> its images and its answer as a model are there, without a key."""
    body = {"created": 1, "data": [{"url": LINK}]}
    result = answered(mode, body, modelverse)
    mode.go(result.images[0].read())
    code = f"import pickle, sys; sys.path[:0] = {sys.path!r}; one = pickle.load(sys.stdin.buffer); "
    code += "print(type(one).__name__, type(one.answer).__name__, len(one.images[0]._data), one.request_id)"
    made_elsewhere = subprocess.run(
        [sys.executable, "-c", code], input=pickle.dumps(result), check=True, capture_output=True
    )
    kind = "AsyncResult" if mode.is_async else "Result"
    assert made_elsewhere.stdout.decode().split() == [kind, "GenerateImageAnswer", str(len(PNG)), "None"]


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_N19_results_and_errors_come_back_from_workers() -> None:
    """Calls are made in other processes -> results and errors come back whole."""
    # Other ways to start leave a process behind that tracks resources, and other tests look for such.
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        assert pool.submit(in_a_worker, "raw").result() == {"data": [{"b64_json": "aGk="}], "created": 1}
        with pytest.raises(errors.InvalidRequestError) as caught:
            pool.submit(in_a_worker, "refuse").result()
    assert [one.field for one in caught.value.problems] == ["prompt"]


def in_a_worker(what: str) -> Any:
    """A call in another process."""
    answer = httpx.Response(200, json={"data": [{"b64_json": "aGk="}], "created": 1})
    http = httpx.Client(transport=httpx.MockTransport(lambda _: answer))
    with http, modelverse.Client("sk-1234", http_client=http) as client:
        given: dict[str, Any] = {"prompt": "fox" if what == "raw" else 5, "model": "Qwen/Qwen-Image"}
        return client.generate_image(**given).raw


@EVERY_WAY
def test_N19_problems_compare_by_value(way: str) -> None:
    """A problem is compared with another, or is in a set -> its value counts, also after a pickle or copy."""
    twin = WAYS[way](PROBLEM)
    assert (twin, hash(twin), str(twin)) == (PROBLEM, hash(PROBLEM), str(PROBLEM))
    assert len({twin, PROBLEM, PROBLEM._replace(field="n")}) == 2
    assert errors.Problem("a", "b", "c") != errors.Problem("a", "b", "d")


@EVERY_WAY
@pytest.mark.parametrize(
    "value",
    [
        imageclients.Size(2, 3),
        imageclients.Drift("/a", "type", "must be", {"b": [1]}, required=True),
        imageclients.Event("drift", "p", "o", {"drift": (imageclients.Drift("/a", "type", "must be", [1]),)}),
        ppio.sizes.nearest(1920, 1080),
    ],
)
def test_N19_the_other_values_do_too(value: Any, way: str) -> None:
    """A size, choice, drift or event is pickled or copied -> it equals what it was."""
    assert WAYS[way](value) == value
    assert type(WAYS[way](value)) is type(value)


def test_N19_drift_is_counted_in_a_set() -> None:
    """The same drift of several answers -> a set has it once, whatever its value is."""
    first, second = (imageclients.Drift("/a", "type", "must be", {"b": [1]}) for _ in range(2))
    assert len({first, second}) == 1
