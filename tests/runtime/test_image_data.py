"""Images in an answer and the life of links: base64, data URIs, times."""

from __future__ import annotations

from base64 import b64encode
from binascii import a2b_base64

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from imageclients import errors
from imageclients._runtime import images as images_of
from imageclients._runtime import inline_images
from imageclients._runtime.inline_images import inline_image
from support.pictures import PNG


def test_moments_and_lives_are_positive_numbers_or_digits() -> None:
    seconds = images_of._seconds  # pyright: ignore[reportPrivateUsage] - one value at a time
    told = [1, 0.5, "7", " 7 ", 249_999_999_999, " 249999999999 "]
    assert [seconds(value) for value in told] == [1.0, 0.5, 7.0, 7.0, 249_999_999_999.0, 249_999_999_999.0]
    for value in (0, -1, "0", "-1", "x", "", True, None, 250_000_000_000, 10**30, "1" * 20, "1.5"):
        assert seconds(value) is None
    assert seconds("1" * 11) == 11_111_111_111.0


def test_an_image_in_the_answer_is_read_with_and_without_its_type() -> None:
    data = b"\1" * 33
    text = b64encode(data).decode()
    assert inline_image(f"data:image/x-fox;base64,{text}") == (data, "image/x-fox")
    assert inline_image(f"DATA:image/x-fox,{text[:3]} \n{text[3:]}") == (data, "image/x-fox")
    assert inline_image("data:image/svg+xml,%3Csvg/%3E") == (b"<svg/>", "image/svg+xml")
    assert inline_image("data:image/svg+xml;utf8,<svg/>") == (b"<svg/>", "image/svg+xml")
    png = b"\x89PNG\r\n\x1a\n....IEND\xaeB`\x82"
    assert inline_image(b64encode(png).decode().rstrip("=")) == (png, "image/png")
    for wrong in (text, "data:image/avif;base64,!", "a"):
        with pytest.raises(errors.NotAnImageError):
            inline_image(wrong)


def test_what_is_no_image_in_the_answer_is_named() -> None:
    with pytest.raises(errors.NotAnImageError, match="isn't an image but of no type"):
        inline_image(b64encode(b"....").decode())


@given(
    st.text(alphabet="ABz09+/=-_ \né", max_size=24) | st.binary(max_size=9).map(lambda data: b64encode(data).decode())
)
@example("QUJD====")
@example("====")
@example("QU=D")
@example("QUJD-QUJ")
def test_base64_is_read_as_strictly_as_it_can_be(text: str) -> None:
    try:
        plain = text.replace("-", "+").replace("_", "/")
        wanted: bytes | None = a2b_base64(plain + "=" * (-len(text) % 4), strict_mode=True)
    except ValueError:
        wanted = None
    try:
        found: bytes | None = inline_images._unpacked(text)  # pyright: ignore[reportPrivateUsage] - what is read is an image besides
    except ValueError:
        found = None
    assert found == wanted


def test_base64_of_an_answer_is_read_strictly() -> None:
    text = b64encode(PNG).decode()
    assert inline_image(text) == (PNG, "image/png")
    for wrong in (f"{text[:8]}!{text[8:]}", f"data:image/png;base64,{text[:8]}-{text[8:]}"):
        with pytest.raises(errors.NotAnImageError, match="the image of the answer isn't base64"):
            inline_image(wrong)
