"""What every request to the mock passes: HEAD, long bodies, pages of other origins, and faults of the mock itself."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from clientsmith import cli
from clientsmith.mock.server import Mock
from commands import ROOT, specs
from faults.on_the_wire import Line

HEADERS = {"authorization": "Bearer sk-1", "content-type": "application/json"}
CALL = b'{"prompt": "a fox"}'
PAGE = "http://localhost:3000"
MOST = 100_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one spec."""
    return specs(tmp_path, "fox")


@pytest.fixture
def mock(folder: Path) -> Iterator[Mock]:
    """A mock that takes short bodies, and lets one origin call."""
    with Mock("fox", specs=folder, most_body=MOST, cors=[PAGE]) as made:
        yield made


@pytest.fixture
def line(mock: Mock) -> Iterator[Line]:
    """A connection to it."""
    with Line(mock.address) as made:
        yield made


# HEAD


def test_head_has_the_headers_of_get_and_no_body(mock: Mock, line: Line) -> None:
    link = line.ask("POST", "/images", HEADERS, CALL).json["data"][0]["url"].removeprefix(mock.address)
    last = f" HTTP/1.1\r\nhost: {line.host}\r\nconnection: close\r\n\r\n"
    for target in ("/", "/_mock/faults", "/_mock/nothing", link):
        whole = line.ask("GET", target)
        head = line.raw(f"HEAD {target}{last}".encode())
        lines, _, body = head.partition(b"\r\n\r\n")
        assert int(lines.split()[1]) == whole.status
        assert f"content-length: {len(whole.content)}".encode() in lines.lower()
        assert f"content-type: {whole.headers['content-type']}".encode() in lines.lower()
        assert body == b""
    assert b" 200 " in line.raw(f"HEAD /_mock/events{last}".encode())


def test_head_asks_for_a_task_and_submits_nothing() -> None:
    with Mock("ppio", specs=ROOT / "specs", task_seconds=0) as mock, httpx.Client(trust_env=False) as http:
        headers = {"Authorization": "Bearer sk-1"}
        task = http.post(f"{mock.address}/v3/async/qwen-image-txt2img", headers=headers, json={"prompt": "a"}).json()
        poll = f"{mock.address}/v3/async/task-result?task_id={task['task_id']}"
        whole, head = http.get(poll, headers=headers), http.head(poll, headers=headers)
        assert (head.status_code, head.headers["content-length"]) == (200, str(len(whole.content)))
        assert http.head(f"{mock.address}/v3/async/qwen-image-txt2img", headers=headers).status_code == 405
        assert mock.submits == 1


# Long bodies


