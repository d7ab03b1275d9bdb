"""Images as arguments: bytes and files are encoded, what the field doesn't take is refused before a byte leaves."""

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


@pytest.mark.parametrize(
    ("given", "field", "text"),
    [
        ({"link": PNG}, "link", "takes links only"),
        ({"link": Path("a.png")}, "link", "takes links only"),
        ({"link": "data:image/png;base64,AAAA"}, "link", "takes no data URI"),
        ({"link": "fox.png"}, "link", "neither a link"),
        ({"raw": "https://a.com/b.png"}, "raw", "takes no link"),
        ({"raw": GIF}, "raw", "is image/gif; legal are image/png, image/jpeg"),
        ({"raw": PNG + bytes(100)}, "raw", "of at most 100 bytes"),
        ({"any": b""}, "any", "is an empty file"),
        ({"any": b"<svg/>"}, "any", "isn't a PNG"),
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
        client.generate_image(prompt="fox", **given)
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
