"""Images of every format, whole, cut short and odd, and what only says that it is an image."""

from __future__ import annotations

import os
import socket
import stat
import struct
import warnings
from base64 import b64encode, urlsafe_b64encode
from pathlib import Path
from typing import Any

import pytest

from faults.far_images import answer, far_image
from imageclients import ArgumentWarning, errors
from imageclients._runtime import formats, image_ends
from support.mode import Mode
from support.pictures import GIF, JPEG, PNG, WEBP

LINK = "https://cdn.fox.dev/a.png"


def box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", 8 + len(content)) + name + content


def boxed(brands: bytes) -> bytes:
    return box(b"ftyp", brands[:4] + bytes(4) + brands) + box(b"meta", bytes(9)) + box(b"mdat", b"fox" * 9)


def mapped(order: str, *, big: bool) -> bytes:
    """A TIFF with its picture first and its only directory last."""
    mark = {"<": b"II", ">": b"MM"}[order]
    if big:
        return mark + struct.pack(order + "HHHQ", 43, 8, 0, 19) + b"fox" + struct.pack(order + "Q", 1) + bytes(28)
    return mark + struct.pack(order + "HI", 42, 11) + b"fox" + struct.pack(order + "H", 1) + bytes(16)


JP2 = struct.pack(">I", 12) + b"jP  \r\n\x87\n" + box(b"ftyp", b"jp2 \0\0\0\0jp2 ")
JXL = struct.pack(">I", 12) + b"JXL \r\n\x87\n" + box(b"ftyp", b"jxl \0\0\0\0jxl ")
WHOLE: dict[str, tuple[bytes, str, str]] = {
    "AVIF": (boxed(b"avifmif1"), "image/avif", ".avif"),
    "AVIF of the general brand": (boxed(b"mif1miafavif"), "image/avif", ".avif"),
    "sequence of AVIF": (boxed(b"avismsf1"), "image/avif", ".avif"),
    "AVIF inside of meta": (
        box(b"ftyp", b"avif\0\0\0\0") + box(b"meta", box(b"idat", bytes(9))),
        "image/avif",
        ".avif",
    ),
    "HEIC": (boxed(b"heicmif1"), "image/heic", ".heic"),
    "HEIC of the general brand": (boxed(b"mif1heic"), "image/heic", ".heic"),
    "HEIF": (boxed(b"mif1"), "image/heif", ".heif"),
    "TIFF": (mapped("<", big=False), "image/tiff", ".tiff"),
    "TIFF, big-endian": (mapped(">", big=False), "image/tiff", ".tiff"),
    "BigTIFF": (mapped("<", big=True), "image/tiff", ".tiff"),
    "BigTIFF, big-endian": (mapped(">", big=True), "image/tiff", ".tiff"),
    "BMP": (b"BM" + struct.pack("<IIII", 58, 0, 54, 40) + bytes(40), "image/bmp", ".bmp"),
    "JPEG 2000": (JP2 + box(b"jp2h", b"fox") + box(b"jp2c", b"fox" * 9), "image/jp2", ".jp2"),
    "JPEG 2000, bare": (b"\xff\x4f\xff\x51" + b"fox" * 9 + b"\xff\xd9", "image/j2c", ".j2c"),
    "JPEG XL": (JXL + box(b"jxlc", b"fox" * 9), "image/jxl", ".jxl"),
    "icon": (struct.pack("<HHHBBBBHHII", 0, 1, 1, 9, 9, 0, 0, 1, 32, 9, 22) + b"fox" * 3, formats.ICON, ".ico"),
    "PNG": (PNG, "image/png", ".png"),
    "JPEG": (JPEG, "image/jpeg", ".jpg"),
    "WebP": (WEBP, "image/webp", ".webp"),
    "GIF": (GIF, "image/gif", ".gif"),
}
BARE_XL = b"\xff\x0a" + b"fox" * 10
DECLARED = ["image/png", "application/octet-stream", "", "text/plain", "text/html", "image/x-fox"]


@pytest.mark.parametrize("declared", DECLARED)
@pytest.mark.parametrize(("data", "kind", "suffix"), WHOLE.values(), ids=WHOLE)
def test_N13_format_is_seen_by_its_bytes(
    mode: Mode, tmp_path: Path, data: bytes, kind: str, suffix: str, declared: str
) -> None:
    """AVIF, HEIC, TIFF, BMP, JPEG 2000 under any Content-Type -> the image, with its own type and suffix; no drift."""
    found = far_image(mode, LINK, answer(data, content_type=declared))
    assert mode.go(found.save(tmp_path / "fox")) == tmp_path / f"fox{suffix}"
    assert (tmp_path / f"fox{suffix}").read_bytes() == data
    assert (found.media_type, found.drift) == (kind, ())


