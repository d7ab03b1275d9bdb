"""The mock does what the specs say: keys, sizes, counts, base64, lives of links; and its switches do what they say."""

from __future__ import annotations

import io
import json
import socket
import threading
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from clientsmith.mock.server import Mock
from faults.on_the_wire import Answer, Line, at, placed, provider_in

HOUR, DAY = 3600, 86_400
CALLS: dict[str, dict[str, Any]] = {
    "aimanyi": {"prompt": "a fox", "size": "512*512"},
    "apimart": {"model": "qwen-image-2.0", "prompt": "a fox"},
    "bizyair": {"prompt": "a fox", "image_size": "64x48"},
    "modelverse": {"prompt": "a fox"},
    "ppio": {"prompt": "a fox", "size": "256*256"},
}
POLLS = {"apimart": ("get_task", "/data/id"), "ppio": ("get_task_result", "/task/task_id")}
LINKS = {
    "aimanyi": "/data/{}/url",
    "apimart": "/data/result/images/{}/url/0",
    "bizyair": "/image_url",
    "modelverse": "/data/{}/url",
    "ppio": "/images/{}/image_url",
}
"""Where the links of images stand, as the pages show them."""


@pytest.fixture(scope="module")
def server() -> Iterator[Mock]:
    """A mock of all providers whose time stands still."""
    with Mock(stepped=True, task_seconds=1) as made:
        yield made


@pytest.fixture
def mock(server: Mock) -> Mock:
    """That mock, without anything of the tests before."""
    server.reset()
    return server


@pytest.fixture
def line(mock: Mock) -> Iterator[Line]:
    """A connection to it."""
    with Line(mock.address) as made:
        yield made


def ask(mock: Mock, line: Line, name: str, operation: str = "generate_image", **arguments: Any) -> Answer:
    """The answer to a call."""
    provider = provider_in(mock, name)
    base = mock.url(name).removeprefix(mock.address)
    return line.ask(*placed(provider, provider.operation(operation), base, arguments))


def body(mock: Mock, line: Line, name: str, **more: Any) -> Any:
    """The answer with the images: at once, or once the task is done."""
    came = ask(mock, line, name, **{**CALLS[name], **more})
    assert came.status == 200, came.content
    if name in POLLS:
        mock.advance(2)
        came = ask(mock, line, name, POLLS[name][0], task_id=mock.requests[-1].task)
    return came.json


def pictures(mock: Mock, line: Line, name: str, **more: Any) -> list[Any]:
    """The images of a call, by their links."""
    told, found = body(mock, line, name, **more), list[Any]()
    while link := at(told, LINKS[name].format(len(found))) if "{}" in LINKS[name] or not found else None:
        answer = line.ask("GET", link.removeprefix(mock.address))
        image = Image.open(io.BytesIO(answer.content))
        assert answer.headers["content-type"] == f"image/{(image.format or '').lower()}"
        found.append(image)
    return found


KEYS = {
    ("aimanyi", "missing"): (401, "/error/message", None),
    ("apimart", "missing"): (401, "/error/type", "authentication_error"),
    ("apimart", "placeholder"): (401, "/error/code", 401),
    ("bizyair", "wrong"): (401, "/message", None),
    ("modelverse", "wrong"): (401, "/error/code", "auth_error"),
    ("ppio", "missing"): (400, "/reason", "MISSING_API_KEY"),
    ("ppio", "wrong"): (403, "/reason", "INVALID_API_KEY"),
}
"""Provider and what is wrong with the key to status, place and value of the error, as the pages have it."""


@pytest.mark.parametrize(("name", "fault"), KEYS)
def test_key_that_is_not_taken_is_the_documented_error(name: str, fault: str) -> None:
    with Mock(name, key="sk-the-only-one", stepped=True) as mock, Line(mock.address) as line:
        provider = mock.providers[0]
        base = mock.url().removeprefix(mock.address)
        request = placed(provider, provider.operation("generate_image"), base, CALLS[name])
        key = {"wrong": "Bearer sk-another", "placeholder": "Bearer YOUR_API_KEY", "missing": ""}[fault]
        answer = line.ask(*request._replace(headers={**request.headers, "Authorization": key}))
        status, place, value = KEYS[name, fault]
        assert answer.status == status
        assert at(answer.json, place) == value if value is not None else at(answer.json, place)
        assert mock.submits == 0
        right = {**request.headers, "Authorization": "Bearer sk-the-only-one"}
        assert line.ask(*request._replace(headers=right)).status == 200
        assert mock.submits == 1


