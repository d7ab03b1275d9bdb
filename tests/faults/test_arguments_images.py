"""Images that a provider doesn't take are refused before a byte leaves, wherever they come from."""

from __future__ import annotations

import os
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from clientsmith.mock.server import Mock
from faults.refused_calls import ALL, EDIT, OwnProvider, problem, sent
from support.mode import Mode
from support.pictures import GIF, JPEG, PNG
from support.spec import sync_spec

APIMART = ALL["apimart"]
LINK = "https://example.com/a.png?signature=s3cr3t"
LIMITED = sync_spec(
    "prompt: {type: string, role: prompt}, image: {type: string, media: {kinds: [dataUri], "
    f"types: [image/png, image/jpeg], maxBytes: {len(PNG)}}}, source: 'page#image'}}"
)


@pytest.mark.parametrize("value", [LINK, "https://a.com/1.png,https://a.com/2.png", ""], ids=["link", "two", "empty"])
def test_A24_text_in_the_place_of_a_list_is_refused(mode: Mode, stepped: Mock, value: str) -> None:
    """A link is given where a list of links is due -> refused; it is never sent letter by letter."""
    found = problem(mode, stepped, APIMART, {"image_urls": value})
    assert (found.field, found.rule) == ("image_urls", "type")
    assert found.message.startswith("must be array, is string ")
    assert found.suggestion == "give a list of them"
    assert "s3cr3t" not in str(found)
    assert sent(mode, stepped, APIMART, image_urls=(LINK,))["image_urls"] == [LINK]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("data:image/png;base64," + b64encode(PNG).decode(), "image_urls[1]: takes no data URI"),
        (b64encode(PNG).decode(), "image_urls[1]: takes no base64"),
        (PNG, "image_urls: element 1 takes links only, not files or bytes"),
        (Path("a.png"), "image_urls: element 1 takes links only, not files or bytes"),
        ("a.png", "image_urls[1]: is neither a link nor another form of an image"),
        ("ftp://example.com/a.png", "image_urls[1]: is neither a link nor another form of an image"),
        (None, "image_urls[1]: must be string, is null"),
    ],
    ids=["data URI", "base64", "bytes", "path", "name of a file", "ftp", "None"],
)
def test_A25_image_where_only_links_are_taken_is_refused(mode: Mode, stepped: Mock, value: Any, told: str) -> None:
    """An image itself is given where only links are taken -> refused with its place in the list, and what to do."""
    found = problem(mode, stepped, APIMART, {"image_urls": [LINK, value]})
    assert found.rule == ("type" if value is None else "media")
    assert str(found).startswith(told)
    assert value is None or "https link" in found.suggestion
    assert b64encode(PNG).decode()[:16] not in str(found)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("not-there.png", "can't be read: No such file or directory"),
        ("folder", "can't be read: Is a directory"),
        ("folder/../not-there/a.png", "can't be read: No such file or directory"),
        ("empty.png", "is an empty file"),
        ("text.png", "isn't an image of a known format, such as PNG or JPEG"),
    ],
)
def test_A26_file_that_is_no_image_is_refused(mode: Mode, stepped: Mock, tmp_path: Path, name: str, told: str) -> None:
    """A file isn't there, is a folder, is empty or no image -> refused with its name and the reason."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.png").touch()
    (tmp_path / "text.png").write_text("<html>not found</html>")
    path = tmp_path / name
    found = problem(mode, stepped, EDIT, {"image": path}, "edit_image")
    assert (found.field, found.rule) == ("image", "media")
    assert found.message.endswith(told)
    assert "read" not in told or ascii(os.fspath(path))[1:40] in found.message


@pytest.mark.parametrize("value", [b"", bytearray(), memoryview(b"")], ids=["bytes", "bytearray", "memoryview"])
def test_A26_image_of_no_bytes_is_refused(mode: Mode, stepped: Mock, value: Any) -> None:
    """An image has no byte -> refused as empty."""
    assert problem(mode, stepped, EDIT, {"image": value}, "edit_image").message == "is an empty file"


def test_A26_name_of_a_file_is_no_image(mode: Mode, stepped: Mock, tmp_path: Path) -> None:
    """A file is given by a text and not as a path -> refused; no file is read because of a text."""
    (tmp_path / "fox.png").write_bytes(PNG)
    found = problem(mode, stepped, EDIT, {"image": os.fspath(tmp_path / "fox.png")}, "edit_image")
    assert (found.field, found.rule) == ("image", "media")
    assert found.suggestion == "give a pathlib.Path for a file"


@pytest.mark.parametrize("by", ["bytes", "path", "data URI"])
@pytest.mark.parametrize(
    ("data", "kind", "told", "hint"),
    [
        (GIF, "image/gif", "is {quoted}", "legal are image/png, image/jpeg"),
        (PNG + b"\0", "image/png", f"has {len(PNG) + 1} of at most {len(PNG)} bytes", "make the image smaller"),
    ],
    ids=["format", "size"],
)
def test_A27_image_over_its_limits_is_refused(
    mode: Mode,
    own_provider: OwnProvider,
    tmp_path: Path,
    by: str,
    data: bytes,
    kind: str,
    told: str,
    hint: str,
) -> None:
    """An image is larger than documented, or of another format -> refused with the limit, whatever its name says."""
    (tmp_path / "fox.png").write_bytes(data)
    uri = f"data:{kind};base64,{b64encode(data).decode()}"
    given: Any = {"bytes": data, "path": tmp_path / "fox.png", "data URI": uri}[by]
    caller, mock = own_provider(LIMITED, prompt="a fox")
    found = problem(mode, mock, caller, {"image": given})
    assert (found.field, found.rule, found.source) == ("image", "media", "page#image")
    assert found.message == told.format(quoted=ascii(kind))
    assert found.suggestion == hint
    for fine in (PNG, JPEG):
        if len(fine) <= len(PNG):
            mock.reset()
            assert sent(mode, mock, caller, image=fine)["image"].startswith("data:image/")
