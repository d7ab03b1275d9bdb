"""Images and constants inside objects and lists: encoded, checked and filled in wherever they stand."""

import io
from base64 import b64encode
from importlib import import_module
from pathlib import Path
from typing import Any, Required, get_origin, get_type_hints

import pytest

from imageclients import errors
from support.pictures import GIF, PNG
from support.server import Server, images, reply
from support.spec import client_module, sync_spec

_IMAGE = "{type: string, media: {kinds: [url, dataUri], types: [image/png], maxBytes: 1000}}"
NESTED = client_module(
    sync_spec(
        "prompt: {type: string}, "
        f"refs: {{type: array, items: {{type: object, properties: {{image: {_IMAGE}, weight: {{type: number}}}}}}}}, "
        "frame: {type: object, properties: {inner: {type: object, properties: "
        f"{{images: {{type: array, items: {_IMAGE}}}}}}}}}}}, "
        "link: {type: object, properties: {url: {type: string, media: {kinds: [url]}}}}, "
        "parts: {type: array, items: {type: object, required: [role, text], properties: "
        "{role: {const: user}, kind: {type: string, const: text}, text: {type: string}, "
        "meta: {type: object, properties: {version: {const: 2}}}}}}"
    )
)
URI = f"data:image/png;base64,{b64encode(PNG).decode()}"


def sent(server: Server, **arguments: Any) -> Any:
    server.add(reply(200, images(server)))
    with NESTED.Client("sk-1234", base_url=server.url) as client:
        client.generate_image(prompt="fox", **arguments)
    return server.seen[0].json


def problem(**arguments: Any) -> errors.Problem:
    with NESTED.Client("sk-1234", base_url="http://127.0.0.1:9") as client:
        with pytest.raises(errors.InvalidRequestError) as caught:
            client.generate_image(prompt="fox", **arguments)
        (found,) = caught.value.problems
        return found


def test_bytes_paths_and_open_files_are_encoded_at_any_depth(server: Server, tmp_path: Path) -> None:
    path = tmp_path / "fox.png"
    path.write_bytes(PNG)
    body = sent(
        server,
        refs=({"image": PNG, "weight": 0.5}, {"image": path}, {"image": io.BytesIO(PNG)}, {"image": "https://a.com/b"}),
        frame={"inner": {"images": [PNG, "https://a.com/b"]}},
    )
    assert body["refs"] == [{"image": URI, "weight": 0.5}, {"image": URI}, {"image": URI}, {"image": "https://a.com/b"}]
    assert body["frame"] == {"inner": {"images": [URI, "https://a.com/b"]}}


@pytest.mark.parametrize(
    ("arguments", "field", "text"),
    [
        ({"refs": [{"image": "ftp://nonsense"}]}, "refs[0].image", "is neither a link nor"),
        ({"refs": [{}, {"image": GIF}]}, "refs[1].image", "is 'image/gif'; legal are image/png"),
        ({"refs": [{"image": PNG + bytes(1000)}]}, "refs[0].image", "of at most 1000 bytes"),
        ({"frame": {"inner": {"images": ["https://a.com/b", "fox"]}}}, "frame.inner.images[1]", "is neither a link"),
        ({"refs": [{"image": b"fox"}]}, "refs", "[0].image isn't an image of a known format"),
        ({"refs": [{"image": Path("/nowhere/fox.png")}]}, "refs", "[0].image '/nowhere/fox.png' can't be read"),
        ({"link": {"url": PNG}}, "link", "url takes links only"),
        ({"link": {"url": URI}}, "link.url", "takes no data URI"),
    ],
)
def test_what_a_nested_image_may_not_be_is_refused_with_its_place(
    arguments: dict[str, Any], field: str, text: str
) -> None:
    found = problem(**arguments)
    assert (found.field, found.rule) == (field, "media")
    assert text in str(found)


def test_constants_are_filled_in_wherever_their_object_is_given(server: Server) -> None:
    body = sent(server, parts=[{"text": "a"}, {"text": "b", "role": "user", "meta": {}}])
    assert body["parts"] == [
        {"role": "user", "kind": "text", "text": "a"},
        {"role": "user", "kind": "text", "text": "b", "meta": {"version": 2}},
    ]


@pytest.mark.parametrize("value", ["admin", None, 1, True])
def test_another_value_than_the_constant_is_refused(value: Any) -> None:
    found = problem(parts=[{"text": "a", "role": value}])
    assert (found.field, found.rule) == ("parts[0].role", "const")
    assert "must be 'user'" in found.message


def test_what_the_caller_gave_stays_as_it_was(server: Server) -> None:
    parts = [{"text": "a", "meta": dict[str, Any]()}]
    sent(server, parts=parts)
    assert parts == [{"text": "a", "meta": {}}]


def test_types_and_docstrings_say_what_a_nested_field_takes() -> None:
    fields = import_module(f"{NESTED.__name__}.fields")
    part, ref = fields.GenerateImageFieldsParts, fields.GenerateImageFieldsRefs
    hints = get_type_hints(part, include_extras=True)
    assert [name for name, hint in hints.items() if get_origin(hint) is Required] == ["text"]
    assert bytes in get_type_hints(ref)["image"].__args__
    text = NESTED.Client.generate_image.__doc__
    assert (
        "refs[].image: a public link or a data URI; at most 1000 bytes; image/png; bytes and paths are encoded." in text
    )
    assert "parts[].role: always user, filled in." in text
