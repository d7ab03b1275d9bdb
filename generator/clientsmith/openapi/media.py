"""The forms of an image as patterns, in the subset that Python and ECMAScript share."""

from __future__ import annotations

import re

from clientsmith.language.model import Media

_LETTER = re.compile(r"[a-z]")
_MARK = re.compile(r"[.+]")
_URL = r"[Hh][Tt][Tt][Pp][Ss]?://[^\x00-\x20/?#][^\x00-\x20]*"
_BASE64 = r"[A-Za-z0-9+/ \t\r\n]{16,}={0,2}[ \t\r\n]*"


def pattern(media: Media, *, weak: bool) -> str:
    """What a text that stands for an image must match; where the kinds are only inferred, any form of an image does."""
    forms = {"url": _URL, "dataUri": _data_uri(() if weak else media.types), "base64": _BASE64}
    taken = [text for kind, text in forms.items() if weak or kind in media.kinds]
    return f"^(?:{'|'.join(taken)})$"


def _data_uri(types: tuple[str, ...]) -> str:
    kinds = "|".join(map(_any_case, types)) or _any_case("image/") + "[A-Za-z0-9.+-]+"
    return f"{_any_case('data:')}(?:{kinds}){_any_case(';base64,')}[A-Za-z0-9+/= \\t\\r\\n]+"


def _any_case(text: str) -> str:
    """A pattern for the text in capitals or small letters: patterns of JSON Schema have no flags."""
    return _LETTER.sub(lambda found: f"[{found[0].upper()}{found[0]}]", _MARK.sub(r"\\\g<0>", text))
