"""Images as arguments: bytes and files are encoded, what the field doesn't take is refused before a byte leaves."""

import io
import tempfile
import zipfile
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from imageclients import errors
from support.pictures import GIF, JPEG, PNG, WEBP
from support.server import Server, images, reply
from support.spec import client_module, sync_spec

MEDIA = client_module(
    sync_spec(
        "prompt: {type: string}, any: {type: string, media: {kinds: [url, dataUri]}}, "
        "raw: {type: string, media: {kinds: [base64], types: [image/png, image/jpeg], maxBytes: 100}}, "
        "many: {type: array, items: {type: string, media: {kinds: [url, dataUri]}}}, "
        "link: {type: string, media: {kinds: [url]}}"
    )
)


@pytest.mark.parametrize(
    ("data", "kind"), [(PNG, "image/png"), (JPEG, "image/jpeg"), (WEBP, "image/webp"), (GIF, "image/gif")]
)
def test_bytes_and_files_become_data_uris_of_their_real_type(
    server: Server, tmp_path: Path, data: bytes, kind: str
) -> None:
    path = tmp_path / "misnamed.txt"
    path.write_bytes(data)
    server.add(reply(200, images(server)))
    with MEDIA.Client("sk-1234", base_url=server.url) as client:
        client.generate_image(prompt="fox", any=bytearray(data), many=[path, memoryview(data), "https://a.com/b.png"])
    sent = server.seen[0].json
    assert sent["any"].startswith(f"data:{kind};base64,")
    assert b64decode(sent["any"].partition(",")[2]) == data
    assert sent["many"] == [sent["any"], sent["any"], "https://a.com/b.png"]


def test_a_field_of_bare_base64_gets_no_prefix(server: Server) -> None:
    server.add(reply(200, images(server)))
    with MEDIA.Client("sk-1234", base_url=server.url) as client:
        client.generate_image(prompt="fox", raw=PNG)
    assert b64decode(server.seen[0].json["raw"], validate=True) == PNG


def test_open_files_are_read_from_where_they_stand_and_stay_open(server: Server, tmp_path: Path) -> None:
    path = tmp_path / "fox.png"
    path.write_bytes(b"note" + PNG)
    server.add(reply(200, images(server)))
    with (
        path.open("rb") as file,
        path.open("rb", buffering=0) as bare,
        tempfile.SpooledTemporaryFile() as spooled,
        zipfile.ZipFile(tmp_path / "a.zip", "w") as packed,
        MEDIA.Client("sk-1234", base_url=server.url) as client,
    ):
        packed.writestr("fox.png", PNG)
        spooled.write(PNG)
        for opened in (file, bare):
            opened.seek(4)
        spooled.seek(0)
        memory, inside = io.BytesIO(PNG), packed.open("fox.png")
        client.generate_image(prompt="fox", any=file, raw=bare, many=[memory, spooled, inside])
        assert not file.closed
        assert not memory.closed
        assert file.read() == b""
    sent = server.seen[0].json
    assert b64decode(sent["raw"]) == PNG
    assert {b64decode(text.partition(",")[2]) for text in [sent["any"], *sent["many"]]} == {PNG}


class Reader:
    """A file that gives what it is told to give."""

    def __init__(self, *given: Any) -> None:
        self.given = list(given)

    def read(self, size: int = -1) -> Any:
        found = self.given.pop(0) if self.given and size else b""
        if isinstance(found, Exception):
            raise found
        return found


async def later() -> bytes:
    return PNG


def closed() -> io.BytesIO:
    file = io.BytesIO(PNG)
    file.close()
    return file


def at_its_end() -> io.BytesIO:
    file = io.BytesIO(PNG)
    file.read()
    return file


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: io.StringIO("fox"), 'is a file that was opened as text; open it with mode "rb"'),
        (lambda: io.TextIOWrapper(io.BytesIO(PNG)), 'is a file that was opened as text; open it with mode "rb"'),
        (lambda: Reader("fox"), 'is a file that gives str instead of bytes; open it with mode "rb"'),
        (lambda: Reader(later()), "is a file that gives coroutine instead of bytes; give bytes, or a file"),
        (lambda: Reader(OSError("broken")), "can't be read: broken; give a file that is open for reading"),
        (closed, "can't be read: I/O operation on closed file"),
        (at_its_end, "is an empty file; an open file is read from where it stands: seek(0) goes back"),
        (lambda: io.BytesIO(b"fox"), "isn't an image of a known format"),
    ],
)
def test_a_file_that_gives_no_image_is_refused_with_what_to_do(server: Server, make: Any, text: str) -> None:
    with MEDIA.Client("sk-1234", base_url=server.url) as client:
        for given in ({"any": make()}, {"many": [PNG, make()]}):
            with pytest.raises(errors.InvalidRequestError) as caught:
                client.generate_image(prompt="fox", **given)
            (problem,) = caught.value.problems
            assert problem.rule == "media"
            assert text in str(problem)
            for opened in [*given.values(), *given.get("many", ())]:
                getattr(opened, "close", int)()
    assert server.seen == []


def test_a_file_comes_in_parts_and_one_without_end_is_left(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.add(reply(200, images(server)))
    asked: list[int] = []

    class Endless(Reader):
        def read(self, size: int = -1) -> bytes:
            asked.append(size)
            return b"fox"

    monkeypatch.setattr("imageclients._runtime.media.MAX_BYTES", 200)
    with MEDIA.Client("sk-1234", base_url=server.url) as client:
        client.generate_image(prompt="fox", any=Reader(PNG[:9], PNG[9:20], PNG[20:]))
        assert b64decode(server.seen[0].json["any"].partition(",")[2]) == PNG
        for endless in (Endless(), Path("/dev/zero")):
            with pytest.raises(
                errors.InvalidRequestError, match="any: has more than 200 bytes; make the image smaller"
            ):
                client.generate_image(prompt="fox", any=endless)
    assert sum(asked) < 200 * 201
    assert len(asked) == 67


def test_a_required_image_that_cant_be_read_isnt_called_missing() -> None:
    from imageclients.bizyair import Client

    with (
        Client("sk-1234", base_url="https://a.com") as client,
        pytest.raises(errors.InvalidRequestError) as caught,
    ):
        client.edit_image(prompt="fox", image=Path("no/such.png"))
    assert [problem.rule for problem in caught.value.problems] == ["media"]
