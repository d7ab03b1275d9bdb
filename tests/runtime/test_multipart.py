"""Bodies of parts: files go as they are, read while they are sent, and names can't break out of their headers."""

import email
import io
import os
from email.message import Message
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest

from imageclients import errors
from support.mode import Mode
from support.pictures import JPEG, PNG
from support.server import Seen, Server, images, reply, reset
from support.spec import client_module, sync_spec

PARTS = client_module(
    sync_spec(
        requestBody="{mediaType: multipart/form-data, required: [prompt], encoding: {images: {name: 'images[]'}}, "
        "properties: {prompt: {type: string}, image: {type: string, media: {kinds: [file], types: [image/png], "
        "maxBytes: 40000000}}, images: {type: array, maxItems: 3, items: {type: string, media: {kinds: [file]}}}, "
        "page: {type: string, media: {kinds: [file], types: [application/pdf]}}, n: {type: integer}}}"
    )
)
LARGE = PNG + bytes(3_000_000)


def parts(seen: Seen) -> list[Message]:
    """The parts of a request, as Python's own reader of mail sees them."""
    head = f"Content-Type: {seen.headers['content-type']}\r\n\r\n".encode()
    message = email.message_from_bytes(head + seen.body)
    assert message.is_multipart()
    assert not message.defects
    return [part for part in message.walk() if part is not message]


def content(part: Message) -> Any:
    return part.get_payload(decode=True)


def facts(part: Message) -> tuple[Any, Any, str]:
    return (
        part.get_param("name", header="content-disposition"),
        part.get_filename(),
        part.get_content_type() if "content-type" in part else "",
    )


def test_bytes_paths_and_open_files_arrive_as_they_are(mode: Mode, server: Server, tmp_path: Path) -> None:
    path = tmp_path / "fox.png"
    path.write_bytes(LARGE)
    server.add(reply(200, images(server)))
    with path.open("rb") as file:
        file.seek(0)
        client = mode.client(PARTS, server)
        mode.go(client.generate_image(prompt="a\r\nfox é", image=path, images=[bytearray(JPEG), file, io.BytesIO(PNG)]))
        assert not file.closed
    (seen,) = server.seen
    assert int(seen.headers["content-length"]) == len(seen.body)
    assert [facts(part) for part in parts(seen)] == [
        ("prompt", None, ""),
        ("image", "fox.png", "image/png"),
        ("images[]", "file.jpg", "image/jpeg"),
        ("images[]", "fox.png", "image/png"),
        ("images[]", "file.png", "image/png"),
    ]
    assert [content(part) for part in parts(seen)] == ["a\r\nfox é".encode(), LARGE, JPEG, LARGE, PNG]


class Watched(io.BytesIO):
    """An open file that notes how much is read of it at once."""

    name = "watched.png"

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.reads: list[int] = []

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.reads.append(len(data))
        return data


def test_a_file_is_read_in_pieces_while_it_is_sent(mode: Mode, server: Server) -> None:
    file = Watched(b"note" + LARGE)
    file.seek(4)
    server.add(reply(429, {}), reply(200, images(server)))
    mode.go(mode.client(PARTS, server).generate_image(prompt="fox", image=file))
    assert max(file.reads) <= 256 * 1024
    assert sum(file.reads) < 2 * len(LARGE) + 2000
    assert [content(parts(seen)[1]) for seen in server.seen] == [LARGE, LARGE]


@pytest.mark.parametrize("name", ['a"; filename="b.exe', "a\r\nX-Evil: 1", "a\nb\\", "狐\x00.png"])
def test_a_name_stays_inside_of_its_header(server: Server, name: str) -> None:
    file = Watched(PNG)
    file.name = name
    server.add(reply(200, images(server)))
    with PARTS.Client("sk-1234", base_url=server.url) as client:
        client.generate_image(prompt="fox", image=file, extra_body={name: 'x"\r\n--', "n": True})
    found = parts(server.seen[0])
    assert len(found) == 4
    assert all(set(part.keys()) <= {"Content-Disposition", "Content-Type"} for part in found)
    heads = server.seen[0].body.split(b"\r\n")
    assert sum(line.lower().startswith(b"x-evil") for line in heads) == 0
    assert b"\0" not in server.seen[0].body.replace(PNG, b"")
    assert [content(part) for part in found if part.get_param("name", header="content-disposition") == "n"] == [b"true"]