@pytest.mark.parametrize("place", ["url", "b64"])
@pytest.mark.parametrize(("data", "kind", "suffix"), WHOLE.values(), ids=WHOLE)
def test_N13_format_in_the_answer_is_seen_by_its_bytes(
    mode: Mode, data: bytes, kind: str, suffix: str, place: str
) -> None:
    """The same in base64, in either place for images, also under another type -> the image, without any request."""
    text = b64encode(data).decode()
    for given in (text, f"data:image/png;base64,{text}"):
        found = far_image(mode, given, place=place)
        assert mode.go(found.read()) == data
        assert (found.media_type, found.drift, found.asked) == (kind, (), [])


@pytest.mark.parametrize("name", [name for name in WHOLE if name not in ("JPEG", "AVIF inside of meta")])
def test_N13_half_an_image_is_no_file(mode: Mode, tmp_path: Path, name: str) -> None:
    """An image of a format that says how long it is breaks off -> fetched anew, then NotAnImageError; no file."""
    data = WHOLE[name][0]
    for cut in (1, 9, len(data) // 2, len(data) - 5):
        found = far_image(mode, LINK, answer(data[:-cut], content_type=WHOLE[name][1]))
        with pytest.raises(errors.NotAnImageError):
            mode.go(found.save(tmp_path / "fox"))
        assert (len(found.asked), list(tmp_path.iterdir())) == (19, [])


@pytest.mark.parametrize(
    ("data", "declared"),
    [
        (b"\x01", "image/avif"),
        (b"\x01", "image/x"),
        (b"", "image/x"),
        (b"\x01" * 99, "image/avif"),
        (b"<html>no</html>", "image/x"),
        (b"<!DOCTYPE html>\n<p>" + b"\x01" * 99, "image/x"),
        (b"\xef\xbb\xbf \n<HTML lang=en>" + b"\x01" * 99, "image/x"),
        ("<html>".encode("utf-16") + b"\x01" * 99, "image/x"),
        (b"<!-- no --><script>" + b"\x01" * 99, "image/x"),
        (b'{"error": "no image here, sorry about that"}', "image/x"),
        (b"no image here, sorry about that, once more", "image/x"),
        (b"PK\x03\x04\x14\0" + b"\x01" * 99, "image/x"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"\x01" * 99, "image/x"),
        (box(b"ftyp", b"mp42\0\0\0\0mp42isom") + box(b"mdat", b"fox" * 9), "image/x"),
        (b"<html><svg></svg></html>", "image/svg+xml"),
        (b"fox", "image/svg+xml"),
        (box(b"ftyp", b"isom\0\0\0\0isom") + box(b"mdat", b"fox" * 9), "image/avif"),
        (box(b"ftyp", b"avif\0\0\0\0avif"), "image/avif"),
        (b"BM is not only the beginning of bitmaps, as anybody can see", "image/bmp"),
        (b"\xff\x0a", "image/jxl"),
        (b"\x01" * 99, "image/*"),
        (b"\x01" * 99, "text/plain"),
    ],
)
def test_N13_what_only_says_that_it_is_an_image_is_none(mode: Mode, tmp_path: Path, data: bytes, declared: str) -> None:
    """A page, a ZIP, a PDF or a film under image/x, one byte, words -> NotAnImageError, and no file is made."""
    found = far_image(mode, LINK, answer(data, content_type=declared))
    with pytest.raises(errors.NotAnImageError):
        mode.go(found.save(tmp_path / "fox"))
    assert list(tmp_path.iterdir()) == []
    inline = far_image(mode, f"data:{declared};base64,{b64encode(data).decode()}")
    with pytest.raises(errors.NotAnImageError):
        mode.go(inline.read())


@pytest.mark.parametrize(
    ("data", "declared", "kind"),
    [
        (BARE_XL, "image/jxl", "image/jxl"),
        (b"qoif\0\0\2\0" + b"fox" * 9, "image/qoi", "image/qoi"),
        (b"P6 1 1 255\nfox", "image/x-portable-pixmap", "image/x-portable-pixmap"),
        (b"<svg><script>1</script></svg>", "image/svg+xml", "image/svg+xml"),
    ],
)
def test_N13_format_that_bytes_do_not_tell_is_told_by_the_header(
    mode: Mode, data: bytes, declared: str, kind: str
) -> None:
    """A format of no known signature, and no text -> taken, with the type that the header has."""
    found = far_image(mode, LINK, answer(data, content_type=declared))
    assert (mode.go(found.read()), found.media_type) == (data, kind)


TRAILER = b"\0a trailer of some maker, who knows"
ODD = {
    "JPEG with a trailer": (JPEG + TRAILER, "has 35 bytes behind its end"),
    "JPEG with a long trailer": (JPEG + bytes(100_000), "has 100000 bytes behind its end"),
    "JPEG without its end": (JPEG[:-2] + b"\1", "has no end marker"),
    "PNG with a trailer": (PNG + TRAILER, "has 35 bytes behind its end"),
    "WebP with a trailer": (WEBP + TRAILER, "has 35 bytes behind its end"),
    "BMP with a trailer": (WHOLE["BMP"][0] + TRAILER, "has 35 bytes behind its end"),
    "AVIF with a trailer": (WHOLE["AVIF"][0] + TRAILER, "has 35 bytes behind its end"),
    "HEIC with a trailer in letters": (WHOLE["HEIC"][0] + b"trailer!" * 2, "has 16 bytes behind its end"),
    "JPEG 2000 with a trailer": (WHOLE["JPEG 2000"][0] + TRAILER, "has 35 bytes behind its end"),
}


@pytest.mark.parametrize("place", ["link", "b64"])
@pytest.mark.parametrize(("data", "oddity"), ODD.values(), ids=ODD)
def test_N13_odd_end_is_saved_and_reported(mode: Mode, tmp_path: Path, data: bytes, oddity: str, place: str) -> None:
    """A JPEG has bytes behind its end, or no end marker -> saved as it is; on image.drift, and one event."""
    events: list[Any] = []
    inline = place == "b64"
    text = b64encode(data).decode() if inline else LINK
    found = far_image(mode, text, answer(data), place="b64" if inline else "url", on_event=events.append)
    for name in ("one", "two"):
        assert mode.go(found.save(tmp_path / name)).read_bytes() == data
    assert [(one.path, one.kind, one.message) for one in found.drift] == [("", "image", f"the image {oddity}")]
    told = [event for event in events if event.kind == "drift"]
    assert [(event.operation, event.detail["drift"]) for event in told] == [("generate_image", found.drift)]
    assert len(found.asked) == (0 if inline else 1)


def test_N13_jpeg_that_its_server_cuts_is_fetched_again(mode: Mode) -> None:
    """A JPEG lacks its end and Content-Length says that there is more -> fetched anew, and whole at last."""
    whole = JPEG[:-2] + bytes(1000) + b"\xff\xd9"
    cut = answer(whole[:500], content_length=str(len(whole)))
    found = far_image(mode, LINK, cut, cut, answer(whole))
    assert (mode.go(found.read()), found.drift, len(found.asked)) == (whole, (), 3)
    never = far_image(mode, LINK, cut)
    with pytest.raises(errors.DownloadError, match=f"broke off after 500 of {len(whole)} bytes"):
        mode.go(never.read())


@pytest.mark.parametrize("prefix", ["", "data:image/png;base64,"])
@pytest.mark.parametrize("padded", [True, False])
def test_N13_base64_for_addresses_is_read_and_reported(mode: Mode, prefix: str, padded: bool) -> None:
    """The image is in URL-safe base64, with or without its padding -> the image, and drift that says so."""
    data = PNG + bytes(-len(PNG) % 3) + b"\xfb\xef\xbe\xff"
    text = urlsafe_b64encode(data).decode()
    assert {"-", "_"} <= set(text)
    found = far_image(mode, prefix + (text if padded else text.rstrip("=")), place="b64")
    assert (mode.go(found.read()), found.media_type) == (data, "image/png")
    assert [one.message for one in found.drift] == [
        "the image is in URL-safe base64",
        f"the image has {len(data) - len(PNG)} bytes behind its end",
    ]


def test_N13_suffix_of_the_image_is_added_where_there_is_none(mode: Mode, tmp_path: Path) -> None:
    """save("fox") -> fox.avif, which is returned; a file of that name is refused as any other, before the fetch."""
    data = WHOLE["AVIF"][0]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in ("fox", "Fox.AVIF", ".fox", "fox.2.", long := "狐" * 80):
            found = far_image(mode, LINK, answer(data))
            saved = mode.go(found.save(tmp_path / name))
            assert (saved.suffix.lower(), saved.read_bytes()) == (".avif", data)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *(".fox.avif", "Fox.AVIF", "fox.2.avif", "fox.avif", f"{long}.avif"),
    ]
    found = far_image(mode, LINK, answer(data))
    with pytest.raises(errors.DownloadError, match=r"fox\.avif' exists already"):
        mode.go(found.save(tmp_path / "fox"))
    assert mode.go(found.save(tmp_path / "fox", overwrite=True)).name == "fox.avif"
    assert mode.go(found.save(tmp_path / "other")).name == "other.avif"
    assert len(found.asked) == 1
    known = far_image(mode, LINK, answer(data))
    known.media_type = "image/avif"
    with pytest.raises(errors.DownloadError, match=r"fox\.avif' exists already"):
        mode.go(known.save(tmp_path / "fox"))
    assert known.asked == []