@pytest.mark.parametrize("target", ["/images", "/_mock/faults", "/nothing/at/all"])
def test_body_that_is_too_long_is_refused_and_not_kept(mock: Mock, target: str) -> None:
    with httpx.Client(base_url=mock.address, headers=HEADERS, trust_env=False) as http:
        announced = http.post(target, content=b" " * (3 * MOST))
        in_chunks = http.post(target, content=(b" " * 1_000 for _ in range(3 * MOST // 1_000)))
        assert [announced.status_code, in_chunks.status_code] == [413, 413]
        assert announced.text == in_chunks.text == "The body has more than 100,000 bytes\n"
        assert mock.requests == []
        fits = CALL + b" " * (MOST - len(CALL))
        assert http.post("/images", content=fits).status_code == 200


def test_client_that_waits_for_leave_to_send_too_much_gets_none(line: Line) -> None:
    head = f"POST /images HTTP/1.1\r\nhost: {line.host}\r\nexpect: 100-continue\r\ncontent-length: {MOST + 1}\r\n\r\n"
    assert line.raw(head.encode()).startswith(b"HTTP/1.1 413 ")


def test_body_without_end_ends_the_connection(line: Line) -> None:
    line.raw(b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")  # the server is up
    sent = 0

    def blocks() -> Iterator[bytes]:
        nonlocal sent
        while sent < 1_000 * MOST:
            sent += MOST
            yield b" " * MOST

    with httpx.Client(base_url=f"http://{line.host}", trust_env=False) as http:
        try:
            status = http.post("/images", content=blocks()).status_code
        except httpx.TransportError:
            status = 413
    assert status == 413
    assert sent < 500 * MOST


# Pages of other origins


def test_page_of_the_named_origin_may_call_and_read(mock: Mock, line: Line) -> None:
    asks = {"access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type"}
    leave = line.ask("OPTIONS", "/images", {"origin": PAGE, **asks})
    assert (leave.status, leave.headers["access-control-allow-origin"]) == (200, PAGE)
    assert leave.headers["access-control-allow-headers"] == "authorization,content-type"
    for body, status in ((CALL, 200), (b"{}", 400)):
        answer = line.ask("POST", "/images", {"origin": PAGE, **HEADERS}, body)
        assert (answer.status, answer.headers["access-control-allow-origin"]) == (status, PAGE)
        assert "retry-after" in answer.headers["access-control-expose-headers"]
    link = line.ask("POST", "/images", HEADERS, CALL).json["data"][0]["url"].removeprefix(mock.address)
    image = line.ask("GET", link, {"origin": PAGE, "sec-fetch-site": "same-site"})
    assert (image.status, image.headers["access-control-allow-origin"]) == (200, PAGE)
    assert line.ask("GET", "/_mock/exchanges", {"origin": PAGE}).status == 403


def test_page_of_another_origin_may_not_read(mock: Mock, line: Line, folder: Path) -> None:
    other = {"origin": "http://localhost:3001"}
    asks = {"access-control-request-method": "POST", "access-control-request-headers": "authorization"}
    link = line.ask("POST", "/images", HEADERS, CALL).json["data"][0]["url"].removeprefix(mock.address)
    assert line.ask("GET", link, other).status == 403
    assert line.ask("GET", link, {"sec-fetch-site": "cross-site"}).status == 200, "an image of a page has no origin"
    with Mock("fox", specs=folder) as closed, Line(closed.address) as without:
        for one in (line, without):
            assert one.ask("OPTIONS", "/images", {**other, **asks}).status >= 400
            assert "access-control-allow-origin" not in one.ask("POST", "/images", {**other, **HEADERS}, CALL).headers


@pytest.mark.parametrize("origin", ["localhost:3000", "http://localhost:3000/", "", "file:///tmp"])
def test_origin_that_no_browser_sends_is_refused(folder: Path, origin: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["mock", "fox", "--specs", str(folder), "--port", "0", "--cors", origin]) == 2
    assert "is no origin: write scheme, host and port" in capsys.readouterr().err


# Faults of the mock itself


def fail(*_: object) -> None:
    raise LookupError("a mistake of the mock")


def test_mistake_of_the_mock_is_a_500_in_the_shape_of_the_provider_and_a_traceback_in_the_log(
    mock: Mock, line: Line, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("clientsmith.mock.simulated.drawings", fail)
    answer = line.ask("POST", "/images", HEADERS, CALL)
    assert (answer.status, answer.headers["content-type"]) == (500, "application/json")
    assert answer.json == {"message": "The mock itself failed; its log says why"}
    (record,) = caplog.records
    assert (record.levelno, record.name) == (logging.ERROR, "clientsmith.mock")
    assert record.getMessage() == "the mock failed at POST /images"
    assert "LookupError: a mistake of the mock" in caplog.text
    assert "drawings" in caplog.text
    assert [(one.status, one.billed) for one in mock.requests] == [(500, False)]
    monkeypatch.undo()
    assert line.ask("POST", "/images", HEADERS, CALL).status == 200


def test_mistake_behind_a_link_or_a_switch_is_a_500_and_in_the_log(
    mock: Mock, line: Line, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    link = line.ask("POST", "/images", HEADERS, CALL).json["data"][0]["url"].removeprefix(mock.address)
    monkeypatch.setattr("clientsmith.mock.app.encoded", fail)
    monkeypatch.setattr("clientsmith.mock.admin_api._rules", fail)
    for target in (link, "/_mock/faults"):
        caplog.clear()
        assert line.ask("GET", target).status == 500
        assert f"the mock failed at GET '{target}'" in caplog.text
        assert "LookupError: a mistake of the mock" in caplog.text


def test_client_that_goes_in_the_middle_of_its_body_is_no_mistake(
    mock: Mock, line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    with httpx.Client(base_url=mock.address, trust_env=False) as http:

        def half() -> Iterator[bytes]:
            yield b"{"
            raise InterruptedError

        with pytest.raises(InterruptedError):
            http.post("/images", content=half())
    assert line.ask("POST", "/images", HEADERS, CALL).status == 200
    assert caplog.records == []


# Folders of specs


@pytest.mark.parametrize("kind", ["text", "path", "relative text", "relative path"])
def test_folder_of_specs_may_be_a_text_or_a_path(folder: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    given = folder.relative_to(folder.parent) if "relative" in kind else folder
    with Mock(specs=str(given) if "text" in kind else given) as mock:
        assert [one.name for one in mock.providers] == ["fox"]


@pytest.mark.parametrize(("place", "said"), [("empty", "has no specs"), ("nowhere", "is no folder")])
def test_folder_without_specs_is_refused(tmp_path: Path, place: str, said: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match=said):
        Mock(specs=os.fspath(tmp_path / place))


def test_link_to_what_the_mock_does_not_have_is_404_and_no_request_to_a_provider(mock: Mock, line: Line) -> None:
    for target in ("/_mock/links/cdn.example.com/1.png", "/_mock/images/none.png", "/_mock/else"):
        assert line.ask("GET", target).status == 404
    assert mock.requests == []
