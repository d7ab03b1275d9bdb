"""Edges of a call's way: what the last poll may take, which requests are sent again, what errors and events carry."""

from __future__ import annotations

import logging
import pickle
import socket
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from imageclients import errors
from imageclients._runtime import prepared, task_flow
from support.mode import Mode
from support.pictures import PNG
from support.spec import TASK_SPEC, client_module, sync_spec
from support.world import World

BASE = "https://api.fox-images.net"
LINK = "https://cdn.fox-images.net/1.png"
AT_ONCE = client_module(sync_spec())
TASKED = client_module(TASK_SPEC)
CANCELLED = client_module(
    TASK_SPEC.replace(
        "parameter: id, echo: /id}", "parameter: id, echo: /id}\n      cancel: {operation: stop, parameter: id}"
    ).replace("parameters: [{name: id", "parameters: [{name: fast, in: query, type: boolean}, {name: id")
    + """\
  stop:
    method: POST
    path: /tasks/{id}/stop
    parameters: [{name: id, in: path, type: string}]
    responses: {"200": {properties: {}}}
"""
)
EITHER = client_module(
    TASK_SPEC.replace(
        "    task:\n", '    results: {images: [{items: "/images/*", url: /url}]}\n    task:\n', 1
    ).replace(
        "{id: {type: string}}}}",
        "{id: {type: string}, images: {type: array, items: {type: object, properties: {url: {type: string}}}}}}}",
        1,
    )
)
QUICK = client_module(
    TASK_SPEC.replace("      status: /status\n", "      status: /status\n      delay: 0.5\n      maxDelay: 0.5\n")
)
STRICT = client_module(TASK_SPEC.replace('{"200": {properties: {id', '{"200": {required: [id], properties: {id'))
ACCEPTED: Any = (200, {"id": "t"})
WAITING: Any = (200, {"id": "t", "status": "waiting"})
DONE: Any = (200, {"id": "t", "status": "done", "images": [{"url": LINK}]})


class Scene(World):
    """A virtual clock on which every answer takes a second; it keeps the requests and the hosts that were looked up."""

    def __init__(self, *steps: Any, seconds: float = 1.0) -> None:
        super().__init__(chance=0.0)
        self.steps, self.seconds = list(steps), seconds
        self.requests: list[httpx.Request] = []
        self.looked_up: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.now += self.seconds
        self.requests.append(request)
        step = self.steps.pop(0)
        if isinstance(step, Exception):
            raise step
        status, body, *headers = step
        content: dict[str, Any] = {"content": body} if isinstance(body, bytes) else {"json": body}
        return httpx.Response(status, **content, headers=headers[0] if headers else {})

    def resolve(self, host: str) -> list[str]:
        self.looked_up.append(host)
        return super().resolve(host)

    def client(self, mode: Mode, module: Any = TASKED, **options: Any) -> Any:
        return mode.client(module, BASE, http_client=mode.http(self), system=self, **options)


def failed(mode: Mode, scene: Scene, module: Any = TASKED, **arguments: Any) -> Any:
    """The error that a call without retries ends with."""
    with pytest.raises(errors.ImageClientError) as caught:
        mode.go(scene.client(mode, module, max_retries=0).generate_image(prompt="fox", **arguments))
    return caught.value


@pytest.mark.parametrize("error", [httpx.ReadTimeout("late"), httpx.ConnectError("refused"), httpx.ReadError("reset")])
def test_a_poll_that_fails_is_sent_again_until_the_wait_is_over(mode: Mode, error: httpx.TransportError) -> None:
    scene = Scene(ACCEPTED, error, error, DONE)
    assert mode.go(scene.client(mode, max_retries=0).generate_image(prompt="fox")).task_id == "t"
    late = failed(mode, Scene(ACCEPTED, error, seconds=7), wait_timeout=5)
    assert type(late) is errors.TaskTimeoutError
    assert (late.task_id, late.may_be_billed) == ("t", True)
    timeout = isinstance(error, httpx.ReadTimeout)
    assert type(late.__cause__) is (errors.RequestTimeoutError if timeout else errors.ConnectionFailedError)


@pytest.mark.parametrize("error", [httpx.ReadTimeout("late"), httpx.ConnectError("refused"), httpx.ReadError("reset")])
def test_a_poll_by_hand_that_fails_is_its_own_error(mode: Mode, error: httpx.TransportError) -> None:
    task = mode.go(Scene(ACCEPTED, error).client(mode, max_retries=0).begin_generate_image(prompt="fox"))
    with pytest.raises(errors.ImageClientError) as caught:
        mode.go(task.refresh())
    timeout = isinstance(error, httpx.ReadTimeout)
    assert type(caught.value) is (errors.RequestTimeoutError if timeout else errors.ConnectionFailedError)
    assert (caught.value.task_id, caught.value.may_be_billed) == ("t", True)


