"""The mock's pictures: real images of the pixels asked for, the same every time, with all languages written on them."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageStat

from clientsmith.mock.pictures.fonts import ELLIPSIS, font, lines, shortened, visible
from clientsmith.mock.pictures.palettes import says
from clientsmith.mock.pictures.picture import picture

FACTS = {"provider": "ppio", "operation": "generate_image", "size": "300 x 200", "seed": "7"}
CHINESE = "雪山脚下的湖泊，一只狐狸站在岸边的（岩石）上；“天地有大美而不言”，《水墨》风格。" * 3


def made(
    width: int = 300,
    height: int = 200,
    kind: str = "png",
    *,
    prompt: str = "a fox",
    facts: Mapping[str, str] = FACTS,
    seed: int = 7,
    index: int = 0,
) -> bytes:
    return picture(width, height, kind, prompt=prompt, facts=facts, seed=seed, index=index)


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def above_the_text(data: bytes) -> bytes:
    image = opened(data)
    return image.crop((0, 0, image.width, image.height // 2)).tobytes()


def glyph(character: str, text: str = "") -> bytes:
    image = Image.new("L", (60, 60))
    ImageDraw.Draw(image).text((10, 0), character, 255, font(text or character, 40))
    return image.tobytes()


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
@pytest.mark.parametrize("size", [(1, 1), (1, 700), (700, 1), (64, 64), (257, 129), (512, 512), (928, 1664)])
def test_a_picture_has_exactly_the_pixels_and_the_format_asked_for(size: tuple[int, int], kind: str) -> None:
    image = opened(made(*size, kind, prompt=CHINESE))
    assert (image.size, image.format, image.mode) == (size, kind.upper(), "RGB")


@pytest.mark.parametrize(
    ("width", "height", "kind"),
    [(0, 1, "png"), (1, -1, "png"), (8193, 8192, "png"), (65_501, 1, "jpeg"), (1, 16_384, "webp"), (9, 9, "gif")],
)
def test_what_no_picture_can_be_is_refused(width: int, height: int, kind: str) -> None:
    with pytest.raises(ValueError, match=r"none of png|can't be made"):
        made(width, height, kind)


def test_another_process_makes_the_same_bytes() -> None:
    code = (
        "import sys; from clientsmith.mock.pictures.picture import picture;"
        "sys.stdout.buffer.write(picture(300, 200, 'png', prompt='夜の森', facts={'a': 'b'}, seed=7, index=0))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    process = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    assert process.stdout == made(prompt="夜の森", facts={"a": "b"})


def test_threads_make_the_same_bytes() -> None:
    with ThreadPoolExecutor(8) as pool:
        calls = [pool.submit(made, prompt=CHINESE) for _ in range(16)]
        assert len({call.result() for call in calls}) == 1


def test_seed_index_and_prompt_each_make_another_landscape() -> None:
    calls = made(), made(seed=8), made(index=1), made(prompt="a wolf")
    assert len({above_the_text(data) for data in calls}) == 4


def test_facts_are_written_and_leave_the_landscape_alone() -> None:
    plain, told = made(facts={}), made(facts={"model": "m"})
    assert above_the_text(plain) == above_the_text(told)
    assert plain != told != made(facts={"model": "n"})


def test_however_much_there_is_to_tell_it_stays_in_the_lower_half_and_off_the_edge() -> None:
    bare, full = (
        opened(made(prompt="", facts={})),
        opened(made(prompt="", facts={f"fact {n}": "x" * n for n in range(99)})),
    )
    changed = ImageChops.difference(bare, full).getbbox()
    assert changed is not None
    left, top, right, bottom = changed
    assert left >= 5
    assert top >= 100
    assert right <= 295
    assert bottom <= 195


@pytest.mark.parametrize("size", [(1, 1), (64, 64), (1000, 30), (30, 1000)])
def test_where_there_is_no_room_nothing_is_written(size: tuple[int, int]) -> None:
    assert made(*size) == made(*size, facts={})


def test_with_nothing_to_tell_there_is_no_pane_on_the_landscape(monkeypatch: pytest.MonkeyPatch) -> None:
    def grey(size: tuple[int, int], number: int, words: str) -> Image.Image:
        return Image.new("RGB", size, (90, 90, 90))

    monkeypatch.setattr("clientsmith.mock.pictures.picture.landscape", grey)
    assert opened(made(prompt="\u200b\n", facts={})).getcolors() == [(300 * 200, (90, 90, 90))]
    assert opened(made(prompt="a", facts={})).getcolors() != [(300 * 200, (90, 90, 90))]


@pytest.mark.parametrize("character", "雪龍圖図あヱカー한é—“Жλ…！")
def test_letters_of_east_and_west_are_in_the_font(character: str) -> None:
    assert glyph(character) != glyph("\U0010fffd")


@pytest.mark.parametrize("character", "🐱✨ع\u0e01")
def test_what_the_font_lacks_is_a_box(character: str) -> None:
    assert glyph(character) == glyph("\U0010fffd")


def test_a_chinese_character_beside_kana_is_drawn_the_japanese_way() -> None:
    assert glyph("骨", "骨の") != glyph("骨", "骨头")


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=())), st.text(st.characters(exclude_categories=())))
def test_no_text_is_too_strange_to_be_drawn(prompt: str, fact: str) -> None:
    assert opened(made(128, 128, prompt=prompt, facts={fact: prompt})).size == (128, 128)


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        (" a\x00b\t\n c\u2028d ", "a b c d"),
        ("ab\u202ecd\u2066\ufeff", "abcd"),
        ("e\u0301", "é"),
        ("half \ud83d", "half \ufffd"),
        ("❤\ufe0f👩\u200d👩 👋🏽", "❤👩👩 👋"),
    ],
)
def test_instructions_inside_a_text_are_not_drawn(raw: str, seen: str) -> None:
    assert visible(raw) == seen


def test_lines_are_no_wider_than_the_room_and_lose_nothing() -> None:
    face = font(CHINESE, 20)
    for width in range(60, 400, 17):
        found = lines(CHINESE, face, width, 999)
        assert "".join(found) == CHINESE
        assert max(face.getlength(line) for line in found) <= width


def test_no_line_begins_with_what_closes_or_ends_with_what_opens() -> None:
    face = font(CHINESE, 20)
    for width in range(100, 400, 7):
        found = lines(CHINESE, face, width, 999)
        assert not {line[0] for line in found} & set("，；。）”》")
        assert not {line[-1] for line in found} & set("（“《")


def test_words_stay_whole_unless_they_are_longer_than_a_line() -> None:
    face = font("a", 20)
    assert lines("the quick 红狐狸 jumps", face, face.getlength("the quick"), 9) == ["the quick", "红狐狸", "jumps"]
    assert lines("한국의 가을", font("한", 20), font("한", 20).getlength("한국의 가"), 9) == ["한국의", "가을"]
    assert lines("an abcdefgh", face, face.getlength("abcd"), 9) == ["an", "abcd", "efgh"]


def test_what_has_no_room_ends_in_an_ellipsis_that_has() -> None:
    face = font(CHINESE, 20)
    found = lines(CHINESE, face, 200, 2)
    assert len(found) == 2
    assert found[1].endswith(ELLIPSIS)
    assert CHINESE.startswith("".join(found)[:-1])
    assert face.getlength(found[1]) <= 200
    assert lines("fits", face, 200, 1) == ["fits"]
    assert shortened("a/very/long/model/name", face, 100).endswith(ELLIPSIS)
    assert face.getlength(shortened("a/very/long/model/name", face, 100)) <= 100


@pytest.mark.parametrize(("dark", "light"), [("a fox at night", "a fox at noon"), ("夜空下的沙漠", "白天的沙漠")])
def test_a_night_is_darker_than_a_day(dark: str, light: str) -> None:
    for seed in range(3):
        night, day = (ImageStat.Stat(opened(made(prompt=prompt, seed=seed, facts={}))).mean for prompt in (dark, light))
        assert sum(night) < sum(day)


def test_words_are_found_whole_in_english_and_anywhere_in_chinese() -> None:
    assert says("Ice, and fire", "ice|雪")
    assert says("大雪纷飞", "ice|雪")
    assert not says("rice and icecream", "ice|雪")
