"""Bodies of answers: read as JSON in their encoding, within limits of parts, depth and size."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from imageclients import errors
from imageclients._runtime import answers, reading
from support.mode import Mode
from support.spec import client_module, sync_spec


def decoded(content: bytes, kind: str = "application/json", status: int = 200) -> answers.DecodedResponse:
    return reading.decode(status, {"content-type": kind}, content)


class Chunks(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that comes in a thousand chunks, and notes how many were taken."""

    def __init__(self, sizes: list[int]) -> None:
        self.sizes = sizes
        self.taken = self.closed = 0

    def close(self) -> None:
        self.closed += 1

    async def aclose(self) -> None:
        self.close()

    def __iter__(self) -> Iterator[bytes]:
        for number in range(1000):
            self.taken += 1
            yield b" " * self.sizes[min(number, len(self.sizes) - 1)]

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self:
            yield chunk


PAD = "x" * reading.LARGE


def test_an_answer_has_at_most_so_many_parts_and_levels() -> None:
    parts = reading.MAX_PARTS
    assert parts == 200_000
    assert decoded(b"[" + b",".join([b"[]"] * (parts - 1)) + b"]").fault == ""
    too_many = "the body has too many parts, or is nested too deeply"
    assert decoded(b"[" + b",".join([b"[]"] * parts) + b"]").fault == too_many
    assert decoded(b"[" + b",".join([b"{}"] * parts) + b"]").fault == too_many
    assert decoded(b"[" * 101 + b"]" * 101).fault == ""
    assert decoded(b"[" * 102 + b"]" * 102).fault == too_many
    assert decoded(b'{"a":' * 100 + b"1" + b"}" * 100).fault == ""
    assert decoded(b'{"a":' * 101 + b"1" + b"}" * 101).fault == too_many
    assert decoded(b"[" * 50_000 + b"]" * 50_000) == answers.DecodedResponse(
        200, {"content-type": "application/json"}, b"[" * 50_000 + b"]" * 50_000, None, too_many
    )


@pytest.mark.parametrize(
    ("content", "kind", "fault"),
    [
        (b"{", "", "the body isn't JSON"),
        (b"", "", "the body is empty"),
        (b" \n", "", "the body is empty"),
        (b" " * 4_095 + b"x", "", "the body isn't JSON"),
        (b" " * 4_096 + b"x", "", "the body is empty"),
        (b"NaN", "", "the body isn't JSON"),
        (b"1e999", "", "the body isn't JSON"),
        (b"9" * 5_000, "", "the body isn't JSON"),
        (b"x", "text/html", "HTML came"),
        (b"<HTML lang=en>", "", "HTML came"),
        (b"<!DOCTYPE x>", "text/plain", "HTML came"),
        (b" " * 495 + b"<html", "", "HTML came"),
        (b"x" * 496 + b"<html", "", "the body isn't JSON"),
        (b"x" * 495 + b"<html", "", "HTML came"),
        (b"x <!doctype", "", "the body isn't JSON"),
        (b"\xff", "", "the body isn't JSON"),
    ],
)
def test_what_is_no_json_is_named(content: bytes, kind: str, fault: str) -> None:
    found = decoded(content, kind)
    assert found.body is None
    assert found.fault.startswith(fault)


@pytest.mark.parametrize(
    ("text", "coding", "kind"),
    [
        ("é", "utf-8", "application/json"),
        ("é", "utf-8-sig", "application/json"),
        ("é", "utf-8-sig", "x; charset=utf-8"),
        ("é", "utf-8-sig", "x; charset=utf8"),
        ("é", "utf-8", "x; charset=unknown"),
        ("狐", "gbk", "x; charset=gbk"),
        ("狐", "gbk", 'x; charset="GBK"; y=1'),
        ("狐", "gbk", "x; charset='gbk' ; y=1"),
        ("狐", "gbk", "x;charset= gbk"),
    ],
)
def test_text_is_read_in_its_charset(text: str, coding: str, kind: str) -> None:
    assert decoded(json.dumps(text, ensure_ascii=False).encode(coding), kind).body == text


@pytest.mark.parametrize(("sizes", "taken"), [([1024, 1], 2), ([1, 1500], 2), ([1023, 1, 1, 7], 3), ([5000], 1)])
def test_no_more_of_a_body_is_read_than_tells_that_it_is_too_large(mode: Mode, sizes: list[int], taken: int) -> None:
    small = client_module(sync_spec(maxResponseBytes="1024"))
    body = Chunks(sizes)

    def handle(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=body)

    client = mode.client(small, "https://api.fox-images.net", http_client=mode.http(handle))
    with pytest.raises(errors.DecodeError, match="larger than 1024 bytes"):
        mode.go(client.generate_image(prompt="fox"))
    assert body.taken == taken
    assert body.closed


@pytest.mark.parametrize(
    ("kind", "read"), [("; charset=latin-1", "Ã©"), ("; charset=utf-8", "é"), ("; charset=utf8", "é"), ("", "é")]
)
def test_a_large_body_is_read_in_the_encoding_that_it_says(kind: str, read: str) -> None:
    content = b'{"a": "\xc3\xa9", "pad": "' + PAD.encode() + b'"}'
    assert decoded(content, f"application/json{kind}").body["a"] == read


@pytest.mark.parametrize("inner", ["NaN", "-Infinity", "1e999", "[1, -1e999]", '{"b": 1e999}', '[{"b": [[1e999]]}]'])
def test_a_large_body_has_no_number_beyond_all_numbers(inner: str) -> None:
    assert decoded(f'{{"a": {inner}, "pad": "{PAD}"}}'.encode()).fault == "the body isn't JSON"
    assert decoded(f'["{PAD}", 1.5, {inner}]'.encode()).fault == "the body isn't JSON"
    assert decoded(f'["{PAD}", 1.5, {{"a": 1e9}}]'.encode()).body[1:] == [1.5, {"a": 1e9}]