def test_the_last_poll_may_take_what_is_left_of_the_wait_and_isnt_sent_again_after_it(mode: Mode) -> None:
    busy: Any = (503, {}, {"retry-after": "2"})
    scene = Scene(ACCEPTED, WAITING, WAITING, busy, busy, busy)
    with pytest.raises(errors.TaskTimeoutError) as caught:
        mode.go(scene.client(mode).generate_image(prompt="fox", wait_timeout=9))
    assert isinstance(caught.value.__cause__, errors.ServerError)
    assert len(scene.requests) == 4
    limits = [request.extensions["timeout"]["pool"] for request in scene.requests]
    assert limits == pytest.approx([0.9 * 60, 0.9 * 9, 0.9 * 6, 0.9 * 3])


def test_connecting_and_waiting_for_a_connection_end_before_the_request_does(mode: Mode) -> None:
    scene = Scene((200, {"data": [{"url": LINK}]}), (200, {"data": [{"url": LINK}]}))
    client = scene.client(mode, AT_ONCE, timeout=5)
    mode.go(client.generate_image(prompt="fox"))
    mode.go(client.with_options(timeout=100).generate_image(prompt="fox"))
    limits = [request.extensions["timeout"] for request in scene.requests]
    assert [(limit["connect"], limit["pool"]) for limit in limits] == [(4.5, 4.5), (10.0, 90.0)]


def test_a_poll_soon_after_a_404_comes_after_the_usual_pause(mode: Mode) -> None:
    scene = Scene(ACCEPTED, (404, {}), DONE)
    mode.go(scene.client(mode, QUICK).generate_image(prompt="fox"))
    assert scene.pauses == [0.5]


UNUSABLE: list[tuple[Any, str]] = [
    ((200, b"<html>", {"content-type": "text/html"}), ": HTML came instead of JSON"),
    ((200, {"id": {}}), ": /id must be string, is object (status 200, after 1.0 s)"),
    ((200, {"ok": True}), ": /id is missing (status 200, after 1.0 s)"),
]


@pytest.mark.parametrize(("answer", "reason"), UNUSABLE, ids=["no JSON", "another type", "nothing"])
def test_a_submit_without_an_id_says_what_came_instead(mode: Mode, answer: Any, reason: str) -> None:
    error = failed(mode, Scene(answer), STRICT)
    assert isinstance(error, errors.DecodeError)
    told = "the submit may be billed, but its answer has no task id at /id"
    assert f"{told}{reason}" in str(error)
    assert f"{told} (status 200, after 1.0 s)" in str(failed(mode, Scene((200, {"ok": True}))))


def test_images_at_once_know_their_task_and_their_time(mode: Mode) -> None:
    done: Any = (200, {"id": "t", "status": "done", "images": [{"url": LINK}]})
    client = Scene(done, (200, {"images": [{"url": LINK}]})).client(mode, EITHER)
    first = mode.go(client.generate_image(prompt="fox"))
    second = mode.go(client.generate_image(prompt="fox"))
    assert (first.task_id, first.elapsed) == ("t", 1.0)
    assert (second.task_id, second.elapsed) == (None, 1.0)


def test_a_submit_that_names_a_task_is_polled_although_it_has_an_image(mode: Mode) -> None:
    for early in ({"id": "t", "images": [{"url": LINK}]}, {"id": "t", "status": "waiting", "images": [{"url": LINK}]}):
        scene = Scene((200, early), DONE)
        assert mode.go(scene.client(mode, EITHER).generate_image(prompt="fox")).task_id == "t"
        assert len(scene.requests) == 2


def test_a_task_is_asked_for_and_cancelled_by_its_own_parameter(mode: Mode) -> None:
    scene = Scene(ACCEPTED, WAITING, (401, {}))
    task = mode.go(scene.client(mode, CANCELLED).begin_generate_image(prompt="fox"))
    mode.go(task.refresh())
    with pytest.raises(errors.AuthenticationError) as caught:
        mode.go(task.cancel())
    assert [request.url.raw_path for request in scene.requests] == [b"/images", b"/tasks/t", b"/tasks/t/stop"]
    assert caught.value.task_id == "t"


def test_cancelling_leaves_nothing_behind(mode: Mode) -> None:
    scene = Scene(ACCEPTED, *[(200, {})] * 9)
    task = mode.go(scene.client(mode, CANCELLED).begin_generate_image(prompt="fox"))
    mode.go(task.cancel())
    ready = vars(prepared)["_ready"]
    before = len(ready)
    for _ in range(8):
        mode.go(task.cancel())
    assert len(ready) == before
    assert [request.method for request in scene.requests] == ["POST"] * 10