@pytest.mark.parametrize("value", ["fox.png", b"", b"a fox", Path("no-such-file.png"), io.StringIO("a fox"), 7, Path()])
def test_what_is_no_file_is_refused_before_anything_is_sent(server: Server, value: Any) -> None:
    with (
        PARTS.Client("sk-1234", base_url=server.url) as client,
        pytest.raises(errors.InvalidRequestError, match="image: ") as caught,
    ):
        client.generate_image(prompt="fox", image=value)
    assert (len(caught.value.problems), server.seen) == (1, [])


def test_a_file_that_is_too_large_or_of_another_type_is_refused_unread(server: Server, tmp_path: Path) -> None:
    large, other = tmp_path / "large.png", tmp_path / "other.png"
    large.write_bytes(PNG)
    os.truncate(large, 40_000_001)
    other.write_bytes(JPEG)
    with PARTS.Client("sk-1234", base_url=server.url) as client:
        for path, says in ((large, "40000001 of at most 40000000"), (other, "image/jpeg")):
            with pytest.raises(errors.InvalidRequestError, match=says):
                client.generate_image(prompt="fox", image=path)
    assert server.seen == []


def test_a_file_of_a_type_that_bytes_dont_show_is_what_the_field_takes(server: Server) -> None:
    server.add(reply(200, images(server)))
    with PARTS.Client("sk-1234", base_url=server.url) as client:
        client.generate_image(prompt="fox", page=b"%PDF-1.7 a fox")
    assert facts(parts(server.seen[0])[1]) == ("page", "file", "application/pdf")


def test_a_file_that_is_gone_is_not_sent_again(mode: Mode, server: Server, tmp_path: Path) -> None:
    path = tmp_path / "fox.png"
    path.write_bytes(PNG)

    def refuse(served: Server, connection: Any) -> bool:
        path.unlink()
        return reply(429, {})(served, connection)

    server.add(refuse, reply(200, images(server)))
    with pytest.raises(errors.RateLimitError):
        mode.go(mode.client(PARTS, server).generate_image(prompt="fox", image=path))
    assert len(server.seen) == 1


def test_a_file_that_becomes_shorter_ends_the_call_unbilled(mode: Mode, server: Server, tmp_path: Path) -> None:
    path = tmp_path / "fox.png"
    path.write_bytes(LARGE)

    class Shrinking(Watched):
        def read(self, size: int | None = -1, /) -> bytes:
            path.write_bytes(PNG)
            return super().read(size)

    async def call(client: Any) -> Any:
        return await client.generate_image(prompt="fox", images=[path, Shrinking(PNG)])

    client = mode.client(PARTS, server)
    with pytest.raises(errors.ConfigurationError, match=r"fox\.png' can't be read any more") as caught:
        mode.go(call(client) if mode.is_async else client.generate_image(prompt="fox", images=[path, Shrinking(PNG)]))
    assert not caught.value.may_be_billed


def test_an_error_has_the_hash_of_the_parts(server: Server) -> None:
    server.add(reset, reset)
    hashes: list[str] = []
    with PARTS.Client("sk-1234", base_url=server.url) as client:
        for _ in range(2):
            with pytest.raises(errors.SubmissionUnknownError) as caught:
                client.generate_image(prompt="fox", image=PNG)
            hashes.append(caught.value.body_sha256)
    boundaries = {seen.headers["content-type"] for seen in server.seen}
    assert (len(hashes[0]), len(set(hashes)), len(boundaries)) == (64, 1, 2)


@pytest.mark.parametrize("library", [httpx, httpx2])
@pytest.mark.parametrize("options", [{}, {"params": {"a": "b"}}])
def test_a_client_of_the_users_sends_parts_as_well(
    mode: Mode, server: Server, tmp_path: Path, library: Any, options: Any
) -> None:
    path = tmp_path / "fox.png"
    path.write_bytes(LARGE)
    http = (library.AsyncClient if mode.is_async else library.Client)(**options)
    mode.closing(http)
    server.add(reply(429, {}), reply(200, images(server)))
    mode.go(mode.client(PARTS, server, http_client=http).generate_image(prompt="fox", image=path))
    assert [content(parts(seen)[1]) == LARGE for seen in server.seen] == [True, True]
    assert "transfer-encoding" not in server.seen[0].headers
