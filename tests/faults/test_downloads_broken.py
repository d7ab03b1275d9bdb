"""Links that give something else than a whole image: told, tried again where that can help, and nothing is written."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from clientsmith.mock.server import Mock
from faults.pictures_of_the_mock import IMAGES, Fetches, image, size_of
from imageclients import ArgumentWarning, bizyair, errors
from imageclients._runtime import download
from support.mode import Mode
from support.server import Server, images, reply

TRIES = 19
"""How often a link is asked for within two minutes that fails in a way that may pass."""


@pytest.mark.parametrize("fault", ["html-page", "gateway-page", "empty-object"])
def test_D02_page_in_place_of_an_image_is_told_and_not_written(
    mode: Mode, stepped: Mock, tmp_path: Path, fault: str
) -> None:
    """The link is always answered with a page or JSON -> NotAnImageError or, under 502, DownloadError; no file."""
    found, fetches = image(mode, stepped), Fetches(stepped)
    stepped.fault(fault, IMAGES, times=None)
    kind = errors.DownloadError if fault == "gateway-page" else errors.NotAnImageError
    with pytest.raises(errors.DownloadError) as caught:
        mode.go(found.save(tmp_path / "fox.png"))
    assert type(caught.value) is kind
    said = {
        "html-page": "isn't an image but text/html",
        "gateway-page": "answers 502",
        "empty-object": "but application",
    }
    assert said[fault] in str(caught.value)
    assert caught.value.provider == "bizyair"
    assert list(tmp_path.iterdir()) == []
    assert fetches == TRIES


@pytest.mark.parametrize("fault", ["image-cut", "short-body", "reset-in-body", "open-chunks"])
def test_D03_image_that_is_cut_short_is_never_a_file(mode: Mode, stepped: Mock, tmp_path: Path, fault: str) -> None:
    """The image breaks off, with or without HTTP noticing -> fetched anew for two minutes; DownloadError; no file."""
    found, fetches = image(mode, stepped), Fetches(stepped)
    stepped.fault(fault, IMAGES, times=None)
    with pytest.raises(errors.DownloadError) as caught:
        mode.go(found.save(tmp_path / "fox.png"))
    if fault == "image-cut":
        assert type(caught.value) is errors.NotAnImageError
        assert "is cut short after" in str(caught.value)
    assert caught.value.passing
    assert list(tmp_path.iterdir()) == []
    assert fetches == TRIES
    stepped.faults.clear()
    assert size_of(mode.go(found.save(tmp_path / "fox.png")).read_bytes()) == ("PNG", (64, 48))


def test_D04_image_of_no_byte_is_never_a_file(mode: Mode, stepped: Mock, tmp_path: Path) -> None:
    """The link is answered with no byte at all -> fetched anew, then NotAnImageError that says so; no file is made."""
    found, fetches = image(mode, stepped), Fetches(stepped)
    stepped.fault("image-empty", IMAGES, times=None)
    with pytest.raises(errors.NotAnImageError, match="is empty"):
        mode.go(found.save(tmp_path / "fox.png"))
    assert list(tmp_path.iterdir()) == []
    assert fetches == TRIES


PASSING = ["status-500", "status-503", "retry-after-seconds", "reset", "close", "image-cut", "image-empty", "html-page"]


@pytest.mark.parametrize("fault", [*PASSING, "empty-object", "short-body", "gateway-page"])
def test_D05_failure_that_passes_is_tried_again(mode: Mode, stepped: Mock, tmp_path: Path, fault: str) -> None:
    """The link is answered 500, 429, half an image or a page, or breaks, and then all is well -> the image is saved."""
    found, fetches = image(mode, stepped), Fetches(stepped)
    stepped.fault(fault, IMAGES)
    assert size_of(mode.go(found.save(tmp_path / "fox.png")).read_bytes()) == ("PNG", (64, 48))
    assert fetches == 2
    assert stepped.submits == 1


@pytest.mark.parametrize("fault", ["huge-body", "gzip-bomb"])
def test_D06_image_without_end_is_left_at_the_limit(mode: Mode, stepped: Mock, tmp_path: Path, fault: str) -> None:
    """The image has 700 MB, or is 1 MB that inflates to 1 GiB -> DownloadError at 64 MiB, once, in little memory."""
    found, fetches = image(mode, stepped), Fetches(stepped)
    stepped.fault(fault, IMAGES)
    tracemalloc.start()
    try:
        with pytest.raises(errors.DownloadError, match="is larger than 67108864 bytes"):
            mode.go(found.save(tmp_path / "fox.png"))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # What was read, a copy of it, and the mock's own part.
    assert peak < 2.5 * download.MAX_BYTES
    assert list(tmp_path.iterdir()) == []
    assert fetches == 1


def test_D09_bytes_tell_the_type_whatever_the_server_calls_it(mode: Mode, stepped: Mock, tmp_path: Path) -> None:
    """The type says PNG and the bytes are WebP -> media_type is image/webp; "fox" is saved as fox.webp, fox.png warns.

    Why not otherwise: a suffix that the user gave stays, because a name that changes would be looked for in vain.
    """
    found = image(mode, stepped)
    stepped.fault("image-is-webp", IMAGES)
    data = mode.go(found.read())
    assert (found.media_type, size_of(data)) == ("image/webp", ("WEBP", (64, 48)))
    with pytest.warns(ArgumentWarning, match=r"'fox\.png' is image/webp, whose suffix is \.webp"):
        assert mode.go(found.save(tmp_path / "fox.png")) == tmp_path / "fox.png"
    assert mode.go(found.save(tmp_path / "fox")) == tmp_path / "fox.webp"
    assert (tmp_path / "fox.png").read_bytes() == (tmp_path / "fox.webp").read_bytes() == data


def test_D09_svg_under_another_type_is_no_image(mode: Mode, stepped: Mock, tmp_path: Path) -> None:
    """The type says PNG and the bytes are SVG with a script -> NotAnImageError, and no file is made."""
    found = image(mode, stepped)
    stepped.fault("image-is-svg", IMAGES, times=None)
    with pytest.raises(errors.NotAnImageError, match="isn't an image but image/png"):
        mode.go(found.save(tmp_path / "fox.png"))
    assert list(tmp_path.iterdir()) == []


def test_D09_svg_that_says_so_is_told_by_its_type(mode: Mode, server: Server) -> None:
    """The type says SVG, and it is -> the image is given with media_type image/svg+xml, by which it can be told."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    server.add(
        reply(200, {"image_url": images(server)["data"][0]["url"]}), reply(200, svg, content_type="image/svg+xml")
    )
    call = mode.client(bizyair, server).generate_image(prompt="a fox", image_size="64x48")
    found = mode.go(call).images[0]
    assert (mode.go(found.read()), found.media_type) == (svg, "image/svg+xml")