def test_an_id_that_cant_be_one_is_refused_for_its_operation(mode: Mode) -> None:
    with pytest.raises(errors.InvalidRequestError) as caught:
        Scene().client(mode).resume_generate_image(" ")
    assert caught.value.operation == "generate_image"
    assert caught.value.provider == TASKED.__name__.rpartition(".")[2]


@pytest.mark.parametrize("parameters", ["[{name: part, in: query, type: string}]", ""], ids=["query", "nothing"])
def test_an_endpoint_that_is_the_address_itself_adds_no_slash(mode: Mode, parameters: str) -> None:
    spec = sync_spec(method="GET", path="/", requestBody="", parameters=parameters or "[]")
    scene = Scene((200, {"data": [{"url": LINK}]}))
    client = mode.client(client_module(spec), f"{BASE}/v1", http_client=mode.http(scene), system=scene)
    mode.go(client.generate_image(**({"part": "a/"} if parameters else {})))
    assert str(scene.requests[0].url) == f"{BASE}/v1" + ("?part=a%2F" if parameters else "")


def test_an_image_is_fetched_with_limits_and_in_an_encoding_that_is_counted(mode: Mode) -> None:
    scene = Scene((200, {"data": [{"url": LINK}]}), (200, PNG, {"content-type": "image/png"}))
    (image,) = mode.go(scene.client(mode, AT_ONCE).generate_image(prompt="fox")).images
    assert mode.go(image.read()) == PNG
    fetched = scene.requests[1]
    assert fetched.headers["accept-encoding"] == "gzip"
    assert fetched.extensions["timeout"]["pool"] == pytest.approx(0.9 * 120)
    assert scene.looked_up == ["cdn.fox-images.net"]


def test_no_encoding_is_asked_for_that_isnt_counted(mode: Mode) -> None:
    scene = Scene((200, {"data": [{"url": LINK}]}))
    extra = {"Accept-Encoding": "br, zstd", "Accept": "application/vnd.fox+json"}
    mode.go(scene.client(mode, AT_ONCE).generate_image(prompt="fox", extra_headers=extra))
    assert scene.requests[0].headers["accept-encoding"] == "gzip"
    assert scene.requests[0].headers["accept"] == "application/vnd.fox+json"


def test_a_link_to_the_provider_itself_isnt_looked_up(mode: Mode) -> None:
    scene = Scene((200, {"data": [{"url": f"{BASE}/1.png"}]}), (200, PNG, {"content-type": "image/png"}))
    (image,) = mode.go(scene.client(mode, AT_ONCE).generate_image(prompt="fox")).images
    assert mode.go(image.read()) == PNG
    assert scene.looked_up == []


def test_an_image_isnt_waited_for_longer_than_two_minutes(mode: Mode) -> None:
    busy: Any = (503, b"", {"retry-after": "50"})
    scene = Scene((200, {"data": [{"url": LINK}]}), *[busy] * 9)
    (image,) = mode.go(scene.client(mode, AT_ONCE).generate_image(prompt="fox")).images
    with pytest.raises(errors.DownloadError) as caught:
        mode.go(image.read())
    # Asked at 0, 51 and 102 seconds: another pause would end after the 120th.
    assert len(scene.requests) == 4
    assert caught.value.elapsed == pytest.approx(103)


def test_a_result_has_the_headers_of_its_answer(mode: Mode) -> None:
    scene = Scene((200, {"data": [{"url": LINK}]}, {"X-Ratelimit-Left": "7"}))
    result = mode.go(scene.client(mode, AT_ONCE).generate_image(prompt="fox"))
    assert result.headers["x-ratelimit-left"] == "7"


def test_an_answer_that_doesnt_fit_its_class_knows_its_task(mode: Mode) -> None:
    scene = Scene(ACCEPTED, (200, {"id": 7, "status": "done", "images": [{"url": LINK}, 7]}))
    module = client_module(TASK_SPEC.replace(", echo: /id", ""))
    result = mode.go(scene.client(mode, module).generate_image(prompt="fox"))
    with pytest.raises(errors.DecodeError) as caught:
        _ = result.answer
    assert caught.value.task_id == "t"
    assert "/id Input should be a valid string; /images/1 Input should be" in str(caught.value)


def test_a_time_that_is_none_is_refused_by_its_name(mode: Mode) -> None:
    scene = Scene(ACCEPTED)
    client = scene.client(mode)
    task = mode.go(client.begin_generate_image(prompt="fox"))
    uses: tuple[tuple[str, Callable[[], Any]], ...] = (
        ("timeout", lambda: scene.client(mode, timeout=0)),
        ("timeout", lambda: client.with_options(timeout=0)),
        ("timeout", lambda: mode.go(task.wait(timeout=0))),
        ("wait_timeout", lambda: mode.go(client.generate_image(prompt="fox", wait_timeout=0))),
    )
    for name, use in uses:
        with pytest.raises(errors.ConfigurationError, match=f": {name} must be a positive number of seconds, is 0"):
            use()
    assert len(scene.requests) == 1


