"""Stage mock: text as it is to be drawn: its font, what of it can be seen, and where its lines end."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from PIL import ImageFont

# A package and not a font of the system: pictures are the same on every machine. What it lacks it draws as a box.
_FILE = files("noto_cjk_sans_otc") / "NotoSansCJK-Regular.ttc"

ELLIPSIS = "…"
_LONGEST = 2000
"""Characters of a text that are looked at: more than any picture has room for."""

# Places of Noto Sans CJK's languages in its file: the same character is written in other ways in each of them.
_JAPANESE, _KOREAN, _CHINESE = 0, 1, 2
_KANA = re.compile("[\u3041-\u30ff\uff66-\uff9f]")
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
# What only changes the look of an emoji: variants and tones of skin; alone it would be one more box.
_MODIFIERS = re.compile("[\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0000-\U000e01ef]")
_OPENING = "（「『【《〈〔［｛“‘([{"
_CLOSING = "）」』】》〉〕］｝”’、。，．・：；！？…ー々〜～ぁぃぅぇぉっゃゅょァィゥェォッャュョ%％)]},.!?:;"


def font(text: str, size: int) -> ImageFont.FreeTypeFont:
    """The font for a text, by the language that its letters tell, and its size in pixels."""
    language = _JAPANESE if _KANA.search(text) else _KOREAN if _HANGUL.search(text) else _CHINESE
    return _face(language, size)


@lru_cache(maxsize=64)
def _face(language: int, size: int) -> ImageFont.FreeTypeFont:
    # Basic layout is in every build of Pillow; the other one would place letters a little differently.
    return ImageFont.truetype(str(_FILE), size, index=language, layout_engine=ImageFont.Layout.BASIC)


def visible(text: str) -> str:
    """A text on one line, without characters that are only instructions, such as those that turn its direction."""
    kept: list[str] = []
    for character in _MODIFIERS.sub("", unicodedata.normalize("NFC", text[:_LONGEST])):
        category = unicodedata.category(character)
        if category == "Cs":
            kept.append("\ufffd")  # half of a character
        elif category != "Cf":
            kept.append(" " if category in {"Cc", "Zs", "Zl", "Zp"} else character)
    return " ".join("".join(kept).split())


def lines(text: str, face: ImageFont.FreeTypeFont, width: float, most: int) -> list[str]:
    """Break a text into at most so many lines no wider than so many pixels; what doesn't fit becomes an ellipsis."""
    broken = [""]
    for piece in _pieces(text):
        rest = piece
        if face.getlength((broken[-1] + rest).rstrip()) > width and broken[-1]:
            broken.append("")
        while len(broken) <= most and face.getlength(rest.rstrip()) > width:  # a word longer than a line
            fitting = max(1, _fitting(rest, face, width))
            broken[-1:] = [rest[:fitting], ""]
            rest = rest[fitting:]
        broken[-1] += rest
        if len(broken) > most:
            break
    kept = [line.rstrip() for line in broken if line.strip()]
    if len(kept) > most > 0:
        kept[most - 1] = shortened(kept[most - 1] + ELLIPSIS, face, width)
    return kept[:most]


def shortened(text: str, face: ImageFont.FreeTypeFont, width: float) -> str:
    """A text no wider than so many pixels, the rest an ellipsis."""
    if face.getlength(text) <= width:
        return text
    return text[: _fitting(text, face, width - face.getlength(ELLIPSIS))].rstrip(" " + ELLIPSIS) + ELLIPSIS


def _fitting(text: str, face: ImageFont.FreeTypeFont, width: float) -> int:
    """How many characters of a text are no wider than so many pixels."""
    fits, too_many = 0, len(text) + 1
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        fits, too_many = (middle, too_many) if face.getlength(text[:middle]) <= width else (fits, middle)
    return fits


def _pieces(text: str) -> Iterator[str]:
    """What may not be torn: words with the space after them, and wide characters with the marks that cling to them."""
    piece = ""
    for character in text:
        if piece and character != " " and (piece[-1] == " " or _parts(piece[-1], character)):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def _parts(left: str, right: str) -> bool:
    """Whether a line may end between two characters without a space between them."""
    if left in _OPENING or right in _CLOSING or unicodedata.combining(right):
        return False
    return _is_wide(left) or _is_wide(right)


def _is_wide(character: str) -> bool:
    """Whether lines may break at both sides of a character; Korean is written in words."""
    return unicodedata.east_asian_width(character) in {"W", "F"} and _HANGUL.match(character) is None
