"""The mock's own addresses and its links: nobody else uses the one, and the other lead nowhere else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clientsmith.mock.server import Mock
from commands import ROOT
from faults.on_the_wire import Line
from support.spec import whole_spec

HEADERS = {"authorization": "Bearer sk-1", "content-type": "application/json"}
FAULT = b'{"name": "status-503", "times": null}'
SPEC = """\
servers: [{url: https://api.fox-images.net/v1}]
envelope:
  message: /message
  errorBody:
    properties: {message: {type: string}, help: {type: string}}
    examples:
      - {id: bad, status: 400, source: page, body: {message: x, help: "https://api.fox-images.net/v1/help"}}
errors: [{status: 400, class: badRequest, source: page}]
operations:
  generate_image:
    method: POST
    path: /images
    requestBody: {required: [prompt], properties: {prompt: {type: string}}}
    responses:
      "200":
        properties: {id: {type: string}, links: {type: object}}
        examples:
          - id: begun
            source: page
            body:
              id: req-17
              links:
                status_url: "https://api.fox-images.net/v1/tasks/req-17?logs=1"
                polling_url: "https://eu.fox-images.net/v1/tasks/{id}"
                response_url: "HTTPS://API.fox-images.net:443/v1/tasks/an-older-one"
                cancel_url: "//queue.elsewhere.net/jobs/req-17/cancel"
                hook: "wss://api.fox-images.net/v1/events"
                json: '{"state": "https:\\/\\/api.fox-images.net\\/v1\\/tasks\\/req-17"}'
    task:
      id: /id
      poll: {operation: get_task, parameter: id, echo: /id}
      status: /status
      acceptors: [{expected: waiting, state: retry}, {expected: done, state: success}]
  get_task:
    method: GET
    path: /tasks/{id}
    parameters: [{name: id, in: path, type: string}]
    responses:
      "200":
        properties: {id: {}, status: {type: string}, images: {type: array}, output: {}, more: {type: object}}
        examples:
          - id: done
            source: page
            body:
              id: req-17
              status: done
              images: [{url: "https://cdn.fox-images.net/1.png"}]
              output: ["https://api.fox-images.net/v1/files/7", "https://cdn.elsewhere.net/8"]
              more:
                self: "https://api.fox-images.net/v1/tasks/req-17"
                thumbnail: "https://cdn.elsewhere.net/small.webp?Signature=REDACTED"
                text: "![a fox](https://cdn.elsewhere.net/fox.jpg), see https://docs.elsewhere.net/images."
    results: {images: [{items: "/images/*", url: /url}, {items: "/output/*", url: ""}]}
"""


@pytest.fixture
def own(tmp_path: Path) -> str:
    """The name of that provider, whose spec is in a folder beside another one."""
    name, text = whole_spec(SPEC)
    (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    (tmp_path / "ppio.yaml").write_bytes((ROOT / "specs/ppio.yaml").read_bytes())
    return name


@pytest.fixture(params=["at the root", "beside others"])
def mock(request: pytest.FixtureRequest, own: str, tmp_path: Path) -> Iterator[Mock]:
    """A mock of that provider, whose tasks are done at once."""
    names = [own] if request.param == "at the root" else [own, "ppio"]
    with Mock(*names, specs=tmp_path, task_seconds=0) as made:
        yield made


def links(value: Any) -> list[str]:
    """Every absolute link in a JSON value."""
    return re.findall(r"\w+:/{2}[^\s\"')]+", json.dumps(value).replace("\\", ""))


def test_N28_links_of_documented_answers_lead_into_the_mock_and_work(mock: Mock, own: str) -> None:
    """Documented answers have links for a task's status, its images and more -> each leads into the mock, and works.

    Why not otherwise: a client that follows a link of an example would leave this machine, and take its key along. What
    the mock doesn't have, such as pages of the documentation, is 404 there.
    """
    base = mock.url(own).removeprefix(mock.address)
    with Line(mock.address) as line:
        begun = line.ask("POST", f"{base}/images", HEADERS, b'{"prompt": "a fox"}').json
        assert len(links(begun)) == 6
        assert all(link.startswith(f"{mock.address}/") for link in links(begun))
        task = begun["id"]
        for name in ("status_url", "polling_url", "response_url"):
            assert begun["links"][name] == f"{mock.address}{base}/tasks/{task}"
        assert json.loads(begun["links"]["json"])["state"] == f"{mock.address}{base}/tasks/{task}"
        done = line.ask("GET", begun["links"]["status_url"].removeprefix(mock.address), HEADERS).json
        assert (done["id"], done["status"]) == (task, "done")
        assert done["more"]["self"] == begun["links"]["status_url"]
        answers = {link: line.ask("GET", link.rstrip(".").removeprefix(mock.address)) for link in links(done)}
        assert [link for link in answers if not link.startswith(f"{mock.address}/")] == []
        assert {answers[done["more"]["thumbnail"]].headers["content-type"]} == {"image/png"}
        assert [one.status for link, one in answers.items() if "docs.elsewhere" in link] == [404]
        assert sum(one.content.startswith(b"\x89PNG") for one in answers.values()) == 1
        assert done["output"] == [done["images"][0]["url"]] * 2
        assert "docs.elsewhere" in done["more"]["text"].partition("/_mock/images/")[2]


def test_N28_links_of_documented_errors_lead_into_the_mock(mock: Mock, own: str) -> None:
    """A documented error has a link to the provider -> it leads into the mock, also where a fault makes the error."""
    base = mock.url(own).removeprefix(mock.address)
    mock.fault("bad-request", f"{own}/generate_image")
    with Line(mock.address) as line:
        for body in (b'{"prompt": "a fox"}', b"{}"):
            answer = line.ask("POST", f"{base}/images", HEADERS, body)
            assert (answer.status, answer.json["help"]) == (400, f"{mock.address}{base}/help")


STRANGERS: dict[str, dict[str, str]] = {
    "a page of another site": {"Origin": "https://evil.example"},
    "a page of another port": {"Origin": "http://127.0.0.1:3000", "Sec-Fetch-Site": "same-site"},
    "a page without an origin": {"Origin": "null"},
    "a page by its referrer": {"Referer": "https://evil.example/page"},
    "an image or script of a page": {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
    "another host": {"Host": "evil.example"},
    "another host with our port": {"Host": "evil.example:PORT", "Origin": "http://evil.example:PORT"},
    "an address as a name": {"Host": "127.0.0.1.evil.example:PORT"},
    "another machine": {"Host": "192.168.0.7:PORT"},
}
TARGETS = [
    ("GET", "/_mock/exchanges", b""),
    ("GET", "/_mock/events", b""),
    ("POST", "/_mock/faults", FAULT),
    ("POST", "/_mock%2Ffaults", FAULT),
    ("DELETE", "/_mock/faults", b""),
    ("POST", "/_mock/advance", b'{"seconds": 9}'),
    ("POST", "/_mock/reset", b""),
]


def raw(mock: Mock, method: str, target: str, headers: dict[str, str], body: bytes = b"") -> int:
    """The status of a request with these headers and no others."""
    port = mock.address.rpartition(":")[2]
    lines = {"Host": f"127.0.0.1:{port}", "Content-Length": str(len(body)), "Connection": "close", **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items()).replace("PORT", port)
    with Line(mock.address) as line:
        return int(line.raw(f"{method} {target} HTTP/1.1\r\n{head}\r\n".encode() + body).split()[1])


@pytest.mark.parametrize("headers", STRANGERS.values(), ids=STRANGERS)
def test_N27_strangers_are_refused_at_the_addresses_of_the_mock_itself(
    clientsmith_mock: Mock, headers: dict[str, str]
) -> None:
    """A web page of another origin, or under another host, talks to `/_mock/` -> 403; nothing is told or done."""
    clientsmith_mock.fault("status-502", "ppio/image")
    kinds = ["application/json", "text/plain", "application/x-www-form-urlencoded"]
    before = clientsmith_mock.world.clock.now()
    for method, target, body in TARGETS:
        for kind in kinds if body else kinds[:1]:
            assert raw(clientsmith_mock, method, target, {"Content-Type": kind, **headers}, body) == 403, target
    assert [rule.name for rule in clientsmith_mock.faults.rules] == ["status-502"]
    assert clientsmith_mock.world.clock.now() < before + 9


def test_N27_programs_of_this_machine_and_the_page_of_the_mock_are_let_in(clientsmith_mock: Mock) -> None:
    """A program asks by a name of this machine, or the mock's own page does -> it is answered as ever."""
    here: list[dict[str, str]] = [{}, {"Host": "localhost:PORT"}, {"Host": "[::1]:PORT"}, {"Host": "127.8.0.1"}]
    page = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost:PORT", "Host": "localhost:PORT"}
    for headers in (*here, page, {"Sec-Fetch-Site": "none"}, {"Referer": "http://127.0.0.1:PORT/"}):
        assert raw(clientsmith_mock, "GET", "/_mock/exchanges", headers) == 200
        assert raw(clientsmith_mock, "POST", "/_mock/faults", headers, FAULT) == 200
    assert len(clientsmith_mock.faults.rules) == 7
    assert (
        raw(clientsmith_mock, "GET", "/", {"Referer": "https://evil.example/", "Sec-Fetch-Site": "cross-site"}) == 200
    )