def test_the_log_has_each_event_and_no_value_of_an_answer(mode: Mode, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "imageclients")
    scene = Scene((200, {"data": [{"url": LINK}], "new": "secret"}))
    mode.go(scene.client(mode, AT_ONCE).generate_image(prompt="fox"))
    name = AT_ONCE.__name__.rpartition(".")[2]
    assert [(record.levelname, record.getMessage()) for record in caplog.records if record.name == "imageclients"] == [
        ("DEBUG", f"{name}.generate_image response {{'status': 200, 'seconds': 1.0, 'attempt': 1}}"),
        ("DEBUG", f"{name}.generate_image drift {{'task_id': None}}"),
        (
            "WARNING",
            f"{name}.generate_image: the answer differs from the spec at '/new' (unknown-field); "
            "logged once per kind, result.drift has all",
        ),
    ]


def test_other_httpx_clients_log_as_ever(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "httpx")
    with httpx.Client(transport=httpx.MockTransport(Scene((200, {})))) as other:
        other.get("https://example.com/?mine=1")
    assert "https://example.com/?mine=1" in caplog.text


class Own(httpx.ConnectError):
    """An error of a transport of the user's."""


def test_what_the_users_transport_was_handling_isnt_taken_for_the_cause(mode: Mode) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        try:
            socket.getaddrinfo("fox.invalid", "no such service")
        except socket.gaierror:
            raise Own("the tunnel is down")  # noqa: B904 - without a cause, on purpose
        raise AssertionError

    client = mode.client(AT_ONCE, BASE, http_client=mode.http(handle), max_retries=0)
    with pytest.raises(errors.ConnectionFailedError) as caught:
        mode.go(client.generate_image(prompt="fox"))
    assert "api.fox-images.net: Own" in str(caught.value)


@pytest.mark.parametrize(
    ("error", "told", "shown"),
    [
        (httpx.ReadError("reset"), "ReadError", True),
        (httpx.RemoteProtocolError("illegal header line: bytearray(b'key')"), "the answer broke off", False),
        (httpx.ProxyError("407 Proxy Authentication Required"), "the proxy refuses: 407 Proxy", True),
    ],
    ids=["network", "protocol", "proxy"],
)
def test_the_cause_of_a_failure_goes_along_unless_it_quotes_the_server(
    mode: Mode, error: httpx.TransportError, told: str, shown: bool
) -> None:
    caught = failed(mode, Scene(error), AT_ONCE)
    assert told in str(caught)
    assert caught.__cause__ is (error if shown else None)


class Stopped(BaseException):
    """Stands for a Ctrl-C at the worst moment."""


@pytest.mark.parametrize("where", ["task", "result"])
def test_whatever_stops_a_call_after_its_submit_leaves_the_way_back(
    mode: Mode, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise Stopped

    client = Scene(ACCEPTED, DONE).client(mode, TASKED)
    monkeypatch.setattr(client, where, stop)
    with pytest.raises(Stopped) as caught:
        mode.go(client.generate_image(prompt="fox"))
    assert getattr(caught.value, "task_id", None) == "t"
    assert caught.value.__notes__ == ["task t goes on; client.resume_generate_image('t') takes it up again"]


def test_whatever_stops_a_wait_leaves_the_way_back(mode: Mode, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Scene(ACCEPTED, DONE).client(mode, TASKED)
    task = mode.go(client.begin_generate_image(prompt="fox"))

    def stop(*_: object) -> None:
        raise Stopped

    monkeypatch.setattr(client, "result", stop)
    with pytest.raises(Stopped) as caught:
        mode.go(task.wait())
    assert caught.value.__notes__ == ["task t goes on; client.resume_generate_image('t') takes it up again"]


def test_whatever_stops_a_call_between_its_submit_and_its_wait_leaves_the_way_back(
    mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise Stopped

    client = Scene(ACCEPTED, DONE).client(mode, TASKED)
    monkeypatch.setattr(task_flow, "wait", stop)
    with pytest.raises(Stopped) as caught:
        mode.go(client.generate_image(prompt="fox"))
    assert caught.value.__notes__ == ["task t goes on; client.resume_generate_image('t') takes it up again"]


def test_a_result_does_not_keep_the_text_of_its_answer(mode: Mode) -> None:
    scene = Scene((200, {"data": [{"url": LINK}]}, {"x-request-id": "r-1"}))
    result = mode.go(scene.client(mode, AT_ONCE).generate_image(prompt="fox"))
    assert result.request_id == "r-1"
    assert result.raw == {"data": [{"url": LINK}]}
    assert b'"data"' not in pickle.dumps(result), "an image of ten megabytes would be held twice"