SIZES: dict[str, tuple[str, dict[str, Any], tuple[str, int, int], int]] = {
    "pixels with a star": ("ppio", {"size": "512*768"}, ("JPEG", 512, 768), 1),
    "pixels with an x": ("bizyair", {"image_size": "321x123"}, ("PNG", 321, 123), 1),
    "a tier": ("aimanyi", {"size": "1K"}, ("PNG", 1024, 1024), 1),
    "a ratio, and several": ("apimart", {"size": "2:3", "n": 2}, ("PNG", 832, 1248), 2),
    "nothing but the default": ("apimart", {}, ("PNG", 1024, 1024), 1),
}


@pytest.mark.parametrize(("name", "arguments", "wanted", "count"), SIZES.values(), ids=SIZES)
def test_images_have_the_size_format_and_number_asked_for(
    mock: Mock, line: Line, name: str, arguments: dict[str, Any], wanted: tuple[str, int, int], count: int
) -> None:
    found = pictures(mock, line, name, **arguments)
    assert [(one.format, *one.size) for one in found] == [wanted] * count


def test_ratio_without_documented_pixels_has_that_shape(mock: Mock, line: Line) -> None:
    (found,) = pictures(mock, line, "modelverse", aspect_ratio="21:9")
    width, height = found.size
    assert abs(width / height - 21 / 9) < 0.05
    assert 0.8 < width * height / 1024**2 < 1.2


def test_base64_comes_where_it_is_asked_for_and_links_where_not(mock: Mock, line: Line) -> None:
    told = body(mock, line, "modelverse", response_format="b64_json", n=2)
    found = [Image.open(io.BytesIO(b64decode(one["b64_json"]))) for one in told["data"]]
    assert [(one.format, one.size) for one in found] == [("PNG", (1024, 1024))] * 2
    assert [one.get("url") for one in told["data"]] == [None, None]
    for more in ({}, {"response_format": "url"}):
        (item,) = body(mock, line, "modelverse", **more)["data"]
        assert item["url"].startswith(mock.address)
        assert item.get("b64_json") is None


@pytest.mark.parametrize(
    ("name", "life"), [("apimart", DAY), ("bizyair", HOUR), ("modelverse", 7 * DAY), ("ppio", HOUR)]
)
def test_links_live_as_long_as_documented(mock: Mock, line: Line, name: str, life: int) -> None:
    link = at(body(mock, line, name), LINKS[name].format(0)).removeprefix(mock.address)
    mock.advance(life - 1)
    assert line.ask("GET", link).status == 200
    mock.advance(1)
    dead = line.ask("GET", link)
    assert (dead.status, dead.headers["content-type"]) == (403, "application/xml")
    assert b"<Error>" in dead.content


def told_by(seed: int, patch: pytest.MonkeyPatch) -> list[Any]:
    """Everything that a mock of this seed says, but for its port."""
    with Mock(seed=seed, stepped=True, task_seconds=1) as mock, Line(mock.address) as line:
        # The time is no part of the seed.
        patch.setattr(mock.world.clock, "now", lambda: 1_700_000_000.0)
        mock.fault("status-500", "ppio/*", times=None, chance=0.5)
        answers = [ask(mock, line, name, **CALLS[name]) for name in (*CALLS, *["ppio"] * 16)]
        link = at(answers[2].json, LINKS["bizyair"]).removeprefix(mock.address)
        image = line.ask("GET", link).content
        return [*[(one.status, one.content.replace(mock.address.encode(), b"")) for one in answers], link, image]


def test_what_a_mock_says_follows_from_its_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    first, again, other = (told_by(seed, monkeypatch) for seed in (1, 1, 2))
    assert first == again
    assert first[-1] == other[-1], "a picture follows from the call alone"
    assert all(one != two for one, two in zip(first[:-1], other[:-1], strict=True) if one[0] == two[0] == 200)
    assert [one[0] for one in first[:-2]] != [one[0] for one in other[:-2]], "faults of chance strike others"