def test_D11_image_of_vast_size_is_not_decoded(mode: Mode, stepped: Mock, tmp_path: Path) -> None:
    """A small PNG whose header speaks of 50,000 x 50,000 pixels -> its bytes are given and saved; nothing is decoded.

    Why not otherwise: a client that never decodes has nothing to fear from it, and whoever opens it has a limit of its
    own there, as the one of Pillow that this test runs into.
    """
    found = image(mode, stepped)
    stepped.fault("image-of-vast-size", IMAGES)
    tracemalloc.start()
    try:
        data = mode.go(found.read())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * download.MAX_BYTES / 64
    assert mode.go(found.save(tmp_path / "fox.png")).read_bytes() == data
    assert found.media_type == "image/png"
    with pytest.raises(Exception, match="decompression bomb"):
        size_of(data)


def test_D18_length_that_is_larger_than_the_bytes_is_told(mode: Mode, stepped: Mock, tmp_path: Path) -> None:
    """Content-Length is larger than what comes -> fetched anew, then DownloadError; no file is made."""
    found, fetches = image(mode, stepped), Fetches(stepped)
    stepped.fault("short-body", IMAGES, times=None)
    with pytest.raises(errors.DownloadError):
        mode.go(found.save(tmp_path / "fox.png"))
    assert (list(tmp_path.iterdir()), fetches == TRIES) == ([], True)


def test_D18_length_that_is_smaller_than_the_bytes_is_told(mode: Mode, stepped: Mock, tmp_path: Path) -> None:
    """Content-Length is smaller than what comes -> the image lacks its end: NotAnImageError; no file is made."""
    found, fetches = image(mode, stepped), Fetches(stepped)
    stepped.fault("longer-body", IMAGES, times=None)
    with pytest.raises(errors.NotAnImageError, match="is cut short"):
        mode.go(found.save(tmp_path / "fox.png"))
    assert (list(tmp_path.iterdir()), fetches == TRIES) == ([], True)
