"""Images as arguments: bytes and files are encoded, what the field doesn't take is refused before a byte leaves."""

import io
import tempfile
import zipfile
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from imageclients import ArgumentWarning, errors
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


@pytest.mark.parametrize(
    ("given", "field", "text"),
    [
        ({"link": PNG}, "link", "takes links only"),
        ({"link": Path("a.png")}, "link", "takes links only"),
        ({"link": io.BytesIO(PNG)}, "link", "takes links only"),
        ({"prompt": io.BytesIO(PNG)}, "prompt", "must be a JSON value, is BytesIO"),
        ({"link": "data:image/png;base64,AAAA"}, "link", "takes no data URI"),
        ({"link": "fox.png"}, "link", "neither a link"),
        ({"raw": "https://a.com/b.png"}, "raw", "takes no link"),
        ({"raw": GIF}, "raw", "is 'image/gif'; legal are image/png, image/jpeg"),
        ({"raw": PNG + bytes(100)}, "raw", "of at most 100 bytes"),
        ({"any": b""}, "any", "is an empty file"),
        ({"any": b"<svg/>"}, "any", "isn't an image of a known format"),
        ({"any": Path("no/such.png")}, "any", "can't be read: No such file"),
        ({"any": Path(__file__).parent}, "any", "can't be read: Is a directory"),
        ({"any": "C:\\fox.png"}, "any", "give a pathlib.Path for a file"),
        ({"any": 5}, "any", "must be string"),
        ({"many": PNG}, "many", "must be array"),
        ({"many": ["https://a.com", "fox.png"]}, "many[1]", "neither a link"),
        ({"many": [PNG, b""]}, "many", "element 1 is an empty file"),
    ],
)
def test_what_the_field_doesnt_take_is_refused(server: Server, given: dict[str, Any], field: str, text: str) -> None:
    with (
        MEDIA.Client("sk-1234", base_url=server.url) as client,
        pytest.raises(errors.InvalidRequestError) as caught,
    ):
        client.generate_image(**{"prompt": "fox", **given})
    (problem,) = caught.value.problems
    assert problem.field == field
    assert text in str(problem)
    assert server.seen == []


def test_a_required_image_that_cant_be_read_isnt_called_missing() -> None:
    from imageclients.bizyair import Client

    with (
        Client("sk-1234", base_url="https://a.com") as client,
        pytest.raises(errors.InvalidRequestError) as caught,
    ):
        client.edit_image(prompt="fox", image=Path("no/such.png"))
    assert [problem.rule for problem in caught.value.problems] == ["media"]


WEAK = client_module(
    sync_spec(
        "prompt: {type: string}, "
        "sure: {type: string, media: {kinds: [url, dataUri]}}, "
        "guess: {type: string, media: {kinds: [url, dataUri]}, evidence: {media: {level: assumed}}}, "
        "links: {type: array, items: {type: string, media: {kinds: [url]}}}, "
        "bare: {type: string, media: {kinds: [base64]}, evidence: {media: {level: assumed}}}"
    )
)


@pytest.mark.parametrize("field", ["sure", "guess", "links", "bare"])
@pytest.mark.parametrize(
    "text",
    [
        "photo.png",
        "/home/x.png",
        "file:///etc/passwd",
        "data:text/plain,hello",
        "data:image/png;base64,",
        "data:image/png,hello",
        "https://",
        "https:///a.png",
        "",
    ],
)
def test_what_is_no_form_of_an_image_is_refused_however_sure_the_page_is(field: str, text: str) -> None:
    given: dict[str, Any] = {field: [text] if field == "links" else text}
    with (
        WEAK.Client("sk-1234", base_url="http://127.0.0.1:9") as client,
        pytest.raises(errors.InvalidRequestError) as caught,
    ):
        client.generate_image(prompt="fox", **given)
    (problem,) = caught.value.problems
    assert (problem.field.partition("[")[0], problem.rule) == (field, "media")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("sure", "https://a.com/b.png?sig=1#x"),
        ("sure", "HTTPS://A.COM"),
        ("sure", "http://[::1]:80/狐.png"),
        ("sure", "data:image/png;base64,iVBORw0KGgo="),
        ("guess", "DATA:image/svg+xml;base64,AAAA"),
        ("links", ["https://a.com/b.png"]),
        ("bare", "iVBORw0KGgoAAAANSUhEUgAAAAE="),
    ],
)
def test_the_right_form_of_an_image_is_sent_as_it_is(server: Server, field: str, text: Any) -> None:
    server.add(reply(200, images(server)))
    with WEAK.Client("sk-1234", base_url=server.url) as client:
        client.generate_image(prompt="fox", **{field: text})
    assert server.seen[0].json[field] == text


def test_a_form_that_a_guess_rules_out_only_warns(server: Server) -> None:
    server.add(reply(200, images(server)))
    with WEAK.Client("sk-1234", base_url=server.url) as client, pytest.warns(ArgumentWarning, match="takes no link"):
        client.generate_image(prompt="fox", bare="https://a.com/b.png")
    assert len(server.seen) == 1
