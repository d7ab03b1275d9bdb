"""Content encodings are undone whole, whatever chunks they come in; what is cut short isn't taken for whole."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from imageclients._runtime import encodings
from imageclients.errors import SubmissionUnknownError
from support.mode import Mode
from support.spec import client_module, sync_spec

BODY = b'{"data": [{"url": "https://cdn.example.com/1.png"}]}'
FIRST, SECOND = BODY[:20], BODY[20:]
PACKED = {
    "gzip": gzip.compress(BODY),
    "x-gzip": gzip.compress(BODY),
    "GZIP ": gzip.compress(BODY),
    "deflate": zlib.compress(BODY),
    "Deflate": zlib.compress(BODY, wbits=-zlib.MAX_WBITS),
}
SEVERAL = {
    "gzip": gzip.compress(FIRST) + gzip.compress(b"") + gzip.compress(SECOND),
    "x-gzip": gzip.compress(FIRST) + gzip.compress(SECOND),
    "deflate": zlib.compress(FIRST) + zlib.compress(SECOND),
}


class Chunks(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that comes in chunks of a size."""

    def __init__(self, body: bytes, size: int) -> None:
        self.body, self.size = body, size

    def __iter__(self) -> Iterator[bytes]:
        yield from (self.body[at : at + self.size] for at in range(0, len(self.body), self.size))

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self:
            yield chunk


def url_of(mode: Mode, encoding: str, body: bytes, size: int = 1 << 20) -> str | None:
    """The link that an answer with this body has."""

    def handle(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"content-encoding": encoding}, stream=Chunks(body, size))

    client = mode.client(client_module(sync_spec()), http_client=mode.http(handle), max_retries=0)
    url: str | None = mode.go(client.generate_image(prompt="a fox")).images[0].url
    return url


@pytest.mark.parametrize("size", [1, 7, 1 << 20])
@pytest.mark.parametrize(
    ("encoding", "body"), [*PACKED.items(), *SEVERAL.items()], ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_body_is_unpacked_whole(mode: Mode, encoding: str, body: bytes, size: int) -> None:
    assert url_of(mode, encoding, body, size) == "https://cdn.example.com/1.png"


@pytest.mark.parametrize("padding", [b"\0" * 1000, b"\n", b"\r\n-- the end", b"x"])
@pytest.mark.parametrize("size", [1, 1 << 20])
def test_what_stands_behind_the_last_member_is_left_alone(mode: Mode, padding: bytes, size: int) -> None:
    assert url_of(mode, "gzip", PACKED["gzip"] + padding, size) == "https://cdn.example.com/1.png"


@pytest.mark.parametrize("cut", [1, 5, 8, 12])
@pytest.mark.parametrize(
    ("encoding", "body"), [*PACKED.items(), *SEVERAL.items()], ids=lambda value: value if isinstance(value, str) else ""
)
@pytest.mark.parametrize("size", [3, 1 << 20])
def test_a_body_that_breaks_off_isnt_whole(mode: Mode, encoding: str, body: bytes, size: int, cut: int) -> None:
    with pytest.raises(SubmissionUnknownError, match="the answer broke off"):
        url_of(mode, encoding, body[:-cut], size)


@pytest.mark.parametrize("begun", [1, 2, 9])
def test_a_second_member_that_has_only_begun_isnt_left_out(mode: Mode, begun: int) -> None:
    with pytest.raises(SubmissionUnknownError, match="the answer broke off"):
        url_of(mode, "gzip", PACKED["gzip"] + PACKED["gzip"][:begun])


@pytest.mark.parametrize("size", [1, 1 << 20])
def test_a_transport_of_the_users_may_have_unpacked_it_already(mode: Mode, size: int) -> None:
    assert url_of(mode, "gzip", BODY, size) == "https://cdn.example.com/1.png"


@pytest.mark.parametrize("size", [1, 1 << 20])
@pytest.mark.parametrize("encoding", ["identity, gzip", "gzip,identity", "gzip, gzip", "deflate, gzip"])
def test_encodings_in_a_row_are_undone_from_the_last_to_the_first(mode: Mode, encoding: str, size: int) -> None:
    body = BODY
    for name in encoding.split(","):
        if name.strip() != "identity":
            body = gzip.compress(body) if name.strip() == "gzip" else zlib.compress(body)
    assert url_of(mode, encoding, body, size) == "https://cdn.example.com/1.png"


def test_encodings_in_a_row_have_one_limit() -> None:
    bomb = gzip.compress(gzip.compress(bytes(50_000_000)))
    decoder = encodings.decoder("gzip, gzip")
    assert decoder is not None
    assert len(decoder(bomb, 1000)) <= 1000


def unpacked(encoding: str, body: bytes, most: int = 1 << 20) -> bytes:
    decoder = encodings.decoder(encoding)
    assert decoder is not None
    made = decoder(body, most)
    if len(made) < most:
        decoder.finish()
    return made


@pytest.mark.parametrize("encoding", [None, "", "identity", "br", "zstd", "br, gzip", "gzip, gzip, gzip, gzip"])
def test_what_isnt_asked_for_is_left_as_it_is(encoding: str | None) -> None:
    assert encodings.decoder(encoding) is None


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "gzip, deflate"])
def test_an_empty_body_is_whole(encoding: str) -> None:
    assert unpacked(encoding, b"") == b""


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_what_isnt_packed_at_all_is_refused(encoding: str) -> None:
    with pytest.raises(zlib.error):
        unpacked(encoding, b"\xff no such packing at all")


def test_no_more_is_made_than_may_be() -> None:
    assert unpacked("gzip", gzip.compress(bytes(1000)), 10) == bytes(10)
    assert unpacked("gzip", gzip.compress(bytes(8)) + gzip.compress(bytes(8)), 10) == bytes(10)
    assert unpacked("gzip", gzip.compress(b"") * 3 + gzip.compress(b"fox"), 3) == b"fox"


def test_members_that_are_empty_take_work_in_line_with_their_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []
    real: Any = zlib.decompressobj

    class Counted:
        def __init__(self, *args: int) -> None:
            self.inner = real(*args)

        def decompress(self, piece: memoryview, most: int) -> bytes:
            given.append(len(piece))
            made: bytes = self.inner.decompress(piece, most)
            return made

        def __getattr__(self, name: str) -> Any:
            return getattr(self.inner, name)

    monkeypatch.setattr(zlib, "decompressobj", Counted)
    empty = gzip.compress(b"")
    for members in (1_000, 3_000):
        given.clear()
        assert unpacked("gzip", empty * members) == b""
        assert sum(given) <= len(empty) * members + members * 4096


def test_members_without_end_that_stay_empty_are_refused() -> None:
    decoder = encodings.decoder("gzip")
    assert decoder is not None
    with pytest.raises(zlib.error, match="more came than"):
        all(decoder(gzip.compress(b"") * 50, 1000) == b"" for _ in range(1000))