@pytest.mark.parametrize("name", ["fox.jpg", "fox.webp", "fox.txt", "fox.5"])
def test_N13_wrong_suffix_is_kept_and_warned_of(mode: Mode, tmp_path: Path, name: str) -> None:
    """The path has a suffix of another type -> saved under that name, and an ArgumentWarning at the user's line."""
    found = far_image(mode, LINK, answer(PNG))
    with pytest.warns(ArgumentWarning, match=r"is image/png, whose suffix is \.png") as caught:
        assert mode.go(found.save(tmp_path / name)) == tmp_path / name
    assert (tmp_path / name).read_bytes() == PNG
    if not mode.is_async:
        assert caught[0].filename == __file__


@pytest.mark.parametrize("kind", ["pipe", "socket", "device", "link to a device"])
def test_N13_device_is_not_replaced(mode: Mode, tmp_path: Path, kind: str) -> None:
    """The path is a device, a pipe or a socket, also linked -> DownloadError before the fetch, though overwrite."""
    goal = tmp_path / "fox.png"
    listener = socket.socket(socket.AF_UNIX)
    if kind == "pipe":
        os.mkfifo(goal)
    elif kind == "socket":
        listener.bind(os.path.relpath(goal))
    elif kind == "device":
        goal = Path(os.devnull)
    else:
        goal.symlink_to(os.devnull)
    before = os.lstat(goal)
    found = far_image(mode, LINK, answer(PNG))
    with listener, pytest.raises(errors.DownloadError, match="is a device, a pipe or a socket, which isn't replaced"):
        mode.go(found.save(goal, overwrite=True))
    after = os.lstat(goal)
    assert (before.st_ino, before.st_mode, found.asked) == (after.st_ino, after.st_mode, [])


