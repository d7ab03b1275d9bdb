"""Images as files: whole or not at all, under the user's name, and never over anything without leave."""

from __future__ import annotations

import errno
import inspect
import os
from pathlib import Path
from typing import Any

import pytest

from clientsmith.mock.server import Mock
from faults.pictures_of_the_mock import IMAGES, Fetches, files, image, size_of
from imageclients import bizyair, errors
from imageclients._runtime.sync_client import Image
from support.mode import Mode
from support.pictures import PNG
from support.server import Server, reply


def scripted(mode: Mode, server: Server, path: str = "/1.png", **headers: str) -> Any:
    """An image behind a link of the scripted server."""
    given: dict[str, Any] = headers
    server.add(reply(200, {"image_url": server.url + path}), reply(200, PNG, content_type="image/png", **given))
    return mode.go(mode.client(bizyair, server).generate_image(prompt="a fox", image_size="64x48")).images[0]


NAMES = {
    "leads out": "../../.bashrc",
    "leads out, escaped": "..%2f..%2f.bashrc",
    "absolute": "/etc/cron.d/fox",
    "NUL": "fox%00.png",
    "device": "CON",
    "long": "x" * 300,
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_D10_name_that_the_server_gives_is_never_used(mode: Mode, server: Server, tmp_path: Path, name: str) -> None:
    """Link and Content-Disposition have an odd file name -> the file has the name that the user gave, and no other."""
    inside = tmp_path / "inside"
    inside.mkdir()
    disposition = f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"
    found = scripted(mode, server, f"/{name.lstrip('/')}", content_disposition=disposition)
    mode.go(found.save(inside / "fox.png"))
    assert files(inside) == {"fox.png": PNG}
    assert list(tmp_path.iterdir()) == [inside]


def test_D10_there_is_no_saving_without_a_name(mode: Mode, stepped: Mock, tmp_path: Path) -> None:
    """An image is to be saved in a folder, without a name -> DownloadError; the name is the user's to give, always."""
    assert inspect.signature(Image.save).parameters["path"].default is inspect.Parameter.empty
    found, fetches = image(mode, stepped), Fetches(stepped)
    stepped.fault("image-with-a-name", IMAGES, times=None)
    with pytest.raises(errors.DownloadError, match="is a folder"):
        mode.go(found.save(tmp_path))
    assert (list(tmp_path.iterdir()), fetches == 0) == ([], True)


def test_D12_file_in_the_way_stays_without_leave(mode: Mode, stepped: Mock, tmp_path: Path) -> None:
    """There is a file already -> DownloadError before anything is fetched; overwrite=True replaces it."""
    goal = tmp_path / "fox.png"
    goal.write_bytes(b"old")
    found, fetches = image(mode, stepped), Fetches(stepped)
    with pytest.raises(errors.DownloadError, match="exists already; overwrite=True replaces it"):
        mode.go(found.save(goal))
    assert (files(tmp_path), fetches == 0) == ({"fox.png": b"old"}, True)
    mode.go(found.save(goal, overwrite=True))
    assert size_of(goal.read_bytes()) == ("PNG", (64, 48))
    assert len(files(tmp_path)) == 1


@pytest.mark.parametrize("fault", ["image-cut", "html-page", "link-expired", "reset-in-body"])
def test_D12_file_is_untouched_until_the_new_one_is_whole(
    mode: Mode, stepped: Mock, tmp_path: Path, fault: str
) -> None:
    """A file is to be replaced, and the image doesn't come whole -> an error, and the old file is as it was."""
    goal = tmp_path / "fox.png"
    goal.write_bytes(b"old")
    found = image(mode, stepped)
    stepped.fault(fault, IMAGES, times=None)
    with pytest.raises(errors.DownloadError):
        mode.go(found.save(goal, overwrite=True))
    assert files(tmp_path) == {"fox.png": b"old"}


@pytest.mark.parametrize("overwrite", [False, True])
def test_D13_disk_that_is_full_leaves_everything_as_it_was(
    mode: Mode, stepped: Mock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, overwrite: bool
) -> None:
    """The disk is full after half of the image -> DownloadError, no part is left; the image can be saved elsewhere."""
    goal, other = tmp_path / "disk" / "fox.png", tmp_path / "other.png"
    goal.parent.mkdir()
    before = {"fox.png": b"old"} if overwrite else {"mine.txt": b"mine"}
    for name, data in before.items():
        (goal.parent / name).write_bytes(data)
    found, fetches = image(mode, stepped), Fetches(stepped)
    real: Any = os.fdopen

    def full(number: int, *rest: Any) -> Any:
        file: Any = real(number, *rest)
        write = file.write

        class Full:
            def __enter__(self) -> Any:
                return self

            def __exit__(self, *_: object) -> None:
                file.close()

            def write(self, data: bytes) -> None:
                write(data[: len(data) // 2])
                file.flush()
                assert len(files(goal.parent)) == len(before) + 1, "half of it is there"
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        return Full()

    with monkeypatch.context() as patched:
        patched.setattr(os, "fdopen", full)
        with pytest.raises(errors.DownloadError, match="can't be written: No space left on device"):
            mode.go(found.save(goal, overwrite=overwrite))
    assert files(goal.parent) == before
    assert size_of(mode.go(found.save(other)).read_bytes()) == ("PNG", (64, 48))
    assert fetches == 1


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("missing/fox.png", "the folder .* doesn't exist"),
        ("file/fox.png", "the folder .* doesn't exist"),
        ("folder", "is a folder"),
        ("x" * 300 + ".png", "is no path to save to: .*name too long"),
    ],
)
def test_D14_path_that_can_not_be_written_is_told_before_anything_is_fetched(
    mode: Mode, stepped: Mock, tmp_path: Path, path: str, said: str
) -> None:
    """The folder is missing, or is a file, or its name is too long -> DownloadError, and the image isn't fetched.

    Why not otherwise: no paid call takes a path. The image is paid for by then and can be saved elsewhere: nothing is
    lost by a path that doesn't work.
    """
    (tmp_path / "file").write_bytes(b"mine")
    (tmp_path / "folder").mkdir()
    found, fetches = image(mode, stepped), Fetches(stepped)
    with pytest.raises(errors.DownloadError, match=f"(?i){said}"):
        mode.go(found.save(tmp_path / path))
    assert fetches == 0
    assert sorted(one.name for one in tmp_path.iterdir()) == ["file", "folder"]
    assert mode.go(found.save(tmp_path / "fox.png")).exists()


def test_D14_folder_that_can_not_be_written_to_costs_no_second_fetch(
    mode: Mode, stepped: Mock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder is read-only -> DownloadError that says so; the image is saved elsewhere without a second fetch."""
    found, fetches = image(mode, stepped), Fetches(stepped)

    def refuse(*_: Any) -> int:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    with monkeypatch.context() as patched:
        # Whoever runs the tests may be allowed everything, so the folder itself can't be what refuses.
        patched.setattr(os, "open", refuse)
        with pytest.raises(errors.DownloadError, match="can't be written: Read-only file system"):
            mode.go(found.save(tmp_path / "fox.png"))
    assert list(tmp_path.iterdir()) == []
    mode.go(found.save(tmp_path / "fox.png"))
    assert fetches == 1


@pytest.mark.parametrize("target", ["there", "dangling"])
def test_D17_link_in_the_place_of_the_file_is_not_followed(
    mode: Mode, stepped: Mock, tmp_path: Path, target: str
) -> None:
    """The path is a symbolic link to elsewhere -> refused; with leave the link is replaced, and its goal stays."""
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    goal = inside / "fox.png"
    if target == "there":
        (outside / "mine").write_bytes(b"mine")
    goal.symlink_to(outside / "mine")
    before = files(outside)
    found, fetches = image(mode, stepped), Fetches(stepped)
    with pytest.raises(errors.DownloadError, match="exists already"):
        mode.go(found.save(goal))
    assert (goal.is_symlink(), files(outside), fetches == 0) == (True, before, True)
    mode.go(found.save(goal, overwrite=True))
    assert (goal.is_symlink(), files(outside), len(files(inside))) == (False, before, 1)
    assert size_of(goal.read_bytes()) == ("PNG", (64, 48))