def test_fault_strikes_after_those_it_spares_and_as_often_as_it_may(mock: Mock, line: Line) -> None:
    mock.fault("status-503", "bizyair/generate_image", skip=2, times=3)
    statuses = [ask(mock, line, "bizyair", **CALLS["bizyair"]).status for _ in range(7)]
    assert statuses == [200, 200, 503, 503, 503, 200, 200]


def test_fault_of_chance_strikes_about_as_often_as_it_says_and_only_where(mock: Mock, line: Line) -> None:
    mock.fault("status-503", "ppio/*", times=None, chance=0.25)
    found = Counter(ask(mock, line, "ppio", **CALLS["ppio"]).status for _ in range(200))
    assert found.keys() == {200, 503}
    assert 25 < found[503] < 75
    assert all(ask(mock, line, "apimart", **CALLS["apimart"]).status == 200 for _ in range(20))


def test_first_fault_that_strikes_counts_and_reset_forgets_all(mock: Mock, line: Line) -> None:
    mock.fault("status-500", "bizyair/*")
    mock.fault("status-502", "bizyair/*", times=2)
    call = CALLS["bizyair"]
    assert [ask(mock, line, "bizyair", **call).status for _ in range(2)] == [500, 502]
    mock.reset()
    assert ask(mock, line, "bizyair", **call).status == 200
    assert len(mock.requests) == 1


@pytest.mark.parametrize("wrong", [{"skip": -1}, {"times": 0}, {"chance": 1.5}, {"chance": -0.1}])
def test_fault_that_makes_no_sense_is_refused(mock: Mock, line: Line, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="skip is 0 or more"):
        mock.fault("status-503", **wrong)
    answer = line.ask("POST", "/_mock/faults", {}, json.dumps({"name": "status-503", **wrong}).encode())
    assert (answer.status, "skip is 0 or more" in answer.json["error"]) == (400, True)


def test_switches_tell_and_change_everything_over_http(mock: Mock, line: Line) -> None:
    ask(mock, line, "ppio", **CALLS["ppio"])
    told = line.ask("GET", "/_mock/exchanges").json
    assert told["providers"] == sorted(CALLS)
    (one,) = told["exchanges"]
    assert (one["provider"], one["operation"], one["status"], one["billed"]) == ("ppio", "generate_image", 200, True)
    assert one["arguments"] == CALLS["ppio"]
    assert "sk-of-the-wire" not in json.dumps(told), "keys aren't kept"
    moved = line.ask("POST", "/_mock/advance", {}, b'{"seconds": 100}').json["now"]
    assert moved == pytest.approx(told["now"] + 100)
    assert (
        ask(mock, line, "ppio", "get_task_result", task_id=one["task"]).json["task"]["status"] == "TASK_STATUS_SUCCEED"
    )
    for wrong in (b'{"seconds": -1}', b'{"seconds": true}', b"{}", b'{"seconds": "9"}', b"{"):
        assert line.ask("POST", "/_mock/advance", {}, wrong).status == 400
    assert line.ask("POST", "/_mock/reset").status == 200
    assert line.ask("GET", "/_mock/exchanges").json["exchanges"] == []
    page = line.ask("GET", "/")
    assert (page.status, page.headers["content-type"][:9]) == (200, "text/html")


def test_events_come_as_they_happen(mock: Mock, line: Line) -> None:
    with socket.create_connection((mock.address[7:].split(":")[0], int(mock.address.rpartition(":")[2])), 30) as stream:
        stream.sendall(b"GET /_mock/events HTTP/1.1\r\nhost: localhost\r\n\r\n")
        came = b""
        while b"data:" not in came:
            came += stream.recv(65_536)
        ask(mock, line, "bizyair", **CALLS["bizyair"])
        while b"generate_image" not in came.split(b"data:", 1)[1]:
            came += stream.recv(65_536)
    assert b"text/event-stream" in came


def test_closed_mock_gives_its_port_back_and_ends_its_thread() -> None:
    before = [one.name for one in threading.enumerate()].count("clientsmith-mock")
    with Mock("bizyair", stepped=True) as mock, Line(mock.address) as line:
        assert ask(mock, line, "bizyair", **CALLS["bizyair"]).status == 200
        assert [one.name for one in threading.enumerate()].count("clientsmith-mock") == before + 1
        port = int(mock.address.rpartition(":")[2])
    assert [one.name for one in threading.enumerate()].count("clientsmith-mock") == before
    socket.create_server(("127.0.0.1", port)).close()