@pytest.mark.parametrize("mode_of_file", [0o600, 0o640, 0o444, 0o777])
def test_N13_file_that_is_replaced_keeps_its_mode(mode: Mode, tmp_path: Path, mode_of_file: int) -> None:
    """A file is replaced -> it keeps its mode, whatever the umask; new files have the usual one."""
    goal, other = tmp_path / "fox.png", tmp_path / "other.png"
    goal.write_bytes(b"old")
    goal.chmod(mode_of_file)
    found = far_image(mode, LINK, answer(PNG))
    before = os.umask(0o027)
    try:
        mode.go(found.save(goal, overwrite=True))
        mode.go(found.save(other, overwrite=True))
    finally:
        os.umask(before)
    assert (goal.read_bytes(), stat.S_IMODE(goal.stat().st_mode)) == (PNG, mode_of_file)
    assert stat.S_IMODE(other.stat().st_mode) == 0o640


def test_N13_looking_at_an_image_takes_few_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes pretend to be millions of parts of an image -> a bounded number of them is looked at, none is decoded."""
    steps: list[int] = []

    def counted(most: int) -> Any:
        for step in range(most):
            steps.append(step)
            yield step

    monkeypatch.setattr(image_ends, "_STEPS", 500)
    monkeypatch.setattr(image_ends, "range", counted, raising=False)
    for data, kind in (
        (boxed(b"avif") + box(b"free") * 100_000, "image/avif"),
        (b"GIF89a" + bytes(7) + b"!\xfe" + b"\1a" * 100_000, "image/gif"),
        (b"\xff\xd8" + b"\xff\xe0\0\2" * 100_000, "image/jpeg"),
    ):
        steps.clear()
        image_ends.extent(data, kind)
        assert 0 < len(steps) <= 500
